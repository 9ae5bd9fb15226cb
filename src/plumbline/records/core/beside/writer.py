"""What pours staged rows into a SQLite store from Arrow, by a driver with a SQLite of its own: no value becomes an
object of Python's. It runs as a process of its own (``apart`` says why) and imports nothing that knows Django.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import adbc_driver_sqlite.dbapi as adbc
import pyarrow as pa
import pyarrow.parquet as pq

from plumbline.records.core.beside import slices
from plumbline.records.core.beside.apart import CHANGED, STOPPED, Pouring
from plumbline.records.core.beside.binding import bound

POLL_SECONDS, GIVE_UP_SECONDS = 0.002, 30.0
READ_ROWS, IDS_AT_ONCE = 50_000, 500
SUPERSEDES = "supersedes"


class Changed(Exception):
    """A record of the part was changed since the part was checked."""


class Stopped(Exception):
    """The entry is no longer to be published: somebody takes it back."""


class Writer:
    """Writes parts in short transactions."""

    def __init__(self, cursor: Any, pouring: Pouring) -> None:
        self._cursor, self._pouring, self._size = cursor, pouring, slices.FIRST
        names = ", ".join(f'"{name}"' for name in pouring.columns)
        holes = ", ".join("?" * len(pouring.columns))
        self._insert = (f"INSERT INTO {pouring.table} ({names}, entry_id, withdrawn) "
                        f"VALUES ({holes}, {pouring.entry:d}, 0)")
        for pragma in (*pouring.pragmas, "busy_timeout = 0"):
            self._rows(f"PRAGMA {pragma}")

    def write(self, part: Path) -> Iterator[int]:
        """Write one part; yields after each transaction how many rows it took."""
        with pq.ParquetFile(part) as file:
            for batch in file.iter_batches(READ_ROWS, columns=[*self._pouring.columns, SUPERSEDES]):
                rows = pa.RecordBatch.from_arrays([bound(column) for column in batch.columns[:-1]],
                                                  self._pouring.columns)
                supersedes = batch.column(SUPERSEDES)
                start = 0
                while start < rows.num_rows:
                    slice_ = rows.slice(start, self._size)
                    old = supersedes.slice(start, self._size).drop_null().to_pylist()
                    began = time.perf_counter()
                    with self._transaction():
                        self._replace(old)
                        self._cursor.executemany(self._insert, slice_)
                    start += slice_.num_rows
                    yield slice_.num_rows
                    self._size = slices.next_size(self._size, slice_.num_rows, time.perf_counter() - began)
                    time.sleep(slices.GAP_SECONDS)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while True:
            try:
                self._cursor.execute("BEGIN IMMEDIATE")
                break
            except adbc.Error as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(POLL_SECONDS)
        try:
            # Whoever takes the import back says so first, in the store, so that no row comes after it has looked.
            if not self._rows(f"SELECT 1 FROM {self._pouring.entries} WHERE id = {self._pouring.entry:d} "
                              f"AND state = '{self._pouring.state}'"):
                raise Stopped
            yield
        except BaseException:
            self._cursor.execute("ROLLBACK")
            raise
        self._cursor.execute("COMMIT")

    def _replace(self, old: list[int]) -> None:
        for start in range(0, len(old), IDS_AT_ONCE):
            ids = old[start:start + IDS_AT_ONCE]
            self._cursor.execute(
                f"UPDATE {self._pouring.table} SET superseded_id = {self._pouring.entry:d} "
                f"WHERE superseded_id IS NULL AND id IN ({', '.join(f'{one:d}' for one in ids)})")
            if self._rows("SELECT changes()") != [(len(ids),)]:
                raise Changed

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        self._cursor.execute(sql)
        found: list[tuple[Any, ...]] = self._cursor.fetchall()
        return found


def main() -> None:
    """Read what to pour from standard input, then a part a line; answer each part with a line a transaction, of how
    many rows, and an empty one at its end. The last line may say what went wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process ends it
    answers = sys.stdout
    pouring = Pouring(**json.loads(sys.stdin.readline()))
    try:
        with adbc.connect(pouring.file, autocommit=True) as store, store.cursor() as cursor:
            writer = Writer(cursor, pouring)
            while line := sys.stdin.readline():
                for rows in writer.write(Path(json.loads(line))):
                    _tell(answers, {"rows": rows})
                _tell(answers, {})
    except Changed:
        _tell(answers, {"fault": CHANGED})
    except Stopped:
        _tell(answers, {"fault": STOPPED})
    except BrokenPipeError:
        sys.exit(1)  # nobody listens any more: the transaction that was under way is whole
    except (adbc.Error, OSError, pa.ArrowException) as error:
        _tell(answers, {"fault": CHANGED if "constraint failed" in str(error) else "", "why": str(error)})


def _tell(answers: TextIO, said: dict[str, Any]) -> None:
    answers.write(json.dumps(said) + "\n")
    answers.flush()
