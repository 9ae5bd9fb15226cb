"""ODS, the workbooks of LibreOffice and others (OpenDocument 1.3, part 3), as the view of ``view.py``."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from plumbline.records.intake.books import limits, values
from plumbline.records.intake.books.view import (
    CLOCK,
    DAY,
    EMPTY,
    ERROR,
    FLAG,
    MOMENT,
    NUMBER,
    PART,
    PERCENT,
    Area,
    Book,
    Cell,
    NoSheet,
    Row,
    Sheet,
)

KIND = b"application/vnd.oasis.opendocument.spreadsheet"
CONTENT = "content.xml"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
HIDDEN = ("collapse", "filter")
_SHOWN_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_SHOWN_DAY = re.compile(r"\d{4}([-/.]\d{1,2}([-/.]\d{1,2})?|年(\d{1,2}月(\d{1,2}日)?)?)?")
_DIGITS = re.compile(r"\d+")
_DURATION = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def opened(packed: zipfile.ZipFile) -> Book:
    """The workbook in ``packed``. :raises KeyError, ValueError, SyntaxError: if it is none."""
    hidden_styles: set[str] = set()
    sheets: list[Sheet] = []
    count = blanks = 0
    with packed.open(CONTENT) as content:
        for _, element in ET.iterparse(content):  # noqa: S314 - expat bounds what entities may become
            count = limits.within(count + 1, limits.MOST_ELEMENTS, limits.ELEMENTS)
            if element.tag == TEXT + "s":
                blanks = limits.within(blanks + _blanks(element), limits.MOST_REPEATED, limits.CELLS)
            elif element.tag == STYLE + "style":
                if any(one.get(TABLE + "display") == "false" for one in element):
                    hidden_styles.add(element.get(STYLE + "name", ""))
            elif element.tag == TABLE + "table":
                sheets.append(_sheet(element, hidden_styles))
    if not sheets:
        raise NoSheet
    return Book(tuple(sheets), values.SYSTEM_1900)


def _sheet(table: ET.Element, hidden_styles: set[str]) -> Sheet:
    rows = list(_rows(table))
    hidden = table.get(TABLE + "style-name", "") in hidden_styles
    return Sheet(table.get(TABLE + "name", ""), hidden, tuple(sorted(_merged(table))), _hidden_columns(table),
                 lambda: iter(rows))


def _hidden_columns(table: ET.Element) -> frozenset[int]:
    found: set[int] = set()
    number = 1
    for column in table.iter(TABLE + "table-column"):
        count = _columns(column)
        if column.get(TABLE + "visibility") in HIDDEN:
            found |= set(range(number, min(number + count, limits.MOST_COLUMNS)))
        number += count
    return frozenset(found)


def _rows(table: ET.Element) -> Iterator[Row]:
    number, repeated = 1, 0
    for row in table.iter(TABLE + "table-row"):
        count = _times(row)
        if cells := _cells(row):
            repeated = limits.within(repeated + (count - 1) * len(cells), limits.MOST_REPEATED, limits.CELLS)
            for _ in range(count):
                yield Row(limits.row(number), row.get(TABLE + "visibility") in HIDDEN, cells)
                number += 1
        else:
            number += count


def _each(row: ET.Element) -> Iterator[tuple[ET.Element, int]]:
    for element in row:
        if element.tag in (TABLE + "table-cell", TABLE + "covered-table-cell"):
            yield element, _columns(element)


def _columns(element: ET.Element) -> int:
    return limits.times(element.get(TABLE + "number-columns-repeated", "1"), limits.MOST_COLUMNS)


def _times(row: ET.Element) -> int:
    return limits.times(row.get(TABLE + "number-rows-repeated", "1"), limits.MOST_ROWS)


def _blanks(element: ET.Element) -> int:
    return limits.times(element.get(TEXT + "c", "1"), limits.MOST_REPEATED + 1)


def _cells(row: ET.Element) -> list[Cell]:
    cells: list[Cell] = []
    place = 0
    for element, count in _each(row):
        cell = EMPTY if element.tag == TABLE + "covered-table-cell" else _cell(element)
        if cell is not EMPTY:
            cells += [EMPTY] * (place - len(cells)) + [cell] * min(count, limits.MOST_COLUMNS - place)
        place += count
    return cells


def _merged(table: ET.Element) -> Iterator[Area]:
    number = 1
    for row in table.iter(TABLE + "table-row"):
        column = 1
        for element, count in _each(row):
            wide, high = (int(element.get(f"{TABLE}number-{what}-spanned", "1")) for what in ("columns", "rows"))
            if wide > 1 or high > 1:
                yield number, number + high - 1, column, column + wide - 1
            column += count
        number += _times(row)


def _cell(element: ET.Element) -> Cell:
    kind = element.get(OFFICE + "value-type", "")
    if not kind:
        return EMPTY
    shown = "\n".join(_words(line) for line in element.findall(TEXT + "p"))  # not those of a note beside the cell
    if element.get(CALC + "value-type") == "error" or (kind != "string" and shown.startswith("#")):
        return Cell(ERROR, shown)
    if kind == "string":
        return values.text_cell(element.get(OFFICE + "string-value", shown))
    makers: dict[str, Any] = {"percentage": _percent, "date": _day, "time": _clock}
    if kind == "boolean":
        return Cell(FLAG, element.get(OFFICE + "boolean-value", "false"))
    made: Cell = makers.get(kind, _number)(element, shown)
    return made


def _number(element: ET.Element, shown: str) -> Cell:
    value = values.exact(element.get(OFFICE + "value", ""))
    keeps = _SHOWN_NUMBER.fullmatch(shown) and Decimal(shown) == Decimal(value)
    return Cell(NUMBER, value, shown if keeps and shown != value else "")


def _percent(element: ET.Element, shown: str) -> Cell:
    value = values.plain(Decimal(values.exact(element.get(OFFICE + "value", ""))).scaleb(2))
    return Cell(PERCENT, value, value + "%")


def _day(element: ET.Element, shown: str) -> Cell:
    moment = datetime.fromisoformat(element.get(OFFICE + "date-value", ""))
    if moment.hour or moment.minute or moment.second:
        return Cell(MOMENT, moment.isoformat(" ", "seconds"))
    whole = len(_DIGITS.findall(shown)) == 3  # year, month and day, in whatever order
    return Cell(DAY if whole else PART, moment.date().isoformat(), shown if _SHOWN_DAY.fullmatch(shown) else "")


def _clock(element: ET.Element, shown: str) -> Cell:
    found = _DURATION.fullmatch(element.get(OFFICE + "time-value", ""))
    return Cell(CLOCK, f"{found[1]}{int(found[2]):02d}:{found[3]}:{found[4]}" if found else shown)


def _words(line: ET.Element) -> str:
    text = line.text or ""
    for child in line:
        if child.tag == TEXT + "s":
            text += " " * _blanks(child)
        elif child.tag == TEXT + "tab":
            text += "\t"
        elif child.tag == TEXT + "line-break":
            text += "\n"
        elif not child.tag.endswith("}annotation"):
            text += _words(child)
        text += child.tail or ""
    return text
