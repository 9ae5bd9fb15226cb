"""One-to-one assignment of linked pairs, and how sure it is: where the source of a table has no duplicates, a row
of the other table is of one of its rows at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from plumbline.methods.surveillance.linking.groups import components

TIE = 1e-4
"""What order may add to a weight at most when two assignments are compared: it decides between equals alone."""
LARGEST = 4_000
"""Rows of one side of a component up to which the best assignment is sought exactly; beyond, pair after pair from the
heaviest on."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A pair that was kept, by its place among those given. ``share``: how much of its chance is left beside the next
    best assignments (1 where there is none); ``rivals``: pairs that would do as well or almost."""

    place: int
    share: float
    rivals: tuple[int, ...]


def assign(left: Sequence[int], right: Sequence[int], weight: Sequence[float], *, once_left: bool = True,
           once_right: bool = True, order: float = 0.0) -> list[Assigned]:
    """Which pairs are kept, in the order in which they were given.

    ``weight`` is the log2 of the odds of each pair. ``once_left``: a left row is kept in one pair at most;
    ``once_right`` likewise. With both, the sum of the weights is as great as can be; a pair below even odds is kept
    only where nothing stands against it. Equal weights go by the order given. ``order``: log2 of the odds that two rows
    stand in the same order in both tables (below 0: in opposite order); it decides between assignments of equal weight
    alone, and makes them the surer.
    """
    if once_left and once_right:
        kept = _both(left, right, weight, order)
    elif once_left or once_right:
        kept = _one(left if once_left else right, weight)
    else:
        return [Assigned(place, 1.0, ()) for place in range(len(weight))]
    return _shares(left, right, weight, kept, once_left, once_right, order)


def _one(side: Sequence[int], weight: Sequence[float]) -> list[int]:
    best: dict[int, int] = {}
    for place, node in enumerate(side):
        if node not in best or weight[place] > weight[best[node]]:
            best[node] = place
    return sorted(best.values())


def concordance(left: Sequence[int], right: Sequence[int], group: Sequence[object]) -> tuple[int, int]:
    """Of pairs that follow one another on the left, within one ``group`` (a day), how many stand in the same order on
    the right, and how many there are."""
    order = sorted(range(len(left)), key=lambda place: left[place])
    followed = [(one, other) for one, other in pairwise(order)
                if group[one] == group[other] and right[one] != right[other] and left[one] != left[other]]
    return sum(right[one] < right[other] for one, other in followed), len(followed)


def _both(left: Sequence[int], right: Sequence[int], weight: Sequence[float], order: float) -> list[int]:
    kept: list[int] = []
    for places in components(left, right):
        if len(places) == 1:
            kept += places
            continue
        rows = {node: index for index, node in enumerate(dict.fromkeys(left[place] for place in places))}
        columns = {node: index for index, node in enumerate(dict.fromkeys(right[place] for place in places))}
        if max(len(rows), len(columns)) > LARGEST:
            kept += _greedy(places, left, right, weight)
        else:
            kept += _best(places, rows, columns, left, right, weight, order)
    return sorted(kept)


def _best(places: list[int], rows: dict[int, int], columns: dict[int, int], left: Sequence[int], right: Sequence[int],
          weight: Sequence[float], order: float) -> list[int]:
    from scipy.optimize import linear_sum_assignment

    # Every pair adds something to none, so that one below even odds is kept where it takes no place from another.
    least = min(weight[place] for place in places)
    # Of equal assignments the one whose ranks go together has the greatest sum of their products.
    ranks = [{node: rank / len(side) for rank, node in enumerate(sorted(side))} for side in (rows, columns)]
    turn = TIE / max(len(rows), len(columns)) * (1 if order > 0 else -1 if order < 0 else 0)
    gain: Any = np.zeros((len(rows), len(columns)))
    at: dict[tuple[int, int], int] = {}
    for place in places:
        cell = rows[left[place]], columns[right[place]]
        at[cell] = place
        gain[cell] = (weight[place] - min(least, 0.0) + 1e-6
                      + turn * ranks[0][left[place]] * ranks[1][right[place]])
    found = zip(*linear_sum_assignment(gain, maximize=True), strict=True)
    return [at[int(row), int(column)] for row, column in found if (int(row), int(column)) in at]


def _greedy(places: list[int], left: Sequence[int], right: Sequence[int], weight: Sequence[float]) -> list[int]:
    taken_left, taken_right, kept = set[int](), set[int](), list[int]()
    for place in sorted(places, key=lambda one: (-weight[one], one)):
        if left[place] not in taken_left and right[place] not in taken_right:
            taken_left.add(left[place])
            taken_right.add(right[place])
            kept.append(place)
    return kept


def _shares(left: Sequence[int], right: Sequence[int], weight: Sequence[float], kept: list[int], once_left: bool,
            once_right: bool, order: float) -> list[Assigned]:
    """Beside each kept pair, the assignments that change it and at most one other: what they weigh less."""
    of_left: dict[int, list[int]] = {}
    of_right: dict[int, list[int]] = {}
    at: dict[tuple[int, int], int] = {}
    for place, pair in enumerate(zip(left, right, strict=True)):
        of_left.setdefault(pair[0], []).append(place)
        of_right.setdefault(pair[1], []).append(place)
        at[pair] = place
    holds_left, holds_right = {left[place]: place for place in kept}, {right[place]: place for place in kept}

    def loss(place: int, rival: int) -> float:
        """By how much all weighs less with ``rival`` in place of ``place``, the rival's own partner going where it
        can."""
        moved = weight[place] - weight[rival]
        mine = left[rival] == left[place]
        other = holds_right.get(right[rival]) if mine else holds_left.get(left[rival])
        if other is None or other == place or not (once_left and once_right):
            return moved
        swapped = at.get((left[other], right[place]) if mine else (left[place], right[other]))
        kept_order = (left[place] - left[other]) * (right[place] - right[other]) * order > 0
        return (moved + weight[other] - max(weight[swapped] if swapped is not None else 0.0, 0.0)
                + abs(order) * (1 if kept_order else -1))

    found = []
    for place in kept:
        rivals = [rival for once, those in ((once_left, of_left[left[place]]), (once_right, of_right[right[place]]))
                  if once for rival in those if rival != place]
        losses = [(loss(place, rival), rival) for rival in rivals]
        # Each exchange is met twice, from either of its pairs: the greater of both sides' sums counts it once.
        sides = [sum(2.0 ** -max(lost, 0.0) for lost, rival in losses if (left[rival] == left[place]) == mine)
                 for mine in (True, False)]
        found.append(Assigned(place, 1 / (1 + max(sides)),
                              tuple(sorted(rival for lost, rival in losses if lost < 1.0))))
    return found
