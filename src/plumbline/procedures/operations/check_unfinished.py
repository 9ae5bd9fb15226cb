"""What killed programs left inside the home, where each has a lock of its own. Django must be set up on the home."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import filelock
from django.db import connection

from plumbline import unfinished
from plumbline.figures.cuts import freezing
from plumbline.home import Home
from plumbline.procedures.assessment.drafts import drafting
from plumbline.procedures.federation import packages
from plumbline.procedures.operations import store_transfer
from plumbline.procedures.operations.check_leftovers import CHECK, named, removed
from plumbline.procedures.operations.doctor import OK, WARN, Finding, Visit
from plumbline.rulebook.core import files
from plumbline.unfinished import Left

MOMENT_SECONDS = 60.0
"""Longer than the writing of a rule takes, which nothing but the store's lock tells of."""


def leftovers(visit: Visit) -> Iterator[Finding]:
    """No move, freeze, receipt or change of a rule was stopped half-way."""
    at = visit.at.timestamp()
    found = _left(visit.home, at)
    yield from (named(one, at) for one in found)
    if not found:
        yield Finding(CHECK, OK, "no move, receipt or change of a rule that was stopped left anything behind")
    yield from _unused_store(visit.home)


def _unused_store(home: Home) -> Iterator[Finding]:
    if connection.vendor == "sqlite" or not home.database.exists() or not home.database.stat().st_size:
        return
    yield Finding(CHECK, WARN, f"a store of {home.database.stat().st_size / 1e6:,.1f} MB lies in the home and is not "
                  "the one in use", str(home.database), "The setting names a database on a server; a move may "
                  "have been stopped", "Compare both, then move the file away. It is never removed for you")


def sweep(visit: Visit) -> Iterator[Finding]:
    """Remove what was left, each under the lock of those who write there."""
    at = visit.at.timestamp()
    before = _left(visit.home, at)
    freezing.sweep(visit.home)
    packages.sweep(visit.home)
    drafting.sweep(visit.home)
    if _moving(visit.home):
        with suppress(filelock.Timeout), store_transfer.moving_lock(visit.home):
            for path in _moving(visit.home):
                unfinished.remove(_one("move", path))
    after = {one.paths for one in _left(visit.home, at)}
    yield from removed([one for one in before if one.paths not in after])


def _left(home: Home, at: float) -> list[Left]:
    places = [("cut", sorted(home.cuts.glob(f".*{freezing.PARTIAL}")), home.cuts / freezing.LOCK),
              ("receive", packages.left(home), home.received / ".lock"),
              ("move", _moving(home), Path(store_transfer.moving_lock(home).lock_file))]
    found = [_one(act, path) for act, paths, lock in places
             if paths and (not lock.exists() or unfinished.free(lock)) for path in paths]
    return found + [_one("rule", path) for path in files.left(home) if at - path.stat().st_mtime > MOMENT_SECONDS]


def _moving(home: Home) -> list[Path]:
    aside = home.path / store_transfer.ASIDE
    return [aside] if aside.exists() else []


def _one(act: str, path: Path) -> Left:
    return Left(act, (path,), unfinished.size(path), path.lstat().st_mtime)
