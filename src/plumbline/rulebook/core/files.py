"""The rulebook's files: those that ship, and an authority's own in the folder ``rulebook/`` of its home.

An authority's own are read as one and changed as one. Several may have to change together: a new version of a scheme
ends the one before it. They are written aside and synced; one rename to ``changing/`` makes them count, and only then
they are moved to their places one by one. While ``changing/`` is there its files are read instead of those of the same
name, so whoever reads - also after a crash half way - finds all of the change or nothing of it.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeAlias

from plumbline.errors import HomeError, RulebookError, reported
from plumbline.home import Home, sync
from plumbline.rulebook.core.faults import Faulty, heads_in, id_in
from plumbline.text import Text

CHANGING, ASIDE = "changing", ".aside-"
TRIES = 20
"""How often files are read anew that somebody changes while they are read."""
Stamp: TypeAlias = tuple[tuple[str, int, int, int, int], ...]


def shipped(*names: str) -> Traversable:
    """A file, or a folder of files, that ships with the rulebook."""
    return resources.files("plumbline.rulebook").joinpath("data", *names)


def shipped_files(folder: str) -> list[tuple[str, str]]:
    """The shipped files of a folder as (``FOLDER/NAME.toml``, text), by name."""
    entries = shipped(folder).iterdir()
    return [(f"{folder}/{entry.name}", entry.read_text("utf-8"))
            for entry in sorted(entries, key=lambda each: each.name) if entry.name.endswith(".toml")]


def own_files(home: Home | None, folder: str, faults: list[Faulty] | None = None) -> list[tuple[str, str]]:
    """The files in ``rulebook/FOLDER`` as (``FOLDER/NAME.toml``, text), by name; none without a home. A file that
    cannot be read is added to ``faults``, where they are collected.

    :raises RulebookError: for such a file, where they are not.
    """
    if home is None:
        return []
    for _ in range(TRIES):
        before = stamp(home, folder)
        try:
            unread: list[Faulty] = []
            found = [(f"{folder}/{path.name}", text) for path in _paths(home, folder)
                     if (text := _read(path, folder, None if faults is None else unread)) is not None]
        except FileNotFoundError:
            continue
        if stamp(home, folder) == before:
            if faults is not None:
                faults += unread
            return found
    raise RulebookError("rule.being_changed", Text("the files change while they are read", "读取时文件正被修改"),
                        where=str(home.rulebook / folder), next_step=Text("Try again in a moment", "请稍后重试"))


def stamp(home: Home | None, folder: str) -> Stamp:
    """A token that changes when a file in ``rulebook/FOLDER`` does."""
    if home is None:
        return ()
    return tuple(found for path in _paths(home, folder) if (found := _stamped(path)))


def stamp_of_all(home: Home) -> Stamp:
    """A token that changes when any file of the home's own rulebook does."""
    folders = sorted({path.parent.name for path in home.rulebook.glob("*/*.toml")}
                     | {path.parent.name for path in home.rulebook.glob(f"{CHANGING}/*/*.toml")})
    return tuple(each for folder in folders if folder != CHANGING for each in stamp(home, folder))


def replace(home: Home, files: Mapping[str, str]) -> None:
    """Put ``files`` (``FOLDER/NAME.toml`` -> text) in place of those of the same names: all of them, or none.

    One process at a time: whoever calls holds a lock. :raises HomeError: if they cannot be written; then none is.
    """
    aside = home.rulebook / f"{ASIDE}{secrets.token_hex(6)}"
    try:
        finish(home)
        for name, text in files.items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            sync(path)
        for folder in {(aside / name).parent for name in files}:
            sync(folder)
        sync(aside)
        aside.rename(home.rulebook / CHANGING)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise HomeError("rule.not_written", Text("the rulebook could not be written, so nothing of it was changed",
                                                 "规则文件写入失败，未作任何改动"), where=str(home.rulebook),
                        why=reported(error),
                        next_step=Text("Make room, or look at the folder's rights, and do it again",
                                       "请清理磁盘空间或检查文件夹权限后重试")) from error
    with suppress(OSError):  # it counts already; what is left is done with the next change
        finish(home)


def finish(home: Home) -> None:
    """Move what counts already to its place: the rest of a change that was cut short. Nothing else is changed."""
    changing = home.rulebook / CHANGING
    if changing.is_dir():
        sync(home.rulebook)
        for path in sorted(changing.glob("*/*.toml")):
            target = home.rulebook / path.parent.name / path.name
            target.parent.mkdir(exist_ok=True)
            path.replace(target)
            sync(target.parent)
        shutil.rmtree(changing)
    for left in home.rulebook.glob(f"{ASIDE}*"):
        shutil.rmtree(left, ignore_errors=True)


def left(home: Home) -> list[Path]:
    """What changes of the rulebook are writing, or left when they were cut short; what counts is not among it."""
    return sorted(home.rulebook.glob(f"{ASIDE}*"))


def _paths(home: Home, folder: str) -> Iterator[Path]:
    first = {path.name: path for path in (home.rulebook / CHANGING / folder).glob("*.toml")}
    rest = {path.name: path for path in (home.rulebook / folder).glob("*.toml")}
    # Looked at in this order: a file that is moved meanwhile is in one of the two.
    yield from (path for _, path in sorted({**rest, **first}.items()))


def _read(path: Path, folder: str, unread: list[Faulty] | None) -> str | None:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        name = f"{folder}/{path.name}"
        refusal = unreadable(Text("this file cannot be read", "文件无法读取"), name, error)
        if unread is None:
            raise refusal from error
        unread.append(Faulty(name, refusal, tuple(_defines(folder, path))))
        return None


def unreadable(what: Text, where: str, error: OSError | UnicodeDecodeError) -> RulebookError:
    """That a file cannot be read, because of ``error``."""
    why = reported(error)
    if isinstance(error, UnicodeDecodeError):
        why = Text(str(error), f"第{error.start + 1}个字节不是UTF-8编码")
    return RulebookError("rule.unreadable", what, where=where, why=why,
                         next_step=Text("Save it as UTF-8 text", "请存为UTF-8文本"))


def _defines(folder: str, path: Path) -> Iterator[str]:
    """What a file that cannot be read would have defined, as far as it can be told."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        text = ""
    if folder == "indicators":
        yield from (f"{path.stem}.{name}" for name in heads_in(text))
    yield id_in(text) or path.stem


def _stamped(path: Path) -> tuple[str, int, int, int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    # The clock of a file system is coarse: another file in its place, or other rights, may be of the same moment.
    return (f"{path.parent.parent.name}/{path.name}", found.st_mtime_ns, found.st_size, found.st_ino,
            found.st_ctime_ns)
