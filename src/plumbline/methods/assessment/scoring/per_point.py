"""The rule that counts points of change: against a target or last year, with deduction and capped bonus.

Source: the food safety assessment of Dingyuan county (2011), item 1.3.1: 15 points for a budget that is kept, 7.5 off
for each percentage point less, 1 more for each percentage point up, at most 10.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import ClassVar

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import ZERO, Measured, Scored, directionless
from plumbline.methods.assessment.scoring.thresholds import FIGURE
from plumbline.methods.assessment.scoring.wording import (
    distance,
    each_unit,
    number,
    plain,
    points,
    points_of,
    quantity,
    rounded_bonus,
    rounded_of,
    shown,
)
from plumbline.text import Text

LAST_YEAR = "last year"


@dataclass(frozen=True, slots=True)
class PerPoint:
    """Full points at the mark, ``deduct`` off for each point worse, ``bonus`` more for each point better, up to
    ``bonus_cap``.

    The mark is a fixed number in the figure's unit, or last year's value (None). A part of a point counts in
    proportion; with ``whole`` only whole points count, in either direction. Nothing is deducted beyond the item's
    points.
    """

    name: ClassVar[str] = "per_point"
    reads: ClassVar[str] = FIGURE

    against: Decimal | None
    deduct: Decimal
    bonus: Decimal = ZERO
    bonus_cap: Decimal = ZERO
    whole: bool = False

    @property
    def uses_last_year(self) -> bool:
        """Whether the mark is last year's value."""
        return self.against is None

    def score(self, measured: Measured, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one value.

        :raises MethodError: where neither direction is better, or last year's value is needed and missing.
        """
        mark = measured.before if self.against is None else self.against
        if mark is None:
            raise MethodError("score.no_last_year", Text("there is no value of last year to compare with",
                                                         "没有上年数据可供比较"), where="against")
        if measured.better == "neither":
            raise directionless(Text("so no point can be taken or given", "无法加减分"), "against")
        change = measured.value - mark
        gain = change if measured.better == "higher" else -change
        counted = abs(gain).to_integral_value(ROUND_FLOOR) if self.whole else abs(gain)
        earned = counted * self.bonus if gain > 0 else ZERO
        taken = min(counted * self.deduct, of) if gain < 0 else ZERO
        # Points are rounded, and once: a deduction rounded by itself would turn 89.45 into 89.4.
        base = rounding(of - taken)
        got = rounding(of - taken + min(earned, self.bonus_cap))

        def said() -> Text:
            # Said a hundred thousand times for a province: pairs of English and Chinese, one Text in the end.
            start, move = self._start(measured, mark), self._move(measured, change)
            end = self._end(measured.unit, counted, earned, taken, of, rounding)
            return Text(f"{start[0]}: {move[0]}{end[0]}.", f"{start[1]}：{move[1]}{end[1]}。")

        return Scored(got, of, plain(got - base), said)

    def _start(self, measured: Measured, mark: Decimal) -> tuple[str, str]:
        value, reference = quantity(measured.value, measured.unit), quantity(mark, measured.unit)
        if self.against is None:
            return f"{value.en} against {reference.en} last year", f"{value.zh}，上年为{reference.zh}"
        return f"{value.en} against the target of {reference.en}", f"{value.zh}，目标为{reference.zh}"

    def _move(self, measured: Measured, change: Decimal) -> tuple[str, str]:
        last_year = self.against is None
        if not change:
            return ("no change", "持平") if last_year else ("exactly there", "与目标一致")
        size = distance(abs(change), measured.unit)
        if last_year:
            english, chinese = (f"{size.en} up", f"上升{size.zh}") if change > 0 else (
                f"{size.en} down", f"下降{size.zh}")
        else:
            english, chinese = (f"{size.en} above", f"高于目标{size.zh}") if change > 0 else (
                f"{size.en} below", f"低于目标{size.zh}")
        if measured.better == "lower":
            return f"{english}, where lower is better", f"{chinese}（越低越好）"
        return english, chinese

    def _end(self, unit: str, counted: Decimal, earned: Decimal, taken: Decimal, of: Decimal,
             rounding: Rounding) -> tuple[str, str]:
        if taken:
            each, left = each_unit(unit), rounded_of(of - taken, rounding(of - taken), of)
            deduct, off, whole = number(self.deduct), shown(taken, rounding), number(counted) if self.whole else ""
            return (
                f"{f' ({whole} whole)' if whole else ''}, {deduct} off for each {each.en}: {off} off, {left.en}",
                f"{f'（计{whole}个）' if whole else ''}，每{each.zh}扣{deduct}分，扣{off}分，{left.zh}",
            )
        if earned > self.bonus_cap:
            more, cap = shown(earned, rounding), number(self.bonus_cap)
            return f", bonus {more}, capped at {cap}", f"，加{more}分，封顶{cap}分"
        if earned:
            more, end = shown(earned, rounding), rounded_bonus(earned, rounding(of + earned) - of)
            return f", bonus {more}{end.en}", f"，加{more}分{end.zh}"
        full = points_of(of, of)
        return f", {full.en}", f"，{full.zh}"

    def words(self, of: Decimal, unit: str) -> Text:
        """The rule as a sentence."""
        each, full = each_unit(unit), points(of)
        mark = Text("last year's value", "上年水平")
        if self.against is not None:
            mark = quantity(self.against, unit)
        whole = Text("whole ", "整") if self.whole else Text()
        english = f"{full.en} at {mark.en}; {number(self.deduct)} off for each {whole.en}{each.en} worse"
        chinese = f"达到{mark.zh}得{full.zh}；每差1个{whole.zh}{each.zh}扣{number(self.deduct)}分"
        if self.bonus:
            more, cap = number(self.bonus), number(self.bonus_cap)
            english += f"; {more} more for each {whole.en}{each.en} better, at most {cap}"
            chinese += f"，每优1个{whole.zh}{each.zh}加{more}分，最多加{cap}分"
        return Text(f"{english}.", f"{chinese}。")
