"""CSV as batches of text, with the row number of every row and the rows that do not parse."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from plumbline.errors import IntakeError, reported
from plumbline.records.core import defusing
from plumbline.records.intake.reading import footers, headings, places, quotes
from plumbline.records.intake.reading.encodings import NAMES
from plumbline.records.intake.reading.headings import Found, Headings
from plumbline.records.intake.reading.report import Report
from plumbline.records.intake.reading.source import Batch, Source
from plumbline.records.intake.reading.textfile import TextFile
from plumbline.rulebook.mappings.mappings import Reading
from plumbline.text import Text

BLOCK_BYTES = 8 << 20
LOOKED_AT = 256 << 10
"""Bytes at the beginning among which the headings are looked for."""
PARTED_BY = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
_SEP = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the headings of a CSV stand: their line from 1, the bytes before it, and what parts the values."""

    delimiter: str
    row: int
    before: int
    names: list[str]
    above: list[str]


def opened(path: Path, ready: TextFile, workdir: Path, name: str, known: Headings, reading: Reading) -> Source:
    """The CSV in ``ready``, which ``path`` was made into. What parts its values is told by its headings."""
    report = Report()
    head = _head(path, ready, known, reading, report)
    stray = quotes.stray(ready.path, head.delimiter, head.before, head.row, name)
    headers = [str(defusing.undone(one)) for one in head.names]
    rows = ready.path
    if ready.path.stat().st_size - head.before <= LOOKED_AT and len(_lines(ready.path, head.before)) == 1:
        rows = _with_end(ready.path, workdir)  # of a header alone the parser wants an end of line
    if head.delimiter in PARTED_BY:
        report.add("delimiter", PARTED_BY[head.delimiter])
    report.add("encoding_guessed" if ready.guessed else "encoding", NAMES.get(ready.encoding, ready.encoding))
    return Source(path, name, headers, ready.sha256, ready.encoding, ready.controls,
                  lambda source: _batches(source, rows, head, stray), places.row(head.row), typed=True,
                  grouped=head.delimiter != ";", report=report, above=head.above)


def _lines(path: Path, before: int) -> list[str]:
    """The records at the beginning of the file, from ``before`` on, as lines with their ends."""
    with path.open("rb") as file:
        file.seek(before)
        text = file.read(LOOKED_AT).decode("utf-8", "ignore").removeprefix("\ufeff")
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)


def _head(path: Path, ready: TextFile, known: Headings, reading: Reading, report: Report) -> _Head:
    lines = _lines(ready.path, 0)
    if not lines or (not lines[0].strip() and (len(lines) < 2 or not known.fields)):
        raise _empty(path)
    delimiter = _SEP.fullmatch(lines[0])
    candidates = [delimiter[1]] if delimiter else [",", "\t", ";", "|"]
    skipped = 1 if delimiter else 0
    if reading.heading > skipped:
        skipped = reading.heading - 1
    best: tuple[int, int, str, Found] | None = None
    for order, sign in enumerate(candidates):
        rows = [(number, line) for number, line in enumerate(_records(path, lines[skipped:], sign), start=skipped + 1)
                if any(line)]
        if reading.heading:
            rows = rows[:1]
        if (found := headings.find(rows[:headings.LOOKED_AT], known)) is not None:
            rank = (found.known, len(found.names) if found.known < 2 else 0, -order)
            if best is None or rank > best[0]:  # type: ignore[operator]
                best = (rank, 0, sign, found)  # type: ignore[assignment]
    if best is None:
        raise _empty(path)
    return _placed(ready.path, lines, best[2], best[3], skipped, report)


def _empty(path: Path) -> IntakeError:
    return IntakeError("file.empty", Text("the file is empty", "文件为空"), where=str(path),
                       next_step=Text("Give a file with a header row", "请提供有标题行的文件"))


