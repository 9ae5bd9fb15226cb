"""Checking that a file of a cut still holds the bytes that were frozen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from plumbline.errors import CutError
from plumbline.figures.manifest import MENDING


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
        raise CutError("the file is missing from the cut", where=where, next_step=MENDING) from None
    except OSError as error:
        raise CutError("the file cannot be read", where=where, why=str(error), next_step=MENDING) from error
    if found != expected:
        raise CutError("the file is not the one that was frozen", where=where,
                       why=f"Expected SHA-256 {expected}, found {found}", next_step=MENDING)
