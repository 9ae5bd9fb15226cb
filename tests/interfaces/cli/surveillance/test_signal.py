"""``plumb signal``: documents, and what is refused."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta

import pytest

from tests.commands import plumb, well

COUNTS = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]


def weekly(counts, first=date(2019, 1, 7)):
    rows = [f"{first + timedelta(weeks=week)},{n}" for week, n in enumerate(counts)]
    return "\n".join(["date,n", *rows, ""])


def test_ears_says_of_every_week_what_it_was_held_against(tmp_path):
    file = tmp_path / "weeks.csv.gz"
    file.write_bytes(gzip.compress(weekly([*COUNTS, 40]).encode()))
    found = well("signal", "series", file, "--method", "ears-c1", "--alpha", "0.05", "--min-sigma", ".5")
    assert found["method"] == "ears-c1"
    assert found["params"] == {"alpha": 0.05, "baseline": 7, "min_sigma": 0.5}
    assert [each["week"] for each in found["points"]][:2] == ["2019-01-07", "2019-01-14"]
    early, last = found["points"][0], found["points"][-1]
    assert (early["expected"], early["upper"], early["alarm"]) == (None, None, None)
    assert "Too little history" in early["why"]["en"]
    assert "历史数据不足" in early["why"]["zh"]
    assert (last["n"], last["alarm"]) == (40, True)
    assert last["expected"] == pytest.approx(sum(COUNTS[-7:]) / 7, rel=1e-15)
    assert "40" in last["why"]["zh"]


def test_weeks_may_be_numbers_and_values_without_spread_are_told(tmp_path):
    file = tmp_path / "weeks.csv"
    file.write_text("week;n\n" + "".join(f"{week};3\n" for week in range(1, 20)), encoding="utf-8")
    found = well("signal", "series", file, "--method", "ears-c3")
    assert found["points"][-1]["week"] == "19"
    assert found["points"][-1]["upper"] is None
    assert "--min-sigma" in found["points"][-1]["why"]["en"]
    assert found["params"]["alpha"] == 0.025


def test_farrington_judges_from_the_sixth_year_on_and_tells_of_few_cases(tmp_path):
    file = tmp_path / "weeks.csv"
    counts = [week % 7 + 2 for week in range(268)]
    file.write_text(weekly([*counts, 30, 0, 0, 0, 0]), encoding="utf-8")
    found = well("signal", "series", file)
    assert (found["method"], found["params"]["skip"], found["params"]["reweight"]) == ("farrington", 3, True)
    points = found["points"]
    assert all(each["upper"] is None and "5 years" in each["why"]["en"] for each in points[:263])
    assert all(isinstance(each["upper"], float) for each in points[263:269])
    assert points[268]["alarm"] is True
    assert points[-1] == {"week": points[-1]["week"], "n": 0, "expected": None, "upper": None, "alarm": False,
                          "why": points[-1]["why"]}
    assert "Fewer than 5 in 4 weeks" in points[-1]["why"]["en"]


def test_a_file_of_series(tmp_path):
    file = tmp_path / "weeks.csv"
    file.write_text(weekly(COUNTS), encoding="utf-8")
    asked = tmp_path / "asked.jsonl"
    asked.write_text("\n".join(json.dumps(each) for each in (
        {"file": str(file), "method": "ears-c2", "alpha": 0.01, "baseline": "5"},
        {"file": str(file), "method": "farrington", "b": 3, "reweight": False, "threshold": "muan", "trend-p": 1})),
        encoding="utf-8")
    first, second = well("signal", "series", "--batch", asked)["results"]
    assert first["params"] == {"alpha": 0.01, "baseline": 5, "min_sigma": 0.0}
    assert second["params"]["threshold"] == "muan"
    assert second["params"]["reweight"] is False


@pytest.mark.parametrize(("content", "words", "code"), [
    ("date,n\n2026-01-05,-1\n", (), "signal.not_count"), ("date,n\n2026-01-05,1.5\n", (), "signal.not_count"),
    ("date,n\n2026-01-05,NA\n", (), "signal.not_count"), ("date,n\n05.01.2026,1\n", (), "signal.not_day"),
    ("date,n\n2026-01-12,1\n2026-01-05,1\n", (), "signal.order"), ("week,n\n1,1\n1,1\n", (), "signal.order"),
    ("date,n\n2026-01-05,1\n2026-01-12,1\n2026-01-26,1\n", (), "signal.gap"),
    ("date,n\n2026-01-05,1\n2026-01-06,1\n", (), "signal.not_weekly"),
    ("date,m\n2026-01-05,1\n", (), "table.column_missing"),
    ("date,n\n2026-01-05,1\n", ("--method", "cusum"), "option.unknown_choice"),
    ("date,n\n2026-01-05,1\n", ("--alpha", "1"), "option.outside"),
    ("date,n\n2026-01-05,1\n", ("--method", "ears-c1", "--baseline", "2"), "option.outside"),
    ("date,n\n2026-01-05,1\n", ("--periods", "47"), "option.outside"),
    ("date,n\n2026-01-05,1\n", ("--threshold", "sigma"), "option.unknown_choice"),
    ("date,n\n2026-01-05,1\n", ("--trend-p", "x"), "option.not_number"),
])
def test_series_that_are_none(tmp_path, content, words, code):
    file = tmp_path / "weeks.csv"
    file.write_text(content, encoding="utf-8")
    assert plumb("signal", "series", file, *words).error["code"] == code


def reports():
    rows = [f"{id},p{id % 7},e{id % 5 if id % 7 else 9},{'男女'[id % 2]}" for id in range(400)]
    return "\n".join(["id,var1,var2,sex", *rows, *rows[:50], ""])


def test_the_original_farrington_begins_where_r_begins(tmp_path):
    file = tmp_path / "weeks.csv"
    file.write_text(weekly([week % 7 + 2 for week in range(268)] + [30]), encoding="utf-8")
    found = well("signal", "series", file, "--method", "farrington-1996", "--power", "1/2", "--b", "3")
    assert found["params"] == {"alpha": 0.05, "b": 3, "w": 3, "power": "1/2", "reweight": True,
                               "weights_threshold": 1.0, "trend_p": 0.05, "limit": [5, 4]}
    assert [each["upper"] is None for each in found["points"]] == [True] * 152 + [False] * 117
    assert "3 years" in found["points"][0]["why"]["en"]
    assert [each["alarm"] for each in found["points"][-2:]] == [False, True]
    assert plumb("signal", "series", file, "--method", "farrington-1996", "--power", "3").error["code"] == (
        "option.unknown_choice")


@pytest.mark.parametrize("method", ["farrington", "farrington-1996", "ears-c1", "ears-c2", "ears-c3"])
@pytest.mark.parametrize("count", [0, 6])
def test_weeks_that_are_all_alike_are_no_alarm(tmp_path, method, count):
    file = tmp_path / "weeks.csv"
    file.write_text(weekly([count] * 280), encoding="utf-8")
    points = well("signal", "series", file, "--method", method)["points"]
    assert not any(each["alarm"] for each in points)
    if method.startswith("farrington"):
        assert (points[-1]["expected"], "Fewer than 5" in points[-1]["why"]["en"]) == (
            (pytest.approx(6), False) if count else (None, True))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_pairs_are_scored(tmp_path, encoding):
    file = tmp_path / "reports.csv"
    file.write_bytes(reports().encode(encoding))
    found = well("signal", "pairs", file)
    assert found["pairs"] == len(found["rows"]) == 31
    assert len(found["theta"]) == 5
    row = next(each for each in found["rows"] if each["var1"] == "p0")
    assert (row["n"], row["e"], row["rr"]) == (58, 58 * 58 / 400, pytest.approx(400 / 58))
    assert (row["prr"], row["ror"]) == (None, None)
    assert row["eb05"] < row["ebgm"] < row["eb95"]
    assert [(each["var1"], each["var2"]) for each in found["rows"]] == sorted(
        (each["var1"], each["var2"]) for each in found["rows"])
    divided = well("signal", "pairs", file, "--strata", "sex")
    assert {each["n"] for each in divided["rows"]} == {each["n"] for each in found["rows"]}
    assert any(one["e"] != two["e"] for one, two in zip(divided["rows"], found["rows"], strict=True))


@pytest.mark.parametrize(("content", "words", "code"), [
    ("id,var1,var2\n1,,b\n", (), "signal.blank"),
    ("id,var1,var2\n1,a,b\n", ("--strata", "sex"), "table.column_missing"),
])
def test_pairs_that_are_none(tmp_path, content, words, code):
    file = tmp_path / "reports.csv"
    file.write_text(content, encoding="utf-8")
    assert plumb("signal", "pairs", file, *words).error["code"] == code


def test_inspector_groups_of_a_table(tmp_path):
    file = tmp_path / "visits.csv"
    lines = [f"{'AB'[each % 2]},{'Fail' if each % 7 == 0 else 'Pass'},{each % 3},x" for each in range(84)]
    file.write_text("\n".join(["group,result,risk,kind", *lines, ""]), encoding="utf-8")
    found = well("signal", "inspectors", file, "--strata", "risk, kind", "--failing", "Fail", "--level", "0.9")
    assert (found["strata"], found["level"], found["n"], found["failed"]) == (["risk", "kind"], 0.9, 84, 12)
    assert [(each["group"], each["n"], each["failed"]) for each in found["groups"]] == [("A", 42, 6), ("B", 42, 6)]
    assert "no finding about people" in found["caveat"]["en"]


@pytest.mark.parametrize(("words", "code"), [
    (("FILE",), "option.missing"), (("FILE", "--strata", "kind"), "table.column_missing"),
    (("FILE", "--strata", "risk", "--level", "1"), "option.outside"), ((), "option.missing"),
    (("--region", "1"), "option.missing"),
])
def test_inspector_groups_that_cannot_be_compared(tmp_path, words, code):
    file = tmp_path / "visits.csv"
    file.write_text("group,result,risk\nA,Fail,1\nB,Pass,1\n", encoding="utf-8")
    assert plumb("signal", "inspectors", *(file if each == "FILE" else each for each in words)).error["code"] == code
