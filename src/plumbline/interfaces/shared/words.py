"""Numbers, days and periods as a reader of the page's language writes them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plumbline.errors import ENDS
from plumbline.methods.shared import periods
from plumbline.methods.shared.periods import Period
from plumbline.text import MONTHS, NOTHING, Text, written_day, written_number

PLAIN = re.compile(r"[a-z]+[ ,;’']")
"""How a sentence begins that may take a capital: not with a key or a file's name."""


def chinese() -> bool:
    """Whether the page is being written in Chinese."""
    return (get_language() or "en").startswith("zh")


def say(text: Text | str | None) -> str:
    """Declared words in the page's language."""
    if text is None or isinstance(text, str):
        return text or ""
    return text.say(get_language())


def sentence(text: Text | str | None) -> str:
    """Declared words as a sentence of their own: with a capital in English, and closed."""
    said = say(text)
    if not said:
        return ""
    in_chinese = chinese() and not (isinstance(text, Text) and not text.zh)  # what has no Chinese is said in English
    if not in_chinese and PLAIN.match(said):
        said = said[0].upper() + said[1:]
    return said if said.endswith(ENDS) else said + ("。" if in_chinese else ".")


def sentences(*texts: Text | str | None) -> str:
    """Several of them, one after the other."""
    return ("" if chinese() else " ").join(filter(None, map(sentence, texts)))


def within(text: Text) -> str:
    """Declared words inside a sentence: English begins them small, unless they are a name or an abbreviation."""
    said = say(text)
    return said[:1].lower() + said[1:] if not chinese() and said[1:2].islower() else said


def number(value: int | Decimal | str | None, places: int | None = None, *, signed: bool = False) -> str:
    """A number grouped by thousands, rounded half to even to ``places`` where given, with a true minus sign."""
    return written_number(value, places, signed=signed)


def day(value: date | None) -> str:
    """``21 Nov 2026`` or ``2026年11月21日``; of a moment its day where the authority is."""
    return written_day(timezone.localdate(value) if isinstance(value, datetime) else value, get_language())


def moment(value: datetime | None) -> str:
    """A day with the time, in the authority's time zone, which is named."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value)
    return f"{day(local)} {local:%H:%M} {local.tzname()}"


def _month(value: date) -> str:
    return f"{value.year}年{value.month}月" if chinese() else f"{MONTHS[value.month - 1]} {value.year}"


def period(value: Period | str) -> str:
    """A period in words: ``2013``, ``Q1 2013``, ``Jul 2013 to Jun 2014``, ``2013年7月至2014年6月``."""
    held = periods.parse(value) if isinstance(value, str) else value
    text, first, last = held.text, held.first, held.last
    if len(text) == 4:
        return f"{text}年" if chinese() else text
    if "Q" in text:
        quarter = (first.month + 2) // 3
        return f"{first.year}年第{quarter}季度" if chinese() else f"Q{quarter} {first.year}"
    if len(text) == 7:
        return _month(first)
    say_one = _month if len(text) == 16 else day
    return _("%(first)s to %(last)s") % {"first": say_one(first), "last": say_one(last)}


def year(label: str) -> str:
    """An assessment year, as its scheme writes it: ``2013年``, ``2013-14年度``."""
    if not chinese():
        return label
    return f"{label}年" if label.isdecimal() else f"{label}年度"


def fitted(text: str, columns: int) -> str:
    """As much of a name as fits into so many columns; a Chinese character takes two."""
    wide = [2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text]
    if sum(wide) <= columns:
        return text
    kept = next(place for place in range(len(text)) if sum(wide[:place + 1]) > columns - 1)
    return text[:kept].rstrip() + "\u2026"


def size(count: int) -> str:
    """A number of bytes, in the unit a person would choose."""
    amount = Decimal(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{number(amount, 0 if unit == 'B' else 1)} {unit}"
        amount /= 1000
    raise AssertionError


def listed(parts: list[str]) -> str:
    """``a, b and c``; ``甲、乙和丙``."""
    if len(parts) < 2:
        return "".join(parts)
    comma, last = ("、", "和") if chinese() else (", ", " and ")
    return comma.join(parts[:-1]) + last + parts[-1]
