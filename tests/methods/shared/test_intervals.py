"""Wilson's interval: published values, its edges, and a second computation from its defining equation."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import MethodError
from plumbline.methods.shared.intervals import Interval, wilson, z_of


def test_newcombes_published_example() -> None:
    # R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998),
    # table I, method 3: 81/263, 15/148, 0/20 and 1/29.
    def rounded(successes: int, n: int) -> tuple[str, str]:
        interval = wilson(successes, n).scaled(1, 4)
        return str(interval.low), str(interval.high)

    assert rounded(81, 263) == ("0.2553", "0.3662")
    assert rounded(15, 148) == ("0.0624", "0.1605")
    assert rounded(0, 20) == ("0.0000", "0.1611")
    assert rounded(1, 29) == ("0.0061", "0.1718")


def test_the_city_of_2013_in_per_cent() -> None:
    assert wilson(7202, 8811).scaled(100, 2) == Interval(Decimal("80.92"), Decimal("82.53"), Decimal("0.95"), "wilson")


def test_none_and_all_reach_the_end_exactly() -> None:
    assert wilson(0, 10).low == 0
    assert wilson(10, 10).high == 1
    assert wilson(0, 10).high == 1 - wilson(10, 10).low


def test_the_level_widens_it() -> None:
    assert wilson(5, 10, Decimal("0.99")).low < wilson(5, 10).low < wilson(5, 10, Decimal("0.90")).low
    assert z_of(Decimal("0.95")) == Decimal("1.959963984540")


@pytest.mark.parametrize(("successes", "n", "message", "code"), [
    (0, 0, "a sample of nothing has no interval", "estimate.sample_empty"),
    (-1, 5, "-1 successes in 5 units are impossible", "estimate.successes_impossible"),
    (6, 5, "6 successes in 5 units are impossible", "estimate.successes_impossible"),
])
def test_what_has_no_interval(successes: int, n: int, message: str, code: str) -> None:
    with pytest.raises(MethodError, match=message) as caught:
        wilson(successes, n)
    assert caught.value.code == code


def test_a_level_is_between_0_and_1() -> None:
    with pytest.raises(MethodError, match="a confidence level lies between 0 and 1, 95 does not") as caught:
        wilson(1, 2, Decimal(95))
    assert caught.value.code == "estimate.level_outside"


@given(st.integers(1, 3000), st.data())
def test_the_bounds_solve_the_score_equation(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))
    interval, p = wilson(successes, n), Decimal(successes) / n
    assert 0 <= interval.low <= p <= interval.high <= 1
    for bound in (interval.low, interval.high):
        # |p - bound| = z sqrt(bound (1 - bound) / n): what makes it the score interval.
        assert abs((p - bound) ** 2 - z_of(interval.level) ** 2 * bound * (1 - bound) / n) < Decimal("1e-11")
