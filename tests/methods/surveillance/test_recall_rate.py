"""The return rate of GB/T 40993-2021, in per cent with two places."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plumbline.errors import MethodError
from plumbline.methods.surveillance.recall_rate import percent, return_rate


@pytest.mark.parametrize(("remedied", "recovered", "affected", "rate"), [
    (30, 19, 80, "61.25"), (0, 0, 80, "0.00"), (80, 0, 80, "100.00"), (1, 0, 3, "33.33"), (2, 0, 3, "66.67"),
    (1, 0, 800, "0.13"), (90, 10, 80, "125.00"), (10**15, 1, 3 * 10**15, "33.33"),
])
def test_it_is_what_was_remedied_and_recovered_of_what_is_affected(remedied: int, recovered: int, affected: int,
                                                                  rate: str) -> None:
    assert return_rate(remedied, recovered, affected) == Decimal(rate)
    assert str(return_rate(remedied, recovered, affected)) == rate


def test_of_nothing_there_is_no_rate() -> None:
    assert return_rate(0, 0, 0) is percent(0, 0) is None


@pytest.mark.parametrize("counts", [(-1, 0, 8), (0, -1, 8), (0, 0, -8)])
def test_a_count_below_zero_is_none(counts: tuple[int, int, int]) -> None:
    with pytest.raises(MethodError) as caught:
        return_rate(*counts)
    assert caught.value.code == "recall.count_below_zero"
