"""XLSX, transitional and Strict, as the view of ``view.py``: one pass over each sheet, which is never held whole.

Only what a table needs is read: values, number formats, what is hidden and what is merged. Names of elements are known
by their last part, since Strict Open XML writes the same ones under another namespace.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from xml.etree import ElementTree as ET

from plumbline.records.intake.books import formats, limits, values
from plumbline.records.intake.books.view import EMPTY, ERROR, FLAG, FORMULA, TEXT, Area, Book, Cell, NoSheet, Row, Sheet
from plumbline.text import Text

WORKBOOK = "xl/workbook.xml"
CHUNK = 1 << 20
OVERLAP = 1_000
NAMED = rb"(?:\w+:)?"
MERGED = re.compile(rb"<" + NAMED + rb'mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
COLUMN = re.compile(rb"<" + NAMED + rb"col\s[^>]*>")
ATTRIBUTE = re.compile(rb'\b(min|max|hidden)="([^"]*)"')
PLACE = re.compile(r"([A-Z]+)(\d+)")
TRUE = frozenset(("1", "true", "on"))
PART, AREAS = Text("bytes of what describes it", "说明部分的字节"), Text("merged cells", "合并单元格")


@dataclass(frozen=True, slots=True)
class _Common:
    """What every sheet of a workbook needs: shared texts, the format of each style, the calendar."""

    texts: list[str]
    formats: list[str]
    first_day: str


def opened(packed: zipfile.ZipFile) -> Book:
    """The workbook in ``packed``. :raises KeyError, ValueError, SyntaxError: if it is none."""
    main = _main_part(packed)
    book = _tree(packed, main)
    parts = _related(packed, main)
    old = any(element.get("date1904") in TRUE for element in book.iter() if _tag(element) == "workbookPr")
    common = _Common(_texts(packed, parts), _formats(packed, parts), values.SYSTEM_1904 if old else values.SYSTEM_1900)
    sheets = []
    for element in (one for one in book.iter() if _tag(one) == "sheet"):
        kind, part = parts.get(_reference(element), ("", ""))
        if kind == "worksheet":
            hidden = element.get("state", "visible") != "visible"
            sheets.append(_sheet(packed, part, element.get("name", ""), hidden, common))
    if not sheets:
        raise NoSheet
    return Book(tuple(sheets), common.first_day)


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _tree(packed: zipfile.ZipFile, part: str) -> ET.Element:
    limits.within(packed.getinfo(part).file_size, limits.PART_BYTES, PART)
    with packed.open(part) as content:
        return ET.parse(content).getroot()  # noqa: S314 - expat bounds what entities may become


def _main_part(packed: zipfile.ZipFile) -> str:
    _tree(packed, "[Content_Types].xml")  # a workbook without its list of parts is damaged
    for kind, part in _related(packed, "").values():
        if kind == "officeDocument":
            return part
    return WORKBOOK


def _related(packed: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Identifier -> (last word of the type, part), of what ``part`` refers to."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if listed not in packed.namelist():
        return {}
    return {one.get("Id", ""): (one.get("Type", "").rpartition("/")[2],
                                posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"))
            for one in _tree(packed, listed)}


def _reference(element: ET.Element) -> str:
    return next((value for name, value in element.attrib.items() if name.endswith("}id")), "")


def _texts(packed: zipfile.ZipFile, parts: dict[str, tuple[str, str]]) -> list[str]:
    part = next((part for kind, part in parts.values() if kind == "sharedStrings"), "")
    if part not in packed.namelist():
        return []
    found: list[str] = []
    with packed.open(part) as content:
        root: ET.Element | None = None
        for event, element in ET.iterparse(content, ("start", "end")):  # noqa: S314 - expat bounds what entities may become
            if root is None:
                root = element
            elif event == "end" and _tag(element) == "si":
                found.append(_rich(element))
                root.clear()
    return found


def _rich(element: ET.Element) -> str:
    """The text of its runs; how it is pronounced (rPh) is no part of it."""
    text = ""
    for child in element:
        tag = _tag(child)
        if tag == "t":
            text += child.text or ""
        elif tag == "r":
            text += _rich(child)
    return text


def _formats(packed: zipfile.ZipFile, parts: dict[str, tuple[str, str]]) -> list[str]:
    part = next((part for kind, part in parts.values() if kind == "styles"), "")
    if part not in packed.namelist():
        return []
    own: dict[str, str] = {}
    found: list[str] = []
    for element in _tree(packed, part):
        if _tag(element) == "numFmts":
            own = {one.get("numFmtId", ""): one.get("formatCode", "General") for one in element}
        elif _tag(element) == "cellXfs":
            found = [one.get("numFmtId", "0") for one in element]
    return [own.get(each, formats.BUILT_IN.get(int(each), "General")) for each in found]


def _sheet(packed: zipfile.ZipFile, part: str, name: str, hidden: bool, common: _Common) -> Sheet:
    merged: set[Area] = set()
    columns: set[int] = set()
    with packed.open(part) as content:
        for text in _overlapping(content):
            if b"mergeCell" in text:
                merged |= {(int(top), int(bottom), _number(left.decode()), _number(right.decode()))
                           for left, top, right, bottom in MERGED.findall(text)}
                limits.within(len(merged), limits.MOST_AREAS, AREAS)
            if b"hidden" in text:
                for column in COLUMN.findall(text):
                    said = {key.decode(): value.decode() for key, value in ATTRIBUTE.findall(column)}
                    if said.get("hidden") in TRUE:
                        last = limits.times(said["max"], limits.MOST_COLUMNS)
                        columns |= set(range(limits.column(said["min"]), last + 1))
    return Sheet(name, hidden, tuple(sorted(merged)), frozenset(columns), lambda: _rows(packed, part, common))


def _overlapping(content: IO[bytes]) -> Iterator[bytes]:
    tail = b""
    while chunk := content.read(CHUNK):
        text = tail + chunk
        yield text
        tail = text[-OVERLAP:]


def _number(column: str) -> int:
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return number


def _rows(packed: zipfile.ZipFile, part: str, common: _Common) -> Iterator[Row]:
    last = inside = 0
    with packed.open(part) as content:
        parents: list[ET.Element] = []
        for event, element in ET.iterparse(content, ("start", "end")):  # noqa: S314 - expat bounds what entities may become
            tag = _tag(element)
            if event == "start":
                inside = limits.within(inside + 1, limits.ROW_ELEMENTS, limits.ELEMENTS)
                if tag == "sheetData":
                    parents.append(element)
            elif tag == "sheetData":
                return
            elif tag == "row":
                last, inside = limits.row(element.get("r") or last + 1, last), 0
                if cells := _cells(element, common):
                    yield Row(last, element.get("hidden") in TRUE, cells)
                for parent in parents:
                    parent.clear()


def _cells(row: ET.Element, common: _Common) -> list[Cell]:
    cells: list[Cell] = []
    for element in row:
        place = PLACE.match(element.get("r", ""))
        column = limits.column(_number(place[1]) if place else len(cells) + 1)
        cell = _cell(element, common)
        if cell is EMPTY:
            continue
        while len(cells) < column - 1:
            cells.append(EMPTY)
        cells[column - 1:column] = [cell]
    return cells


def _cell(element: ET.Element, common: _Common) -> Cell:
    kind, stored, formula = element.get("t", "n"), None, False
    for child in element:
        tag = _tag(child)
        if tag == "v":
            stored = child.text
        elif tag == "f":
            formula = True
        elif tag == "is":
            return values.text_cell(_rich(child), escaped=True)
    if not stored:
        # A formula may have the empty text as its result, and then says that it is text.
        return Cell(FORMULA, "") if formula and kind != "str" else EMPTY
    return _typed(kind, stored, element.get("s"), common)


def _typed(kind: str, stored: str, style: Any, common: _Common) -> Cell:
    if kind == "s":
        return values.text_cell(common.texts[int(stored)], escaped=True)
    if kind == "str":
        return values.text_cell(stored, escaped=True)
    if kind == "b":
        return Cell(FLAG, "true" if stored.strip() in TRUE else "false")
    if kind == "e":
        return Cell(ERROR, stored)
    code = common.formats[int(style)] if style is not None and common.formats else "General"
    if kind == "d":
        return values.moment_cell(datetime.fromisoformat(stored), formats.parse(code))
    if kind != "n":
        return Cell(TEXT, stored)
    return values.number_cell(stored.strip(), code, common.first_day)
