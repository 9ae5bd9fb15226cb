"""What an item is scored from, and what its score says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of one item: ``points`` of ``of``, the ``bonus`` that is part of ``points`` and above ``of``, and why.

    ``grade`` is the grade a veto imposes, empty for all else.
    """

    points: Decimal
    of: Decimal
    bonus: Decimal
    explanation: Text
    grade: str = ""


def within_full(scored: Sequence[Scored], full: Decimal) -> list[Scored]:
    """The same scores with as much bonus cut, from the last item backwards, as keeps their sum at ``full``.

    Cutting items, and not only the sum, keeps the promise that the points shown add up to the score shown.
    """
    result = list(scored)
    surplus = sum((each.points for each in result), ZERO) - full
    for place in reversed(range(len(result))):
        each = result[place]
        cut = min(each.bonus, surplus)
        if cut > 0:
            surplus -= cut
            result[place] = replace(
                each, points=each.points - cut, bonus=each.bonus - cut,
                explanation=Text(
                    f"{each.explanation.en} Of the bonus {number(cut)} is lost: the score ends at {number(full)}.",
                    f"{each.explanation.zh}总分以{number(full)}分为限，其中{number(cut)}分加分不计。",
                ),
            )
    return result
