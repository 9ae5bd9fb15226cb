"""From score to grade, and from scores to ranks.

国办发〔2013〕47号, article 5, writes its bands in whole numbers: A from 90, B 80 to 89, C 60 to 79, D to 59. A score
of 89.5 then has no grade, so a scheme states how the score is rounded before it is banded, and bands are checked to
leave no gap and no overlap once it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from plumbline.errors import MethodError
from plumbline.methods.assessment.rounding import Rounding
from plumbline.methods.assessment.wording import number
from plumbline.text import Text

Parts: TypeAlias = Callable[[], Mapping[str, Decimal]]
"""Gives what each block of a score gave, by id; asked only where grades look at it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One grade as lists show it: for scores from ``low`` to ``high``, or ``when``, in words, its thresholds hold."""

    grade: str
    title: Text
    low: Decimal | None = None
    high: Decimal | None = None
    when: Text | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A grade for rounded scores from ``low`` to ``high``, both included."""

    grade: str
    low: Decimal
    high: Decimal
    title: Text


class Bands:
    """The grades of a scheme, best first, and the rounding applied before banding.

    :raises MethodError: naming the grade, where bands leave a gap, overlap, or do not run from 0 to ``full``.
    """

    def __init__(self, bands: Sequence[Band], rounding: Rounding, full: Decimal) -> None:
        self.bands = tuple(sorted(bands, key=lambda band: band.low, reverse=True))
        self.rounding = rounding
        self.full = full
        self._check()

    def _check(self) -> None:
        if not self.bands:
            raise MethodError("there are no grades", where="bands")
        names = [band.grade for band in self.bands]
        for band in self.bands:
            if names.count(band.grade) > 1:
                raise _wrong(band, "this grade is there twice")
            if band.high < band.low:
                raise _wrong(band, f"it ends at {number(band.high)}, before it begins at {number(band.low)}")
            for end in (band.low, band.high):
                if not self.rounding.exact(end):
                    raise _wrong(band, f"no score is {number(end)} once rounded {self.rounding.words().en}")
        for upper, lower in zip(self.bands, self.bands[1:], strict=False):
            missing = upper.low - lower.high - self.rounding.step
            if missing > 0:
                raise _wrong(lower, f"scores between {number(lower.high)} and {number(upper.low)} have no grade")
            if missing < 0:
                raise _wrong(lower, f"scores from {number(upper.low)} to {number(lower.high)} have two grades, "
                                    f"{upper.grade} and {lower.grade}")
        if self.bands[-1].low != 0:
            raise _wrong(self.bands[-1], f"scores below {number(self.bands[-1].low)} have no grade")
        if self.bands[0].high != self.full:
            raise _wrong(self.bands[0], f"the best grade ends at {number(self.bands[0].high)}, "
                                        f"and full marks are {number(self.full)}")

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades, best first."""
        return tuple(band.grade for band in self.bands)

    def band(self, grade: str) -> Band:
        """The band of a grade. :raises MethodError: if there is none."""
        for band in self.bands:
            if band.grade == grade:
                return band
        raise MethodError(f"there is no grade '{grade}'", next_step=f"Choose one of: {', '.join(self.grades)}")

    def rows(self, titles: Mapping[str, Text]) -> list[Row]:
        """The grades, best first, as lists show them. ``titles`` are those of the blocks."""
        return [Row(band.grade, band.title, band.low, band.high) for band in self.bands]

    def why_none(self, titles: Mapping[str, Text]) -> Text:
        """Why a score has no grade, as a sentence: nothing, since each has one."""
        return Text()

    def grade(self, score: Decimal, parts: Parts = dict) -> str | None:
        """The grade of a score, whatever its ``parts``. :raises MethodError: for one outside 0 to full marks."""
        rounded = self.rounding(score)
        for band in self.bands:
            if band.low <= rounded <= band.high:
                return band.grade
        raise MethodError(f"a score of {number(score)} is outside 0 to {number(self.full)}")


def _wrong(band: Band, what: str) -> MethodError:
    return MethodError(what, where=f"bands.{band.grade}")


def ranks(standing: Mapping[str, Any]) -> dict[str, int]:
    """Rank by standing, the greatest first; equals share a rank and the next one skips: 1, 2, 2, 4."""
    order = sorted(standing, key=lambda name: standing[name], reverse=True)
    result: dict[str, int] = {}
    for place, name in enumerate(order):
        tied = place and standing[name] == standing[order[place - 1]]
        result[name] = result[order[place - 1]] if tied else place + 1
    return result
