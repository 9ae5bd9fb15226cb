"""Publishing: staged rows enter the store in short transactions, hidden until one flip makes all of them visible.

Officers go on working meanwhile: no transaction holds the store's write lock for as much as a second, and between two
there is a gap in which a waiting form gets in (records/sqlite/base.py).
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
from plumbline.records import store
from plumbline.records.intake.staging import Staged
from plumbline.records.journal import Entry
from plumbline.records.kinds import Kind

SLICE_SECONDS = 0.25
GAP_SECONDS = 0.006
FIRST_SLICE = 4_000
LARGEST_SLICE = 50_000
READ_ROWS = 20_000


class Publisher:
    """Moves parts into the store under ``entry``, which stays hidden.

    Raises ConflictError if a record in the file was changed since the file was checked; nothing is visible then, and
    :func:`abandon` takes the rows away.
    """

    def __init__(self, kind: Kind, entry: Entry) -> None:
        self.kind, self.entry, self.rows = kind, entry, 0
        self._columns = [*(field.name for field in kind.kept), "salt", "leaf"]
        names = ", ".join(f'"{name}"' for name in [*self._columns, "entry_id", "withdrawn"])
        holes = ", ".join(["%s"] * (len(self._columns) + 2))
        self._insert = f"INSERT INTO {kind.model._meta.db_table} ({names}) VALUES ({holes})"
        self._size = FIRST_SLICE

    def publish(self, part: Path) -> None:
        """Write one part in short transactions."""
        with wide_cache():
            for rows, supersedes in _rows(part, self._columns, self.entry.pk):
                start = 0
                while start < len(rows):
                    slice_ = rows[start:start + self._size]
                    old = [one for one in supersedes[start:start + self._size] if one]
                    began = time.perf_counter()
                    _write(self.kind, self._insert, slice_, old, self.entry)
                    start += len(slice_)
                    self.rows += len(slice_)
                    self._size = _next_size(self._size, len(slice_), time.perf_counter() - began)
                    time.sleep(GAP_SECONDS)

    def take_back(self) -> None:
        """Take every row so far out of the store again; the entry stays hidden."""
        _take_back(self.kind, self.entry)
        self.rows = 0


def flip(entry: Entry, at: datetime, staged: Staged) -> Entry:
    """The one moment at which an import becomes visible: entry sealed, all its rows current, what they replace past."""
    with transaction.atomic():
        entry.rows, entry.superseded_rows, entry.root = staged.rows, staged.corrections, staged.root
        return store.seal(entry, at)


def keep_personal(kind: Kind, staged: Staged) -> None:
    """Personal values go to the kind's erasable side table, by natural key."""
    for start in range(0, len(staged.personal), 500):
        with transaction.atomic():
            for key, values in staged.personal[start:start + 500]:
                kind.personal.objects.update_or_create(key=key, defaults=values)


def abandon(kind: Kind, entry: Entry) -> None:
    """Take back an import that did not become visible, in short transactions. Safe to run again if it is cut short."""
    state = Entry.objects.get(pk=entry.pk).state
    if state not in Entry.HIDDEN:
        return
    if state == Entry.PUBLISHING:
        _take_back(kind, entry)
    with transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(state=Entry.ABANDONED)


def _take_back(kind: Kind, entry: Entry) -> None:
    model = kind.model
    for start, end in _ranges(model, entry.detail.get("first_row", 0)):
        with transaction.atomic():
            model.objects.filter(id__gte=start, id__lt=end, entry=entry).delete()
        time.sleep(GAP_SECONDS)
    # Nothing marks which old rows were superseded but the mark itself: all rows before the first are looked through.
    for start, end in _ranges(model, 0):
        with transaction.atomic():
            model.objects.filter(id__gte=start, id__lt=end, superseded=entry).update(superseded=None)
        time.sleep(GAP_SECONDS)


def next_row(kind: Kind) -> int:
    """The id that the next row of ``kind`` will have at least: where an import's rows begin."""
    return (kind.model.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1


def _ranges(model: Any, first: int) -> Iterator[tuple[int, int]]:
    last = model.objects.order_by("-id").values_list("id", flat=True).first() or 0
    for start in range(first, last + 1, FIRST_SLICE):
        yield start, start + FIRST_SLICE


def _write(kind: Kind, insert: str, rows: list[tuple[Any, ...]], old: list[int], entry: Entry) -> None:
    try:
        with transaction.atomic():
            for start in range(0, len(old), 500):
                ids = old[start:start + 500]
                changed = kind.model.objects.filter(id__in=ids, superseded=None).update(superseded=entry)
                if changed != len(ids):
                    raise _changed_meanwhile(kind)
            with connection.cursor() as cursor:
                cursor.executemany(insert, rows)
    except IntegrityError as error:
        raise _changed_meanwhile(kind) from error


def _changed_meanwhile(kind: Kind) -> ConflictError:
    return ConflictError(
        "somebody changed a record of this file while it was being taken in",
        where=kind.name,
        why="The file was checked against the records as they were before",
        next_step="Import the file again; nothing of it has become visible",
    )


def _rows(part: Path, columns: list[str], entry: int) -> Iterator[tuple[list[tuple[Any, ...]], list[int | None]]]:
    with pq.ParquetFile(part) as file:
        for batch in file.iter_batches(batch_size=READ_ROWS, columns=[*columns, "supersedes"]):
            values = [_plain(batch.column(name)) for name in columns]
            count = batch.num_rows
            yield (list(zip(*values, [entry] * count, [False] * count, strict=True)),
                   batch.column("supersedes").to_pylist())


def _plain(column: pa.Array) -> list[Any]:
    if pa.types.is_date(column.type):
        return column.cast(pa.string()).to_pylist()  # type: ignore[no-any-return]
    if pa.types.is_decimal(column.type):
        whole = pa.Array.from_buffers(pa.decimal128(38, 0), len(column), column.buffers(), offset=column.offset)
        return whole.cast(pa.int64()).to_pylist()  # type: ignore[no-any-return]
    return column.to_pylist()  # type: ignore[no-any-return]


def _next_size(size: int, wrote: int, took: float) -> int:
    if wrote < size:
        return size
    return int(min(LARGEST_SLICE, max(500, size * min(2.0, SLICE_SECONDS / max(took, 1e-3)))))


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
