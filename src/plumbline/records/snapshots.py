"""A copy of the store, taken while people work, and what can be read from such a copy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from plumbline.errors import HomeError

FULL = ("full", "disk I/O error")


@dataclass(frozen=True, slots=True)
class Held:
    """What a copy says of itself: the last sealed journal entry, and the migrations of the records."""

    journal: dict[str, Any]
    migrations: tuple[str, ...]


def supported() -> bool:
    """Whether this home's store can be copied by :func:`take`."""
    return connection.vendor == "sqlite"


def take(target: Path) -> None:
    """Write a copy of the store to the new file ``target``: the store as it was at one moment.

    SQLite's online backup in one step: in write-ahead mode it reads one snapshot, and writers go on meanwhile. (In many
    small steps it would begin anew at each write of another process, and never end beside an import.)
    """
    if not supported():
        raise HomeError(
            "this home's store is not a file, and cannot be copied here", where=str(connection.settings_dict["NAME"]),
            next_step="Copy a PostgreSQL store with pg_dump, and the folder beside it as it is",
        )
    source = Path(connection.settings_dict["NAME"])
    target.touch(mode=0o600, exist_ok=False)  # it holds everything: for its owner alone from the first byte on
    try:
        with closing(_open(source)) as here, closing(sqlite3.connect(target)) as there:
            here.backup(there)
            there.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise _explained(error, target) from error


def complaints(file: Path, *, deep: bool = False) -> list[str]:
    """What SQLite finds wrong with the store in ``file``; empty when it is whole. ``deep`` also checks each index."""
    check = "integrity_check" if deep else "quick_check"
    try:
        with closing(_open(file)) as here:
            found = [str(row[0]) for row in here.execute(f"PRAGMA {check}(20)")]
    except sqlite3.Error as error:
        return [str(error)]
    return [] if found == ["ok"] else found


def held(file: Path) -> Held:
    """What the store in ``file`` says of itself. :raises HomeError: if it is not one of ours."""
    try:
        with closing(_open(file)) as here:
            last = here.execute("SELECT number, hash FROM records_entry WHERE number IS NOT NULL "
                                "ORDER BY number DESC LIMIT 1").fetchone() or (0, "")
            names = here.execute("SELECT name FROM django_migrations WHERE app = 'records' ORDER BY name").fetchall()
    except sqlite3.Error as error:
        raise HomeError("this is not a store of Plumbline", where=str(file), why=str(error)) from error
    return Held({"number": last[0], "hash": last[1]}, tuple(name for (name,) in names))


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=30)


def _explained(error: sqlite3.Error, target: Path) -> HomeError:
    if any(word in str(error) for word in FULL):
        return HomeError("there is no room for a copy of the store", where=str(target), why=str(error),
                         next_step="Make room, or choose another place")
    return HomeError("the store could not be copied", where=str(target), why=str(error),
                     next_step="Look for the cause with: plumb doctor")
