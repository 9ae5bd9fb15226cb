"""What an item is scored from, and what its score says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from plumbline.errors import MethodError
from plumbline.methods.assessment.wording import number
from plumbline.text import Text

ZERO = Decimal(0)
BETTER = ("higher", "lower", "neither")


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure as published: ``value`` in ``unit`` (``%``: 0..100), which way is ``better`` (higher, lower, neither),
    and the value of the year ``before``, None where there is none."""

    value: Decimal
    unit: str = "%"
    better: str = "higher"
    before: Decimal | None = None

    def __post_init__(self) -> None:
        if self.better not in BETTER:
            raise MethodError(f"'{self.better}' is no direction", next_step=f"Choose one of: {', '.join(BETTER)}")


class Scored:
    """The score of one item: ``points`` of ``of``, the ``bonus`` that is part of ``points`` and above ``of``, and why.

    ``grade`` is the grade a veto imposes, empty for all else. The words are put together when they are first read: of
    300,000 scores of a province a page shows a hundred.
    """

    __slots__ = ("_said", "bonus", "grade", "of", "points")

    def __init__(self, points: Decimal, of: Decimal, bonus: Decimal, explanation: Text | Callable[[], Text],
                 grade: str = "") -> None:
        self.points, self.of, self.bonus, self.grade = points, of, bonus, grade
        self._said = explanation

    @property
    def explanation(self) -> Text:
        """Why, in both languages."""
        if not isinstance(self._said, Text):
            self._said = self._said()
        return self._said

    def _all(self) -> tuple[Decimal, Decimal, Decimal, Text, str]:
        return self.points, self.of, self.bonus, self.explanation, self.grade

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
    result = list(scored)
    surplus = sum((each.points for each in result), ZERO) - full
    if surplus <= 0:
        return result
    for place in reversed(range(len(result))):
        each = result[place]
        cut = min(each.bonus, surplus)
        if cut > 0:
            surplus -= cut
            result[place] = Scored(each.points - cut, each.of, each.bonus - cut, Text(
                f"{each.explanation.en} Of the bonus {number(cut)} is lost: the score ends at {number(full)}.",
                f"{each.explanation.zh}总分以{number(full)}分为限，其中{number(cut)}分加分不计。",
            ), each.grade)
    return result
