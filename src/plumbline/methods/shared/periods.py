"""Periods of time as people write them, and the periods they are compared with.

``2013``, ``2013-Q1``, ``2013-07``, ``2013-07..2014-06`` and ``2013-07-15..2014-06-30``. Both ends belong to the period:
an assessment year "1 July to 30 June" is ``2013-07..2014-06``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from plumbline.errors import MethodError
from plumbline.text import Text

_FORMS = Text("Write 2013, 2013-Q1, 2013-07, 2013-07..2014-06 or 2013-07-15..2014-06-30",
              "请写成2013、2013-Q1、2013-07、2013-07..2014-06或2013-07-15..2014-06-30")
NO_FORM = Text("It has none of the known forms", "不符合任何已知写法")
_PERIOD, _A_YEAR = Text("period", "期间"), Text("year", "年份")
_YEAR = re.compile(r"([0-9]{4})")
_QUARTER = re.compile(r"([0-9]{4})-Q([0-9]+)")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_MONTHS = re.compile(r"([0-9]{4})-([0-9]{2})\.\.([0-9]{4})-([0-9]{2})")
_DAYS = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\.\.([0-9]{4})-([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to ``last``, both included, under the text that names them."""

    text: str
    first: date
    last: date

    def __str__(self) -> str:
        return self.text

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def not_period(text: str, why: Text, next_step: Text = _FORMS) -> MethodError:
    """That ``text`` names no period."""
    return MethodError("period.not_period", Text(f"'{text}' is not a period", f"“{text}”不是期间"), why=why,
                       next_step=next_step)


def no_such_day(error: ValueError) -> Text:
    """Why the calendar refuses a day."""
    return Text(str(error).capitalize(), "日历中没有这一天")


def _none_before(period: Period, what: Text) -> MethodError:
    return MethodError("period.none_before", Text(f"there is no {what.en} before {period.text}",
                                                  f"{period.text}之前没有{what.zh}"),
                       why=Text("Years begin with 0001", "年份从0001起"))


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _months(text: str, first: int, last: int) -> Period:
    """A period of whole months, each month counted from year 0 (year * 12 + month - 1)."""
    start = date(first // 12, first % 12 + 1, 1)
    return Period(text, start, _month_end(last // 12, last % 12 + 1))


def _numbers(match: re.Match[str]) -> list[int]:
    return [int(group) for group in match.groups()]


def _month_number(text: str, year: int, month: int) -> int:
    if not 1 <= month <= 12:
        raise not_period(text, Text(f"There is no month {month}", f"没有{month}月"))
    return year * 12 + month - 1


def _parse(text: str) -> Period:
    if match := _YEAR.fullmatch(text):
        year = int(match[1])
        return _months(text, year * 12, year * 12 + 11)
    if match := _QUARTER.fullmatch(text):
        year, quarter = _numbers(match)
        if not 1 <= quarter <= 4:
            raise not_period(text, Text(f"There is no quarter {quarter}", f"没有第{quarter}季度"))
        start = year * 12 + (quarter - 1) * 3
        return _months(text, start, start + 2)
    if match := _MONTH.fullmatch(text):
        month = _month_number(text, *_numbers(match))
        return _months(text, month, month)
    if match := _MONTHS.fullmatch(text):
        year, month, to_year, to_month = _numbers(match)
        return _months(text, _month_number(text, year, month), _month_number(text, to_year, to_month))
    if match := _DAYS.fullmatch(text):
        numbers = _numbers(match)
        return Period(text, date(*numbers[:3]), date(*numbers[3:]))
    raise not_period(text, NO_FORM)


def parse(text: str) -> Period:
    """The period that ``text`` names.

    :raises MethodError: for anything else, a day that does not exist, or an end before its beginning.
    """
    try:
        period = _parse(text)
    except ValueError as error:
        raise not_period(text, no_such_day(error)) from error
    if period.last < period.first:
        raise not_period(text, Text("It ends before it begins", "终止日期早于起始日期"))
    return period


def whole_months(period: Period) -> int:
    """How many whole months the period is, 0 if it is not made of whole months."""
    first, last = period.first, period.last
    if first.day != 1 or last != _month_end(last.year, last.month):
        return 0
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _shift_months(period: Period, by: int) -> Period:
    first = period.first.year * 12 + period.first.month - 1 - by
    last = period.last.year * 12 + period.last.month - 1 - by
    if first < 12:
        raise _none_before(period, _PERIOD)
    start, end = date(first // 12, first % 12 + 1, 1), _month_end(last // 12, last % 12 + 1)
    return Period(_write_like(period.text, start, end), start, end)


def _write_like(text: str, first: date, last: date) -> str:
    if _YEAR.fullmatch(text):
        return f"{first:%Y}".zfill(4)
    if _QUARTER.fullmatch(text):
        return f"{first.year:04d}-Q{(first.month + 2) // 3}"
    if _MONTH.fullmatch(text):
        return first.isoformat()[:7]
    if _MONTHS.fullmatch(text):
        return f"{first.isoformat()[:7]}..{last.isoformat()[:7]}"
    return f"{first.isoformat()}..{last.isoformat()}"


def previous(period: Period) -> Period:
    """The period of the same length just before: 2013 -> 2012, 2013-Q1 -> 2012-Q4, 2013-07..2014-06 ->
    2012-07..2013-06. A range of days that is not whole months moves by its number of days.

    :raises MethodError: if that would be before year 1.
    """
    months = whole_months(period)
    if months:
        return _shift_months(period, months)
    try:
        first, last = period.first - timedelta(days=period.days), period.first - timedelta(days=1)
    except OverflowError:
        raise _none_before(period, _PERIOD) from None
    return Period(_write_like(period.text, first, last), first, last)


def _one_year_earlier(day: date) -> date:
    year = day.year - 1
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def year_before(period: Period) -> Period:
    """The same days one year earlier: 2013-Q1 -> 2012-Q1. Month ends stay month ends; 29 February becomes 28 February.

    :raises MethodError: if that would be before year 1.
    """
    if period.first.year <= 1:
        raise _none_before(period, _A_YEAR)
    if whole_months(period):
        return _shift_months(period, 12)
    first, last = _one_year_earlier(period.first), _one_year_earlier(period.last)
    return Period(_write_like(period.text, first, last), first, last)
