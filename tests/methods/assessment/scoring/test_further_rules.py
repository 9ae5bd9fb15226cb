"""The rules that compare, combine and take off: each with the numbers of its source or reckoned by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import MethodError
from plumbline.methods.assessment.flows.answers import quotient, split_peers
from plumbline.methods.assessment.grades.consequences import Consequence, follows
from plumbline.methods.assessment.scoring.declared_rules import rule_of
from plumbline.methods.assessment.scoring.rolled_up import RolledUp
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import Measured, Scored, above_nothing, within_cap
from plumbline.methods.assessment.scoring.year_spans import Span
from plumbline.text import Text

ROUND = Rounding(2)
T = {"en": "things", "zh": "件"}


def figure(declared: dict[str, Any], of: str, value: str, peers: str = "", better: str = "higher") -> Scored:
    rule: Any = rule_of(declared, Decimal(of), ROUND)
    others = tuple(Decimal(each) for each in peers.split())
    found: Scored = rule.score(Measured(Decimal(value), "%", better, peers=others), Decimal(of), ROUND)
    return found


def told(declared: dict[str, Any], of: str, answer: str, *, demerit: bool = False) -> Scored:
    rule: Any = rule_of(declared, Decimal(of), ROUND, demerit=demerit)
    found: Scored = rule.score(answer, Decimal(of), ROUND)
    return found


@pytest.mark.parametrize(("value", "points"), [
    ("39.99", "0"), ("40", "0"), ("65", "6"), ("90", "12"), ("95", "12"), ("50", "2.4"), ("41", "0.24"),
])
def test_between_thresholds_as_the_nhs_pays(value: str, points: str) -> None:
    assert figure({"linear": {"from": 40, "to": 90}}, "12", value).points == Decimal(points)


def test_between_thresholds_downwards_and_from_a_base() -> None:
    down = {"linear": {"from": 10, "to": 4, "points": 3}}
    assert [figure(down, "9", value, better="lower").points for value in ("11", "10", "7", "4", "1")] == [
        0, 3, 6, 9, 9]
    with pytest.raises(MethodError, match="the rule rewards lower values") as caught:
        figure(down, "9", "7")
    assert caught.value.code == "score.against_direction"
    said = figure({"linear": {"from": 0, "to": 3}}, "1", "1").explanation
    assert said == Text("1 %, between 0 % and 3 %: 0.333333…, rounded to 0.33 of 1 point.",
                        "1%，按0%至3%线性折算：0.333333…分，修约后得0.33分（满分1分）。")


def test_a_quotient_is_exact() -> None:
    assert quotient("135/180") == Fraction(3, 4)
    assert quotient("12.5") is None
    with pytest.raises(MethodError, match="divides by nothing") as caught:
        quotient("1/0")
    assert caught.value.code == "score.divides_by_nothing"


@pytest.mark.parametrize(("declared", "value", "peers", "better", "points"), [
    ({"by": "percentile"}, "80", "70 80 90 60", "higher", "6.25"),
    ({"by": "percentile", "ties": "best"}, "80", "70 80 90 60", "higher", "7.5"),
    ({"by": "percentile", "ties": "worst"}, "80", "70 80 90 60", "higher", "5"),
    ({"by": "percentile"}, "3", "5 1", "lower", "5"),
    ({"by": "min-max"}, "75", "50 100", "higher", "5"), ({"by": "min-max"}, "60", "60 60", "higher", "10"),
    ({"by": "min-max"}, "4", "2 10", "lower", "7.5"),
    ({"by": "rank"}, "80", "70 90", "higher", "5"), ({"by": "rank", "ties": "best"}, "80", "80 70", "higher", "10"),
    ({"by": "rank", "ties": "worst"}, "80", "80 70", "higher", "5"), ({"by": "rank"}, "80", "80 70", "higher", "7.5"),
    ({"by": "rank", "places": [{"rank": 1, "points": 10}, {"rank": 3, "points": 4}]}, "80", "90 70 60", "higher", "4"),
    ({"by": "rank", "places": [{"rank": 1, "points": 10}]}, "80", "90 70 60", "higher", "0"),
    ({"by": "mean", "deduct": 1}, "78", "80 82", "higher", "8"),
    ({"by": "mean", "deduct": 1}, "90", "80", "higher", "10"),
    ({"by": "mean", "deduct": 1, "bonus": 1, "bonus_cap": 3}, "90", "80", "higher", "13"),
])
def test_against_others(declared: dict[str, Any], value: str, peers: str, better: str, points: str) -> None:
    found = figure({"peers": declared}, "10", value, peers, better)
    assert found.points == Decimal(points)
    assert found.points - found.bonus <= 10


def test_who_has_no_others_is_not_compared() -> None:
    with pytest.raises(MethodError, match="there is no other value to compare with") as caught:
        figure({"peers": {"by": "rank"}}, "10", "80")
    assert caught.value.code == "score.no_peers"
    assert split_peers("93.1; peers=92, 90") == ("93.1", (Decimal(92), Decimal(90)))


@given(values=st.lists(st.decimals(0, 100, places=1), min_size=2, max_size=8))
def test_ranks_share_out_the_same_whatever_ties(values: list[Decimal]) -> None:
    rule: Any = rule_of({"peers": {"by": "rank"}}, Decimal(100), Rounding(4))
    others = [tuple(values[:place] + values[place + 1:]) for place in range(len(values))]
    points = [rule.score(Measured(each, peers=peers), Decimal(100), Rounding(4)).points
              for each, peers in zip(values, others, strict=True)]
    assert abs(sum(points) - 50 * len(values)) < Decimal("0.01")


WHO = {"scale": 100, "who": [{"id": "department", "title": {"en": "department", "zh": "部门"}, "weight": 60},
                             {"id": "visit", "title": {"en": "visit", "zh": "核查"}, "weight": 40}]}


def test_evaluators_by_their_weights() -> None:
    assert told({"evaluators": WHO}, "20", "department=80; visit=90").points == Decimal("16.8")
    with pytest.raises(MethodError, match="'visit' has not scored") as caught:
        told({"evaluators": WHO}, "20", "department=80")
    assert caught.value.code == "score.not_scored"
    assert told({"evaluators": WHO | {"missing": "share"}}, "20", "visit=90").points == 18
    with pytest.raises(MethodError, match="the weights add up to 100, or to 1|the weights add up to 60") as caught:
        told({"evaluators": WHO | {"who": WHO["who"][:1]}}, "20", "department=80")  # type: ignore[index]
    assert caught.value.code == "score.weights_sum"


FAILINGS = [{"id": "late", "points": 2, "tier": "report", "title": {"en": "late", "zh": "迟报"}},
            {"id": "missing", "points": 5, "tier": "report", "title": {"en": "missing", "zh": "未报"}},
            {"id": "wrong", "points": 1, "title": {"en": "wrong", "zh": "有误"}}]


def test_of_one_tier_only_the_gravest_counts() -> None:
    assert told({"deduct": FAILINGS}, "10", "late, missing, wrong").points == 4
    assert told({"deduct": FAILINGS}, "10", "late, wrong").points == 7


def test_demerits_are_counted_each_time() -> None:
    nyc = {"demerits": [{"id": "critical", "points": 5, "title": T}, {"id": "general", "points": 2, "title": T}]}
    assert [told(nyc, "200", answer, demerit=True).points for answer in (
        "none", "general=2; critical=1", "critical", "general=500")] == [0, 9, 5, 200]
    with pytest.raises(MethodError, match="only a scheme of demerits counts them") as caught:
        told(nyc, "200", "none")
    assert caught.value.code == "score.rule_and_demerits"
    with pytest.raises(MethodError, match="a scheme of demerits has no such rule") as caught:
        told({"binary": {}}, "10", "yes", demerit=True)
    assert caught.value.code == "score.rule_and_demerits"


def test_penalties_and_bonus_share_one_cap() -> None:
    penalty = {"penalty": {"each": 2, "cap": 6, "things": T}}
    one, two = told(penalty, "0", "2"), told(penalty, "0", "5")
    assert (one.points, two.points) == (-4, -6)
    assert [each.points for each in within_cap([one, two], Decimal(7))] == [-4, -3]
    bonus = told({"bonus": {"each": 3, "cap": 9, "things": T}}, "0", "2")
    cut = within_cap([bonus, bonus], Decimal(8))
    assert [each.points for each in cut] == [6, 2]
    assert cut[1].explanation.en.endswith("Of this 4.00 is lost: together they end at 8.")
    ten = Scored(Decimal(3), Decimal(10), Decimal(0), Text("x"))
    assert [each.points for each in above_nothing([ten, one, two])] == [3, -3, 0]


def test_over_several_years() -> None:
    assert Span(3).joined([Decimal(93), Decimal(92), Decimal(90)]) == Fraction(275, 3)
    assert Span(3, (Decimal(50), Decimal(30), Decimal(20))).joined([Decimal(90), Decimal(80), Decimal(70)]) == 83
    assert Span(2).joined([Decimal(93), None]) is None
    assert Span(2, missing="skip").joined([Decimal(93), None]) == 93


def test_scores_of_lower_units() -> None:
    scores = [Decimal(90), Decimal(80), Decimal(85), Decimal(60)]
    assert [RolledUp("x", by).joined(scores) for by in ("mean", "median", "lowest")] == [
        Fraction(315, 4), Fraction(165, 2), 60]
    assert RolledUp("x").joined([]) is None


REPORT = Text("report", "报告")
RANKS = {"a": 1, "b": 2, "c": 3, "d": 3, "e": 5, "f": 6}


@pytest.mark.parametrize(("consequence", "names"), [
    (Consequence("x", REPORT, last=3), "cdef"), (Consequence("x", REPORT, last=3, ties="none"), "ef"),
    (Consequence("x", REPORT, last=4, ties="none"), "cdef"), (Consequence("x", REPORT, first=3), "abcd"),
    (Consequence("x", REPORT, first=3, ties="none"), "ab"), (Consequence("x", REPORT, grades=("D",)), "fg"),
    (Consequence("x", REPORT, last=99), "abcdef"),
])
def test_the_bottom_three_and_equals_at_the_edge(consequence: Consequence, names: str) -> None:
    assert follows(consequence, RANKS, {"a": "A", "f": "D", "g": "D"}) == frozenset(names)


@pytest.mark.parametrize(("declared", "of", "where", "what", "code"), [
    ({"linear": {"from": 5, "to": 5}}, "1", "rule.linear.to", "the two thresholds are one", "score.one_threshold"),
    ({"linear": {"from": 1, "to": 5, "points": 2}}, "1", "rule.linear.points", "2 is more than the item's 1 points",
     "score.points_exceed_item"),
    ({"peers": {"by": "luck"}}, "1", "rule.peers.by", "'luck' is none of those known", "score.word_unknown"),
    ({"peers": {"by": "mean"}}, "1", "rule.peers.deduct", "this is missing", "score.value_missing"),
    ({"peers": {"by": "rank", "bonus": 1}}, "1", "rule.peers.bonus", "this goes with the mean",
     "score.key_of_other_way"),
    ({"peers": {"by": "mean", "deduct": 1, "among": [["a"]]}}, "1", "rule.peers.among",
     "this names no regions to compare", "score.no_regions"),
    ({"cap": {"grade": "B", "below": 1, "above": 3}}, "0", "rule.cap",
     "a cap falls either below, or above a value, or when something is determined", "score.threshold_sides"),
    ({"cap": {"grade": "B"}}, "1", "points", "a cap gives no points", "score.rule_without_points"),
    ({"penalty": {"each": 1, "cap": 1, "things": T}}, "1", "points",
     "a penalty takes points off the total, and gives none", "score.rule_without_points"),
    ({"per_point": {"against": Decimal("1e999"), "deduct": 1}}, "1", "rule.per_point.against",
     "this has more digits than a scheme reckons with", "score.number_endless"),
    ({"per_point": {"against": Decimal("nan"), "deduct": 1}}, "1", "rule.per_point.against", "this is no number",
     "score.number_endless"),
])
def test_what_is_refused(declared: dict[str, Any], of: str, where: str, what: str, code: str) -> None:
    with pytest.raises(MethodError) as caught:
        rule_of(declared, Decimal(of), ROUND)
    assert caught.value.code == code
    assert (caught.value.where.en, caught.value.what.en) == (where, what)


def test_caps_fall_below_above_or_when_determined() -> None:
    below = {"cap": {"grade": "B", "below": 80}}
    assert [figure(below, "0", value).grade for value in ("79.9", "80", "99")] == ["B", "", ""]
    above: Any = rule_of({"cap": {"grade": "B", "above": 5}}, Decimal(0), ROUND)
    assert above.score(Measured(Decimal(6), better="lower"), Decimal(0), ROUND).grade == "B"
    fact = {"cap": {"grade": "C", "when": ["complaint"]}}
    assert (told(fact, "0", "complaint").grade, told(fact, "0", "no").grade) == ("C", "")
    assert told(fact, "0", "complaint").explanation.zh == "认定为“complaint”：等级不得高于C。"
