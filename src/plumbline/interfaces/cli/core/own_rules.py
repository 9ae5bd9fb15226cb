"""Whose rules a command asks that needs no home: the shipped ones, and those of the home where there is one."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from plumbline import home as homes
from plumbline.home import Home
from plumbline.interfaces.shared import setting_values


def own(option: Path | None) -> Home | None:
    """The home that ``--home`` or the environment names, if there is one there."""
    where = homes.resolve(option)
    return where if where.config_file.exists() else None


def today(home: Home | None, now: datetime) -> date:
    """The day of the moment ``now`` where the authority of ``home`` is; without one, where the machine is."""
    local = now.astimezone(None if home is None else ZoneInfo(setting_values.zone_of(home)))
    return date(local.year, local.month, local.day)
