"""Django's SQLite backend with a fair wait for the write lock.

SQLite's own wait sleeps up to 100 ms between tries, so beside an import that takes the lock again within milliseconds
an officer's form could starve. Here the wait for a transaction's lock polls every 2 ms; an import leaves a gap of
several milliseconds between its short transactions, and a form gets in at the next gap.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from plumbline.methods.shared import natural_order

POLL_SECONDS = 0.002
GIVE_UP_SECONDS = 30.0
FORGET_SECONDS = 2


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite, with every transaction begun IMMEDIATE and the lock polled for, in which what is deleted is gone."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect. Else a personal value that was erased would stay in the file, in a page that nothing uses."""
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA secure_delete = ON")
        connection.create_function(natural_order.FUNCTION, 1, natural_order.key_if_known, deterministic=True)
        return connection

    def forget(self) -> None:
        """Empty the write-ahead log, which still holds what was there before. Where readers keep it in use for longer
        than a moment, it is emptied when they are done."""
        connection: Any = self.connection
        self._busy_timeout(FORGET_SECONDS * 1000)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            self._busy_timeout(int(GIVE_UP_SECONDS * 1000))

    def _start_transaction_under_autocommit(self) -> None:
        deadline = time.monotonic() + GIVE_UP_SECONDS
        self._busy_timeout(0)
        try:
            while True:
                try:
                    super()._start_transaction_under_autocommit()  # type: ignore[misc]  # in no stub
                    return
                except OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > deadline:
                        raise
                    time.sleep(POLL_SECONDS)
        finally:
            self._busy_timeout(int(GIVE_UP_SECONDS * 1000))

    def _busy_timeout(self, milliseconds: int) -> None:
        connection: Any = self.connection
        connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
