"""Grades by joint thresholds: each grade names the cases in which it is given, over parts of the score and the whole.

So the grades of good standardisation practice: AA where the base score reaches 320, or reaches 300 and the total 350.
In demerits the limits are mosts: the UK food hygiene rating gives 5 for at most 15 with no criterion above 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from plumbline.errors import MethodError
from plumbline.methods.assessment.grades.bands import Row, grade_twice, no_grades
from plumbline.methods.assessment.grades.limits import TOTAL, Case, Limits, Parts
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.text import Text

__all__ = ["TOTAL", "Case", "JointBand", "JointBands"]


@dataclass(frozen=True, slots=True)
class JointBand:
    """A grade, given in any of its ``cases``."""

    grade: str
    cases: tuple[Case, ...]
    title: Text


class JointBands:
    """The grades of a scheme, best first, and the rounding applied to each part before it is compared.

    ``parts`` are the points of each block, by id, ``items`` those of each item; ``demerit``: less is better. Below the
    last grade there is none.

    :raises MethodError: naming the grade: for a part that is unknown, a score out of reach, a grade that is there
        twice, and a case of a better grade in which the next one down would be refused.
    """

    def __init__(self, bands: Sequence[JointBand], rounding: Rounding, parts: Mapping[str, Decimal], *,
                 items: Mapping[str, Decimal] | None = None, demerit: bool = False) -> None:
        self.bands = tuple(bands)
        self.rounding = rounding
        self.limits = Limits(rounding, parts, items or {}, demerit)
        self._check()

    def _check(self) -> None:
        if not self.bands:
            raise no_grades("joint")
        names = self.grades
        for band in self.bands:
            if names.count(band.grade) > 1:
                raise grade_twice(_at(band))
            if not band.cases or not all(band.cases):
                raise MethodError("score.case_empty", Text(
                    "a grade wants at least one case, and a case at least one score",
                    "每个等级至少一个条件，每个条件至少一项得分"), where=_at(band))
            for case in band.cases:
                self.limits.check(case, f"joint.{band.grade}")
        for better, next_down in pairwise(self.bands):
            for case in better.cases:
                if not any(self.limits.implies(case, other) for other in next_down.cases):
                    words, down = self.limits.words(case, {}), next_down.grade
                    raise MethodError("score.case_skips_grade", Text(
                        f"a score that is {better.grade} with {words.en} need not be {down}, the next grade down",
                        f"{words.zh}的得分为{better.grade}级，却未必满足下一等级{down}的条件"), where=_at(better))

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades, best first."""
        return tuple(band.grade for band in self.bands)

    def rows(self, titles: Mapping[str, Text]) -> list[Row]:
        """The grades, best first, as lists show them. ``titles`` are those of the blocks."""
        return [Row(band.grade, band.title, when=self.words(band, titles)) for band in self.bands]

    def grade(self, score: Decimal, parts: Parts) -> str | None:
        """The grade of a score of which each block gave ``parts``; None where no grade's cases hold."""
        for band in self.bands:
            if any(self.limits.met(case, score, parts) for case in band.cases):
                return band.grade
        return None

    def words(self, band: JointBand, titles: Mapping[str, Text]) -> Text:
        """The cases of a grade as a phrase; ``titles`` are those of the blocks."""
        said = [self.limits.words(case, titles) for case in band.cases]
        return Text(", or ".join(one.en for one in said), "；或".join(one.zh for one in said))

    def why_none(self, titles: Mapping[str, Text]) -> Text:
        """Why a score has no grade, as a sentence."""
        last = self.bands[-1]
        said = self.words(last, titles)
        return Text(f"The lowest grade, {last.grade}, needs {said.en}.", f"最低等级{last.grade}需要{said.zh}。")


def _at(band: JointBand) -> str:
    return f"joint.{band.grade}"
