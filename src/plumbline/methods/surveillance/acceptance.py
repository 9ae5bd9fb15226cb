"""The probability that a sampling plan accepts: its operating characteristic.

Attribute plans in one or more stages: at stage i ``n[i]`` more units are drawn; with ``ac[i]`` or fewer nonconforming
among all drawn so far the lot is accepted, with ``re[i]`` or more refused, between them the next stage follows (``ac``
and ``re`` count over the stages, ``n`` does not). An ``ac`` of -1 says that the stage cannot accept. Plans by variables
for a normal characteristic with one limit accept when (limit - mean)/s is ``k`` or more, s known or from the sample.

Sources: A. J. Duncan, Quality Control and Industrial Statistics, 5th ed. (1986), chapters 7 to 12; as R's
AcceptanceSampling has them. Probabilities of the last digit matter where risks are small, so sums are of positive
terms, tails are taken from the incomplete beta and gamma functions, and hypergeometric terms from ratios to the
largest one.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import comb
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

BINOMIAL, POISSON, HYPERGEOMETRIC = "binomial", "poisson", "hypergeometric"
NORMAL_KNOWN, NORMAL_UNKNOWN = "normal-known", "normal-unknown"
ATTRIBUTES = (BINOMIAL, POISSON, HYPERGEOMETRIC)
VARIABLES = (NORMAL_KNOWN, NORMAL_UNKNOWN)
NODES = 160
"""Of Gauss and Legendre's rule on each piece: the integrands are smooth, and the sum exact to rounding."""
Numbers: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stages:
    """An attribute plan: three lists of one length, the last ``re`` one above the last ``ac``."""

    n: tuple[int, ...]
    ac: tuple[int, ...]
    re: tuple[int, ...]


def nonconforming(p: float, lot: int) -> int:
    """How many of ``lot`` units are nonconforming at ``p``: p times lot, to the nearest whole number, half to even."""
    return round(p * lot)


def attributes(plan: Stages, p: float, distribution: str, lot: int = 0) -> float:
    """The probability that ``plan`` accepts, ``p`` being the share of nonconforming units or, for ``poisson``, the rate
    of nonconformities a unit. ``hypergeometric`` needs the ``lot``, of which :func:`nonconforming` units are bad."""
    bad = nonconforming(p, lot) if distribution == HYPERGEOMETRIC else 0
    still = np.ones(1)  # probabilities of having found 0, 1, 2 ... so far without a decision
    accepted, before = 0.0, 0
    for place, (n, ac, re) in enumerate(zip(plan.n, plan.ac, plan.re, strict=True)):
        for found in np.flatnonzero(still):
            if ac >= found:
                accepted += float(still[found]) * _at_most(
                    int(ac - found), n, p, distribution, lot - before, bad - int(found))
        if place + 1 < len(plan.n):
            then = np.zeros(max(re, 1))
            for found in np.flatnonzero(still):
                if re > found:
                    some = _exactly(int(re - found), n, p, distribution, lot - before, bad - int(found))
                    then[found:found + len(some)] += still[found] * some
            then[:ac + 1] = 0.0
            still = then
        before += n
    return min(accepted, 1.0)


def known(n: float, k: float, p: float) -> float:
    """The probability that a plan by variables accepts, the standard deviation being known."""
    return float(special.ndtr(-np.sqrt(n) * (k + special.ndtri(p)))) if 0 < p < 1 else float(p == 0)


def unknown(n: int, k: float, p: float) -> float:
    """The same with the standard deviation taken from the sample (n is 2 or more): the upper tail of a noncentral t
    with n - 1 degrees of freedom, noncentrality -sqrt(n) z(p), at k sqrt(n)."""
    if not 0 < p < 1:
        return float(p == 0)
    freedom = n - 1
    root = float(np.sqrt(n))
    shift, at = -root * float(special.ndtri(p)), k * root
    # s is the sample's standard deviation in units of the true one; the tail is the mean of Phi(shift - at s).
    low, high = (float(np.sqrt(special.chdtri(freedom, tail) / freedom)) for tail in (1 - 1e-17, 1e-18))
    low = 0.0 if not np.isfinite(low) or freedom < 40 else low
    cuts = {low, high}
    if at:
        cuts |= {min(max(shift / at + step / abs(at), low), high) for step in (-9.0, -3.0, 0.0, 3.0, 9.0)}
    cuts |= {min(max(1 + step / np.sqrt(2 * freedom), low), high) for step in (-5.0, -2.0, 0.0, 2.0, 5.0)}
    edges = np.array(sorted(cuts))
    points, weights = _rule()
    half = (edges[1:] - edges[:-1]) / 2
    s = (edges[:-1] + half)[:, None] + half[:, None] * points
    with np.errstate(divide="ignore"):
        # Up to a factor, which the sum of all says: reckoned, it would lose its digits where the sample is large.
        density = np.exp(special.xlogy(freedom - 1, s) - freedom * (s - 1) * (s + 1) / 2) * (half[:, None] * weights)
    total = float(np.sum(special.ndtr(shift - at * s) * density) / np.sum(density))
    return min(max(total, 0.0), 1.0)


