"""Grades by joint thresholds: each grade names the cases in which it is given, over parts of the score and the whole.

So the grades of good standardisation practice: AA where the base score reaches 320, or reaches 300 and the total 350.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from plumbline.errors import MethodError
from plumbline.methods.assessment.bands import Parts, Row
from plumbline.methods.assessment.rounding import Rounding
from plumbline.methods.assessment.wording import number
from plumbline.text import Text

TOTAL = "total"
Case = Mapping[str, Decimal]
"""The least rounded score of each part that one case wants: a block's id, or ``total``."""


@dataclass(frozen=True, slots=True)
class JointBand:
    """A grade, given in any of its ``cases``."""

    grade: str
    cases: tuple[Case, ...]
    title: Text


class JointBands:
    """The grades of a scheme, best first, and the rounding applied to each part before it is compared.

    ``parts`` are the points of each block, by id. Below the last grade there is none.

    :raises MethodError: naming the grade: for a part that is unknown, a score out of reach, a grade that is there
        twice, and a case of a better grade in which the next one down would be refused.
    """

    def __init__(self, bands: Sequence[JointBand], rounding: Rounding, parts: Mapping[str, Decimal]) -> None:
        self.bands = tuple(bands)
        self.rounding = rounding
        self.parts = {**parts, TOTAL: sum(parts.values(), Decimal(0))}
        self._check()

    def _check(self) -> None:
        if not self.bands:
            raise MethodError("there are no grades", where="joint")
        names = self.grades
        for band in self.bands:
            if names.count(band.grade) > 1:
                raise _wrong(band, "this grade is there twice")
            if not band.cases or not all(band.cases):
                raise _wrong(band, "a grade wants at least one case, and a case at least one score")
            for case in band.cases:
                self._check_case(band, case)
        for better, next_down in pairwise(self.bands):
            for case in better.cases:
                if not any(_implies(case, other) for other in next_down.cases):
                    raise _wrong(better, f"a score that is {better.grade} with {self._case(case).en} need not be "
                                         f"{next_down.grade}, the next grade down")

    def _check_case(self, band: JointBand, case: Case) -> None:
        for part, least in case.items():
            if part not in self.parts:
                raise _wrong(band, f"there is no block '{part}'")
            if not 0 <= least <= self.parts[part]:
                raise _wrong(band, f"{number(least)} is outside 0 to the {number(self.parts[part])} points of {part}")
            if not self.rounding.exact(least):
                raise _wrong(band, f"no score is {number(least)} once rounded {self.rounding.words().en}")

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades, best first."""
        return tuple(band.grade for band in self.bands)

    def rows(self, titles: Mapping[str, Text]) -> list[Row]:
        """The grades, best first, as lists show them. ``titles`` are those of the blocks."""
        return [Row(band.grade, band.title, when=self.words(band, titles)) for band in self.bands]

    def grade(self, score: Decimal, parts: Parts) -> str | None:
        """The grade of a score of which each block gave ``parts``; None where no grade's cases hold."""
        rounded = {part: self.rounding(value) for part, value in {**parts(), TOTAL: score}.items()}
        for band in self.bands:
            if any(all(rounded[part] >= least for part, least in case.items()) for case in band.cases):
                return band.grade
        return None

    def words(self, band: JointBand, titles: Mapping[str, Text]) -> Text:
        """The cases of a grade as a phrase; ``titles`` are those of the blocks."""
        said = [self._case(case, titles) for case in band.cases]
        return Text(", or ".join(one.en for one in said), "；或".join(one.zh for one in said))

    def why_none(self, titles: Mapping[str, Text]) -> Text:
        """Why a score has no grade, as a sentence."""
        last = self.bands[-1]
        said = self.words(last, titles)
        return Text(f"The lowest grade, {last.grade}, needs {said.en}.", f"最低等级{last.grade}需要{said.zh}。")

    def _case(self, case: Case, titles: Mapping[str, Text] | None = None) -> Text:
        named = {TOTAL: Text("total", "总分"), **(titles or {})}
        each = [(named.get(part, Text.of(part)), number(least)) for part, least in case.items()]
        return Text(" and ".join(f"{part.en} at least {least}" for part, least in each),
                    "且".join(f"{part.zh}不低于{least}分" for part, least in each))


def _implies(case: Case, other: Case) -> bool:
    return all(_at_least(case, part) >= least for part, least in other.items())


def _at_least(case: Case, part: str) -> Decimal:
    # Blocks give no less than nothing, so the total is at least the sum of what the case wants of them.
    stated = case.get(part, Decimal(0))
    if part != TOTAL:
        return stated
    return max(stated, sum((least for name, least in case.items() if name != TOTAL), Decimal(0)))


def _wrong(band: JointBand, what: str) -> MethodError:
    return MethodError(what, where=f"joint.{band.grade}")
