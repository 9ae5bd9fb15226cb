"""Grades that authorities published, year by year, and how often in a row one was given.

A grade may be *asserted* only: another text says in a sentence that it was given, and not of which year ("for the third
time in a row"). Its year is then written ``1 before 2016-17``, ``2 before 2016-17``: so many assessments before one
whose year is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from plumbline.methods.shared.periods import Period
from plumbline.text import Text

_ASSERTED = re.compile(r"([1-9][0-9]?) before (.+)")
_YEAR = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")


@dataclass(frozen=True, slots=True)
class Published:
    """One place's grade of one year, with where it was read."""

    year: str
    grade: str
    source: str

    @property
    def asserted(self) -> bool:
        """Whether it is known from another text's sentence only."""
        return _ASSERTED.fullmatch(self.year) is not None


@dataclass(frozen=True, slots=True)
class InARow:
    """The grades in a row, latest first. ``known``: whether the year asked for is on record at all; ``unknown`` is the
    year before the first of them, where nothing is on record of it."""

    counted: tuple[Published, ...]
    known: bool
    unknown: str = ""

    def note(self) -> Text:
        """What must be said beside the number."""
        asserted = [each for each in self.counted if each.asserted]
        english, chinese = [], []
        if asserted:
            sources = "; ".join(dict.fromkeys(each.source for each in asserted))
            english.append(f"{len(asserted)} of the {len(self.counted)} are known from another text's sentence only, "
                           f"which does not name their years: {sources}.")
            chinese.append(f"其中{len(asserted)}次仅见于其他文件的一句话，未注明年度：{sources}。")
        elif self.unknown:
            english.append(f"Nothing is on record of {self.unknown}, so it may be longer.")
            chinese.append(f"{self.unknown}年度情况不在册，实际可能更长。")
        return Text(" ".join(english), "".join(chinese))


def label_of(period: Period) -> str:
    """How the assessment year of these days is written: ``2019``, ``2016-17``."""
    first, last = period.first.year, period.last.year
    return f"{first:04d}" if first == last else f"{first:04d}-{last % 100:02d}"


def said_before(year: str) -> Text:
    """A year of a published grade in words."""
    match = _ASSERTED.fullmatch(year)
    if not match:
        return Text(year, year)
    return Text(f"{match[1]} before {match[2]}, year not stated", f"{match[2]}之前第{match[1]}次，年度未注明")


def streak(grades: Iterable[Published], label: str, grade: str) -> InARow:
    """How often in a row, ending with the year ``label``, one place was given ``grade``."""
    by_year = {each.year: each for each in grades}
    if label not in by_year:
        return InARow((), known=False)
    counted: list[Published] = []
    year = label
    while year in by_year and by_year[year].grade == grade:
        counted.append(by_year[year])
        year = _before(year)
    if year in by_year or not counted:
        return InARow(tuple(counted), known=True)
    last = counted[-1].year
    for number in range(1, 100):
        one = by_year.get(f"{number} before {last}")
        if one is None or one.grade != grade:
            break
        counted.append(one)
    return InARow(tuple(counted), known=True, unknown=year)


def _before(year: str) -> str:
    match = _YEAR.fullmatch(year)
    if not match:
        return ""
    first = int(match[1]) - 1
    return f"{first:04d}" if match[2] is None else f"{first:04d}-{(first + 1) % 100:02d}"
