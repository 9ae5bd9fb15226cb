"""The smallest single plan that keeps two risks: of the producer, at good quality, and of the consumer, at bad quality.

As R's AcceptanceSampling (``find.plan``) does: of attribute plans the one with the smallest acceptance number, and with
it the smallest sample, that accepts with at most the consumer's probability and at least the producer's; of plans by
variables the producer's point is met exactly, and the sample is the smallest that keeps the consumer's. Both
probabilities fall as the sample grows, so the sample is found by halving, not by trying each. A probability that equals
its limit keeps it: where rounding could tell otherwise, binomial and hypergeometric sums are taken exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from scipy import optimize, special

from plumbline.errors import MethodError
from plumbline.methods.surveillance import acceptance
from plumbline.text import Text

MOST_UNITS = 10**15
MOST_ACCEPTED = 10**6
MOST_K = 10**6
NEAR = 1e-11
"""Of a limit: probabilities nearer to it than this part of it are reckoned exactly."""
MOST_EXACT = 2_000
"""Units up to which a sum is taken exactly: beyond, a probability can hardly equal a limit of a few digits."""
Point = tuple[float, float]
"""A quality (share or rate) and a probability of acceptance."""


def by_attributes(producer: Point, consumer: Point, distribution: str, lot: int = 0) -> tuple[int, int]:
    """Sample size and acceptance number. :raises MethodError: where no plan keeps both."""
    largest = lot if distribution == acceptance.HYPERGEOMETRIC else MOST_UNITS

    def against(point: Point, c: int, n: int) -> int:
        """1, 0 or -1: whether the probability of acceptance is above, at or below that of the point."""
        return _against(point, c, n, distribution, lot)

    @cache
    def smallest(c: int) -> int | None:
        """The smallest sample that keeps the consumer's risk with the acceptance number ``c``."""
        return _least(1, largest, lambda n: against(consumer, c, n) <= 0)

    def keeps(c: int, less: int) -> bool:
        """Whether the producer's is kept by that sample, or by one of ``less`` units less; also past the last ``c``."""
        n = smallest(c)
        return n is None or against(producer, c, max(n - less, 1)) >= 0

    # The room between the two risks grows with c, only that a sample is whole: without that, with one unit less, it is
    # there once and for all. From there on c is tried one by one.
    c = _least(0, MOST_ACCEPTED, lambda each: keeps(each, 1))
    while c is not None and c < MOST_ACCEPTED:
        n = smallest(c)
        if n is None:
            break
        if keeps(c, 0):
            return n, c
        c += 1
    raise _none()


def _against(point: Point, c: int, n: int, distribution: str, lot: int) -> int:
    quality, limit = point
    found = acceptance.at_most(c, n, quality, distribution, lot)
    if abs(found - limit) <= NEAR * limit and n <= MOST_EXACT and distribution != acceptance.POISSON:
        exact = acceptance.exactly_at_most(c, n, quality, distribution, lot) - acceptance.as_written(limit)
        return (exact > 0) - (exact < 0)
    return (found > limit) - (found < limit)


def known(producer: Point, consumer: Point) -> tuple[int, float]:
    """Sample size and k, the standard deviation being known."""
    good, bad = (float(special.ndtri(each)) for each in (producer[0], consumer[0]))
    high, low = (float(special.ndtri(each)) for each in (producer[1], consumer[1]))
    with np.errstate(divide="ignore"):
        units = float(np.square(np.divide(high - low, bad - good)))
    if not units <= MOST_UNITS:
        raise _none()
    whole = round(units)
    n = max(whole if abs(units - whole) <= NEAR * whole else int(np.ceil(units)), 1)
    return n, -high / float(np.sqrt(n)) - good


def unknown(producer: Point, consumer: Point) -> tuple[int, float]:
    """Sample size and k, the standard deviation being that of the sample. :raises MethodError: where none is found."""
    def limit(n: int) -> float:
        middle = -float(special.ndtri(producer[0]))
        low, high = (_beyond(middle, sign, lambda k, sign=sign: sign * (  # type: ignore[misc]
            producer[1] - acceptance.unknown(n, k, producer[0])) >= 0) for sign in (-1, 1))
        return float(optimize.brentq(lambda k: acceptance.unknown(n, k, producer[0]) - producer[1], low, high,
                                     xtol=1e-13, rtol=1e-14))

    n = _least(2, MOST_UNITS, lambda size: acceptance.unknown(size, limit(size), consumer[0]) <= consumer[1])
    if n is None:
        raise _none()
    return n, limit(n)


def _beyond(middle: float, sign: int, holds: Callable[[float], bool]) -> float:
    """A number on one side of ``middle`` for which ``holds``. :raises MethodError: where none is near enough."""
    step = 1.0
    while not holds(middle + sign * step):
        step *= 2
        if step > MOST_K:
            raise _none()
    return middle + sign * step


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
                       why=Text("The two qualities or probabilities lie too close together or too far out, or the lot "
                                "is too small", "两个质量水平或接收概率过于接近或过于极端，或批量过小"),
                       next_step=Text("Move them apart, or allow larger risks", "请拉开两个质量水平，或放宽风险"))
