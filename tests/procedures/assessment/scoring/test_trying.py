"""Answers scored by the shipped schemes, case by case as their texts say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plumbline.errors import RulebookError
from plumbline.procedures.assessment.scoring.trying import score_answers

DAY = date(2012, 1, 31)
FULL = {"1.1.1": "yes", "1.1.2": "none", "1.2.1": "yes", "1.2.2": "none", "1.2.3": "4", "1.3.1": "0", "1.3.2": "10"}


def dingyuan(home: Any, **changes: str) -> dict[str, Any]:
    answers = FULL | {name.replace("_", ".").removeprefix("i"): value for name, value in changes.items()}
    return score_answers(home, "dingyuan-2011-food", "2011", answers, on=DAY)


def test_dingyuan_in_full(home):
    found = dingyuan(home)
    assert (found["score"], found["full"], found["grade"]) == ("55.00", "55", None)
    assert found["withheld"]["en"].startswith("The scheme gives no grades.")


@pytest.mark.parametrize(("item", "answer", "points"), [
    ("i1_1_1", "no", "0.00"),
    ("i1_1_2", "no assessment", "0.00"), ("i1_1_2", "no result", "5.00"),
    ("i1_2_2", "not established", "0.00"), ("i1_2_2", "chair not head", "2.50"),
    ("i1_2_3", "3", "3.75"), ("i1_2_3", "0", "0.00"), ("i1_2_3", "made=4; extra=1", "7.50"),
    ("i1_2_3", "made=4; extra=4", "10.00"),
    ("i1_3_1", "-1", "7.50"), ("i1_3_1", "-2", "0.00"), ("i1_3_1", "-9", "0.00"), ("i1_3_1", "1", "16.00"),
    ("i1_3_1", "25", "25.00"),
    ("i1_3_2", "10", "5.00"), ("i1_3_2", "9.99", "2.50"), ("i1_3_2", "5", "2.50"), ("i1_3_2", "3", "1.25"),
    ("i1_3_2", "2.9", "0.00"),
])
def test_dingyuan_case_by_case(home, item, answer, points):
    # Elsewhere nothing is earned, so that no bonus is cut at full marks.
    low = {"i1_1_1": "no", "i1_1_2": "no assessment", "i1_2_1": "no", "i1_2_2": "not established"}
    found = dingyuan(home, **(low | {item: answer}))
    scored = {one["id"]: one["points"] for one in found["items"]}
    assert scored[item.removeprefix("i").replace("_", ".")] == points


@pytest.mark.parametrize(("answers", "score"), [
    ({"1.1": "regional", "1.2": "yes", "1.3": "yes", "1.4": "all"}, "4.0"),
    ({"1.1": "department", "1.2": "partial", "1.3": "no", "1.4": "finance, talent"}, "1.6"),
    ({"1.1": "none", "1.2": "none", "1.3": "no", "1.4": "none"}, "0.0"),
])
def test_xuzhou(home, answers, score):
    assert score_answers(home, "xuzhou", "2014", answers, on=DAY)["score"] == score


def test_the_general_block_of_standardisation(home):
    for answer, score in (("full", "30"), ("part", "20"), ("none", "0")):
        answers = {str(place): answer for place in range(1, 8)}
        assert score_answers(home, "standardisation-general", "2016", answers, on=DAY)["score"] == score


@pytest.mark.parametrize(("base", "bonus", "grade"), [
    (279, 100, None), (280, 0, "A"), (299, 100, "A"), (300, 49, "A"), (300, 50, "AA"), (319, 30, "A"), (320, 0, "AA"),
    (359, 100, "AA"), (360, 59, "AA"), (360, 60, "AAA"), (369, 50, "AA"), (370, 0, "AAA"), (379, 100, "AAA"),
    (380, 79, "AAA"), (380, 80, "AAAA"), (389, 70, "AAA"), (390, 59, "AAA"), (390, 60, "AAAA"), (400, 100, "AAAA"),
])
def test_good_standardisation(home, base, bonus, grade):
    found = score_answers(home, "good-standardisation", "2015", {"base": str(base), "bonus": str(bonus)}, on=DAY)
    assert (found["score"], found["grade"]) == (str(base + bonus), grade)
    assert grade or found["withheld"]["en"] == "The lowest grade, A, needs Base at least 280."


def test_an_approved_not_applicable_item_counts_in_full(home):
    found = score_answers(home, "good-standardisation", "2015", {"base": "not applicable", "bonus": "0"}, on=DAY)
    assert (found["score"], found["grade"]) == ("400", "AAA")


def test_figures_are_answered_with_values(home):
    answers = {"1.1": "86", "1.2": "90", "2.1": "96", "2.2": "4.9", "3.1": "now=86; before=85"}
    found = score_answers(home, "chicago-canvass", "2013", answers, on=DAY)
    assert (found["score"], found["grade"]) == ("100.0", "A")
    assert found["items"][4]["explanation"]["en"].startswith("86 % against 85 % last year: 1 percentage point up")


def test_without_an_answer_the_scheme_decides(home):
    found = score_answers(home, "chicago-canvass", "2013", {"1.1": "86"}, on=DAY)
    assert (found["score"], found["grade"]) == (None, None)
    assert found["withheld"]["en"] == "Item 2.1: No value was given."


@pytest.mark.parametrize(("scheme", "year", "answers", "what"), [
    ("dingyuan-2011-food", "2011", {"1.1.3": "yes"}, "the scheme has no item '1.1.3'"),
    ("dingyuan-2011-food", "2011", {"1.1.1": "perhaps"}, "'perhaps' is not an answer to this item"),
    ("dingyuan-2011-food", "2011", {"1.1.1": "not applicable"}, "this item always applies"),
    ("dingyuan-2011-food", "2011", {"1.3.2": "ten"}, "'ten' is not a number of 'now'"),
    ("dingyuan-2011-food", "2014", {}, "the scheme does not apply to 2014"),
    ("anhui-2014", "2013-14", {}, "nobody can be assessed by this scheme: it is partial"),
])
def test_what_cannot_be_scored(home, scheme, year, answers, what):
    with pytest.raises(RulebookError) as caught:
        score_answers(home, scheme, year, answers, on=DAY)
    assert caught.value.what.en == what
    assert caught.value.next_step.en
