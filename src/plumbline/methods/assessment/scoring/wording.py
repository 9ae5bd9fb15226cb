"""Numbers as the explanations say them, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from plumbline.text import Text

_PERCENT, _UNIT = Text("percentage point", "百分点"), Text("unit", "单位")
_NONE = Text("no points", "不得分")


def number(value: Decimal) -> str:
    """Plain decimal notation with the places it has; a minus sign never before zero."""
    text = format(value, "f")
    return text.removeprefix("-") if not value else text


def plain(value: Decimal) -> Decimal:
    """The same value without needless zeros."""
    return Decimal(exactly(value))


def quantity(value: Decimal, unit: str) -> Text:
    """A value in its unit: ``93.1 %``, ``3.2 per 1000``; a bare number for unit ``1``."""
    said = number(value)
    if unit == "%":
        return Text(f"{said} %", f"{said}%")
    if unit == "1":
        return Text(said, said)
    return Text(f"{said} {unit}", f"{said}（{unit.replace('per ', '每')}）")


def distance(value: Decimal, unit: str) -> Text:
    """A difference of two values: ``1.1 percentage points``."""
    if unit == "%":
        said, plural = number(value), "" if value == 1 else "s"
        return Text(f"{said} percentage point{plural}", f"{said}个百分点")
    return quantity(value, unit)


def each_unit(unit: str) -> Text:
    """What a rule deducts for: ``percentage point``, or ``unit`` for anything that is not a percentage."""
    return _PERCENT if unit == "%" else _UNIT


def points(value: Decimal) -> Text:
    """``1 point``, ``2.5 points``."""
    return Text(f"{number(value)} point{'' if value == 1 else 's'}", f"{number(value)}分")


def points_of(value: Decimal, of: Decimal, *, demerit: bool = False) -> Text:
    """``6 of 10 points``, ``full 10 points``, ``no points``. Demerits are never called full."""
    whole = number(of)
    things = f"{whole} point" if of == 1 else f"{whole} points"
    if demerit:
        return Text(f"{number(value)} of at most {things}", f"计{number(value)}分（最多{whole}分）")
    if value == of:
        return Text(f"full {things}", f"得满分{whole}分")
    if not value:
        return _NONE
    part = number(value)
    return Text(f"{part} of {things}", f"得{part}分（满分{whole}分）")


def exactly(value: Decimal | Fraction) -> str:
    """All digits of a value without needless zeros; of one that has no end, six places and a mark that more follow."""
    if isinstance(value, Fraction):
        rest = value.denominator
        for prime in (2, 5):
            while rest % prime == 0:
                rest //= prime
        if rest != 1:
            cut = Decimal(round(abs(value) * 10**6)).scaleb(-6).quantize(Decimal("0.000001"), ROUND_HALF_UP)
            return f"{'-' if value < 0 else ''}{number(cut)}…"
        value = Decimal(value.numerator) / Decimal(value.denominator)
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Decimal, rounding: Callable[[Decimal], Decimal]) -> str:
    """A part of the points with the places that points have, or with all its digits where it has more."""
    kept = rounding(value)
    return number(kept) if kept == value else exactly(value)


def rounded_of(raw: Decimal | Fraction, got: Decimal, of: Decimal, *, demerit: bool = False) -> Text:
    """What was got of an item, and what it was before it was rounded, where that was another number: ``89.45, rounded
    to 89.5 of 100 points``."""
    said = points_of(got, of, demerit=demerit)
    if raw == got:
        return said
    return Text(f"{exactly(raw)}, rounded to {said.en}", f"{exactly(raw)}分，修约后{said.zh}")


def rounded_bonus(raw: Decimal, got: Decimal) -> Text:
    """The end of a clause that speaks of a bonus, where rounding changed what it adds; else nothing."""
    if raw == got:
        return Text()
    return Text(f", rounded to {number(got)}", f"，修约后加{number(got)}分")


def signed(value: Decimal) -> str:
    """A change of points with its sign: ``-1.25``, ``+2``."""
    return f"+{number(value)}" if value > 0 else number(value)


def capped(earned: Decimal, cap: Decimal, rounding: Callable[[Decimal], Decimal]) -> Text:
    """What a bonus adds, as the end of a clause: ``, +2.5`` or ``, +7.5, capped at 5``."""
    more = shown(earned, rounding)
    if earned > cap:
        return Text(f", +{more}, capped at {number(cap)}", f"，加{more}分，封顶{number(cap)}分")
    return Text(f", +{more}", f"，加{more}分")
