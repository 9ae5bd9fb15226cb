"""A draw from its commitment to its replay, and everything that somebody may try in between."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.surveillance import draw_folders
from plumbline.procedures.surveillance.draw_documents import moment
from plumbline.procedures.surveillance.draw_verifying import verify
from tests.draws import AT, INFINITY, OTHER, PLAN, RANDOMNESS, SIGNATURE, written

REVEALS = {"press": "11" * 32, "auditor": "22" * 32}
WITNESSED = PLAN.replace('beacon = "drand-quicknet"\nround = 1000\n', """
reveal_by = 2023-08-23T17:59:24+02:00
next_date = 2023-08-30
""") + "".join(f'[[witness]]\nname = "{name}"\ncommitment = "{hashlib.sha256(bytes.fromhex(each)).hexdigest()}"\n'
               for name, each in REVEALS.items())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plan, frame = written(tmp_path)
    draw_folders.commit(None, plan, frame, AT, tmp_path / "D")
    return tmp_path / "D"


@pytest.fixture
def witnessed(tmp_path: Path) -> Path:
    plan, frame = written(tmp_path, WITNESSED)
    draw_folders.commit(None, plan, frame, AT, tmp_path / "D")
    return tmp_path / "D"


def code(act: Callable[[], Any]) -> str:
    with pytest.raises(PlumblineError) as refused:
        act()
    return str(refused.value.code)


def failing(found: dict[str, Any]) -> list[str]:
    return [each["step"] for each in found["steps"] if each["ok"] is False]


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_a_commitment_is_drawn_and_replayed_from_its_folder(folder: Path):
    committed = json.loads((folder / "commitment.json").read_text("utf-8"))
    assert (committed["round"], committed["round_time"]) == (1000, "2023-08-23T15:59:24Z")
    assert hashlib.sha256((folder / "frame.csv").read_bytes()).hexdigest() == committed["frame_sha256"]
    found = draw_folders.run(None, folder, signature=SIGNATURE)
    assert (found["randomness"], found["counts"], found["total"]) == (RANDOMNESS, {"A": 2, "B": 2, "C": 2}, 6)
    assert set(found["inspectors"]) | set(found["too_few"]) == set(found["order"])
    assert "w1" not in found["inspectors"].get("c0", [])
    assert draw_folders.run(None, folder, signature=SIGNATURE.upper()) == found
    told = verify(None, folder / "draw.json", signature=SIGNATURE, published=found["commitment_sha256"])
    assert (told["ok"], failing(told)) == (True, [])
    assert verify(None, folder)["ok"] is True


@pytest.mark.parametrize(("name", "before", "after", "steps"), [
    ("frame.csv", "a1,A\n", "a1,B\n", ["frame", "rule", "draw"]),
    ("frame.csv", "a1,A\n", "", ["frame", "rule", "draw"]),
    ("plan.toml", '"1/50"', '"1/40"', ["plan", "rule"]),
    ("inspectors.csv", "w4,C,3", "w4,*,3", ["inspectors", "rule", "draw"]),
    ("recusals.csv", "w1,c0\n", "", ["inspectors", "rule", "draw"]),
    ("commitment.json", '"round": 1000', '"round": 1001', ["commitment", "rule", "randomness"]),
    ("commitment.json", "15:20:00Z", "15:59:24Z", ["commitment", "rule", "draw"]),
    ("draw.json", '"total": 6', '"total": 6.0', ["draw"]),
    ("draw.json", '"rehearsal": false', '"rehearsal": 0', ["document", "randomness", "draw"]),
    ("draw.json", '"w3"', '"w4"', ["draw"]),
    ("draw.json", RANDOMNESS, "00" * 32, ["randomness"]),
    ("draw.json", SIGNATURE, OTHER, ["randomness"]),
    ("draw.json", SIGNATURE, INFINITY, ["randomness"]),
    ("draw.json", '"outcome"', '"more": 1,\n "outcome"', ["draw"]),
])
def test_whatever_is_altered_is_found(folder: Path, name: str, before: str, after: str, steps: list[str]):
    draw_folders.run(None, folder, signature=SIGNATURE)
    change(folder / name, before, after)
    told = verify(None, folder / "draw.json")
    assert told["ok"] is False
    assert told["error"]["code"]
    assert set(failing(told)) <= set(steps)
    assert failing(told)[0] == steps[0]


@pytest.mark.parametrize("plan", [PLAN.replace('recusals = "recusals.csv"\n', ""), PLAN.partition("[inspectors]")[0]])
def test_a_plan_may_have_no_recusals_and_no_inspectors(tmp_path: Path, plan: str):
    draw_folders.commit(None, *written(tmp_path, plan), AT, tmp_path / "D")
    assert draw_folders.run(None, tmp_path / "D", signature=SIGNATURE)["total"] == 6
    assert verify(None, tmp_path / "D")["ok"] is True


def test_a_key_of_ones_own_does_not_verify(folder: Path):
    """Whoever alters plan, commitment and result alike still has the beacon of the verifier's rulebook against them."""
    draw_folders.run(None, folder, signature=SIGNATURE)
    change(folder / "commitment.json", "83cf0f28", "83cf0f29")
    hash = hashlib.sha256((folder / "commitment.json").read_bytes()).hexdigest()
    told = json.loads((folder / "draw.json").read_text("utf-8"))
    change(folder / "draw.json", told["commitment_sha256"], hash)
    found = verify(None, folder / "draw.json")
    assert failing(found) == ["rule"]
    assert "beacon" in found["error"]["what"]


