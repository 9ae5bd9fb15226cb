"""A table that leaves the house, whatever it holds, and the one way in which it becomes a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyarrow as pa

from plumbline.errors import RecordError
from plumbline.records import streaming
from plumbline.records.fields import Spec
from plumbline.text import Text

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


def written(table: Table, form: str) -> Iterator[bytes]:
    """``table`` as a file of the format ``form``, in pieces, with no more than some thousand rows in memory.

    :raises RecordError: before anything is written, if the format cannot hold it or is unknown.
    """
    from plumbline.records.tables import columnar, commas, sheet

    writers = {CSV: commas.pieces, XLSX: sheet.pieces, PARQUET: columnar.pieces}
    if form not in writers:
        raise RecordError("export.no_format", Text(f"there is no format '{form}'", f"没有格式“{form}”"),
                          next_step=Text(f"Choose one of: {', '.join(writers)}", f"可选：{'、'.join(writers)}"))
    if form == XLSX and table.count_up_to(ROWS_OF_A_SHEET) >= ROWS_OF_A_SHEET:
        raise RecordError(
            "export.too_many_rows",
            Text("there are more rows than a sheet can hold", "行数超过一个工作表的容量"), where=table.name,
            why=Text(f"A sheet of a workbook has {ROWS_OF_A_SHEET:,} rows, the header among them",
                     f"一个工作表连同标题行共{ROWS_OF_A_SHEET:,}行"),
            next_step=Text("Narrow the list by region or period, or take it as CSV or Parquet",
                           "请按地区或时期缩小范围，或导出为CSV或Parquet"))
    return writers[form](table)
