"""Publishing: staged rows enter the store in short transactions, hidden until one flip makes all of them visible.

Officers go on working meanwhile: no transaction takes as much as a second, and between two there is a gap in which, in
SQLite, a waiting form gets the one write lock (records/stores/sqlite/base.py).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import IntegrityError, connection, transaction

from plumbline.errors import ConflictError
from plumbline.records.core import kinds, store
from plumbline.records.core.beside import slices
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind
from plumbline.records.intake.staging import pouring, writing_process
from plumbline.records.intake.staging.parts import Taken
from plumbline.text import Text

READ_ROWS = 20_000
WORTH_COUNTING = 10_000


class Publisher:
    """Moves parts into the store under ``entry``, which stays hidden. ``apart``: in SQLite, by a process of its own,
    which starts in a third of a second and then writes twice as fast.

    Raises ConflictError if a record in the file was changed since the file was checked; nothing is visible then, and
    :func:`abandon` takes the rows away.
    """

    def __init__(self, kind: Kind, entry: Entry, *, apart: bool = False) -> None:
        self.kind, self.entry, self.rows = kind, entry, 0
        self._columns = [*(field.name for field in kind.kept), "salt", "leaf"]
        self._size = slices.FIRST
        self._writer = (writing_process.WriterProcess(kind, entry, self._columns)
                        if apart and connection.vendor == "sqlite" else None)

    def publish(self, part: Path) -> None:
        """Write one part in short transactions."""
        if self._writer is not None:
            try:
                for count in self._writer.write(part):
                    self.rows += count
            except writing_process.Changed as error:
                raise _changed_meanwhile(self.kind) from error
            return
        with wide_cache():
            for rows, supersedes in _rows(part, self._columns):
                start = 0
                while start < rows.num_rows:
                    slice_ = rows.slice(start, self._size)
                    old = [one for one in supersedes[start:start + self._size] if one]
                    began = time.perf_counter()
                    _write(self.kind, slice_, old, self.entry)
                    start += slice_.num_rows
                    self.rows += slice_.num_rows
                    self._size = slices.next_size(self._size, slice_.num_rows, time.perf_counter() - began)
                    _let_others()

    def take_back(self) -> None:
        """Take every row so far out of the store again; the entry stays hidden."""
        _take_back(self.kind, self.entry)
        self.rows = 0

    def close(self) -> None:
        """Let go of the process that writes, if there is one."""
        if self._writer is not None:
            self._writer.close()


def flip(entry: Entry, at: datetime, taken: Taken) -> Entry:
    """The one moment at which an import becomes visible: entry sealed, all its rows current, what they replace past."""
    if connection.vendor == "postgresql" and taken.rows >= WORTH_COUNTING:
        with connection.cursor() as cursor:  # the server plans by what it last counted, and counts by itself too late
            cursor.execute(f"ANALYZE {kinds.get(entry.kind).model._meta.db_table}, {Entry._meta.db_table}")
    with transaction.atomic():
        entry.rows, entry.superseded_rows, entry.root = taken.rows, taken.corrections, taken.root
        return store.seal(entry, at)


def abandon(kind: Kind, entry: Entry) -> None:
    """Take back an import that did not become visible, in short transactions. Safe to run again if it is cut short."""
    state = Entry.objects.get(pk=entry.pk).state
    if state not in Entry.HIDDEN:
        return
    if state in Entry.HOLDING:
        with transaction.atomic():
            # Said first: a writer whose import was killed looks for this in each transaction, and writes no more.
            Entry.objects.filter(pk=entry.pk).update(state=Entry.TAKING_BACK)
        _take_back(kind, entry)
    with transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(state=Entry.ABANDONED)


def _take_back(kind: Kind, entry: Entry) -> None:
    model = kind.model
    for start, end in _ranges(model, entry.detail.get("first_row", 0)):
        with transaction.atomic():
            model.objects.filter(id__gte=start, id__lt=end, entry=entry).delete()
        _let_others()
    # Nothing marks which old rows were superseded but the mark itself: all rows before the first are looked through.
    for start, end in _ranges(model, 0):
        with transaction.atomic():
            model.objects.filter(id__gte=start, id__lt=end, superseded=entry).update(superseded=None)
        _let_others()


def next_row(kind: Kind) -> int:
    """The id that the next row of ``kind`` will have at least: where an import's rows begin."""
    return (kind.model.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1


def _ranges(model: Any, first: int) -> Iterator[tuple[int, int]]:
    last = model.objects.order_by("-id").values_list("id", flat=True).first() or 0
    for start in range(first, last + 1, slices.FIRST):
        yield start, start + slices.FIRST


def _write(kind: Kind, rows: pa.RecordBatch, old: list[int], entry: Entry) -> None:
    pour = pouring.ready(kind.model._meta.db_table, rows, {"entry_id": entry.pk, "withdrawn": False})
    try:
        with transaction.atomic():
            for start in range(0, len(old), 500):
                ids = old[start:start + 500]
                changed = kind.model.objects.filter(id__in=ids, superseded=None).update(superseded=entry)
                if changed != len(ids):
                    raise _changed_meanwhile(kind)
            pour()
    except IntegrityError as error:
        raise _changed_meanwhile(kind) from error


def _let_others() -> None:
    if connection.vendor == "sqlite":
        time.sleep(slices.GAP_SECONDS)


def _changed_meanwhile(kind: Kind) -> ConflictError:
    return ConflictError(
        "record.changed_meanwhile",
        Text("somebody changed a record of this file while it was being taken in", "导入期间他人更改了该文件中的记录"),
        where=kind.name,
        why=Text("The file was checked against the records as they were before", "文件是按更改之前的记录核对的"),
        next_step=Text("Import the file again; nothing of it has become visible", "请重新导入该文件；其内容尚未生效"),
    )


def _rows(part: Path, columns: list[str]) -> Iterator[tuple[pa.RecordBatch, list[int | None]]]:
    with pq.ParquetFile(part) as file:
        for batch in file.iter_batches(batch_size=READ_ROWS, columns=[*columns, "supersedes"]):
            yield batch.select(columns), batch.column("supersedes").to_pylist()


@contextmanager
def wide_cache() -> Iterator[None]:
    """Room for a large table's indexes, which would else be read from disk again for every slice."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size = -200000")
        cursor.execute("PRAGMA wal_autocheckpoint = 12000")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -32000")
            cursor.execute("PRAGMA wal_autocheckpoint = 1000")