def test_a_commitment_forged_as_a_whole_is_not_the_published_one(folder: Path, tmp_path: Path):
    published = draw_folders.run(None, folder, signature=SIGNATURE)["commitment_sha256"]
    (tmp_path / "other").mkdir()
    plan, frame = written(tmp_path / "other", PLAN.replace("1/50", "1/40"))
    draw_folders.commit(None, plan, frame, AT, tmp_path / "E")
    draw_folders.run(None, tmp_path / "E", signature=SIGNATURE)
    assert verify(None, tmp_path / "E")["ok"] is True
    assert failing(verify(None, tmp_path / "E", published=published)) == ["commitment"]


def test_the_result_alone_proves_nothing(folder: Path, tmp_path: Path):
    draw_folders.run(None, folder, signature=SIGNATURE)
    alone = tmp_path / "draw.json"
    alone.write_bytes((folder / "draw.json").read_bytes())
    told = verify(None, alone)
    assert told["ok"] is False
    assert [each["ok"] for each in told["steps"]] == [True, False, None, None, None, None, None, None]


def test_another_signature_given_by_hand_fails(folder: Path):
    draw_folders.run(None, folder, signature=SIGNATURE)
    assert failing(verify(None, folder, signature=OTHER)) == ["randomness"]


@pytest.mark.parametrize(("at", "expected"), [
    ("2023-08-23T15:59:24Z", "draw.round_past"), ("2023-08-23T23:59:25+08:00", "draw.round_past"),
    ("2026-01-01T00:00:00Z", "draw.round_past"), ("2023-08-23T15:29:25Z", "draw.round_too_soon")])
def test_a_commitment_comes_before_its_round_by_the_margin(tmp_path: Path, at: str, expected: str):
    plan, frame = written(tmp_path)
    assert code(lambda: draw_folders.commit(None, plan, frame, moment(at), tmp_path / "D")) == expected
    assert not (tmp_path / "D").exists()
    draw_folders.commit(None, plan, frame, moment("2023-08-23T15:29:24Z"), tmp_path / "D")


def test_without_a_round_the_first_after_the_margin_is_taken(tmp_path: Path):
    plan, frame = written(tmp_path, PLAN.replace("round = 1000\n", ""))
    found = draw_folders.commit(None, plan, frame, AT, tmp_path / "D")
    assert moment(found["round_time"]) - AT - timedelta(minutes=30) < timedelta(seconds=3)
    assert moment(found["round_time"]) >= AT + timedelta(minutes=30)


