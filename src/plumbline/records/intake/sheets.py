"""The first sheet of an XLSX workbook as batches of text, each value as the spreadsheet shows it."""

from __future__ import annotations

import hashlib
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
import pyarrow as pa
from openpyxl.utils.exceptions import InvalidFileException

from plumbline.errors import IntakeError

MAGIC = b"PK\x03\x04"
BATCH_ROWS = 20_000
UNPACKED_BYTES = 2 << 30
SetAside = Callable[[int, list[str], str], None]
# All that a workbook which is not one, or is damaged somewhere, was seen to raise while it is read.
DAMAGE = (zipfile.BadZipFile, zlib.error, ParseError, InvalidFileException, KeyError, ValueError, TypeError, IndexError,
          AttributeError, NotImplementedError, RuntimeError, EOFError, OSError)


def opened(path: Path) -> tuple[list[str], str]:
    """The names in row 1 and the SHA-256 of the file."""
    with _rows(path) as rows:
        headers = [_cell(value) for value in next(rows, ())]
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise IntakeError("the first sheet is empty", where=str(path), next_step="Put the header into row 1")
    with path.open("rb") as file:
        return headers, hashlib.file_digest(file, "sha256").hexdigest()


def batches(path: Path, width: int, set_aside: SetAside) -> Iterator[tuple[list[int], pa.RecordBatch, float]]:
    """The rows below the header; empty ones are left out. A row with values beyond the header goes to ``set_aside``."""
    numbers: list[int] = []
    held: list[list[str]] = []
    with _rows(path) as rows:
        next(rows, ())
        for number, values in enumerate(rows, start=2):
            cells = [_cell(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            if len(cells) > width:
                set_aside(number, cells, ", ".join(cells))
            elif cells:
                numbers.append(number)
                held.append(cells + [""] * (width - len(cells)))
            if len(held) == BATCH_ROWS:
                yield numbers, _batch(held, width), 0.5
                numbers, held = [], []
    if held:
        yield numbers, _batch(held, width), 1.0


@contextmanager
def _rows(path: Path) -> Iterator[Iterator[tuple[Any, ...]]]:
    try:
        with path.open("rb") as file:  # opened here, since openpyxl leaves a damaged file open
            with zipfile.ZipFile(file) as packed:
                if sum(one.file_size for one in packed.infolist()) > UNPACKED_BYTES:
                    raise IntakeError(f"the workbook unpacks to more than {UNPACKED_BYTES >> 30} GB", where=str(path),
                                      next_step="Save the sheet as CSV and import that")
            with _quiet():
                book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some programs write a wrong size, and cells outside it would be lost
            yield _quietly(sheet.iter_rows(values_only=True))
    except DAMAGE as error:
        raise IntakeError("the workbook cannot be read", where=str(path), why=str(error),
                          next_step="Open it in a spreadsheet and save it as XLSX again") from error


@contextmanager
def _quiet() -> Iterator[None]:
    # openpyxl warns of spreadsheet features it drops (validation, styles); values are all intake reads.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _quietly(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    while True:
        with _quiet():
            row = next(rows, None)
        if row is None:
            return
        yield row


def _batch(rows: list[list[str]], width: int) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True))
    return pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns],
                                      names=[f"c{index}" for index in range(width)])


def _cell(value: Any) -> str:
    # A spreadsheet's whole number may arrive as 12.0 and a day as a midnight: both are given back as they look.
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # Spreadsheets show fifteen digits; the sixteenth is an artefact of binary numbers.
        return format(Decimal(format(value, ".15g")), "f")
    return str(value).strip()
