"""Writing a cut: aside, synced, renamed. Whatever is killed in between leaves nothing that could be taken for a cut."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
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
from plumbline.figures.cuts.manifest import NAME, SEAL, KindFile, Manifest, Part, format_of, seal_of, stamp
from plumbline.figures.cuts.manifest import read as read_manifest
from plumbline.figures.cuts.sorting import ROW_GROUP
from plumbline.figures.cuts.source import Source
from plumbline.figures.cuts.store_source import StoreSource
from plumbline.figures.cuts.verifying import sha256_of
from plumbline.figures.cuts.writing import NO_ROOM, share, write
from plumbline.figures.engine.schema import REGION, arrow_schema
from plumbline.home import Home, sync
from plumbline.rulebook.indicators.shapes import KindShape, Schema
from plumbline.text import Text

LOCK = ".lock"
PARTIAL = ".partial"
PATIENCE_SECONDS = 30.0
MOST_PARTS = 16
"""So many files of its own a kind has in a cut; then they are written as one again."""
PARTED_ROWS = ROW_GROUP
"""A kind with fewer rows is written anew: that costs less than another file does whoever reads it."""
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
    earlier = list(_earlier(home))
    try:
        for _ in range(ATTEMPTS):
            aside.mkdir()
            head = source.head(as_of)
            known = int(head["number"] or 0)
            kinds = {shape.name: _Kind(source, shape, as_of, known, earlier, aside, progress).frozen()
                     for shape in source.schema().values()}
            if source.head(as_of) == head:
                made = Manifest(as_of, made_at, head, kinds, plumbline.__version__, format_of(kinds, joint=False))
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


def _earlier(home: Home) -> Iterator[tuple[Path, Manifest]]:
    """The earlier cuts, the latest first. A damaged one lends nothing; opening it says what is wrong."""
    for id in reversed(cut_ids(home)):
        with suppress(CutError):
            yield home.cuts / id, read_manifest(home.cuts / id)


@dataclass(frozen=True)
class _Kind:
    """The freezing of one kind: from an ``earlier`` cut what is the same in it, from the source the rest. ``head`` is
    how many entries the journal has."""

    source: Source
    shape: KindShape
    as_of: datetime
    head: int
    earlier: Sequence[tuple[Path, Manifest]]
    aside: Path
    progress: Progress

    def frozen(self) -> KindFile:
        """The kind's files, in the folder ``aside``."""
        name = self.shape.name
        state = self.source.state(name, self.as_of)
        own = [(folder, held, held.kinds[name]) for folder, held in self.earlier
               if name in held.kinds and held.kinds[name].state]
        for folder, _, of in own:
            if state and of.state == state and self._whole(folder, of):
                return _held(self._shared(folder, of.own), state)
        before = (each for each in own if int(each[1].journal.get("number") or 0) < self.head)
        if (latest := next(before, None)) is not None and (made := self._with_what_came(*latest, state)) is not None:
            return made
        target = self.aside / f"{name}.parquet"
        rows = write(self.source.rows(name, self.as_of), self.shape, target, self.progress)
        return KindFile(target.name, rows, sha256_of(target), state)

    def _whole(self, folder: Path, of: KindFile) -> bool:
        """Whether the kind's own files are still what was frozen, and have today's columns."""
        try:
            return all(sha256_of(folder / part.file) == part.sha256
                       and pq.read_schema(folder / part.file).equals(arrow_schema(self.shape)) for part in of.own)
        except (OSError, pa.ArrowException):
            return False

    def _with_what_came(self, folder: Path, held: Manifest, of: KindFile, state: str) -> KindFile | None:
        """The files of an earlier cut and one more with what came since, where nothing else did, the kind is large and
        has not too many yet."""
        own, known = of.own, int(held.journal.get("number") or 0)
        if (self.shape.name == REGION or len(own) >= MOST_PARTS or sum(part.rows for part in own) < PARTED_ROWS
                or not self._whole(folder, of)):
            return None
        rows = self.source.added(self.shape.name, held.journal, self.as_of)
        if rows is None:
            return None
        target = self.aside / f"{self.shape.name}-{len(own) + 1}.parquet"
        count = write(rows, self.shape, target, self.progress)
        parts = self._shared(folder, [replace(part, upto=part.upto or known) for part in own])
        return _held([*parts, Part(target.name, count, sha256_of(target), upto=self.head)], state)

    def _shared(self, folder: Path, own: Sequence[Part]) -> list[Part]:
        for part in own:
            share(folder / part.file, self.aside / part.file)
        self.progress(self.shape.name, sum(part.rows for part in own))
        return list(own)


def _held(parts: Sequence[Part], state: str) -> KindFile:
    if len(parts) > 1:
        return KindFile.of_parts(tuple(parts), state)
    return KindFile(parts[0].file, parts[0].rows, parts[0].sha256, state)


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
