"""From exact counts to the value that is shown: one division, one rounding, in Python's decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from plumbline.rulebook.indicators.formulas import Number

DIGITS = 60  # more than any sum of 38-digit decimals needs, so that only the last rounding rounds
_CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_UP)


def share(numerator: Number, denominator: Number, scale: int = 1) -> Fraction | None:
    """``numerator`` / ``denominator`` times ``scale``, exactly; None where the denominator is 0."""
    return Fraction(numerator) / Fraction(denominator) * scale if denominator else None


def shown(value: Fraction | Number | None, places: int) -> str | None:
    """``value`` with ``places`` decimal places, halves rounded up (away from zero), as a string: 7202/8811 * 100 with 2
    places is "81.74"."""
    if value is None:
        return None
    exact = Fraction(value)
    unit = 10 ** places
    # Integers all the way: floor(|x| * unit + 1/2) is half up without a second rounding.
    scaled = (abs(exact.numerator) * unit * 2 + exact.denominator) // (2 * exact.denominator)
    number = Decimal(scaled if exact >= 0 else -scaled).scaleb(-places, _CONTEXT)
    text = format(number, "f")
    return text[1:] if text.startswith("-") and scaled == 0 else text


def whole(above: Number | str, below: Number | str) -> tuple[int, int]:
    """Both parts of a figure as whole numbers: where there are fractions (of a yuan, say), both are told in the same
    smaller unit. ``510000000.00`` and 1 are 510000000 and 1; ``0.25`` and 3 are 25 and 300."""
    parts = Decimal(above).normalize(_CONTEXT), Decimal(below).normalize(_CONTEXT)
    places = max(0, *(-int(part.as_tuple().exponent) for part in parts))
    return int(parts[0].scaleb(places, _CONTEXT)), int(parts[1].scaleb(places, _CONTEXT))


def difference(now: str | None, before: str | None) -> str | None:
    """The difference of two shown values, so that a reader who subtracts them finds it."""
    if now is None or before is None:
        return None
    return format(_CONTEXT.subtract(Decimal(now), Decimal(before)), "f")
