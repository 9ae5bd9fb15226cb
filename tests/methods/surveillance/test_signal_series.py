"""EARS and Farrington: against values of R, and against a plain reading of their sources, one week at a time."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from benchmarks import _plain_signals as plain
from plumbline.methods.surveillance import signal_ears as ears
from plumbline.methods.surveillance import signal_farrington as farrington
from plumbline.methods.surveillance import signal_weeks as weeks

RANDOM = np.random.default_rng(5)
SERIES = RANDOM.negative_binomial(2, 0.3, (6, 330)).astype(float)
SERIES[1] = RANDOM.poisson(0.2, 330)
SERIES[2] *= np.linspace(1, 4, 330).round()
SERIES[3, 100:110] += 60
SERIES[4] = RANDOM.poisson(30 + 20 * np.sin(np.arange(330) / 8.3))
SERIES[5, :200] = 0
DAYS = [date(2019, 1, 7) + timedelta(weeks=week) for week in range(330)]


def read(shared, name):
    with (shared / "data" / "reference" / name).open(encoding="utf-8") as lines:
        return [(row[0], float(row[1])) for row in list(csv.reader(lines))[1:]]


def test_ears_c1_is_that_of_r(shared):
    known = json.loads((shared / "data" / "reference" / "test_vectors.json").read_text("utf-8"))
    rows = read(shared, "salmNewport_germany_weekly.csv")
    counts = np.array([[n for _, n in rows]])
    first = next(place for place, (day, _) in enumerate(rows) if day.startswith("2011"))
    _, upper = ears.bounds(counts, "ears-c1", alpha=0.05)
    assert upper[0, first - 7:first - 3].round(6).tolist() == known["ears_c1_salmNewport_2011_first4_upper"]


@pytest.mark.parametrize("method", ears.METHODS)
@pytest.mark.parametrize(("baseline", "alpha", "sigma"), [(7, 0.05, 0.0), (3, 0.001, 0.5), (12, 0.025, 2.0)])
def test_ears_is_the_plain_one(method, baseline, alpha, sigma):
    mean, upper = ears.bounds(SERIES, method, alpha=alpha, baseline=baseline, min_sigma=sigma)
    first = ears.history(method, baseline)
    assert mean.shape == upper.shape == (6, 330 - first)
    for row in (0, 2, 4):
        for week in (first, first + 1, 200, 329):
            assert upper[row, week - first] == pytest.approx(
                plain.ears(SERIES[row, :week + 1], method, alpha, baseline, sigma), rel=1e-12)


def test_ears_of_the_newest_week_alone():
    every, newest = (ears.bounds(SERIES, "ears-c3", alpha=0.025, first=first)[1] for first in (None, 329))
    assert newest.shape == (6, 1)
    assert np.array_equal(every[:, -1:], newest, equal_nan=True)


def test_c3_without_any_spread_is_no_number():
    flat = np.full((1, 20), 3.0)
    assert np.isnan(ears.bounds(flat, "ears-c3", alpha=0.025)[1]).all()
    assert not np.isnan(ears.bounds(flat, "ears-c3", alpha=0.025, min_sigma=0.5)[1]).any()


def test_references_are_the_days_that_r_finds():
    # From the tests of R's surveillance.
    days = [date(1990, 6, 7) + timedelta(weeks=week) for week in range(1301)]
    index = {day: place for place, day in enumerate(days)}
    found = weeks.references(index[date(2013, 6, 6)], days, 3, index)
    assert [days[place] for place in found] == [date(2013, 6, 6), date(2012, 6, 7), date(2011, 6, 9), date(2010, 6, 3)]
    assert weeks.references(200, None, 3, {}) == [200, 148, 96, 44]
    assert weeks.references(100, None, 3, {}) is None
    assert weeks.year_before(date(2024, 2, 29), 1) == date(2023, 3, 1)


def test_parts_of_the_year_share_the_weeks_between():
    found = weeks.past([160, 108, 56, 4], 3, 4, 5)
    assert found.places[0] == 1
    assert found.places[-1] == 154
    where = dict(zip(found.places.tolist(), found.groups.tolist(), strict=True))
    assert [where[week] for week in (1, 7, 8, 22, 23, 37, 38, 52, 53, 59)] == [4, 4, 1, 1, 2, 2, 3, 3, 4, 4]
    assert weeks.past([160, 108, 56, 4], 5, 1, 5).places[0] == 0
    assert weeks.past([160, 108, 56, 4], 6, 1, 5) is None
    assert len(weeks.past([160, 108, 56, 4], 3, 1, 3).places) == 21


OPTIONS = [
    farrington.Options(),
    farrington.Options(years=4, periods=10, skip=26, trend_p=1, threshold="nbPlugin", alpha=0.01),
    farrington.Options(years=4, periods=10, skip=26, trend_p=1, threshold="muan"),
    farrington.Options(years=2, half=5, reweight=False, alpha=0.2),
    farrington.Options(years=3, half=2, heavy=1.0, trend_p=0.3, skip=0, threshold="muan"),
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("dated", [True, False])
def test_farrington_is_the_plain_one(options, dated):
    index = {day: place for place, day in enumerate(DAYS)}
    for week in (299, 329):
        places = weeks.references(week, DAYS if dated else None, options.years, index)
        past = weeks.past(places, options.half, options.periods, options.skip)
        found = farrington.judge(SERIES[:, :week + 1], past, options)
        for row, counts in enumerate(SERIES[:, :week + 1]):
            assert found.few[row] == (counts[-4:].sum() < 5)
            told = plain.farrington(counts, past.places, past.groups, past.group, options)
            if told is None:
                assert found.unfitted[row]
            if found.few[row] or found.unfitted[row]:
                assert np.isnan([found.expected[row], found.upper[row]]).all()
                assert not found.alarm[row]
            else:
                assert (found.expected[row], found.upper[row]) == pytest.approx(told[:2], rel=1e-7)
                assert bool(found.alarm[row]) is told[2]


def test_series_judged_together_are_judged_as_alone(monkeypatch):
    past = weeks.past(weeks.references(320, None, 5, {}), 3, 1, 3)
    whole = farrington.judge(SERIES[:, :321], past, OPTIONS[0])
    monkeypatch.setattr(farrington, "AT_ONCE", 4)
    parted = farrington.judge(SERIES[:, :321], past, OPTIONS[0])
    assert np.allclose(whole.upper, parted.upper, rtol=1e-12, equal_nan=True)


@pytest.mark.parametrize(("threshold", "phi", "deviation", "upper", "score"), [
    ("delta", 1.0, 0.2 / 5, 9.1154825, 0.7289546), ("muan", 1.5, np.log(2), 24, 0.4193982),
    ("muan", 1.0, np.log(2), 22, 0.4605347), ("nbPlugin", 1.5, np.log(2), 10, 1.11918153),
    ("nbPlugin", 1.0, np.log(2), 9, 1.27061541),
])
def test_thresholds_are_those_of_r(threshold, phi, deviation, upper, score):
    # The values in the tests of R's surveillance: a mean of 5, alpha 0.05.
    now = 8.0 if threshold == "delta" else 11.0
    found = farrington._bound(np.array([now]), np.log([5.0]), np.array([deviation ** 2]), np.array([phi]),
                              replace(OPTIONS[0], threshold=threshold))
    assert (found[1][0], found[2][0]) == pytest.approx((upper, score), abs=1e-7)


@pytest.mark.parametrize("p", [0.001, 0.05, 0.49, 0.95, 0.999])
def test_quantiles_are_the_smallest_numbers(p):
    from scipy import stats

    mean, phi = np.array([0.01, 0.7, 5.0, 5.0, 300.0, 2e5]), np.array([1.0, 1.3, 1.0, 9.0, 2.0, 40.0])
    wanted = [stats.poisson.ppf(p, m) if f == 1 else stats.nbinom.ppf(p, m / (f - 1), 1 / f)
              for m, f in zip(mean, phi, strict=True)]
    assert farrington.quantile(p, mean, phi).tolist() == wanted
