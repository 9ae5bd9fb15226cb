"""How much of a basket of standards adopts international ones, and what may be an adoption that nobody stated.

GB/T 20000.2: identical (IDT) and modified (MOD) adopt, not equivalent (NEQ) does not; EQV is a degree of before 2001
and is told apart. Equal numbers are no adoption, and equal titles are none: both are reasons for a person to look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ADOPTS = frozenset({"IDT", "MOD"})
HISTORICAL = frozenset({"EQV"})
CURRENT, SUPERSEDED, UNDATED, NOT_HELD = "current", "superseded", "undated", "not_held"
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Adopted:
    """One adoption of a standard: what it takes over, in which degree, and how its edition stands on the day:
    ``current``, ``superseded``, ``undated`` (whatever holds is meant) or ``not_held`` (nobody here knows)."""

    target: str
    degree: str
    edition: str = NOT_HELD

    @property
    def counts(self) -> bool:
        """Whether it is an adoption."""
        return self.degree in ADOPTS


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of a basket adopt. ``value`` is in per cent, to two places; None of an empty basket."""

    numerator: int
    denominator: int
    split: dict[str, int]
    degrees: dict[str, int]

    @property
    def value(self) -> Decimal | None:
        """The rate, rounded half up."""
        if not self.denominator:
            return None
        return (Decimal(100 * self.numerator) / self.denominator).quantize(HUNDREDTH, ROUND_HALF_UP)


def rate(basket: Iterable[tuple[Adopted, ...]]) -> Rate:
    """The rate of a basket: of each standard in it, what it adopts. A standard counts once, by the best that it says of
    itself: a current edition before a superseded one, and IDT before MOD."""
    split = {"any_edition": 0, "current_edition": 0, "superseded_edition": 0, "edition_not_known": 0}
    degrees: dict[str, int] = {"IDT": 0, "MOD": 0, "NEQ": 0, "EQV": 0, "none": 0}
    denominator = 0
    for adoptions in basket:
        denominator += 1
        best = min(adoptions, key=_order, default=None)
        degrees[best.degree if best is not None and best.degree in degrees else "none"] += 1
        if best is None or not best.counts:
            continue
        split["any_edition"] += 1
        split["current_edition"] += best.edition in (CURRENT, UNDATED)
        split["superseded_edition"] += best.edition == SUPERSEDED
        split["edition_not_known"] += best.edition == NOT_HELD
    return Rate(split["any_edition"], denominator, split, degrees)


def _order(one: Adopted) -> tuple[bool, int, int]:
    editions = (CURRENT, UNDATED, SUPERSEDED, NOT_HELD)
    degrees = ("IDT", "MOD", "EQV", "NEQ")
    return (not one.counts, editions.index(one.edition),
            degrees.index(one.degree) if one.degree in degrees else len(degrees))


def letters_and_digits(title: str | None, *, folded: bool = True) -> str:
    """A title without all but its letters and digits, capitals made small where it is ``folded``: what two titles are
    compared by."""
    return "".join(filter(str.isalnum, (title or "").casefold() if folded else title or ""))
