"""The form over an indicator has fields for every sort of figure, and writes what the loader reads."""

from __future__ import annotations

import tomllib

import pytest

from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.interfaces.web.assessment.drafts.editor import figure_fields, figure_sorts, writing
from plumbline.interfaces.web.assessment.drafts.editor.parts import Part, fields_for
from plumbline.rulebook.core.files import shipped_files
from plumbline.rulebook.indicators.compositions import FORM_KEYS
from plumbline.rulebook.indicators.definitions import KEYS
from plumbline.rulebook.indicators.loading import load_indicators, parse_indicators
from tests.interfaces.web.assessment.drafts.editor.test_writing import form

FILES = dict(shipped_files("indicators"))
EVERY = [(name, id) for name, text in FILES.items() for id in tomllib.loads(text)]
SCHEMA = schema_of_kinds()
KNOWN = load_indicators(None, SCHEMA)
PLAIN = """# The county's own.
[rate]
title       = { en = "Rate", zh = "比率" }
meaning     = { en = "A rate.", zh = "某比率。" }
unit        = "1"       # a number
better      = "higher"
source      = { text = "test", ours = true }
of          = "inspection"
numerator   = "COUNT(*)"
words       = { numerator = { en = "x", zh = "次" } }
"""
RATE = Part("whole", name="rate")


@pytest.mark.parametrize(("name", "id"), EVERY, ids=[f"{name} {id}" for name, id in EVERY])
def test_a_form_that_is_not_touched_changes_nothing(name: str, id: str) -> None:
    part = Part("whole", name=id)
    assert writing.filled(FILES[name], part, form(FILES[name], part)) == FILES[name]


def test_every_key_of_a_figure_has_a_field() -> None:
    there = set[str]()
    for name in figure_sorts.NAMES:
        table = {name: {}} if name in figure_sorts.COMPOSED else {"estimate": "mean"} if name == "estimated" else {}
        there |= {one.path[0] for one in figure_fields.fields_of(table, ())}
    assert {*KEYS, *FORM_KEYS} - there == {"source", "let"}  # let names numbers of one's own: written in the text
    assert figure_sorts.COMPOSED == FORM_KEYS


def test_every_field_speaks_both_languages() -> None:
    for name in figure_sorts.NAMES:
        held = {"rate": {name: {}} if name in figure_sorts.COMPOSED else {}}
        for one in fields_for(held, RATE):
            assert one.title.en
            assert one.title.zh
            assert bool(one.help.en) == bool(one.help.zh)


def turned(sort: str, **changes: str) -> str:
    text = writing.acted(PLAIN, "rule", RATE, sort)
    sent = form(text, RATE) | {f"f.{name.replace('__', '.')}": value for name, value in changes.items()}
    return writing.filled(text, RATE, sent)


@pytest.mark.parametrize(("sort", "changes"), [
    ("estimated", {"of": "statement", "measure": "value", "strata": "layer", "population__of": "statistic",
                   "population__by": "layer", "population__count": "SUM(value)", "population__when": "series = 'all'",
                   "unit": "1"}),
    ("estimated", {"of": "statement", "measure": "value", "strata": "layer", "weights__of": "statistic",
                   "weights__count": "SUM(value)", "unit": "1"}),
    ("ratio", {"ratio__above": "inspection.pass_rate", "ratio__below": "patent.inventions", "ratio__share_of": "city"}),
    ("rank", {"rank__of": "inspection.pass_rate", "rank__ties": "dense", "rank__best": "higher", "rank__within": "city",
              "unit": "1"}),
    ("streak", {"streak__of": "inspection.pass_rate", "streak__at_least": "90.5", "unit": "1"}),
    ("streak", {"streak__of": "", "streak__at_least": "", "streak__grades": "CN provinces", "streak__grade": "A",
                "unit": "1"}),
    ("coverage", {"coverage__of": "patent.inventions"}),
    ("coverage", {"coverage__of": "standard.by_sector", "coverage__level": "", "coverage__units": "service-sector"}),
    ("coverage", {"coverage__of": "service_platform.by_unit", "coverage__level": "",
                  "coverage__among": "served_unit.each", "coverage__at_least": "2"}),
    ("trend", {"trend__of": "inspection.pass_rate", "trend__years": "5", "unit": "1"}),
])
def test_every_sort_of_figure_is_written_by_the_form(sort: str, changes: dict[str, str]) -> None:
    text = turned(sort, **changes)
    (found,) = parse_indicators("county", text, SCHEMA, KNOWN)
    assert figure_sorts.name_of(found.definition) == sort
    assert text.startswith("# The county's own.\n[rate]\n")
    back = writing.acted(text, "rule", RATE, "counted")
    (again,) = parse_indicators("county", back, SCHEMA, KNOWN)
    assert (again.composed, again.estimate) == (None, "")


def test_a_weighted_share_is_written_by_the_form() -> None:
    text = writing.filled(
        PLAIN, RATE, form(PLAIN, RATE) | {
            "f.of": "sampling", "f.strata": "layer", "f.weights.of": "statistic", "f.weights.count": "SUM(value)",
            "f.numerator": "COUNT(*) FILTER (WHERE result = 'pass')", "f.denominator": "COUNT(*)",
            "f.words.denominator.en": "all", "f.words.denominator.zh": "总数", "f.interval": "stratified"})
    (found,) = parse_indicators("county", text, SCHEMA, KNOWN)
    assert found.weights is not None
    assert found.interval == "stratified"
