"""Checking that a file of a cut still holds the bytes that were frozen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from plumbline.errors import CutError, reported
from plumbline.figures.cuts.manifest import MENDING
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Held:
    """A file known by its hash: two are equal when their bytes are, wherever they lie."""

    sha256: str
    path: Path = field(compare=False)


Identity: TypeAlias = tuple[str, int, int, int, int]

# Files of a cut never change, so one reading a process is enough; any sign of change makes it be read again.
_known: dict[Identity, str] = {}


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of the whole file, read anew only if its size, times or inode are not those of the last reading."""
    state = path.stat()
    identity = (str(path), state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
    if identity not in _known:
        with path.open("rb") as stream:
            _known[identity] = hashlib.file_digest(stream, "sha256").hexdigest()
    return _known[identity]


def verify(path: Path, expected: str) -> None:
    """:raises CutError: naming the file and both hashes, if it is missing or not the bytes that were frozen."""
    where = f"{path.parent.name}/{path.name}"
    try:
        found = sha256_of(path)
    except FileNotFoundError:
        raise CutError("cut.file_missing", Text("the file is missing from the cut", "快照缺少该文件"), where=where,
                       next_step=MENDING) from None
    except OSError as error:
        raise CutError("cut.file_unreadable", Text("the file cannot be read", "无法读取该文件"), where=where,
                       why=reported(error), next_step=MENDING) from error
    if found != expected:
        raise CutError("cut.file_altered", Text("the file is not the one that was frozen",
                                                "该文件不是生成快照时的文件"),
                       where=where, why=Text(f"Expected SHA-256 {expected}, found {found}",
                                             f"应有的SHA-256为{expected}，实际为{found}"), next_step=MENDING)
