"""``plumb draw`` and ``plumb verify``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands import plumb, well
from tests.draws import OTHER, OTHER_ROUND, RANDOMNESS, SIGNATURE, written


def test_a_rehearsal_says_exactly_what_it_promises(tmp_path: Path):
    (tmp_path / "F.csv").write_text("id,class\nb,A\na,A\nc,B\n", encoding="utf-8")
    asked = ("draw", "run", "--frame", tmp_path / "F.csv", "--round", 1000, "--signature", SIGNATURE)
    found = well(*asked, "--ratio", "A=1/50", "--ratio", "B=1")
    assert found == {
        "frame_sha256": "7daf5aad1c9ab5397c689bf2727985867be1c49201ae94ec954905685d07a6ee", "round": 1000,
        "randomness": RANDOMNESS, "counts": {"A": 1, "B": 1}, "drawn": {"A": ["a"], "B": ["c"]}, "total": 2,
        "rehearsal": True}
    assert well(*asked, "--ratio", "A=1/50", "B=100%") == well(*asked, "--ratio", "A=2%, B=1") == found
    assert plumb(*asked, "--ratio", "A=1").error["code"] == "draw.class_without_ratio"
    assert plumb(*asked[:4], "--ratio", "A=1", "--round", 1000).error["code"] == "draw.option_missing"


def test_a_round_of_the_beacon_is_told(tmp_path: Path):
    home = tmp_path / "home"
    found = well("draw", "beacon", "--round", 1000, "--signature", SIGNATURE, home=home)
    assert found == {"round": 1000, "time": "2023-08-23T15:59:24Z", "ok": True, "randomness": RANDOMNESS}
    assert not home.exists()
    for round, code in (("1001", "beacon.not_of_round"), ("x", "beacon.no_round"), ("0", "beacon.no_round")):
        refused = plumb("draw", "beacon", "--round", round, "--signature", SIGNATURE, home=home)
        assert (refused.status, refused.error["code"]) == (1, code)
    other = plumb("draw", "beacon", "--round", 1, "--signature", SIGNATURE, "--beacon", "quicknet", home=home)
    assert other.error["code"] == "beacon.unknown"


def test_many_rounds_are_asked_in_a_batch(tmp_path: Path):
    lines = [{"round": 1000, "signature": SIGNATURE}, {"round": str(OTHER_ROUND), "signature": OTHER},
             {"round": 1001, "signature": SIGNATURE}]
    file = tmp_path / "rounds.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    told = plumb("draw", "beacon", "--batch", file)
    assert told.status == 1
    assert [each.get("randomness", "")[:8] for each in told.document["results"]] == ["fe290bec", "fc1873a1", ""]
    assert told.document["results"][2]["error"]["code"] == told.error["code"] == "beacon.not_of_round"
    assert told.error["where"] == f"{file}, line 3, signature"


def test_a_draw_is_committed_to_drawn_and_verified(tmp_path: Path):
    plan, frame = written(tmp_path)
    folder = tmp_path / "D"
    asked = ("draw", "commit", plan, "--frame", frame, "--out", folder)
    assert plumb(*asked, "--at", "2023-08-23T15:59:24Z").error["code"] == "draw.round_past"
    committed = well(*asked, "--at", "2023-08-23T23:00:00+08:00")
    assert (committed["at"], committed["round"]) == ("2023-08-23T15:00:00Z", 1000)
    found = well("draw", "run", folder, "--signature", SIGNATURE)
    assert (found["total"], found["rehearsal"]) == (6, False)
    shown = plumb("verify", folder / "draw.json", "--commitment", committed["commitment_sha256"])
    assert (shown.status, shown.document["ok"]) == (0, True)
    (folder / "frame.csv").write_text("a,A\n", encoding="utf-8")
    refused = plumb("verify", folder / "draw.json")
    assert (refused.status, refused.document["ok"], refused.error["code"]) == (1, False, "draw.frame_changed")
    assert plumb("draw", "run", folder, "--ratio", "A=1", "--signature", SIGNATURE).error["code"] == "draw.one_of_two"
