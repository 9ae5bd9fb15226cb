"""Points are rounded once, as points: never what is taken off or added, and then subtracted."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.methods.assessment.grades.bands import Band, Bands
from plumbline.methods.assessment.scoring.declared_rules import rule_of
from plumbline.methods.assessment.scoring.rounding import MODES, Rounding
from plumbline.methods.assessment.scoring.scored import Measured, Scored
from plumbline.text import Text

TENTHS, DOWN, HUNDRED = Rounding(1), Rounding(1, "down"), Decimal(100)
TITLE = {"en": "things", "zh": "件"}
NAMED = [{"id": f"t{place}", "title": {"en": f"t{place}", "zh": f"第{place}项"}} for place in range(5)]


def scored(declared: dict[str, Any], answer: str, of: str, rounding: Rounding = TENTHS) -> Scored:
    rule: Any = rule_of(declared, Decimal(of), rounding)
    found: Scored = rule.score(Measured(Decimal(answer)) if rule.reads == "figure" else answer, Decimal(of), rounding)
    return found


AGAINST = {"per_point": {"against": 85, "deduct": 1}}


def test_the_issues_two_answers() -> None:
    half_up, down = scored(AGAINST, "74.45", "100"), scored(AGAINST, "84.95", "100", DOWN)
    assert (half_up.points, down.points) == (Decimal("89.5"), Decimal("99.9"))
    whole = Rounding(0)
    bands = Bands([Band("A", Decimal(90), HUNDRED, Text("a")), Band("B", Decimal(0), Decimal(89), Text("b"))], whole,
                  HUNDRED)
    assert bands.grade(half_up.points) == "A"


def test_the_words_show_what_was_rounded() -> None:
    assert scored(AGAINST, "74.45", "100").explanation == Text(
        "74.45 % against the target of 85 %: 10.55 percentage points below, 1 off for each percentage point: "
        "10.55 off, 89.45, rounded to 89.5 of 100 points.",
        "74.45%，目标为85%：低于目标10.55个百分点，每百分点扣1分，扣10.55分，89.45分，修约后得89.5分（满分100分）。")
    down = scored(AGAINST, "84.95", "100", DOWN).explanation
    assert down.en.endswith("0.05 off, 99.95, rounded to 99.9 of 100 points.")
    assert "rounded" not in scored(AGAINST, "74.5", "100").explanation.en


@pytest.mark.parametrize(("declared", "answer", "of", "half_up", "down"), [
    ({"count_shortfall": {"required": 4, "things": TITLE, "deduct": Decimal("1.25")}}, "3", "5", "3.8", "3.7"),
    ({"count_shortfall": {"required": 1, "things": TITLE, "deduct": 1, "bonus": Decimal("0.25"), "bonus_cap": 1,
                          "extra": TITLE}}, "made=1; extra=1", "5", "5.3", "5.2"),
    ({"per_missing": {"things": NAMED, "deduct": Decimal("0.35")}}, "t0, t1, t2, t3", "5", "4.7", "4.6"),
    ({"bonus": {"each": Decimal("0.25"), "cap": 2, "things": TITLE}}, "1", "0", "0.3", "0.2"),
    ({"per_point": {"against": 85, "deduct": 1, "bonus": Decimal("0.5"), "bonus_cap": 5}}, "85.7", "10", "10.4",
     "10.3"),
    ({"department": {"scale": 3}}, "1", "1", "0.3", "0.3"),
    ({"expert": {"scale": 100, "least": 3}}, "10; 10; 11", "30", "3.1", "3.1"),
])
def test_every_rule_with_a_deduction_or_a_bonus(declared: dict[str, Any], answer: str, of: str, half_up: str,
                                                down: str) -> None:
    assert str(scored(declared, answer, of).points.normalize()) == half_up
    found = scored(declared, answer, of, DOWN)
    assert str(found.points.normalize()) == down


def test_bonus_words_too() -> None:
    said = scored({"bonus": {"each": Decimal("0.25"), "cap": 2, "things": TITLE}}, "1", "0").explanation
    assert said == Text("Things: 1, +0.25, rounded to 0.3.", "件1项，加0.25分，修约后加0.3分。")


@given(taken=st.decimals(0, 100, places=4), places=st.integers(0, 3), mode=st.sampled_from(sorted(MODES)))
def test_a_deduction_is_never_rounded_by_itself(taken: Decimal, places: int, mode: str) -> None:
    rounding = Rounding(places, mode)
    found = scored({"per_point": {"against": 200, "deduct": 1}}, str(200 - taken), "100", rounding)
    assert found.points == rounding(HUNDRED - taken)


@given(top=st.integers(-10**6, 10**6), bottom=st.integers(1, 999), places=st.integers(0, 4),
       mode=st.sampled_from(sorted(MODES)))
def test_a_fraction_is_rounded_from_all_its_digits(top: int, bottom: int, places: int, mode: str) -> None:
    value = Fraction(top, bottom)
    scaled = value * 10 ** places
    if mode == "down":
        expected = abs(scaled.numerator) // scaled.denominator * (1 if value >= 0 else -1)
    else:
        twice, whole = abs(scaled) * 2, abs(scaled.numerator) // scaled.denominator
        up = twice > 2 * whole + 1 or (twice == 2 * whole + 1 and (mode == "half up" or whole % 2))
        expected = (whole + bool(up)) * (1 if value >= 0 else -1)
    assert Rounding(places, mode)(value) == Decimal(expected).scaleb(-places)
