"""Bringing a home's store to the shape this program needs: a copy first, then the change, then a note of it."""

from __future__ import annotations

import json
import pkgutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

import plumbline
from plumbline import unfinished
from plumbline.documents import json_of
from plumbline.errors import HomeError, StoreError, reported
from plumbline.home import Home
from plumbline.records.core import locks
from plumbline.records.migrations import REPLACED
from plumbline.records.stores import databases, snapshots
from plumbline.text import Text

if TYPE_CHECKING:
    import filelock

APP = "records"
LOCK = ".upgrade.lock"
PATIENCE_SECONDS = 600.0
FIND_CAUSE = Text("Look for the cause with: plumb doctor", "请用plumb doctor查明原因")


@dataclass(frozen=True, slots=True)
class Shape:
    """The store's shape and this program's: ``applied`` and ``pending`` are migrations as ``app.name``; ``strange`` are
    those of the records that this program does not know; ``newest`` is the program's own last one of the records."""

    applied: frozenset[str]
    pending: tuple[str, ...]
    strange: tuple[str, ...]
    newest: str

    @property
    def fresh(self) -> bool:
        """Whether the store is empty."""
        return not self.applied


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What was done: the migrations applied, and the copy of the store as it was before (None: it was empty)."""

    applied: tuple[str, ...]
    copy: Path | None

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document of ``plumb upgrade``."""
        return {"applied": list(self.applied), "backup": str(self.copy) if self.copy else None,
                "plumbline": plumbline.__version__}


def shape() -> Shape:
    """How the store of this process stands to this program. :raises HomeError: if it cannot be opened."""
    try:
        return _settled() or _planned()
    except StoreError:
        raise
    except DatabaseError as error:
        raise HomeError("upgrade.store_unopenable", Text("the store cannot be opened", "无法打开数据库"),
                        where=str(connection.settings_dict["NAME"]), why=reported(error),
                        next_step=FIND_CAUSE) from error


def _settled() -> Shape | None:
    """How the store stands if exactly the program's own migrations are applied, as every command but the first finds
    it: told by their names, without loading any. None if that is not so."""
    applied = frozenset(MigrationRecorder(connection).applied_migrations())
    ours = {(one.label, found.name) for one in apps.get_app_configs()
            for found in pkgutil.iter_modules([str(Path(one.path) / "migrations")]) if not found.ispkg}
    known = ours | {(APP, name) for name in REPLACED}
    if not ours <= applied or any(app == APP and (app, name) not in known for app, name in applied):
        return None
    return Shape(frozenset(f"{app}.{name}" for app, name in applied), (), (), max(n for app, n in ours if app == APP))


def _planned() -> Shape:
    # Only now: to plan, every migration there is must be loaded.
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    loader = executor.loader
    applied = loader.applied_migrations
    replaced = {old for one in loader.disk_migrations.values() for old in one.replaces}
    strange = sorted(name for app, name in applied
                     if app == APP and (app, name) not in loader.disk_migrations and (app, name) not in replaced)
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    leaf = max(name for app, name in loader.graph.leaf_nodes() if app == APP)
    return Shape(
        applied=frozenset(f"{app}.{name}" for app, name in applied),
        pending=tuple(f"{one.app_label}.{one.name}" for one, _ in plan), strange=tuple(strange), newest=leaf,
    )


def bring_up(home: Home, *, at: datetime, copied: bool = False) -> Upgrade:
    """Bring the store to this program's shape. One that holds something is copied first, into the home's ``backups``,
    unless it was ``copied`` already, or is PostgreSQL's: there each change of the shape happens whole or not at all.

    :raises HomeError: if a newer program has been at work here, or the copy or the change fails.
    """
    found = shape()
    refuse_newer(home, found)
    if not found.pending:
        _note(home, found.newest)
        return Upgrade((), None)
    with _alone(home), locks.shape():
        found = shape()  # another command may have done it while this one waited
        copied = copied or not snapshots.supported()
        copy = None if copied or found.fresh or not found.pending else copy_store(home, found.pending[0], at=at)
        _migrate(copy)
        _note(home, found.newest)
        _note_newest_entry(home)
    return Upgrade(found.pending, copy)


