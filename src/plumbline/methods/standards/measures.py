"""Units of measurement, read and converted exactly.

What units mean is pint's register; numbers are fractions in it, so that 5/9 of a degree, an inch and a millionth are
what they are. The register is built the first time that a unit is read: to load it takes longer than most commands.

Three things are kept apart that a register of dimensions alone would mix: a solid or plane angle and a bare number
(1 cd/W is no 1 lm/W), an event a second and a cycle a second (Bq, Hz), an equivalent dose and a dose (Sv, Gy). Levels
in decibels are of one reference each: dB(A) is compared with dB(A), and with nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from plumbline.errors import MethodError
from plumbline.text import UNSAID, Text

LONGEST = 40
"""So many characters a unit has at most."""
SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
RAISED = re.compile(r"[⁻]?[⁰¹²³⁴-⁹]+")
LEVEL = re.compile(r"dB(?:\([A-Z]\)|[A-Za-z]{1,3})?")
FIT = re.compile(r"(?:[^\W\d_]|[%‰°]|(?<![0-9])[0-9]{1,6}(?![0-9eE])|(?:\*\*|\^)-?[1-6](?![0-9])|\*(?!\*)|"
                 r"[/·⋅.() ])*")
COUNTED = re.compile(r"/\s*([0-9]{1,6})\s*([^\W\d_]+)")
HAN = {"毫克": "mg", "微克": "µg", "千克": "kg", "公斤": "kg", "克": "g", "毫米": "mm", "厘米": "cm", "微米": "µm",
       "平方米": "m**2", "立方米": "m**3", "千米": "km", "公里": "km", "米": "m", "毫秒": "ms", "秒": "s",
       "分钟": "min", "小时": "h", "流明": "lm", "坎德拉": "cd", "勒克斯": "lx", "千瓦": "kW", "瓦": "W",
       "毫升": "mL", "升": "L", "摄氏度": "°C", "华氏度": "°F", "开尔文": "K", "牛顿": "N", "帕斯卡": "Pa",
       "千帕": "kPa", "帕": "Pa", "赫兹": "Hz", "伏特": "V", "伏": "V", "毫安": "mA", "安培": "A", "欧姆": "ohm",
       "焦耳": "J", "百分比": "%"}
OF_ITS_OWN = {"candela": ("solid angle", 0), "lumen": ("solid angle", 1), "lux": ("solid angle", 1),
              "steradian": ("solid angle", 1), "radian": ("plane angle", 1), "degree": ("plane angle", 1),
              "arcminute": ("plane angle", 1), "arcsecond": ("plane angle", 1), "turn": ("plane angle", 1),
              "revolutions_per_minute": ("plane angle", 1), "revolutions_per_second": ("plane angle", 1),
              "hertz": ("cycle", 1), "becquerel": ("decay", 1), "curie": ("decay", 1),
              "sievert": ("equivalent dose", 1), "rem": ("equivalent dose", 1), "gray": ("dose", 1),
              "rads": ("dose", 1)}
"""Units of which dimensions do not say all: what more they are of, and how often."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One unit as it was read. ``level`` is the reference of a unit in decibels; of all others the register tells
    ``units`` and how many of them it is (``factor``: 100 of ``mg/100 g`` in the denominator). ``more`` is what it is
    of besides its dimension."""

    written: str
    level: str = ""
    units: Any = None
    factor: Fraction = Fraction(1)
    more: tuple[tuple[str, int], ...] = ()


@lru_cache(maxsize=1)
def _register() -> Any:
    import pint  # loading it and reading its definitions takes a third of a second

    register: Any = pint.UnitRegistry(non_int_type=Fraction)
    register.define("ppb = 1e-9")
    return register


def measure(unit: str | None, where: Text | str = UNSAID) -> Measure:
    """The unit that ``unit`` names; empty: a bare number. Full-width letters, raised digits and the common Chinese
    names are read too. :raises MethodError: for what names none; it says ``where`` that stands."""
    try:
        return _read((unit or "").strip())
    except ValueError:
        raise MethodError(
            "requirement.no_unit", Text(f"'{(unit or '')[:60]}' is no unit of measurement",
                                        f"“{(unit or '')[:60]}”不是计量单位"), where=where,
            next_step=Text("Write it by its symbol, such as mg/kg, lm/W, °C or %; leave it empty for a bare number",
                           "请按符号填写，如mg/kg、lm/W、°C、%；没有单位的留空")) from None


@lru_cache(maxsize=4096)
def _read(unit: str) -> Measure:
    plain = unicodedata.normalize("NFKC", RAISED.sub(lambda found: f"**{found[0].translate(SUPERSCRIPT)}", unit))
    if LEVEL.fullmatch(plain.replace(" ", "")):
        return Measure(unit, level=plain.replace(" ", ""))
    plain = _symbols(plain)
    if len(plain) > LONGEST or not FIT.fullmatch(plain):
        raise ValueError(unit)
    try:
        found = _register().parse_expression(plain or "1")
        units = getattr(found, "units", _register().dimensionless)
        factor = Fraction(getattr(found, "magnitude", found))
    except Exception as error:  # the register raises a dozen sorts, of Python's tokenizer too
        raise ValueError(unit) from error
    if factor <= 0 or (factor != 1 and not units._units):
        raise ValueError(unit)
    return Measure(unit, units=units, factor=factor, more=_more(units))


def _symbols(plain: str) -> str:
    for name, symbol in HAN.items():
        plain = plain.replace(name, symbol)
    # "lm·W-1" and "m2" are how standards print exponents where raised digits are lost.
    plain = plain.replace("·", "*").replace("⋅", "*").replace("每", "/")
    # "mg/100 g" is by each hundred grams.
    return COUNTED.sub(r"/(\1*\2)", re.sub(r"(?<=[^\W\d_])(-?[1-6])(?![0-9])", r"**\1", plain))


def _more(units: Any) -> tuple[tuple[str, int], ...]:
    counted: dict[str, int] = {}
    for name, power in units._units.items():
        _, root, _ = next(iter(_register().parse_unit_name(name)), ("", name, ""))
        of, times = OF_ITS_OWN.get(root, ("", 0))
        if times:
            counted[of] = counted.get(of, 0) + times * int(power)
    return tuple(sorted((of, times) for of, times in counted.items() if times))


def alike(one: Measure, other: Measure) -> bool:
    """Whether a value in one unit can be told in the other."""
    if one.level or other.level:
        return one.level == other.level
    return bool(one.units.dimensionality == other.units.dimensionality and one.more == other.more)


def converted(value: Fraction, one: Measure, other: Measure) -> Fraction:
    """``value`` in ``one`` as it is in ``other``, exactly. :raises ValueError: if they are not :func:`alike`."""
    if not alike(one, other):
        raise ValueError(f"{one.written} is not told in {other.written}")
    if one.level or one.written == other.written:
        return value
    found = _register().Quantity(value * one.factor, one.units).to(other.units).magnitude
    return Fraction(found) / other.factor
