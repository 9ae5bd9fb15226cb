"""Farrington's method of 1996: against values in the tests of R, and against a plain reading of R's source."""

from __future__ import annotations

import csv
import math
from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from plumbline.methods.surveillance import signal_farrington_1996 as original

RANDOM = np.random.default_rng(8)
SERIES = RANDOM.negative_binomial(2, 0.3, (6, 330)).astype(float)
SERIES[1] = RANDOM.poisson(0.2, 330)
SERIES[2] *= np.linspace(1, 4, 330).round()
SERIES[3, 100:110] += 60
SERIES[4] = 7
SERIES[5, :300] = 0
OPTIONS = [
    original.Options(), original.Options(alpha=0.01, years=3, half=3), original.Options(power="1/2", years=4, half=5),
    original.Options(power="none", reweight=False), original.Options(years=2, half=2), original.Options(trend_p=0),
    original.Options(years=3, half=1, heavy=2.58),
]


def glm(rows, y, prior):
    """Quasi-Poisson as R's glm.fit does it: coefficients, fitted values, last weights, (X'WX)^-1, hat values."""
    eta, mu, beta = np.log(y + 0.1), y + 0.1, None

    def deviance(mu):
        return 2 * sum(w * ((a * math.log(a / m) if a else 0.0) - (a - m))
                       for w, a, m in zip(prior, y, mu, strict=True))

    before, converged = deviance(mu), False
    for _ in range(25):
        root = np.sqrt(prior * mu)
        beta = np.linalg.lstsq(rows * root[:, None], root * (eta + (y - mu) / mu), rcond=None)[0]
        weights, eta = prior * mu, rows @ beta
        mu = np.exp(eta)
        now = deviance(mu)
        if abs(now - before) / (abs(now) + 0.1) < 1e-8:
            converged = True
            break
        before = now
    unscaled = np.linalg.inv(rows.T @ (rows * weights[:, None]))
    hat = np.array([w * row @ unscaled @ row for w, row in zip(weights, rows, strict=True)])
    return beta, mu, weights, unscaled, hat, converged


def plain(counts, places, options):
    """Expected, upper bound and alarm of the last week, as R's algo.farrington loops over it."""
    y, week = np.array([counts[place] for place in places]), len(counts) - 1

    def fitted(trend):
        rows = np.array([[1.0, place] if trend else [1.0] for place in places], dtype=float)
        found = glm(rows, y, np.ones(len(y)))
        if not found[-1] and trend:
            return fitted(False)
        freedom = len(y) - rows.shape[1]

        def dispersion(of):
            return float(np.sum(of[2] * ((y - of[1]) / of[1]) ** 2)) / freedom

        if options.reweight:
            s = 1.5 * (y ** (2 / 3) * found[1] ** (-1 / 6) - np.sqrt(found[1]))
            s /= np.sqrt(max(dispersion(found), 1) * (1 - found[4]))
            gamma = len(s) / sum(each ** -2 if each > options.heavy else 1.0 for each in s)
            found = glm(rows, y, np.array([gamma * (each ** -2 if each > options.heavy else 1.0) for each in s]))
        ahead = np.array([1.0, week] if trend else [1.0])
        return found, ahead, dispersion(found), freedom, trend

    found, ahead, raw, freedom, trend = fitted(options.trend_p > 0)
    if trend and raw < 1e-20:  # all weeks equal: what is left is rounding
        found, ahead, raw, freedom, trend = fitted(False)
    if trend:
        t = found[0][1] / math.sqrt(raw * found[3][1, 1])
        if not (options.years >= 3 and 2 * stats.t.sf(abs(t), freedom) < options.trend_p
                and math.exp(ahead @ found[0]) <= y.max()):
            found, ahead, raw, freedom, trend = fitted(False)
    phi, mu = max(raw, 1), math.exp(ahead @ found[0])
    se = mu * math.sqrt(phi * ahead @ found[3] @ ahead)
    tau = phi + se ** 2 / mu
    exponent, spread = {"none": (1, math.sqrt(mu * tau)), "1/2": (1 / 2, math.sqrt(tau / 4)),
                        "2/3": (2 / 3, math.sqrt(4 / 9 * mu ** (1 / 3) * tau))}[options.power]
    upper = (mu ** exponent + stats.norm.ppf(1 - options.alpha / 2) * spread) ** (1 / exponent)
    return mu, upper, (counts[-1] - mu) / (upper - mu) > 1


