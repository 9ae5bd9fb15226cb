"""Conditions say what they compare, and refuse what does not fit the field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from plumbline.errors import RecordError
from plumbline.records.core import kinds
from plumbline.records.core.fields import PUBLIC, Spec
from plumbline.records.query.conditions import Condition, condition, operators, typed
from plumbline.text import Text
from tests.records.samples import Office

INSPECTION = kinds.get("inspection").by_name
LATITUDE = kinds.get("establishment").by_name["latitude"]
FLAG = Spec("open", "flag", Text("Open", "开放"), PUBLIC, False, Text())


@pytest.mark.parametrize(("spec", "text", "expected"), [
    (INSPECTION["result"], "fail", ("eq", ("fail",))),
    (INSPECTION["result"], "eq:fail", ("eq", ("fail",))),
    (INSPECTION["result"], "ne:pass", ("ne", ("pass",))),
    (INSPECTION["result"], "in:pass,fail", ("in", ("pass", "fail"))),
    (INSPECTION["result"], "empty:no", ("empty", (False,))),
    (INSPECTION["critical_count"], "ge:3", ("ge", (3,))),
    (INSPECTION["critical_count"], "-3", ("eq", (-3,))),
    (INSPECTION["inspected_on"], "lt:2013-02-01", ("lt", (date(2013, 2, 1),))),
    (INSPECTION["number"], "starts:10", ("starts", ("10",))),
    (INSPECTION["establishment_name"], "contains:a,b", ("contains", ("a,b",))),
    (INSPECTION["establishment_name"], "bar: the second", ("eq", ("bar: the second",))),
    (INSPECTION["establishment_name"], "eq:ge:3", ("eq", ("ge:3",))),
    (LATITUDE, "le:41.5", ("le", (Decimal("41.5"),))),
    (FLAG, "yes", ("eq", (True,))),
])
def test_a_condition_is_read(spec: Spec, text: str, expected: tuple[str, Any]) -> None:
    assert condition(spec, text) == Condition(spec.name, *expected)


@pytest.mark.parametrize(("spec", "text", "what", "next_step"), [
    (INSPECTION["critical_count"], "three", "'three' does not fit a field of type integer",
     "Write a whole number of at most 18 digits, such as 12"),
    (INSPECTION["critical_count"], "1_000", "'1_000' does not fit a field of type integer",
     "Write a whole number of at most 18 digits, such as 12"),
    (INSPECTION["critical_count"], "in:1,,2", "'' does not fit a field of type integer",
     "Write a whole number of at most 18 digits, such as 12"),
    (INSPECTION["inspected_on"], "2013-02-30", "'2013-02-30' does not fit a field of type date",
     "Write an existing day as 2013-01-31"),
    (INSPECTION["inspected_on"], "contains:2013", "'contains' does not fit a field of type date",
     "Choose one of: eq, ne, lt, le, gt, ge, in, empty"),
    (INSPECTION["result"], "fial", "'fial' is not in the list", "Did you mean fail?"),
    (INSPECTION["result"], "empty:perhaps", "'empty:perhaps' says neither yes nor no", "Write empty:yes or empty:no"),
    (INSPECTION["number"], "a\0b", "'a\0b' does not fit a field of type text", "Write a text that is not empty"),
    (LATITUDE, "1e5", "'1e5' does not fit a field of type decimal", "Write a number such as 12.50"),
    (LATITUDE, "9" * 18, f"'{'9' * 18}' does not fit a field of type decimal", "Write a number such as 12.50"),
    (FLAG, "perhaps", "'perhaps' does not fit a field of type flag", "Write yes or no"),
])
def test_what_does_not_fit_is_refused_with_a_remedy(spec: Spec, text: str, what: str, next_step: str) -> None:
    with pytest.raises(RecordError) as refused:
        condition(spec, text)
    assert (refused.value.what.en, refused.value.where.en, refused.value.next_step.en) == (what, spec.name, next_step)


def test_every_type_has_comparisons() -> None:
    assert {spec.type: operators(spec) for spec in (*INSPECTION.values(), LATITUDE, FLAG)} == {
        "text": ("eq", "ne", "in", "contains", "starts", "prefix", "empty"),
        "ref": ("eq", "ne", "in", "contains", "starts", "prefix", "empty", "known"),
        "choice": ("eq", "ne", "in", "empty"),
        "date": ("eq", "ne", "lt", "le", "gt", "ge", "in", "empty"),
        "integer": ("eq", "ne", "lt", "le", "gt", "ge", "in", "empty"),
        "decimal": ("eq", "ne", "lt", "le", "gt", "ge", "in", "empty"),
        "flag": ("eq", "empty"),
    }


def test_what_a_token_carries_comes_back_as_the_value() -> None:
    assert typed(FLAG, True) is True
    assert typed(LATITUDE, "41.500000") == Decimal("41.500000")
    assert typed(INSPECTION["critical_count"], 7) == 7


@pytest.mark.parametrize(("asked", "found"), [
    ("0", "b"), ("eq:0.0000001", ""), ("ne:0.0000001", "abc"), ("in:0.0000001,0", "b"), ("in:0.0000001", ""),
    ("lt:0.0000001", "ab"), ("le:0.0000001", "ab"), ("gt:0.0000001", "c"), ("ge:0.0000001", "c"),
    ("lt:-0.0000001", "a"), ("le:-0.0000001", "a"), ("gt:-0.0000001", "bc"), ("ge:-0.0000001", "bc"),
    ("lt:0.000001", "ab"), ("le:0.000001", "abc"), ("gt:0", "c"), ("ge:0", "bc"), ("ge:0.000001000000000000", "c"),
])
def test_a_number_of_more_places_than_are_kept_is_compared_as_it_is(office: Office, asked: str, found: str) -> None:
    rows = [{"code": code, "name": "n", "region": "1", "latitude": latitude}
            for code, latitude in (("a", "-0.000001"), ("b", "0"), ("c", "0.000001"), ("d", ""))]
    assert office.take("establishment", rows).quarantined == 0
    chosen = kinds.get("establishment").model.objects.filter(condition(LATITUDE, asked).as_q())
    assert "".join(sorted(chosen.values_list("code", flat=True))) == found


def test_no_number_is_kept_with_places_cut_off(office: Office) -> None:
    office.take("establishment", [{"code": "a", "name": "n", "region": "1", "latitude": "0.5"}])
    one = kinds.get("establishment").model.objects.get(code="a")
    one.latitude = Decimal("0.0000015")
    with pytest.raises(ValueError, match="more than the 6 decimal places of latitude"):
        one.save()
