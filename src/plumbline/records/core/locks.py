"""Who goes first. SQLite lets one transaction write at a time, so there is nothing to settle; PostgreSQL lets many.

Locks that end with their transaction are taken in one order, so that no two wait for each other: first a record's,
then the journal's, which is held only until the end of a short transaction. The lock of imports and that of migrations
belong to the connection, and the server lets go of them when it is lost.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

# Pairs of numbers are a space of their own beside the single ones that records' keys are hashed to.
JOURNAL, IMPORTS, SHAPE = (1347, 1), (1347, 2), (1347, 3)
POLL_SECONDS = 0.1


def journal(using: str = DEFAULT_DB_ALIAS) -> None:
    """Be the only one to write the journal until this transaction ends, so that no number is given twice."""
    _until_the_end("SELECT pg_advisory_xact_lock(%s, %s)", JOURNAL, using)


def record(kind: str, key: str) -> None:
    """Be the only one to keep this record until this transaction ends. What was kept just before is seen after."""
    _until_the_end("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"{kind}\x1f{key}",), DEFAULT_DB_ALIAS)


def shared(kind: str, key: str) -> None:
    """Keep out, until this transaction ends, whoever takes :func:`record` of this one, but nobody who shares it too."""
    _until_the_end("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", (f"{kind}\x1f{key}",),
                   DEFAULT_DB_ALIAS)


def _until_the_end(sql: str, arguments: tuple[int | str, ...], using: str) -> None:
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql, arguments)


@contextmanager
def imports(wait: float = 0) -> Iterator[bool]:
    """Be the only import in the database, wherever the others run; gives False if another is running."""
    with _held(IMPORTS, DEFAULT_DB_ALIAS, wait) as held:
        yield held


@contextmanager
def shape(using: str = DEFAULT_DB_ALIAS) -> Iterator[bool]:
    """Be the only one to change the tables."""
    with _held(SHAPE, using, 60) as held:
        yield held


@contextmanager
def _held(lock: tuple[int, int], using: str, wait: float) -> Iterator[bool]:
    connection = connections[using]
    if connection.vendor != "postgresql":
        yield True
        return
    deadline = time.monotonic() + wait
    while not (held := _ask(using, "SELECT pg_try_advisory_lock(%s, %s)", lock)) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    try:
        yield held
    finally:
        if held:
            try:
                _ask(using, "SELECT pg_advisory_unlock(%s, %s)", lock)
            except DatabaseError:
                connection.close()  # the connection was lost, and the lock with it


def connect_again_if_lost(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let the next query open a new connection where this one was lost outside a transaction."""
    connection = connections[using]
    if connection.errors_occurred and not connection.in_atomic_block and not connection.is_usable():
        connection.close()


def _ask(using: str, sql: str, lock: tuple[int, int]) -> bool:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, lock)
        return bool(cursor.fetchone()[0])
