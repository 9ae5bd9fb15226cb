"""What is being written and has no name yet, and what was left of it when its program was killed.

A file is written aside, under a hidden name beside its own. Its program holds a lock file there, which the operating
system lets go however the program ends: what is not locked was left. A note in the home says where it lies, since only
the user knows to which folder a backup went. The lock lies beside what it guards and not in the home, so that a *copy*
of the home never takes the work of a running program for a leftover.
"""

from __future__ import annotations

import atexit
import errno
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from plumbline import home as homes
from plumbline.documents import json_of
from plumbline.home import Home

if TYPE_CHECKING:
    import filelock

LOCK, PARTIAL, RESTORING, STORE = ".lock", ".partial", ".restoring", ".store"
SCRATCH = "plumbline-scratch-"
"""How folders for a moment's use begin, in the machine's folder for temporary files."""
HIDDEN = re.compile(r"\..*\.[0-9a-f]{8}\.(partial|restoring|store)")
"""Names that we give, so that nothing of anybody else is taken for a leftover."""
SHOWN_NAME = 40
"""How many characters of a file's name its hidden name repeats: some file systems hold 255 bytes."""
OLD_SECONDS = 3600.0
"""From when on what has no lock, as programs before this one made none, was left."""
YOUNG_SECONDS = 60.0
_scratch: dict[tuple[int, str], Path] = {}
_held: dict[Path, filelock.BaseFileLock] = {}


@dataclass(frozen=True, slots=True)
class Left:
    """What a killed program left: ``act`` is what it did, ``paths`` all that belongs together, ``note`` where the home
    says so, ``begun`` the time of its last change in seconds."""

    act: str
    paths: tuple[Path, ...]
    bytes: int
    begun: float
    lock: Path | None = None
    note: Path | None = None


@contextmanager
def aside(act: str, target: Path, *, home: Home | None = None, ending: str = PARTIAL) -> Iterator[Path]:
    """A hidden name beside ``target`` that nothing has yet, for a file or a folder. What bears it, or begins with it,
    at the end of the block is removed: rename what is finished. ``act`` is the command's name; a ``home`` notes it.
    """
    target = target.absolute()
    if not target.parent.is_dir():  # the lock would make it
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target.parent))
    hidden = target.with_name(f".{target.name[:SHOWN_NAME]}.{uuid4().hex[:8]}{ending}")
    lock = _lock(Path(f"{hidden}{LOCK}"))
    lock.acquire()
    note = _note(home, act, hidden) if home is not None else None
    try:
        yield hidden
    finally:
        for path in _belonging(hidden):
            if path != Path(lock.lock_file):
                _remove(path)
        lock.release()
        Path(lock.lock_file).unlink(missing_ok=True)
        if note is not None:
            note.unlink(missing_ok=True)


@contextmanager
def handed_out(act: str, target: Path) -> Iterator[Path]:
    """As :func:`aside`, for one file that leaves the home: it gets its name at the end of the block, and outside of the
    home the rights of the user's other files."""
    home = homes.current()
    with aside(act, target, home=home) as hidden:
        yield hidden
        if not target.absolute().is_relative_to(home.path):
            homes.as_the_user_has_it(hidden)
        hidden.replace(target)


