"""Moving an instance from one store to another: copied, compared, and only then switched.

The source is held still meanwhile: others may read it and not write. The target becomes visible whole, at one moment;
until then the setting names the source, so that whatever fails, and whenever, the records are where they were. In the
end the source is marked, for a program that still runs on it would write what nobody reads.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction

from plumbline.errors import HomeError, StoreError
from plumbline.figures.freezing import write_cut
from plumbline.figures.storesource import StoreSource
from plumbline.home import Home
from plumbline.procedures import evidence_upkeep, imports, moving_setting
from plumbline.procedures.health import ALIVE_SECONDS, worker_age
from plumbline.records import copying, databases, locks, store
from plumbline.records.databases import Address
from plumbline.records.journal import Entry

SOURCE, TARGET = DEFAULT_DB_ALIAS, "target"
ASIDE = ".moving"
Progress: TypeAlias = Callable[[str, float, int], None]
"""Called with the step (copying, comparing), the share done from 0 to 1, and the rows so far."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved. Addresses hold no password; ``kept`` is where the records still are as they were."""

    source: str
    target: str
    tables: dict[str, int]
    journal: dict[str, Any]
    cut: dict[str, str]
    kept: str
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document of ``plumb move``."""
        return asdict(self)


def silent(step: str, share: float, rows: int) -> None:
    """Progress for nobody."""


def move(home: Home, to: str, *, at: datetime, progress: Progress = silent) -> Moved:
    """Move everything the store of ``home`` holds to ``to``: ``sqlite``, or the address of a PostgreSQL database that
    is empty. Then the setting names it. ``at`` is the time of the act.

    :raises StoreError: if the target cannot be reached or is not empty, the source was moved before or its journal is
        broken, or something did not arrive as it was. :raises HomeError: while a server runs on the home. Nothing has
        changed then.
    """
    began = time.monotonic()
    address = databases.read(to, "--to")
    here = databases.address_of(connections[SOURCE].settings_dict)
    _must_be_movable(home, here, address, at)
    aside = _clear_aside(home)
    try:
        with _target(address, aside):
            _make_tables(address)
            with imports.alone(home), transaction.atomic(using=SOURCE):
                copying.hold(SOURCE)
                store.refuse_moved()
                with transaction.atomic(using=TARGET):
                    tables = copying.copy(SOURCE, TARGET, _counting(progress))
                    journal, cut = _compare(aside, at, progress)
                _put_in_place(home, address, aside)
                Entry.objects.using(SOURCE).create(act="move", kind="store", state=Entry.MOVED, begun_at=at,
                                                   detail={"to": _shown(address)})
        _switch(home, address)
        kept = str(home.database if here is None else here)
        if here is None:
            kept = str(_put_away(home, at))
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Moved(_shown(here), _shown(address), tables, journal, cut, kept, round(time.monotonic() - began, 2))


def _shown(address: Address | None) -> str:
    return databases.SQLITE if address is None else str(address)


def _must_be_movable(home: Home, here: Address | None, there: Address | None, at: datetime) -> None:
    moving_setting.must_decide(home)
    if _shown(here) == _shown(there):
        raise StoreError("the records are there already", where=_shown(there))
    age = worker_age(home, at)
    if age is not None and age < ALIVE_SECONDS:
        raise HomeError("plumb serve is running on this home", where=str(home.path),
                        next_step=f"Stop it, wait {ALIVE_SECONDS:.0f} seconds, and move then")
    if there is None and home.database.exists() and home.database.stat().st_size:
        raise StoreError("there is a store already where the records would go", where=str(home.database),
                         next_step="Move that file away first, best into another folder")
    if broken := store.broken_links():
        raise StoreError(f"the journal's chain is broken at entry {broken[0]}", where=_shown(here),
                         next_step="Compare with a backup first; see plumb doctor")


def _clear_aside(home: Home) -> Path:
    aside = home.path / ASIDE
    shutil.rmtree(aside, ignore_errors=True)  # of a move that was killed
    aside.mkdir(mode=0o700)
    return aside


@contextmanager
def _target(address: Address | None, aside: Path) -> Iterator[None]:
    """The store to move to, as a second database of this process."""
    plain = {"USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
    settings = connections.databases[SOURCE] | plain | databases.django(address, Home(aside).database)
    if address is None:
        # Nobody knows the file before it is whole, so it needs no journal until then.
        settings["OPTIONS"] = settings["OPTIONS"] | {
            "init_command": "PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; "
                            "PRAGMA cache_size=-200000;"}
    connections.databases[TARGET] = settings
    try:
        yield
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.databases[TARGET]


def _make_tables(address: Address | None) -> None:
    with locks.shape(TARGET):
        if full := copying.filled(TARGET):
            raise StoreError(f"the target is not empty: its table {full} holds rows", where=_shown(address),
                             next_step="Name a new, empty database")
        try:
            call_command("migrate", database=TARGET, verbosity=0, interactive=False, skip_checks=True)
        except DatabaseError as error:
            raise databases.refusal(error) or StoreError(
                "the tables cannot be made in the target", where=_shown(address), why=str(error),
                next_step="Name a new, empty database") from error


def _counting(progress: Progress) -> copying.Progress:
    total = max(1, sum(model._base_manager.using(SOURCE).count() for model in copying.tables()))
    done: dict[str, int] = {}

    def follow(table: str, rows: int) -> None:
        done[table] = rows
        progress("copying", sum(done.values()) / total, sum(done.values()))

    return follow


def _compare(aside: Path, at: datetime, progress: Progress) -> tuple[dict[str, Any], dict[str, str]]:
    """The journal's head and the hash of each file of a cut, the same from both stores."""
    heads = [store.journal_head(using=using) for using in (SOURCE, TARGET)]
    if heads[0] != heads[1] or store.broken_links(TARGET):
        raise _differs("the journal", "Its last entry or its chain is not the same")
    if evidence_upkeep.digest(SOURCE) != evidence_upkeep.digest(TARGET):
        raise _differs("the evidence", "What is written about it is not the same in both stores")
    last = Entry.objects.using(SOURCE).filter(state=Entry.VISIBLE).order_by("-number").first()
    until = max(at, last.sealed_at) if last and last.sealed_at else at
    cuts = []
    for number, using in enumerate((SOURCE, TARGET)):
        scratch = Home(aside / using)
        scratch.cuts.mkdir(parents=True)
        frozen = write_cut(scratch, StoreSource(using), as_of=until, made_at=at)
        cuts.append({kind: held["sha256"] for kind, held in frozen.manifest["kinds"].items()})
        progress("comparing", (number + 1) / 2, sum(frozen.rows(kind) for kind in cuts[-1]))
    for kind, digest in cuts[0].items():
        if cuts[1][kind] != digest:
            raise _differs(f"the records of kind {kind}", "Frozen from both stores they are not the same bytes")
    return heads[0], cuts[0]


