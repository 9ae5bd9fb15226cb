"""Working days: when a term of so many of them ends.

The day on which a term begins does not count (民法典, article 201); a working day is one on which offices work: Monday
to Friday, but for the days off and the weekends worked instead that a calendar names. What no calendar has announced
yet is taken to be Monday to Friday, and a day that rests on it is *provisional*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from plumbline.errors import MethodError
from plumbline.text import Text

SATURDAY = 5
MOST = 10_000
"""Working days of one term: some forty years. A longer one is a slip of the finger."""
ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class YearDays:
    """Where one year differs from Monday to Friday: its days ``off``, and the weekend days that are ``worked``."""

    off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a country, by year, as far as they have been announced."""

    id: str
    years: Mapping[int, YearDays] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether ``day`` is a working day, as far as is known."""
        known = self.years.get(day.year)
        if known is not None:
            if day in known.off:
                return False
            if day in known.worked:
                return True
        return day.weekday() < SATURDAY

    def announced(self, first: date, last: date) -> bool:
        """Whether the days off of every year from ``first`` to ``last`` are known."""
        return all(year in self.years for year in range(first.year, last.year + 1))


@dataclass(frozen=True, slots=True)
class Due:
    """The last ``day`` of a term. ``provisional``: days off that are not announced yet may move it."""

    day: date
    provisional: bool = False


def after(calendar: Calendar, start: date, working_days: int) -> Due:
    """The last day of a term of ``working_days`` that begins on ``start``, which is day 0.

    :raises MethodError: for a negative number of days, too many of them, or a day beyond the calendar of the world.
    """
    _within(working_days)
    day, left = start, working_days
    try:
        while left:
            day += ONE
            left -= calendar.works(day)
    except OverflowError:
        raise _too_late(start) from None
    return Due(day, working_days > 0 and not calendar.announced(start + ONE, day))


def days_after(calendar: Calendar, start: date, days: int) -> Due:
    """The last day of a term of ``days`` calendar days that begins on ``start``, which is day 0. Where it falls on a
    day off, the term ends on the next working day (民法典, article 203).

    :raises MethodError: as :func:`after`.
    """
    _within(days)
    try:
        day = start + timedelta(days=days)
        while not calendar.works(day):
            day += ONE
    except OverflowError:
        raise _too_late(start) from None
    return Due(day, not calendar.announced(start + timedelta(days=days), day))


def _within(days: int) -> None:
    if not 0 <= days <= MOST:
        raise MethodError("deadline.days", Text(f"a term has from 0 to {MOST:,} days, not {days:,}",
                                                f"期限应为0至{MOST:,}日，不能是{days:,}日"),
                          next_step=Text("Check the number", "请核对数字"))


def _too_late(start: date) -> MethodError:
    return MethodError("deadline.beyond", Text("the term would end after the year 9999", "期限将晚于9999年"),
                       where=start.isoformat(), next_step=Text("Check the day it begins on", "请核对起始日"))
