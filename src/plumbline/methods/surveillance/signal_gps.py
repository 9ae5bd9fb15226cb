"""The gamma-Poisson shrinker: how far more often than expected two things are reported, shrunk where little is known.

Sources: W. DuMouchel, The American Statistician 53 (1999), 177-190; W. DuMouchel and D. Pregibon, KDD 2001, 67-76; as
R's ``openEBGM`` has them. The prior of the ratio is a mixture of two gamma distributions, theta = (alpha1, beta1,
alpha2, beta2, P), estimated from all pairs with one report or more by maximum likelihood, each component truncated at
nothing. EBGM is the geometric mean of the posterior, EB05 and EB95 its quantiles. Nothing is rounded.

Pairs of the same n whose expected counts differ by less than 0.1 % are put together for the estimate (DuMouchel and
Pregibon's squashing, much finer than theirs) where there are more than 50,000 different ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from plumbline.errors import MethodError
from plumbline.text import Text

STARTS = ((0.2, 0.1, 2.0, 4.0, 1 / 3), (0.1, 0.2, 10.0, 10.0, 0.2), (0.3, 0.5, 6.0, 6.0, 0.5),
          (1.0, 0.1, 1.0, 1.0, 0.1), (2.0, 0.3, 2.0, 2.0, 0.05))
"""Where the search begins; the first is DuMouchel's, the next two openEBGM's."""
SQUASHED_FROM, WIDTH = 50_000, 0.001
LEAST = 3
"""Different pairs of n and expected count; fewer say nothing of five parameters."""
FARTHEST = 25.0
"""Of the logarithm of a parameter."""
UNSEEN, SOME = 1e-6, 1e-6
"""A component with a share of more than ``SOME`` that reports even the most expected pair less often than ``UNSEEN``
is none: nothing but what is left of it after truncation fits, and every score would be next to nothing."""
ROUNDS = 100
NEAR = 1e-4
"""A step this small is the last, and what was missed before it in probability must be as small."""
NODES_FROM, NODE_WIDTH = 20_000, 0.02
Numbers: TypeAlias = npt.NDArray[np.float64]
Counts: TypeAlias = tuple[Numbers, npt.NDArray[np.int64]]
Theta: TypeAlias = tuple[float, float, float, float, float]


def points(n: npt.NDArray[np.int64], expected: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The different pairs of count and expected count, and how many there are of each; near ones put together."""
    counts, foreseen, back = _different(n, expected)
    weights = np.bincount(back, minlength=len(counts)).astype(float)
    if len(counts) <= SQUASHED_FROM:
        return counts, foreseen, weights
    starts = _binned(counts, foreseen, WIDTH)
    weight = np.add.reduceat(weights, starts)
    return counts[starts], np.add.reduceat(foreseen * weights, starts) / weight, weight


def _different(n: npt.NDArray[np.int64], expected: Numbers) -> tuple[Numbers, Numbers, npt.NDArray[np.int64]]:
    """The different pairs of count and expected count, in this order, and of each pair given its place among them."""
    order = np.lexsort((expected, n))
    counts, foreseen = n[order].astype(float), expected[order]
    new = np.concatenate([[True], (counts[1:] != counts[:-1]) | (foreseen[1:] != foreseen[:-1])])
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.cumsum(new) - 1
    return counts[new], foreseen[new], back


def _binned(counts: Numbers, foreseen: Numbers, width: float) -> npt.NDArray[np.int64]:
    """Where, among different pairs in order, another count begins, or another bin of the logarithm of what is
    expected."""
    bins = np.floor(np.log(foreseen) / width)
    return np.flatnonzero(np.concatenate([[True], (counts[1:] != counts[:-1]) | (bins[1:] != bins[:-1])]))


