"""Bringing a backup back: verified before, written aside, verified after, and only then given its name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from plumbline import unfinished
from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.procedures.common.archive import PIECE, Reader, plain_errors
from plumbline.procedures.operations.backup import FORMAT, THE_BACKUP, check_store, must_be_known
from plumbline.text import Text

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
        raise HomeError(
            "restore.not_empty", Text("a backup is restored into an empty place only, and this one is not empty",
                                      "备份只能恢复到空文件夹，而此处不为空"), where=str(target),
            next_step=Text("Name another folder with --home; what is here was left as it is",
                           "请用--home指定其他文件夹；此处内容未作改动"))
    with plain_errors(THE_BACKUP, file), Reader(file, FORMAT) as archive:
        must_be_known(archive)
        archive.verify()
        for one in unfinished.left_of_restoring(target):
            unfinished.remove(one)  # of an earlier restore that was killed: another copy of every secret
        with plain_errors(Text("the new home", "新的数据目录"), target):
            target.parent.mkdir(parents=True, exist_ok=True)
            with unfinished.aside("restore", target, ending=unfinished.RESTORING) as aside:
                archive.write_to(aside)
                _read_back(archive, aside)
                made = Home(aside).create()
                check_store(archive, made)
                check(made)
                if target.exists():
                    target.rmdir()
                aside.rename(target)
        return archive.about


def _read_back(archive: Reader, aside: Path) -> None:
    for name in archive.distinct():
        digest = hashlib.sha256()
        with (aside / name).open("rb") as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
        if digest.hexdigest() != archive.files[name].sha256:
            raise HomeError(
                "restore.not_as_written",
                Text("what was written is not what the backup holds", "写入的内容与备份中的不一致"), where=name,
                why=Text("The disk may be failing", "磁盘可能有故障"),
                next_step=Text("Restore to another disk", "请恢复到另一块磁盘"))
