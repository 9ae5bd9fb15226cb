"""A table as Parquet: each column with the type it has in a cut, decimals exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from plumbline.records.core.defusing import literal
from plumbline.records.export.sink import Sink
from plumbline.records.export.table import Table

GROUP_ROWS = 64_000


def _texts(values: Sequence[Any], kind: pa.DataType) -> Sequence[Any]:
    return [literal(value) if isinstance(value, str) else value for value in values] if kind == pa.string() else values


def pieces(table: Table) -> Iterator[bytes]:
    """The file in pieces: a group of rows is written when it is full."""
    schema = pa.schema([(column.name, column.arrow) for column in table.columns])
    sink = Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        held: list[pa.RecordBatch] = []
        for rows in table.chunks():
            values = list(zip(*rows, strict=True))
            held.append(pa.RecordBatch.from_arrays(
                [pa.array(_texts(given, field.type), field.type)
                 for given, field in zip(values, schema, strict=True)], schema=schema))
            if sum(batch.num_rows for batch in held) >= GROUP_ROWS:
                writer.write_table(pa.Table.from_batches(held))
                held = []
                yield sink.taken()
        if held:
            writer.write_table(pa.Table.from_batches(held))
    yield sink.taken()
