"""One item that several evaluators score, each in a stage of its own: exact, rounded once, each part told."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.declared_rules import rule_of
from plumbline.methods.assessment.scoring.evaluators import Evaluators, panel_of, silent
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.year import answer_hints
from plumbline.text import Text

OF, ROUND = Decimal(20), Rounding(2)


def who(id: str, weight: int, stage: str = "", **more: Any) -> dict[str, Any]:
    titles = {"self": "自评", "office": "部门", "experts": "专家", "visit": "第三方"}
    return {"id": id, "title": {"en": id, "zh": titles[id]}, "weight": weight, **({"stage": stage} if stage else {}),
            **more}


STAGED = [who("self", 20, "self"), who("office", 50, "department"), who("experts", 30, "panel", least=2, spread=20)]


def rule(*evaluators: dict[str, Any], **more: Any) -> Evaluators:
    found = rule_of({"evaluators": {"scale": 100, "who": list(evaluators or STAGED), **more}}, OF, ROUND)
    assert isinstance(found, Evaluators)
    return found


def test_the_answers_of_all_stages_make_one_determination() -> None:
    text = rule().join([("panel", "80"), ("panel", "90"), ("panel", "91"), ("self", "100"),
                        ("department", "office=70")])
    assert text == "self=100; office=70; experts=80, 90, 91"
    # 0.2 x 100 + 0.5 x 70 + 0.3 x 87 = 81.1 of 100, of 20 points
    found = rule().score(text, OF, ROUND)
    assert found.points == Decimal("16.22")
    assert found.explanation == Text(
        "self 100 (weight 20), office 70 (weight 50), experts 87 (3 experts gave 80; 90; 91; their mean is 87) "
        "(weight 30): 81.1 of 100: 16.22 of 20 points.",
        "自评100分（权重20），部门70分（权重50），专家87分（3名专家评分80; 90; 91，取平均值为87分）（权重30）："
        "加权81.1分（满分100分）：得16.22分（满分20分）。")


def test_a_mean_without_an_end_is_rounded_once_as_points() -> None:
    found = rule().score("self=0; office=0; experts=80, 80, 81", OF, ROUND)
    assert found.points == Rounding(2)(Fraction(241, 3) * Fraction(30, 100) / 5) == Decimal("4.82")


def test_what_a_panel_agreed_on_counts_in_place_of_its_scores() -> None:
    text = rule().join([("self", "100"), ("department", "70"), ("panel", "consensus=60")])
    assert text == "self=100; office=70; experts=consensus:60"
    assert rule().score(text, OF, ROUND).points == Decimal("14.6")
    assert rule().agreed("self=100; office=70; experts=60") == text
    assert rule().agreed("self=100; nobody=1") == "self=100; nobody=1"
    with pytest.raises(MethodError, match="the experts are 40 apart") as caught:
        rule().score("self=1; office=1; experts=50, 90", OF, ROUND)
    assert caught.value.code == "score.experts_apart"


def test_who_has_not_scored_is_named_unless_the_weight_is_shared() -> None:
    assert [each.id for each in rule().absent("office=70")] == ["self", "experts"]
    assert silent(rule().absent("office=70")) == Text("self, experts have not scored", "自评、专家尚未评分")
    assert silent(rule().absent("office=70; self=1")).en == "experts has not scored"
    shared = rule(missing="share")
    assert shared.absent("office=70") == ()
    found = shared.score("office=70; self=100", OF, ROUND)  # (20 x 100 + 50 x 70) / 70 = 78.571428…
    assert found.points == Decimal("15.71")
    assert found.explanation.en.endswith(" experts has not scored: the weights of the others count alone.")
    assert found.explanation.zh.endswith("专家尚未评分，按其余各方权重计算。")


@given(st.lists(st.integers(0, 100), min_size=3, max_size=3), st.lists(st.integers(1, 99), min_size=2, max_size=2,
                                                                        unique=True))
def test_the_whole_is_the_weighted_mean_whatever_the_weights(scores: list[int], cuts: list[int]) -> None:
    first, second = sorted(cuts)
    weights = [first, second - first, 100 - second]
    made = rule(who("self", weights[0], "self"), who("office", weights[1], "department"),
                who("visit", weights[2], "visit"))
    text = made.join([("self", str(scores[0])), ("department", str(scores[1])), ("visit", str(scores[2]))])
    exact = sum(Fraction(score * weight, 100) for score, weight in zip(scores, weights, strict=True)) / 5
    assert made.score(text, OF, ROUND).points == ROUND(exact)


def test_what_one_stage_gives_is_shown_by_itself() -> None:
    found = rule().part("department", "70", OF, ROUND)
    assert found.points == 7
    assert found.explanation == Text("office 70 (weight 50) of 100: 7 of the item's 20 points, before the others.",
                                     "部门70分（权重50）（满分100分）：计7分（本项满分20分），其他各方另计。")
    assert rule().part("panel", "90", OF, ROUND, alone=True).points == Decimal("5.4")
    with pytest.raises(MethodError, match="101 is outside 0 to 100") as caught:
        rule().part("department", "101", OF, ROUND)
    assert caught.value.code == "score.outside_scale"
    with pytest.raises(MethodError, match="'self' is not asked for here") as caught:
        rule().part("department", "self=70", OF, ROUND)
    assert caught.value.code == "score.not_asked"
    two = rule(who("self", 40, "self"), who("office", 30, "department"), who("visit", 30, "department"))
    with pytest.raises(MethodError, match="'visit' has not scored") as caught:
        two.part("department", "office=70", OF, ROUND)
    assert caught.value.code == "score.not_scored"
    assert two.part("department", "office=70; visit=80", OF, ROUND).points == 9


def test_what_is_asked_in_a_stage() -> None:
    assert answer_hints.hint(rule(), not_applicable=False, stage="department") == Text(
        "A number from 0 to 100; office counts with weight 50.", "填写0至100之间的数字；部门的权重为50。")
    assert answer_hints.title_of(rule(), "self=1; experts=consensus:60", not_applicable=False) == Text(
        "self 1; experts 60", "自评1；专家60")
    assert panel_of(rule()) is not None
    assert rule().stages == {"self", "department", "panel"}


@pytest.mark.parametrize(("evaluators", "what", "code"), [
    ([who("self", 20, "self"), who("office", 80)], "either each evaluator names its stage of the year, or none does",
     "score.stages_incomplete"),
    ([who("self", 20), who("office", 80, "department")],
     "either each evaluator names its stage of the year, or none does", "score.stages_incomplete"),
    ([who("self", 20, "panel"), who("experts", 80, "panel")], "there is one panel", "score.panel_twice"),
    ([who("self", 20, "self", least=3), who("office", 80, "department")],
     "only a panel joins the scores of several", "score.key_of_panel"),
    ([who("self", 20, "evaluate"), who("office", 80, "department")], "'evaluate' is none of those known",
     "score.word_unknown"),
    ([who("self", 100, "panel", combine="sum")], "'sum' is no way to join scores", "score.word_unknown"),
])
def test_what_is_no_list_of_evaluators(evaluators: list[dict[str, Any]], what: str, code: str) -> None:
    with pytest.raises(MethodError) as caught:
        rule(*evaluators)
    assert caught.value.code == code
    assert caught.value.what.en == what
