"""``plumb link`` and ``plumb notice score``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands import plumb, well
from tests.procedures.surveillance.linking import extracts

NOTICES = "number,product_name,brand,codes\nA1,USB charger,Acme,8715658002512\nA2,,None,\n"


def files(folder: Path) -> tuple[Path, Path, Path]:
    left, right = extracts.made_up(8)
    true = [["left", "right"], *([f"L{place}", f"R{place}"] for place in range(8)), ["L99", "R1"]]
    return (extracts.write(folder / "l.csv", left), extracts.write(folder / "r.csv", right),
            extracts.write(folder / "t.csv", true))


def test_two_tables_are_linked_and_held_against_a_truth(tmp_path: Path):
    left, right, truth = files(tmp_path)
    found = well("link", left, right, "--mapping", "rasff", "--truth", truth)
    assert (found["precision"], found["recall"]) == (1.0, 1.0)
    assert found["agreement"] == {"links": 8, "true": 8, "both": 8, "true_outside": 1}
    assert found["model"]["cites"]["ours"] is True
    assert {each["level"] for each in found["pairs"][0]["why"]} <= {
        level["code"] for field in found["model"]["fields"] for level in field["levels"]}


def test_nothing_but_the_answer_is_written(tmp_path: Path):
    left, right, _ = files(tmp_path)
    done = plumb("link", left, right, "--mapping", "rasff")
    assert (done.status, done.err) == (0, "")


def test_a_batch_of_links_answers_each_line(tmp_path: Path):
    left, right, _ = files(tmp_path)
    lines = [{"left": str(left), "right": str(right), "mapping": "rasff"},
             {"LEFT": str(left), "RIGHT": str(right), "mapping": "none"}]
    (tmp_path / "b.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = plumb("link", "--batch", tmp_path / "b.jsonl")
    assert done.status == 1
    one, other = done.document["results"]
    assert (len(one["pairs"]), other["error"]["code"]) == (8, "link.unknown_mapping")


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    left, _, _ = files(tmp_path)
    done = plumb("link", left, tmp_path / "none.csv", "--mapping", "rasff")
    assert (done.status, done.error["code"]) == (1, "disk.file_missing")


def test_notices_are_scored_row_by_row(tmp_path: Path):
    (tmp_path / "n.csv").write_text(NOTICES, encoding="utf-8")
    found = well("notice", "score", tmp_path / "n.csv")
    assert [(each["number"], each["score"]) for each in found["results"]] == [("A1", 50), ("A2", 0)]
    assert found["results"][0]["missing"][0] == {
        "point": "model", "weight": 15, "title": {"en": "model or type", "zh": "规格型号"},
        "advice": {"en": "Give the model or type as it is printed.", "zh": "请按印制内容填写规格型号。"}}


def test_what_cannot_be_scored_is_told(tmp_path: Path):
    (tmp_path / "n.csv").write_text(NOTICES, encoding="utf-8")
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    told = {code: plumb("notice", "score", *words) for code, words in {
        "notice.unknown_mapping": (tmp_path / "n.csv", "--mapping", "safety"),
        "notice.not_notices": (tmp_path / "n.csv", "--mapping", "chicago-inspections"),
        "notice.unknown_rules": (tmp_path / "n.csv", "--rules", "mine"),
        "notice.column_missing": (tmp_path / "x.csv",)}.items()}
    assert {code: (done.status, done.error["code"]) for code, done in told.items()} == {
        code: (1, code) for code in told}
    done = plumb("notice", "score", tmp_path / "n.csv", "--mapping", "safety-gate")
    assert done.error["code"] == "notice.column_missing"
