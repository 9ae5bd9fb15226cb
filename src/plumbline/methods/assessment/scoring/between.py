"""Points in proportion between two stated thresholds.

Source: the Quality and Outcomes Framework of the NHS pays nothing at the lower threshold of an indicator, all its
points from the upper one on, and between them in proportion to the achievement.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import ClassVar

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import ZERO, Measured, Scored
from plumbline.methods.assessment.scoring.thresholds import FIGURE, check_direction
from plumbline.methods.assessment.scoring.wording import number, points, quantity, rounded_of
from plumbline.text import Text


def one_threshold(where: str) -> MethodError:
    """That there is nothing between two thresholds."""
    return MethodError("score.one_threshold", Text("the two thresholds are one", "两个界点相同"), where=where,
                       next_step=Text("Write two different numbers", "请填写两个不同的数字"))


@dataclass(frozen=True, slots=True)
class Linear:
    """``least`` points at ``start``, full points at ``end``, in proportion between, none short of ``start``. The way
    may lead up or down. The quotient is exact and rounded once, as points."""

    name: ClassVar[str] = "linear"
    reads: ClassVar[str] = FIGURE
    uses_last_year: ClassVar[bool] = False

    start: Decimal
    end: Decimal
    least: Decimal = ZERO
    demerit: bool = False

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise one_threshold("to")

    def score(self, measured: Measured, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one value. :raises MethodError: if the figure is better the other way round."""
        if not self.demerit:
            check_direction(self.end > self.start, measured, ("from", "to"))
        value = Fraction(measured.value) if measured.exact is None else measured.exact
        share = (value - Fraction(self.start)) / (Fraction(self.end) - Fraction(self.start))
        raw = Fraction(0)
        if share >= 0:
            raw = Fraction(self.least) + (Fraction(of) - Fraction(self.least)) * min(share, Fraction(1))
        got = rounding(raw)
        return Scored(got, of, ZERO, partial(self._said, measured, raw, got, of))

    def _said(self, measured: Measured, raw: Fraction, got: Decimal, of: Decimal) -> Text:
        value, start, end = (quantity(each, measured.unit) for each in (measured.value, self.start, self.end))
        said = rounded_of(raw, got, of, demerit=self.demerit)
        return Text(f"{value.en}, between {start.en} and {end.en}: {said.en}.",
                    f"{value.zh}，按{start.zh}至{end.zh}线性折算：{said.zh}。")

    def words(self, of: Decimal, unit: str) -> Text:
        """The rule as a sentence."""
        start, end, full, least = quantity(self.start, unit), quantity(self.end, unit), points(of), points(self.least)
        return Text(f"{full.en} from {end.en}, {number(self.least)} at {start.en}, in proportion between; short of "
                    f"{start.en} none.",
                    f"达到{end.zh}得{full.zh}，{start.zh}得{least.zh}，其间按比例折算；未达到{start.zh}不得分。")
