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
import pyarrow.parquet as pq

from plumbline.rulebook.indicators.shapes import KindShape

ROW_GROUP = 122_880  # what DuckDB reads in one piece; also a size at which dictionaries still pay
MEMORY = "512MB"
SPILL = "unsorted.spill"
NO_SPACE = ("No space left", "max_temp_directory_size", "disk full")


def order(shape: KindShape) -> list[str]:
    """The columns that rows are sorted by. A region or day that is reached through a reference is in no column."""
    place = [name for name in (shape.region, shape.date) if name in shape.fields]
    return list(dict.fromkeys([*place, *shape.key]))


def groups(
    batches: Iterator[pa.RecordBatch], shape: KindShape, schema: pa.Schema, aside: Path, *, at_once: int = ROW_GROUP,
) -> Iterator[pa.Table]:
    """The rows in order, in tables of one row group. At most ``at_once`` rows are sorted in memory; more pass through a
    file in ``aside``, which is removed. Empty values come last."""
    waiting: list[pa.RecordBatch] = []
    held = 0
    batches = (batch.cast(schema) for batch in batches)
    for batch in batches:
        waiting.append(batch)
        held += batch.num_rows
        if held > at_once:
            yield from _spilled(_then(waiting, batches), shape, schema, aside)
            return
    if held:
        rows = pa.Table.from_batches(waiting, schema)
        yield from _cut(iter(rows.sort_by([(name, "ascending") for name in order(shape)]).to_batches()), schema)


def _then(first: list[pa.RecordBatch], rest: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    while first:
        yield first.pop(0)
    yield from rest


def _spilled(batches: Iterator[pa.RecordBatch], shape: KindShape, schema: pa.Schema, aside: Path) -> Iterator[pa.Table]:
    spill = aside / SPILL
    with spill.open("wb") as stream, pq.ParquetWriter(stream, schema, compression="lz4") as writer:
        for group in _cut(batches, schema):
            writer.write_table(group)
    by = ", ".join(f'"{name}" ASC NULLS LAST' for name in order(shape))
    try:
        with duckdb.connect(":memory:", config={"memory_limit": MEMORY, "temp_directory": str(aside)}) as database:
            database.execute("SET enable_progress_bar = false")
            reader = database.read_parquet(str(spill)).order(by).to_arrow_reader(ROW_GROUP)
            yield from _cut((batch.cast(schema) for batch in reader), schema)
    except duckdb.Error as error:
        if any(sign in str(error) for sign in NO_SPACE):
            raise OSError(errno.ENOSPC, str(error).splitlines()[0]) from error
        raise
    finally:
        spill.unlink(missing_ok=True)


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