def estimate(n: npt.NDArray[np.int64], expected: Numbers) -> Theta:
    """theta, the component of the larger ratios first. :raises MethodError: where the pairs cannot tell."""
    counts, foreseen, weights = points(n, expected)
    if len(counts) < LEAST:
        raise _untold()
    different = np.unique(counts, return_inverse=True)
    best = None
    for start in STARTS:
        begin = np.concatenate([np.log(start[:4]), [special.logit(start[4])]])
        found = optimize.minimize(_loss, begin, args=(counts, foreseen, weights, different), jac=True,
                                  method="L-BFGS-B", bounds=[(-FARTHEST, FARTHEST)] * 5,
                                  options={"maxiter": 2000, "maxfun": 4000, "ftol": 1e-15, "gtol": 1e-9})
        if np.isfinite(found.fun) and (best is None or found.fun < best.fun):
            best = found
    if best is None:
        raise _untold()
    alpha1, beta1, alpha2, beta2 = (float(each) for each in np.exp(best.x[:4]))
    share = float(special.expit(best.x[4]))
    for alpha, beta, part in ((alpha1, beta1, share), (alpha2, beta2, 1 - share)):
        if part > SOME and -np.expm1(-alpha * np.log1p(foreseen.max() / beta)) < UNSEEN:
            raise _untold()
    if alpha1 / beta1 < alpha2 / beta2:
        return alpha2, beta2, alpha1, beta1, 1 - share
    return alpha1, beta1, alpha2, beta2, share


def scores(n: npt.NDArray[np.int64], expected: Numbers, theta: Theta) -> tuple[Numbers, Numbers, Numbers]:
    """EBGM, EB05 and EB95 of each pair."""
    counts, foreseen, places = _different(n, expected)
    share = _share(counts, foreseen, theta)
    alpha1, beta1, alpha2, beta2, _ = theta
    mean = (share * (_by_count(special.psi, alpha1, counts) - np.log(beta1 + foreseen))
            + (1 - share) * (_by_count(special.psi, alpha2, counts) - np.log(beta2 + foreseen)))
    ends = [_quantiles(each, counts, foreseen, share, theta) for each in (0.05, 0.95)]
    return np.exp(mean)[places], ends[0][places], ends[1][places]


def _by_count(of: Callable[[Numbers], Numbers], alpha: float, counts: Numbers) -> Numbers:
    """``of`` alpha and each of ``counts``, which are in order: a few values, each there many times."""
    new = np.concatenate([[True], counts[1:] != counts[:-1]])
    return np.asarray(of(alpha + counts[new])[np.cumsum(new) - 1])


def _loss(x: Numbers, n: Numbers, e: Numbers, weights: Numbers, different: Counts | None = None,
          ) -> tuple[float, Numbers]:
    """The mean negative logarithm of the likelihood, and its slope. ``different`` are the different ``n`` and the
    place of each among them."""
    log_share, log_rest = -np.logaddexp(0, -x[4]), -np.logaddexp(0, x[4])
    different = different or np.unique(n, return_inverse=True)
    parts = [_log_truncated(np.exp(x[place]), np.exp(x[place + 1]), n, e, different) for place in (0, 2)]
    one, two = parts[0][0] + log_share, parts[1][0] + log_rest
    both = np.logaddexp(one, two)
    share = np.exp(one - both)
    total = weights.sum()
    slope = np.empty(5)
    for place, (of, part) in enumerate(zip((share, 1 - share), parts, strict=True)):
        slope[2 * place] = -np.sum(weights * of * part[1]) / total
        slope[2 * place + 1] = -np.sum(weights * of * part[2]) / total
    slope[4] = -np.sum(weights * (share - special.expit(x[4]))) / total
    return float(-np.sum(weights * both) / total), slope


def _log_truncated(alpha: float, beta: float, n: Numbers, e: Numbers,
                   different: Counts) -> tuple[Numbers, Numbers, Numbers]:
    """The logarithm of a negative binomial probability given that it is not nothing, and its slopes by the logarithms
    of alpha and beta."""
    log_zero = -alpha * np.log1p(e / beta)  # of finding nothing
    some = -np.expm1(log_zero)
    counts, back = different
    gammas = (special.gammaln(alpha + counts) - special.gammaln(alpha) - special.gammaln(counts + 1))[back]
    digammas = (special.psi(alpha + counts) - special.psi(alpha))[back]
    value = gammas + log_zero + n * (np.log(e) - np.log(beta + e)) - np.log(some)
    # The truncation adds the slope of log_zero once more, times zero/(1 - zero).
    lift = 1 + np.exp(log_zero) / some
    by_alpha = alpha * digammas + log_zero * lift
    by_beta = alpha * e / (beta + e) * lift - n * beta / (beta + e)
    return value, by_alpha, by_beta


