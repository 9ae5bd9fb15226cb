"""Signals: EBGM over 10 M reports; EARS and Farrington for the newest week of 100,000 series of five years.

The reports are of 4,000 products and 1,500 events drawn by a law of Zipf's shape; the series negative binomial with a
yearly wave. References: counting with Python's sets and halving each quantile, one week of one series at a time by an
orthogonal decomposition, on a part of each, and what that would take for the whole.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks import _measure, _plain_signals
from benchmarks._lines import Growth, Line
from plumbline.methods.surveillance import signal_counts, signal_ears, signal_farrington, signal_gps, signal_weeks

QUICK = {"reports": 200_000, "series": 2_000, "plain_reports": 5_000, "plain_series": 4}
SIZE = ("reports", "series")
_ONE = "one week of one series at a time, reckoned for all"
LINES = (
    Line("EBGM of reports", ("pairs", "cpu_seconds"), most=20, absolute=True),
    *(Line(f"the newest week of each series: {what}", (name, "cpu_seconds"), _ONE,
           (name, "reference", "seconds_for_all"), most=60, absolute=True) for what, name in (
        ("EARS", "ears"), ("Farrington", "farrington"), ("Farrington with ten periods", "farrington_10_periods"))),
)
GROWTH = (Growth("series", 3_000, {"reports": 50_000, "plain_series": 2, "plain_reports": 1_000}, (
    "the newest week of each series: Farrington",)),)
PRODUCTS, EVENTS = 4_000, 1_500
WEEKS = 52 * 5 + 8
"""Five years, and what the windows need before them."""
OPTIONS = signal_farrington.Options()
MANY_PERIODS = replace(OPTIONS, years=4, periods=10, skip=26, trend_p=1.0, threshold="nbPlugin")


def run(reports: int = 10_000_000, series: int = 100_000, plain_reports: int = 20_000,
        plain_series: int = 40) -> dict[str, Any]:
    """Seconds and processor seconds of each method, and of its reference for as much."""
    random = np.random.default_rng(11)
    pairs = _pairs(random, reports, plain_reports)
    counts = _series(random, series)
    return {"name": "signals", "reports": reports, "series": series, "pairs": pairs,
            "ears": _ears(counts, plain_series), "farrington": _farrington(counts, OPTIONS, plain_series),
            "farrington_10_periods": _farrington(counts, MANY_PERIODS, plain_series),
            "targets": {"pairs_seconds": 20, "series_seconds": 60}, "load": os.getloadavg()[0],
            "machine": _measure.machine()}


def _pairs(random: Any, reports: int, part: int) -> dict[str, Any]:
    ids = np.arange(reports, dtype=np.int64)
    one, two = (_zipf(random, size, reports) for size in (PRODUCTS, EVENTS))
    began, worked = time.perf_counter(), time.process_time()
    found = signal_counts.count(ids, one, two)
    counted = time.perf_counter() - began
    theta = signal_gps.estimate(found.n, found.expected)
    fitted = time.perf_counter() - began - counted
    signal_gps.scores(found.n, found.expected, theta)
    taken = {"seconds": round(time.perf_counter() - began, 2), "cpu_seconds": round(time.process_time() - worked, 2),
             "counted_seconds": round(counted, 2), "fitted_seconds": round(fitted, 2), "different": len(found.n)}
    began = time.perf_counter()
    rows = list(zip(*(each[:part].tolist() for each in (ids, one, two)), strict=True))
    plain = _plain_signals.counted(rows)
    for n, _, _, _, expected in list(plain.values())[:200]:
        _plain_signals.quantile(0.05, n, expected, theta)
    return taken | {"reference": {"what": f"sets of {part:,} reports, and 200 quantiles by halving",
                                  "seconds": round(time.perf_counter() - began, 2)}}


def _zipf(random: Any, size: int, many: int) -> Any:
    chances = 1 / np.arange(1, size + 1) ** 0.9
    codes = random.choice(size, many, p=chances / chances.sum())
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def _series(random: Any, many: int) -> Any:
    level = random.gamma(2, 3, (many, 1))
    wave = 1 + 0.4 * np.sin(np.arange(WEEKS) * 2 * np.pi / 52)
    return random.poisson(level * wave * random.gamma(4, 0.25, (many, WEEKS))).astype(float)


def _ears(counts: Any, part: int) -> dict[str, Any]:
    def every() -> None:
        for method in signal_ears.METHODS:
            signal_ears.bounds(counts, method, alpha=0.01, first=WEEKS - 1)

    return _taken(every) | {"reference": _reference(
        lambda: [_plain_signals.ears(row, method, 0.01, 7) for row in counts[:part] for method in signal_ears.METHODS],
        part, len(counts))}


def _farrington(counts: Any, options: signal_farrington.Options, part: int) -> dict[str, Any]:
    places = signal_weeks.references(WEEKS - 1, None, options.years, {})
    assert places is not None
    past = signal_weeks.past(places, options.half, options.periods, options.skip)
    assert past is not None
    return _taken(lambda: signal_farrington.judge(counts, past, options)) | {"reference": _reference(
        lambda: [_plain_signals.farrington(row, past.places, past.groups, past.group, options)
                 for row in counts[:part]], part, len(counts))}


def _taken(act: Any) -> dict[str, Any]:
    began, worked = time.perf_counter(), time.process_time()
    act()
    return {"seconds": round(time.perf_counter() - began, 2), "cpu_seconds": round(time.process_time() - worked, 2)}


def _reference(act: Any, part: int, whole: int) -> dict[str, Any]:
    began = time.perf_counter()
    act()
    taken = time.perf_counter() - began
    return {"what": f"one at a time, {part} of {whole:,}", "seconds": round(taken, 2),
            "seconds_for_all": round(taken / part * whole)}
