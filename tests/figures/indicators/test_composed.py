"""Figures of figures: ratio, rank, streak, coverage, trend; exact, each part opening to its own records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from plumbline.errors import RulebookError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.figures.indicators import compute
from plumbline.home import Home
from plumbline.methods.shared.trust import merkle
from plumbline.rulebook.indicators.loading import Indicator, load_indicators, parse_indicators
from tests.figures.tables import Row, cut_of, leaf, region

WORDS = 'words = { numerator = { en = "x", zh = "甲" } }'
BOTH = 'words = { numerator = { en = "x", zh = "甲" }, denominator = { en = "y", zh = "乙" } }'
HEAD = """title = { en = "T", zh = "题" }
meaning = { en = "M", zh = "义" }
better = "higher"
source = { text = "test", ours = true }
"""


def defined(name: str, *lines: str, unit: str = "1") -> str:
    return "\n".join((f"[{name}]", HEAD + f'unit = "{unit}"', *lines, ""))


PLAIN = "\n".join((
    defined("places", 'of = "establishment"', 'numerator = "COUNT(*)"', 'strata = "code"', WORDS),
    defined("of_places", 'of = "inspection"', 'numerator = "COUNT(*)"', 'strata = "establishment"', WORDS),
    defined("output", 'of = "statistic"', "when = \"series = 'gdp'\"", 'numerator = "SUM(value)"', WORDS, "places = 2",
            'exclusions = { en = "Others.", zh = "其他。" }'),
    defined("visits", 'of = "inspection"', 'numerator = "COUNT(*)"', 'strata = "risk_class"', WORDS),
    defined("rate", 'of = "inspection"', "numerator = \"COUNT(*) FILTER (WHERE result <> 'fail')\"",
            'denominator = "COUNT(*)"', BOTH, unit="%"),
))
TEXT = PLAIN + "\n".join((
    defined("weight", 'ratio = { above = "m.visits", below = "m.output", share_of = "city" }'),
    defined("each", 'ratio = { above = "m.visits", below = "m.output" }', "places = 4"),
    defined("place", 'rank = { of = "m.rate", ties = "competition" }'),
    defined("dense", 'rank = { of = "m.rate", ties = "dense" }'),
    defined("last", 'rank = { of = "m.rate", ties = "last", within = "city" }'),
    defined("row", 'streak = { of = "m.rate", at_least = 50 }'),
    defined("reached", 'coverage = { of = "m.visits", level = "ward", at_least = 2 }', unit="%"),
    defined("classes", 'coverage = { of = "m.visits", units = "risk-class" }', unit="%"),
    defined("visited", 'coverage = { of = "m.of_places", among = "m.places", at_least = 2 }', unit="%"),
    defined("moved", 'trend = { of = "m.output", years = 3 }'),
    defined("of_ranks", 'streak = { of = "m.place", at_most = 1 }'),
))
REGIONS = [region("c"), *(region(each, "c") for each in "abde"), region("young", "c", valid_from=date(2013, 1, 1))]


def visit(number: int, place: str, year: int, result: str, risk: str | None = "high") -> Row:
    return {"number": str(number), "region": place, "inspected_on": date(year, 6, 1 + number % 28),
            "purpose": "canvass", "result": result, "critical_count": 0, "risk_class": risk}


def output(place: str, year: int, value: str) -> Row:
    return {"series": "gdp", "region": place, "period": str(year), "span": "year", "ends_on": date(year, 12, 31),
            "value": Decimal(value), "unit": "CNY", "source": "test"}


VISITS = [visit(number, place, year, result) for number, (place, year, result) in enumerate([
    ("a", 2013, "pass"), ("a", 2013, "pass"), ("a", 2013, "fail"),             # 2/3
    ("b", 2013, "pass"), ("b", 2013, "pass"), ("b", 2013, "fail"),             # 2/3
    ("d", 2013, "fail"), ("young", 2013, "pass"),                              # 0, 1; e has none
    ("a", 2012, "pass"), ("a", 2011, "pass"), ("a", 2009, "pass"), ("b", 2012, "fail"),
])]
OUTPUTS = [output("a", 2011, "10"), output("a", 2012, "20"), output("a", 2013, "30"), output("b", 2011, "10"),
           output("b", 2012, "5"), output("b", 2013, "30"), output("d", 2011, "7"), output("d", 2013, "30"),
           output("e", 2012, "1"), output("e", 2013, "0")]


@pytest.fixture(scope="module")
def known() -> dict[str, Indicator]:
    return {each.id: each for each in parse_indicators("m", TEXT, schema_of_kinds())}


@pytest.fixture
def cut(home: Home) -> Cut:
    return cut_of(home, {"region": REGIONS, "inspection": VISITS, "statistic": OUTPUTS})


def test_every_form_in_every_region(cut: Cut, known: dict[str, Indicator], engine: Engine) -> None:
    values = {name: {code: each.value for code, each in compute.figures(cut, known[f"m.{name}"], "2013",
                                                                         engine=engine).items()}
              for name in ("weight", "each", "place", "dense", "last", "row", "reached", "classes", "moved")}
    # a: 3 of 8 visits over 30 of 90 of output: 9/8; e made none of the city's visits, and its output is zero.
    assert values == {
        "weight": {"c": "1.00", "a": "1.13", "b": "1.13", "d": "0.38", "e": None, "young": None},
        "each": {"c": "0.0889", "a": "0.1000", "b": "0.1000", "d": "0.0333", "e": None, "young": None},
        "place": {"c": "1", "young": "1", "a": "2", "b": "2", "d": "4", "e": None},
        "dense": {"c": "1", "young": "1", "a": "2", "b": "2", "d": "3", "e": None},
        "last": {"c": None, "young": "1", "a": "3", "b": "3", "d": "4", "e": None},
        "row": {"c": "3", "a": "3", "b": "1", "d": "0", "e": None, "young": "1"},
        "reached": {"c": "40.00", "a": "100.00", "b": "100.00", "d": "0.00", "e": "0.00", "young": "0.00"},
        "classes": {"c": "33.33", "a": "33.33", "b": "33.33", "d": "33.33", "e": "0.00", "young": "33.33"},
        "moved": {"c": "63.00", "a": "20.00", "b": "20.00", "d": "23.00", "e": None, "young": None},
    }


def made(cut: Cut, known: dict[str, Indicator], name: str, place: str) -> dict[str, Any]:
    return compute.figure(cut, known[f"m.{name}"], place, "2013").as_dict()


def test_a_ratio_is_exact_and_tells_its_parts(cut: Cut, known: dict[str, Indicator]) -> None:
    found = made(cut, known, "weight", "a")
    assert (found["numerator"], found["denominator"], found["value"]) == (9, 8, "1.13")
    assert [(one["role"], one["indicator"], one["region"], one["value"]) for one in found["made"]["parts"]] == [
        ("above", "m.visits", "a", "3"), ("above.whole", "m.visits", "c", "8"),
        ("below", "m.output", "a", "30.00"), ("below.whole", "m.output", "c", "90.00")]
    assert made(cut, known, "weight", "e")["missing"]["en"] == "what it is divided by is zero"
    assert made(cut, known, "each", "young")["missing"] == {
        "en": "'T' of Young has no value in 2013", "zh": "“题”在Young2013没有数值"}


def test_a_rank_names_its_equals_and_those_without_a_value(cut: Cut, known: dict[str, Indicator]) -> None:
    found = made(cut, known, "place", "a")
    assert (found["value"], found["made"]["among"]) == ("2", 4)
    assert [one["code"] for one in found["made"]["listed"]] == ["b"]
    assert [one["code"] for one in found["made"]["unknown"]] == ["e"]
    assert found["note"] == {"en": "1 of 5 have no value and no rank.", "zh": "5个地区中有1个没有数值，不参加排名。"}


def test_a_streak_says_where_nothing_is_known(cut: Cut, known: dict[str, Indicator]) -> None:
    found = made(cut, known, "row", "a")
    assert [(one["period"], one["value"]) for one in found["made"]["parts"]] == [
        ("2013", "66.67"), ("2012", "100.00"), ("2011", "100.00"), ("2010", None)]
    assert found["note"]["en"] == "Nothing is known of 2010, so it may be longer."
    assert made(cut, known, "row", "b")["note"] is None
    assert made(cut, known, "of_ranks", "young")["value"] == "1"


def test_a_coverage_names_the_units_that_have_none(cut: Cut, known: dict[str, Indicator]) -> None:
    wards = made(cut, known, "reached", "c")
    assert (wards["numerator"], wards["denominator"]) == (2, 5)
    assert [one["code"] for one in wards["made"]["listed"]] == ["d", "e", "young"]
    classes = made(cut, known, "classes", "c")
    assert [one["code"] for one in classes["made"]["listed"]] == ["medium", "low"]
    assert classes["made"]["listed"][0]["name"]["zh"]


def test_a_coverage_of_a_register_names_what_has_none_in_each_region(
        home: Home, known: dict[str, Indicator], engine: Engine) -> None:
    places = [{"code": code, "name": f"Place {code}", "region": where}
              for code, where in (("1", "a"), ("2", "a"), ("3", "b"), ("4", "b"))]
    visits = [{**visit(number, where, 2013, "pass"), "establishment": code} for number, (where, code) in enumerate(
        [("a", "1"), ("a", "1"), ("a", "2"), ("b", "3"), ("b", "3"), ("b", None), ("b", "9"), ("b", "9")])]
    cut = cut_of(home, {"region": REGIONS, "inspection": visits, "establishment": places})
    found = {code: one.as_dict() for code, one in compute.figures(cut, known["m.visited"], "2013",
                                                                  engine=engine).items()}
    assert {code: one["value"] for code, one in found.items()} == {
        "c": "50.00", "a": "50.00", "b": "50.00", "d": None, "e": None, "young": None}
    assert found["c"]["made"]["listed"] == [
        {"code": code, "name": {"en": f"Place {code}", "zh": f"Place {code}"}} for code in "24"]
    assert [one["indicator"] for one in found["a"]["made"]["parts"]] == ["m.of_places", "m.places"]
    assert found["d"]["missing"]["en"] == "the list is empty"


def test_a_trend_says_what_holds_and_is_honest_about_gaps(cut: Cut, known: dict[str, Indicator]) -> None:
    holds = {code: made(cut, known, "moved", code)["made"]["holds"] for code in "abde"}
    assert holds["a"] == {"risen": True, "fallen": False, "steadily risen": True, "steadily fallen": False,
                          "unchanged": False}
    assert (holds["b"]["risen"], holds["b"]["steadily risen"]) == (True, False)
    assert (holds["d"]["risen"], holds["d"]["steadily risen"]) == (True, None)
    assert (holds["e"]["risen"], holds["e"]["steadily risen"]) == (None, False)
    assert made(cut, known, "moved", "d")["note"] == {"en": "There is no value for 2012.", "zh": "2012没有数值。"}


def test_it_opens_to_the_records_of_all_its_parts(cut: Cut, known: dict[str, Indicator], engine: Engine) -> None:
    behind = [row for row in (*VISITS, *OUTPUTS) if row["region"] == "a" and "2013" in str(
        row.get("period", row.get("inspected_on")))]
    root = compute.root(cut, known["m.each"], "a", "2013", engine=engine)
    assert root == merkle.root(sorted(map(leaf, behind))).hex()
    proof = compute.proof(cut, known["m.each"], "a", "2013", leaf(behind[0]).hex(), engine=engine)
    assert (proof["root"], proof["size"]) == (root, 4)
    page = compute.records(cut, known["m.each"], "a", "2013", engine=engine)
    assert (page.count, {row["region"] for row in page.rows}) == (3, {"a"})


def test_the_hash_covers_what_it_is_made_of(known: dict[str, Indicator]) -> None:
    changed = {each.id: each for each in parse_indicators(
        "m", TEXT.replace("result <> 'fail'", "result = 'pass'"), schema_of_kinds())}
    same = {id for id in known if known[id].definition_sha256 == changed[id].definition_sha256}
    assert known.keys() - same == {"m.rate", "m.place", "m.dense", "m.last", "m.row", "m.of_ranks"}


@pytest.mark.parametrize(("line", "what"), [
    ('ratio = { above = "m.visits", below = "m.nothing" }', "there is no indicator 'm.nothing'"),
    ('rank = { of = "m.rate", ties = "none" }', "'none' is none of those known"),
    ('rank = { of = "m.rate" }', "this is missing"),
    ('streak = { of = "m.rate" }', "this is missing"),
    ('coverage = { of = "m.rate", units = "risk-class" }', "'m.rate' is not divided by 'risk-class'"),
    ('coverage = { of = "m.visits" }', "a list is the regions of a level, a vocabulary, or what a register holds"),
    ('coverage = { of = "m.visits", among = "m.visits" }', "'m.visits' does not count records one by one"),
    ('coverage = { of = "m.visits", among = "m.places" }', "'m.visits' is not divided by what 'm.places' counts"),
    ('coverage = { of = "m.of_places", among = "m.places", units = "risk-class" }',
     "a list is the regions of a level, a vocabulary, or what a register holds"),
    ('trend = { of = "m.rate", years = 1 }', "this is not a whole number from 2 to 50"),
    ('streak = { of = "m.wrong", at_least = 1 }', "'m.wrong' is made of itself"),
    ('trend = { of = "m.rate", years = 2 }\nrank = { of = "m.rate", ties = "dense" }', "there is 'rank' already"),
    ('trend = { of = "m.rate", years = 2 }\nnumerator = "COUNT(*)"', "there is no key 'numerator'"),
    ('streak = { grades = "CN provinces", grade = "good" }', "'good' is no grade"),
])
def test_what_cannot_be_composed(line: str, what: str) -> None:
    with pytest.raises(RulebookError) as caught:
        parse_indicators("m", PLAIN + defined("wrong", *line.split("\n")), schema_of_kinds())
    assert caught.value.what.en == what
    assert caught.value.where.en.startswith("indicators/m.toml [wrong]")


def test_ranks_of_internal_figures_would_tell_of_other_regions() -> None:
    text = PLAIN.replace("result <> 'fail'", "inspector_group = 'x'") + defined(
        "wrong", 'rank = { of = "m.rate", ties = "dense" }')
    with pytest.raises(RulebookError, match="'m.rate' is for officers of each region"):
        parse_indicators("m", text, schema_of_kinds())


def test_a_home_may_compose_what_ships(home: Home) -> None:
    folder = home.path / "rulebook" / "indicators"
    folder.mkdir(parents=True)
    text = defined("place", 'rank = { of = "inspection.pass_rate", ties = "dense" }')
    (folder / "own.toml").write_text(text, encoding="utf-8")
    known = load_indicators(home, schema_of_kinds())
    assert known["own.place"].composed.parts == (known["inspection.pass_rate"],)
