"""Sheets of published figures: the shipped one loads, and every fault is told with its file and key."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plumbline.errors import RulebookError
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.home import Home
from plumbline.rulebook.indicators.figure_sheets import PublishedFigure, Sheet, load_sheets, parse_sheet
from plumbline.rulebook.indicators.loading import load_indicators
from plumbline.text import Citation, Text
from tests.told import told

SCHEMA = schema_of_kinds()
KNOWN = load_indicators(None, SCHEMA)
HEAD = {
    "title": '{ en = "A county", zh = "某县" }',
    "meaning": '{ en = "What it published.", zh = "该县公布的数据。" }',
    "source": '{ text = "某县公布", status = "unverified" }',
}
FIGURE = {
    "id": '"A1.rate"',
    "title": '{ en = "Pass rate", zh = "合格率" }',
    "indicator": '"inspection.pass_rate"',
    "region": '"1"',
    "period": '"2013"',
    "unit": '"%"',
    "qualifier": '"exact"',
    "published": '"81.74"',
}


def toml(head: dict[str, str | None] | None = None, *figures: dict[str, str | None]) -> str:
    def keys(table: dict[str, str | None]) -> list[str]:
        return [f"{key} = {value}" for key, value in table.items() if value is not None]

    lines = keys({**HEAD, **(head or {})})
    for figure in figures or ({},):
        lines += ["[[figure]]", *keys({**FIGURE, **figure})]
    return "\n".join(lines)


def load(head: dict[str, str | None] | None = None, *figures: dict[str, str | None]) -> Sheet:
    return parse_sheet("county", toml(head, *figures), KNOWN, SCHEMA)


def refused(head: dict[str, str | None] | None = None, *figures: dict[str, str | None]) -> RulebookError:
    with pytest.raises(RulebookError) as caught:
        load(head, *figures)
    return caught.value


def test_a_good_sheet_loads() -> None:
    sheet = load(None, {}, {"id": '"A2"', "source": '{ text = "另一文件" }'})
    assert (sheet.id, sheet.title) == ("county", Text("A county", "某县"))
    first, second = sheet.lines
    assert first == PublishedFigure("A1.rate", Text("Pass rate", "合格率"), "inspection.pass_rate", "1", "2013", "%",
                                    "exact", "81.74", Citation("某县公布", status="unverified"))
    assert second.cites == Citation("另一文件")


def test_a_figure_may_be_narrowed_to_one_thing() -> None:
    (line,) = load(None, {"indicator": '"inspection.pass_rate@establishment=12"'}).lines
    assert line.indicator == "inspection.pass_rate@establishment=12"


def test_the_shipped_sheets_load() -> None:
    assert set(load_sheets(None, KNOWN, SCHEMA)) == {"haiyan", "nation", "watch", "yuzhong", "zhejiang"}


def test_an_authority_s_own_sheet_replaces_the_shipped_one(home: Home) -> None:
    folder = home.rulebook / "sheets"
    folder.mkdir()
    (folder / "haiyan.toml").write_text(toml(), encoding="utf-8")
    (folder / "own.toml").write_text(toml(), encoding="utf-8")
    found = load_sheets(home, KNOWN, SCHEMA)
    assert set(found) == {"haiyan", "nation", "own", "watch", "yuzhong", "zhejiang"}
    assert [line.id for line in found["haiyan"].lines] == ["A1.rate"]
    (folder / "own.toml").write_bytes(b"title = \"\xff\"")
    (fault,) = load_sheets(home, KNOWN, SCHEMA).faults
    assert (fault.error.where.en, fault.error.what.en) == ("sheets/own.toml", "this file cannot be read")


@pytest.mark.parametrize("key", ["title", "meaning"])
def test_what_every_sheet_states(key: str) -> None:
    error = refused({key: None})
    assert (error.where.en, error.what.en) == (f"sheets/county.toml.{key}", "this is missing")


@pytest.mark.parametrize("key", ["title", "indicator", "region", "period", "unit", "qualifier", "published"])
def test_what_every_figure_states(key: str) -> None:
    error = refused(None, {key: None})
    assert (error.where.en, error.what.en) == (f"sheets/county.toml [A1.rate].{key}", "this is missing")


def test_every_figure_has_a_citation_of_its_own_or_the_sheet_s() -> None:
    error = refused({"source": None})
    assert (error.where.en, error.what.en) == ("sheets/county.toml [A1.rate].source", "this is missing")
    assert load({"source": None}, {"source": '{ text = "x" }'}).lines[0].cites == Citation("x")


def test_an_unknown_key_of_the_sheet_is_refused() -> None:
    error = refused({"titel": '"x"'})
    assert (error.where.en, error.what.en, error.next_step.en) == (
        "sheets/county.toml.titel", "there is no key 'titel'", "Did you mean title?")


FAULTS = [
    ("indicater", '"x"', "there is no key 'indicater'", "Did you mean indicator?", "rule.unknown_key"),
    ("indicator", '"inspection.pas_rate"', "there is no indicator 'inspection.pas_rate'",
     "Did you mean inspection.pass_rate or inspection.clean_rate or inspection.pass_rate_weighted?",
     "indicator.unknown"),
    ("indicator", '"inspection.pass_rate@establishmen=1"', "inspection has no field 'establishmen'",
     "Did you mean establishment or establishment_name?", "expression.unknown_field"),
    ("unit", '"1"', "'1' is not the unit of inspection.pass_rate", 'Write "%", or name another indicator',
     "sheet.unit_differs"),
    ("period", '"2013-Q5"', "'2013-Q5' is not a period",
     "Write 2013, 2013-Q1, 2013-07, 2013-07..2014-06 or 2013-07-15..2014-06-30", "period.not_period"),
    ("qualifier", '"about"', "'about' is none of those known", "Choose one of: exact, over", "rule.unknown_choice"),
    ("published", '"over 20"', "'over 20' is no number", 'Write it in digits, as in "98.88"', "rule.not_number"),
    ("published", "20", "this is not a text", 'Write it in "quotes"', "rule.not_text"),
    ("title", '"Pass rate"', "these are not words in two languages", 'Write { en = "...", zh = "..." }',
     "rule.not_words"),
]


@pytest.mark.parametrize(("key", "value", "what", "next_step", "code"), FAULTS)
def test_a_fault_is_named_with_file_and_key(key: str, value: str, what: str, next_step: str, code: str) -> None:
    error = refused(None, {key: value})
    assert error.where.en == f"sheets/county.toml [A1.rate].{key}"
    assert (error.what.en, error.next_step.en) == (what, next_step)
    told(error, code)


def test_ids_are_ids_and_each_stands_once() -> None:
    error = refused(None, {"id": '"A 1"'})
    assert (error.where.en, error.what.en) == ("sheets/county.toml [A 1].id", "'A 1' is no id")
    error = refused(None, {"id": None})
    assert (error.where.en, error.what.en) == ("sheets/county.toml [figure 1].id", "this is missing")
    error = refused(None, {}, {})
    assert (error.where.en, error.what.en) == ("sheets/county.toml", "there are two figures 'A1.rate'")


def test_a_sheet_has_figures_and_is_toml() -> None:
    head = "\n".join(f"{key} = {value}" for key, value in HEAD.items())
    for text in (head, f"{head}\nfigure = []", f'{head}\nfigure = "x"'):
        with pytest.raises(RulebookError) as caught:
            parse_sheet("county", text, KNOWN, SCHEMA)
        assert caught.value.where.en == "sheets/county.toml.figure"
        assert caught.value.what.en == "there are no figures here"
    with pytest.raises(RulebookError) as caught:
        parse_sheet("county", f"{head}\nfigure = [1]", KNOWN, SCHEMA)
    assert caught.value.where.en == "sheets/county.toml [figure 1]"
    with pytest.raises(RulebookError) as caught:
        parse_sheet("county", "[title", KNOWN, SCHEMA)
    assert (caught.value.where.en, caught.value.what.en) == ("sheets/county.toml", "this is not valid TOML")


@pytest.mark.parametrize(("qualifier", "published", "value", "agrees"), [
    ("exact", "98.88", "98.88", True), ("exact", "98.88", "98.87", False), ("exact", "100", "100.00", True),
    ("exact", "3.9", "3.90", True), ("exact", "3.9", "3.85", True), ("exact", "3.9", "3.84", False),
    ("exact", "28", None, False), ("over", "20", "21", True), ("over", "20", "20", False), ("over", "20", None, False),
    ("exact", "510000000", "510000000.49", True), ("exact", "-1.5", "-1.50", True),
])
def test_a_value_agrees_at_the_places_that_were_published(
    qualifier: str, published: str, value: str | None, agrees: bool,
) -> None:
    (line,) = load(None, {"qualifier": f'"{qualifier}"', "published": f'"{published}"'}).lines
    assert line.agrees(value) is agrees


AWAITS: dict[str, str | None] = {
    "indicator": None, "region": None, "period": None, "awaiting": '{ en = "records of cases", zh = "案件记录" }'}


def test_a_figure_may_await_its_records() -> None:
    (line,) = load(None, {**AWAITS, "note": '{ en = "Heard once.", zh = "仅一次提及。" }'}).lines
    assert (line.awaiting, line.note) == (Text("records of cases", "案件记录"), Text("Heard once.", "仅一次提及。"))
    assert (line.indicator, line.period, line.unit, line.published) == ("", "", "%", "81.74")
    (bare,) = load(None, {**AWAITS, "unit": None, "qualifier": None, "published": None}).lines
    assert (bare.unit, bare.qualifier, bare.published) == ("", "", "")


def test_a_figure_that_awaits_its_records_names_no_indicator() -> None:
    error = refused(None, {**AWAITS, "indicator": '"inspection.pass_rate"'})
    assert (error.where.en, error.what.en) == ("sheets/county.toml [A1.rate].indicator", "there is no key 'indicator'")
    error = refused(None, {**AWAITS, "unit": None})
    assert (error.where.en, error.what.en) == ("sheets/county.toml [A1.rate].unit", "this is missing")


@pytest.mark.parametrize(("scales", "value", "agrees"), [
    ("true", "3301", True), ("true", "3300", False), ("false", "3301", False), ("false", "3300001", True),
])
def test_a_count_of_a_world_made_smaller_is_held_to_its_part(scales: str, value: str, agrees: bool) -> None:
    (line,) = load(None, {"qualifier": '"over"', "published": '"3300000"', "scales": scales}).lines
    assert line.agrees(value, Decimal("0.001")) is agrees
    assert refused(None, {"scales": '"yes"'}).what.en == "this is neither true nor false"


def test_a_measure_that_a_text_asks_for_has_no_number() -> None:
    (line,) = load(None, {"asked": "true", "unit": None, "qualifier": None, "published": None}).lines
    assert (line.published, line.qualifier, line.unit) == ("", "", "%")
    assert refused(None, {"asked": "true"}).what.en == "the text asks for it, and gives a number"


OWN = '[{ says = { en = "first time", zh = "首次" }, own = true }]'


def test_claims_are_computed_or_the_publisher_s_own() -> None:
    (line,) = load(None, {"claims": OWN}).lines
    assert [(claim.says.zh, claim.own) for claim in line.claims] == [("首次", True)]
    computed = OWN.replace("own = true", 'indicator = "inspection.pass_rate", at_least = 80')
    (claim,) = load(None, {"claims": computed}).lines[0].claims
    assert (claim.region, claim.period) == (line.region, line.period)
    assert [claim.agrees(value, None) for value in ("81.74", "79", None)] == [True, False, None]


@pytest.mark.parametrize(("claim", "what"), [
    (OWN.replace(", own = true", ""), "a claim is computed by an indicator, or the publisher's own"),
    (OWN.replace("own = true", 'indicator = "inspection.pass_rate"'), "what makes the claim true is not said once"),
    (OWN.replace("own = true", 'indicator = "inspection.pass_rate", holds = "risen"'),
     "inspection.pass_rate is no trend"),
    (OWN.replace("own = true", 'indicator = "inspection.nothing", is = 1'),
     "there is no indicator 'inspection.nothing'"),
])
def test_claims_that_cannot_be(claim: str, what: str) -> None:
    assert refused(None, {"claims": claim}).what.en == what
