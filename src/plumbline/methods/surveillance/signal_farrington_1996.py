"""Farrington's method as it was published: a week against the windows around the same week of past years.

Source: C. P. Farrington et al., JRSS A 159 (1996), 547-563; as R's ``surveillance::farrington`` has it (1.26), which
differs from the extended method (``signal_farrington``) in these points:

- the windows alone, each as far as the series reaches; no week of the present year;
- weights of past outbreaks where the Anscombe residual is above 1;
- the standard error of the prediction rests on phi, at least 1; the test of the trend on the dispersion as it is;
- the bound is that of a two-sided interval, so that ``alpha`` / 2 is the chance of a false alarm;
- a fit that has not converged without a trend is taken all the same.

Many series on one calendar are fitted at once: every array is (series, weeks).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from scipy import special

from plumbline.methods.surveillance import signal_farrington as extended
from plumbline.methods.surveillance import signal_glm as glm
from plumbline.methods.surveillance.signal_farrington import Judged, Numbers
from plumbline.methods.surveillance.signal_weeks import YEAR, nearest_weekday, year_before

POWERS = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}
"""By their names in R: how counts are transformed to make them less skew."""


@dataclass(frozen=True, slots=True)
class Options:
    """``alpha`` of the two-sided interval; ``years`` back; ``half`` the weeks on either side; ``power`` one of
    :data:`POWERS`; whether past outbreaks are ``reweight``-ed where their residual is above ``heavy``; ``trend_p``
    below which a trend is kept (0: none)."""

    alpha: float = 0.05
    years: int = 5
    half: int = 3
    power: str = "2/3"
    reweight: bool = True
    heavy: float = 1.0
    trend_p: float = 0.05


def first(options: Options) -> int:
    """The first week, from 0, that is judged: R begins there, though the oldest window then lacks its first weeks."""
    return max(YEAR * options.years - options.half - 1, 0)


def windows(week: int, days: Sequence[date] | None, index: dict[date, int], options: Options) -> npt.NDArray[np.int64]:
    """The places of the weeks that ``week`` is judged by, from the oldest; those before the series are left out.
    ``index`` is the place of each of ``days``; without days a year has 52 weeks."""
    found: list[int | None] = []
    for year in range(options.years, 0, -1):
        steps = range(-options.half, options.half + 1)
        if days is None:
            found += [week - YEAR * year + step for step in steps]
        else:
            middle = nearest_weekday(year_before(days[week], year), days[week])
            found += [index.get(middle + timedelta(weeks=step)) for step in steps]
    return np.array([each for each in found if each is not None and each >= 0], dtype=np.int64)


def judge(counts: Numbers, places: npt.NDArray[np.int64], options: Options) -> Judged:
    """Judge the last week of ``counts`` by the weeks at ``places``."""
    at_once = extended.AT_ONCE
    parts = [_judge(counts[start:start + at_once], places, options) for start in range(0, len(counts), at_once)]
    return Judged(*(np.concatenate([getattr(each, name) for each in parts]) for name in Judged.__slots__))


def _judge(counts: Numbers, places: npt.NDArray[np.int64], options: Options) -> Judged:
    y, now, week = counts[:, places], counts[:, -1], counts.shape[1] - 1
    times, groups = places.astype(float), np.ones(len(places), dtype=np.int64)
    many = len(counts)
    foreseen = np.full((many, 3), np.nan)
    trend = np.zeros(many, dtype=bool)
    with np.errstate(all="ignore"):
        if options.years >= extended.LEAST_YEARS and options.trend_p > 0 and len(places) > 1:
            found, phi, dispersion, there = _model(y, glm.design(times, week, groups, 1, trend=True), options)
            t = found.slope / np.sqrt(dispersion * found.slope_unscaled)
            trend = (there & (dispersion > extended.LEAST_DISPERSION)
                     & (glm.two_sided(t, found.freedom) < options.trend_p)
                     & (np.exp(found.eta) <= y.max(axis=1)))
            foreseen[trend] = np.column_stack([found.eta, found.unscaled, phi])[trend]
        rest = ~trend
        if rest.any():
            found, phi, _, _ = _model(y[rest], glm.design(times, week, groups, 1, trend=False), options)
            foreseen[rest] = np.column_stack([found.eta, found.unscaled, phi])
        eta, unscaled, phi = foreseen.T
        expected = np.exp(eta)
        upper = _bound(expected, phi + phi * unscaled * expected, options)
        few = counts[:, -extended.OF_WEEKS:].sum(axis=1) < extended.FEW
        unfitted = ~np.isfinite(upper)
        alarm = ~few & ~unfitted & ((now - expected) / (upper - expected) > 1)
    hidden = few | unfitted
    return Judged(np.where(hidden, np.nan, expected), np.where(hidden, np.nan, upper), alarm, few, unfitted, trend)


def _model(y: Numbers, of: glm.Design, options: Options) -> tuple[glm.Fit, Numbers, Numbers, npt.NDArray[np.bool_]]:
    """The fit, phi, the dispersion that phi is made of, and whether the first fit converged."""
    found = glm.fit(y, of)
    there = found.converged
    if options.reweight:
        phi = np.maximum(glm.dispersion(y, found, found.working), 1)
        found = glm.fit(y, of, extended.weights(y, found, phi, options.heavy))
    dispersion = glm.dispersion(y, found, found.working)
    return found, np.maximum(dispersion, 1), dispersion, there


def _bound(expected: Numbers, tau: Numbers, options: Options) -> Numbers:
    """The upper end; ``tau`` is the variance of the prediction over its mean."""
    power = POWERS[options.power]
    spread = power * expected ** (power - 0.5) * np.sqrt(tau)
    return np.asarray((expected ** power - float(special.ndtri(options.alpha / 2)) * spread) ** (1 / power))
