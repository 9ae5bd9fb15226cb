"""Rules as schemes declare them, and every way to get one wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.declared_rules import Rule, rule_of
from plumbline.methods.assessment.scoring.determined import Level, Levels, Veto, YesNo
from plumbline.methods.assessment.scoring.per_point import PerPoint
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.thresholds import Binary, Step, Steps
from plumbline.text import Text

TEN = Decimal(10)
LEVELS = [{"value": "whole", "points": 10, "title": {"en": "Whole", "zh": "全部"}}, {"value": "none", "points": 0}]
STEPS = [{"at_least": 95, "points": 10}, {"at_least": Decimal("89.5"), "points": Decimal("2.5")}]


def declared(rule: dict[str, Any], of: int = 10) -> Rule:
    return rule_of(rule, Decimal(of), Rounding(1))


@pytest.mark.parametrize(("rule", "expected"), [
    ({"binary": {}}, YesNo()),
    ({"binary": {"at_most": 5}}, Binary(False, Decimal(5))),
    ({"levels": LEVELS}, Levels((Level("whole", TEN, Text("Whole", "全部")),
                                 Level("none", Decimal(0), Text("none", "none"))))),
    ({"steps": STEPS}, Steps(True, (Step(Decimal(95), TEN), Step(Decimal("89.5"), Decimal("2.5"))))),
    ({"steps": [{"at_most": 1, "points": 10}, {"at_most": 2, "points": 0}]},
     Steps(False, (Step(Decimal(1), TEN), Step(Decimal(2), Decimal(0))))),
    ({"per_point": {"against": "last year", "deduct": Decimal("7.5"), "bonus": 1, "bonus_cap": 10}},
     PerPoint(None, Decimal("7.5"), Decimal(1), TEN)),
    ({"per_point": {"against": 85, "deduct": 2, "whole": True}}, PerPoint(Decimal(85), Decimal(2), whole=True)),
])
def test_what_can_be_declared(rule: dict[str, Any], expected: Rule) -> None:
    assert declared(rule) == expected


def test_a_veto_is_worth_nothing() -> None:
    assert declared({"veto": {"grade": "D"}}, of=0) == Veto("D")
    two = {"veto": {"grade": "D", "when": ["regional", "systemic"]}}
    assert declared(two, of=0) == Veto("D", ("regional", "systemic"))


PER_POINT = {"against": 85, "deduct": 1}


@pytest.mark.parametrize(("rule", "where", "what", "code"), [
    ({}, "rule", "a rule is one of its kind", "score.not_one_rule"),
    ({"binary": {}, "steps": STEPS}, "rule", "a rule is one of its kind", "score.not_one_rule"),
    ({"per_pont": PER_POINT}, "rule.per_pont", "there is no rule 'per_pont'", "score.rule_unknown"),
    ({"binary": 5}, "rule.binary", "this is not a table", "score.not_table"),
    ({"binary": {"at_lest": 5}}, "rule.binary.at_lest", "there is no key 'at_lest'", "score.key_unknown"),
    ({"binary": {"at_least": 5, "at_most": 6}}, "rule.binary", "a threshold is either at_least or at_most",
     "score.threshold_sides"),
    ({"binary": {"at_least": Decimal("NaN")}}, "rule.binary.at_least", "this is no number", "score.number_endless"),
    ({"per_point": {**PER_POINT, "against": Decimal("-Infinity")}}, "rule.per_point.against",
     "this is no number", "score.number_endless"),
    ({"binary": {"at_least": 7.1}}, "rule.binary.at_least", "this is not an exact number", "score.not_exact"),
    ({"binary": {"at_least": True}}, "rule.binary.at_least", "this is not an exact number", "score.not_exact"),
    ({"levels": []}, "rule.levels", "this is not a list of tables", "score.not_tables"),
    ({"levels": [5]}, "rule.levels", "this is not a list of tables", "score.not_tables"),
    ({"levels": [{"points": 10}]}, "rule.levels.value", "this is not a text", "score.not_text"),
    ({"levels": [{"value": "all"}]}, "rule.levels.points", "this is missing", "score.value_missing"),
    ({"levels": [{"value": "all", "points": -1}]}, "rule.levels.points", "-1 is below 0", "score.number_negative"),
    ({"levels": [{"value": "all", "points": 11}]}, "rule.levels.points", "11 is more than the item's 10 points",
     "score.points_exceed_item"),
    ({"levels": [{"value": "all", "points": 9}]}, "rule.levels",
     "the best is 9, and the item's 10 points are out of reach", "score.full_out_of_reach"),
    ({"levels": [*LEVELS, {"value": "none", "points": 1}]}, "rule.levels.value", "'none' is there twice",
     "score.declared_twice"),
    ({"levels": [*LEVELS, {"value": "not applicable", "points": 1}]}, "rule.levels.value",
     "'not applicable' is no level", "score.word_reserved"),
    ({"levels": [{"value": "all", "points": 10, "colour": "red"}]}, "rule.levels.colour", "there is no key 'colour'",
     "score.key_unknown"),
    ({"steps": [{"points": 10}]}, "rule.steps", "a threshold is either at_least or at_most", "score.threshold_sides"),
    ({"steps": [{"at_least": 5, "points": 9}]}, "rule.steps",
     "the best is 9, and the item's 10 points are out of reach", "score.full_out_of_reach"),
    ({"steps": [*STEPS, {"at_least": 92, "points": 1}]}, "rule.steps", "step 3 does not come after step 2",
     "score.steps_out_of_order"),
    ({"steps": [*STEPS, {"at_least": Decimal("89.5"), "points": 1}]}, "rule.steps",
     "step 3 does not come after step 2", "score.steps_out_of_order"),
    ({"steps": [*STEPS, {"at_least": 80, "points": Decimal("2.5")}]}, "rule.steps", "step 3 gives no less than step 2",
     "score.steps_out_of_order"),
    ({"steps": [*STEPS, {"at_most": 80, "points": 1}]}, "rule.steps", "some steps say at_least and some at_most",
     "score.threshold_sides"),
    ({"steps": [*STEPS, {"at_least": 80, "points": Decimal("0.25")}]}, "rule.steps.points",
     "0.25 would be rounded to 1 decimal place, a half goes up", "score.points_rounded"),
    ({"per_point": {"against": "last yaer", "deduct": 1}}, "rule.per_point.against",
     "'last yaer' is nothing to compare with", "score.word_unknown"),
    ({"per_point": {"deduct": 1}}, "rule.per_point.against", "this is missing", "score.value_missing"),
    ({"per_point": {"against": 85}}, "rule.per_point.deduct", "this is missing", "score.value_missing"),
    ({"per_point": {**PER_POINT, "deduct": -1}}, "rule.per_point.deduct", "-1 is below 0", "score.number_negative"),
    ({"per_point": {**PER_POINT, "bonus": 1}}, "rule.per_point.bonus_cap", "'bonus' needs it", "score.key_needed"),
    ({"per_point": {**PER_POINT, "bonus_cap": 1}}, "rule.per_point.bonus", "'bonus_cap' needs it", "score.key_needed"),
    ({"per_point": {**PER_POINT, "bonus": 1, "bonus_cap": Decimal("0.05")}}, "rule.per_point.bonus_cap",
     "0.05 would be rounded to 1 decimal place, a half goes up", "score.points_rounded"),
    ({"per_point": {**PER_POINT, "whole": "yes"}}, "rule.per_point.whole", "this is neither true nor false",
     "score.not_flag"),
    ({"veto": {"grade": "D"}}, "points", "a veto gives no points", "score.rule_without_points"),
])
def test_what_cannot(rule: dict[str, Any], where: str, what: str, code: str) -> None:
    with pytest.raises(MethodError) as caught:
        declared(rule)
    assert caught.value.code == code
    assert (caught.value.where.en, caught.value.what.en) == (where, what)


@pytest.mark.parametrize(("rule", "where", "what", "code"), [
    ({"binary": {}}, "points", "an item with this rule needs points above 0", "score.rule_needs_points"),
    ({"veto": {}}, "rule.veto.grade", "this is not a text", "score.not_text"),
    ({"veto": {"grade": "D", "when": "yes"}}, "rule.veto.when", "this is not a list of determinations",
     "score.not_determinations"),
    ({"veto": {"grade": "D", "when": ["no"]}}, "rule.veto.when", "this is not a list of determinations",
     "score.not_determinations"),
])
def test_what_cannot_without_points(rule: dict[str, Any], where: str, what: str, code: str) -> None:
    with pytest.raises(MethodError) as caught:
        declared(rule, of=0)
    assert caught.value.code == code
    assert (caught.value.where.en, caught.value.what.en) == (where, what)


def test_a_misspelt_key_is_answered_with_what_comes_close() -> None:
    with pytest.raises(MethodError, match="there is no rule 'per_pont'. Did you mean per_point?") as caught:
        declared({"per_pont": PER_POINT})
    assert caught.value.code == "score.rule_unknown"
    with pytest.raises(MethodError, match="Choose one of: against, deduct, bonus, bonus_cap, whole") as caught:
        declared({"per_point": {**PER_POINT, "zzz": 1}})
    assert caught.value.code == "score.key_unknown"


def test_what_a_figure_is_held_against_may_lie_below_zero() -> None:
    assert declared({"binary": {"at_least": Decimal("-2.5")}}) == Binary(True, Decimal("-2.5"))
    assert declared({"per_point": {"against": -2, "deduct": 1}}) == PerPoint(Decimal(-2), Decimal(1))
    steps = declared({"steps": [{"at_least": 0, "points": 10}, {"at_least": -5, "points": 5}]})
    assert steps == Steps(True, (Step(Decimal(0), Decimal(10)), Step(Decimal(-5), Decimal(5))))


@pytest.mark.parametrize(("rule", "where", "code"), [
    ({"levels": [{**LEVELS[0], "title": 5}, LEVELS[1]]}, "rule.levels.title", "score.not_two_languages"),
    ({"levels": [{**LEVELS[0], "title": {"en": 5, "zh": "五"}}, LEVELS[1]]}, "rule.levels.title",
     "score.not_two_languages"),
    ({"expert": {"combine": ["mean"]}}, "rule.expert.combine", "score.word_unknown"),
])
def test_a_value_of_another_sort_is_a_fault_of_its_key(rule: dict[str, Any], where: str, code: str) -> None:
    """It once ended the reading of every scheme: such a title has no languages, such a list no hash."""
    with pytest.raises(MethodError) as caught:
        declared(rule)
    assert (caught.value.where.en, caught.value.code) == (where, code)
