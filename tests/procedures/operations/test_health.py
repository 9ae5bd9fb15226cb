"""Health: the store answers, the worker lives, the disk has room."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from plumbline.home import Home
from plumbline.procedures.operations import health

AT = datetime(2026, 3, 1, tzinfo=UTC)


def beaten(home: Home, before: float) -> None:
    health.beat(home)
    moment = AT.timestamp() - before
    os.utime(home.heartbeat, (moment, moment))


def test_all_is_well(home: Home, db: None):
    beaten(home, 3)
    found = health.look(home, AT)
    assert found.ok
    assert found.details["worker"] == {"ok": True, "seconds_since": 3}
    assert found.details["store"] == {"ok": True, "journal": 0}
    assert found.details["cut"] == {"last": None, "count": 0}
    assert found.details["disk"]["free_bytes"] > 0


def test_a_worker_that_never_came_or_is_silent(home: Home, db: None):
    assert health.worker_age(home, AT) is None
    assert health.look(home, AT).details["worker"] == {"ok": False, "seconds_since": None}
    beaten(home, 61)
    found = health.look(home, AT)
    assert (found.ok, found.details["worker"]) == (False, {"ok": False, "seconds_since": 61})
    assert health.look(home, AT - timedelta(seconds=10)).ok
