"""One score from those of the units below: their mean, their median, or the lowest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

from plumbline.text import Text

WAYS = {"mean": Text("the mean", "平均"), "median": Text("the median", "中位数"), "lowest": Text("the lowest", "最低")}


@dataclass(frozen=True, slots=True)
class RolledUp:
    """The scores of the units below by the scheme called ``scheme``, in the same year, joined ``by`` one of WAYS."""

    scheme: str
    by: str = "mean"

    def joined(self, scores: Sequence[Decimal]) -> Fraction | None:
        """One score of several, exact; None where there is none."""
        if not scores:
            return None
        exact = [Fraction(score) for score in scores]
        if self.by == "lowest":
            return min(exact)
        return Fraction(median(exact)) if self.by == "median" else sum(exact, Fraction(0)) / len(exact)
