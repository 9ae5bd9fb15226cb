"""Bonus above full marks is cut item by item, so that what is shown adds up."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from plumbline.methods.assessment.scoring.scored import Scored, within_full
from plumbline.text import Text


def scored(points: str, of: str) -> Scored:
    number, whole = Decimal(points), Decimal(of)
    return Scored(number, whole, max(number - whole, Decimal(0)), Text("Why.", "原因。"))


def test_below_full_nothing_changes() -> None:
    items = [scored("52", "50"), scored("48", "50")]
    assert within_full(items, Decimal(100)) == items


def test_the_last_bonus_is_cut_first() -> None:
    items = [scored("52", "50"), scored("31.5", "30"), scored("20", "20")]
    first, second, third = within_full(items, Decimal(100))
    assert (first.points, second.points, third.points) == (50, 30, 20)
    assert (first.bonus, second.bonus) == (0, 0)
    assert second.explanation == Text(
        "Why. Of the bonus 1.5 is lost: the score ends at 100.", "原因。总分以100分为限，其中1.5分加分不计。",
    )
    assert third.explanation.en == "Why."


def test_only_as_much_is_cut_as_must_be() -> None:
    result = within_full([scored("51", "50"), scored("49", "50"), scored("0.5", "0")], Decimal(100))
    assert [each.points for each in result] == [51, 49, 0]


POINTS = st.integers(0, 130).map(lambda tenths: Decimal(tenths) / 10)


@given(st.lists(POINTS, min_size=1, max_size=8))
def test_the_sum_never_passes_full_and_base_points_are_never_cut(values: list[Decimal]) -> None:
    items = [scored(str(value), "10") for value in values]
    full = Decimal(10 * len(items))
    result = within_full(items, full)
    total = sum(each.points for each in items)
    assert sum(each.points for each in result) == min(total, full)
    assert all(after.points >= min(before.points, before.of) for before, after in zip(items, result, strict=True))
