"""A stored number and its format as a cell: the meaning, all digits, and the text where the format keeps one."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

from plumbline.records.intake.books import formats
from plumbline.records.intake.books.view import CLOCK, DAY, EMPTY, MOMENT, NUMBER, PART, PERCENT, TEXT, Cell

SYSTEM_1900, SYSTEM_1904 = "1899-12-30", "1904-01-01"
LEAP_1900 = 60
"""The serial number of 29 February 1900, a day that spreadsheets know and the calendar does not."""
LAST_SERIAL = 2_958_465
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_WHOLE = re.compile(r"-?[0-9]{1,18}")


def text_cell(text: str, *, escaped: bool = False) -> Cell:
    """A cell of text. ``escaped``: signs that XML cannot hold stand as _x000D_."""
    if escaped and "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return Cell(TEXT, text) if text else EMPTY


def number_cell(stored: str, code: str, first_day: str) -> Cell:
    """The number ``stored``, under the format ``code``. :raises ValueError: if it is no number."""
    form = formats.parse(code)
    if form.meaning in (formats.DAY, formats.CLOCK):
        return day_cell(float(stored), form, first_day)
    value = exact(stored)
    if form.meaning == formats.PERCENT:
        value = plain(Decimal(value).scaleb(2 * form.percents))
        return Cell(PERCENT, value, value + "%" * form.percents)
    shown = formats.shown_number(form, Decimal(value)) if form.meaning == formats.NUMBER else ""
    return Cell(NUMBER, value, "" if shown == value else shown)


def exact(stored: str) -> str:
    """A stored number in digits: whole ones as they are, others with the fifteen digits that spreadsheets keep."""
    if _WHOLE.fullmatch(stored):
        return str(int(stored))
    # The sixteenth digit is an artefact of binary numbers.
    return plain(Decimal(format(float(stored), ".15g")))


def plain(value: Decimal) -> str:
    """Digits without a power of ten and without zeros at the end."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def day_cell(serial: float, form: formats.Format, first_day: str) -> Cell:
    """A number that its format shows as a day or a time. A number that is no day of the calendar stays a number that no
    field of days takes."""
    seconds = round(serial * 86_400)
    if form.meaning == formats.CLOCK:
        hours, rest = divmod(abs(seconds), 3_600)
        return Cell(CLOCK, f"{'-' if seconds < 0 else ''}{hours:02d}:{rest // 60:02d}:{rest % 60:02d}")
    days = seconds // 86_400
    if (first_day == SYSTEM_1900 and (days == LEAP_1900 or days < 1)) or not 0 <= days <= LAST_SERIAL:
        return Cell(DAY, "1900-02-29" if days == LEAP_1900 else plain(Decimal(format(serial, ".15g"))))
    if first_day == SYSTEM_1900 and days < LEAP_1900:
        seconds += 86_400
    return moment_cell(datetime.fromisoformat(first_day) + timedelta(seconds=seconds), form)


def moment_cell(moment: datetime, form: formats.Format) -> Cell:
    """A day, or one with an hour; ``form`` says how it is shown."""
    if moment.hour or moment.minute or moment.second:
        return Cell(MOMENT, moment.isoformat(" ", "seconds"))
    kind = DAY if formats.shows_whole_day(form) else PART
    return Cell(kind, moment.date().isoformat(), formats.shown_day(form, moment))
