"""Rules that score a figure against thresholds: binary and steps.

The grammar follows published scoring tables: steps as in the food safety assessment of Dingyuan county (2011), met or
not met as in the assessment of Xuzhou. A rule is given the value as it is published, so that a reader can repeat every
score by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import ClassVar

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import CHINESE, ZERO, Measured, Scored
from plumbline.methods.assessment.scoring.wording import points, points_of, quantity
from plumbline.text import Text

FIGURE = "figure"


def check_direction(upward: bool, measured: Measured, keys: tuple[str, str] = ("at_least", "at_most")) -> None:
    """:raises MethodError: where a rule rewards what is worse; it names the key, of the two, that would be right."""
    rewarded = "higher" if upward else "lower"
    if measured.better not in (rewarded, "neither"):
        key, other = keys if upward else (keys[1], keys[0])
        raise MethodError("score.against_direction", Text(
            f"the rule rewards {rewarded} values, and for this figure {measured.better} is better",
            f"该规则以{CHINESE[rewarded]}者得分，而该指标以{CHINESE[measured.better]}为优"),
            where=key, next_step=use(other))


def use(key: str) -> Text:
    """That a rule is written with another key."""
    return Text(f"Write {key}", f"请改用{key}")


def _at(upward: bool, threshold: Decimal, unit: str) -> Text:
    value = quantity(threshold, unit)
    if upward:
        return Text(f"at least {value.en}", f"不低于{value.zh}")
    return Text(f"at most {value.en}", f"不高于{value.zh}")


def _said(measured: Measured, upward: bool, threshold: Decimal, got: Decimal | None, of: Decimal) -> Text:
    """A value beside its threshold, and the points ``got``; None where it did not reach it."""
    value, bar = quantity(measured.value, measured.unit), _at(upward, threshold, measured.unit)
    said = points_of(got or ZERO, of)
    missed = Text("not ", "未达到") if got is None else Text()
    return Text(f"{value.en}, {missed.en}{bar.en}: {said.en}.", f"{value.zh}，{missed.zh}{bar.zh}：{said.zh}。")


@dataclass(frozen=True, slots=True)
class Binary:
    """Full points where the value reaches ``threshold`` (``upward``: at least; else at most), otherwise none."""

    name: ClassVar[str] = "binary"
    reads: ClassVar[str] = FIGURE
    uses_last_year: ClassVar[bool] = False

    upward: bool
    threshold: Decimal

    def score(self, measured: Measured, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one value. :raises MethodError: if the figure is better the other way round."""
        check_direction(self.upward, measured)
        met = measured.value >= self.threshold if self.upward else measured.value <= self.threshold
        return Scored(rounding(of if met else ZERO), of, ZERO,
                      partial(_said, measured, self.upward, self.threshold, of if met else None, of))

    def words(self, of: Decimal, unit: str) -> Text:
        """The rule as a sentence."""
        bar, full = _at(self.upward, self.threshold, unit), points(of)
        return Text(f"{full.en} for {bar.en}, otherwise none.", f"{bar.zh}得{full.zh}，否则不得分。")


@dataclass(frozen=True, slots=True)
class Step:
    """``points`` from ``threshold`` on."""

    threshold: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Steps:
    """The points of the first of ``steps`` that the value reaches, best step first; none below the last."""

    name: ClassVar[str] = "steps"
    reads: ClassVar[str] = FIGURE
    uses_last_year: ClassVar[bool] = False

    upward: bool
    steps: tuple[Step, ...]

    def score(self, measured: Measured, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one value. :raises MethodError: if the figure is better the other way round."""
        check_direction(self.upward, measured)
        value, upward = measured.value, self.upward
        for step in self.steps:
            if value >= step.threshold if upward else value <= step.threshold:
                return Scored(rounding(step.points), of, ZERO,
                              partial(_said, measured, upward, step.threshold, step.points, of))
        return Scored(rounding(ZERO), of, ZERO, partial(_said, measured, upward, self.steps[-1].threshold, None, of))

    def words(self, of: Decimal, unit: str) -> Text:
        """The rule as a sentence."""
        bars = [(_at(self.upward, step.threshold, unit), points(step.points)) for step in self.steps]
        return Text(
            "; ".join(f"{bar.en}: {got.en}" for bar, got in bars).capitalize() + "; otherwise none.",
            "；".join(f"{bar.zh}得{got.zh}" for bar, got in bars) + "；其余不得分。",
        )
