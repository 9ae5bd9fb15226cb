"""Writing a cut: aside, synced, renamed. Whatever is killed in between leaves nothing that could be taken for a cut."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

import plumbline
from plumbline.errors import CutError, reported
from plumbline.figures.cuts.cut import Cut, Progress, cut_ids, open_cut
from plumbline.figures.cuts.manifest import NAME, SEAL, KindFile, Manifest, seal_of, stamp
from plumbline.figures.cuts.manifest import read as read_manifest
from plumbline.figures.cuts.source import Source
from plumbline.figures.cuts.store_source import StoreSource
from plumbline.figures.cuts.verifying import sha256_of
from plumbline.figures.cuts.writing import NO_ROOM, share, write
from plumbline.figures.engine.schema import arrow_schema
from plumbline.home import Home, sync
from plumbline.rulebook.indicators.shapes import KindShape, Schema
from plumbline.text import Text

LOCK = ".lock"
PARTIAL = ".partial"
PATIENCE_SECONDS = 30.0
ATTEMPTS = 3
Joined: TypeAlias = Callable[[Manifest, Path, Schema], Manifest]
"""From the manifest of this instance's own records, and the folder of its files, to that of a joint cut."""


def write_cut(
    home: Home, source: Source, *, as_of: datetime, made_at: datetime, progress: Progress | None = None,
    patience: float = PATIENCE_SECONDS, joined: Joined | None = None,
) -> Cut:
    """Freeze ``source`` as it was known at ``as_of`` into ``home``, waiting at most ``patience`` seconds for another
    freeze. With ``joined``, which puts what others handed up beside its files, it is joint. See :func:`freeze`."""
    home.cuts.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(home.cuts / LOCK, timeout=patience):
            _sweep(home)
            return _frozen(home, source, as_of, made_at, progress or _silent, joined)
    except Timeout:
        raise CutError("cut.freeze_running", Text("another freeze is running", "正在生成另一个快照"),
                       where=str(home.cuts),
                       next_step=Text("Try again when it is done", "请待其完成后重试")) from None


def sweep(home: Home) -> bool:
    """Remove what killed freezes left. False while one is running."""
    try:
        with FileLock(home.cuts / LOCK, timeout=0):
            _sweep(home)
    except Timeout:
        return False
    return True


def _silent(kind: str, rows: int) -> None:
    """Report nothing."""


def _sweep(home: Home) -> None:
    # Under the lock no other freeze is running, so every partial folder belongs to one that was killed.
    for left in home.cuts.glob(f".*{PARTIAL}"):
        shutil.rmtree(left)


def _frozen(
    home: Home, source: Source, as_of: datetime, made_at: datetime, progress: Progress, joined: Joined | None,
) -> Cut:
    aside = home.cuts / f".{stamp(as_of)}-{uuid4().hex[:8]}{PARTIAL}"
    try:
        for _ in range(ATTEMPTS):
            aside.mkdir()
            head = source.head(as_of)
            kinds = {
                shape.name: _kind(home, source, shape, as_of, aside, progress) for shape in source.schema().values()
            }
            if source.head(as_of) == head:
                made = Manifest(as_of, made_at, head, kinds, plumbline.__version__)
                return _publish(home, aside, joined(made, aside, source.schema()) if joined else made)
            # An entry that was sealed just before as_of was committed only now: the kinds may not fit together.
            shutil.rmtree(aside)
        raise CutError("cut.records_changing", Text("the records kept changing while they were frozen",
                                                    "生成快照期间记录不断变化"),
                       next_step=Text("Freeze again in a moment", "请稍后重新生成"))
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise CutError("cut.disk_full", Text("the disk is full, and no cut was made", "磁盘已满，未生成快照"),
                       where=str(home.cuts), why=reported(error), next_step=Text(
                           "Make room, and freeze again with: plumb cut", "请腾出空间后重新生成：plumb cut")) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _kind(home: Home, source: Source, shape: KindShape, as_of: datetime, aside: Path, progress: Progress) -> KindFile:
    state = source.state(shape.name, as_of)
    target = aside / f"{shape.name}.parquet"
    earlier = _earlier(home, shape, state)
    if earlier is None:
        rows = write(source.rows(shape.name, as_of), shape, target, progress)
        return KindFile(target.name, rows, sha256_of(target), state)
    path, held = earlier
    share(path, target)
    progress(shape.name, held.own.rows)
    return KindFile(target.name, held.own.rows, held.own.sha256, state)


def _earlier(home: Home, shape: KindShape, state: str) -> tuple[Path, KindFile] | None:
    """The file of the latest cut that froze the same rows, if it is still whole and has today's columns."""
    for id in reversed(cut_ids(home)):
        try:
            held = read_manifest(home.cuts / id).kinds.get(shape.name)
            if held is None or not state or held.state != state:
                continue
            path = home.cuts / id / held.own.file
            if sha256_of(path) == held.own.sha256 and pq.read_schema(path).equals(arrow_schema(shape)):
                return path, held
        except (CutError, OSError, pa.ArrowException):
            continue  # a damaged cut lends nothing; opening it says what is wrong
    return None


def _publish(home: Home, aside: Path, manifest: Manifest) -> Cut:
    text = manifest.text()
    for name, content in ((NAME, text), (SEAL, seal_of(text.encode()))):
        with (aside / name).open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    sync(aside)
    target = home.cuts / manifest.id
    if not target.exists():  # else the same records were frozen at the same moment before
        aside.rename(target)
        sync(home.cuts)
    return open_cut(home, manifest.id)


def freeze(
    home: Home, *, as_of: datetime | None = None, progress: Progress | None = None, at: datetime | None = None,
) -> Cut:
    """Freeze every kind as the journal knew it at ``as_of`` (None: now) and return the cut. ``at`` is the time of the
    act (None: now).

    Nothing is seen of it until it is whole. Kinds that did not change since an earlier cut share its file. Two freezes
    of the same records at the same ``as_of`` are one cut. :raises CutError: if the disk is full or a freeze is running.
    """
    made_at = at or datetime.now(UTC)  # noqa: TID251  (a moment is a cut's identity; callers that have one pass it)
    return write_cut(home, StoreSource(), as_of=as_of or made_at, made_at=made_at, progress=progress)
