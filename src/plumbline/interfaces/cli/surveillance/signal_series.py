"""A series as it was given, judged week by week."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from plumbline.interfaces.cli.surveillance import plan_values as values
from plumbline.methods.surveillance import signal_ears as ears
from plumbline.methods.surveillance import signal_farrington as farrington
from plumbline.methods.surveillance import signal_farrington_1996 as original
from plumbline.methods.surveillance import signal_weeks as weeks
from plumbline.procedures.surveillance import signal_tables
from plumbline.procedures.surveillance.signal_tables import MOST_COUNT
from plumbline.text import Text

FARRINGTON, ORIGINAL = "farrington", "farrington-1996"
METHODS = (*ears.METHODS, FARRINGTON, ORIGINAL)
HEAVY = {FARRINGTON: 2.58, ORIGINAL: 1.0}
MOST_WEEKS, MOST_YEARS, MOST_HALF = 10_000, 50, 25


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were written."""

    method: str
    alpha: str
    baseline: str
    min_sigma: str
    b: str
    w: str
    periods: str
    threshold: str
    reweight: bool
    weights_threshold: str
    skip: str
    trend_p: str
    power: str = "2/3"
    encoding: str = ""


def judged(file: Path, asked: Asked) -> dict[str, Any]:
    """The document of a series. :raises PlumblineError: for options and files that are none."""
    method = values.choice("method", asked.method, METHODS)
    if method == FARRINGTON:
        options = _options(asked)
        found = signal_tables.series(file, weekly=True, encoding=asked.encoding)
        points = _farrington(found.counts, found.days, options)
        params: dict[str, Any] = {
            "alpha": options.alpha, "b": options.years, "w": options.half, "periods": options.periods,
            "threshold": options.threshold, "reweight": options.reweight, "weights_threshold": options.heavy,
            "skip": options.skip, "trend_p": options.trend_p, "limit": [farrington.FEW, farrington.OF_WEEKS]}
    elif method == ORIGINAL:
        plain = _original_options(asked)
        found = signal_tables.series(file, weekly=True, encoding=asked.encoding)
        points = _original(found.counts, found.days, plain)
        params = {"alpha": plain.alpha, "b": plain.years, "w": plain.half, "power": plain.power,
                  "reweight": plain.reweight, "weights_threshold": plain.heavy, "trend_p": plain.trend_p,
                  "limit": [farrington.FEW, farrington.OF_WEEKS]}
    else:
        alpha = _alpha(asked.alpha, ears.ALPHA[method])
        baseline = values.whole("baseline", asked.baseline, ears.LEAST_BASELINE, MOST_WEEKS)
        sigma = values.number("min-sigma", asked.min_sigma, 0, MOST_COUNT)
        found = signal_tables.series(file, weekly=False, encoding=asked.encoding)
        points = _ears(found.counts, method, alpha, baseline, sigma)
        params = {"alpha": alpha, "baseline": baseline, "min_sigma": sigma}
    weeks_told = [{"week": week, "n": int(n), **point}
                  for week, n, point in zip(found.said, found.counts, points, strict=True)]
    return found.table.told({"method": method, "params": params, "points": weeks_told})


def _options(asked: Asked) -> farrington.Options:
    half = values.whole("w", asked.w, 0, MOST_HALF)
    return farrington.Options(
        alpha=_alpha(asked.alpha, 0.05), years=values.whole("b", asked.b, 1, MOST_YEARS), half=half,
        periods=values.whole("periods", asked.periods, 1, weeks.YEAR - 2 * half),
        skip=values.whole("skip", asked.skip, 0, MOST_WEEKS) if asked.skip.strip() else half,
        threshold=values.choice("threshold", asked.threshold, farrington.THRESHOLDS), reweight=asked.reweight,
        heavy=_heavy(asked.weights_threshold, FARRINGTON), trend_p=values.number("trend-p", asked.trend_p, 0, 1))


def _original_options(asked: Asked) -> original.Options:
    return original.Options(
        alpha=_alpha(asked.alpha, 0.05), years=values.whole("b", asked.b, 1, MOST_YEARS),
        half=values.whole("w", asked.w, 0, MOST_HALF),
        power=values.choice("power", asked.power, tuple(original.POWERS)), reweight=asked.reweight,
        heavy=_heavy(asked.weights_threshold, ORIGINAL), trend_p=values.number("trend-p", asked.trend_p, 0, 1))


