"""One week of every series of a rule, judged by its method; and how many false alarms that lets expect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import special

from plumbline.methods.surveillance import signal_ears as ears
from plumbline.methods.surveillance import signal_farrington as farrington
from plumbline.methods.surveillance import signal_weeks as weeks
from plumbline.procedures.surveillance.watch.counting import FARRINGTON, Counted, Numbers, count
from plumbline.procedures.surveillance.watch.weeks import Group
from plumbline.rulebook.surveillance.watch_files import Watched


@dataclass(frozen=True, slots=True)
class Alarm:
    """A series with more reports in the week than its upper bound."""

    group: Group
    reports: int
    expected: float
    upper: float


@dataclass(frozen=True, slots=True)
class JudgedRule:
    """What a rule says of a week: how many series of each region were judged (``by_region``), and its ``alarms``.
    ``short``: too few weeks are known to judge any."""

    rule: Watched
    week: date
    by_region: Mapping[str, int]
    short: bool
    alarms: tuple[Alarm, ...]

    @property
    def judged(self) -> int:
        """How many series were judged."""
        return sum(self.by_region.values())

    @property
    def false_alarms(self) -> float:
        """How many of its series are an alarm by chance in a week, where nothing is the matter: each by ``alpha``."""
        return self.rule.alpha * self.judged

    @property
    def chance(self) -> float:
        """The chance of a false alarm of one series with so short a baseline: EARS takes the standard deviation of a
        few weeks for the true one, so that n - mean over it follows Student's t with one less degrees of freedom, wider
        by sqrt(1 + 1/baseline). For counts that are normal; of other methods it is ``alpha``."""
        if self.rule.method not in ("ears-c1", "ears-c2"):
            return self.rule.alpha
        z, weeks = -float(special.ndtri(self.rule.alpha)), self.rule.baseline
        return float(special.stdtr(weeks - 1, -z / np.sqrt(1 + 1 / weeks)))


def judge(of: Watched, week: date) -> JudgedRule:
    """Judge the ``week`` of every series of a rule. A series is judged if its method gives it a bound."""
    counted = count(of, week)
    bounds = _farrington(of, counted) if of.method == FARRINGTON else _ears(of, counted)
    if bounds is None:
        return JudgedRule(of, week, {}, True, ())
    expected, upper = bounds
    known, now = np.isfinite(upper), counted.counts[:, -1]
    with np.errstate(invalid="ignore"):
        over = np.flatnonzero(known & (now > upper) & (now >= of.minimum))
    alarms = tuple(Alarm(counted.groups[place], int(now[place]), float(expected[place]), float(upper[place]))
                   for place in over)
    regions = Counter(counted.groups[place].region for place in np.flatnonzero(known))
    return JudgedRule(of, week, regions, False, alarms)


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


def _ears(of: Watched, counted: Counted) -> tuple[Numbers, Numbers] | None:
    need = ears.history(of.method, of.baseline)
    if len(counted.days) <= need:
        return None
    if not counted.groups:
        return np.zeros(0), np.zeros(0)
    expected, upper = ears.bounds(counted.counts, of.method, alpha=of.alpha, baseline=of.baseline,
                                  min_sigma=of.min_sigma, first=len(counted.days) - 1)
    return expected[:, -1], upper[:, -1]


def _farrington(of: Watched, counted: Counted) -> tuple[Numbers, Numbers] | None:
    days = list(counted.days)
    places = weeks.references(len(days) - 1, days, of.years, {day: at for at, day in enumerate(days)})
    past = weeks.past(places, of.half, 1, of.half) if places else None
    if past is None or not len(past.places):
        return None
    if not counted.groups:
        return np.zeros(0), np.zeros(0)
    found = farrington.judge(counted.counts, past, farrington.Options(
        alpha=of.alpha, years=of.years, half=of.half, skip=of.half))
    return found.expected, found.upper
