"""One division, one rounding."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.figures.indicators.values import difference, share, shown, whole


@pytest.mark.parametrize(("numerator", "denominator", "scale", "places", "text"), [
    (7202, 8811, 100, 2, "81.74"),
    (1, 3, 100, 2, "33.33"),
    (2, 3, 100, 2, "66.67"),
    (1, 8, 100, 0, "13"),          # 12.5: halves go up
    (-1, 8, 100, 0, "-13"),        # away from zero
    (1, 200, 100, 0, "1"),
    (0, 5, 100, 2, "0.00"),
    (-1, 1_000_000, 100, 2, "0.00"),   # never minus nought
    (5, 5, 100, 2, "100.00"),
    (Decimal("0.30"), 3, 1, 1, "0.1"),
    (10**40, 3, 1, 2, "3" * 40 + ".33"),
])
def test_values_are_divided_and_rounded_once(numerator, denominator, scale, places, text):
    assert shown(share(numerator, denominator, scale), places) == text


def test_nothing_is_not_nought():
    assert shown(share(0, 0, 100), 2) is None


@given(st.fractions(), st.integers(0, 6))
def test_rounding_is_half_up_as_decimals_do_it(value, places):
    # Scaled to a multiple of 1/1000 of the last place, the division is exact and the decimals can be asked.
    exact = Fraction(round(value * 10 ** (places + 3)), 10 ** (places + 3))
    context = Context(prec=200, rounding=ROUND_HALF_UP)
    decimal = context.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    expected = decimal.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, context)
    assert Decimal(shown(exact, places)) == expected


def test_a_difference_is_that_of_the_values_shown():
    assert difference("81.74", "78.65") == "3.09"
    assert difference("78.65", "81.74") == "-3.09"
    assert difference(None, "1") is difference("1", None) is None


@pytest.mark.parametrize(("above", "below", "parts"), [
    (88, 89, (88, 89)),
    ("510000000.00", 1, (510_000_000, 1)),
    ("390000000.00", "10000000000.00", (390_000_000, 10_000_000_000)),
    ("0.25", 3, (25, 300)),
    ("-0.5", "0.125", (-500, 125)),
    (0, 0, (0, 0)),
    ("0.00", "100.00", (0, 100)),
    ("1234567890123456.78", 1, (123_456_789_012_345_678, 100)),
])
def test_parts_are_told_as_whole_numbers(above, below, parts):
    assert whole(above, below) == parts
