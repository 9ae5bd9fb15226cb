"""Rules that bar the better grades: a fact that was determined, or a figure beyond a threshold. They give no points."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.determined import DETERMINATION, NO, YES, no_answer
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import CHINESE, ZERO, Measured, Scored
from plumbline.methods.assessment.scoring.thresholds import FIGURE, use
from plumbline.methods.assessment.scoring.wording import quantity
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Cap:
    """No grade better than ``grade`` where one of ``when`` was determined."""

    name: ClassVar[str] = "cap"
    reads: ClassVar[str] = DETERMINATION
    uses_last_year: ClassVar[bool] = False

    grade: str
    when: tuple[str, ...] = (YES,)

    def score(self, value: str, of: Decimal, rounding: Rounding) -> Scored:
        """Whether the cap falls. :raises MethodError: for a value that is neither in ``when`` nor ``no``."""
        if value in self.when:
            return _fallen(self.grade, Text(f"Determined '{value}'", f"认定为“{'是' if value == YES else value}”"))
        if value != NO:
            raise no_answer(value, (*self.when, NO))
        return _nothing(Text("Determined 'no'", "认定为“否”"))

    def silent(self) -> Scored:
        """The score where nothing was determined."""
        return _nothing(Text("Nothing was determined", "无认定记录"))

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        chinese = "、".join("是" if value == YES else value for value in self.when)
        return Text(f"Not better than grade {self.grade} if determined: {', '.join(self.when)}.",
                    f"认定为“{chinese}”的，等级不得高于{self.grade}。")


@dataclass(frozen=True, slots=True)
class FigureCap:
    """No grade better than ``grade`` where a value is below ``threshold`` (``upward``), or else above it."""

    name: ClassVar[str] = "cap"
    reads: ClassVar[str] = FIGURE
    uses_last_year: ClassVar[bool] = False

    grade: str
    upward: bool
    threshold: Decimal

    def score(self, measured: Measured, of: Decimal, rounding: Rounding) -> Scored:
        """Whether the cap falls. :raises MethodError: where the side it bars is the better one."""
        if measured.better not in ("higher" if self.upward else "lower", "neither"):
            key, other = ("below", "above") if self.upward else ("above", "below")
            raise MethodError("score.against_direction", Text(
                f"the rule bars what is better, and for this figure {measured.better} is",
                f"该规则限制的恰是较优的一侧：该指标以{CHINESE[measured.better]}为优"), where=key, next_step=use(other))
        value, bar = quantity(measured.value, measured.unit), self._bar(measured.unit)
        fallen = measured.value < self.threshold if self.upward else measured.value > self.threshold
        return _fallen(self.grade, Text(f"{value.en} is {bar.en}", f"{value.zh}，{bar.zh}")) if fallen else _nothing(
            Text(f"{value.en} is not {bar.en}", f"{value.zh}，未{bar.zh}"))

    def silent(self) -> Scored:
        """The score where there is no value."""
        return _nothing(Text("There is no value", "没有数据"))

    def _bar(self, unit: str) -> Text:
        bar = quantity(self.threshold, unit)
        return Text(f"below {bar.en}", f"低于{bar.zh}") if self.upward else Text(f"above {bar.en}", f"高于{bar.zh}")

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        bar = self._bar(unit)
        return Text(f"Not better than grade {self.grade} {bar.en}.", f"{bar.zh}的，等级不得高于{self.grade}。")


def _fallen(grade: str, why: Text) -> Scored:
    said = Text(f"{why.en}: the grade is {grade} at best.", f"{why.zh}：等级不得高于{grade}。")
    return Scored(ZERO, ZERO, ZERO, said, grade, caps=True)


def _nothing(why: Text) -> Scored:
    return Scored(ZERO, ZERO, ZERO, Text(f"{why.en}: the grade is not capped.", f"{why.zh}：等级不受限制。"))
