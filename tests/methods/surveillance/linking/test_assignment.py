"""One-to-one assignment: the best whole, how sure each pair of it is, and what order says."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from plumbline.methods.surveillance.linking.assignment import assign, concordance


def kept(*pairs: tuple[int, int, float], **asked: object) -> list[tuple[int, int]]:
    left, right, weight = (list(each) for each in zip(*pairs, strict=True))
    return [(left[one.place], right[one.place]) for one in assign(left, right, weight, **asked)]


def test_the_best_whole_is_kept_and_not_the_best_pair():
    assert kept((1, 1, 9.0), (1, 2, 8.0), (2, 1, 8.5)) == [(1, 2), (2, 1)]


def test_where_a_side_may_repeat_each_row_of_the_other_takes_its_best():
    pairs = ((1, 1, 9.0), (1, 2, 8.0), (2, 1, 8.5))
    assert kept(*pairs, once_right=False) == [(1, 1), (2, 1)]
    assert kept(*pairs, once_left=False) == [(1, 1), (1, 2)]
    assert kept(*pairs, once_left=False, once_right=False) == [(1, 1), (1, 2), (2, 1)]


@pytest.mark.parametrize("seed", range(20))
def test_it_weighs_as_much_as_the_best_of_all_assignments(seed: int):
    random = np.random.default_rng(seed)
    weight = random.normal(3, 4, (4, 5))
    pairs = [(row, column, float(weight[row, column])) for row in range(4) for column in range(5)
             if weight[row, column] > 0]
    there = {(row, column) for row, column, _ in pairs}
    found = sum(weight[each] for each in kept(*pairs))
    best = max(sum(weight[row, column] for row, column in enumerate(chosen) if (row, column) in there)
               for chosen in permutations(range(5), 4))
    assert found == pytest.approx(best)


def test_two_rows_alike_on_both_sides_leave_half_a_chance_each():
    pairs = [(1, 1), (1, 2), (2, 1), (2, 2)]
    found = assign([one for one, _ in pairs], [other for _, other in pairs], [10.0] * 4)
    assert [round(each.share, 3) for each in found] == [0.5, 0.5]
    assert [each.rivals for each in found] == [(1, 2), (1, 2)]


def test_order_settles_what_is_alike_in_all_else():
    pairs = ((5, 40, 10.0), (5, 30, 10.0), (7, 40, 10.0), (7, 30, 10.0))
    assert kept(*pairs, order=4.0) == [(5, 30), (7, 40)]
    assert kept(*pairs, order=-4.0) == [(5, 40), (7, 30)]
    found = assign([5, 5, 7, 7], [40, 30, 40, 30], [10.0] * 4, order=4.0)
    assert [each.share for each in found] == [pytest.approx(16 / 17)] * 2


def test_order_settles_nothing_where_weights_differ():
    assert kept((5, 30, 10.0), (5, 40, 10.5), (7, 30, 10.5), (7, 40, 10.0), order=4.0) == [(5, 40), (7, 30)]


def test_a_pair_below_even_odds_gives_way_and_stands_alone():
    assert kept((1, 1, -1.0), (1, 2, 3.0)) == [(1, 2)]
    assert kept((1, 1, -1.0)) == [(1, 1)]


def test_rows_of_one_day_are_counted_by_whether_they_follow_alike():
    assert concordance([1, 2, 3, 4], [10, 20, 15, 30], ["a", "a", "a", "b"]) == (1, 2)
