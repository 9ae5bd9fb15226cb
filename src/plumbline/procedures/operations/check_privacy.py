"""Who on this machine may read or change what lies in a home: every file and folder of it is looked at."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plumbline.home import FILE_MODE, FOLDER_MODE, Home
from plumbline.procedures.operations.doctor import FAULT, OK, WARN, Finding, Visit

MOST_SHOWN = 50
GROUP_OR_OTHERS, MAY_WRITE = 0o077, 0o022
CURE = "Close all of it with: plumb doctor --sweep"
WINDOWS = "on Windows a home has the rights of the folder it lies in; keep it in a user's own folder"


@dataclass(frozen=True, slots=True)
class Seen:
    """One file, folder or link of a home. ``outside``: it is reached by a link that leads out of the home."""

    path: Path
    state: os.stat_result
    outside: bool = False

    @property
    def link(self) -> bool:
        """Whether it is a symbolic link."""
        return stat.S_ISLNK(self.state.st_mode)

    @property
    def mode(self) -> int:
        """Its rights. Those of a link mean nothing."""
        return stat.S_IMODE(self.state.st_mode)

    @property
    def is_open(self) -> bool:
        """Whether others than its owner may do anything with it."""
        return not self.link and bool(self.mode & GROUP_OR_OTHERS)


def walk(home: Home) -> Iterator[Seen]:
    """The home's folder and everything in it, and what its links lead to. Each is told of once."""
    known: set[tuple[int, int]] = set()
    yield from _below(home.path, home.path.stat(), False, home, known)


def _below(path: Path, state: os.stat_result, outside: bool, home: Home, known: set[tuple[int, int]]) -> Iterator[Seen]:
    if (state.st_dev, state.st_ino) in known and not stat.S_ISREG(state.st_mode):
        return
    known.add((state.st_dev, state.st_ino))
    yield Seen(path, state, outside)
    if stat.S_ISLNK(state.st_mode):
        try:
            target = path.stat()
        except OSError:
            return  # it leads nowhere
        if leads_out(path, home):  # what lies inside is come by anyway
            yield from _below(path, target, True, home, known)
    elif stat.S_ISDIR(state.st_mode):
        for child in sorted(path.iterdir()):
            try:
                found = child.lstat()
            except FileNotFoundError:
                continue  # taken away meanwhile
            yield from _below(child, found, outside, home, known)


def leads_out(link: Path, home: Home) -> bool:
    """Whether a link leads to a place outside of the home."""
    return not link.resolve().is_relative_to(home.path.resolve())


def permissions(visit: Visit) -> Iterator[Finding]:
    """Everything in the home is for its owner alone, and is its owner's."""
    if os.name == "nt":
        yield Finding("permissions", OK, f"not looked at: {WINDOWS}")
        return
    if not visit.home.path.is_dir():
        return
    wrong: list[Finding] = []
    count = 0
    owner = visit.home.path.stat().st_uid
    for seen in walk(visit.home):
        count += 1
        wrong += _wrong(seen, owner, visit.home)
    yield from wrong[:MOST_SHOWN]
    if len(wrong) > MOST_SHOWN:
        yield Finding("permissions", WARN, f"there are {len(wrong) - MOST_SHOWN} more findings like these",
                      str(visit.home.path), next_step=CURE)
    if not wrong:
        yield Finding("permissions", OK, f"{count} files and folders are for their owner alone", str(visit.home.path))


def _wrong(seen: Seen, owner: int, home: Home) -> Iterator[Finding]:
    if seen.state.st_uid != owner:
        yield Finding("permissions", WARN, f"a {_what(seen)} in the home belongs to another account", str(seen.path),
                      f"Its owner is {_name(seen.state.st_uid)}, the home's is {_name(owner)}",
                      "Give it to the home's owner with chown, or take it away if nobody knows it")
    if seen.link and leads_out(seen.path, home):
        yield Finding("permissions", WARN, "a link leads out of the home", str(seen.path),
                      f"It leads to {seen.path.resolve()}, which a copy of the folder would not hold",
                      "Leave it if you made it; otherwise take it away, for a backup takes in what it leads to")
    if seen.is_open:
        verb = "change" if seen.mode & MAY_WRITE else "read"
        yield Finding("permissions", FAULT if seen.mode & stat.S_IWOTH else WARN,
                      f"others on this machine can {verb} a {_what(seen)} of the home", str(seen.path),
                      f"Its mode is {seen.mode:o}", _cure(seen))


def _cure(seen: Seen) -> str:
    if seen.outside:
        return f"It lies outside of the home: chmod {_closed(seen):o} {seen.path.resolve()}"
    return f"{CURE}, or this one with: chmod {_closed(seen):o} {seen.path}"


def _closed(seen: Seen) -> int:
    return FOLDER_MODE if stat.S_ISDIR(seen.state.st_mode) else FILE_MODE


def _what(seen: Seen) -> str:
    return "link" if seen.link else "folder" if stat.S_ISDIR(seen.state.st_mode) else "file"


def _name(number: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def close(home: Home) -> tuple[int, int]:
    """Take from others what they may do with the home's files and folders. What a link leads to outside of the home,
    and what belongs to another account, stays. Returns how many were closed, and how many could not be."""
    if os.name == "nt" or not home.path.is_dir():
        return 0, 0
    owner = home.path.stat().st_uid
    found = [seen for seen in walk(home) if seen.is_open and not seen.outside and seen.state.st_uid == owner]
    closed = sum(_close(seen) for seen in found)
    return closed, len(found) - closed


def _close(seen: Seen) -> bool:
    # By a handle and never through a link: whoever may write to the folder could put one in its place meanwhile.
    try:
        handle = os.open(seen.path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        now = os.fstat(handle)
        if (now.st_dev, now.st_ino) != (seen.state.st_dev, seen.state.st_ino):
            return False
        os.fchmod(handle, _closed(seen))
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def sweep(visit: Visit) -> Iterator[Finding]:
    """Close what is open to others."""
    closed, kept = close(visit.home)
    if closed:
        yield Finding("sweep", OK, f"{closed} files and folders that were open to others are closed")
    if kept:
        yield Finding("sweep", WARN, f"{kept} files or folders that are open to others could not be closed",
                      next_step="Run this as the account that owns the home")
