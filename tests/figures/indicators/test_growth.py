"""Growth against the year before: reckoned from the records of both years, and opened to them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.figures.indicators import compute
from plumbline.figures.indicators.session import base_of
from plumbline.home import Home
from plumbline.methods.shared.periods import parse
from plumbline.methods.shared.trust import merkle
from plumbline.rulebook.indicators.loading import Indicator, parse_indicators
from tests.figures.tables import Row, cut_of, leaf, region

TEXT = """
[growth]
title = { en = "Growth of output", zh = "产值增长率" }
meaning = { en = "Output against the year before.", zh = "与上年同期相比的产值增长率。" }
unit = "%"
better = "higher"
source = { text = "test", ours = true }
of = "statistic"
when = "series = 'output'"
numerator = "SUM(value)"
against = "year before"
places = 1
exclusions = { en = "Other series.", zh = "其他指标。" }
words = { numerator = { en = "increase", zh = "增量" }, denominator = { en = "the year before", zh = "上年同期" } }
"""
GROWTH_OF_COUNT = TEXT.replace('of = "statistic"', 'of = "inspection"').replace(
    "when = \"series = 'output'\"", "when = \"purpose = 'canvass'\"").replace(
    '"SUM(value)"', "\"COUNT(*) FILTER (WHERE result = 'fail')\"")
# 'old' was renamed 'north' in mid-2012; 'new' came in 2013.
REGIONS = [
    region("land"),
    region("old", "land", valid_to=date(2012, 6, 30), successor="north"),
    region("north", "land", valid_from=date(2012, 7, 1)),
    region("south", "land"),
    region("new", "land", valid_from=date(2013, 1, 1)),
    *(region(f"part-{number}", "south") for number in range(70)),
]


def value(place: str, year: int, amount: str, series: str = "output", ends: date | None = None) -> Row:
    return {"series": series, "region": place, "period": f"{year}", "span": "year",
            "ends_on": ends or date(year, 12, 31), "value": Decimal(amount), "unit": "CNY", "source": "test"}


VALUES = [
    value("old", 2012, "100.00", ends=date(2012, 3, 31)),
    value("north", 2012, "900.00"),
    value("north", 2013, "1039.00"),
    value("south", 2012, "-10.00"),
    value("south", 2013, "5.00"),
    value("part-1", 2013, "7.50"),
    value("new", 2013, "3.00"),
    value("north", 2012, "1.00", series="exports"),
    value("north", 2013, "2.00", series="exports"),
    value("north", 2014, "1000.00"),
]


@pytest.fixture(scope="module")
def growth() -> Indicator:
    return parse_indicators("output", TEXT, schema_of_kinds())[0]


@pytest.fixture
def cut(home: Home) -> Cut:
    return cut_of(home, {"region": REGIONS, "statistic": VALUES})


def parts(found: Any) -> tuple[Any, ...]:
    return found.numerator, found.denominator, found.value


def test_a_growth_is_what_came_to_what_was(cut: Cut, growth: Indicator, engine: Engine) -> None:
    found = compute.figure(cut, growth, "north", "2013", engine=engine)
    assert parts(found) == (Decimal("39.00"), Decimal("1000.00"), "3.9")
    assert (found.behind, found.excluded.when, found.excluded.total, found.own) == (3, 2, 2, 5)
    assert (found.interval, found.unit, found.n) == (None, "%", 3)


def test_a_growth_is_compared_with_the_growth_before(cut: Cut, growth: Indicator, engine: Engine) -> None:
    found = compute.figure(cut, growth, "north", "2014", engine=engine)
    assert parts(found) == (Decimal("-39.00"), Decimal("1039.00"), "-3.8")
    assert found.change is not None
    assert (found.change.period, found.change.value, found.change.difference) == ("2013", "3.9", "-7.7")


def test_without_a_year_before_there_is_no_growth(cut: Cut, growth: Indicator, engine: Engine) -> None:
    assert parts(compute.figure(cut, growth, "new", "2013", engine=engine)) == (Decimal("3.00"), 0, None)
    assert parts(compute.figure(cut, growth, "north", "2016", engine=engine)) == (0, 0, None)


@pytest.mark.parametrize(("years", "expected", "why"), [
    ({2012: "100"}, None, "there is no record for this year"),
    ({2013: "100"}, None, "there is no record for the year before"),
    ({}, None, "there is no record for this year"),
    ({2012: "0", 2013: "5"}, None, "it was zero in the year before"),
    ({2012: "-5", 2013: "5"}, None, "it was below zero in the year before"),
    ({2012: "100", 2013: "0"}, "-100.0", ""),
    ({2012: "100", 2013: "-10"}, "-110.0", ""),
])
def test_a_growth_needs_a_record_of_each_year(home: Home, growth: Indicator, years: dict[int, str],
                                              expected: str | None, why: str) -> None:
    cut = cut_of(home, {"region": REGIONS, "statistic": [value("south", *each) for each in years.items()]})
    found = compute.figure(cut, growth, "south", "2013")
    assert (found.value, found.missing.en) == (expected, why)


def test_a_growth_of_a_count_needs_something_to_count_in_each_year(home: Home) -> None:
    text = GROWTH_OF_COUNT
    of_count = parse_indicators("visits", text, schema_of_kinds())[0]
    visits = [{"number": f"{year}-{number}", "region": "south", "inspected_on": date(year, 5, number),
               "purpose": "canvass", "result": result, "critical_count": 0}
              for year, results in ((2012, ("fail", "fail")), (2013, ("pass",)), (2015, ("fail",)))
              for number, result in enumerate(results, 1)]
    cut = cut_of(home, {"region": REGIONS, "inspection": visits})
    found = {year: compute.figure(cut, of_count, "south", year) for year in ("2013", "2014", "2015")}
    assert {year: each.value for year, each in found.items()} == {"2013": "-100.0", "2014": None, "2015": None}
    assert found["2014"].missing.zh == "本年没有记录"


def test_the_first_of_all_years_has_none_before(growth: Indicator) -> None:
    assert base_of(growth, parse("0001")) is None
    assert base_of(growth, parse("0002-Q1")) == parse("0001-Q1")


def test_of_less_than_nothing_there_is_no_growth(cut: Cut, growth: Indicator, engine: Engine) -> None:
    found = compute.figure(cut, growth, "south", "2013", engine=engine)
    assert parts(found) == (Decimal("22.50"), Decimal("-10.00"), None)


def test_every_region_and_period_at_once(cut: Cut, growth: Indicator, engine: Engine) -> None:
    everywhere = compute.figures(cut, growth, "2013", engine=engine, with_change=True)
    assert {code: everywhere[code].value for code in ("land", "north", "south", "new", "part-1")} == {
        "land": "6.5", "north": "3.9", "south": None, "new": None, "part-1": None}
    assert parts(everywhere["land"]) == (Decimal("64.50"), Decimal("990.00"), "6.5")
    line = compute.series(cut, growth, "north", ["2012", "2013", "2014"], engine=engine)
    assert [one.value for one in line] == [None, "3.9", "-3.8"]


def test_a_growth_opens_to_the_records_of_both_years(cut: Cut, growth: Indicator, engine: Engine) -> None:
    expected = [row for row in VALUES if row["region"] in ("old", "north") and row["series"] == "output"
                and row["period"] in ("2012", "2013")]
    for part in ("denominator", "numerator"):
        page = compute.records(cut, growth, "north", "2013", of=part, engine=engine)
        assert page.count == 3
        assert sorted((row["region"], row["period"], row["value"]) for row in page.rows) == sorted(
            (row["region"], row["period"], row["value"]) for row in expected)
    excluded = compute.records(cut, growth, "north", "2013", of="excluded", engine=engine)
    assert {(row["series"], row["period"]) for row in excluded.rows} == {("exports", "2012"), ("exports", "2013")}
    root = compute.root(cut, growth, "north", "2013", engine=engine)
    assert root == merkle.root(sorted(map(leaf, expected))).hex()


def test_a_region_of_many_parts_is_opened_too(cut: Cut, growth: Indicator, engine: Engine) -> None:
    page = compute.records(cut, growth, "south", "2013", engine=engine)
    assert {(row["region"], row["period"]) for row in page.rows} == {
        ("south", "2012"), ("south", "2013"), ("part-1", "2013")}

