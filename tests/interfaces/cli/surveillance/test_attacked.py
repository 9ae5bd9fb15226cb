"""The commands of surveillance asked from outside, in batches, and held against plain readings of their sources."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Ran, plumb, well
from tests.draws import RANDOMNESS, SIGNATURE
from tests.interfaces.cli.runs import run
from tests.interfaces.cli.surveillance import references

COMMANDS = ("draw commit", "draw run", "draw beacon", "verify", "notice score", "link", "risk assess", "plan lookup",
            "plan oc", "plan find", "plan judge", "plan estimate", "signal series", "signal pairs",
            "signal inspectors")


def batch(folder: Path, command: str, lines: Sequence[dict[str, Any]]) -> Ran:
    file = folder / "asked.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    return plumb(*command.split(), "--batch", file)


def put(folder: Path, name: str, content: str | bytes) -> str:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(file)


def of(values: Sequence[float | None]) -> list[Any]:
    return [None if each is None else pytest.approx(each, rel=1e-9, abs=1e-6) for each in values]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_answers_a_file_line_by_line(tmp_path: Path, command: str):
    (tmp_path / "asked.jsonl").write_text('{"no_such_option": 1}\nx\n', encoding="utf-8")
    done = plumb(*command.split(), "--batch", tmp_path / "asked.jsonl")
    codes = [each["error"]["code"] for each in done.document["results"]]
    assert (done.status, codes) == (1, ["batch.unknown_key", "batch.not_object"])
    assert all(each["error"]["zh"]["what"] for each in done.document["results"])


def test_ears_of_any_series(tmp_path: Path):
    chance = random.Random(5)
    lines, wanted = [], []
    for place in range(60):
        y = [chance.choice((0, 0, 1, 3, 7, 4 if place % 7 else 10**6)) for _ in range(chance.choice((1, 5, 12, 40)))]
        asked = (chance.choice(("ears-c1", "ears-c2", "ears-c3")), chance.choice((.001, .025, .05, .4, .7)),
                 chance.choice((3, 7, 50)), chance.choice((0.0, .5, 2)))
        rows = "".join(f"{week + 1},{n}\r\n" for week, n in enumerate(y))
        lines.append({"file": put(tmp_path, f"{place}.csv", "\ufeffweek,n\r\n" + rows),
                      **dict(zip(("method", "alpha", "baseline", "min-sigma"), asked, strict=True))})
        wanted.append(references.ears(y, *asked))
    done = batch(tmp_path, "signal series", lines)
    assert done.status == 0
    for found, expected in zip(done.document["results"], wanted, strict=True):
        for point, each in zip(found["points"], expected, strict=True):
            if each is None:
                assert (point["upper"], point["alarm"]) == (None, None)
            else:
                assert [point["expected"], point["upper"], point["alarm"]] == [*of(each[:2]), each[2]]


@pytest.mark.parametrize("content", [
    "2019-01-07," + "9" * 400, "2019-01-07,nan", "2019-01-07,-0", "2019-01-07,1e3", "2019-01-07,3万", "2019-01-07,",
    "2019-01-07,3\n2019-01-07,3", "2019-02-30,3", "2019-W01,3", "2019-01-07,3\n2019-01-21,3\n2019-01-28,3"])
def test_a_series_at_fault_is_told_and_loses_no_other_answer(tmp_path: Path, content: str):
    good = put(tmp_path, "good.csv.gz", gzip.compress("日期，数量\n2019-01-07，４\n".encode("gb18030")))
    bad = put(tmp_path, "bad.csv", f"date,n\n{content}\n")
    done = batch(tmp_path, "signal series", [{"file": bad, "method": "ears-c2"}, {"file": good}])
    wrong, right = done.document["results"]
    assert (done.status, wrong["error"]["code"].partition(".")[0], right["points"][0]["n"]) == (1, "signal", 4)
    assert "bad.csv" in wrong["error"]["where"]
    assert wrong["error"]["zh"]["what"] != wrong["error"]["what"]


@pytest.mark.parametrize("divided", [False, True])
def test_pairs_of_any_reports(tmp_path: Path, divided: bool):
    chance = random.Random(8)
    rows = [(f"R {chance.randrange(40)}", chance.choice(("面霜", "cream", "a,b", 'A "q"')), chance.choice("xyz"),
             chance.choice(("m", "f", ""))) for _ in range(150)]
    text = io.StringIO()
    csv.writer(text).writerows([("id", "var1", "var2", "sex"), *rows])
    file = put(tmp_path, "r.csv.gz", gzip.compress(text.getvalue().encode("utf-8-sig")))
    found = well("signal", "pairs", file, *(("--strata", "sex") if divided else ()))
    told = {(row["var1"], row["var2"]): [row[key] for key in ("n", "e", "rr", "prr", "ror")] for row in found["rows"]}
    assert told == {pair: of(each) for pair, each in references.pairs(rows, divided).items()}


@pytest.mark.parametrize("rows", [
    "1,a,b", "1,a,b\n1,a,b\n2,a,b", "".join(f"{n},v{n % 7},w{n % 5}\n" for n in range(9))])
def test_too_few_pairs_for_a_prior_still_have_their_ratios(tmp_path: Path, rows: str):
    found = well("signal", "pairs", put(tmp_path, "r.csv", f"id,var1,var2\n{rows}\n"))
    assert (found["theta"], [each["code"] for each in found["notes"]]) == (None, ["signal.theta_untold"])
    assert "先验" in found["notes"][0]["text"]["zh"]
    assert all(row["rr"] > 0 and (row["ebgm"], row["eb05"], row["eb95"]) == (None, None, None) for row in found["rows"])
    said = run("signal", "pairs", tmp_path / "r.csv")
    assert (said.returncode, "the pairs are too few" in said.stdout.decode()) == (0, True)


def test_plans_are_those_of_their_definitions(tmp_path: Path):
    chance = random.Random(1)
    asked = [(n, chance.randint(0, min(n, 8)), chance.choice((0, 1e-9, .01, .05, .5, 1)), dist, 200)
             for n in (1, 5, 20, 80) for dist in ("binomial", "poisson", "hypergeometric") for _ in range(3)]
    lines = [{"n": n, "ac": c, "p": p, "dist": dist, **({"lot": lot} if dist == "hypergeometric" else {})}
             for n, c, p, dist, lot in asked]
    done = batch(tmp_path, "plan oc", lines)
    assert done.status == 0
    assert [each["pa"] for each in done.document["results"]] == of([references.accepted(*each) for each in asked])
    points = [(prp, crp, dist)
              for prp, crp in (((.05, .95), (.15, .075)), ((.02, .9), (.2, .05)), ((.1, .99), (.3, .01)))
              for dist in ("binomial", "poisson", "hypergeometric")]
    done = batch(tmp_path, "plan find", [{"prp": list(prp), "crp": f"{crp[0]},{crp[1]}", "dist": dist,
                                          **({"lot": 500} if dist == "hypergeometric" else {})}
                                         for prp, crp, dist in points])
    assert [(each["n"], each["c"]) for each in done.document["results"]] == [
        references.smallest(*each, 500) for each in points]


def test_lots_are_judged_by_their_whole_history(tmp_path: Path):
    chance = random.Random(3)
    histories = [[chance.random() < share for _ in range(length)]
                 for share in (.5, .8, .95) for length in (1, 2, 5, 60) for _ in range(3)]
    lines = []
    for place, history in enumerate(histories):
        rows = "".join(f"{lot},{'是' if each else '否'}\r\n" for lot, each in enumerate(history))
        lines.append({"file": put(tmp_path, f"{place}.csv", ("批,接收\r\n" + rows).encode("gb18030"))})
    done = batch(tmp_path, "plan judge", lines)
    assert [[lot["severity"] for lot in each["lots"]] for each in done.document["results"]] == [
        references.severities(history) for history in histories]


@pytest.mark.parametrize(("command", "content", "words", "code"), [
    ("plan judge", "lot,accepted\n1,no\n1,yes\n", {}, "plan.lot_twice"),
    ("plan judge", "lot,accepted\n,yes\n", {}, "plan.lot_unnamed"),
    ("plan judge", "lot,accepted\n1,true\n", {}, "plan.not_accepted"),
    ("plan estimate", "y,c\n1,\n2,b\n", {"value": "y", "cluster": "c"}, "estimate.unnamed"),
    ("plan estimate", "y,w\n1,1\n2,-1\n", {"value": "y", "weight": "w"}, "estimate.weight_negative"),
    ("plan estimate", "y\nnan\n", {"value": "y"}, "option.not_number"),
])
def test_tables_of_plans_at_fault(tmp_path: Path, command: str, content: str, words: dict[str, str], code: str):
    done = batch(tmp_path, command, [{"file": put(tmp_path, "t.csv", content), **words}])
    assert (done.status, done.error["code"]) == (1, code)


def test_risks_on_each_side_of_every_bound(tmp_path: Path):
    scenarios = [(Fraction(above) + step, severity) for above, _ in references.LEVELS[:-1] for severity in (1, 2, 3, 4)
                 for step in (Fraction(0), Fraction(1, 10**9), Fraction(-1, 10**9))]
    files, wanted = [], []
    for units in (0, 100_000, 100_001, 500_000, 500_001, 1_000_000, 1_000_001):
        for probability, severity in scenarios if not units else scenarios[::7]:
            of_product = {"scenarios": [{"id": "a", "severity": severity, "steps": [str(probability), 1, "100%"]}],
                          "units_in_use": units}
            files.append({"file": put(tmp_path, f"{len(files)}.json", json.dumps(of_product))})
            level = references.level(probability, severity)
            wanted.append((level, references.overall(level, units)))
    done = plumb("risk", "assess", "--rules", "eu-2019-417", "--batch", put(
        tmp_path, "asked.jsonl", "".join(json.dumps(each) + "\n" for each in files)))
    assert [(each["highest"], each["overall"]) for each in done.document["results"]] == wanted
    for found in done.document["results"]:
        for turn in found["sensitivity"]:
            (scenario,) = found["scenarios"]
            assert turn["level"] != scenario["level"]
            assert Fraction(turn["factor"]) in (10, Fraction(1, 10))


@pytest.mark.parametrize(("step", "code"), [
    ("0", "risk.probability_outside"), ("0/5", "risk.probability_outside"), ("1/0", "risk.no_probability"),
    ("0/0", "risk.no_probability"), ("1.0000000000000000000000001", "risk.probability_outside"),
    ("101%", "risk.probability_outside"), ("-0.1", "risk.no_probability"), ("1e400", "risk.no_probability")])
def test_probabilities_that_are_none(tmp_path: Path, step: str, code: str):
    product = {"scenarios": [{"id": "椅", "severity": 1, "steps": ["1", step]}], "units_in_use": 1}
    done = plumb("risk", "assess", put(tmp_path, "r.json", json.dumps(product)), "--rules", "eu-2019-417")
    assert (done.status, done.error["code"]) == (1, code)
    assert done.error["where"].endswith("scenario 椅, step 2")


def frames() -> tuple[list[tuple[str, str]], str]:
    rows = [(f"企业 {n}" if n % 3 else f"é{n}𠀀", ("A", "B", "甲 类")[n % 3]) for n in range(60)]
    random.Random(3).shuffle(rows)
    return rows, "id,class\n" + "".join(f"{id},{of}\n" for id, of in rows)


@pytest.mark.parametrize("spelled", [
    lambda text: text.encode(), lambda text: text.encode("utf-8-sig"), lambda text: text.encode("gb18030"),
    lambda text: text.encode("utf-16"), lambda text: text.replace("\n", "\r\n").encode(),
    lambda text: text.partition("\n")[2].encode(), lambda text: text.replace(",", ";").encode(),
    lambda text: gzip.compress(text.encode()), lambda text: text.replace(",", "，").encode()[:-1],
    lambda text: text.replace("id,class", "编号,类别", 1).encode(),
    lambda text: "".join(f'"{id}","{of}"\n' for id, of in (line.split(",") for line in text.splitlines())).encode()])
def test_a_frame_is_the_same_however_it_is_written(tmp_path: Path, spelled):
    rows, text = frames()
    ratios = {"A": "0", "B": "1", "甲 类": "1/7", "D": "1/2"}
    found = well("draw", "run", "--frame", put(tmp_path, "f.csv", spelled(text)), "--round", 1000, "--signature",
                 SIGNATURE, *(word for of, ratio in ratios.items() for word in ("--ratio", f"{of}={ratio}")))
    sha256, chosen = references.drawn(rows, ratios, RANDOMNESS)
    assert (found["frame_sha256"], found["drawn"]) == (sha256, chosen)


@pytest.mark.parametrize(("rows", "ratio", "code"), [
    ("a,A\na,A", "A=1", "draw_frame.twice"), ('"a,b",A', "A=1", "draw_frame.unfit_sign"),
    ("ab,A\na\u200bb,A", "A=1", "draw_frame.unfit_sign"), ("a\u00adb,A", "A=1", "draw_frame.unfit_sign"),
    ("a,A\u2060", "A\u2060=1", "draw_frame.unfit_sign"), (",A\nb,A", "A=1", "draw_frame.nothing"),
    ("a,A\n合计,A", "A=1", "table.row_of_none"), ("a,A", "A=1.01", "draw.ratio_above_one"),
    ("a,A", "A=3/2", "draw.ratio_above_one"), ("a,A", "A=-1", "draw.no_ratio"), ("a,A", "A=1/0", "draw.no_ratio"),
    ("a,A\nb,B", "A=1", "draw.class_without_ratio"), ("a,A", "A=1,A=1", "draw.not_pair")])
def test_frames_and_ratios_that_are_refused(tmp_path: Path, rows: str, ratio: str, code: str):
    done = plumb("draw", "run", "--frame", put(tmp_path, "f.csv", f"id,class\n{rows}\n"), "--round", 1000,
                 "--signature", SIGNATURE, "--ratio", ratio)
    assert (done.status, done.error["code"]) == (1, code)


def test_headings_of_notices_are_read_as_an_import_reads_them(tmp_path: Path):
    lines = "Number,Product Name,BRAND\nA1,折叠椅,Acme\n".encode("gb18030")
    found = well("notice", "score", put(tmp_path, "n.csv", lines))
    assert [(each["number"], each["answered"]) for each in found["results"]] == [("A1", ["name", "brand"])]
    refused = plumb("notice", "score", put(tmp_path, "x.csv", "number,title2\n1,2\n")).error
    assert refused["what"].startswith("there is none of the columns brand, codes")