def scratch(use: str) -> Path:
    """A folder for temporary files, of this process and ``use`` alone, removed when the process ends."""
    key = os.getpid(), use
    if key not in _scratch:
        folder = _scratch[key] = hold(Path(tempfile.mkdtemp(prefix=f"{SCRATCH}{use}-")))
        # A server's processes end without a word; what they leave is small, and goes when the next one begins.
        now = folder.stat().st_mtime
        for one in _temporary(now):
            if one.begun < now - YOUNG_SECONDS:
                remove(one)
        atexit.register(_end_scratch, key)
    return _scratch[key]


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for temporary files, removed at the end of the block."""
    folder = hold(Path(tempfile.mkdtemp(prefix=SCRATCH)))
    try:
        yield folder
    finally:
        end(folder)


def hold(folder: Path) -> Path:
    """Lock ``folder`` until :func:`end`, or as long as this process lives. Returns it."""
    _held[folder] = _lock(folder / LOCK)
    _held[folder].acquire()
    return folder


def end(folder: Path) -> None:
    """Remove a folder that this process holds."""
    if (lock := _held.pop(folder, None)) is not None:
        lock.release()
    shutil.rmtree(folder, ignore_errors=True)


def left(home: Home, *, at: float) -> list[Left]:
    """What killed programs left beside or outside of ``home``, and in its folder for copies. ``at`` is the time in
    seconds. What a running program is writing is not among it."""
    found = {one.paths[0]: one for one in (*_noted(home, at), *_in_known_folders(home, at), *_temporary(at))}
    return sorted(found.values(), key=lambda one: one.paths)


def left_of_restoring(target: Path, *, at: float = 0.0) -> list[Left]:
    """What killed restores of ``target`` left beside it: copies with all the secrets that a home has. Without the time
    only what certainly has no program any more."""
    begins = f".{target.name[:SHOWN_NAME]}."
    found = (_left("restore", path, at) for path in _children(target.parent)
             if path.name.startswith(begins) and path.name.endswith(RESTORING) and HIDDEN.fullmatch(path.name))
    return [one for one in found if one]


def remove(one: Left) -> bool:
    """Remove what was left. False if a program holds it by now, or it cannot be removed."""
    lock = _lock(one.lock, 0) if one.lock is not None else None
    try:
        if lock is not None:
            lock.acquire()
        for path in one.paths:
            if path != one.lock:
                _remove(path)
    except OSError:  # a lock that another holds is a TimeoutError
        return False
    finally:
        if lock is not None:
            lock.release()
    for mark in filter(None, (one.lock, one.note)):
        mark.unlink(missing_ok=True)
    return not any(os.path.lexists(path) for path in one.paths)


def _lock(place: Path, patience: float = -1) -> filelock.BaseFileLock:
    import filelock  # only now: what locks is long to load, and most commands lock nothing

    return filelock.FileLock(str(place), timeout=patience)


def _end_scratch(key: tuple[int, str]) -> None:
    if key[0] == os.getpid():  # and not a process that was forked from it
        end(_scratch.pop(key))


def _note(home: Home, act: str, hidden: Path) -> Path | None:
    note = home.unfinished / f"{uuid4().hex}.json"
    try:
        home.unfinished.mkdir(exist_ok=True)
        note.write_text(json.dumps({"act": act, "path": str(hidden)}), encoding="utf-8")
    except OSError:
        return None  # a home that is only read, or a full disk: neither keeps a backup from being made
    return note


def _noted(home: Home, at: float) -> Iterator[Left]:
    for note in sorted(home.unfinished.glob("*.json")):
        try:
            said = json_of(note.read_text("utf-8"))
            hidden = Path(said["path"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # half a note: its program was killed before it wrote anything else
        if not HIDDEN.fullmatch(hidden.name):
            continue  # not of ours, whoever wrote it
        if one := _left(str(said.get("act", "")), hidden, at, note):
            yield one
        elif not _belonging(hidden):
            with suppress(OSError):
                note.unlink()  # nothing is left of it


def _in_known_folders(home: Home, at: float) -> Iterator[Left]:
    yield from left_of_restoring(home.path, at=at)
    for path in _children(home.backups):
        ours = path.name.startswith(".") and path.name.endswith((PARTIAL, STORE)) and HIDDEN.fullmatch(path.name)
        if ours and (one := _left("backup", path, at)):
            yield one


def _temporary(at: float) -> Iterator[Left]:
    if os.name == "nt":
        return  # its user's folder for temporary files is swept by the system
    for path in _children(Path(tempfile.gettempdir())):
        if path.name.startswith(SCRATCH):
            with suppress(FileNotFoundError):  # its program has ended, and removed it
                if path.lstat().st_uid == os.getuid() and (one := _left("figures", path, at)):
                    yield one


def _left(act: str, hidden: Path, at: float, note: Path | None = None) -> Left | None:
    paths = _belonging(hidden)
    if not paths:
        return None
    lock = hidden / LOCK if hidden.is_dir() and (hidden / LOCK).exists() else Path(f"{hidden}{LOCK}")
    try:
        begun = max((path.lstat().st_mtime for path in paths), default=at)
        if (lock.exists() and not free(lock)) or (not lock.exists() and at - begun < OLD_SECONDS):
            return None
        return Left(act, paths, sum(map(size, paths)), begun, lock if lock.exists() else None, note)
    except FileNotFoundError:
        return None  # its program has ended, and removed it


def _belonging(hidden: Path) -> tuple[Path, ...]:
    """What bears the name, or begins with it: a store's copy and SQLite's journal of it lie beside a backup."""
    return tuple(sorted(path for path in _children(hidden.parent) if path.name.startswith(hidden.name)))


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def free(lock: Path) -> bool:
    held = _lock(lock, 0)
    try:
        with held:
            return True
    except OSError:  # a lock that another holds is a TimeoutError
        return False


def size(path: Path) -> int:
    if path.is_dir() and not path.is_symlink():
        return sum(each.lstat().st_size for each in path.rglob("*") if not each.is_dir())
    return path.lstat().st_size


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
