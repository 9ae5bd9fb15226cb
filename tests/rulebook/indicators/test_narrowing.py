"""One indicator over the records of one thing."""

from __future__ import annotations

import pytest

from plumbline.errors import RulebookError
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.rulebook.indicators.loading import Indicator, load_indicators
from plumbline.rulebook.indicators.narrowing import find
from tests.told import told

SCHEMA = schema_of_kinds()
KNOWN = load_indicators(None, SCHEMA)


def narrowed(id: str) -> Indicator:
    found = find(id, KNOWN, SCHEMA)
    assert found is not None
    return found


def test_a_plain_id_is_the_indicator_itself() -> None:
    assert narrowed("inspection.pass_rate") is KNOWN["inspection.pass_rate"]
    assert find("inspection.no_such", KNOWN, SCHEMA) is None
    assert find("inspection.no_such@establishment=1", KNOWN, SCHEMA) is None


def test_a_narrowed_indicator_says_what_it_leaves_out() -> None:
    found = narrowed("inspection.pass_rate@establishment=12")
    assert found.id == "inspection.pass_rate@establishment=12"
    assert found.when is not None
    assert found.when.text == "(result IS NOT NULL) AND establishment = '12'"
    assert found.title.as_dict() == {
        "en": "Inspection pass rate (establishment 12)", "zh": "监督检查合格率（经营场所：12）"}
    assert found.exclusions.en.endswith("Records of any other establishment.")
    assert found.numerator == KNOWN["inspection.pass_rate"].numerator
    assert "inspection.establishment" in found.fields_used
    assert found.definition_sha256 != KNOWN["inspection.pass_rate"].definition_sha256
    assert found.definition_sha256 != narrowed("inspection.pass_rate@establishment=13").definition_sha256


def test_a_condition_is_kept_beside_it() -> None:
    found = narrowed("finding.critical_share@inspection=7")
    assert found.when is not None
    assert found.when.text == "(severity IS NOT NULL) AND inspection = '7'"
    assert found.exclusions.en == "Findings whose severity is not known. Records of any other inspection."
    assert found.exclusions.zh == "严重程度不明的不符合项不计入。检查为其他值的记录不计入。"


def test_a_value_may_hold_any_character() -> None:
    found = narrowed("inspection.count@establishment_name=O'Brien = @home")
    assert found.when is not None
    assert found.when.text == "establishment_name = 'O''Brien = @home'"


def test_an_internal_field_makes_it_internal() -> None:
    assert not KNOWN["inspection.count"].internal
    assert narrowed("inspection.count@inspector_group=blue").internal


@pytest.mark.parametrize(("id", "what", "next_step", "code"), [
    ("inspection.count@establishmen=1", "inspection has no field 'establishmen'",
     "Did you mean establishment or establishment_name?", "expression.unknown_field"),
    ("inspection.count@critical_count=1", "'critical_count' of inspection does not name one thing",
     "Write inspection.count@FIELD=VALUE, with a field of text and its value", "indicator.narrowed_by_none"),
    ("inspection.count@establishment", "'establishment' of inspection does not name one thing",
     "Write inspection.count@FIELD=VALUE, with a field of text and its value", "indicator.narrowed_by_none"),
    ("inspection.count@", "inspection has no field ''", "", "expression.unknown_field"),
    ("inspection.count@result=passed", "'passed' is no code of 'result'", "Did you mean pass?",
     "expression.unknown_code"),
])
def test_a_faulty_narrowing_is_told(id: str, what: str, next_step: str, code: str) -> None:
    with pytest.raises(RulebookError) as caught:
        find(id, KNOWN, SCHEMA)
    assert caught.value.what.en == what
    assert caught.value.where.en.startswith("inspection.count@")
    assert caught.value.next_step.en.startswith(next_step)
    told(caught.value, code)