def _heavy(given: str, method: str) -> float:
    return values.number("weights-threshold", given, 0, values.MOST) if given.strip() else HEAVY[method]


def _alpha(given: str, usual: float) -> float:
    return values.number("alpha", given, 0, 1, open_ends=True) if given.strip() else usual


def _ears(counts: Any, method: str, alpha: float, baseline: int, sigma: float) -> list[dict[str, Any]]:
    first = ears.history(method, baseline)
    early = Text(f"Too little history: {method} needs {first} weeks before this one.",
                 f"历史数据不足：{method}需要此前{first}周的数据。")
    points = [_point(None, None, None, early)] * min(first, len(counts))
    if len(counts) > first:
        expected, upper = ears.bounds(counts[None, :], method, alpha=alpha, baseline=baseline, min_sigma=sigma)
        for n, mean, bound in zip(counts[first:], expected[0], upper[0], strict=True):
            if math.isfinite(bound):
                points.append(_point(float(mean), float(bound), bool(n > bound), _compared(n, float(bound), n > bound)))
            else:
                points.append(_point(float(mean), None, None, Text(
                    "The weeks before all had the same count: there is no spread to measure by. Set --min-sigma.",
                    "此前各周数值相同，无法衡量波动。请设定--min-sigma。")))
    return points


def _farrington(counts: Any, days: list[date] | None, options: farrington.Options) -> list[dict[str, Any]]:
    index = {day: place for place, day in enumerate(days or [])}
    early = Text(f"Too little history: {options.years} years and {options.half} weeks before this week are needed.",
                 f"历史数据不足：需要本周之前{options.years}年零{options.half}周的数据。")
    points = []
    for week in range(len(counts)):
        places = None
        if week >= weeks.YEAR * options.years + options.half:
            places = weeks.references(week, days, options.years, index)
        past = weeks.past(places, options.half, options.periods, options.skip) if places else None
        found = farrington.judge(counts[None, :week + 1], past, options) if past and len(past.places) else None
        points.append(_judged(counts[week], found, early))
    return points


def _original(counts: Any, days: list[date] | None, options: original.Options) -> list[dict[str, Any]]:
    index = {day: place for place, day in enumerate(days or [])}
    early = Text(f"Too little history: {options.years} years before this week are needed.",
                 f"历史数据不足：需要本周之前{options.years}年的数据。")
    points = []
    for week in range(len(counts)):
        places = original.windows(week, days, index, options) if week >= original.first(options) else None
        found = None
        if places is not None and len(places):
            found = original.judge(counts[None, :week + 1], places, options)
        points.append(_judged(counts[week], found, early))
    return points


def _judged(n: float, found: farrington.Judged | None, early: Text) -> dict[str, Any]:
    """The point of a week; ``found`` is None where the series reaches back too little."""
    if found is None:
        return _point(None, None, None, early)
    if found.few[0]:
        return _point(None, None, False, Text(
            f"Fewer than {farrington.FEW} in {farrington.OF_WEEKS} weeks: too few to tell.",
            f"{farrington.OF_WEEKS}周内不足{farrington.FEW}例，不作判断。"))
    if found.unfitted[0]:
        return _point(None, None, None, Text("No model fits the past weeks, with a trend or without.",
                                             "无论是否含趋势项，模型均无法拟合以往各周。"))
    bound, alarm = float(found.upper[0]), bool(found.alarm[0])
    return _point(float(found.expected[0]), bound, alarm, _compared(n, bound, alarm))


def _point(expected: float | None, upper: float | None, alarm: bool | None, why: Text) -> dict[str, Any]:
    return {"expected": expected, "upper": upper, "alarm": alarm, "why": why.as_dict()}


def _compared(n: float, bound: float, alarm: bool) -> Text:
    if alarm:
        return Text(f"{n:.0f} is above the bound of {bound:.2f}.", f"{n:.0f}高于上限{bound:.2f}。")
    return Text(f"{n:.0f} is not above the bound of {bound:.2f}.", f"{n:.0f}未超过上限{bound:.2f}。")
