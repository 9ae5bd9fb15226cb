"""Numbers as the explanations say them, in both languages."""

from __future__ import annotations

from decimal import Decimal

from plumbline.text import Text

_PERCENT, _UNIT = Text("percentage point", "百分点"), Text("unit", "单位")
_NONE = Text("no points", "不得分")


def number(value: Decimal) -> str:
    """Plain decimal notation with the places it has; a minus sign never before zero."""
    text = format(value, "f")
    return text.removeprefix("-") if not value else text


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


def points_of(value: Decimal, of: Decimal) -> Text:
    """``6 of 10 points``, ``full 10 points``, ``no points``."""
    whole = number(of)
    things = f"{whole} point" if of == 1 else f"{whole} points"
    if value == of:
        return Text(f"full {things}", f"得满分{whole}分")
    if not value:
        return _NONE
    part = number(value)
    return Text(f"{part} of {things}", f"得{part}分（满分{whole}分）")


def signed(value: Decimal) -> str:
    """A change of points with its sign: ``-1.25``, ``+2``."""
    return f"+{number(value)}" if value > 0 else number(value)


def capped(earned: Decimal, cap: Decimal) -> Text:
    """What a bonus adds, as the end of a clause: ``, +2.5`` or ``, +7.5, capped at 5``."""
    if earned > cap:
        return Text(f", {signed(earned)}, capped at {number(cap)}", f"，加{number(earned)}分，封顶{number(cap)}分")
    return Text(f", {signed(earned)}", f"，加{number(earned)}分")
