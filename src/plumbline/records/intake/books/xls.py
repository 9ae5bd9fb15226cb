"""XLS, the workbooks of Excel 97 to 2003, as the view of ``view.py``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code

from plumbline.records.intake.books import values
from plumbline.records.intake.books.view import EMPTY, ERROR, FLAG, TEXT, Area, Book, Cell, Row, Sheet


class _Nowhere:
    """Where the library's remarks on damaged streams go: what cannot be read is told as an error."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass


def opened(content: bytes) -> Book:
    """The workbook ``content``. :raises xlrd.XLRDError: and others, if it is damaged or has a password."""
    book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=_Nowhere())
    first_day = values.SYSTEM_1904 if book.datemode else values.SYSTEM_1900
    codes = [book.format_map[one.format_key].format_str if one.format_key in book.format_map else "General"
             for one in book.xf_list]
    return Book(tuple(_sheet(sheet, codes, first_day) for sheet in book.sheets()), first_day)


def _sheet(sheet: Any, codes: list[str], first_day: str) -> Sheet:
    merged: list[Area] = [(top + 1, bottom, left + 1, right) for top, bottom, left, right in sheet.merged_cells]
    columns = frozenset(number + 1 for number, about in sheet.colinfo_map.items() if about.hidden)
    return Sheet(sheet.name, bool(sheet.visibility), tuple(sorted(merged)), columns,
                 lambda: _rows(sheet, codes, first_day))


def _rows(sheet: Any, codes: list[str], first_day: str) -> Iterator[Row]:
    for number in range(sheet.nrows):
        cells = [_cell(one, codes, first_day) for one in sheet.row(number)]
        while cells and cells[-1] is EMPTY:
            cells.pop()
        if cells:
            about = sheet.rowinfo_map.get(number)
            yield Row(number + 1, bool(about and about.hidden), cells)


def _cell(cell: Any, codes: list[str], first_day: str) -> Cell:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return values.text_cell(cell.value)
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        code = codes[cell.xf_index] if cell.xf_index is not None else "General"
        return values.number_cell(repr(cell.value), code, first_day)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell(FLAG, "true" if cell.value else "false")
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Cell(ERROR, error_text_from_code.get(cell.value, "#N/A"))
    return EMPTY if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) else Cell(TEXT, str(cell.value))
