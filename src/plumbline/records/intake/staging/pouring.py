"""Arrow rows into a table of the store: COPY into PostgreSQL, many INSERTs at once into SQLite."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from django.db import connection

from plumbline.records.core.beside.binding import bound, unscaled

WRITTEN = arrow_csv.WriteOptions(include_header=False, quoting_style="all_valid")
"""Every value in quotes, NULL without: so the server tells an empty text from an unknown one."""


def ready(table: str, rows: pa.RecordBatch, same: Mapping[str, int] | None = None) -> Callable[[], None]:
    """Make ``rows`` ready for ``table``, whose columns are named as theirs; what is returned inserts them. ``same`` are
    the whole numbers (or flags) of columns in which all rows agree: in SQLite they are bound once and not row by row.

    So a transaction need not be open while they are turned into what the driver takes. Days, flags, texts, whole
    numbers and bytes are stored as the models store them; a decimal as the whole number of its smallest unit.
    """
    same = same or {}
    names = ", ".join(f'"{name}"' for name in (*rows.schema.names, *same))
    if connection.vendor == "postgresql":
        text = _csv(_with(rows, same))
        return lambda: _copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)", text)
    holes = ", ".join(["%s"] * rows.num_columns + [str(int(value)) for value in same.values()])
    values = list(zip(*(bound(column).to_pylist() for column in rows.columns), strict=True))
    return lambda: _insert(f"INSERT INTO {table} ({names}) VALUES ({holes})", values)


def _with(rows: pa.RecordBatch, same: Mapping[str, int]) -> pa.RecordBatch:
    added = [pa.array([value] * rows.num_rows) for value in same.values()]
    return pa.RecordBatch.from_arrays([*rows.columns, *added], names=[*rows.schema.names, *same])


def _insert(sql: str, values: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def _copy(sql: str, text: memoryview) -> None:
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(sql) as copy:
        copy.write(text)


def _csv(rows: pa.RecordBatch) -> memoryview:
    text = io.BytesIO()
    table = pa.Table.from_arrays([_text(column) for column in rows.columns], names=rows.schema.names)
    arrow_csv.write_csv(table, text, WRITTEN)
    return text.getbuffer()


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_binary(column.type) or pa.types.is_fixed_size_binary(column.type):
        return _hexadecimal(column)
    return unscaled(column)


def _hexadecimal(column: pa.Array) -> pa.Array:
    """Bytes, all of one length as salts and leaves are, in the server's form for them: ``\\x`` and their digits."""
    count = len(column)
    if pa.types.is_fixed_size_binary(column.type):
        first, last = (place * column.type.byte_width for place in (column.offset, column.offset + count))
    else:
        first, last = np.frombuffer(column.buffers()[1], np.int32)[[column.offset, column.offset + count]]
    digits = np.frombuffer(column.buffers()[-1][first:last].hex(), np.uint8).reshape(count, -1)
    text = np.empty((count, 2 + digits.shape[1]), np.uint8)
    text[:, :2], text[:, 2:] = (ord("\\"), ord("x")), digits
    ends = np.arange(count + 1, dtype=np.int32) * np.int32(text.shape[1])
    return pa.StringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(text))
