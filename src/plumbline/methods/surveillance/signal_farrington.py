"""Farrington's method, with the extensions of Noufaily: a week against the same time of past years.

Sources: C. P. Farrington et al., JRSS A 159 (1996), 547-563; A. Noufaily et al., Statistics in Medicine 32 (2013),
1206-1222; M. Salmon et al., Journal of Statistical Software 70 (2016), 10. As R's
``surveillance::farringtonFlexible`` has it (1.26), in these points too, which move the bound and are not in the
papers:

- weights of past outbreaks come from Anscombe residuals, each divided by sqrt(phi (1 - leverage)), phi at least 1;
- after reweighting, the standard error of the prediction and the test of the trend rest on the dispersion that
  ``summary.glm`` finds when its working weights were replaced by those weights;
- the trend stays in if it is significant, there are 3 years or more, and it foresees no more than was ever seen.

Many series on one calendar are fitted at once: every array is (series, weeks).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from plumbline.methods.surveillance import signal_glm as glm
from plumbline.methods.surveillance.signal_weeks import Past

DELTA, NB_PLUGIN, MUAN = "delta", "nbPlugin", "muan"
THRESHOLDS = (DELTA, NB_PLUGIN, MUAN)
LEAST_YEARS = 3
"""For a trend."""
FEW, OF_WEEKS = 5, 4
"""Fewer cases than this in so many weeks, the week itself among them, are never told of."""
LEAST_DISPERSION = 1e-20
"""Below it past weeks are all equal and what is left is rounding: R's test of a trend then falls either way."""
AT_ONCE = 4_000
EXPONENT = 2 / 3
Numbers: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Options:
    """``alpha`` of the bound; ``years`` back; ``half`` the weeks on either side of a reference; ``periods`` of a year
    (1: the windows alone); ``skip`` the last weeks that are left out; which ``threshold``; whether past outbreaks are
    ``reweight``-ed where their residual is above ``heavy``; ``trend_p`` below which a trend is kept (0: none)."""

    alpha: float = 0.05
    years: int = 5
    half: int = 3
    periods: int = 1
    skip: int = 3
    threshold: str = DELTA
    reweight: bool = True
    heavy: float = 2.58
    trend_p: float = 0.05


@dataclass(frozen=True, slots=True)
class Judged:
    """One week of every series. ``few``: too few cases to be told of, ``unfitted``: no model fits; both leave
    ``expected`` and ``upper`` not a number. ``trend``: whether it is in the model."""

    expected: Numbers
    upper: Numbers
    alarm: Flags
    few: Flags
    unfitted: Flags
    trend: Flags


@dataclass(slots=True)
class _Model:
    fit: glm.Fit
    phi: Numbers
    dispersion: Numbers
    there: Flags


def judge(counts: Numbers, past: Past, options: Options) -> Judged:
    """Judge the last week of ``counts`` by the weeks in ``past``."""
    parts = [_judge(counts[start:start + AT_ONCE], past, options) for start in range(0, len(counts), AT_ONCE)]
    return Judged(*(np.concatenate([getattr(each, name) for each in parts]) for name in Judged.__slots__))


def _judge(counts: Numbers, past: Past, options: Options) -> Judged:
    y, now = counts[:, past.places], counts[:, -1]
    week = counts.shape[1] - 1
    times = past.places.astype(float)
    flat = glm.design(times, week, past.groups, past.group, trend=False)
    many = len(counts)
    foreseen = np.full((many, 3), np.nan)
    trend = np.zeros(many, dtype=bool)
    with np.errstate(all="ignore"):
        if options.years >= LEAST_YEARS and options.trend_p > 0 and np.ptp(times) > 0:
            steep = glm.design(times, week, past.groups, past.group, trend=True)
            model = _model(y, steep, options)
            t = model.fit.slope / np.sqrt(model.dispersion * model.fit.slope_unscaled)
            trend = (model.there & (model.dispersion > LEAST_DISPERSION)
                     & (glm.two_sided(t, model.fit.freedom) < options.trend_p)
                     & (np.exp(model.fit.eta) <= y.max(axis=1)))
            foreseen[trend] = _kept(model)[trend]
        rest = ~trend
        if rest.any():
            foreseen[rest] = _kept(_model(y[rest], flat, options))
        eta, variance, phi = foreseen[:, 0], foreseen[:, 1], foreseen[:, 2]
        expected, upper, score = _bound(now, eta, variance, phi, options)
        few = counts[:, -OF_WEEKS:].sum(axis=1) < FEW
        unfitted = ~np.isfinite(upper)
        alarm = ~few & ~unfitted & (score > 1) & (now != 0)
    hidden = few | unfitted
    return Judged(np.where(hidden, np.nan, expected), np.where(hidden, np.nan, upper), alarm, few, unfitted, trend)


