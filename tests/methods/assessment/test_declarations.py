"""Rules as schemes declare them, and every way to get one wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from plumbline.errors import MethodError
from plumbline.methods.assessment.declarations import Rule, rule_of
from plumbline.methods.assessment.determined import Level, Levels, Veto, YesNo
from plumbline.methods.assessment.per_point import PerPoint
from plumbline.methods.assessment.rounding import Rounding
from plumbline.methods.assessment.thresholds import Binary, Step, Steps
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


@pytest.mark.parametrize(("rule", "where", "what"), [
    ({}, "rule", "a rule is one of its kind"),
    ({"binary": {}, "steps": STEPS}, "rule", "a rule is one of its kind"),
    ({"per_pont": PER_POINT}, "rule.per_pont", "there is no rule 'per_pont'"),
    ({"binary": 5}, "rule.binary", "this is not a table"),
    ({"binary": {"at_lest": 5}}, "rule.binary.at_lest", "there is no key 'at_lest'"),
    ({"binary": {"at_least": 5, "at_most": 6}}, "rule.binary", "a threshold is either at_least or at_most"),
    ({"binary": {"at_least": -5}}, "rule.binary.at_least", "-5 is below 0"),
    ({"binary": {"at_least": 7.1}}, "rule.binary.at_least", "this is not an exact number"),
    ({"binary": {"at_least": True}}, "rule.binary.at_least", "this is not an exact number"),
    ({"levels": []}, "rule.levels", "this is not a list of tables"),
    ({"levels": [5]}, "rule.levels", "this is not a list of tables"),
    ({"levels": [{"points": 10}]}, "rule.levels.value", "this is not a text"),
    ({"levels": [{"value": "all"}]}, "rule.levels.points", "this is missing"),
    ({"levels": [{"value": "all", "points": -1}]}, "rule.levels.points", "-1 is below 0"),
    ({"levels": [{"value": "all", "points": 11}]}, "rule.levels.points", "11 is more than the item's 10 points"),
    ({"levels": [{"value": "all", "points": 9}]}, "rule.levels",
     "the best is 9, and the item's 10 points are out of reach"),
    ({"levels": [*LEVELS, {"value": "none", "points": 1}]}, "rule.levels.value", "'none' is there twice"),
    ({"levels": [*LEVELS, {"value": "not applicable", "points": 1}]}, "rule.levels.value",
     "'not applicable' is no level"),
    ({"levels": [{"value": "all", "points": 10, "colour": "red"}]}, "rule.levels.colour", "there is no key 'colour'"),
    ({"steps": [{"points": 10}]}, "rule.steps", "a threshold is either at_least or at_most"),
    ({"steps": [{"at_least": 5, "points": 9}]}, "rule.steps",
     "the best is 9, and the item's 10 points are out of reach"),
    ({"steps": [*STEPS, {"at_least": 92, "points": 1}]}, "rule.steps", "step 3 does not come after step 2"),
    ({"steps": [*STEPS, {"at_least": Decimal("89.5"), "points": 1}]}, "rule.steps",
     "step 3 does not come after step 2"),
    ({"steps": [*STEPS, {"at_least": 80, "points": Decimal("2.5")}]}, "rule.steps", "step 3 gives no less than step 2"),
    ({"steps": [*STEPS, {"at_most": 80, "points": 1}]}, "rule.steps", "some steps say at_least and some at_most"),
    ({"steps": [*STEPS, {"at_least": 80, "points": Decimal("0.25")}]}, "rule.steps.points",
     "0.25 would be rounded to 1 decimal place, a half goes up"),
    ({"per_point": {"against": "last yaer", "deduct": 1}}, "rule.per_point.against",
     "'last yaer' is nothing to compare with"),
    ({"per_point": {"deduct": 1}}, "rule.per_point.against", "this is missing"),
    ({"per_point": {"against": 85}}, "rule.per_point.deduct", "this is missing"),
    ({"per_point": {**PER_POINT, "deduct": -1}}, "rule.per_point.deduct", "-1 is below 0"),
    ({"per_point": {**PER_POINT, "bonus": 1}}, "rule.per_point.bonus_cap", "'bonus' needs it"),
    ({"per_point": {**PER_POINT, "bonus_cap": 1}}, "rule.per_point.bonus", "'bonus_cap' needs it"),
    ({"per_point": {**PER_POINT, "bonus": 1, "bonus_cap": Decimal("0.05")}}, "rule.per_point.bonus_cap",
     "0.05 would be rounded to 1 decimal place, a half goes up"),
    ({"per_point": {**PER_POINT, "whole": "yes"}}, "rule.per_point.whole", "this is neither true nor false"),
    ({"veto": {"grade": "D"}}, "points", "a veto gives no points"),
])
def test_what_cannot(rule: dict[str, Any], where: str, what: str) -> None:
    with pytest.raises(MethodError) as caught:
        declared(rule)
    assert (caught.value.where, caught.value.what) == (where, what)


@pytest.mark.parametrize(("rule", "where", "what"), [
    ({"binary": {}}, "points", "an item with this rule needs points above 0"),
    ({"veto": {}}, "rule.veto.grade", "this is not a text"),
    ({"veto": {"grade": "D", "when": "yes"}}, "rule.veto.when", "this is not a list of determinations"),
    ({"veto": {"grade": "D", "when": ["no"]}}, "rule.veto.when", "this is not a list of determinations"),
])
def test_what_cannot_without_points(rule: dict[str, Any], where: str, what: str) -> None:
    with pytest.raises(MethodError) as caught:
        declared(rule, of=0)
    assert (caught.value.where, caught.value.what) == (where, what)


def test_a_misspelt_key_is_answered_with_what_comes_close() -> None:
    with pytest.raises(MethodError, match="rule.per_pont: there is no rule 'per_pont'. Did you mean per_point?"):
        declared({"per_pont": PER_POINT})
    with pytest.raises(MethodError, match="Choose one of: against, deduct, bonus, bonus_cap, whole"):
        declared({"per_point": {**PER_POINT, "zzz": 1}})
