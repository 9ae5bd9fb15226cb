"""The assessment year: the calendar year, or one that begins on another day (国办发〔2013〕47号, article 3: 1 July)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from plumbline.errors import MethodError
from plumbline.methods.shared.periods import Period, no_such_day, parse
from plumbline.text import UNSAID, Text

CALENDAR = "calendar"
_RULE = re.compile(r"([0-9]{2})-([0-9]{2})\.\.([0-9]{2})-([0-9]{2})")
_LABEL = re.compile(r"([0-9]{4})(?:-([0-9]{2}|[0-9]{4}))?")


@dataclass(frozen=True, slots=True)
class AssessmentYear:
    """A year that begins on ``month``-``day``. A year that is not the calendar's is named after the two it lies in."""

    month: int = 1
    day: int = 1

    @classmethod
    def of(cls, rule: str) -> AssessmentYear:
        """From ``calendar`` or ``07-01..06-30``. :raises MethodError: if that is not a whole year."""
        if rule == CALENDAR:
            return cls()
        match = _RULE.fullmatch(rule)
        if not match:
            raise _no_year_rule(rule, next_step=Text("Write calendar, or 07-01..06-30",
                                                     "请写成calendar，或07-01..06-30"))
        month, day, to_month, to_day = (int(group) for group in match.groups())
        try:
            first, last = date(2001, month, day), date(2001, to_month, to_day)
        except ValueError as error:
            raise _no_year_rule(rule, no_such_day(error)) from error
        after = last + timedelta(days=1)
        if (after.month, after.day) != (first.month, first.day):
            raise MethodError("period.not_whole_year", Text(f"'{rule}' is not one whole year",
                                                            f"“{rule}”不满或超过一年"),
                              next_step=Text("End it the day before it begins again", "请止于下一年度开始的前一日"))
        return cls(month, day)

    @property
    def calendar(self) -> bool:
        """Whether it is the calendar year."""
        return (self.month, self.day) == (1, 1)

    def label(self, year: str) -> str:
        """The year's one name: ``2013``; ``2013-14`` where it lies in two. ``2013`` alone is then the year in which it
        begins. :raises MethodError: for anything else."""
        match = _LABEL.fullmatch(year)
        first = int(match[1]) if match else 0
        second = match[2] if match else None
        fits = second is None or (not self.calendar and f"{first + 1:04d}".endswith(second))
        if not first or not fits:
            form = "2013" if self.calendar else "2013-14"
            raise _no_year(year, next_step=Text(f"Write {form}, say", f"例如填写{form}"))
        return f"{first:04d}" if self.calendar else f"{first:04d}-{(first + 1) % 100:02d}"

    def period(self, year: str) -> Period:
        """The days of the year. :raises MethodError: for something that is not a year."""
        first = int(self.label(year)[:4])
        if self.calendar:
            return parse(f"{first:04d}")
        try:
            start = date(first, self.month, self.day)
            end = date(first + 1, self.month, self.day) - timedelta(days=1)
        except ValueError as error:
            raise _no_year(year, no_such_day(error)) from error
        if self.day == 1:
            return parse(f"{start.isoformat()[:7]}..{end.isoformat()[:7]}")
        return parse(f"{start}..{end}")


def _no_year_rule(rule: str, why: Text = UNSAID, next_step: Text = UNSAID) -> MethodError:
    return MethodError("period.no_year_rule", Text(f"'{rule}' is no assessment year", f"“{rule}”不是考核年度的写法"),
                       why=why, next_step=next_step)


def _no_year(year: str, why: Text = UNSAID, next_step: Text = UNSAID) -> MethodError:
    return MethodError("period.not_assessment_year", Text(
        f"'{year}' is not an assessment year of this scheme", f"“{year}”不是该方案的考核年度"),
                       why=why, next_step=next_step)
