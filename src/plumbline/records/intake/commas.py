"""CSV as batches of text, with the row number of every row and the rows that do not parse."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv

from plumbline.errors import IntakeError
from plumbline.records import defusing
from plumbline.records.intake.source import Batch, Source
from plumbline.records.intake.textfile import TextFile

BLOCK_BYTES = 8 << 20


def opened(path: Path, ready: TextFile, workdir: Path, name: str) -> Source:
    """The CSV in ``ready``, which ``path`` was made into. What separates its values is told by its first line."""
    with ready.path.open(encoding="utf-8-sig", newline="") as text:
        first = text.readline()
        if not first.strip():
            raise IntakeError("the file is empty", where=str(path), next_step="Give a file with a header row")
        delimiter = max(",\t;", key=first.count)
        text.seek(0)
        try:
            headers = [str(defusing.undone(header)) for header in next(csv.reader(text, delimiter=delimiter))]
        except csv.Error as error:
            raise IntakeError("the header cannot be read", where=f"{path}, row 1", why=str(error),
                              next_step="Look at the first line of the file") from error
        alone = not text.read(1)
    # Of a header alone the parser wants an end of line.
    rows = _with_end(ready.path, workdir) if alone else ready.path
    return Source(path, name, headers, ready.sha256, ready.encoding, ready.controls,
                  lambda source: _batches(source, rows, delimiter))


def _batches(source: Source, path: Path, delimiter: str) -> Iterator[Batch]:
    names = source.columns
    skipped: deque[int] = deque()
    last: pa.RecordBatch | None = None
    next_row, taken, total = 2, 0, max(1, path.stat().st_size)

    def malformed(row: Any) -> str:
        skipped.append(row.number or 0)
        source.set_aside(row.number or 0, _values(row.text, delimiter), row.text)
        return "skip"

    try:
        # An open file, since of a path the parser would guess a packing from its ending.
        with path.open("rb") as file, arrow_csv.open_csv(
            file,
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES, column_names=names,
                                               skip_rows_after_names=1),
            # Empty lines are kept as empty rows, or the numbers of the rows after them would be wrong.
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True,
                                                 ignore_empty_lines=False, invalid_row_handler=malformed),
            convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()),
                                                     strings_can_be_null=False),
        ) as batches:
            for batch in batches:
                if not batch.num_rows:
                    continue
                rows, next_row = _number_rows(next_row, batch.num_rows, skipped)
                taken, last = taken + batch.nbytes, batch
                yield rows, defusing.undone_batch(batch), min(1.0, taken / total)
    except pa.ArrowInvalid as error:
        raise _unreadable(source.name, error) from error
    if last is not None and _never_closed(last, path):
        raise _unclosed(f"{source.name}, row {next_row - 1}")


def _unreadable(name: str, error: Exception) -> IntakeError:
    if "straddling" in str(error):
        return _unclosed(name)
    return IntakeError("the CSV cannot be parsed", where=name, why=str(error),
                       next_step="Open it in a spreadsheet, look at the place named, save it again")


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


def _with_end(path: Path, workdir: Path) -> Path:
    target = workdir / "header.csv"
    target.write_bytes(path.read_bytes() + b"\n")
    return target
