"""A file opened for intake, whatever its format: its columns, its rows as text in batches, and the rows set aside.

Row numbers are those a spreadsheet shows (the header is row 1, empty and malformed rows count); in JSON Lines they are
the numbers of the lines, and in Parquet the records are counted from 1.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

SHOWN = 500
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

    ``controls`` says whether values may hold control characters. ``first_day`` is the day of serial number 0, in a
    workbook. Columns named in ``left_out`` may hold anything: nobody takes them in.
    """

    path: Path
    name: str
    headers: list[str]
    sha256: str
    encoding: str
    controls: bool
    read: Callable[[Source], Iterator[Batch]]
    head: str = "row 1"
    first_day: str = ""
    left_out: frozenset[str] = frozenset()
    # A parser may meet malformed rows in a thread of its own, some blocks ahead of the batch that is being looked at.
    _malformed: deque[Malformed] = field(default_factory=deque)

    def batches(self) -> Iterator[Batch]:
        """The rows, from the first. May be asked for again."""
        self._malformed.clear()
        return self.read(self)

    @property
    def columns(self) -> list[str]:
        """What batches call their columns."""
        return [f"c{index}" for index in range(len(self.headers))]

    def set_aside(self, row: int, values: list[str], text: str, code: str = "malformed", reason: str = "") -> None:
        """Note a row that does not go into any batch."""
        reason = reason or f"{len(values)} values where the header has {len(self.headers)}"
        self._malformed.append(Malformed(row, values, text[:SHOWN], reason, code))

    def take_malformed(self, until: int | None = None) -> list[Malformed]:
        """The malformed rows met so far (those up to row ``until``), in order; each is given once."""
        taken = []
        while self._malformed and (until is None or self._malformed[0].row <= until):
            taken.append(self._malformed.popleft())
        return taken
