"""The smallest single plan that keeps two risks: of the producer, at good quality, and of the consumer, at bad quality.

As R's AcceptanceSampling (``find.plan``) does: of attribute plans the one with the smallest acceptance number, and with
it the smallest sample, that accepts with at most the consumer's probability and at least the producer's; of plans by
variables the producer's point is met exactly, and the sample is the smallest that keeps the consumer's. Both
probabilities fall as the sample grows, so the sample is found by halving, not by trying each.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import optimize, special

from plumbline.errors import MethodError
from plumbline.methods.surveillance import acceptance
from plumbline.text import Text

MOST_UNITS = 10**9
MOST_ACCEPTED = 100_000
Point = tuple[float, float]
"""A quality (share or rate) and a probability of acceptance."""


def by_attributes(producer: Point, consumer: Point, distribution: str, lot: int = 0) -> tuple[int, int]:
    """Sample size and acceptance number. :raises MethodError: where no plan keeps both."""
    largest = lot if distribution == acceptance.HYPERGEOMETRIC else MOST_UNITS
    n = 1
    for c in range(MOST_ACCEPTED):
        def kept(size: int, c: int = c) -> bool:
            return acceptance.at_most(c, size, consumer[0], distribution, lot) <= consumer[1]

        found = _least(max(n, 1), largest, kept)
        if found is None:
            raise _none()
        n = found
        if acceptance.at_most(c, n, producer[0], distribution, lot) >= producer[1]:
            return n, c
    raise _none()


def known(producer: Point, consumer: Point) -> tuple[int, float]:
    """Sample size and k, the standard deviation being known."""
    good, bad = (float(special.ndtri(each)) for each in (producer[0], consumer[0]))
    high, low = (float(special.ndtri(each)) for each in (producer[1], consumer[1]))
    n = max(int(np.ceil(((high - low) / (bad - good)) ** 2)), 1)
    if n > MOST_UNITS:
        raise _none()
    return n, -high / float(np.sqrt(n)) - good


def unknown(producer: Point, consumer: Point) -> tuple[int, float]:
    """Sample size and k, the standard deviation being that of the sample. :raises MethodError: where none is found."""
    def limit(n: int) -> float:
        middle = -float(special.ndtri(producer[0]))
        step = 1.0
        while acceptance.unknown(n, middle - step, producer[0]) < producer[1]:
            step *= 2
        low, step = middle - step, 1.0
        while acceptance.unknown(n, middle + step, producer[0]) > producer[1]:
            step *= 2
        return float(optimize.brentq(lambda k: acceptance.unknown(n, k, producer[0]) - producer[1], low, middle + step,
                                     xtol=1e-13, rtol=1e-14))

    n = _least(2, MOST_UNITS, lambda size: acceptance.unknown(size, limit(size), consumer[0]) <= consumer[1])
    if n is None:
        raise _none()
    return n, limit(n)


def _least(low: int, high: int, holds: Callable[[int], bool]) -> int | None:
    """The least number from ``low`` to ``high`` for which ``holds``, which stays true once it is."""
    if low > high:
        return None
    if holds(low):
        return low
    step = 1
    below = low
    while True:
        above = min(below + step, high)
        if holds(above):
            break
        if above == high:
            return None
        below, step = above, step * 2
    while above - below > 1:
        middle = (above + below) // 2
        below, above = (below, middle) if holds(middle) else (middle, above)
    return above


def _none() -> MethodError:
    return MethodError("plan.none_found", Text("no plan keeps both risks", "没有同时满足两类风险的抽样方案"),
                       why=Text("The two qualities lie too close together, or the lot is too small",
                                "两个质量水平过于接近，或批量过小"),
                       next_step=Text("Move them apart, or allow larger risks", "请拉开两个质量水平，或放宽风险"))
