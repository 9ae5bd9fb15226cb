"""A small workbook read whole: every cell as it shows, with what its values alone do not tell."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plumbline.errors import IntakeError
from plumbline.records.core import defusing
from plumbline.records.intake.books import opening, view
from plumbline.records.intake.books.view import Area, Cell, Sheet
from plumbline.text import Text

MOST_BYTES = 30 << 20
"""Unpacked: a sheet that people fill in by hand has some thousand rows."""
MOST_CELLS = 2_000_000
_DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class Whole:
    """One sheet. ``rows`` are texts by row and column from 0; ``merged`` leads each cell of merged ones to the first of
    them; ``unread`` are cells whose formula has no result or an error."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    merged: dict[tuple[int, int], tuple[int, int]]
    unread: frozenset[tuple[int, int]]


def read(path: Path) -> list[Whole]:
    """Every sheet of the workbook, hidden ones too. :raises IntakeError: if it cannot be read, or is too large."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            opening.bounded(packed, path, MOST_BYTES)
    with opening.opened(path) as book:
        return [_sheet(path, sheet) for sheet in book.sheets]


def _sheet(path: Path, sheet: Sheet) -> Whole:
    rows: list[tuple[str, ...]] = []
    unread: set[tuple[int, int]] = set()
    cells, width = 0, 0
    for row in sheet.rows():
        width = max(width, len(row.cells))
        cells = width * row.number
        if cells > MOST_CELLS:
            raise IntakeError(
                "workbook.too_many_cells",
                Text("the sheet has too many cells to be read whole", "工作表的单元格过多，无法整体读取"),
                where=Text(f"{path}, sheet {sheet.name}", f"{path}，工作表“{sheet.name}”"),
                why=Text(f"{row.number:,} rows and {width:,} columns", f"共{row.number:,}行、{width:,}列"),
                next_step=Text("Delete the empty rows and columns behind the last one",
                               "请删除末行之后、末列之后的空行和空列"))
        rows += [()] * (row.number - 1 - len(rows))
        rows.append(tuple(as_value(cell) for cell in row.cells))
        unread |= {(row.number - 1, column) for column, cell in enumerate(row.cells)
                   if cell.kind in (view.FORMULA, view.ERROR)}
    return Whole(sheet.name, tuple((*row, *[""] * (width - len(row))) for row in rows),
                 _merged(sheet.merged, len(rows), width), frozenset(unread))


def _merged(areas: Sequence[Area], height: int, width: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Each merged cell that is read: areas may reach as far as a sheet does."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for top, bottom, left, right in areas:
        for row in range(top, min(bottom, height) + 1):
            found.update({(row - 1, column - 1): (top - 1, left - 1) for column in range(left, min(right, width) + 1)})
    return found


def as_value(cell: Cell) -> str:
    """The value of a cell as text, with what a download made harmless undone."""
    if cell.kind == view.TEXT:
        return str(defusing.undone(cell.value.strip()))
    return cell.shown if cell.kind == view.NUMBER and _DIGITS.fullmatch(cell.shown) else cell.value