def _records(path: Path, lines: list[str], delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(iter(lines), delimiter=delimiter)
    try:
        yield from islice(reader, headings.LOOKED_AT * 2)
    except csv.Error as error:
        if reader.line_num <= 1:
            raise IntakeError("file.not_csv", Text("the header cannot be read", "无法读取标题行"),
                              where=places.within(path, places.row(1)), why=reported(error),
                              next_step=Text("Look at the first line of the file", "请检查文件的第一行")) from error


def _placed(path: Path, lines: list[str], delimiter: str, found: Found, skipped: int, report: Report) -> _Head:
    # Records above the headings may go over several lines: as many lines as the reader takes for them come before.
    reader = csv.reader(iter(lines[skipped:]), delimiter=delimiter)
    above = [next(reader) for _ in range(found.row - skipped - 1)]
    texts = [" ".join(value for value in row if value) for row in above if any(row)]
    for text in texts:
        report.row("above", text[:60])
    count = skipped + reader.line_num
    names = next(reader)
    with path.open("rb") as file:
        mark = 3 if file.read(3) == b"\xef\xbb\xbf" else 0
    before = len("".join(lines[:count]).encode()) + mark if count else 0
    return _Head(delimiter, found.row, before, names, texts)


def _batches(source: Source, path: Path, head: _Head, stray: dict[int, str]) -> Iterator[Batch]:
    filled = [place for place, name in enumerate(source.headers) if not name]
    skipped: deque[int] = deque()
    short: deque[tuple[int, list[str]]] = deque()
    next_row, taken, total = head.row + 1, 0, max(1, path.stat().st_size - head.before)
    width = len(source.headers)

    def malformed(row: Any) -> str:
        number = (row.number or 0) + head.row - 1
        values = _values(row.text, head.delimiter)
        skipped.append(number)
        if len(values) > width and not any(value.strip() for value in values[width:]):
            short.append((number, values[:width]))  # commas behind the last value are no fault
        elif footers.is_footer(values):
            source.report.row("footer", str(number))
        else:
            source.set_aside(number, values, row.text)
        return "skip"

    try:
        with _from(path, head.before) as file, arrow_csv.open_csv(
            file,
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES, column_names=source.columns,
                                               skip_rows_after_names=1),
            # Empty lines are kept as empty rows, or the numbers of the rows after them would be wrong.
            parse_options=arrow_csv.ParseOptions(delimiter=head.delimiter, newlines_in_values=True,
                                                 ignore_empty_lines=False, invalid_row_handler=malformed),
            convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(source.columns, pa.string()),
                                                     strings_can_be_null=False),
        ) as batches:
            for batch in batches:
                if not batch.num_rows:
                    continue
                rows, next_row = _number_rows(next_row, batch.num_rows, skipped)
                taken += batch.nbytes
                yield from _kept(source, rows, batch, filled, stray, min(1.0, taken / total))
                yield from _trailing(source, short, next_row)
            yield from _trailing(source, short, None)
    except pa.ArrowInvalid as error:
        raise _unreadable(source.name, error) from error


@contextmanager
def _from(path: Path, before: int) -> Iterator[Any]:
    # An open file, since of a path the parser would guess a packing from its ending.
    with path.open("rb") as file:
        file.seek(before)
        yield file


def _trailing(source: Source, short: deque[tuple[int, list[str]]], until: int | None) -> Iterator[Batch]:
    """The rows met so far that had nothing but commas behind their last value."""
    rows = []
    while short and (until is None or short[0][0] < until):
        rows.append(short.popleft())
    if rows:
        columns = zip(*(values for _, values in rows), strict=True)
        batch = pa.RecordBatch.from_arrays([pa.array(one, pa.string()) for one in columns], names=source.columns)
        yield from _kept(source, [number for number, _ in rows], batch, [], {}, 1.0)


def _kept(source: Source, rows: list[int] | range, batch: pa.RecordBatch, unnamed: list[int], stray: dict[int, str],
          share: float) -> Iterator[Batch]:
    """The batch without the rows that belong to no record, those with something under no heading, and those whose
    quotation marks do not pair."""
    out: dict[int, str] = {}
    beginnings = pc.match_substring_regex(batch.column(0), footers.PATTERN)
    beginnings = pc.or_(beginnings, pc.equal(batch.column(0), ""))
    for place in np.flatnonzero(beginnings.to_numpy(zero_copy_only=False)).tolist():
        if footers.is_footer(_row(batch, place)):
            out[place] = "footer"
    for column in unnamed:
        given = pc.not_equal(pc.utf8_trim_whitespace(batch.column(column)), "")
        for place in np.flatnonzero(given.to_numpy(zero_copy_only=False)).tolist():
            out.setdefault(place, "unnamed")
    if stray:
        out |= {place: "quotes" for place, number in enumerate(rows) if number in stray}
    for place, code in sorted(out.items()):
        number = rows[place]
        if code == "footer":
            source.report.row("footer", str(number))
        else:
            values = _row(batch, place)
            text = stray.get(number, ",".join(values))
            source.set_aside(number, values, text, code, text[:80] if code == "quotes" else "")
    if out:
        left = [place for place in range(batch.num_rows) if place not in out]
        rows, batch = [rows[place] for place in left], batch.take(pa.array(left, pa.int64()))
    if batch.num_rows:
        yield rows, defusing.undone_batch(batch), share


def _row(batch: pa.RecordBatch, place: int) -> list[str]:
    return [column[place].as_py() for column in batch.columns]


def _unreadable(name: str, error: Exception) -> IntakeError:
    return IntakeError("file.not_csv", Text("the CSV cannot be parsed", "无法解析该CSV文件"), where=name,
                       why=reported(error),
                       next_step=Text("Open it in a spreadsheet, look at the place named, save it again",
                                      "请用表格软件打开，检查所指位置后重新保存"))


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


def _with_end(path: Path, workdir: Path) -> Path:
    target = workdir / "header.csv"
    target.write_bytes(path.read_bytes() + b"\n")
    return target
