"""Where the bytes of evidence lie: under the SHA-256 of their content, once each, never overwritten.

A file arrives under a hidden name, is synced, and gets its own name in one step; what a killed program leaves is a
hidden file that nobody reads and that is swept. A lock is held while a file is placed and the row that refers to it is
written, so that sweeping never takes a file that is about to be referred to.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from plumbline.errors import HomeError
from plumbline.home import Home, sync
from plumbline.text import Text

PIECE = 1 << 20
ARRIVING = ".arriving-"
LOCK = ".lock"
LOCK_SECONDS = 60
HASH = re.compile(r"[0-9a-f]{64}")


class TooLarge(Exception):
    """More bytes came than are taken."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that has arrived whole and is synced, and has no name of its own yet."""

    path: Path
    sha256: str
    size: int


def place_of(home: Home, sha256: str) -> Path:
    """Where the file with this content lies, if it is there."""
    if not HASH.fullmatch(sha256):
        raise HomeError("evidence_file.not_sha256", Text("this is no SHA-256", "这不是SHA-256"), where=sha256[:80],
                        next_step=Text("Give its 64 signs, digits and small letters from a to f",
                                       "请写明其64位，由数字和小写字母a至f组成"))
    return home.evidence / sha256[:2] / sha256[2:]


@contextmanager
def arriving(home: Home, pieces: Iterable[bytes], most: int) -> Iterator[Arrived]:
    """Write ``pieces`` aside, hashing them on the way; at the end of the block what was not placed is removed.
    :raises TooLarge: after more than ``most`` bytes."""
    home.evidence.mkdir(mode=0o700, exist_ok=True)
    path = home.evidence / f"{ARRIVING}{uuid4().hex}"
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600),
                       "wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > most:
                    raise TooLarge
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        yield Arrived(path, digest.hexdigest(), size)
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def held(home: Home) -> Iterator[None]:
    """Keep sweeping and placing apart. The system lets go of the lock when its process ends, however it ends."""
    import filelock  # only now: it is long to load, and what only reads holds nothing

    home.evidence.mkdir(mode=0o700, exist_ok=True)
    try:
        with filelock.FileLock(str(home.evidence / LOCK), timeout=LOCK_SECONDS):
            yield
    except filelock.Timeout:
        raise HomeError(
            "evidence_file.folder_held",
            Text("another program holds the folder of evidence for too long", "另一程序占用佐证材料文件夹过久"),
            where=str(home.evidence), next_step=Text("Try again in a minute", "请过一分钟再试")) from None


def place(home: Home, arrived: Arrived) -> bool:
    """Give what arrived its name; False where the same content is there already. To be called with the lock held."""
    target = place_of(home, arrived.sha256)
    if target.exists() and matches(target, arrived.sha256):
        return False
    target.parent.mkdir(mode=0o700, exist_ok=True)
    # A file there whose content is not its name was spoiled; the good bytes take its place.
    arrived.path.replace(target)
    sync(target.parent)
    sync(home.evidence)
    return True


def matches(path: Path, sha256: str) -> bool:
    """Whether the file at ``path`` has this content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def kept(home: Home) -> Iterator[tuple[str, Path]]:
    """SHA-256 and place of every file that is kept."""
    for folder in sorted(home.evidence.glob("[0-9a-f][0-9a-f]")):
        for path in sorted(folder.iterdir()):
            if HASH.fullmatch(folder.name + path.name):
                yield folder.name + path.name, path


def leftovers(home: Home) -> list[Path]:
    """What uploads that were cut short have left."""
    return sorted(home.evidence.glob(f"{ARRIVING}*"))
