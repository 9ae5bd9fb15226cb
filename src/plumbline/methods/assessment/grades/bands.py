"""From score to grade, and from scores to ranks.

国办发〔2013〕47号, article 5, writes its bands in whole numbers: A from 90, B 80 to 89, C 60 to 79, D to 59. A score
of 89.5 then has no grade, so a scheme states how the score is rounded before it is banded, and bands are checked to
leave no gap and no overlap once it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from plumbline.errors import MethodError
from plumbline.methods.assessment.grades.limits import Case, Limits, Parts, rounded_away
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.wording import number
from plumbline.methods.shared.suggesting import choose
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Row:
    """One grade as lists show it: for scores from ``low`` to ``high``, where ``when``, in words, holds too; or by
    ``when`` alone."""

    grade: str
    title: Text
    low: Decimal | None = None
    high: Decimal | None = None
    when: Text | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A grade for rounded scores from ``low`` to ``high``, both included, which also ``needs`` so much of key items or
    blocks; a score that lacks it has the next grade down that asks no more."""

    grade: str
    low: Decimal
    high: Decimal
    title: Text
    needs: Case = field(default_factory=dict)


class Bands:
    """The grades of a scheme, best first, and the rounding applied before banding.

    ``demerit``: the lowest scores are the best. ``above``: a score above full marks has the best grade, else there can
    be none. ``limits`` are needed where a grade needs something of a part.

    :raises MethodError: naming the grade, where bands leave a gap, overlap, or do not run from 0 to ``full``.
    """

    def __init__(self, bands: Sequence[Band], rounding: Rounding, full: Decimal, *, demerit: bool = False,
                 above: bool = False, limits: Limits | None = None) -> None:
        falling = sorted(bands, key=lambda band: band.low, reverse=True)
        self.bands = tuple(reversed(falling)) if demerit else tuple(falling)
        self.rounding, self.full, self.demerit, self.above = rounding, full, demerit, above
        self.limits = limits
        self._check(falling)

    def _check(self, falling: Sequence[Band]) -> None:
        if not self.bands:
            raise no_grades("bands")
        names = [band.grade for band in self.bands]
        for band in self.bands:
            if names.count(band.grade) > 1:
                raise grade_twice(_at(band))
            if band.high < band.low:
                raise MethodError("score.grade_ends_early", Text(
                    f"it ends at {number(band.high)}, before it begins at {number(band.low)}",
                    f"该等级止于{number(band.high)}分，低于起始分{number(band.low)}分"), where=_at(band))
            for end in (band.low, band.high):
                if not self.rounding.exact(end):
                    raise rounded_away(end, self.rounding, _at(band))
            if band.needs and self.limits is not None:
                self.limits.check(band.needs, f"bands.{band.grade}.needs")
        for upper, lower in pairwise(falling):
            missing = upper.low - lower.high - self.rounding.step
            if missing > 0:
                raise _ungraded(Text(f"scores between {number(lower.high)} and {number(upper.low)} have no grade",
                                     f"{number(lower.high)}分与{number(upper.low)}分之间的得分没有对应等级"), lower)
            if missing < 0:
                raise MethodError("score.two_grades", Text(
                    f"scores from {number(upper.low)} to {number(lower.high)} have two grades, "
                    f"{upper.grade} and {lower.grade}",
                    f"{number(upper.low)}分至{number(lower.high)}分的得分同时属于{upper.grade}级和{lower.grade}级"),
                    where=_at(lower))
        if falling[-1].low != 0:
            raise _ungraded(Text(f"scores below {number(falling[-1].low)} have no grade",
                                 f"低于{number(falling[-1].low)}分的得分没有对应等级"), falling[-1])
        if falling[0].high != self.full:
            which = Text("worst", "最低") if self.demerit else Text("best", "最高")
            raise MethodError("score.grades_and_full_marks", Text(
                f"the {which.en} grade ends at {number(falling[0].high)}, and full marks are {number(self.full)}",
                f"{which.zh}等级止于{number(falling[0].high)}分，而满分为{number(self.full)}分"), where=_at(falling[0]))
        if self.bands[-1].needs:
            raise MethodError("score.worst_grade_needs", Text(
                "the worst grade can need nothing: without it there would be none",
                "最低等级不能附加条件，否则可能没有等级"), where=_at(self.bands[-1]))

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades, best first."""
        return tuple(band.grade for band in self.bands)

    def band(self, grade: str) -> Band:
        """The band of a grade. :raises MethodError: if there is none."""
        for band in self.bands:
            if band.grade == grade:
                return band
        raise MethodError("score.grade_unknown", Text(f"there is no grade '{grade}'", f"没有等级“{grade}”"),
                          next_step=choose(self.grades))

    def rows(self, titles: Mapping[str, Text]) -> list[Row]:
        """The grades, best first, as lists show them. ``titles`` are those of the blocks."""
        return [Row(band.grade, band.title, band.low, band.high, self._needed(band, titles)) for band in self.bands]

    def _needed(self, band: Band, titles: Mapping[str, Text]) -> Text | None:
        return self.limits.words(band.needs, titles) if band.needs and self.limits else None

    def why_none(self, titles: Mapping[str, Text]) -> Text:
        """Why a score has no grade, as a sentence: nothing, since each has one."""
        return Text()

    def grade(self, score: Decimal, parts: Parts = dict) -> str | None:
        """The grade of a score of which each part gave ``parts``. :raises MethodError: for one outside 0 to full
        marks."""
        rounded = self.rounding(score)
        if self.above:
            rounded = min(rounded, self.full)
        place = next((place for place, band in enumerate(self.bands) if band.low <= rounded <= band.high), None)
        if place is None:
            raise MethodError("score.beyond_grades", Text(
                f"a score of {number(score)} is outside 0 to {number(self.full)}",
                f"得分{number(score)}不在0至{number(self.full)}之间"))
        return next(band.grade for band in self.bands[place:]
                    if not band.needs or self.limits is None or self.limits.met(band.needs, score, parts))


def _at(band: Band) -> str:
    return f"bands.{band.grade}"


def _ungraded(what: Text, band: Band) -> MethodError:
    return MethodError("score.no_grade", what, where=_at(band))


def no_grades(where: str) -> MethodError:
    """That a scheme grades and has no grades."""
    return MethodError("score.no_grades", Text("there are no grades", "没有等级"), where=where)


def grade_twice(where: str) -> MethodError:
    """That two grades have one name."""
    return MethodError("score.grade_twice", Text("this grade is there twice", "该等级重复"), where=where)


def ranks(standing: Mapping[str, Any]) -> dict[str, int]:
    """Rank by standing, the greatest first; equals share a rank and the next one skips: 1, 2, 2, 4."""
    order = sorted(standing, key=lambda name: standing[name], reverse=True)
    result: dict[str, int] = {}
    for place, name in enumerate(order):
        tied = place and standing[name] == standing[order[place - 1]]
        result[name] = result[order[place - 1]] if tied else place + 1
    return result