def _share(n: Numbers, e: Numbers, theta: Theta) -> Numbers:
    """The posterior probability of the first component."""
    alpha1, beta1, alpha2, beta2, share = theta

    def log_of(alpha: float, beta: float) -> Numbers:
        return np.asarray(_by_count(special.gammaln, alpha, n) - special.gammaln(alpha) - alpha * np.log1p(e / beta)
                          - n * np.log(beta + e))

    with np.errstate(divide="ignore"):
        return np.asarray(special.expit(np.log(share) - np.log1p(-share) + log_of(alpha1, beta1)
                                        - log_of(alpha2, beta2)))


def _quantiles(at: float, n: Numbers, e: Numbers, share: Numbers, theta: Theta) -> Numbers:
    """The quantile of each posterior, of different pairs in order. Where many pairs of one count lie close together,
    some are found first, and the others begin between them: it only saves steps."""
    if len(n) <= NODES_FROM:
        return _quantile(at, n, e, share, theta)
    nodes = _binned(n, e, NODE_WIDTH)
    known = np.log(_quantile(at, n[nodes], e[nodes], share[nodes], theta))
    logs = np.log(e)
    left = np.searchsorted(nodes, np.arange(len(n)), side="right") - 1
    right = np.minimum(left + 1, len(nodes) - 1)
    right = np.where(n[nodes[right]] == n, right, left)
    reach = logs[nodes[right]] - logs[nodes[left]]
    part = np.divide(logs - logs[nodes[left]], reach, out=np.zeros(len(n)), where=reach > 0)
    return _quantile(at, n, e, share, theta, np.exp(known[left] + part * (known[right] - known[left])))


def _quantile(at: float, n: Numbers, e: Numbers, share: Numbers, theta: Theta, begin: Numbers | None = None) -> Numbers:
    """The quantile of the posterior: by Halley's steps from ``begin``, kept between those of its two components, where
    no beginning is given, by halving."""
    shapes, rates = (theta[0] + n, theta[2] + n), (theta[1] + e, theta[3] + e)
    if begin is None:
        ends = [special.gammaincinv(shape, at) / rate for shape, rate in zip(shapes, rates, strict=True)]
        low, high = np.minimum(*ends), np.maximum(*ends)
        x = share * ends[0] + (1 - share) * ends[1]
        open_ = np.flatnonzero(high > low)
    else:
        low, high, x, open_ = np.zeros(len(n)), np.full(len(n), np.inf), begin.copy(), np.arange(len(n))
    logs = [_by_count(special.gammaln, theta[place], n) for place in (0, 2)]
    for _ in range(ROUNDS):
        if not len(open_):
            break
        part, now = share[open_], x[open_]
        below, slope, bend = np.zeros(len(open_)), np.zeros(len(open_)), np.zeros(len(open_))
        for weight, shape, rate, log in zip((part, 1 - part), shapes, rates, logs, strict=True):
            a, b = shape[open_], rate[open_] * now
            below += weight * special.gammainc(a, b)
            density = weight * np.exp(a * np.log(b) - b - log[open_]) / now
            slope += density
            bend += density * (a - 1 - b) / now
        over = below - at
        low[open_] = np.where(over <= 0, now, low[open_])
        high[open_] = np.where(over >= 0, now, high[open_])
        with np.errstate(all="ignore"):
            newton = over / slope
            step = newton / np.clip(1 - newton * bend / (2 * slope), 0.5, 2)
            then = now - step
        inside = (then >= low[open_]) & (then <= np.minimum(high[open_], now * 4))
        middle = np.where(np.isfinite(high[open_]), (low[open_] + high[open_]) / 2, now * 2)
        x[open_] = np.where(inside, then, middle)
        # A step of Halley's leaves the third power of itself, in units of the narrower density's width.
        wide = np.abs(step) > NEAR * now / np.sqrt(np.maximum(shapes[0][open_], shapes[1][open_]))
        open_ = open_[~inside | wide | (np.abs(over) > NEAR * min(at, 1 - at))]
    return np.asarray(x)


def _untold() -> MethodError:
    return MethodError("signal.theta_untold", Text("the pairs are too few or too alike to estimate the prior from",
                                                   "配对过少或过于相似，无法估计先验分布"),
                       why=Text("Five parameters are estimated from how the pairs' counts differ from what is expected",
                                "五个参数须由各配对的计数与期望之差估计"),
                       next_step=Text("Give more reports, or rely on PRR and ROR", "请提供更多报告，或改用PRR与ROR"))
