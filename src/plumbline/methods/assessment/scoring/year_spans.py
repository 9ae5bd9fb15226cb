"""One value from those of several years: their mean, or a mean by stated weights, the newest year first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

WITHHELD, SKIPPED = "withheld", "skip"
MISSING = (WITHHELD, SKIPPED)
"""What a year without a value means: no value at all, or the mean of the years that have one."""


@dataclass(frozen=True, slots=True)
class Span:
    """So many ``years`` that end with the assessment year; ``weights`` newest first, empty where all count alike."""

    years: int
    weights: tuple[Decimal, ...] = ()
    missing: str = WITHHELD

    def joined(self, values: Sequence[Decimal | None]) -> Fraction | None:
        """The mean of ``values``, newest first, exact; None where too few of them are there."""
        weights = self.weights or (Decimal(1),) * self.years
        there = [(Fraction(value), Fraction(weight)) for value, weight in zip(values, weights, strict=True)
                 if value is not None]
        total = sum((weight for _, weight in there), Fraction(0))
        if not total or (self.missing == WITHHELD and len(there) < self.years):
            return None
        return sum((value * weight for value, weight in there), Fraction(0)) / total
