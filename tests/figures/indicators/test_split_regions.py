"""Regions that were split: their records count once, above, and are told where they do not count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.figures.indicators import compute
from plumbline.home import Home
from plumbline.rulebook.indicators.loading import Indicator, load_indicators, parse_indicators
from tests.figures.indicators.test_growth import TEXT as GROWTH
from tests.figures.tables import Row, cut_of, region

LAST, FIRST = date(2001, 6, 30), date(2001, 7, 1)
RATE, CRITICAL = "inspection.pass_rate", "inspection.high_risk_pass_rate"


def regions(successor: str | None) -> list[Row]:
    return [
        region("43", level="province"), region("4304", "43", level="city"),
        region("430404", "4304", valid_to=LAST, successor=successor),
        region("430407", "4304", valid_from=FIRST), region("430408", "4304", valid_from=FIRST),
    ]


def visit(number: int, place: str, day: date, result: str, risk: str | None = None, seat: str | None = None) -> Row:
    return {"number": str(number), "region": place, "inspected_on": day, "purpose": "canvass", "result": result,
            "critical_count": 0, "risk_class": risk, "establishment": seat}


VISITS = [
    *(visit(number, "430404", date(2001, 3, number), "fail", "high", "e1") for number in (1, 2, 3)),
    visit(4, "430407", date(2001, 9, 1), "pass"),
]


@pytest.fixture
def known() -> dict[str, Indicator]:
    return load_indicators(None, schema_of_kinds())


@pytest.mark.parametrize("successor", [None, "430407;430408"])
def test_three_failed_at_a_county_that_was_split_and_one_passed(
        home: Home, engine: Engine, known: dict[str, Indicator], successor: str | None) -> None:
    cut = cut_of(home, {"region": regions(successor), "inspection": VISITS})
    found = compute.figures(cut, known[RATE], "2001", engine=engine)
    assert {code: (each.value, each.numerator, each.denominator) for code, each in found.items()} == {
        "43": ("25.00", 1, 4), "4304": ("25.00", 1, 4), "430407": ("100.00", 1, 1), "430408": (None, 0, 0)}
    assert found["4304"].excluded.total == found["43"].excluded.total == 0
    told = 3 if successor else 0
    for code in ("430407", "430408"):
        assert (found[code].excluded.split, found[code].excluded.total) == (told, told)
        page = compute.records(cut, known[RATE], code, "2001", of="excluded", engine=engine)
        assert [row["number"] for row in page.rows] == ["1", "2", "3"][:told]
        assert page.count == told
    assert compute.records(cut, known[RATE], "4304", "2001", engine=engine).count == 4


def test_the_reason_is_said_with_number_and_place(home: Home, known: dict[str, Indicator]) -> None:
    cut = cut_of(home, {"region": regions("430407;430408"), "inspection": VISITS})
    (told,) = compute.figure(cut, known[RATE], "430407", "2001").as_dict()["excluded"]["parted"]
    assert told["words"] == {
        "en": "3 records of 430404 (430404), which lies over 430407 (430407), 430408 (430408): no record says in which "
              "of them, so they count in 4304 (4304).",
        "zh": "430404（430404）的3条记录：该地区分属430407（430407）、430408（430408），记录未注明属于哪一个，"
              "这些记录计入4304（4304）。"}
    assert (told["region"], told["into"], told["counted_in"], told["records"]) == (
        "430404", ["430407", "430408"], "4304", 3)


def test_only_records_that_the_definition_speaks_of_are_told(home: Home, known: dict[str, Indicator]) -> None:
    low = visit(9, "430404", date(2001, 4, 1), "pass", "low")
    cut = cut_of(home, {"region": regions("430407;430408"), "inspection": [*VISITS, low]})
    assert compute.figure(cut, known[RATE], "430407", "2001").excluded.split == 4
    assert compute.figure(cut, known[CRITICAL], "430407", "2001").excluded.split == 3
    page = compute.records(cut, known[CRITICAL], "430407", "2001", of="excluded")
    assert {row["number"] for row in page.rows} == {"1", "2", "3", "4"}


def test_before_it_was_split_it_holds_its_own(home: Home, engine: Engine, known: dict[str, Indicator]) -> None:
    cut = cut_of(home, {"region": regions("430407;430408"), "inspection": VISITS})
    found = compute.figures(cut, known[RATE], "2001-01..2001-06", engine=engine)
    assert {code: each.denominator for code, each in found.items()} == {"43": 3, "4304": 3, "430404": 3}


@pytest.fixture
def growth() -> Indicator:
    return parse_indicators("output", GROWTH, schema_of_kinds())[0]


def amount(place: str, year: int, value: str) -> Row:
    return {"series": "output", "region": place, "period": str(year), "span": "year", "ends_on": date(year, 12, 31),
            "value": Decimal(value), "unit": "CNY", "source": "test"}


def test_a_growth_compares_the_same_ground(home: Home, engine: Engine, growth: Indicator) -> None:
    """Renamed, merged and split regions: the year before is counted in the regions of this one."""
    cut = cut_of(home, {"region": [
        *regions("430407;430408"), region("a", "43", valid_to=LAST, successor="b"), region("b", "43"),
        region("old", "43", valid_to=LAST, successor="new"), region("new", "43", valid_from=FIRST),
    ], "statistic": [
        amount("430404", 2000, "100"), amount("430407", 2001, "60"), amount("430408", 2001, "50"),
        amount("a", 2000, "10"), amount("b", 2000, "90"), amount("b", 2001, "110"),
        amount("old", 2000, "200"), amount("new", 2001, "220"),
    ]})
    found = compute.figures(cut, growth, "2001", engine=engine)
    assert {code: each.value for code, each in found.items()} == {
        "43": "10.0", "4304": "10.0", "b": "10.0", "new": "10.0", "430407": None, "430408": None}
    assert found["430407"].excluded.split == 1
    page = compute.records(cut, growth, "new", "2001", engine=engine)
    assert [(row["region"], row["period"]) for row in page.rows] == [("new", "2001"), ("old", "2000")]


def test_what_counts_and_what_is_told_is_everything_at_each_level(
        home: Home, engine: Engine, known: dict[str, Indicator]) -> None:
    """Twelve counties of three cities, of which some end with successors drawn by lot: nothing is lost or doubled."""
    draw = Random(7)
    cities = ["c0", "c1", "c2"]
    old = [f"o{number}" for number in range(12)]
    new = [f"n{number}" for number in range(12)]
    tree: list[Row] = [region("land", level="province"), *(region(each, "land", level="city") for each in cities)]
    for number, code in enumerate(old):
        onward = ";".join(sorted(draw.sample(new, draw.randint(0, 3)))) or None
        tree.append(region(code, cities[number % 3], valid_to=LAST, successor=onward))
    tree += [region(code, draw.choice(cities), valid_from=FIRST) for code in new]
    visits = [visit(number, draw.choice(old), date(2001, 1, 1 + number % 28), "pass") for number in range(80)]
    visits += [visit(100 + number, draw.choice(new), date(2001, 8, 1 + number % 28), "fail") for number in range(80)]
    cut = cut_of(home, {"region": tree, "inspection": visits})
    found = compute.figures(cut, known[RATE], "2001", engine=engine)
    assert found["land"].denominator == 160
    for level in (cities, new):
        here: list[Any] = [found[code] for code in level]
        told = {each.code: each.records for figure in here for each in figure.excluded.parted}
        above = [found[code].own for code in found if code not in new] if level is new else [found["land"].own]
        assert sum(figure.denominator for figure in here) + sum(above) == 160
        assert sum(told.values()) <= sum(above)
    for code in (*cities, *new):
        listed = compute.records(cut, known[RATE], code, "2001", of="excluded", limit=200, engine=engine)
        assert listed.count == found[code].excluded.total == found[code].excluded.split


def test_a_cut_is_unharmed_by_a_successor_that_is_not_in_it(home: Home, known: dict[str, Indicator]) -> None:
    cut: Cut = cut_of(home, {"region": regions("430407;nowhere"), "inspection": VISITS})
    assert compute.figure(cut, known[RATE], "4304", "2001").value == "25.00"
