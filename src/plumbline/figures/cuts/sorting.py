"""The order of rows in a cut: by region, day and natural key, whatever the order they come in.

A figure of one region then reads a few row groups instead of the whole file, and the same records give the same file
whichever import brought them first. What does not fit into one row group is sorted outside memory, by DuckDB.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from plumbline.rulebook.indicators.shapes import KindShape

ROW_GROUP = 122_880  # what DuckDB reads in one piece; also a size at which dictionaries still pay
MEMORY = "512MB"
NO_SPACE = ("No space left", "File too large", "max_temp_directory_size", "disk full")


def order(shape: KindShape) -> list[str]:
    """The columns that rows are sorted by. A region or day that is reached through a reference is in no column."""
    place = [name for name in (shape.region, shape.date) if name in shape.fields]
    return list(dict.fromkeys([*place, *shape.key]))


def groups(
    batches: Iterator[pa.RecordBatch], shape: KindShape, schema: pa.Schema, aside: Path, *, at_once: int = ROW_GROUP,
) -> Iterator[pa.Table]:
    """The rows in order, in tables of one row group. At most ``at_once`` rows are sorted in memory; of more, what the
    engine has no room for goes into ``aside``, and is removed. Empty values come last."""
    waiting: list[pa.RecordBatch] = []
    held = 0
    batches = (batch.cast(schema) for batch in batches)
    for batch in batches:
        waiting.append(batch)
        held += batch.num_rows
        if held > at_once:
            yield from _outside(_then(waiting, batches), shape, schema, aside)
            return
    if held:
        rows = pa.Table.from_batches(waiting, schema)
        yield from _cut(iter(rows.sort_by([(name, "ascending") for name in order(shape)]).to_batches()), schema)


def _then(first: list[pa.RecordBatch], rest: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    while first:
        yield first.pop(0)
    yield from rest


def _outside(batches: Iterator[pa.RecordBatch], shape: KindShape, schema: pa.Schema, aside: Path) -> Iterator[pa.Table]:
    by = ", ".join(f'"{name}" ASC NULLS LAST' for name in order(shape))
    failed: list[BaseException] = []

    def given() -> Iterator[pa.RecordBatch]:
        try:
            yield from batches
        except BaseException as error:
            failed.append(error)
            raise

    try:
        # One thread, this one: where the rows come from may belong to it, as a connection to the store does.
        with duckdb.connect(":memory:", config={"memory_limit": MEMORY, "temp_directory": str(aside),
                                                "threads": 1}) as database:
            database.execute("SET enable_progress_bar = false")
            rows = pa.RecordBatchReader.from_batches(schema, given())
            reader = database.from_arrow(rows).order(by).to_arrow_reader(ROW_GROUP)
            yield from _cut((batch.cast(schema) for batch in reader), schema)
    except (duckdb.Error, pa.ArrowException) as error:
        if failed:
            raise failed[0] from None  # the engine would tell it in words of its own
        if any(sign in str(error) for sign in NO_SPACE):
            raise OSError(errno.ENOSPC, str(error).splitlines()[0]) from error
        raise


def _cut(batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """The same rows in tables of one row group, whatever the size of the batches they come in."""
    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in batches:
        rest = batch
        while held + rest.num_rows >= ROW_GROUP:
            yield pa.Table.from_batches([*waiting, rest.slice(0, ROW_GROUP - held)], schema)
            rest, waiting, held = rest.slice(ROW_GROUP - held), [], 0
        if rest.num_rows:
            waiting.append(rest)
            held += rest.num_rows
    if held:
        yield pa.Table.from_batches(waiting, schema)
