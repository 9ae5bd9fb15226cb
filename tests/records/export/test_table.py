"""Tables as files: typed, harmless, whole, and no larger in memory than a piece."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plumbline.errors import RecordError
from plumbline.records.export import sheet
from plumbline.records.export.table import CSV, PARQUET, XLSX, Column, Table
from plumbline.records.export.writing import written
from plumbline.records.intake.reading.reader import open_source

COLUMNS = (Column("name"), Column("count", "integer"), Column("amount", "decimal", 2), Column("day", "date"),
           Column("open", "flag"))
ROWS: list[tuple[Any, ...]] = [
    ("=1+1", 12, Decimal("12.50"), date(2013, 1, 31), True),
    ("'=x <&> \"重庆\"", -3, Decimal("-0.01"), date(1899, 12, 31), False),
    ("@SUM(A1)\n第二行", 1234567890123456789, Decimal("1234567890123456.78"), date(1900, 2, 28), None),
    ("-5", None, None, None, None),
    ("007", 100000000000000000, Decimal("3.00"), date(2199, 12, 31), True),
]


def table(rows: Sequence[Any] = ROWS, columns: tuple[Column, ...] = COLUMNS) -> Table:
    return Table("things", columns, rows, lambda most: min(most, len(rows)))


def file(tmp_path: Path, form: str, content: Table | None = None) -> Path:
    path = tmp_path / f"a.{form}"
    path.write_bytes(b"".join(written(content or table(), form)))
    return path


def read(path: Path) -> list[tuple[str, ...]]:
    """The rows as an import reads them."""
    return [values for _, batch, _ in open_source(path, path.parent / "work").batches()
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True) if any(values)]


@pytest.mark.parametrize("form", [CSV, XLSX, PARQUET])
def test_what_goes_out_comes_back(tmp_path: Path, form: str) -> None:
    back = read(file(tmp_path, form))
    assert [row[0] for row in back] == [row[0] for row in ROWS]
    assert [row[1] for row in back] == ["12", "-3", "1234567890123456789", "", "100000000000000000"]
    assert [Decimal(row[2]) if row[2] else None for row in back] == [row[2] for row in ROWS]
    assert [row[3] for row in back] == ["2013-01-31", "1899-12-31", "1900-02-28", "", "2199-12-31"]
    assert [row[4] for row in back] == ["true", "false", "", "", "true"]


def test_csv_runs_nothing_and_keeps_numbers(tmp_path: Path) -> None:
    lines = list(csv.reader(io.StringIO(file(tmp_path, CSV).read_text("utf-8-sig"), newline="")))
    assert lines[0] == ["name", "count", "amount", "day", "open"]
    assert [line[0] for line in lines[1:]] == ["'=1+1", "''=x <&> \"重庆\"", "'@SUM(A1)\n第二行", "-5", "007"]
    assert lines[2][1:] == ["-3", "-0.01", "1899-12-31", "false"]


def test_a_workbook_is_typed_and_runs_nothing(tmp_path: Path) -> None:
    [found] = openpyxl.load_workbook(file(tmp_path, XLSX)).worksheets
    cells = [[(cell.data_type, cell.value) for cell in row] for row in found.iter_rows(min_row=2)]
    assert cells[0][:3] == [("s", "=1+1"), ("n", 12), ("n", 12.5)]
    assert (cells[0][3][0], str(cells[0][3][1]), cells[0][4]) == ("d", "2013-01-31 00:00:00", ("b", True))
    assert cells[2][1] == ("s", "1234567890123456789")  # which a number of a spreadsheet would round
    assert {cell.data_type for row in found.iter_rows() for cell in row} <= {"s", "n", "d", "b"}
    assert (found["A2"].quotePrefix, found["A2"].number_format, found["C2"].number_format) == (True, "@", "0.00")
    assert (found.freeze_panes, found["D2"].number_format, found.title) == ("A2", "yyyy\\-mm\\-dd", "things")


def test_parquet_is_typed(tmp_path: Path) -> None:
    held = pq.read_table(file(tmp_path, PARQUET))
    assert held.schema.types == [pa.string(), pa.int64(), pa.decimal128(18, 2), pa.date32(), pa.bool_()]
    assert [tuple(row.values()) for row in held.to_pylist()] == ROWS


@pytest.mark.parametrize("form", [CSV, XLSX, PARQUET])
def test_an_empty_table_has_its_columns(tmp_path: Path, form: str) -> None:
    path = file(tmp_path, form, table([]))
    assert open_source(path, tmp_path / "work").headers == [column.name for column in COLUMNS]
    assert read(path) == []


def test_too_many_rows_for_a_sheet_are_refused_before_anything_is_written() -> None:
    def rows() -> Iterator[Any]:
        raise AssertionError("nothing is read")
        yield

    big = Table("things", COLUMNS, rows(), lambda most: most)
    with pytest.raises(RecordError) as caught:
        written(big, XLSX)
    assert (caught.value.code, caught.value.what.zh) == ("export.too_many_rows", "行数超过一个工作表的容量")
    assert str(caught.value) == (
        "things: there are more rows than a sheet can hold. A sheet of a workbook has 1,048,576 rows, the header among "
        "them. Narrow the list by region or period, or take it as CSV or Parquet.")
    with pytest.raises(RecordError, match="there is no format 'pdf'"):
        written(big, "pdf")


@pytest.mark.parametrize("form", [CSV, XLSX, PARQUET])
def test_memory_does_not_grow_with_the_rows(form: str) -> None:
    def most(count: int) -> int:
        rows = ((f"name {number}", number, Decimal(number), date(2013, 1, 31), True) for number in range(count))
        tracemalloc.start()
        for _ in written(Table("things", COLUMNS, rows, lambda most: 0), form):
            pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    most(1_000)  # what is loaded at first
    assert most(80_000) < 2 * most(20_000) + 2_000_000


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_letters(index: int, letters: str) -> None:
    assert sheet._letters(index) == letters


def test_what_a_workbook_cannot_write_is_marked(tmp_path: Path) -> None:
    path = file(tmp_path, XLSX, table([("a\x00b\ud800", None, None, None, None), ("x" * 40_000, *[None] * 4)]))
    assert [len(row[0]) for row in read(path)] == [4, 32_767]
    assert read(path)[0][0] == "a\ufffdb\ufffd"
