"""How often a week is an alarm where nothing is the matter.

Where the rate of a series does not change, its weeks can be exchanged for one another: given how many reports there
were in all, in the week that is judged and in those it is compared with, each division of them among the weeks has a
known chance - multinomial where reports are Poisson, Dirichlet-multinomial with the parameter ``size`` for each week
where they are negative binomial with the variance mean + mean^2/size - and the rate itself drops out. The chance of an
alarm given that total is the sum over all divisions that are one: so skewed counts, weeks of zeros, the least standard
deviation, the least number of reports and the short baseline are all reckoned with. Added up over series it is how many
false alarms are to be expected. For EARS C1 and C2 the sum is taken exactly, for other methods divisions are drawn.

Sources: R. A. Fisher's conditional argument, Statistical Methods for Research Workers (1925), section 21.02 of later
editions; N. L. Johnson, S. Kotz, Urn Models and Their Application (1977), for the Dirichlet-multinomial.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import optimize, special, stats

MOST_TOTAL = 120
"""Of reports in all up to which every division is reckoned. A series with more is taken to have the chance of that."""
MIDDLING = 30
"""The reports in all at which terms are reckoned; it drops out, and keeps them from being too small."""
DRAWN, AT_MOST = 20_000, 2_000
"""Rows that are drawn in all (one of each series at least), and of one series."""
SIZES = (0.05, 1e6)
"""Between which the size is sought; above, reports are as good as Poisson."""
Numbers: TypeAlias = npt.NDArray[np.float64]


def chances(totals: Numbers, *, alpha: float, baseline: int, min_sigma: float, minimum: int,
            size: float | None) -> Numbers:
    """For each series the chance of a false alarm, given the reports in all of its ``baseline`` weeks and the one that
    is judged. ``size``: of the negative binomial; None for Poisson."""
    table = np.array(_table(alpha, baseline, min_sigma, minimum, size))
    return table[np.minimum(totals.astype(np.int64), MOST_TOTAL)]


def size_of(counts: Numbers) -> float | None:
    """The size that makes these weeks, (series, weeks), the likeliest where each series has a rate of its own that does
    not change; None where Poisson does as well."""
    counts = counts[counts.sum(axis=1) > 1]
    if not len(counts):
        return None
    weeks, totals = counts.shape[1], counts.sum(axis=1)

    def unlikely(log_size: float) -> float:
        size = float(np.exp(log_size))
        return -float(np.sum(special.gammaln(weeks * size) - special.gammaln(totals + weeks * size))
                      + np.sum(special.gammaln(counts + size) - special.gammaln(size)))

    low, high = np.log(SIZES)
    found = optimize.minimize_scalar(unlikely, bounds=(low, high), method="bounded")
    poisson = float(np.sum(totals * np.log(weeks)))
    return float(np.exp(found.x)) if found.fun < poisson and found.x < high - 1 else None


def drawn(counts: Numbers, alarms: Callable[[Numbers], npt.NDArray[np.bool_]], *, size: float | None,
          seed: int = 1) -> Numbers:
    """For each series of ``counts``, (series, weeks), the share of alarms among divisions of its reports that are
    drawn, the same for the same ``seed``. ``alarms`` says of rows of counts whether the last week is one."""
    rng = np.random.default_rng(seed)
    found = np.zeros(len(counts))
    times = min(max(DRAWN // max(len(counts), 1), 1), AT_MOST)
    for _ in range(times):
        weights = np.ones(counts.shape) if size is None else np.maximum(rng.gamma(size, size=counts.shape), 1e-300)
        shares = weights / weights.sum(axis=1, keepdims=True)
        found += alarms(rng.multinomial(counts.sum(axis=1).astype(np.int64), shares).astype(float))
    return found / times


@lru_cache(maxsize=32)
def _table(alpha: float, baseline: int, min_sigma: float, minimum: int, size: float | None) -> tuple[float, ...]:
    """The chance of an alarm for 0, 1, 2 ... ``MOST_TOTAL`` reports in all."""
    z = -float(special.ndtri(alpha))
    mean = MIDDLING / (baseline + 1)
    one = _law(np.arange(MOST_TOTAL + 1), mean, size, 1)
    whole = _law(np.arange(MOST_TOTAL + 1), mean, size, baseline + 1)
    squares = _squares(one, baseline, z)
    chance = np.zeros(MOST_TOTAL + 1)
    sums = np.arange(squares.shape[1])
    up_to = np.cumsum(squares, axis=1)
    for before in range(MOST_TOTAL + 1):
        sigma = np.sqrt(np.maximum(sums - before * before / baseline, 0) / max(baseline - 1, 1))
        upper = before / baseline + z * np.maximum(sigma, min_sigma)
        for now in range(max(minimum, 1), MOST_TOTAL - before + 1):
            # The more the weeks before differ, the higher the bound: those that are an alarm come first.
            many = int(np.searchsorted(upper, now, side="left"))
            if many:
                chance[before + now] += up_to[before, many - 1] * one[now]
    return tuple(float(each) for each in np.minimum(chance / whole, 1.0))


def _squares(one: Numbers, weeks: int, z: float) -> Numbers:
    """The chance of each sum and sum of squares of so many weeks; squares beyond any alarm are left out."""
    # An alarm of n reports needs a deviation below n / z. More than half of all in one week has no chance to speak of
    # unless there are few, and then squares are small.
    widest = MOST_TOTAL / 2 / max(z, 0.5)
    most = min(int(MOST_TOTAL**2 / weeks + (weeks - 1) * widest**2), MOST_TOTAL**2)
    found = np.zeros((MOST_TOTAL + 1, most + 1))
    found[0, 0] = 1.0
    for _ in range(weeks):
        then = np.zeros_like(found)
        for n in range(min(MOST_TOTAL, int(most**0.5)) + 1):
            then[n:, n * n:] += one[n] * found[:MOST_TOTAL + 1 - n, :most + 1 - n * n]
        found = then
    return found


def _law(n: npt.NDArray[np.int64], mean: float, size: float | None, weeks: int) -> Numbers:
    if size is None:
        return np.asarray(stats.poisson.pmf(n, weeks * mean))
    return np.asarray(stats.nbinom.pmf(n, weeks * size, size / (size + mean)))