def compared(counts, week, places, options):
    found = original.judge(counts[:, :week + 1], places, options)
    for row, each in enumerate(counts[:, :week + 1]):
        few = each[-4:].sum() < 5
        assert found.few[row] == few
        if few:
            assert np.isnan([found.expected[row], found.upper[row]]).all()
            continue
        told = plain(each, places, options)
        assert (found.expected[row], found.upper[row]) == pytest.approx(told[:2], rel=1e-7)
        assert bool(found.alarm[row]) is bool(told[2])


@pytest.mark.parametrize("options", OPTIONS)
def test_it_is_the_plain_one(options):
    for week in (original.first(options) + options.half + 1, 299, 329):
        compared(SERIES, week, original.windows(week, None, {}, options), options)


@pytest.mark.parametrize("options", OPTIONS[:4])
def test_salmonella_in_the_united_kingdom_and_in_germany(shared, options):
    for name in ("salmonella_agona_weekly.csv", "salmNewport_germany_weekly.csv"):
        with (shared / "data" / "reference" / name).open(encoding="utf-8") as lines:
            counts = np.array([[float(row[1]) for row in list(csv.reader(lines))[1:]]])
        days = [date(2004, 1, 5) + timedelta(weeks=week) for week in range(counts.shape[1])]
        index = {day: place for place, day in enumerate(days)}
        for week in range(original.first(options), counts.shape[1], 13):
            for dated in (None, days):
                compared(counts, week, original.windows(week, dated, index, options), options)


@pytest.mark.parametrize(("power", "upper"), [("none", 8.6926872), ("1/2", 9.3744842), ("2/3", 9.1154825)])
def test_bounds_are_those_of_r(power, upper):
    # The tests of R's surveillance have a mean of 5 with a standard error of 0.2, and a one-sided alpha of 0.05.
    found = original._bound(np.array([5.0]), np.array([1 + 0.04 / 5]), original.Options(alpha=0.1, power=power))
    assert found[0] == pytest.approx(upper, abs=1e-7)


def test_windows_reach_as_far_as_the_series():
    options = original.Options(years=2, half=2)
    assert original.first(options) == 101
    assert original.windows(101, None, {}, options).tolist() == [47, 48, 49, 50, 51]
    assert original.windows(106, None, {}, options).tolist() == [0, 1, 2, 3, 4, 52, 53, 54, 55, 56]
    # 2020 has 53 weeks: the same week of a year before is found by its date.
    days = [date(2019, 1, 7) + timedelta(weeks=week) for week in range(160)]
    index = {day: place for place, day in enumerate(days)}
    found = original.windows(days.index(date(2021, 3, 1)), days, index, options)
    assert [days[place] for place in found[[2, 7]]] == [date(2019, 3, 4), date(2020, 3, 2)]
    assert original.windows(3, days, index, options).tolist() == []


def test_nothing_but_zeros_is_never_an_alarm_and_equal_weeks_have_a_bound():
    options = original.Options()
    week = 300
    places = original.windows(week, None, {}, options)
    counts = np.zeros((2, week + 1))
    counts[1] = 4
    found = original.judge(counts, places, options)
    assert found.alarm.tolist() == [False, False]
    assert (found.few.tolist(), found.expected[1]) == ([True, False], pytest.approx(4))
    assert 4 < found.upper[1] < 10