def refuse_newer(home: Home, found: Shape) -> None:
    """:raises HomeError: if the home was written by a newer program than this one."""
    noted = _noted(home)
    newer = found.strange or ((noted,) if _number(noted) > _number(found.newest) else ())
    if newer:
        raise HomeError(
            "upgrade.newer_home", Text("a newer Plumbline has been at work in this data directory",
                                       "该数据目录已被更新版本的Plumbline使用过"), where=str(home.path),
            why=Text(
                f"Its store has the shape {newer[-1]}; this program, {plumbline.__version__}, knows {found.newest}",
                f"其数据库结构为{newer[-1]}；本程序（{plumbline.__version__}）只支持到{found.newest}"),
            next_step=Text("Install the newer program, or restore a backup that was made before the upgrade",
                           "请安装更新版本的程序，或恢复升级前的备份"),
        )


def copy_store(home: Home, before: str, *, at: datetime) -> Path:
    """A checked copy of the store in the home's ``backups``, named after the migration it was made before."""
    home.backups.mkdir(mode=0o700, exist_ok=True)
    name = f"before-{before}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = (name, *(f"{name}-{number}" for number in range(2, 100)))
    target = next(path for each in names if not (path := home.backups / f"{each}.sqlite3").exists())
    with unfinished.aside("upgrade", target, home=home) as aside:
        snapshots.take(aside)
        if wrong := snapshots.complaints(aside):
            raise HomeError(
                "integrity.store_damaged", Text("the copy of the store is not whole, so nothing was changed",
                                                "数据库副本不完整，因此没有作任何改动"),
                where=str(target), why=wrong[0], next_step=FIND_CAUSE)
        aside.rename(target)
    return target


def _alone(home: Home) -> filelock.BaseFileLock:
    import filelock  # only now: no other command waits for another's upgrade

    return filelock.FileLock(str(home.path / LOCK), timeout=PATIENCE_SECONDS)


def _migrate(copy: Path | None) -> None:
    from django.core.management import call_command

    try:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    except DatabaseError as error:
        if refused := databases.refusal(error):
            raise refused from error
        kept = (Text(f"The store as it was is in {copy}", f"原数据库保存在{copy}") if copy
                else Text("The store was empty", "数据库原本为空"))
        raise HomeError(
            "upgrade.failed", Text("the store could not be brought to this program's shape",
                                   "无法将数据库升级到本程序的结构"), why=reported(error),
            next_step=Text(f"{kept.en}. Make room if the disk is full, and try again",
                           f"{kept.zh}。如磁盘已满，请腾出空间后重试")) from error


def _noted(home: Home) -> str:
    try:
        return str(json_of(home.schema_file.read_text("utf-8"))["schema"])
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HomeError("upgrade.note_unreadable", Text("the note of the store's shape cannot be read",
                                                        "无法读取数据库结构的记录文件"),
                        where=str(home.schema_file), why=reported(error),
                        next_step=Text("Delete it: it is written anew from the store",
                                       "请删除该文件：系统会根据数据库重新生成")) from error


def _note_newest_entry(home: Home) -> None:
    from plumbline.records.core import witness  # its tables are there by now

    witness.follow(home)


def _note(home: Home, newest: str) -> None:
    text = json.dumps({"schema": newest, "plumbline": plumbline.__version__}) + "\n"
    try:
        if home.schema_file.exists() and home.schema_file.read_text("utf-8") == text:
            return
        fresh = home.schema_file.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(home.schema_file)
    except PermissionError:
        return  # a home that is only read keeps the note it has


def _number(migration: str) -> int:
    digits = migration.partition("_")[0]
    return int(digits) if digits.isdecimal() else 0
