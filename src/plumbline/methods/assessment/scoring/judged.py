"""Rules whose points somebody gives: a department the score of its items, a panel of experts theirs.

国办发〔2013〕47号, article 6, has departments score their items and experts verify them; how experts' scores are joined
is not published there, so a scheme states it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import ClassVar

from plumbline.errors import MethodError
from plumbline.methods.assessment.flows.answers import named_numbers, numbers, one_number
from plumbline.methods.assessment.scoring.determined import DETERMINATION
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import ZERO, Scored
from plumbline.methods.assessment.scoring.wording import number, points, rounded_of
from plumbline.text import Text

CONSENSUS = "consensus"
COMBINE = {
    "mean": Text("their mean", "取平均值"),
    "median": Text("their median", "取中位数"),
    "trimmed mean": Text("their mean without the highest and the lowest", "去掉一个最高分和一个最低分后取平均值"),
}


def in_proportion(given: Decimal | Fraction, scale: Decimal, of: Decimal) -> Fraction:
    """``given`` of ``scale``, of an item's points; exact, so that it is rounded once."""
    return Fraction(given) * Fraction(of) / Fraction(scale)


def check_score(given: Decimal, scale: Decimal) -> None:
    """:raises MethodError: for a score outside its scale."""
    if not ZERO <= given <= scale:
        raise MethodError("score.outside_scale", Text(f"{number(given)} is outside 0 to {number(scale)}",
                                                       f"{number(given)}超出0至{number(scale)}的范围"),
                          next_step=Text("Correct the score", "请更正评分"))


def too_few(there: int, least: int) -> MethodError:
    """That ``there`` experts gave a score, and ``least`` are wanted."""
    return MethodError("score.too_few_experts", Text(f"{there} of {least} experts gave a score",
                                                     f"应有{least}名专家评分，现有{there}名"),
                       next_step=Text("Wait for the others, or record what the panel agreed on: consensus=…",
                                      "请等待其他专家评分，或录入合议结果：consensus=…"))


@dataclass(frozen=True, slots=True)
class Department:
    """What the item's department gave, from 0 to ``scale``, in proportion to the item's points."""

    name: ClassVar[str] = "department"
    reads: ClassVar[str] = DETERMINATION
    uses_last_year: ClassVar[bool] = False

    scale: Decimal

    def score(self, value: str, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one determination. :raises MethodError: for what is no number, or outside the scale."""
        given = one_number(value)
        check_score(given, self.scale)
        raw = in_proportion(given, self.scale, of)
        got = rounding(raw)
        said = rounded_of(raw, got, of)
        return Scored(got, of, ZERO, Text(f"The department gave {number(given)} of {number(self.scale)}: {said.en}.",
                                          f"部门评分{number(given)}分（满分{number(self.scale)}分）：{said.zh}。"))

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        if self.scale == of:
            return Text(f"The department gives 0 to {points(of).en}.", f"由部门评分，0至{points(of).zh}。")
        return Text(f"The department gives 0 to {number(self.scale)}, which counts in proportion for {points(of).en}.",
                    f"由部门评分，0至{number(self.scale)}分，按比例折算，满分{points(of).zh}。")


@dataclass(frozen=True, slots=True)
class Expert:
    """What a panel gave, each expert from 0 to ``scale``, joined by ``combine``, in proportion to the item's points.

    Determined as the experts' scores, ``80; 75; 90``. Where fewer than ``least`` gave one, or the highest and the
    lowest are further apart than ``spread``, the panel must record what it agreed on: ``consensus=78``.
    """

    name: ClassVar[str] = "expert"
    reads: ClassVar[str] = DETERMINATION
    uses_last_year: ClassVar[bool] = False

    scale: Decimal
    combine: str = "mean"
    least: int = 1
    spread: Decimal | None = None

    def score(self, value: str, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one determination. :raises MethodError: for scores that are missing, too far apart, outside."""
        given, how = self.given(value)
        raw = in_proportion(given, self.scale, of)
        got = rounding(raw)
        said = rounded_of(raw, got, of)
        return Scored(got, of, ZERO, Text(f"{how.en} of {number(self.scale)}: {said.en}.",
                                          f"{how.zh}（满分{number(self.scale)}分）：{said.zh}。"))

    def given(self, value: str) -> tuple[Decimal | Fraction, Text]:
        """What the panel gave, exact, and how that came about. :raises MethodError: as :meth:`score`."""
        if CONSENSUS not in value:
            return self._joined(numbers(value))
        agreed = named_numbers(value, (CONSENSUS,))[CONSENSUS]
        check_score(agreed, self.scale)
        return agreed, Text(f"The panel agreed on {number(agreed)}", f"专家组合议{number(agreed)}分")

    def _joined(self, scores: list[Decimal]) -> tuple[Fraction, Text]:
        for score in scores:
            check_score(score, self.scale)
        if len(scores) < self.least:
            raise too_few(len(scores), self.least)
        apart = max(scores) - min(scores)
        if self.spread is not None and apart > self.spread:
            raise MethodError("score.experts_apart", Text(
                f"the experts are {number(apart)} apart, and {number(self.spread)} is allowed",
                f"专家分差为{number(apart)}分，超过允许的{number(self.spread)}分"), next_step=Text(
                    "Let the panel confer, then record what it agreed on: consensus=…",
                    "请专家组合议后录入合议结果：consensus=…"))
        kept = sorted(scores)[1:-1] if self.combine == "trimmed mean" else scores
        exact = [Fraction(score) for score in kept]
        given = Fraction(median(exact)) if self.combine == "median" else sum(exact, Fraction(0)) / len(exact)
        shown = Rounding(2, "half even")(given).normalize() + 0
        each, join = "; ".join(map(number, scores)), COMBINE[self.combine]
        return given, Text(f"{len(scores)} experts gave {each}; {join.en} is {number(shown)}",
                           f"{len(scores)}名专家评分{each}，{join.zh}为{number(shown)}分")

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        join = COMBINE[self.combine]
        english = (f"At least {self.least} expert{'' if self.least == 1 else 's'} give 0 to {number(self.scale)}; "
                   f"{join.en} counts in proportion for {points(of).en}")
        chinese = f"至少{self.least}名专家评分，0至{number(self.scale)}分，{join.zh}，按比例折算，满分{points(of).zh}"
        if self.spread is not None:
            english += f"; further apart than {number(self.spread)}, they confer"
            chinese += f"；分差超过{number(self.spread)}分的，合议确定"
        return Text(f"{english}.", f"{chinese}。")
