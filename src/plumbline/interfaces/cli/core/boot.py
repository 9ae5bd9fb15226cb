"""Starting Django on a data directory. Nothing that needs models may be imported before this has run."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

from plumbline import home as homes
from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.methods.shared.garbage import uncollected
from plumbline.text import Text


def start(option: Path | None, *, create: bool = False, demo: bool = False) -> Home:
    """Choose the home, set Django up on it, and bring its store to this version's shape (a copy first).

    ``create`` makes a missing home (a new one is marked ``demo`` if asked); without it a missing home is an error.
    """
    home = homes.resolve(option)
    if create:
        home.create(demo=demo)
    set_up(home)
    with uncollected():
        from plumbline.procedures.operations import upgrade

    upgrade.bring_up(home, at=now())
    return home


def set_up(home: Home) -> Home:
    """Set Django up on ``home`` and touch nothing in it. :raises HomeError: if there is no home, or its settings file
    cannot be read."""
    if not home.config_file.exists():
        raise HomeError("command.no_home", Text("there is no Plumbline data here", "此处没有Plumbline数据目录"),
                        where=str(home.path), next_step=Text(
                            "Make some with 'plumb init' or 'plumb demo', or name the folder with --home",
                            "请用“plumb init”或“plumb demo”建立，或用--home指明文件夹"))
    home.config()
    os.environ[homes.VARIABLE] = str(home.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plumbline.interfaces.settings")
    with uncollected():
        import django

        django.setup()
    return home


def use_engine(engine: str, master: str) -> None:
    """Ask the engine of the options ``--engine`` and ``--master``; what is empty is as the settings say.
    :raises FigureError: if there is no such engine, or a part of it is missing."""
    from plumbline.figures.engine import choice

    held = choice.chosen()
    if engine or master:
        name = engine or held.engine
        choice.choose(choice.Choice(name, master or (held.master if name == held.engine else ""), held.options))
    choice.chosen().check()


def now() -> datetime:
    """The time of the act, read once at the edge and passed in."""
    return datetime.now(UTC)


def day_of(moment: datetime | str) -> date:
    """The day of ``moment`` (ISO 8601 where it is a text) in the authority's time zone, which :func:`start` sets."""
    from django.utils import timezone

    return timezone.localdate(datetime.fromisoformat(moment) if isinstance(moment, str) else moment)
