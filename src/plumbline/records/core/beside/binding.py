"""Arrow columns as a store takes them: a decimal as the whole number of its smallest unit; in SQLite a day as text."""

from __future__ import annotations

import pyarrow as pa


def bound(column: pa.Array) -> pa.Array:
    """``column`` as the models store it in SQLite."""
    return column.cast(pa.string()) if pa.types.is_date(column.type) else unscaled(column)


def unscaled(column: pa.Array) -> pa.Array:
    """A decimal column as the whole numbers of its smallest unit; any other as it is."""
    if not pa.types.is_decimal(column.type):
        return column
    whole = pa.Array.from_buffers(pa.decimal128(38, 0), len(column), column.buffers(), offset=column.offset)
    return whole.cast(pa.int64())