@pytest.mark.parametrize("text", ["2023-08-23", "2023-08-23T15:20:00", "soon", "", "2023-08-23T15:20:00.5Z"])
def test_a_time_says_how_far_it_is_from_utc(text: str):
    assert code(lambda: moment(text)) == "draw.no_moment"


def test_a_changed_frame_another_round_and_another_signature_are_refused(folder: Path, tmp_path: Path):
    change(tmp_path / "F.csv", "a1,A", "a1,B")
    run = draw_folders.run
    assert code(lambda: run(None, folder, signature=SIGNATURE, frame_file=tmp_path / "F.csv")) == "draw.frame_changed"
    assert code(lambda: run(None, folder, signature=SIGNATURE, round=1001)) == "draw.another_round"
    assert code(lambda: run(None, folder, signature=OTHER)) == "beacon.not_of_round"
    change(folder / "frame.csv", "a1,A", "a1,B")
    assert code(lambda: run(None, folder, signature=SIGNATURE)) == "draw.frame_changed"
    assert not (folder / "draw.json").exists()


def test_nothing_is_written_over(folder: Path, tmp_path: Path):
    taken = tmp_path / "PLAN.toml", tmp_path / "F.csv", AT, folder
    assert code(lambda: draw_folders.commit(None, *taken)) == "draw.folder_taken"
    (folder / "draw.json").write_text("{}", "utf-8")
    assert code(lambda: draw_folders.run(None, folder, signature=SIGNATURE)) == "draw.drawn_already"


def test_witnesses_give_the_randomness_together(witnessed: Path):
    found = draw_folders.run(None, witnessed, reveals=dict(reversed(REVEALS.items())))
    assert found["randomness"] == hashlib.sha256(b"\x11" * 32 + b"\x22" * 32).hexdigest()
    assert verify(None, witnessed)["ok"] is True
    change(witnessed / "draw.json", "22" * 32, "23" * 32)
    assert failing(verify(None, witnessed)) == ["randomness"]


def test_who_does_not_reveal_is_named_and_the_draw_falls_to_its_next_date(witnessed: Path):
    some = {"press": REVEALS["press"]}
    with pytest.raises(PlumblineError, match="auditor did not reveal"):
        draw_folders.run(None, witnessed, reveals=some)
    early, late = moment("2023-08-23T15:59:23Z"), moment("2023-08-23T15:59:24Z")
    assert code(lambda: draw_folders.run(None, witnessed, reveals=some, at=early)) == "draw.not_fallen"
    assert not (witnessed / "draw.json").exists()
    found = draw_folders.run(None, witnessed, reveals=some, at=late)
    assert (found["outcome"], found["unrevealed"], found["next_date"]) == ("fallen", ["auditor"], "2023-08-30")
    assert verify(None, witnessed)["ok"] is True
    # It has fallen: a reveal that comes later draws nothing any more.
    assert code(lambda: draw_folders.run(None, witnessed, reveals=REVEALS)) == "draw.drawn_already"
    change(witnessed / "draw.json", '"auditor"\n', '"press"\n')
    assert failing(verify(None, witnessed)) == ["randomness"]


@pytest.mark.parametrize(("staff", "recusals", "expected"), [
    ("inspector,classes,load\n", "inspector,object\n", "draw.no_inspectors"),
    ("inspector,classes,load\nw1,*,\nw1,A,\n", "inspector,object\n", "draw.inspector_twice"),
    ("inspector,classes,load\nw1,,\n", "inspector,object\n", "draw.no_qualification"),
    ("inspector,classes,load\nw1,*,many\n", "inspector,object\n", "draw.no_load"),
    ("inspector,classes,load\nw1,*,\n", "inspector,object\nw01,a1\n", "draw.recusal_unknown")])
def test_tables_of_inspectors_are_checked(tmp_path: Path, staff: str, recusals: str, expected: str):
    plan, frame = written(tmp_path, staff=staff, recusals=recusals)
    assert code(lambda: draw_folders.commit(None, plan, frame, AT, tmp_path / "D")) == expected