def _differs(what: str, why: str) -> StoreError:
    return StoreError(f"{what} did not arrive as it was", why=why,
                      next_step="The records are where they were; please report this")


def _put_in_place(home: Home, address: Address | None, aside: Path) -> None:
    """Give the new store its name, if it is a file; a database has been committed by now."""
    if address is None:
        connections[TARGET].close()
        made = Home(aside).database
        with made.open("r+b") as file:
            os.fsync(file.fileno())
        made.replace(home.database)


def _switch(home: Home, address: Address | None) -> None:
    setting = databases.SQLITE if address is None else address.url()
    try:
        moving_setting.write(home, databases.SETTING, setting)
    except OSError as error:
        Entry.objects.using(SOURCE).filter(state=Entry.MOVED).delete()
        raise StoreError(
            "the setting cannot be written, so the records stay in use where they were", where=str(home.config_file),
            why=str(error), next_step="Let this user write the file, empty the target, and move again") from error


def _put_away(home: Home, at: datetime) -> Path:
    """Keep SQLite's file among the backups, where nothing takes it for the store in use."""
    with connections[SOURCE].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections[SOURCE].close()
    home.backups.mkdir(mode=0o700, exist_ok=True)
    target = home.backups / f"moved-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.sqlite3"
    try:
        home.database.replace(target)
    except OSError:
        return home.database  # in use by another program, where files in use cannot be renamed
    for suffix in ("-wal", "-shm"):
        home.database.with_name(home.database.name + suffix).unlink(missing_ok=True)
    return target
