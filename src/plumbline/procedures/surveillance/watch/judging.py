"""One week of every series of a rule, judged by its method; and how many false alarms that lets expect."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from plumbline.methods.surveillance import signal_ears as ears
from plumbline.methods.surveillance import signal_false_alarms as false_alarms
from plumbline.methods.surveillance import signal_farrington as farrington
from plumbline.methods.surveillance import signal_weeks as weeks
from plumbline.procedures.surveillance.watch.counting import FARRINGTON, Counted, Numbers, count
from plumbline.procedures.surveillance.watch.weeks import Group
from plumbline.rulebook.surveillance.watch_files import Watched

EXACT = ("ears-c1", "ears-c2")
Flags: TypeAlias = npt.NDArray[np.bool_]
Bounds: TypeAlias = Callable[[Numbers], tuple[Numbers, Numbers]]
"""Of rows of counts what was to be expected in the last week, and the upper bound."""

@dataclass(frozen=True, slots=True)
class Alarm:
    """A series with more reports in the week than its upper bound."""

    group: Group
    reports: int
    expected: float
    upper: float


@dataclass(frozen=True, slots=True)
class JudgedRule:
    """What a rule says of a week: how many series of each region were judged (``by_region``), how many of them are
    to be expected to be an alarm where nothing is the matter (``expected``), and its ``alarms``. ``size``: how much
    more than Poisson its reports vary (None: no more). ``short``: too few weeks are known to judge any."""

    rule: Watched
    week: date
    by_region: Mapping[str, int]
    short: bool
    alarms: tuple[Alarm, ...]
    expected: Mapping[str, float] = field(default_factory=dict)
    size: float | None = None

    @property
    def judged(self) -> int:
        """How many series were judged."""
        return sum(self.by_region.values())

    @property
    def false_alarms(self) -> float:
        """How many of its series are an alarm by chance in such a week, where nothing is the matter."""
        return math.fsum(self.expected.values())


def judge(of: Watched, week: date) -> JudgedRule:
    """Judge the ``week`` of every series of a rule. A series is judged if its method gives it a bound."""
    counted = count(of, week)
    bounds_of = _farrington(of, counted) if of.method == FARRINGTON else _ears(of, counted)
    if bounds_of is None:
        return JudgedRule(of, week, {}, True, ())
    expected, upper = bounds_of(counted.counts)
    known, now = np.isfinite(upper), counted.counts[:, -1]
    over = np.flatnonzero(_over(of, counted.counts, upper))
    alarms = tuple(Alarm(counted.groups[place], int(now[place]), float(expected[place]), float(upper[place]))
                   for place in over)
    regions = Counter(counted.groups[place].region for place in np.flatnonzero(known))
    chances, size = _chances(of, counted.counts, bounds_of)
    by_chance: dict[str, list[float]] = {}
    for group, chance in zip(counted.groups, chances, strict=True):
        by_chance.setdefault(group.region, []).append(float(chance))
    to_expect = {region: math.fsum(found) for region, found in by_chance.items()}
    return JudgedRule(of, week, regions, False, alarms, to_expect, size)


def _over(of: Watched, counts: Numbers, upper: Numbers) -> Flags:
    """Which series are an alarm in their last week."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.isfinite(upper) & (counts[:, -1] > upper) & (counts[:, -1] >= of.minimum))


def _chances(of: Watched, counts: Numbers, bounds_of: Bounds) -> tuple[Numbers, float | None]:
    """The chance of each series to be a false alarm, and how much more than Poisson reports vary. The week that is
    judged says nothing of that: what stands out in it would make itself usual."""
    if not len(counts):
        return np.zeros(0), None
    size = false_alarms.size_of(counts[:, :-1])
    if of.method not in EXACT:
        return false_alarms.drawn(counts, lambda rows: _over(of, rows, bounds_of(rows)[1]), size=size), size
    totals = counts[:, :of.baseline].sum(axis=1) + counts[:, -1]
    return false_alarms.chances(totals, alpha=of.alpha, baseline=of.baseline, min_sigma=of.min_sigma,
                                minimum=of.minimum, size=size), size


def bounds_by_week(of: Watched, counted: Counted, group: Group, last: int) -> list[tuple[date, int, float | None]]:
    """The ``last`` weeks of one series: the Monday, the reports, and the upper bound of EARS, None where there is
    none."""
    place = counted.groups.index(group)
    counts = counted.counts[place]
    upper: dict[int, float] = {}
    need = ears.history(of.method, of.baseline) if of.method != FARRINGTON else len(counts)
    if len(counts) > need:
        found = ears.bounds(counts[None, :], of.method, alpha=of.alpha, baseline=of.baseline, min_sigma=of.min_sigma)
        upper = {need + at: float(bound) for at, bound in enumerate(found[1][0]) if np.isfinite(bound)}
    return [(counted.days[at], int(counts[at]), upper.get(at))
            for at in range(max(0, len(counts) - last), len(counts))]


def _ears(of: Watched, counted: Counted) -> Bounds | None:
    need = ears.history(of.method, of.baseline)
    if len(counted.days) <= need:
        return None

    def bounds(counts: Numbers) -> tuple[Numbers, Numbers]:
        if not len(counts):
            return np.zeros(0), np.zeros(0)
        expected, upper = ears.bounds(counts, of.method, alpha=of.alpha, baseline=of.baseline,
                                      min_sigma=of.min_sigma, first=len(counted.days) - 1)
        return expected[:, -1], upper[:, -1]

    return bounds


def _farrington(of: Watched, counted: Counted) -> Bounds | None:
    days = list(counted.days)
    places = weeks.references(len(days) - 1, days, of.years, {day: at for at, day in enumerate(days)})
    past = weeks.past(places, of.half, 1, of.half) if places else None
    if past is None or not len(past.places):
        return None

    def bounds(counts: Numbers) -> tuple[Numbers, Numbers]:
        if not len(counts):
            return np.zeros(0), np.zeros(0)
        found = farrington.judge(counts, past, farrington.Options(
            alpha=of.alpha, years=of.years, half=of.half, skip=of.half))
        return found.expected, found.upper

    return bounds
