"""The watch of a day: every rule in force judges the week that is over; each alarm is kept as a signal once, from which
a case follows in which somebody decides."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from django.db import transaction

from plumbline.home import Home
from plumbline.procedures.casework import consequences
from plumbline.procedures.records import save
from plumbline.procedures.surveillance.watch.counting import rows_of
from plumbline.procedures.surveillance.watch.expecting import keep, why
from plumbline.procedures.surveillance.watch.judging import Alarm, JudgedRule, judge
from plumbline.procedures.surveillance.watch.known_events import SIGNAL, KnownEvents, counted_by, known_events
from plumbline.procedures.surveillance.watch.weeks import Group, week_before
from plumbline.records.core import kinds, locks
from plumbline.rulebook.surveillance.watch_files import Watched, in_force

MOST_SERIES = 160
HEX = 8


@dataclass(frozen=True, slots=True)
class Raised:
    """One alarm of the day under the ``number`` of its signal; ``new``: it was not kept before."""

    number: str
    rule: Watched
    alarm: Alarm
    known: KnownEvents
    new: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """The watch of a day: what each rule said of the ``week``, and the alarms."""

    on: date
    week: date
    rules: tuple[JudgedRule, ...]
    raised: tuple[Raised, ...]

    @property
    def false_alarms(self) -> float:
        """How many alarms are to be expected by chance, over all rules."""
        return math.fsum(each.false_alarms for each in self.rules)


def number_of(rule: Watched, group: Group, week: date) -> str:
    """The number of the signal of a series in a week: the same whenever it is asked for."""
    year, of_year, _ = week.isocalendar()
    mark = sha256("\x1f".join((*group.values, group.region)).encode()).hexdigest()[:HEX]
    return f"{rule.id}-{year}W{of_year:02d}-{mark}"


def watch(home: Home, *, on: date, at: datetime) -> Watch:
    """Judge the week before ``on``, and keep what stands out. Done again for the same week, it keeps what is new alone:
    a signal that was decided on is left as it is. :raises RulebookError: for a rule that names what there is not."""
    week = week_before(on)
    rules = tuple(judge(series, week) for plan in in_force(home, on) for series in plan.series)
    if any(each.alarms for each in rules):
        consequences.run(home, at=at)  # else what follows from signals would begin after these
    keep(home, on, week, rules)
    raised = tuple(_raise(rule, alarm, on, at) for rule in rules for alarm in rule.alarms)
    if any(each.new for each in raised):
        consequences.run(home, at=at)
    return Watch(on, week, rules, raised)


def _raise(rule: JudgedRule, alarm: Alarm, on: date, at: datetime) -> Raised:
    of, group = rule.rule, alarm.group
    number = number_of(of, group, rule.week)
    known = known_events(of, group, rule.week, list(rows_of(of, group, rule.week)))
    with transaction.atomic():
        locks.record(SIGNAL, number)
        new = not kinds.get(SIGNAL).model.objects.filter(number=number).exists()
        if new:
            values = dict(zip(of.by, group.values, strict=True))
            save.keep(SIGNAL, {
                "number": number, "series": title_of(group)[:MOST_SERIES], "rule": of.id, "of_kind": of.kind,
                "counted_by": counted_by(of, group), "week": rule.week, "method": of.method,
                "alpha": Decimal(str(of.alpha)).quantize(Decimal("0.000001")), "found_on": on,
                "reports": alarm.reports, "expected": _rounded(alarm.expected, "0.01"),
                "upper": _rounded(alarm.upper, "0.01"), "known": known.reports, "known_by": known.told or None,
                "judged": rule.judged, "false_alarms": _rounded(rule.false_alarms, "0.001"),
                "product": values.get("product"), "region": group.region}, at=at)
    return Raised(number, of, alarm, known, new)


def title_of(group: Group) -> str:
    """What a series counts, in the words of its records."""
    return " · ".join(group.values)


def _rounded(value: float, places: str) -> Decimal:
    return max(Decimal(0), Decimal(repr(value))).quantize(Decimal(places))


def document(of: Watch) -> dict[str, object]:
    """A watch as a document."""
    return {
        "on": of.on.isoformat(), "week": of.week.isoformat(), "false_alarms": round(of.false_alarms, 6),
        "rules": [{"id": each.rule.id, "title": each.rule.title.as_dict(), "method": each.rule.method,
                   "alpha": each.rule.alpha, "size": each.size, "judged": each.judged, "too_short": each.short,
                   "alarms": len(each.alarms), "false_alarms": round(each.false_alarms, 6)} for each in of.rules],
        "signals": [{"number": each.number, "rule": each.rule.id, "series": title_of(each.alarm.group),
                     "region": each.alarm.group.region, "reports": each.alarm.reports,
                     "expected": each.alarm.expected, "upper": each.alarm.upper, "known": each.known.reports,
                     "known_by": [{"kind": event.kind, "key": list(event.key), "reports": event.reports}
                                  for event in each.known.events],
                     "why": why(each.alarm.reports, each.alarm.expected, each.alarm.upper).as_dict(),
                     "new": each.new} for each in of.raised]}
