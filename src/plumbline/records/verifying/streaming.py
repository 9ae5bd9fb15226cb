"""Rows of a kind out of the store as Arrow batches, however many there are, with no more than a batch in memory.

SQLite hands few rows to a cursor one by one, and many to a process that makes Arrow of them. PostgreSQL is asked for
one range of row ids after the other, each by a COPY that Arrow reads as CSV: a third of the work of fetching values one
by one (measured), and between two ranges the connection is free and no snapshot is held, so that a long read keeps
nothing from being tidied up. Ranges fit together because what the journal knew at a time does not change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from django.db import connections

from plumbline.records.core.beside import reading as beside
from plumbline.records.core.fields import Spec
from plumbline.records.core.hashing import whole_leaf
from plumbline.records.core.kinds import Kind

BATCH_ROWS = 65_536
ARROW = {
    "text": pa.string(), "choice": pa.string(), "ref": pa.string(), "integer": pa.int64(), "date": pa.date32(),
    "flag": pa.bool_(),
}
AS_TEXT = ("text", "choice", "ref", "date")
"""The types of fields that SQLite keeps as text."""


def arrow_type(field: Spec) -> pa.DataType:
    """The Arrow type of a field in a cut."""
    return pa.decimal128(18, field.places) if field.type == "decimal" else ARROW[field.type]


@dataclass(frozen=True, slots=True)
class Whole:
    """A batch of rows with all that is kept of them. ``rows`` are the kept fields and ``leaf``; the numbers of
    ``entries`` and ``superseded`` are keys of journal entries, 0 for none. ``unreadable`` are rows that are in no
    column, since a value is none that its field can have: row id, key of its entry, natural key."""

    rows: pa.RecordBatch
    ids: np.ndarray
    entries: np.ndarray
    superseded: np.ndarray
    withdrawn: np.ndarray
    salts: list[bytes]
    unreadable: list[tuple[int, int, str]] = field(default_factory=list)


def whole(kind: Kind, using: str, upto: int = 0, after: int = 0) -> Iterator[Whole]:
    """Every row of ``kind`` there is, past and hidden versions too, by id; or those that the first ``upto`` entries of
    the journal wrote, without those of the first ``after``."""
    written = _written(upto, after)
    if connections[using].vendor == "postgresql":
        return _whole_copied(kind, using, written)
    apart = beside.worth_it(using, _numbers(kind, using))
    return _whole_apart(kind, using, written) if apart else _whole_fetched(kind, using, written)


def _schema(kind: Kind) -> pa.Schema:
    return pa.schema([*((field.name, arrow_type(field)) for field in kind.kept), ("leaf", pa.binary(32))])


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


def _numbers(kind: Kind, using: str) -> range:
    rows = kind.model.objects.using(using).values_list("id", flat=True)
    first, last = rows.order_by("id").first(), rows.order_by("-id").first()
    return range(first or 0, (last or -1) + 1)


def _range(kind: Kind, using: str, start: int, schema: pa.Schema, condition: str) -> pa.Table:
    columns = ", ".join([*MARKS[:-1], "encode(salt, 'hex')", *(f'"{field.name}"' for field in kind.kept),
                         "encode(leaf, 'hex')"])
    sql = (f"COPY (SELECT {columns} FROM {kind.model._meta.db_table} WHERE id >= %s AND id < %s AND {condition} "
           f"ORDER BY id) TO STDOUT (FORMAT csv, FORCE_QUOTE *)")
    connection = connections[using]
    bounds = [start, start + BATCH_ROWS]
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(sql, bounds) as copy:
        text = b"".join(copy)
    schema = pa.schema([*zip(MARKS, MARK_TYPES, strict=True), *schema])
    return _parsed(text, kind, schema) if text else schema.empty_table()


def _parsed(text: bytes, kind: Kind, schema: pa.Schema) -> pa.Table:
    types = {field.name: pa.int64() if field.type == "decimal" else arrow_type(field) for field in kind.kept}
    table = arrow_csv.read_csv(
        pa.BufferReader(text),
        read_options=arrow_csv.ReadOptions(column_names=schema.names, block_size=len(text) + 1),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        # Every value comes in quotes but NULL, so an empty text is told from an unknown one.
        convert_options=arrow_csv.ConvertOptions(
            column_types={**{field.name: field.type for field in schema}, **types, "leaf": pa.string()},
            null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False, true_values=["t"],
            false_values=["f"]),
    ).combine_chunks()
    decimals = {field.name: field for field in kind.kept if field.type == "decimal"}
    arrays = [_decimal(decimals[name], table.column(name).chunk(0)) if name in decimals
              else table.column(name).chunk(0) for name in schema.names[:-1]]
    arrays.append(_leaves(table.column("leaf").chunk(0)))
    return pa.Table.from_arrays(arrays, schema=schema)


def _leaves(digits: pa.Array) -> pa.Array:
    # Leaves are all of one length, so their hexadecimal digits stand in one row.
    text = digits.buffers()[2].to_pybytes()
    if len(text) == 64 * len(digits) and not digits.null_count:
        return pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(32), len(digits), [None, pa.py_buffer(bytes.fromhex(text.decode()))])
    # Somebody has been at them: of what is no leaf nothing is left, and no record fits to that.
    return pa.array([whole_leaf(bytes.fromhex(one or "")) for one in digits.to_pylist()], pa.binary(32))


MARKS = ("id", "entry_id", "superseded_id", "withdrawn", "salt")
MARK_TYPES = (pa.int64(), pa.int64(), pa.int64(), pa.bool_(), pa.string())
# SQLite keeps a value of any type in any column: what a field cannot hold was not put there by this program.
_PYTHON = {"text": str, "choice": str, "ref": str, "integer": int, "decimal": int}


def _whole_apart(kind: Kind, using: str, written: str) -> Iterator[Whole]:
    after = beside.LEAST
    asked = beside.Asked(kind.model._meta.db_table, [field.name for field in kind.kept],
                         [field.name for field in kind.kept if field.type in AS_TEXT], written)
    try:
        for batch in beside.batches(asked, using, BATCH_ROWS):
            found = _made(kind, batch)
            after = int(found.ids[-1])
            yield found
    except (beside.Odd, pa.ArrowInvalid):
        # Some value is none that its column can have, or the process was ended: value by value it will be seen which.
        yield from _whole_fetched(kind, using, written, after)


def _made(kind: Kind, batch: pa.RecordBatch) -> Whole:
    """:raises ArrowInvalid: for a value that is none of its field."""
    columns = [_read(spec, batch.column(spec.name)) for spec in kind.kept]
    rows = pa.RecordBatch.from_arrays([*columns, batch.column("leaf").cast(pa.binary(32))], schema=_schema(kind))
    ids, entries, superseded = (batch.column(name).fill_null(0).to_numpy() for name in MARKS[:3])
    withdrawn = _flag(batch.column("withdrawn")).to_numpy(zero_copy_only=False)
    return Whole(rows, ids, entries, superseded, withdrawn, batch.column("salt").to_pylist())


def _read(field: Spec, column: pa.Array) -> pa.Array:
    if field.type == "decimal":
        return _decimal(field, column)
    return _flag(column) if field.type == "flag" else column.cast(arrow_type(field))


def _flag(column: pa.Array) -> pa.Array:
    if len(column) and not 0 <= (pc.min(column).as_py() or 0) <= (pc.max(column).as_py() or 0) <= 1:
        raise pa.ArrowInvalid("neither true nor false")
    return column.cast(pa.bool_())


def _whole_fetched(kind: Kind, using: str, written: str, after: int = beside.LEAST) -> Iterator[Whole]:
    schema = _schema(kind)
    # With a sign before it a column comes as it lies there; else the driver makes what it takes for a day or a flag.
    columns = ", ".join(f'+"{name}"' for name in (*MARKS, *schema.names))
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {kind.model._meta.db_table} WHERE {written} "
                       f"AND id > {after:d} ORDER BY id")
        while rows := cursor.fetchmany(BATCH_ROWS):
            yield _whole(kind, schema, rows)


def _whole(kind: Kind, schema: pa.Schema, rows: Sequence[tuple[Any, ...]]) -> Whole:
    columns = list(zip(*rows, strict=True))
    odd: list[tuple[int, int, str]] = []
    if columns and not _typed(kind, columns):
        good = [row for row in rows if _typed(kind, [(value,) for value in row])]
        names = [one.name for one in kind.kept]
        odd = [(row[0], row[1] if isinstance(row[1], int) else 0,
                " ".join(str(row[len(MARKS) + names.index(name)]) for name in kind.key))
               for row in rows if not _typed(kind, [(value,) for value in row])]
        columns = list(zip(*good, strict=True)) or [()] * len(columns)
    ids, entries, superseded, withdrawn, salts, *values, leaves = columns
    arrays = [_column(field, list(given)) for field, given in zip(kind.kept, values, strict=True)]
    return Whole(pa.RecordBatch.from_arrays([*arrays, pa.array(leaves, pa.binary(32))], schema=schema),
                 np.array(ids, np.int64), np.array(entries, np.int64),
                 np.array([one or 0 for one in superseded], np.int64), np.array(withdrawn, bool), list(salts), odd)


def _typed(kind: Kind, columns: Sequence[Sequence[Any]]) -> bool:
    """Whether every value is one that its column can hold."""
    ids, entries, superseded, withdrawn, salts, *values, leaves = columns
    if not (_all({*map(type, ids), *map(type, entries)}, int) and _all(set(map(type, superseded)), int, type(None))
            and _flags(withdrawn) and _all({*map(type, salts), *map(type, leaves)}, bytes)
            and {len(leaf) for leaf in leaves} <= {32}):
        return False
    for spec, given in zip(kind.kept, values, strict=True):
        fits = {"date": _days, "flag": _flags}.get(spec.type)
        if not (fits(given) if fits else _all(set(map(type, given)), _PYTHON[spec.type], type(None))):
            return False
    return True


def _flags(given: Sequence[Any]) -> bool:
    # 1.0 is 1 to Python, and 2 is true to the store and false to Django.
    return _all(set(map(type, given)), int, type(None)) and set(given) <= {0, 1, None}


def _all(found: set[type], *allowed: type) -> bool:
    return found <= set(allowed)


def _days(given: Sequence[Any]) -> bool:
    try:
        return all(one is None or date.fromisoformat(one).isoformat() == one for one in set(given))
    except (ValueError, TypeError):
        return False


def _written(upto: int, after: int) -> str:
    least = f" AND number > {after:d}" if after else ""
    return f"entry_id IN (SELECT id FROM records_entry WHERE number <= {upto:d}{least})" if upto else "1 = 1"


def _whole_copied(kind: Kind, using: str, written: str) -> Iterator[Whole]:
    for start in _numbers(kind, using)[::BATCH_ROWS]:
        table = _range(kind, using, start, _schema(kind), written)
        if table.num_rows:
            marks = [table.column(name).chunk(0) for name in MARKS]
            yield Whole(
                table.select([field.name for field in _schema(kind)]).combine_chunks().to_batches()[0],
                marks[0].to_numpy(), marks[1].to_numpy(), marks[2].fill_null(0).to_numpy(),
                marks[3].to_numpy(zero_copy_only=False), [bytes.fromhex(one or "") for one in marks[4].to_pylist()])
