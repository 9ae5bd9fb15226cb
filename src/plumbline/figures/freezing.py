"""Writing a cut: aside, synced, renamed. Whatever is killed in between leaves nothing that could be taken for a cut."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

import plumbline
from plumbline.errors import CutError
from plumbline.figures.cut import Cut, Progress, cut_ids, open_cut
from plumbline.figures.manifest import NAME, KindFile, Manifest, stamp
from plumbline.figures.manifest import read as read_manifest
from plumbline.figures.schema import arrow_schema
from plumbline.figures.sorting import ROW_GROUP, groups
from plumbline.figures.source import Source
from plumbline.figures.verifying import sha256_of
from plumbline.home import Home
from plumbline.rulebook.shapes import KindShape

LOCK = ".lock"
PARTIAL = ".partial"
PATIENCE_SECONDS = 30.0
ATTEMPTS = 3
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_cut(
    home: Home, source: Source, *, as_of: datetime, made_at: datetime, progress: Progress | None = None,
    patience: float = PATIENCE_SECONDS,
) -> Cut:
    """Freeze ``source`` as it was known at ``as_of`` into ``home``, waiting at most ``patience`` seconds for another
    freeze. See :func:`plumbline.figures.cut.freeze`."""
    home.cuts.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(home.cuts / LOCK, timeout=patience):
            _sweep(home)
            return _frozen(home, source, as_of, made_at, progress or _silent)
    except Timeout:
        raise CutError("another freeze is running", where=str(home.cuts),
                       next_step="Try again when it is done") from None


def _silent(kind: str, rows: int) -> None:
    """Report nothing."""


def _sweep(home: Home) -> None:
    # Under the lock no other freeze is running, so every partial folder belongs to one that was killed.
    for left in home.cuts.glob(f".*{PARTIAL}"):
        shutil.rmtree(left)


def _frozen(home: Home, source: Source, as_of: datetime, made_at: datetime, progress: Progress) -> Cut:
    aside = home.cuts / f".{stamp(as_of)}-{uuid4().hex[:8]}{PARTIAL}"
    try:
        for _ in range(ATTEMPTS):
            aside.mkdir()
            head = source.head(as_of)
            kinds = {
                shape.name: _kind(home, source, shape, as_of, aside, progress) for shape in source.schema().values()
            }
            if source.head(as_of) == head:
                return _publish(home, aside, Manifest(as_of, made_at, head, kinds, plumbline.__version__))
            # An entry that was sealed just before as_of was committed only now: the kinds may not fit together.
            shutil.rmtree(aside)
        raise CutError("the records kept changing while they were frozen", next_step="Freeze again in a moment")
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise CutError("the disk is full, and no cut was made", where=str(home.cuts), why=str(error),
                       next_step="Make room, and freeze again with: plumb cut") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _kind(home: Home, source: Source, shape: KindShape, as_of: datetime, aside: Path, progress: Progress) -> KindFile:
    state = source.state(shape.name, as_of)
    target = aside / f"{shape.name}.parquet"
    earlier = _earlier(home, shape, state)
    if earlier is None:
        rows = _write(source.rows(shape.name, as_of), shape, target, progress)
        return KindFile(target.name, rows, sha256_of(target), state)
    path, held = earlier
    _share(path, target)
    progress(shape.name, held.rows)
    return KindFile(target.name, held.rows, held.sha256, state)


def _earlier(home: Home, shape: KindShape, state: str) -> tuple[Path, KindFile] | None:
    """The file of the latest cut that froze the same rows, if it is still whole and has today's columns."""
    for id in reversed(cut_ids(home)):
        try:
            held = read_manifest(home.cuts / id).kinds.get(shape.name)
            if held is None or not state or held.state != state:
                continue
            path = home.cuts / id / held.file
            if sha256_of(path) == held.sha256 and pq.read_schema(path).equals(arrow_schema(shape)):
                return path, held
        except (CutError, OSError, pa.ArrowException):
            continue  # a damaged cut lends nothing; opening it says what is wrong
    return None


def _share(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise
        shutil.copyfile(path, target)  # a file system without links, or too many on this file
        _sync(target)


def _write(batches: Iterator[pa.RecordBatch], shape: KindShape, target: Path, progress: Progress) -> int:
    rows, schema = 0, arrow_schema(shape)
    with target.open("xb") as stream:
        with pq.ParquetWriter(stream, schema, compression="zstd", version="2.6") as writer:
            for group in groups(batches, shape, schema, target.parent):
                writer.write_table(group, row_group_size=ROW_GROUP)
                rows += group.num_rows
                progress(shape.name, rows)
        stream.flush()
        os.fsync(stream.fileno())
    return rows


def _publish(home: Home, aside: Path, manifest: Manifest) -> Cut:
    with (aside / NAME).open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(manifest.text())
        stream.flush()
        os.fsync(stream.fileno())
    _sync(aside)
    target = home.cuts / manifest.id
    if not target.exists():  # else the same records were frozen at the same moment before
        aside.rename(target)
        _sync(home.cuts)
    return open_cut(home, manifest.id)


def _sync(path: Path) -> None:
    """Make the file or folder survive a power cut. Windows cannot sync folders and does not need to."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
