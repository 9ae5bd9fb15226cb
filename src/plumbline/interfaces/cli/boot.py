"""Starting Django on a data directory. Nothing that needs models may be imported before this has run."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from plumbline import home as homes
from plumbline.errors import HomeError
from plumbline.home import Home


def start(option: Path | None, *, create: bool = False, demo: bool = False) -> Home:
    """Choose the home, set Django up on it, and bring its store to this version's shape.

    ``create`` makes a missing home (a new one is marked ``demo`` if asked); without it a missing home is an error.
    """
    home = homes.resolve(option)
    if not create and not home.config_file.exists():
        raise HomeError(
            "there is no Plumbline data here", where=str(home.path),
            next_step="Make some with 'plumb demo' or 'plumb world load chicago', or name the folder with --home",
        )
    if create:
        home.create(demo=demo)
    home.config()
    os.environ[homes.VARIABLE] = str(home.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plumbline.interfaces.settings")
    import django

    django.setup()
    _migrate()
    return home


def now() -> datetime:
    """The time of the act, read once at the edge and passed in."""
    return datetime.now(UTC)


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
