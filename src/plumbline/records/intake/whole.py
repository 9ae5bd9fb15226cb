"""A small workbook read whole: every cell as it shows, with what its values alone do not tell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from plumbline.errors import IntakeError
from plumbline.records.intake import sheetmarks, sheets

MOST_BYTES = 30 << 20
"""Unpacked: a sheet that people fill in by hand has some thousand rows."""
MOST_CELLS = 2_000_000


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
    try:
        with path.open("rb") as file:
            sheets.bounded(file, path, MOST_BYTES)
            with sheets.quiet():
                values = openpyxl.load_workbook(file, data_only=True)
                written = openpyxl.load_workbook(file)
            return [_sheet(path, of_values, of_formulas)
                    for of_values, of_formulas in zip(values.worksheets, written.worksheets, strict=True)]
    except sheets.DAMAGE as error:
        raise sheets.damaged(path, error) from error


def _sheet(path: Path, values: Any, formulas: Any) -> Whole:
    if values.max_row * values.max_column > MOST_CELLS:
        raise IntakeError("the sheet has too many cells to be read whole", where=f"{path}, sheet {values.title}",
                          why=f"{values.max_row:,} rows and {values.max_column:,} columns",
                          next_step="Delete the empty rows and columns behind the last one")
    rows = tuple(tuple(sheets.as_shown(value) for value in row) for row in values.iter_rows(values_only=True))
    merged = {(row - 1, column - 1): (one.min_row - 1, one.min_col - 1) for one in values.merged_cells.ranges
              for row in range(one.min_row, one.max_row + 1) for column in range(one.min_col, one.max_col + 1)}
    unread = {(cell.row - 1, cell.column - 1) for row in formulas.iter_rows() for cell in row
              if cell.data_type == "f" and not rows[cell.row - 1][cell.column - 1]}
    unread |= {(row, column) for row, cells in enumerate(rows) for column, text in enumerate(cells)
               if text in sheetmarks.ERRORS}
    return Whole(values.title, rows, merged, frozenset(unread))
