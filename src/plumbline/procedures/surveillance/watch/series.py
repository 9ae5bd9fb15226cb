"""The series of a signal as it is now: its weeks, the records that make the one that stood out, and what of them is
known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.home import Home
from plumbline.procedures.surveillance.watch.counting import count, rows_of
from plumbline.procedures.surveillance.watch.judging import bounds_by_week
from plumbline.procedures.surveillance.watch.known_events import KnownEvents, known_events, values_of
from plumbline.procedures.surveillance.watch.weeks import Group
from plumbline.rulebook.surveillance.watch_files import Watched, in_force

WEEKS, MOST_ROWS = 16, 200


@dataclass(frozen=True, slots=True)
class SeriesOfSignal:
    """The ``rule`` of a signal; its last ``weeks`` (Monday, reports, upper bound); the records (``rows``) of its week,
    and whether there are ``more``; the ``known`` events of these."""

    rule: Watched
    weeks: list[tuple[date, int, float | None]]
    rows: list[Any]
    more: bool
    known: KnownEvents


def of_signal(home: Home, row: Any, on: date) -> SeriesOfSignal | None:
    """The series of the signal ``row``; None where no rule in force counts it any more."""
    rules = [each for plan in in_force(home, on) for each in plan.series if each.id == row.rule]
    if not rules or row.week is None:
        return None
    rule, values = rules[0], values_of(row.counted_by)
    if set(values) != set(rule.by):
        return None
    group = Group(tuple(values[name] for name in rule.by), row.region)
    rows = list(rows_of(rule, group, row.week)[:MOST_ROWS + 1])
    counted = count(rule, row.week)
    weeks = bounds_by_week(rule, counted, group, WEEKS) if group in counted.groups else []
    return SeriesOfSignal(rule, weeks, rows[:MOST_ROWS], len(rows) > MOST_ROWS, known_events(
        rule, group, row.week, rows[:MOST_ROWS]))

