"""A copy of the store, taken while people work, and what can be read from such a copy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from plumbline.errors import HomeError, quoted, reported
from plumbline.text import Text

MOST_TOLD = 20
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
            "store.no_file", Text("this home's store is not a file, and cannot be copied here",
                                  "本数据目录的数据库不是文件，无法在此复制"),
            where=str(connection.settings_dict["NAME"]),
            next_step=Text("Copy a PostgreSQL store with pg_dump, and the folder beside it as it is",
                           "PostgreSQL数据库请用pg_dump复制，数据目录原样复制"),
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


def complaints(file: Path, *, deep: bool = False) -> list[Text]:
    """What SQLite finds wrong with the store in ``file``; empty when it is whole. ``deep`` also checks each index, and
    that no row belongs to one that is not there."""
    check = "integrity_check" if deep else "quick_check"
    try:
        with closing(_open(file)) as here:
            found = [str(row[0]) for row in here.execute(f"PRAGMA {check}({MOST_TOLD})")]
            alone = here.execute("PRAGMA foreign_key_check").fetchmany(MOST_TOLD) if deep and found == ["ok"] else []
    except (sqlite3.Error, UnicodeDecodeError) as error:  # what it finds wrong it says in the words of the file
        return [reported(error)]
    return [*(quoted(each) for each in found if found != ["ok"]),
            *(Text(f"row {row} of {table} belongs to a row of {parent} that is not there",
                   f"{table}第{row}行所属的{parent}行不存在") for table, row, parent, _ in alone)]


def held(file: Path) -> Held:
    """What the store in ``file`` says of itself. :raises HomeError: if it is not one of ours."""
    try:
        with closing(_open(file)) as here:
            last = here.execute("SELECT number, hash FROM records_entry WHERE number IS NOT NULL "
                                "ORDER BY number DESC LIMIT 1").fetchone() or (0, "")
            names = here.execute("SELECT name FROM django_migrations WHERE app = 'records' ORDER BY name").fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise HomeError("store.not_ours", Text("this is not a store of Plumbline", "这不是Plumbline的数据库"),
                        where=str(file), why=reported(error)) from error
    return Held({"number": last[0], "hash": last[1]}, tuple(name for (name,) in names))


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=30)


def _explained(error: sqlite3.Error, target: Path) -> HomeError:
    if any(word in str(error) for word in FULL):
        return HomeError("store.no_room", Text("there is no room for a copy of the store",
                                               "空间不足，无法存放数据库副本"), where=str(target), why=reported(error),
                         next_step=Text("Make room, or choose another place", "请腾出空间，或另选位置"))
    return HomeError("store.not_copied", Text("the store could not be copied", "无法复制数据库"), where=str(target),
                     why=reported(error), next_step=Text("Look for the cause with: plumb doctor",
                                                    "请运行plumb doctor查找原因"))
