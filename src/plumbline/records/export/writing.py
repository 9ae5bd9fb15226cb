"""A table of any kind becomes a file: one way for every format."""

from __future__ import annotations

from collections.abc import Iterator

from plumbline.errors import RecordError
from plumbline.records.export import columnar, commas, sheet
from plumbline.records.export.table import CSV, PARQUET, ROWS_OF_A_SHEET, XLSX, Table
from plumbline.text import Text


def written(table: Table, form: str) -> Iterator[bytes]:
    """``table`` as a file of the format ``form``, in pieces, with no more than some thousand rows in memory.

    :raises RecordError: before anything is written, if the format cannot hold it or is unknown.
    """
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
