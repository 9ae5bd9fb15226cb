"""How far the index of this data directory is: a file beside it, read by whoever searches and written by whoever holds
the lock. Folder and file are made again at any time; nothing is ever restored from them."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import filelock

from plumbline.documents import json_of
from plumbline.home import Home

FILE, LOCK = "state.json", "writer.lock"


@dataclass(frozen=True, slots=True)
class State:
    """``folder`` is the index that is asked. ``made_of`` tells the shape of what is in it; ``number`` and ``hash`` the
    last entry of the journal that was followed; ``rows`` for each kind of record the row up to which all was read.
    Entries up to ``overlap`` may have been read already, by a program that was stopped or while the index was made."""

    folder: str
    made_of: str
    number: int = 0
    hash: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    overlap: int = 0


def place(home: Home) -> Path:
    """Where all of it lies."""
    return home.cache / "search"


def read(home: Home) -> State | None:
    """The state; None where there is no index, or nothing that tells of one."""
    try:
        said = json_of((place(home) / FILE).read_text(encoding="utf-8"))
        return State(str(said["folder"]), str(said["made_of"]), int(said["number"]), str(said["hash"]),
                     {str(name): int(row) for name, row in said["rows"].items()}, int(said["overlap"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(home: Home, state: State) -> State:
    """Keep ``state``."""
    write_whole(place(home) / FILE, json.dumps(asdict(state), sort_keys=True))
    return state


def forget(home: Home, state: State) -> None:
    """Say that the index of ``state`` is none, unless another has taken its place meanwhile."""
    with suppress(OSError):
        if read(home) == state:
            (place(home) / FILE).unlink()


@contextmanager
def new_folder(home: Home) -> Iterator[Path]:
    """A folder for an index that is made anew beside the one that is asked; gone, where it does not come about."""
    folder = place(home) / f"made-{secrets.token_hex(6)}"
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def tidy(home: Home, state: State) -> None:
    """Remove every index but that of ``state``; what another program still holds goes the next time."""
    for each in place(home).glob("made-*"):
        if each.name != state.folder:
            shutil.rmtree(each, ignore_errors=True)


@contextmanager
def lock(home: Home, wait: float) -> Iterator[bool]:
    """Be the one that writes, until the end: whether that came about within ``wait`` seconds. A program that is killed
    lets go of it."""
    place(home).mkdir(parents=True, exist_ok=True)
    held = filelock.FileLock(str(place(home) / LOCK))
    try:
        held.acquire(timeout=wait)
    except filelock.Timeout:
        yield False
        return
    try:
        yield True
    finally:
        held.release()


def write_whole(file: Path, text: str) -> None:
    """Write ``text`` into ``file``: whole, or not at all."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)


