"""A file opened for intake, whatever its format: its columns, its rows as text in batches, and the rows set aside.

Row numbers are those a spreadsheet shows (the header is row 1, empty and malformed rows count); in JSON Lines they are
the numbers of the lines, and in Parquet the records are counted from 1.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from plumbline.records.intake.reading import places, reasons
from plumbline.records.intake.reading.report import Report
from plumbline.text import Text, has_surrogate, surrogates_shown

SHOWN = 500
FURTHER = 1 << 40
"""Where a row becomes several, the further ones are numbered by this times their place, plus the number of the row."""
ROWS_OF_A_SHEET = 1 << 21
"""Where several sheets are read, a row is numbered by its sheet times this, plus the number it has there."""
Batch: TypeAlias = tuple[list[int] | range, pa.RecordBatch, float]
"""Row numbers, the values as text, and the share of the file read so far."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """A row that is no row of this table. ``values`` is all of it, ``text`` its beginning; ``code`` is its reason code
    and ``reason`` what only the moment knows of it."""

    row: int
    values: list[str]
    text: str
    reason: str
    code: str = "malformed"


@dataclass(slots=True)
class Source:
    """A file opened for intake. ``headers`` are as written; batches name their columns c0, c1, … in that order.

    ``controls`` says whether values may hold control characters. ``head`` is the place of the headings, ``first_day``
    the day of serial number 0 in a workbook. Columns named in ``left_out`` may hold anything: nobody takes them in.
    ``typed``: whether values may have gone through a spreadsheet as text; ``grouped``: whether a comma parts thousands.
    ``report`` gathers what reading guesses and passes over. ``sheets`` are those that are read, by their places, where
    they are several. ``above`` is what stands above the headings, a text for each row.
    """

    path: Path
    name: str
    headers: list[str]
    sha256: str
    encoding: str
    controls: bool
    read: Callable[[Source], Iterator[Batch]]
    head: Text = places.row(1)
    first_day: str = ""
    left_out: frozenset[str] = frozenset()
    typed: bool = False
    grouped: bool = True
    report: Report = field(default_factory=Report)
    sheets: dict[int, str] = field(default_factory=dict)
    above: list[str] = field(default_factory=list)
    # A parser may meet malformed rows in a thread of its own, some blocks ahead of the batch that is being looked at.
    _malformed: deque[Malformed] = field(default_factory=deque)

    def batches(self) -> Iterator[Batch]:
        """The rows as they were given, from the first. May be asked for again."""
        for rows, batch, share in self.told_batches():
            yield rows, batch.select(self.columns), share

    def told_batches(self) -> Iterator[Batch]:
        """The same with what the format tells of the values beside them: columns k0, k1, … (``meaning``)."""
        self._malformed.clear()
        return self.read(self)

    def place(self, row: int) -> tuple[str, int]:
        """The sheet of a row, where several are read, and the number of the row in it."""
        row %= FURTHER
        sheet, number = divmod(row, ROWS_OF_A_SHEET)
        return (self.sheets.get(sheet, ""), number) if self.sheets else ("", row)

    @property
    def named(self) -> list[str]:
        """The headers that the columns have to be known by. In a CSV a column without one may be there, if it is empty:
        spreadsheets write commas behind the last value."""
        return [header for header in self.headers if header] if self.typed else self.headers

    @property
    def columns(self) -> list[str]:
        """What batches call their columns."""
        return [f"c{index}" for index in range(len(self.headers))]

    def set_aside(self, row: int, values: list[str], text: str, code: str = "malformed", reason: str = "") -> None:
        """Note a row that does not go into any batch."""
        values, text = [surrogates_shown(value) for value in values], surrogates_shown(text)
        reason = surrogates_shown(reason) or f"{len(values)}{reasons.AND}{len(self.headers)}"
        self._malformed.append(Malformed(row, values, text[:SHOWN], reason, code))

    def broken(self, values: Sequence[str]) -> str:
        """The heading of the first value that is no text, since it holds half of a sign; empty where all are."""
        return next((head for head, value in zip(self.headers, values, strict=False) if has_surrogate(value)), "")

    def take_malformed(self, until: int | None = None) -> list[Malformed]:
        """The malformed rows met so far (those up to row ``until``), in order; each is given once."""
        taken = []
        while self._malformed and (until is None or self._malformed[0].row <= until):
            taken.append(self._malformed.popleft())
        return taken
