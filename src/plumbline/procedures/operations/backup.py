"""A backup: one verified file of a home, made while people work."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import plumbline
from plumbline import unfinished
from plumbline.documents import json_of
from plumbline.errors import HomeError
from plumbline.home import CONFIG, Home, sync
from plumbline.procedures.common.archive import MANIFEST, PACKED_FOLDER, Reader, Writer, must_be_new, plain_errors
from plumbline.records.stores import snapshots
from plumbline.text import UNSAID, Text

FORMAT = "plumbline-backup/1"
STORE = "plumbline.sqlite3"
THE_BACKUP = Text("the backup", "备份")
LOOK_CLOSER = Text("Look closer with: plumb doctor --deep", "请用plumb doctor --deep进一步检查")
EVIDENCE = re.compile(r"evidence/[0-9a-f]{2}/[0-9a-f]{62}")
LEFT_OUT = {"cache", "cubes", "imports", "backups", "journal-head.json", STORE, f"{STORE}-wal", f"{STORE}-shm",
            f"{STORE}-journal"}
"""What a backup does not hold: what can be made again, imports under way, and the live store, which is copied apart,
with the note of its newest entry, which the manifest of a backup has of its own store."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made or verified."""

    file: Path
    sha256: str
    bytes: int
    about: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document."""
        about = {name: value for name, value in self.about.items() if name != "files"}
        files = self.about["files"]
        return {"file": str(self.file), "sha256": self.sha256, "bytes": self.bytes, "files": len(files),
                "content_bytes": sum(each["bytes"] for each in files.values()), "spoiled_evidence": self.spoiled,
                **about}

    @property
    def spoiled(self) -> list[str]:
        """Names of evidence in the backup that was no longer what its name says when it was packed."""
        files = self.about["files"]
        return [name for name in files if name.startswith(PACKED_FOLDER) and EVIDENCE.fullmatch(name)
                and _named(name) != files[name]["sha256"]]

    @property
    def spoiled_hashes(self) -> list[str]:
        """The SHA-256 that each of :attr:`spoiled` had when it was attached."""
        return [_named(name) for name in self.spoiled]


def _named(name: str) -> str:
    """The SHA-256 that a file of evidence is called by."""
    return name.removeprefix(PACKED_FOLDER).replace("/", "")


def make(home: Home, target: Path, *, at: datetime) -> Backup:
    """Write a backup of ``home`` to the new file ``target``, verify it, and only then give it its name.

    It holds the home's private keys and its settings, so only its owner may read it. :raises HomeError: if there is
    no room, or ``target`` exists or lies where the next backup would take it in.
    """
    target = target.absolute()
    must_be_new(target)
    if target.is_relative_to(home.path) and not target.is_relative_to(home.backups):
        raise HomeError("backup.inside_home", Text("a backup does not belong into the home it is made of",
                                                   "备份不应放在所备份的数据目录之内"), where=str(target),
                        next_step=Text("Name a place outside, best on another disk",
                                       "请指定数据目录以外的位置，最好在另一块磁盘上"))
    with plain_errors(THE_BACKUP, target), unfinished.aside("backup", target, home=home) as aside:
        copy = aside.with_name(f"{aside.name}.store")
        snapshots.take(copy)
        if wrong := snapshots.complaints(copy):
            raise HomeError("integrity.store_damaged",
                            Text("the store is damaged, and no backup was made of it", "数据库已损坏，没有生成备份"),
                            why=wrong[0], next_step=LOOK_CLOSER)
        _write(home, aside, copy, at)
        with Reader(aside, FORMAT) as made:
            made.verify()
        aside.rename(target)
        sync(target.parent)
        return describe(target)


def verify(file: Path, *, look: Callable[[Home], None] | None = None) -> Backup:
    """Read all of ``file``; ``look`` is then shown the home in it, written to a temporary place.

    :raises HomeError: if it is damaged, cut short or not a backup, or there is no room for the temporary copy.
    """
    with plain_errors(THE_BACKUP, file), Reader(file, FORMAT) as archive:
        archive.verify()
        if look is not None:
            _show(archive, look)
    return describe(file)


def _show(archive: Reader, look: Callable[[Home], None]) -> None:
    must_be_known(archive)
    with unfinished.scratch_folder() as folder, plain_errors(Text("the copy", "副本"), folder):
        aside = folder / "home"
        archive.write_to(aside)
        made = Home(aside).create()
        check_store(archive, made)
        look(made)


def describe(file: Path) -> Backup:
    """What ``file`` says of itself, with its own SHA-256."""
    with plain_errors(THE_BACKUP, file), Reader(file, FORMAT) as archive, file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return Backup(file, digest, file.stat().st_size, archive.about)


def _write(home: Home, aside: Path, copy: Path, at: datetime) -> None:
    held = snapshots.held(copy)
    archive = Writer(aside)
    try:
        archive.add(STORE, copy)
        for name, path in files(home):
            if newer(path, held.journal["number"]):
                continue  # frozen since the store was copied, from entries that the copy does not have
            try:
                archive.add(name, path)
            except FileNotFoundError:
                continue  # an upload that was taken in meanwhile
        if CONFIG not in archive.files:
            raise HomeError("backup.no_settings", Text("this home has no settings file", "该数据目录没有设置文件"),
                            where=str(home.config_file),
                            next_step=Text("Look closer with: plumb doctor", "请用plumb doctor进一步检查"))
        archive.close({
            "format": FORMAT, "made_at": at.astimezone(UTC).isoformat(), "plumbline": plumbline.__version__,
            "database": "sqlite", "schema": held.migrations[-1] if held.migrations else "", "journal": held.journal,
        })
    except BaseException:
        archive.abandon()
        raise


def newer(path: Path, number: int) -> bool:
    """Whether ``path`` belongs to a cut that knows a later entry of the journal than ``number``."""
    manifest = path.parent / MANIFEST
    if path.parent.parent.name != "cuts" or not manifest.is_file():
        return False
    try:
        return int(json_of(manifest.read_bytes())["journal"]["number"]) > number
    except (OSError, ValueError, KeyError, TypeError):
        return False  # it is told when the cut is opened


def files(home: Home) -> Iterator[tuple[str, Path]]:
    """Name and path of every file that a backup takes as it is; hidden ones are locks and half-written things."""
    for folder, inside, names in os.walk(home.path, followlinks=True):
        here = Path(folder)
        top = here == home.path
        inside[:] = sorted(each for each in inside if not each.startswith(".") and not (top and each in LEFT_OUT))
        for name in sorted(names):
            if name.startswith(".") or name.endswith(".new") or (top and name in LEFT_OUT):
                continue
            path = here / name
            if path.is_file():
                yield path.relative_to(home.path).as_posix(), path


def must_be_known(archive: Reader) -> None:
    """:raises HomeError: for a backup that this program cannot open: of another database, or of a newer program."""
    if archive.about.get("database") != "sqlite" or not {STORE, CONFIG} <= archive.files.keys():
        kept = archive.about.get("database")
        raise HomeError("backup.no_store", Text("this backup holds no store that can be restored here",
                                                "该备份中没有可在此恢复的数据库"), where=archive.path.name,
                        why=Text(f"It was made of a store in {kept}", f"它由{kept}数据库生成"),
                        next_step=Text("See the page on running Plumbline", "请参阅手册的运行维护一章"))
    schema = str(archive.about.get("schema", ""))
    knows = newest_shape()
    if schema.partition("_")[0] > knows.partition("_")[0]:
        version = archive.about.get("plumbline")
        raise HomeError("backup.newer", Text("this backup was made by a newer Plumbline",
                                             "该备份由更新版本的Plumbline生成"), where=archive.path.name,
                        why=Text(f"Its store has the shape {schema}; this program knows {knows}",
                                 f"其数据库结构为{schema}，本程序只支持到{knows}"),
                        next_step=Text(f"Install Plumbline {version} or newer", f"请安装Plumbline {version}或更新版本"))


def newest_shape() -> str:
    """The last migration of the records that this program brings along. Asks no store."""
    folder = resources.files("plumbline.records").joinpath("migrations")
    return max(one.name.removesuffix(".py") for one in folder.iterdir() if re.match(r"\d{4}_\w+\.pyc?$", one.name))


def check_store(archive: Reader, made: Home) -> None:
    """:raises HomeError: if the store that was written from ``archive`` is damaged, or of another moment."""
    why = next(iter(snapshots.complaints(made.database, deep=True)), UNSAID)
    if not why and snapshots.held(made.database).journal != archive.about["journal"]:
        why = Text("Its journal does not end where the backup says", "其日志的末条与备份所载不符")
    if why:
        raise HomeError("backup.store_damaged", Text("the store in this backup is damaged", "该备份中的数据库已损坏"),
                        where=archive.path.name, why=why,
                        next_step=Text("Restore an earlier backup", "请恢复更早的备份"))