def _kept(model: _Model) -> Numbers:
    """What a model foresees of each series, as columns: logarithm, its variance, phi."""
    return np.column_stack([np.where(model.there, model.fit.eta, np.nan), model.fit.unscaled * model.dispersion,
                            model.phi])


def _model(y: Numbers, of: glm.Design, options: Options) -> _Model:
    found = glm.fit(y, of)
    dispersion = glm.dispersion(y, found, found.working)
    phi = np.maximum(dispersion, 1)
    there = found.converged
    if not options.reweight:
        return _Model(found, phi, dispersion, there)
    omega = weights(y, found, phi, options.heavy)
    again = glm.fit(y, of, omega)
    phi = np.maximum(glm.dispersion(y, again, again.working), 1)
    return _Model(again, phi, glm.dispersion(y, again, omega), there)


def weights(y: Numbers, found: glm.Fit, phi: Numbers, heavy: float) -> Numbers:
    """1 / residual^2 where it is above ``heavy`` and 1 elsewhere, scaled to the number of weeks."""
    root = 1.5 * (y ** EXPONENT * found.mu ** (-1 / 6) - np.sqrt(found.mu))
    residual = root / np.sqrt(phi[:, None] * (1 - found.leverage))
    plain = np.where(residual > heavy, residual ** -2.0, 1.0)
    return np.asarray(y.shape[1] / plain.sum(axis=1, keepdims=True) * plain)


def _bound(now: Numbers, eta: Numbers, variance: Numbers, phi: Numbers,
           options: Options) -> tuple[Numbers, Numbers, Numbers]:
    """What is expected, the upper bound, and how far the count is between them, as R scores it."""
    z = -float(special.ndtri(options.alpha))
    expected = np.exp(eta)
    if options.threshold == DELTA:
        tau = phi + variance * expected  # the variance of the mean over the mean
        spread = np.sqrt(4 / 9 * np.cbrt(expected) * tau)
        upper = (expected ** EXPONENT + abs(z) * spread) ** (1 / EXPONENT)
        return expected, upper, (now - expected) / (upper - expected)
    mean = expected if options.threshold == NB_PLUGIN else np.exp(eta + z * np.sqrt(variance))
    upper = quantile(1 - options.alpha, mean, phi)
    return expected, upper, (now - eta) / (upper - eta)


def quantile(p: float, mean: Numbers, phi: Numbers) -> Numbers:
    """The smallest whole number whose probability of not being exceeded is ``p`` or more: of a negative binomial with
    this mean and ``phi`` times it as variance, of a Poisson where ``phi`` is 1 or less."""
    sound = np.isfinite(mean) & np.isfinite(phi)
    mean, phi = np.where(sound, mean, 1.0), np.where(sound, phi, 1.0)
    spread = phi > 1
    size = np.where(spread, mean / np.where(spread, phi - 1, 1.0), 1.0)

    def below(k: Numbers) -> Numbers:
        many = special.betainc(size, k + 1, 1 / np.maximum(phi, 1))
        return np.asarray(np.where(spread, many, special.gammaincc(k + 1, mean)))

    goal = p * (1 - 64 * np.finfo(float).eps)  # as R does, against rounding
    high = np.ceil(mean + 4 * np.sqrt(mean * np.maximum(phi, 1)) + 10)
    while (short := below(high) < goal).any():
        high = np.where(short, high * 2, high)
    low = np.full_like(high, -1.0)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = (below(middle) >= goal) & (middle > low)
        high = np.where(enough, middle, high)
        low = np.where(enough, low, np.maximum(middle, low))
    return np.where(sound, high, np.nan)
