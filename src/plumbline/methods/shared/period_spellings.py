"""Periods as offices write them, brought to the one form of :mod:`plumbline.methods.shared.periods`.

``2013年``, ``2013年度`` -> ``2013``; ``2013年第一季度``, ``2013Q1``, ``１季度`` after a year -> ``2013-Q1``;
``2013年7月``, ``201307``, ``2013/7`` -> ``2013-07``; ``2013年上半年`` -> ``2013-01..2013-06``; ``2013年1-7月`` ->
``2013-01..2013-07``. Two texts of the same days become the same text. What could be read in two ways is none:
``2013.1`` may be January, or a spreadsheet's ``2013.10``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from plumbline.errors import MethodError
from plumbline.methods.shared.periods import NO_FORM, Period, not_period, parse, whole_months
from plumbline.text import Text

SPANS = {12: "year", 6: "half", 3: "quarter", 1: "month"}
"""How long a period of so many whole months is called."""
FORMS = Text("Write 2013, 2013-Q1, 2013-07 or 2013-07..2014-06", "请写成2013、2013-Q1、2013-07或2013-07..2014-06")
LONGEST = 60  # characters; no period is written at greater length
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_DASHES = re.compile(r"\s*(?:至|到|[-‐‑‒–—―−~〜～]|\.\.)\s*")
_YEAR = re.compile(r"(\d{4})(?:年|年度|全年|年全年)?")
_QUARTER = re.compile(r"(\d{4})(?:年|年度)?[-/ ]?(?:Q([1-4])|第?([1-4])季度?)")
_QUARTER_FIRST = re.compile(r"Q([1-4])[-/ ]?(\d{4})")
_HALF = re.compile(r"(\d{4})(?:年|年度)?[-/ ]?(?:H([12])|([上下])半年)")
_MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月(?:份)?|[-/](\d{1,2})|\.(\d{2})|(\d{2}))")
_YEARS = re.compile(r"(\d{4})(?:年|年度)?-(\d{4}|\d{2})(?:年|年度)?")
_BEFORE = re.compile(r"([1-9][0-9]?)\s*before\s*(.+)", re.IGNORECASE)
_MONTHS = re.compile(r"(\d{4})年(\d{1,2})月?-(\d{1,2})月(?:份)?")


@lru_cache(maxsize=4096)
def read(text: str) -> Period:
    """The period that ``text`` means, under its one name. :raises MethodError: if it means none, or more than one."""
    said = _plain(text)
    for form in (_year, _quarter, _half, _month, _months, _range):
        found = form(said)
        if found:
            try:
                return _named(parse(found))
            except MethodError as error:
                raise not_period(text[:LONGEST], error.why, FORMS) from error
    raise not_period(text[:LONGEST], NO_FORM, FORMS)


@lru_cache(maxsize=1024)
def read_year(text: str) -> str:
    """The year that ``text`` means, under its one name: ``2013``, or ``2013-14`` for one that lies in two.

    Of two readings the year is meant: ``2011-12`` is no month here. :raises MethodError: if it means no one year.
    """
    match = _YEARS.fullmatch(_plain(text))
    if match and f"{int(match[1]) + 1:04d}".endswith(match[2]):
        return _of_two(int(match[1]))
    try:
        period = read(text)
    except MethodError as error:
        raise _no_year(text, error.why) from error
    if whole_months(period) != 12:
        raise _no_year(text, Text("It is not one whole year", "不是完整的一年"))
    return period.text if period.first.month == 1 else _of_two(period.first.year)


def read_graded_year(text: str) -> str:
    """As :func:`read_year`; also so many assessments before a year, ``1 before 2016-17``, where a text asserts a grade
    and not its year."""
    match = _BEFORE.fullmatch(_plain(text))
    return f"{match[1]} before {read_year(match[2])}" if match else read_year(text)


YEARS: dict[str, Callable[[str], str]] = {"year": read_year, "graded_year": read_graded_year}
"""How a text is brought to the one name of a year, by what a field says it reads."""


def _of_two(first: int) -> str:
    return f"{first:04d}-{(first + 1) % 100:02d}"


def _no_year(text: str, why: Text) -> MethodError:
    return MethodError("period.not_year", Text(f"'{text[:LONGEST]}' is not a year", f"“{text[:LONGEST]}”不是年份"),
                       why=why, next_step=Text("Write 2013, or 2013-14", "请写成2013或2013-14"))


def span_of(period: Period) -> str:
    """``year``, ``half``, ``quarter`` or ``month``; empty where it is none of them in whole months."""
    return SPANS.get(whole_months(period), "")


def _plain(text: str) -> str:
    said = unicodedata.normalize("NFKC", text[:LONGEST + 1]).strip().upper()
    said = re.sub(r"十([一二])(?=[月季])", r"1\1", said).replace("十月", "10月")
    said = _DASHES.sub("-", said.translate(_NUMERALS))
    return said.replace(" ", "") if not re.search(r"\d \d", said) else said


def _year(said: str) -> str:
    match = _YEAR.fullmatch(said)
    return match[1] if match else ""


def _quarter(said: str) -> str:
    if match := _QUARTER_FIRST.fullmatch(said):
        return f"{match[2]}-Q{match[1]}"
    match = _QUARTER.fullmatch(said)
    return f"{match[1]}-Q{match[2] or match[3]}" if match else ""


def _half(said: str) -> str:
    match = _HALF.fullmatch(said)
    if not match:
        return ""
    first = match[2] == "1" or match[3] == "上"
    return f"{match[1]}-01..{match[1]}-06" if first else f"{match[1]}-07..{match[1]}-12"


def _month(said: str) -> str:
    match = _MONTH.fullmatch(said)
    return f"{match[1]}-{int(next(each for each in match.groups()[1:] if each)):02d}" if match else ""


def _months(said: str) -> str:
    match = _MONTHS.fullmatch(said)
    return f"{match[1]}-{int(match[2]):02d}..{match[1]}-{int(match[3]):02d}" if match else ""


def _range(said: str) -> str:
    if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})-(\d{4}-\d{2}-\d{2})", said):
        return f"{match[1]}..{match[2]}"
    match = re.fullmatch(r"(\d{4})(?:年|-)(\d{1,2})月?-(\d{4})(?:年|-)(\d{1,2})月?", said)
    return f"{match[1]}-{int(match[2]):02d}..{match[3]}-{int(match[4]):02d}" if match else ""


def _named(period: Period) -> Period:
    """The same days by their shortest name: 2013-01..2013-12 is 2013."""
    months, first, last = whole_months(period), period.first, period.last
    if not months:
        return period
    if months == 12 and first.month == 1:
        text = f"{first.year:04d}"
    elif months == 3 and first.month % 3 == 1:
        text = f"{first.year:04d}-Q{(first.month + 2) // 3}"
    elif months == 1:
        text = first.isoformat()[:7]
    else:
        text = f"{first.isoformat()[:7]}..{last.isoformat()[:7]}"
    return Period(text, first, last)
