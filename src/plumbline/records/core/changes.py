"""Whether anything in the store changed: one number that another process's change moves too, and that costs next to
nothing to ask."""

from __future__ import annotations

import math
import os
import sqlite3
import threading
import time
from collections.abc import Hashable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection

LOOKS_SECONDS = 0.2
"""How often at most it is looked whether another file lies in the place of the store's: each look gives up the
interpreter, for which all threads that answer then queue."""
FOLLOWS = "SELECT pg_current_snapshot()::text"
"""What PostgreSQL shows to whoever asks now: two of the same show the same rows."""


def number() -> Hashable | None:
    """A token that is another one after each transaction that anybody committed, and the same while nobody did. None
    where it cannot be said: within a transaction, which sees what is committed nowhere, or without a store."""
    if connection.in_atomic_block:
        return None
    if connection.vendor == "postgresql":
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(FOLLOWS)
            return str(cursor.fetchone()[0])
        return None
    return _watcher.number(str(connection.settings_dict["NAME"]))


class Watcher:
    """Connections to SQLite files that write nothing and stay open: SQLite tells each of them whether others wrote
    (``PRAGMA data_version``). To ask on the connection of a request would cost opening one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: tuple[Any, sqlite3.Connection] | None = None
        self._turn, self._looked = 0, -math.inf

    def number(self, file: str) -> Hashable | None:
        """The token of one file; of another file in its place it is another one."""
        with self._lock:
            try:
                self._look(file)
                assert self._open is not None
                version = self._open[1].execute("PRAGMA data_version").fetchall()[0][0]
            except (OSError, sqlite3.Error):
                self.close()
                return None
            return (*self._open[0], self._turn, version)

    def _look(self, file: str) -> None:
        now, held = time.monotonic(), self._open
        if held is not None and held[0][:2] == (os.getpid(), file) and now - self._looked < LOOKS_SECONDS:
            return
        found = Path(file).stat()
        which = (os.getpid(), file, found.st_dev, found.st_ino)
        if held is None or held[0] != which:
            self._connect(which)
        self._looked = now

    def close(self) -> None:
        """Let go of the file."""
        if self._open is not None:
            if self._open[0][0] == os.getpid():  # a parent's connection is the parent's to close
                with suppress(sqlite3.Error):
                    self._open[1].close()
            self._open = None

    def _connect(self, which: tuple[int, str, int, int]) -> None:
        self.close()
        self._turn += 1  # the versions of a new connection begin anew
        address = f"{Path(which[1]).absolute().as_uri()}?mode=rw"
        opened = sqlite3.connect(address, uri=True, timeout=0.2, isolation_level=None, check_same_thread=False)
        opened.execute("PRAGMA query_only = ON")
        self._open = which, opened


_watcher = Watcher()
