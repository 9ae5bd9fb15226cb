"""CSV and XLSX as batches of text, with the row number of every row and the rows that do not parse.

Row numbers are those a spreadsheet shows: the header is row 1, and empty and malformed rows count.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.csv as arrow_csv

from plumbline.errors import IntakeError
from plumbline.records.intake import sheets, textfile

BLOCK_BYTES = 8 << 20
SHOWN = 500
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
Batch: TypeAlias = tuple[list[int] | range, pa.RecordBatch, float]
"""Row numbers, the values as text, and the share of the file read so far."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """A row whose number of values is not the number of columns. ``values`` is all of it, ``text`` its beginning."""

    row: int
    values: list[str]
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
    _text: Path | None = None
    _delimiter: str = ","
    # The parser meets malformed rows in a thread of its own, some blocks ahead of the batch that is being looked at.
    _malformed: deque[Malformed] = field(default_factory=deque)

    def batches(self) -> Iterator[Batch]:
        """The rows, from the first. May be asked for again."""
        self._malformed.clear()
        if self._text is None:
            return sheets.batches(self.path, len(self.headers), self._set_aside)
        return self._text_batches(self._text)

    def take_malformed(self, until: int | None = None) -> list[Malformed]:
        """The malformed rows met so far (those up to row ``until``), in order; each is given once."""
        taken = []
        while self._malformed and (until is None or self._malformed[0].row <= until):
            taken.append(self._malformed.popleft())
        return taken

    def _set_aside(self, row: int, values: list[str], text: str) -> None:
        self._malformed.append(Malformed(row, values, text[:SHOWN],
                                         f"{len(values)} values where the header has {len(self.headers)}"))

    def _text_batches(self, path: Path) -> Iterator[Batch]:
        names = [f"c{index}" for index in range(len(self.headers))]
        skipped: deque[int] = deque()
        last: pa.RecordBatch | None = None
        next_row, taken, total = 2, 0, max(1, path.stat().st_size)

        def malformed(row: Any) -> str:
            skipped.append(row.number or 0)
            self._set_aside(row.number or 0, _values(row.text, self._delimiter), row.text)
            return "skip"

        try:
            # An open file, since of a path the parser would guess a packing from its ending.
            with path.open("rb") as file, arrow_csv.open_csv(
                file,
                read_options=arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES, column_names=names,
                                                   skip_rows_after_names=1),
                # Empty lines are kept as empty rows, or the numbers of the rows after them would be wrong.
                parse_options=arrow_csv.ParseOptions(delimiter=self._delimiter, newlines_in_values=True,
                                                     ignore_empty_lines=False, invalid_row_handler=malformed),
                convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()),
                                                         strings_can_be_null=False),
            ) as batches:
                for batch in batches:
                    if not batch.num_rows:
                        continue
                    rows, next_row = _number_rows(next_row, batch.num_rows, skipped)
                    taken, last = taken + batch.nbytes, batch
                    yield rows, batch, min(1.0, taken / total)
        except pa.ArrowInvalid as error:
            raise self._unreadable(error) from error
        if last is not None and _never_closed(last, path):
            raise self._unclosed(f"{self.name}, row {next_row - 1}")

    def _unreadable(self, error: Exception) -> IntakeError:
        if "straddling" in str(error):
            return self._unclosed(self.name)
        return IntakeError("the CSV cannot be parsed", where=self.name, why=str(error),
                           next_step="Open it in a spreadsheet, look at the place named, save it again")

    @staticmethod
    def _unclosed(where: str) -> IntakeError:
        return IntakeError("a quotation mark is never closed", where=where,
                           why="All that follows it would be taken for one value",
                           next_step="Close or remove the mark; nothing of the file was taken in")


def _values(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return [text]


def _number_rows(first: int, count: int, skipped: deque[int]) -> tuple[list[int] | range, int]:
    # The parser numbers physical rows, skips malformed ones, and may have read ahead of this batch.
    if not skipped:
        return range(first, first + count), first + count
    rows: list[int] = []
    number = first
    while len(rows) < count:
        if skipped and skipped[0] == number:
            skipped.popleft()
        else:
            rows.append(number)
        number += 1
    return rows, number


def _never_closed(last: pa.RecordBatch, path: Path) -> bool:
    # The parser closes an open quotation mark at the end of the file without a word.
    value = last.column(last.num_columns - 1)[last.num_rows - 1].as_py() or ""
    if "\n" not in value:
        return False
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 64))
        return not file.read().rstrip(b"\r\n").endswith(b'"')


def open_source(path: Path, workdir: Path, name: str = "") -> Source:
    """Open ``path`` (CSV, plain or gzip; XLSX) for intake, leaving any working copy in ``workdir``."""
    if not path.is_file():
        raise IntakeError("there is no such file", where=str(path), next_step="Check the name and try again")
    workdir.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == sheets.MAGIC:
        headers, digest = sheets.opened(path)
        return Source(path, name or path.name, _check_headers(headers, path), digest, "xlsx", True)
    if magic == OLD_WORKBOOK:
        raise IntakeError("this is an old workbook (XLS), or one with a password", where=str(path),
                          next_step="Save it as XLSX or CSV, without a password")
    ready = textfile.prepare(path, workdir)
    with ready.path.open(encoding="utf-8-sig", newline="") as text:
        first = text.readline()
        if not first.strip():
            raise IntakeError("the file is empty", where=str(path), next_step="Give a file with a header row")
        delimiter = max(",\t;", key=first.count)
        text.seek(0)
        try:
            headers = next(csv.reader(text, delimiter=delimiter))
        except csv.Error as error:
            raise IntakeError("the header cannot be read", where=f"{path}, row 1", why=str(error),
                              next_step="Look at the first line of the file") from error
        alone = not text.read(1)
    # Of a header alone the parser wants an end of line.
    rows = _with_end(ready.path, workdir) if alone else ready.path
    return Source(path, name or path.name, _check_headers(headers, path), ready.sha256, ready.encoding,
                  ready.controls, _text=rows, _delimiter=delimiter)


def _with_end(path: Path, workdir: Path) -> Path:
    target = workdir / "header.csv"
    target.write_bytes(path.read_bytes() + b"\n")
    return target


def _check_headers(headers: list[str], path: Path) -> list[str]:
    cleaned = [header.strip() for header in headers]
    for header in cleaned:
        if header and cleaned.count(header) > 1:
            raise IntakeError(f"the column '{header}' occurs twice", where=f"{path}, row 1",
                              next_step="Give each column its own name")
    return cleaned
