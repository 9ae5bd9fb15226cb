"""CSV and XLSX as batches of text, with the row number of every row and the rows that do not parse."""

from __future__ import annotations

import csv
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.csv as arrow_csv

from plumbline.errors import IntakeError
from plumbline.records.intake import textfile

BLOCK_BYTES = 8 << 20
XLSX_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Malformed:
    """A row whose number of values is not the number of columns."""

    row: int
    text: str
    reason: str


@dataclass(slots=True)
class Source:
    """A file opened for intake. ``headers`` are as written; batches name their columns c0, c1, … in that order."""

    path: Path
    name: str
    headers: list[str]
    sha256: str
    encoding: str
    controls: bool
    malformed: list[Malformed] = field(default_factory=list)
    _table: Any = None
    _text: Path | None = None
    _delimiter: str = ","

    def batches(self) -> Iterator[tuple[list[int] | range, pa.RecordBatch, float]]:
        """Row numbers (the header is row 1), the values as text, and the share of the file read so far."""
        if self._text is None:
            yield from _sheet_batches(self._table, len(self.headers))
        else:
            yield from self._text_batches(self._text)

    def _text_batches(self, path: Path) -> Iterator[tuple[list[int] | range, pa.RecordBatch, float]]:
        names = [f"c{index}" for index in range(len(self.headers))]
        skipped: list[int] = []

        def malformed(row: Any) -> str:
            number = row.number or 0
            skipped.append(number)
            self.malformed.append(Malformed(
                number, row.text[:500], f"{row.actual_columns} values where the header has {row.expected_columns}"))
            return "skip"

        try:
            reader = arrow_csv.open_csv(
                path,
                read_options=arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES, column_names=names,
                                                   skip_rows_after_names=1),
                parse_options=arrow_csv.ParseOptions(delimiter=self._delimiter, newlines_in_values=True,
                                                     invalid_row_handler=malformed),
                convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()),
                                                         strings_can_be_null=False),
            )
            next_row, taken, total = 2, 0, max(1, path.stat().st_size)
            for batch in reader:
                if not batch.num_rows:
                    continue
                rows, next_row = _number_rows(next_row, batch.num_rows, skipped)
                taken += batch.nbytes
                yield rows, batch, min(1.0, taken / total)
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error) or "no data" in str(error).lower():
                return
            raise IntakeError("the CSV cannot be parsed", where=self.name, why=str(error),
                              next_step="Open it in a spreadsheet, look at the place named, save it again") from error


def _number_rows(first: int, count: int, skipped: list[int]) -> tuple[list[int] | range, int]:
    # The parser numbers physical rows, skips malformed ones, and may have read ahead of this batch.
    if not any(number >= first for number in skipped):
        return range(first, first + count), first + count
    gaps = {number for number in skipped if number >= first}
    rows: list[int] = []
    number = first
    while len(rows) < count:
        if number not in gaps:
            rows.append(number)
        number += 1
    return rows, number


def open_source(path: Path, workdir: Path, name: str = "") -> Source:
    """Open ``path`` (CSV, plain or gzip; XLSX) for intake, leaving any working copy in ``workdir``."""
    if not path.is_file():
        raise IntakeError("there is no such file", where=str(path), next_step="Check the name and try again")
    workdir.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == b"PK\x03\x04":
        return _open_sheet(path, name or path.name)
    ready = textfile.prepare(path, workdir)
    with ready.path.open(encoding="utf-8-sig", newline="") as text:
        first = text.readline()
        if not first.strip():
            raise IntakeError("the file is empty", where=str(path), next_step="Give a file with a header row")
        delimiter = max(",\t;", key=first.count)
        text.seek(0)
        headers = next(csv.reader(text, delimiter=delimiter))
    return Source(path, name or path.name, _check_headers(headers, path), ready.sha256, ready.encoding,
                  ready.controls, _text=ready.path, _delimiter=delimiter)


def _check_headers(headers: list[str], path: Path) -> list[str]:
    cleaned = [header.strip() for header in headers]
    for header in cleaned:
        if cleaned.count(header) > 1:
            raise IntakeError(f"the column '{header}' occurs twice", where=f"{path}, row 1",
                              next_step="Give each column its own name")
    return cleaned


def _open_sheet(path: Path, name: str) -> Source:
    import hashlib

    try:
        with warnings.catch_warnings():
            # openpyxl warns of spreadsheet features it drops (validation, styles); values are all intake reads.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(values_only=True)
        headers = [_cell(value) for value in next(rows, ())]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        raise IntakeError("the workbook cannot be read", where=str(path), why=str(error),
                          next_step="Open it in a spreadsheet and save it as XLSX again") from error
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise IntakeError("the first sheet is empty", where=str(path), next_step="Put the header into row 1")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Source(path, name, _check_headers(headers, path), digest, "xlsx", True, _table=rows)


def _sheet_batches(rows: Any, width: int) -> Iterator[tuple[list[int] | range, pa.RecordBatch, float]]:
    numbers: list[int] = []
    held: list[list[str]] = []
    for number, values in enumerate(rows, start=2):
        cells = [_cell(value) for value in values[:width]]
        if not any(cells):
            continue
        numbers.append(number)
        held.append(cells + [""] * (width - len(cells)))
        if len(held) == XLSX_ROWS:
            yield numbers, _batch(held, width), 0.5
            numbers, held = [], []
    if held:
        yield numbers, _batch(held, width), 1.0


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
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()
