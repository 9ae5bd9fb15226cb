"""A table that leaves the house, whatever it holds, and the one way in which it becomes a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyarrow as pa

from plumbline.records.core.fields import Spec
from plumbline.records.verifying import streaming

ROWS_OF_A_SHEET = 1_048_576
CSV, XLSX, PARQUET = "csv", "xlsx", "parquet"
MEDIA = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PARQUET: "application/vnd.apache.parquet",
}
CHUNK_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``type`` is that of a field: text, choice, ref, integer, decimal, date or flag."""

    name: str
    type: str = "text"
    places: int = 0

    @classmethod
    def of(cls, spec: Spec) -> Column:
        """The column of a field, under the field's name, so that an import knows it again."""
        return cls(spec.name, spec.type, spec.places)

    @property
    def arrow(self) -> pa.DataType:
        """Its Arrow type: the one it has in a cut."""
        return pa.decimal128(18, self.places) if self.type == "decimal" else streaming.ARROW[self.type]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows are read once, as they are written. ``count_up_to(n)`` is how many rows there are, counted no further than
    n; it is asked only where a format has a limit."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Any]]
    count_up_to: Callable[[int], int]

    def chunks(self) -> Iterator[list[Sequence[Any]]]:
        """The rows, some thousands at a time."""
        rows = iter(self.rows)
        while chunk := list(islice(rows, CHUNK_ROWS)):
            yield chunk
