"""Whose rules a command asks that needs no home: the shipped ones, and those of the home where there is one."""

from __future__ import annotations

from pathlib import Path

from plumbline import home as homes
from plumbline.home import Home


def own(option: Path | None) -> Home | None:
    """The home that ``--home`` or the environment names, if there is one there."""
    where = homes.resolve(option)
    return where if where.config_file.exists() else None
