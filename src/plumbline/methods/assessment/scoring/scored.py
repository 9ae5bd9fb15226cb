"""What an item is scored from, and what its score says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.wording import number
from plumbline.methods.shared.suggesting import choose
from plumbline.text import Text

ZERO = Decimal(0)
BETTER = ("higher", "lower", "neither")
CHINESE = {"higher": "高", "lower": "低"}


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure as published: ``value`` in ``unit`` (``%``: 0..100), which way is ``better`` (higher, lower, neither),
    and the value of the year ``before``, None where there is none. ``exact`` is the value where it was stated as a
    quotient that decimals do not hold. ``peers`` are the values of the others it is compared with; ``silent`` of them
    have none."""

    value: Decimal
    unit: str = "%"
    better: str = "higher"
    before: Decimal | None = None
    exact: Fraction | None = None
    peers: tuple[Decimal, ...] = ()
    silent: int = 0

    def __post_init__(self) -> None:
        if self.better not in BETTER:
            raise MethodError("score.direction_unknown", Text(f"'{self.better}' is no direction",
                                                              f"“{self.better}”不是优劣方向"), next_step=choose(BETTER))


def directionless(so: Text, where: str) -> MethodError:
    """That a rule needs to know which way a figure is better; ``so`` says what follows."""
    return MethodError("score.no_direction", Text(f"neither more nor less of this figure is better, {so.en}",
                                                  f"该指标没有优劣方向，{so.zh}"), where=where,
                       next_step=Text("State 'better' in the indicator, or use another rule",
                                      "请在指标中写明better，或改用其他规则"))


class Scored:
    """The score of one item: ``points`` of ``of``, the ``bonus`` that is part of ``points`` and above ``of``, and why.

    ``grade`` is the grade that a veto imposes, or where ``caps`` is set the best that is left; empty for all else. The
    words are put together when they are first read: of
    300,000 scores of a province a page shows a hundred.
    """

    __slots__ = ("_said", "bonus", "caps", "grade", "of", "points")

    def __init__(self, points: Decimal, of: Decimal, bonus: Decimal, explanation: Text | Callable[[], Text],
                 grade: str = "", *, caps: bool = False) -> None:
        self.points, self.of, self.bonus, self.grade, self.caps = points, of, bonus, grade, caps
        self._said = explanation

    @property
    def explanation(self) -> Text:
        """Why, in both languages."""
        if not isinstance(self._said, Text):
            self._said = self._said()
        return self._said

    def changed(self, points: Decimal, bonus: Decimal, more: Text) -> Scored:
        """The same score with other points, and why as a further sentence."""
        said = Text(f"{self.explanation.en} {more.en}", f"{self.explanation.zh}{more.zh}")
        return Scored(points, self.of, bonus, said, self.grade, caps=self.caps)

    def _all(self) -> tuple[Decimal, Decimal, Decimal, Text, str, bool]:
        return self.points, self.of, self.bonus, self.explanation, self.grade, self.caps

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scored) and self._all() == other._all()

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return f"Scored{self._all()!r}"


def within_full(scored: Sequence[Scored], full: Decimal) -> list[Scored]:
    """The same scores with as much bonus cut, from the last item backwards, as keeps their sum at ``full``.

    Cutting items, and not only the sum, keeps the promise that the points shown add up to the score shown.
    """
    return _cut(scored, full, lambda cut: Text(f"Of the bonus {number(cut)} is lost: the score ends at {number(full)}.",
                                               f"总分以{number(full)}分为限，其中{number(cut)}分加分不计。"))


def within_cap(scored: Sequence[Scored], cap: Decimal) -> list[Scored]:
    """The scores of items that add to the total, or take from it, beside the blocks, cut from the last one backwards so
    that together they come to no more than ``cap``."""
    end = number(cap)
    if sum((each.points for each in scored), ZERO) >= 0:
        return _cut(scored, cap, lambda cut: Text(f"Of this {number(cut)} is lost: together they end at {end}.",
                                                  f"合计加分以{end}分为限，其中{number(cut)}分不计。"))
    return _spare(scored, -cap, lambda cut: Text(f"Of this {number(cut)} is spared: together they end at {end}.",
                                                 f"合计扣分以{end}分为限，其中{number(cut)}分不扣。"))


def above_nothing(scored: Sequence[Scored]) -> list[Scored]:
    """The same scores with as much deducted beside the blocks spared, from the last item backwards, as keeps their sum
    at 0."""
    return _spare(scored, ZERO, lambda cut: Text(f"Of this {number(cut)} is spared: no score is below 0.",
                                                 f"总分最低为0分，其中{number(cut)}分不扣。"))


def _cut(scored: Sequence[Scored], most: Decimal, said: Callable[[Decimal], Text]) -> list[Scored]:
    result = list(scored)
    surplus = sum((each.points for each in result), ZERO) - most
    for place in reversed(range(len(result))):
        each = result[place]
        cut = min(each.bonus, surplus)
        if cut > 0:
            surplus -= cut
            result[place] = each.changed(each.points - cut, each.bonus - cut, said(cut))
    return result


def _spare(scored: Sequence[Scored], least: Decimal, said: Callable[[Decimal], Text]) -> list[Scored]:
    result = list(scored)
    lacking = least - sum((each.points for each in result), ZERO)
    for place in reversed(range(len(result))):
        each = result[place]
        spared = min(-each.points, lacking)
        if spared > 0:
            lacking -= spared
            result[place] = each.changed(each.points + spared, each.bonus, said(spared))
    return result