@cache
def _rule() -> tuple[Numbers, Numbers]:
    points, weights = np.polynomial.legendre.leggauss(NODES)
    return points, weights


def variables(n: int, k: float, p: float, distribution: str) -> float:
    """The probability that a plan by variables accepts, by the name of the distribution."""
    return known(n, k, p) if distribution == NORMAL_KNOWN else unknown(n, k, p)


def at_most(c: int, n: int, p: float, distribution: str, lot: int = 0) -> float:
    """The probability of ``c`` or fewer nonconforming in one sample of ``n``."""
    bad = nonconforming(p, lot) if distribution == HYPERGEOMETRIC else 0
    return _at_most(c, n, p, distribution, lot, bad)


def as_written(number: float) -> Fraction:
    """The exact value of the shortest decimal that is read as ``number``: 0.1 is a tenth."""
    return Fraction(repr(number))


def exactly_at_most(c: int, n: int, p: float, distribution: str, lot: int = 0) -> Fraction:
    """What :func:`at_most` gives, without rounding, ``p`` being what is written; for binomial and hypergeometric."""
    found = range(min(c, n) + 1)
    if distribution == HYPERGEOMETRIC:
        bad = nonconforming(p, lot)
        return Fraction(sum(comb(bad, k) * comb(lot - bad, n - k) for k in found), comb(lot, n))
    share = as_written(p)
    bad, whole = share.numerator, share.denominator
    return Fraction(sum(comb(n, k) * bad**k * (whole - bad) ** (n - k) for k in found), whole**n)


def _at_most(c: int, n: int, p: float, distribution: str, lot: int, bad: int) -> float:
    if c < 0:
        return 0.0
    if distribution == POISSON:
        return float(special.gammaincc(c + 1, n * p)) if p > 0 else 1.0
    if distribution == BINOMIAL:
        return float(special.betaincc(c + 1, n - c, p)) if c < n else 1.0
    least, terms = _hypergeometric(n, lot, bad)
    if c >= least + len(terms) - 1:
        return 1.0
    inside = terms[:max(c - least + 1, 0)]
    outside = terms[max(c - least + 1, 0):]
    return float(inside.sum()) if len(inside) < len(outside) else float(1 - outside.sum())


def _exactly(below: int, n: int, p: float, distribution: str, lot: int, bad: int) -> Numbers:
    """The probabilities of 0, 1, 2 ... nonconforming in ``n``, for less than ``below``."""
    k = np.arange(below, dtype=float)
    if distribution == HYPERGEOMETRIC:
        least, terms = _hypergeometric(n, lot, bad)
        return np.concatenate([np.zeros(least), terms])[:below]
    if distribution == POISSON:
        return np.asarray(np.exp(special.xlogy(k, n * p) - special.gammaln(k + 1) - n * p))
    k = k[:n + 1]
    chosen = _products(n, len(k))
    return np.asarray(chosen * np.exp(special.xlogy(k, p) + special.xlog1py(n - k, -p)))


def _products(n: int, many: int) -> Numbers:
    """n over k for k = 0, 1 ... ``many`` - 1, as products: rounding stays relative."""
    k = np.arange(1, many, dtype=float)
    with np.errstate(over="ignore"):
        direct = np.concatenate([[1.0], np.cumprod((n - k + 1) / k)])
    if np.isfinite(direct).all():
        return direct
    every = np.arange(many, dtype=float)
    return np.asarray(np.exp(special.gammaln(n + 1.0) - special.gammaln(every + 1) - special.gammaln(n - every + 1)))


def _hypergeometric(n: int, lot: int, bad: int) -> tuple[int, Numbers]:
    """The least number of bad units in a sample of ``n``, and the probabilities from it on."""
    bad = min(max(bad, 0), lot)
    least, most = max(0, n - (lot - bad)), min(n, bad)
    top = min(max((n + 1) * (bad + 1) // (lot + 2), least), most)

    def ratio(x: Numbers) -> Numbers:
        """That of x + 1 to that of x."""
        return (bad - x) * (n - x) / ((x + 1) * (lot - bad - n + x + 1))

    above = np.cumprod(ratio(np.arange(top, most, dtype=float)))
    below = np.cumprod(1 / ratio(np.arange(top - 1, least - 1, -1, dtype=float)))[::-1]
    terms = np.concatenate([below, [1.0], above])
    return least, np.asarray(terms / terms.sum())
