"""Points for each percentage point, against a target or last year."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.per_point import PerPoint
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import Measured
from plumbline.text import Text

TENTHS, HUNDREDTHS = Rounding(1), Rounding(2)


def number(text: str) -> Decimal:
    return Decimal(text)


# Dingyuan 2011, item 1.3.1: flat 15, 7.5 off for each percentage point down, 1 more for each up, at most 10.
DINGYUAN = PerPoint(None, number("7.5"), number("1"), number("10"))


@pytest.mark.parametrize(("value", "points", "bonus"), [
    ("100", "15", "0"), ("99", "7.5", "0"), ("98", "0", "0"), ("90", "0", "0"), ("99.5", "11.25", "0"),
    ("101", "16", "1"), ("104.5", "19.5", "4.5"), ("130", "25", "10"),
])
def test_the_published_item_of_dingyuan(value: str, points: str, bonus: str) -> None:
    scored = DINGYUAN.score(Measured(number(value), before=number("100")), number("15"), HUNDREDTHS)
    assert (scored.points, scored.bonus) == (number(points), number(bonus))


def say(rule: PerPoint, value: str, before: str | None = None, *, better: str = "higher", unit: str = "%",
        of: str = "10") -> Text:
    measured = Measured(number(value), unit, better, None if before is None else number(before))
    return rule.score(measured, number(of), TENTHS).explanation


def test_the_explanation_names_the_clauses_numbers() -> None:
    rule = PerPoint(None, number("1.5"), number("1.0"), number("1.0"))
    assert say(rule, "93.1", "92.0") == Text(
        "93.1 % against 92.0 % last year: 1.1 percentage points up, bonus 1.1, capped at 1.0.",
        "93.1%，上年为92.0%：上升1.1个百分点，加1.1分，封顶1.0分。",
    )
    assert say(rule, "92.5", "92.0").en == "92.5 % against 92.0 % last year: 0.5 percentage points up, bonus 0.5."
    assert say(rule, "91.0", "92.0") == Text(
        "91.0 % against 92.0 % last year: 1.0 percentage point down, 1.5 off for each percentage point: 1.5 off, "
        "8.5 of 10 points.",
        "91.0%，上年为92.0%：下降1.0个百分点，每百分点扣1.5分，扣1.5分，得8.5分（满分10分）。",
    )
    assert say(rule, "80.0", "92.0").en.endswith(": 10.0 off, no points.")
    assert say(rule, "92.0", "92.0") == Text(
        "92.0 % against 92.0 % last year: no change, full 10 points.", "92.0%，上年为92.0%：持平，得满分10分。",
    )


def test_against_a_target() -> None:
    rule = PerPoint(number("85"), number("1"))
    assert say(rule, "86.2") == Text(
        "86.2 % against the target of 85 %: 1.2 percentage points above, full 10 points.",
        "86.2%，目标为85%：高于目标1.2个百分点，得满分10分。",
    )
    assert say(rule, "83", "99").en == (
        "83 % against the target of 85 %: 2 percentage points below, 1 off for each percentage point: 2.0 off, "
        "8.0 of 10 points."
    )
    assert say(rule, "85").zh == "85%，目标为85%：与目标一致，得满分10分。"


def test_lower_may_be_better() -> None:
    rule = PerPoint(number("5"), number("2"), number("1"), number("2"))
    up = rule.score(Measured(number("6.5"), better="lower"), number("10"), TENTHS)
    assert (up.points, up.bonus) == (7, 0)
    assert up.explanation.en.startswith("6.5 % against the target of 5 %: 1.5 percentage points above, where lower is")
    down = rule.score(Measured(number("1"), better="lower"), number("10"), TENTHS)
    assert (down.points, down.bonus) == (12, 2)
    assert down.explanation.zh == "1%，目标为5%：低于目标4个百分点（越低越好），加4.0分，封顶2分。"


def test_whole_points_only() -> None:
    rule = PerPoint(None, number("2"), number("1"), number("5"), whole=True)
    assert rule.score(Measured(number("91.9"), before=number("90")), number("10"), TENTHS).bonus == 1
    assert rule.score(Measured(number("88.1"), before=number("90")), number("10"), TENTHS).points == 8
    assert "(1 whole), 2 off for each percentage point: 2.0 off" in say(rule, "88.1", "90").en
    assert rule.words(number("10"), "%").zh == (
        "达到上年水平得10分；每差1个整百分点扣2分，每优1个整百分点加1分，最多加5分。"
    )


def test_other_units() -> None:
    assert say(PerPoint(number("3"), number("1")), "2.5", unit="per 1000").en == (
        "2.5 per 1000 against the target of 3 per 1000: 0.5 per 1000 below, 1 off for each unit: 0.5 off, "
        "9.5 of 10 points."
    )


def test_words() -> None:
    assert PerPoint(number("85"), number("1.5")).words(number("30"), "%") == Text(
        "30 points at 85 %; 1.5 off for each percentage point worse.", "达到85%得30分；每差1个百分点扣1.5分。",
    )
    assert DINGYUAN.words(number("15"), "%").en == (
        "15 points at last year's value; 7.5 off for each percentage point worse; 1 more for each percentage point "
        "better, at most 10."
    )
    assert DINGYUAN.uses_last_year
    assert not PerPoint(number("85"), number("1.5")).uses_last_year


def test_what_cannot_be_scored() -> None:
    with pytest.raises(MethodError, match="against: there is no value of last year to compare with") as caught:
        say(DINGYUAN, "90")
    assert caught.value.code == "score.no_last_year"
    with pytest.raises(MethodError, match="neither more nor less of this figure is better") as caught:
        say(DINGYUAN, "90", "90", better="neither")
    assert caught.value.code == "score.no_direction"


PERCENTAGES = st.decimals(0, 100, places=2)


@given(PERCENTAGES, PERCENTAGES, st.decimals(0, 20, places=2), st.decimals(0, 20, places=2), st.booleans())
def test_points_stay_between_nothing_and_the_cap(value: Decimal, before: Decimal, deduct: Decimal, bonus: Decimal,
                                                 whole: bool) -> None:
    rule = PerPoint(None, deduct, bonus, number("3"), whole)
    scored = rule.score(Measured(value, before=before), number("10"), TENTHS)
    assert 0 <= scored.points <= 13
    assert scored.bonus == max(scored.points - 10, Decimal(0))
    assert scored.points == TENTHS(scored.points)


@pytest.mark.parametrize(("value", "points"), [("-2", "10"), ("-3.5", "8.5"), ("0", "10"), ("-20", "0")])
def test_a_target_below_zero(value: str, points: str) -> None:
    """A growth that may fall by two points at most."""
    rule = PerPoint(number("-2"), number("1"))
    assert rule.score(Measured(number(value)), number("10"), TENTHS).points == number(points)
    assert say(rule, "-3.5").en == (
        "-3.5 % against the target of -2 %: 1.5 percentage points below, 1 off for each percentage point: 1.5 off, 8.5 "
        "of 10 points.")
