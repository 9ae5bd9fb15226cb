"""From values to places on a drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` over ``span`` units of a drawing, with round numbers every ``step``."""

    low: float
    high: float
    span: float
    step: float = 1.0

    def at(self, value: float | Decimal | str) -> float:
        """Where ``value`` lies, kept inside the drawing, to a hundredth of a unit."""
        share = (float(value) - self.low) / ((self.high - self.low) or 1)
        return round(min(max(share, 0.0), 1.0) * self.span, 2)

    def down(self, value: float | Decimal | str) -> float:
        """The same from the upper edge, for a drawing whose values grow upwards."""
        return round(self.span - self.at(value), 2)

    @property
    def ends(self) -> tuple[str, str]:
        """The two ends as text, with no more places than the step needs."""
        places = max(0, -floor(log10(self.step))) if self.step < 1 else 0
        return f"{self.low:,.{places}f}", f"{self.high:,.{places}f}"


def whole(unit: str, values: Iterable[float | Decimal | str], span: float) -> Scale:
    """The scale on which one figure stands alone: all of 0 to 100 for a percentage, else from zero."""
    if unit == "%":
        return Scale(0, 100, span, 10)
    return fitting([0.0, *(float(value) for value in values)], span)


def fitting(values: Iterable[float | Decimal | str], span: float, *, unit: str = "") -> Scale:
    """The narrowest scale between round numbers that holds every value; a percentage stays within 0 and 100."""
    known = [float(value) for value in values]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if low == high:
        low, high = low - (abs(low) * 0.1 or 1), high + (abs(high) * 0.1 or 1)
    rough = (high - low) / 4
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    low, high = floor(low / step) * step, ceil(high / step) * step
    if unit == "%":
        low, high = max(low, 0.0), min(high, 100.0)
    return Scale(low, high, span, step)
