"""A table as a workbook of one sheet, written as it is read: a library would hold it, or write ten times as slowly.

Text is marked as text, so that nothing in it runs and a number of an office keeps its zeros. What a spreadsheet would
round, numbers of more than 15 digits, and days before its calendar begins are written as text too.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from plumbline.records.core.defusing import cell_text, quoted
from plumbline.records.export.sink import Sink
from plumbline.records.export.table import Column, Table

LONGEST_CELL = 32_767
DIGITS = 15
DAY_0, FIRST_DAY = date(1899, 12, 30), date(1900, 3, 1)  # the calendar of workbooks has a 29 February 1900
PLAIN, TEXT, HEAD, DAY, PLACES = 0, 1, 2, 3, 4
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
BEGIN = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WIDTHS = {"date": 12, "integer": 12, "decimal": 14, "flag": 8, "choice": 18, "ref": 18, "text": 26}


def pieces(table: Table) -> Iterator[bytes]:
    """The file in pieces."""
    sink = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as packed:
        for name, content in _frame(table).items():
            packed.writestr(name, BEGIN + content)
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_top(table).encode())
            yield sink.taken()
            cells = [_maker(column, _letters(index)) for index, column in enumerate(table.columns)]
            number = 1
            for rows in table.chunks():
                lines = []
                for row in rows:
                    number += 1
                    held = "".join([make(value, number) for make, value in zip(cells, row, strict=True)
                                    if value is not None])
                    lines.append(f'<row r="{number}">{held}</row>')
                sheet.write("".join(lines).encode())
                yield sink.taken()
            last = f"{_letters(len(table.columns) - 1)}{number}"
            sheet.write(f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'.encode())
    yield sink.taken()


def _maker(column: Column, letters: str) -> Callable[[Any, int], str]:
    def text(value: str, number: int) -> str:
        shown = escape(cell_text(value)[:LONGEST_CELL], {"\r": "&#13;"})
        return f'<c r="{letters}{number}" s="{TEXT}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'

    def digits(value: Any, number: int) -> str:
        shown = format(value, "f") if isinstance(value, Decimal) else str(value)
        if len(shown.strip("-0").replace(".", "")) > DIGITS:
            return text(shown, number)
        return f'<c r="{letters}{number}" s="{PLACES + column.places}"><v>{shown}</v></c>'

    def day(value: date, number: int) -> str:
        if value < FIRST_DAY:
            return text(value.isoformat(), number)
        return f'<c r="{letters}{number}" s="{DAY}"><v>{(value - DAY_0).days}</v></c>'

    def flag(value: bool, number: int) -> str:
        return f'<c r="{letters}{number}" t="b"><v>{int(value)}</v></c>'

    makers: dict[str, Callable[[Any, int], str]] = {"integer": digits, "decimal": digits, "date": day, "flag": flag}
    return makers.get(column.type, text)


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _top(table: Table) -> str:
    widths = "".join(f'<col min="{number}" max="{number}" width="{max(WIDTHS[column.type], len(column.name) + 4)}" '
                     f'customWidth="1"/>' for number, column in enumerate(table.columns, start=1))
    heads = "".join(f'<c r="{_letters(index)}1" s="{HEAD}" t="inlineStr"><is><t>{escape(quoted(column.name))}</t></is>'
                    f'</c>' for index, column in enumerate(table.columns))
    return (f'{BEGIN}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
            f'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{widths}</cols>'
            f'<sheetData><row r="1">{heads}</row>')


def _frame(table: Table) -> dict[str, str]:
    title = escape(re.sub(r"[\[\]:*?/\\]", " ", table.name)[:31] or "table", {'"': "&quot;"})
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/></Types>'),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        "xl/workbook.xml": (f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="{title}" sheetId="1" '
                            f'r:id="rId1"/></sheets></workbook>'),
        "xl/styles.xml": _styles(max((column.places for column in table.columns), default=0)),
    }


def _relations(*parts: tuple[str, str]) -> str:
    inner = "".join(f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
                    for number, (kind, target) in enumerate(parts, start=1))
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def _styles(most_places: int) -> str:
    # 0 plain, 1 text, 2 header, 3 day, then numbers with 0, 1, 2, … places.
    numbers = "".join(f'<numFmt numFmtId="{170 + places}" formatCode="0{"." * bool(places)}{"0" * places}"/>'
                      for places in range(most_places + 1))
    places = "".join(f'<xf numFmtId="{170 + places}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>'
                     for places in range(most_places + 1))
    plain = 'numFmtId="0" fontId="0" fillId="0" borderId="0"'
    return (f'<styleSheet xmlns="{MAIN}"><numFmts count="{most_places + 2}"><numFmt numFmtId="169" '
            f'formatCode="yyyy\\-mm\\-dd"/>{numbers}</numFmts>'
            f'<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
            f'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
            f'</fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf {plain}/></cellStyleXfs>'
            f'<cellXfs count="{most_places + 5}"><xf {plain} xfId="0"/>'
            f'<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>'
            f'<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
            f'<xf numFmtId="169" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>{places}</cellXfs>'
            f'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>')
