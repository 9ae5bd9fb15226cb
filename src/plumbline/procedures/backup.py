"""A backup: one verified file of a home, made while people work."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import plumbline
from plumbline.errors import HomeError
from plumbline.home import CONFIG, Home, sync
from plumbline.procedures.archive import PACKED_FOLDER, Reader, Writer, plain_errors
from plumbline.records import snapshots

FORMAT = "plumbline-backup/1"
STORE = "plumbline.sqlite3"
EVIDENCE = re.compile(r"evidence/[0-9a-f]{2}/[0-9a-f]{62}")
LEFT_OUT = {"cache", "imports", "backups", STORE, f"{STORE}-wal", f"{STORE}-shm", f"{STORE}-journal"}
"""What a backup does not hold: what can be made again, imports under way, and the live store, which is copied apart."""


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
                and name.removeprefix(PACKED_FOLDER).replace("/", "") != files[name]["sha256"]]


def make(home: Home, target: Path, *, at: datetime) -> Backup:
    """Write a backup of ``home`` to the new file ``target``, verify it, and only then give it its name.

    It holds the home's private keys and its settings, so only its owner may read it. :raises HomeError: if there is
    no room, or ``target`` exists or lies where the next backup would take it in.
    """
    target = target.absolute()
    if target.exists():
        raise HomeError("a file of this name is there already", where=str(target), next_step="Choose another name")
    if target.is_relative_to(home.path) and not target.is_relative_to(home.backups):
        raise HomeError("a backup does not belong into the home it is made of", where=str(target),
                        next_step="Name a place outside, best on another disk")
    aside = target.with_name(f".{target.name}.{uuid4().hex[:8]}.partial")
    copy = aside.with_suffix(".store")
    try:
        with plain_errors("the backup", target):
            snapshots.take(copy)
            if wrong := snapshots.complaints(copy):
                raise HomeError("the store is damaged, and no backup was made of it", why=wrong[0],
                                next_step="Look closer with: plumb doctor --deep")
            _write(home, aside, copy, at)
            with Reader(aside, FORMAT) as made:
                made.verify()
            aside.rename(target)
            sync(target.parent)
            return describe(target)
    finally:
        aside.unlink(missing_ok=True)
        copy.unlink(missing_ok=True)


def verify(file: Path) -> Backup:
    """Read all of ``file``. :raises HomeError: if it is damaged, cut short or not a backup."""
    with plain_errors("the backup", file), Reader(file, FORMAT) as archive:
        archive.verify()
    return describe(file)


def describe(file: Path) -> Backup:
    """What ``file`` says of itself, with its own SHA-256."""
    with plain_errors("the backup", file), Reader(file, FORMAT) as archive, file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return Backup(file, digest, file.stat().st_size, archive.about)


def _write(home: Home, aside: Path, copy: Path, at: datetime) -> None:
    held = snapshots.held(copy)
    archive = Writer(aside)
    try:
        archive.add(STORE, copy)
        for name, path in files(home):
            try:
                archive.add(name, path)
            except FileNotFoundError:
                continue  # an upload that was taken in meanwhile
        if CONFIG not in archive.files:
            raise HomeError("this home has no settings file", where=str(home.config_file),
                            next_step="Look closer with: plumb doctor")
        archive.close({
            "format": FORMAT, "made_at": at.astimezone(UTC).isoformat(), "plumbline": plumbline.__version__,
            "database": "sqlite", "schema": held.migrations[-1] if held.migrations else "", "journal": held.journal,
        })
    except BaseException:
        archive.abandon()
        raise


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
