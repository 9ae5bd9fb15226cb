"""The Wilson score interval for a proportion, in decimals.

Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212. It
stays inside 0 and 1 and keeps close to its level for small samples and for rates near 0 or 1, where the usual
p +- z * SE fails.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import cache, lru_cache
from statistics import NormalDist

from plumbline.errors import MethodError
from plumbline.text import UNSAID, Text

LEVEL = Decimal("0.95")
DIGITS = 34  # working precision: twice what any published figure shows, and IEEE decimal128's
MOST_KNOWN = 1 << 14  # intervals that are remembered: of thousands of regions many count the same few things
PLACES = 12  # the ends are rounded here, half to even, so that they are the same on every machine


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high`` with confidence ``level`` (0.95 is 95 %). For a proportion both lie in 0..1.

    ``method`` is a stable name for programs; ``note`` says in words what a reader should know, and may be empty.
    """

    low: Decimal
    high: Decimal
    level: Decimal
    method: str
    note: Text = field(default_factory=Text)

    def scaled(self, factor: int | Decimal, places: int) -> Interval:
        """The interval in another unit (100 for per cent), rounded half to even to ``places``."""
        step = Decimal(1).scaleb(-places)
        low, high = ((end * factor).quantize(step, ROUND_HALF_EVEN) for end in (self.low, self.high))
        return Interval(low, high, self.level, self.method, self.note)


@cache
def z_of(level: Decimal) -> Decimal:
    """The normal quantile of a two-sided ``level``: 1.959963984540 for 0.95. :raises MethodError: outside 0..1."""
    if not 0 < level < 1:
        raise MethodError("estimate.level_outside", Text(f"a confidence level lies between 0 and 1, {level} does not",
                                                         f"置信度应在0与1之间，{level}不在其中"),
                          next_step=Text("Write 0.95 for 95 %", "95%请写成0.95"))
    return Decimal(f"{NormalDist().inv_cdf(float((1 + level) / 2)):.{PLACES}f}")


def score_bounds(proportion: Decimal, n: Decimal, level: Decimal) -> tuple[Decimal, Decimal]:
    """Wilson's two bounds for ``proportion`` seen in ``n`` units, rounded to 12 places. ``n`` need not be whole: a
    stratified sample gives an effective size."""
    with localcontext() as context:
        context.prec = DIGITS
        z = z_of(level)
        squared = z * z
        centre = proportion + squared / (2 * n)
        spread = z * (proportion * (1 - proportion) / n + squared / (4 * n * n)).sqrt()
        below = 1 + squared / n
        step = Decimal(1).scaleb(-PLACES)
        low, high = ((end / below).quantize(step, ROUND_HALF_EVEN) for end in (centre - spread, centre + spread))
    # With no or with only successes one bound is exactly 0 or 1; the working precision may miss it by 1E-34, which the
    # rounding removes, along with the sign of a zero.
    return max(low, Decimal(0)), min(high, Decimal(1))


def impossible(successes: int, n: int, where: Text = UNSAID) -> MethodError:
    """That so many of ``n`` units cannot have passed."""
    return MethodError("estimate.successes_impossible", Text(f"{successes} successes in {n} units are impossible",
                                                             f"{n}个单位中不可能有{successes}个合格"), where=where)


@lru_cache(MOST_KNOWN)
def wilson(successes: int, n: int, level: Decimal = LEVEL) -> Interval:
    """The Wilson score interval of ``successes`` in ``n`` independent units, as a proportion (0..1).

    :raises MethodError: for an empty sample, which has no interval, or more successes than units.
    """
    if n < 1:
        raise MethodError("estimate.sample_empty", Text("a sample of nothing has no interval",
                                                        "没有样本，无法计算置信区间"))
    if not 0 <= successes <= n:
        raise impossible(successes, n)
    low, high = score_bounds(Decimal(successes) / Decimal(n), Decimal(n), level)
    return Interval(low, high, level, "wilson")
