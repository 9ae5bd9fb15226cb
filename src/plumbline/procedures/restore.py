"""Bringing a backup back: verified before, written aside, verified after, and only then given its name."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any
from uuid import uuid4

from plumbline.errors import HomeError
from plumbline.home import CONFIG, Home
from plumbline.procedures.archive import PIECE, Reader, plain_errors
from plumbline.procedures.backup import FORMAT, STORE
from plumbline.records import snapshots

Check = Callable[[Home], None]
"""Called with the home that was written aside; raises if it is not what the backup promises."""


def restore(file: Path, home: Home, *, check: Check) -> dict[str, Any]:
    """Make ``home`` from the backup ``file`` and return what the backup says of itself. ``check`` looks at the store
    and the cuts before the home gets its name.

    :raises HomeError: if ``home`` holds anything, the backup is damaged or newer than this program, or the disk is
    full; then nothing of it is left.
    """
    target = home.path
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise HomeError("a backup is restored into an empty place only, and this one is not empty", where=str(target),
                        next_step="Name another folder with --home; what is here was left as it is")
    aside = target.with_name(f".{target.name}.{uuid4().hex[:8]}.restoring")
    with plain_errors("the backup", file), Reader(file, FORMAT) as archive:
        _must_be_known(archive)
        archive.verify()
        try:
            with plain_errors("the new home", target):
                _write(archive, aside)
                _read_back(archive, aside)
                made = Home(aside).create()
                _check_store(archive, made)
                check(made)
                if target.exists():
                    target.rmdir()
                aside.rename(target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        return archive.about


def _must_be_known(archive: Reader) -> None:
    if archive.about.get("database") != "sqlite" or not {STORE, CONFIG} <= archive.files.keys():
        raise HomeError("this backup holds no store that can be restored here", where=archive.path.name,
                        why=f"It was made of a store in {archive.about.get('database')}",
                        next_step="See the page on running Plumbline")
    schema = str(archive.about.get("schema", ""))
    knows = newest_shape()
    if schema.partition("_")[0] > knows.partition("_")[0]:
        raise HomeError("this backup was made by a newer Plumbline", where=archive.path.name,
                        why=f"Its store has the shape {schema}; this program knows {knows}",
                        next_step=f"Install Plumbline {archive.about.get('plumbline')} or newer")


def newest_shape() -> str:
    """The last migration of the records that this program brings along. Asks no store."""
    folder = resources.files("plumbline.records").joinpath("migrations")
    return max(one.name.removesuffix(".py") for one in folder.iterdir() if re.match(r"\d{4}_\w+\.pyc?$", one.name))


def _write(archive: Reader, aside: Path) -> None:
    aside.parent.mkdir(parents=True, exist_ok=True)
    aside.mkdir(mode=0o700)
    written: dict[str, Path] = {}
    for name, held in archive.files.items():
        path = aside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        first = written.setdefault(held.member, path)
        if first is path:
            _write_one(archive, name, path)
        else:
            _share(first, path)
        if os.name != "nt":
            path.chmod(held.mode | 0o600)


def _write_one(archive: Reader, name: str, path: Path) -> None:
    with path.open("xb") as stream:
        for piece in archive.pieces(name):
            stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())


def _share(first: Path, path: Path) -> None:
    try:
        os.link(first, path)
    except OSError:
        shutil.copyfile(first, path)  # a file system without links


def _read_back(archive: Reader, aside: Path) -> None:
    for name in archive.distinct():
        digest = hashlib.sha256()
        with (aside / name).open("rb") as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
        if digest.hexdigest() != archive.files[name].sha256:
            raise HomeError("what was written is not what the backup holds", where=name, why="The disk may be failing",
                            next_step="Restore to another disk")


def _check_store(archive: Reader, made: Home) -> None:
    wrong = snapshots.complaints(made.database, deep=True)
    if not wrong and snapshots.held(made.database).journal != archive.about["journal"]:
        wrong = ["its journal does not end where the backup says"]
    if wrong:
        raise HomeError("the store in this backup is damaged", where=archive.path.name, why=wrong[0],
                        next_step="Restore an earlier backup")
