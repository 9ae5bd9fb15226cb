"""What a number format says of the number in its cell (ECMA-376 Part 1, 18.8.30 and 18.8.31).

A format changes the meaning (a percentage, a day), keeps what a number alone would lose (000042), or only the looks
(0.00 shows two places of many). Meaning and kept signs are read, looks are not: no digit is ever lost to rounding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@",
    # Reserved for the calendars of East Asia: days in each language, though it shows them differently.
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), "m/d"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm"),
}
GENERAL, PERCENT, DAY, CLOCK, NUMBER = "general", "percent", "day", "clock", "number"
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[([^\]]*)\]|_.|\*.|(AM/PM|A/P|上午/下午)|(General|G/通用格式)|'
                    r"([yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[eEgGbB](?![+-])|a{3,4})|([eE][+-])|([0#?.,%@/])|(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Format:
    """The first section of a format: its meaning, and its parts as (kind, text)."""

    meaning: str
    parts: tuple[tuple[str, str], ...]
    percents: int = 0


@lru_cache(maxsize=4096)
def parse(code: str) -> Format:
    """What the format ``code`` says."""
    parts: list[tuple[str, str]] = []
    elapsed = False
    for match in _TOKEN.finditer(_first_section(code)):
        quoted, escaped, bracket, half, general, calendar, power, sign, other = match.groups()
        if bracket is not None:
            elapsed = elapsed or bool(re.fullmatch(r"[hH]+|[mM]+|[sS]+", bracket))
            if (currency := re.match(r"\$([^-\]]+)", bracket)) is not None:
                parts.append(("money", currency[1]))
        elif quoted is not None or escaped is not None or other is not None:
            parts.append(("literal", next(one for one in (quoted, escaped, other) if one is not None)))
        elif general is not None:
            parts.append(("general", general))
        elif calendar is not None:
            parts.append(("calendar", calendar.lower()))
        elif half is not None:
            parts.append(("clock", half))
        elif power is not None:
            parts.append(("power", power))
        elif sign is not None:
            parts.append(("sign", sign))
    percents = sum(part == ("sign", "%") for part in parts)
    return Format(_meaning(parts, elapsed, percents), tuple(parts), percents)


def _first_section(code: str) -> str:
    for match in _TOKEN.finditer(code):
        if match[9] == ";":
            return code[:match.start()]
    return code


def _meaning(parts: list[tuple[str, str]], elapsed: bool, percents: int) -> str:
    calendar = "".join(text for kind, text in parts if kind == "calendar")
    if elapsed:
        return CLOCK
    if calendar:
        if set(calendar) & set("yde"):
            return DAY
        return CLOCK if set(calendar) & set("hs") else DAY
    if percents:
        return PERCENT
    signs = {text for kind, text in parts if kind == "sign"}
    return NUMBER if signs & set("0#?") else GENERAL


def shown_number(form: Format, value: Decimal) -> str:
    """The number as ``form`` shows it, where that keeps what the number alone does not: zeros before it, fixed places,
    words around it. Empty where the format is only looks, or would hide a digit."""
    if form.meaning != NUMBER or any(kind in ("power", "money") for kind, _ in form.parts) or value < 0:
        return ""
    signs = "".join(text for kind, text in form.parts if kind == "sign")
    if "," in signs or "/" in signs or "@" in signs or signs.count(".") > 1:
        return ""
    whole, _, behind = signs.partition(".")
    places = len(behind)
    if value != round(value, places):
        return ""
    digits = f"{value:.{places}f}"
    before, _, after = digits.partition(".")
    before = before.lstrip("0").rjust(whole.count("0"), "0")
    while after and len(after) > behind.count("0") and after.endswith("0"):
        after = after[:-1]
    return _laid_out(form, before, after, len(whole))


def _laid_out(form: Format, before: str, after: str, places_before: int) -> str:
    # Digits fill the places from the right; what is left over stands at the first place.
    padded = before.rjust(places_before)
    first, rest = padded[:len(padded) - places_before + 1], list(padded[len(padded) - places_before + 1:])
    waiting = [first, *rest]
    behind = list(after)
    text, in_fraction = "", False
    for kind, part in form.parts:
        if kind == "literal":
            text += part
        elif part == ".":
            in_fraction = True
            text += "." if behind else ""
        elif kind == "sign" and part in "0#?":
            queue = behind if in_fraction else waiting
            text += queue.pop(0).strip() if queue else ""
    return text.strip()


def shown_day(form: Format, day: datetime) -> str:
    """A day as ``form`` shows it, in digits with the whole year first (2013-01-31, 2013年1月, 2013). Empty where the
    format leaves out the year, writes the month in letters, or hides something."""
    text = ""
    units = [part for kind, part in form.parts if kind == "calendar"]
    order = "".join(unit[0] for unit in units)
    if order not in ("ymd", "ym", "y") or units[0] not in ("yyyy", "yyy") or any(len(unit) > 2 for unit in units[1:]):
        return ""
    if ("d" not in order and day.day != 1) or ("m" not in order and day.month != 1):
        return ""
    values = {"y": day.year, "m": day.month, "d": day.day}
    for kind, part in form.parts:
        if kind == "calendar":
            text += f"{values[part[0]]:0{len(part)}d}"
        elif kind in ("literal", "sign"):
            text += part
    return text.strip()


def shows_whole_day(form: Format) -> bool:
    """Whether year, month and day are all to be seen, in whatever order."""
    return set("ymd") <= {part[0] for kind, part in form.parts if kind == "calendar"}
