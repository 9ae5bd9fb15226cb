"""The tables of a store, made by their migrations once and copied for the homes that follow.

Those of a run are kept for the next one, as long as nothing is another that they are made of: see :func:`shape`.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from importlib import metadata
from pathlib import Path
from typing import Any

RECORDS = Path(__file__).parents[1] / "src" / "plumbline" / "records"
BRINGING_TABLES = ("django", "django-axes", "django-tasks", "django-tasks-db")

# Where they are kept, without the suffix of their store; None: they are made anew.
kept: Path | None = None


def keep_in(folder: Path) -> None:
    """Keep them here, and let go of those that were made of something else."""
    global kept  # noqa: PLW0603  (one place a process)
    folder.mkdir(exist_ok=True)
    kept = folder / shape()
    for path in folder.glob("*.*"):
        if path.stem != kept.name:
            path.unlink(missing_ok=True)


def shape() -> str:
    """What tables are made of: the migrations and all that they read, the packages that bring tables, and this way of
    keeping them."""
    made_of = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for package in BRINGING_TABLES:
        made_of.update(f"{package} {metadata.version(package)}\n".encode())
    for path in (Path(__file__), *sorted(RECORDS.rglob("*.py"))):
        made_of.update(f"{path.relative_to(RECORDS.parents[2])}\n".encode() + path.read_bytes())
    return made_of.hexdigest()[:16]


def install() -> None:
    """Let ``migrate`` on an empty store copy the tables, in this process and those forked from it. Before anything of
    Plumbline is loaded, which may hold on to what it calls."""
    from django.core import management

    migrate = management.call_command

    def call(name: str, *words: Any, **options: Any) -> Any:
        from django.db import connections

        connection = connections[options.get("database", "default")]
        if kept is None or (name, words) != ("migrate", ()) or connection.introspection.table_names():
            return migrate(name, *words, **options)
        connection.ensure_connection()
        made = kept.with_suffix(f".{connection.vendor}")
        if made.exists():
            with suppress(Exception):  # who may not make tables, or has no room, is told so by the program itself
                _MAKE[connection.vendor](connection, made)
                return None
        done = migrate(name, *words, **options)
        aside = kept.with_suffix(f".{os.getpid()}")
        if _KEEP[connection.vendor](connection, aside):
            aside.replace(made)
        return done

    management.call_command = call


def _keep_file(connection: Any, aside: Path) -> bool:
    with closing(sqlite3.connect(aside)) as kept:
        connection.connection.backup(kept)
    return True


def _make_file(connection: Any, made: Path) -> None:
    with closing(sqlite3.connect(made)) as held:
        held.backup(connection.connection)


def _keep_dump(connection: Any, aside: Path) -> bool:
    from tests import throwaway

    folder = throwaway.programs()
    if folder is None or not (folder / "pg_dump").exists():
        return False
    at = connection.settings_dict
    told = subprocess.run(
        [folder / "pg_dump", "--inserts", "--no-owner", "--no-privileges", "--host", at["HOST"], "--port",
         str(at["PORT"]), "--username", at["USER"], at["NAME"]],
        capture_output=True, text=True, env={**os.environ, "PGPASSWORD": at["PASSWORD"]})
    if told.returncode == 0:
        # What only the program psql understands.
        aside.write_text("\n".join(line for line in told.stdout.splitlines() if not line.startswith("\\")))
    return told.returncode == 0


def _make_dump(connection: Any, made: Path) -> None:
    found = connection.connection.execute("SHOW search_path").fetchone()[0]
    connection.connection.execute(made.read_text())
    connection.connection.execute("SELECT set_config('search_path', %s, false)", [found])


_KEEP = {"sqlite": _keep_file, "postgresql": _keep_dump}
_MAKE = {"sqlite": _make_file, "postgresql": _make_dump}
