"""Scores that departments and panels give."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.declared_rules import rule_of
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import Scored


def scored(declared: dict[str, Any], answer: str, of: int = 20) -> Scored:
    rule: Any = rule_of(declared, Decimal(of), Rounding(1))
    found: Scored = rule.score(answer, Decimal(of), Rounding(1))
    return found


@pytest.mark.parametrize(("rule", "answer", "points"), [
    ({"department": {}}, "17.5", "17.5"),
    ({"department": {"scale": 100}}, "85", "17"),
    ({"department": {"scale": 100}}, "0", "0"),
    ({"expert": {"scale": 100}}, "80; 75; 90", "16.3"),
    ({"expert": {"scale": 100, "combine": "median"}}, "80；75；90", "16"),
    ({"expert": {"scale": 100, "combine": "trimmed mean", "least": 3}}, "0; 80; 90; 100", "17"),
    ({"expert": {"scale": 100, "spread": 20, "least": 2}}, "70; 90", "16"),
    ({"expert": {"scale": 100, "spread": 20, "least": 2}}, "consensus=78", "15.6"),
])
def test_what_was_given_counts_in_proportion(rule: dict[str, Any], answer: str, points: str) -> None:
    assert scored(rule, answer).points == Decimal(points)


def test_in_words() -> None:
    said = scored({"expert": {"scale": 100, "combine": "median"}}, "80; 75; 90").explanation
    assert said.en == "3 experts gave 80; 75; 90; their median is 80 of 100: 16.0 of 20 points."
    assert said.zh == "3名专家评分80; 75; 90，取中位数为80分（满分100分）：得16.0分（满分20分）。"


@pytest.mark.parametrize(("rule", "answer", "what", "code"), [
    ({"department": {}}, "21", "21 is outside 0 to 20", "score.outside_scale"),
    ({"department": {}}, "good", "'good' is not a number", "score.not_number"),
    ({"expert": {"least": 3}}, "1; 2", "2 of 3 experts gave a score", "score.too_few_experts"),
    ({"expert": {"spread": 5}}, "1; 9", "the experts are 8 apart, and 5 is allowed", "score.experts_apart"),
    ({"expert": {}}, "1; 21", "21 is outside 0 to 20", "score.outside_scale"),
    ({"expert": {}}, "consensus=21", "21 is outside 0 to 20", "score.outside_scale"),
])
def test_what_nobody_can_give(rule: dict[str, Any], answer: str, what: str, code: str) -> None:
    with pytest.raises(MethodError) as caught:
        scored(rule, answer)
    assert caught.value.code == code
    assert caught.value.what.en == what


@pytest.mark.parametrize(("rule", "where", "code"), [
    ({"department": {"scale": 0}}, "rule.department.scale", "score.scale_empty"),
    ({"expert": {"combine": "vote"}}, "rule.expert.combine", "score.word_unknown"),
    ({"expert": {"combine": "trimmed mean", "least": 2}}, "rule.expert.least", "score.nothing_left"),
])
def test_what_cannot_be_declared(rule: dict[str, Any], where: str, code: str) -> None:
    with pytest.raises(MethodError) as caught:
        rule_of(rule, Decimal(20), Rounding(1))
    assert caught.value.code == code
    assert caught.value.where.en == where
