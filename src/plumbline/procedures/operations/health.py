"""Whether a served home is well: the store answers, the worker lives, the disk has room."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from plumbline.documents import json_of
from plumbline.errors import HomeError
from plumbline.figures.cuts.cut import cut_ids
from plumbline.home import Home
from plumbline.records.core import store
from plumbline.text import Text

ALIVE_SECONDS = 60.0
BEAT_SECONDS = 10.0
LEAST_FREE = 200 << 20


@dataclass(frozen=True, slots=True)
class Health:
    """``ok`` is for everybody; ``details`` for those who run the place."""

    ok: bool
    details: dict[str, Any]


def look(home: Home, at: datetime) -> Health:
    """The health of ``home`` at ``at``."""
    parts: dict[str, dict[str, Any]] = {"store": _store(), "worker": _worker(home, at), "disk": _disk(home)}
    ids = cut_ids(home)
    return Health(all(part["ok"] for part in parts.values()),
                  parts | {"cut": {"last": ids[-1] if ids else None, "count": len(ids)}})


def beat(home: Home) -> None:
    """Say that the worker lives."""
    home.heartbeat.touch()


def worker_age(home: Home, at: datetime) -> float | None:
    """Seconds since the worker last said that it lives; None if it never did."""
    try:
        return at.timestamp() - home.heartbeat.stat().st_mtime
    except FileNotFoundError:
        return None


def must_be_stopped(home: Home, at: datetime, *, next_step: Text) -> None:
    """:raises HomeError: while a server runs on ``home``: its worker gave a sign of life."""
    age = worker_age(home, at)
    if age is not None and age < ALIVE_SECONDS:
        raise HomeError("upgrade.server_running",
                        Text("plumb serve is running on this home", "plumb serve正在该数据目录上运行"),
                        where=str(home.path), next_step=next_step)


def _store() -> dict[str, Any]:
    try:
        head = store.journal_head()
    except DatabaseError as error:
        return {"ok": False, "why": type(error).__name__}
    return {"ok": True, "journal": head["number"]}


def _worker(home: Home, at: datetime) -> dict[str, Any]:
    age = worker_age(home, at)
    said = {"ok": age is not None and age < ALIVE_SECONDS, "seconds_since": None if age is None else round(age)}
    return said | _ends(home)


def _ends(home: Home) -> dict[str, Any]:
    """How often the worker died since the server was started, and with which exit status last; empty if never."""
    try:
        ends = json_of(home.worker_ends.read_text("utf-8"))
        return {"restarts": ends["restarts"], "last_status": ends["status"], "last_end": ends["at"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _disk(home: Home) -> dict[str, Any]:
    free = shutil.disk_usage(home.path).free
    return {"ok": free >= LEAST_FREE, "free_bytes": free}

