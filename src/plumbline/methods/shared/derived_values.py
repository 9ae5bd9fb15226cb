"""Figures of figures: ranks with stated ties, years in a row, whether something has risen. Exact, on fractions.

What is not known stays so: a region without a value has no rank and takes none away, a year without a value breaks a
row of years and lets nothing be said of a steady movement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

COMPETITION, DENSE, LAST = "competition", "dense", "last"
TIES = (COMPETITION, DENSE, LAST)
"""What equals get: 1, 2, 2, 4; or 1, 2, 2, 3; or 1, 3, 3, 4."""
RISEN, FALLEN, STEADILY_RISEN, STEADILY_FALLEN, UNCHANGED = (
    "risen", "fallen", "steadily risen", "steadily fallen", "unchanged")


def ranks(values: Mapping[str, Fraction], ties: str, *, higher: bool = True) -> dict[str, int]:
    """The place of each, 1 for the best. ``higher``: whether more is better."""
    place: dict[Fraction, int] = {}
    before = 0
    for number, (value, count) in enumerate(sorted(Counter(values.values()).items(), reverse=higher), start=1):
        place[value] = number if ties == DENSE else before + count if ties == LAST else before + 1
        before += count
    return {code: place[value] for code, value in values.items()}


@dataclass(frozen=True, slots=True)
class Streak:
    """How many years in a row, ending with the first asked. ``broken_by`` is the place of the year that ended it in
    what was asked, None where all of them hold; ``unknown`` whether that year has no value."""

    years: int
    broken_by: int | None
    unknown: bool


def streak(holds: Sequence[bool | None]) -> Streak:
    """Over years from the latest backwards, each whether it holds; None: nobody knows."""
    for place, one in enumerate(holds):
        if not one:
            return Streak(place, place, one is None)
    return Streak(len(holds), None, False)


def movement(values: Sequence[Fraction | None]) -> dict[str, bool | None]:
    """What can be said of values from the earliest to the latest: True, False, or None where a value is missing that
    it rests on. "Steadily" means from each year to the next, without a standstill."""
    first, last = (values[0], values[-1]) if values else (None, None)
    ends = first is not None and last is not None
    known = [each for each in values if each is not None]
    pairs = list(pairwise(known))
    whole = len(known) == len(values)

    def steadily(up: bool) -> bool | None:
        # One step the other way is enough to deny it, whatever is missing.
        if any((later <= earlier) if up else (later >= earlier) for earlier, later in pairs):
            return False
        return True if whole and pairs else None

    return {
        RISEN: (last > first) if ends and last is not None and first is not None else None,
        FALLEN: (last < first) if ends and last is not None and first is not None else None,
        STEADILY_RISEN: steadily(True), STEADILY_FALLEN: steadily(False),
        UNCHANGED: (last == first) if ends else None,
    }
