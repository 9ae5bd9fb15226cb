"""Counting rules, as their texts say, case by case."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.declared_rules import rule_of
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import Scored

WORDS = {"en": "visits", "zh": "次"}
VISITS = {"count_shortfall": {"required": 4, "things": WORDS, "deduct": Decimal("1.25"), "bonus": Decimal("2.5"),
                              "bonus_cap": 5, "extra": {"en": "visits led by the head", "zh": "主要负责人带队"}}}
POLICIES = {"per_missing": {"deduct": Decimal("0.1"), "none": 0, "things": [
    {"id": name, "title": {"en": name, "zh": name.upper()}} for name in ("industry", "finance", "talent")]}}
FAILINGS = {"deduct": [
    {"id": "no assessment", "points": 10, "title": {"en": "no assessment", "zh": "未考核"}},
    {"id": "no result", "points": 5, "title": {"en": "no result", "zh": "无结果"}}]}
BONUS = {"bonus": {"each": 1, "cap": 2, "things": {"en": "prizes", "zh": "奖项"}}}


def scored(declared: dict[str, Any], answer: str, of: str) -> Scored:
    rule: Any = rule_of(declared, Decimal(of), Rounding(2))
    found: Scored = rule.score(answer, Decimal(of), Rounding(2))
    return found


@pytest.mark.parametrize(("answer", "points", "bonus"), [
    ("4", "5", "0"), ("9", "5", "0"), ("3", "3.75", "0"), ("1", "1.25", "0"), ("0", "0", "0"),
    ("made=4; extra=1", "7.5", "2.5"), ("extra=3；made=4", "10", "5"), ("made=3;extra=1", "6.25", "2.5"),
])
def test_dingyuan_counts_visits(answer: str, points: str, bonus: str) -> None:
    found = scored(VISITS, answer, "5")
    assert (found.points, found.bonus) == (Decimal(points), Decimal(bonus))


def test_a_shortfall_in_words() -> None:
    said = scored(VISITS, "made=3; extra=3", "5").explanation
    assert said.en == ("4 visits wanted, 3 made: -1.25, 3.75 of 5 points; "
                       "visits led by the head: 3, +7.50, capped at 5.")
    assert said.zh == "应有4次，实有3次：-1.25分，得3.75分（满分5分）；主要负责人带队3次，加7.50分，封顶5分。"


@pytest.mark.parametrize(("answer", "points"), [
    ("all", "1"), ("industry, finance, talent", "1"), ("finance、talent", "0.9"), ("talent", "0.8"), ("none", "0"),
])
def test_xuzhou_counts_what_is_missing(answer: str, points: str) -> None:
    assert scored(POLICIES, answer, "1").points == Decimal(points)


def test_what_is_missing_in_words() -> None:
    assert scored(POLICIES, "talent", "1").explanation.en == (
        "1 of 3 there, missing: industry, finance: -0.20, 0.80 of 1 point.")
    assert scored(POLICIES, "none", "1").explanation.zh == "3项中有0项，缺：INDUSTRY、FINANCE、TALENT：不得分。"
    assert scored(POLICIES, "all", "1").explanation.en == "3 of 3 there: full 1 point."


@pytest.mark.parametrize(("answer", "points"), [
    ("none", "10"), ("no result", "5"), ("no assessment", "0"), ("no assessment, no result", "0"),
])
def test_dingyuan_deducts_from_a_base_score(answer: str, points: str) -> None:
    assert scored(FAILINGS, answer, "10").points == Decimal(points)


@pytest.mark.parametrize(("answer", "points"), [("0", "0"), ("1", "1"), ("2", "2"), ("5", "2")])
def test_a_bonus_is_capped(answer: str, points: str) -> None:
    found = scored(BONUS, answer, "0")
    assert (found.points, found.bonus, found.of) == (Decimal(points), Decimal(points), Decimal(0))


@pytest.mark.parametrize(("rule", "of", "answer", "what", "code"), [
    (VISITS, "5", "three", "'three' is not a number of 'made'", "score.not_number"),
    (VISITS, "5", "-1", "'made' counts things, and -1 is no count", "score.not_count"),
    (VISITS, "5", "1.5", "'made' counts things, and 1.5 is no count", "score.not_count"),
    (VISITS, "5", "extra=1", "'made' is missing", "score.number_missing"),
    (VISITS, "5", "made=1; made=2", "'made' is there twice", "score.answered_twice"),
    (VISITS, "5", "made=1; head=2", "'head' is not asked for here", "score.not_asked"),
    (VISITS, "5", " ; ", "nothing was determined", "score.nothing_determined"),
    (POLICIES, "1", "finance, sports", "'sports' is not asked for here", "score.not_asked"),
    (POLICIES, "1", "finance, finance", "'finance' is there twice", "score.answered_twice"),
    (FAILINGS, "10", "yes", "'yes' is not asked for here", "score.not_asked"),
    (BONUS, "0", "made=1; extra=1", "'extra' is not asked for here", "score.not_asked"),
])
def test_answers_that_fit_nothing(rule: dict[str, Any], of: str, answer: str, what: str, code: str) -> None:
    with pytest.raises(MethodError) as caught:
        scored(rule, answer, of)
    assert caught.value.code == code
    assert caught.value.what.en == what
    assert caught.value.next_step.en


@pytest.mark.parametrize(("rule", "of", "where", "code"), [
    ({"bonus": {"each": 1, "cap": 2, "things": WORDS}}, "5", "points", "score.rule_without_points"),
    ({"bonus": {"each": 1, "cap": 2}}, "0", "rule.bonus.things", "score.not_two_languages"),
    ({"count_shortfall": {"required": 0, "deduct": 1, "things": WORDS}}, "5", "rule.count_shortfall.required",
     "score.not_whole"),
    ({"count_shortfall": {"required": 4, "deduct": 1, "things": WORDS, "bonus": 1}}, "5",
     "rule.count_shortfall.bonus_cap", "score.key_needed"),
    ({"per_missing": {"deduct": 1, "things": []}}, "5", "rule.per_missing", "score.not_tables"),
    ({"per_missing": {"deduct": 1, "things": [{"id": "all", "title": WORDS}]}}, "5", "rule.per_missing.id",
     "score.id_form"),
    ({"deduct": [{"id": "a", "title": WORDS, "points": 6}]}, "5", "rule.deduct.points", "score.points_exceed_item"),
    ({"deduct": [{"id": "a", "title": WORDS, "points": 1}] * 2}, "5", "rule.deduct.id", "score.declared_twice"),
])
def test_what_cannot_be_declared(rule: dict[str, Any], of: str, where: str, code: str) -> None:
    with pytest.raises(MethodError) as caught:
        rule_of(rule, Decimal(of), Rounding(2))
    assert caught.value.code == code
    assert caught.value.where.en == where
