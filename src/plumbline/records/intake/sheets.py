"""The first sheet of an XLSX workbook as batches of text, each value as the spreadsheet shows it."""

from __future__ import annotations

import hashlib
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import openpyxl
import pyarrow as pa
from openpyxl.utils.exceptions import InvalidFileException

from plumbline.errors import IntakeError
from plumbline.records import defusing
from plumbline.records.intake import sheetmarks
from plumbline.records.intake.source import Batch, Source

MAGIC = b"PK\x03\x04"
BATCH_ROWS = 20_000
UNPACKED_BYTES = 2 << 30
# All that a workbook which is not one, or is damaged somewhere, was seen to raise while it is read. A fault of the XML
# is a SyntaxError, whichever of Python's own reader and lxml is there for openpyxl to read with.
DAMAGE = (zipfile.BadZipFile, zlib.error, SyntaxError, InvalidFileException, KeyError, ValueError, TypeError,
          IndexError, AttributeError, NotImplementedError, RuntimeError, EOFError, OSError)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The first sheet, open: its rows, what those do not tell, and the day of serial number 0."""

    rows: Iterator[tuple[Any, ...]]
    marks: sheetmarks.Marks
    first_day: str


def opened(path: Path, name: str) -> Source:
    """The first sheet of the workbook ``path``, with its header in row 1."""
    with _sheet(path) as sheet:
        headers = [as_shown(value) for value in next(sheet.rows, ())]
        marks, first_day = sheet.marks, sheet.first_day
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise IntakeError("the first sheet is empty", where=str(path), next_step="Put the header into row 1")
    if (wrong := next(marks.along())) is not None:
        code, cells = wrong
        what = f"the cells {cells} are merged" if code == "merged" else f"the formula in {cells} has no result"
        raise IntakeError(what, where=f"{path}, row 1", why="Row 1 names each column in a cell of its own",
                          next_step="Unmerge the cells, delete any title above the header, and write each name out")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Source(path, name, headers, digest, "xlsx", True, _batches, first_day=first_day)


def _batches(source: Source) -> Iterator[Batch]:
    """The rows below the header; empty ones are left out. A row that is no row of the table is set aside."""
    numbers: list[int] = []
    held: list[list[str]] = []
    width = len(source.headers)
    with _sheet(source.path) as sheet:
        next(sheet.rows, ())
        for number, (values, wrong) in enumerate(zip(sheet.rows, _below(sheet.marks), strict=False), start=2):
            cells = [as_shown(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            if wrong is None and not sheetmarks.ERRORS.isdisjoint(cells):
                wrong = "error_value", next(cell for cell in cells if cell in sheetmarks.ERRORS)
            if wrong is not None and (cells or wrong[0] == "formula"):
                source.set_aside(number, cells, ", ".join(cells), *wrong)
            elif len(cells) > width:
                source.set_aside(number, cells, ", ".join(cells))
            elif cells:
                numbers.append(number)
                held.append(cells + [""] * (width - len(cells)))
            if len(held) == BATCH_ROWS:
                yield numbers, _batch(held, source), 0.5
                numbers, held = [], []
    if held:
        yield numbers, _batch(held, source), 1.0


def _below(marks: sheetmarks.Marks) -> Iterator[tuple[str, str] | None]:
    along = marks.along()
    next(along)
    return along


@contextmanager
def _sheet(path: Path) -> Iterator[_Sheet]:
    try:
        with path.open("rb") as file:  # opened here, since openpyxl leaves a damaged file open
            bounded(file, path)
            with quiet():
                book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some programs write a wrong size, and cells outside it would be lost
            with zipfile.ZipFile(file) as packed:
                marks = sheetmarks.read(packed, sheet._worksheet_path)
            yield _Sheet(_quietly(sheet.iter_rows(values_only=True)), marks, book.epoch.date().isoformat())
    except DAMAGE as error:
        raise damaged(path, error) from error


def bounded(file: IO[bytes], path: Path, most: int | None = None) -> None:
    """:raises IntakeError: if the workbook unpacks to more than ``most`` bytes; None: ``UNPACKED_BYTES``."""
    most = UNPACKED_BYTES if most is None else most
    with zipfile.ZipFile(file) as packed:
        if sum(one.file_size for one in packed.infolist()) > most:
            raise IntakeError(f"the workbook unpacks to more than {most >> 20:,} MB", where=str(path),
                              next_step="Save the sheet as CSV and import that")


def damaged(path: Path, error: Exception) -> IntakeError:
    """What is said of a workbook that cannot be read."""
    return IntakeError("the workbook cannot be read", where=str(path), why=str(error),
                       next_step="Open it in a spreadsheet and save it as XLSX again")


@contextmanager
def quiet() -> Iterator[None]:
    """Let openpyxl read without its warnings."""
    # openpyxl warns of spreadsheet features it drops (validation, styles); values are all intake reads.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _quietly(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    while True:
        with quiet():
            row = next(rows, None)
        if row is None:
            return
        yield row


def _batch(rows: list[list[str]], source: Source) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True))
    return pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], names=source.columns)


def as_shown(value: Any) -> str:
    """A cell's value as the spreadsheet shows it, with what a download made harmless undone."""
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
    return str(defusing.undone(str(value).strip()))
