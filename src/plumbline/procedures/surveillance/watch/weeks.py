"""Weeks of reports, and which reports a series counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Group:
    """Which reports a series counts: those with these ``values`` of the rule's fields, in ``region``."""

    values: tuple[str, ...]
    region: str


def monday_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def week_before(on: date) -> date:
    """The Monday of the last week that is over on a day."""
    return monday_of(on) - WEEK
