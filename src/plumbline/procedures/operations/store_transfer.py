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

import filelock
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction

from plumbline import unfinished
from plumbline.errors import CutError, HomeError, StoreError, reported
from plumbline.figures.cuts.freezing import write_cut
from plumbline.figures.cuts.store_source import StoreSource
from plumbline.home import Home
from plumbline.procedures.evidence import upkeep
from plumbline.procedures.operations import transfer_setting
from plumbline.procedures.operations.health import ALIVE_SECONDS, must_be_stopped
from plumbline.procedures.records import imports
from plumbline.records.core import locks, store
from plumbline.records.core.journal import Entry
from plumbline.records.stores import copying, databases
from plumbline.records.stores.databases import Address
from plumbline.text import Text

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
    aside, lock = _clear_aside(home)
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
        lock.release()
    return Moved(_shown(here), _shown(address), tables, journal, cut, kept, round(time.monotonic() - began, 2))


def _shown(address: Address | None) -> str:
    return databases.SQLITE if address is None else str(address)


def _must_be_movable(home: Home, here: Address | None, there: Address | None, at: datetime) -> None:
    transfer_setting.must_decide(home)
    if _shown(here) == _shown(there):
        raise StoreError("move.same_place", Text("the records are there already", "记录已经在该处"),
                         where=_shown(there),
                         next_step=Text("Name another store with --to", "请用--to指定其他数据库"))
    must_be_stopped(home, at, next_step=Text(f"Stop it, wait {ALIVE_SECONDS:.0f} seconds, and move then",
                                             f"请先停止，等待{ALIVE_SECONDS:.0f}秒后再迁移"))
    if there is None and home.database.exists() and home.database.stat().st_size:
        raise StoreError("move.target_taken", Text("there is a store already where the records would go",
                                                   "目标位置已有数据库"), where=str(home.database),
                         next_step=Text("Move that file away first, best into another folder",
                                        "请先将该文件移走，最好移到其他文件夹"))
    if broken := store.broken_links():
        raise StoreError("journal.broken", Text(f"the journal's chain is broken at entry {broken[0]}",
                                                f"日志链在第{broken[0]}条处断开"), where=_shown(here),
                         next_step=Text("Compare with a backup first; see plumb doctor",
                                        "请先与备份核对；参见plumb doctor"))


def _clear_aside(home: Home) -> tuple[Path, filelock.BaseFileLock]:
    aside = home.path / ASIDE
    lock = moving_lock(home)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise HomeError("move.running", Text("this home is being moved by another program",
                                             "另一程序正在迁移该数据目录"), where=str(home.path),
                        next_step=Text("Wait until it is done", "请等待其完成")) from None
    shutil.rmtree(aside, ignore_errors=True)  # of a move that was killed
    aside.mkdir()
    return aside, lock


def moving_lock(home: Home) -> filelock.BaseFileLock:
    """Held while something is moved; whoever gets it may remove what a killed move left."""
    return filelock.FileLock(str(home.path / f"{ASIDE}{unfinished.LOCK}"), timeout=0)


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
    empty = Text("Name a new, empty database", "请指定新的空数据库")
    with locks.shape(TARGET):
        if full := copying.filled(TARGET):
            raise StoreError("move.target_taken", Text(f"the target is not empty: its table {full} holds rows",
                                                       f"目标数据库不为空：其中的表{full}已有数据"),
                             where=_shown(address), next_step=empty)
        try:
            call_command("migrate", database=TARGET, verbosity=0, interactive=False, skip_checks=True)
        except DatabaseError as error:
            raise databases.refusal(error) or StoreError(
                "move.tables_not_made", Text("the tables cannot be made in the target", "无法在目标数据库中建表"),
                where=_shown(address), why=reported(error), next_step=empty) from error


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
        raise _differs(Text("the journal", "日志"),
                       Text("Its last entry or its chain is not the same", "其末条或日志链与原来不同"))
    if upkeep.digest(SOURCE) != upkeep.digest(TARGET):
        raise _differs(Text("the evidence", "佐证材料"),
                       Text("What is written about it is not the same in both stores",
                            "两个数据库中有关佐证材料的内容不同"))
    last = Entry.objects.using(SOURCE).filter(state=Entry.VISIBLE).order_by("-number").first()
    until = max(at, last.sealed_at) if last and last.sealed_at else at
    cuts = []
    for number, using in enumerate((SOURCE, TARGET)):
        scratch = Home(aside / using)
        scratch.cuts.mkdir(parents=True)
        try:
            frozen = write_cut(scratch, StoreSource(using), as_of=until, made_at=at)
        except CutError as error:
            if using == SOURCE:
                raise
            what, where = error.what, error.where
            said = Text(f"{where.en}: {what.en}", f"{where.say('zh')}：{what.say('zh')}") if where else what
            # The journal of both is the same.
            raise _differs(Text("what the records hold", "记录的内容"), said) from error
        cuts.append({kind: held["sha256"] for kind, held in frozen.manifest["kinds"].items()})
        progress("comparing", (number + 1) / 2, sum(frozen.rows(kind) for kind in cuts[-1]))
    for kind, digest in cuts[0].items():
        if cuts[1][kind] != digest:
            raise _differs(Text(f"the records of kind {kind}", f"“{kind}”类记录"),
                           Text("Frozen from both stores they are not the same bytes",
                                "由两个数据库分别生成的快照不完全相同"))
    return heads[0], cuts[0]


def _differs(what: Text, why: Text) -> StoreError:
    return StoreError("move.differs", Text(f"{what.en} did not arrive as it was", f"{what.zh}迁移后与原来不一致"),
                      why=why, next_step=Text("The records are where they were; please report this",
                                              "记录仍在原处；请报告此问题"))


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
        transfer_setting.write(home, databases.SETTING, setting)
    except (OSError, StoreError) as error:
        Entry.objects.using(SOURCE).filter(state=Entry.MOVED).delete()
        raise StoreError(
            "move.setting_unwritable",
            Text("the setting cannot be written, so the records stay in use where they were",
                 "无法写入设置，记录仍在原处使用"), where=str(home.config_file),
            why=error.why if isinstance(error, StoreError) else reported(error),
            next_step=Text("Let this user write the file, empty the target, and move again",
                           "请授予该用户写入此文件的权限，清空目标数据库后重新迁移")) from error


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
