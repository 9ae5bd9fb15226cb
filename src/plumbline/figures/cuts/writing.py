"""Writing files that survive a power cut, and sharing those that did not change."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from plumbline.figures.cuts.sorting import ROW_GROUP, groups
from plumbline.figures.engine.schema import arrow_schema
from plumbline.home import sync
from plumbline.rulebook.indicators.shapes import KindShape

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def share(path: Path, target: Path) -> None:
    """Make ``target`` the same file as ``path``."""
    try:
        os.link(path, target)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise
        shutil.copyfile(path, target)  # a file system without links, or too many on this file
        sync(target)


def write(
    batches: Iterator[pa.RecordBatch], shape: KindShape, target: Path, progress: Callable[[str, int], None],
    schema: pa.Schema | None = None,
) -> int:
    """Write the rows of a kind to the new file ``target``, in the order of cuts, and return how many they are.
    ``schema`` names its columns: all that a cut holds, unless given."""
    rows, schema = 0, schema or arrow_schema(shape)
    with target.open("xb") as stream:
        with pq.ParquetWriter(stream, schema, compression="zstd", version="2.6") as writer:
            for group in groups(batches, shape, schema, target.parent):
                writer.write_table(group, row_group_size=ROW_GROUP)
                rows += group.num_rows
                progress(shape.name, rows)
        stream.flush()
        os.fsync(stream.fileno())
    return rows
