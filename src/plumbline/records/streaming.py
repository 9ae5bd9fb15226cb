"""Rows of a kind out of the store as Arrow batches, however many there are, with no more than a batch in memory.

SQLite hands rows to a cursor one by one. PostgreSQL is asked for one range of row ids after the other, each by a COPY
that Arrow reads as CSV: a third of the work of fetching values one by one (measured), and between two ranges the
connection is free and no snapshot is held, so that a long read keeps nothing from being tidied up. Ranges fit together
because what the journal knew at a time does not change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv
from django.db import connections

from plumbline.records.fields import Spec
from plumbline.records.kinds import Kind

BATCH_ROWS = 65_536
ARROW = {
    "text": pa.string(), "choice": pa.string(), "ref": pa.string(), "integer": pa.int64(), "date": pa.date32(),
    "flag": pa.bool_(),
}


def arrow_type(field: Spec) -> pa.DataType:
    """The Arrow type of a field in a cut."""
    return pa.decimal128(18, field.places) if field.type == "decimal" else ARROW[field.type]


def batches(kind: Kind, condition: str, arguments: list[Any], using: str) -> Iterator[pa.RecordBatch]:
    """The rows that meet ``condition`` (SQL over the kind's table), by id: the kept fields plus ``leaf``.

    Every batch but the last holds ``BATCH_ROWS`` rows, on either store, so that what is written from them is the same.
    """
    vendor = connections[using].vendor
    read = _copied if vendor == "postgresql" else _fetched
    return read(kind, condition, arguments, using)


def _schema(kind: Kind) -> pa.Schema:
    return pa.schema([*((field.name, arrow_type(field)) for field in kind.kept), ("leaf", pa.binary(32))])


def _fetched(kind: Kind, condition: str, arguments: list[Any], using: str) -> Iterator[pa.RecordBatch]:
    schema = _schema(kind)
    columns = ", ".join(f'"{name}"' for name in schema.names)
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {kind.model._meta.db_table} WHERE {condition} ORDER BY id", arguments)
        while rows := cursor.fetchmany(BATCH_ROWS):
            values = list(zip(*rows, strict=True))
            arrays = [_column(field, list(given)) for field, given in zip(kind.kept, values, strict=False)]
            leaves = pa.array([bytes(leaf) for leaf in values[-1]], pa.binary(32))
            yield pa.RecordBatch.from_arrays([*arrays, leaves], schema=schema)


def _column(field: Spec, values: list[Any]) -> pa.Array:
    if field.type == "decimal":
        return _decimal(field, pa.array(values, pa.int64()))
    if field.type == "date" and any(isinstance(value, str) for value in values):
        return pa.array(values, pa.string()).cast(pa.date32())
    if field.type == "flag":
        return pa.array([None if value is None else bool(value) for value in values], pa.bool_())
    return pa.array(values, arrow_type(field))


def _decimal(field: Spec, whole: pa.Array) -> pa.Array:
    # The store keeps the unscaled integer, which is also what an Arrow decimal holds.
    return pa.Array.from_buffers(arrow_type(field), len(whole), whole.cast(pa.decimal128(38, 0)).buffers())


def _copied(kind: Kind, condition: str, arguments: list[Any], using: str) -> Iterator[pa.RecordBatch]:
    schema = _schema(kind)
    held = schema.empty_table()
    for start in _ranges(kind, using):
        held = pa.concat_tables([held, _range(kind, condition, arguments, using, start, schema)])
        while held.num_rows >= BATCH_ROWS:
            yield _batch(held.slice(0, BATCH_ROWS))
            held = held.slice(BATCH_ROWS)
    if held.num_rows:
        yield _batch(held)


def _ranges(kind: Kind, using: str) -> range:
    rows = kind.model.objects.using(using).values_list("id", flat=True)
    first, last = rows.order_by("id").first(), rows.order_by("-id").first()
    return range(first or 0, (last or -1) + 1, BATCH_ROWS)


def _batch(table: pa.Table) -> pa.RecordBatch:
    return table.combine_chunks().to_batches()[0]


def _range(kind: Kind, condition: str, arguments: list[Any], using: str, start: int, schema: pa.Schema) -> pa.Table:
    columns = ", ".join([*(f'"{field.name}"' for field in kind.kept), "encode(leaf, 'hex')"])
    sql = (f"COPY (SELECT {columns} FROM {kind.model._meta.db_table} WHERE id >= %s AND id < %s AND {condition} "
           f"ORDER BY id) TO STDOUT (FORMAT csv, FORCE_QUOTE *)")
    connection = connections[using]
    bounds = [start, start + BATCH_ROWS]
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(sql, bounds + arguments) as copy:
        text = b"".join(copy)
    return _parsed(text, kind, schema) if text else schema.empty_table()


def _parsed(text: bytes, kind: Kind, schema: pa.Schema) -> pa.Table:
    types = {field.name: pa.int64() if field.type == "decimal" else arrow_type(field) for field in kind.kept}
    table = arrow_csv.read_csv(
        pa.BufferReader(text),
        read_options=arrow_csv.ReadOptions(column_names=schema.names, block_size=len(text) + 1),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        # Every value comes in quotes but NULL, so an empty text is told from an unknown one.
        convert_options=arrow_csv.ConvertOptions(
            column_types={**types, "leaf": pa.string()}, null_values=[""], strings_can_be_null=True,
            quoted_strings_can_be_null=False, true_values=["t"], false_values=["f"]),
    ).combine_chunks()
    arrays = [_decimal(field, table.column(field.name).chunk(0)) if field.type == "decimal"
              else table.column(field.name).chunk(0) for field in kind.kept]
    # Leaves are never NULL and all of one length: their hexadecimal digits stand in one row.
    leaves = bytes.fromhex(table.column("leaf").chunk(0).buffers()[2].to_pybytes().decode())
    arrays.append(pa.FixedSizeBinaryArray.from_buffers(pa.binary(32), table.num_rows, [None, pa.py_buffer(leaves)]))
    return pa.Table.from_arrays(arrays, schema=schema)
