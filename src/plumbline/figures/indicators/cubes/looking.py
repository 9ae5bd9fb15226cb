"""What cubes a home has, whether they can be used, and removing them: all can be made again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plumbline.figures.cuts.cut import cut_ids
from plumbline.figures.cuts.verifying import sha256_of
from plumbline.figures.indicators.cubes.answers import ENDING, whole
from plumbline.figures.indicators.cubes.slabs import MANIFEST, PARTIAL, Shelf, manifests, sealed, slab_name
from plumbline.home import Home

HALF_DONE = 3600.0
"""Seconds after which nobody is still writing a file."""


@dataclass(frozen=True)
class Looked:
    """The cubes that one engine made of one cut. ``unusable`` are the files that are not what was written, or of
    another cut or release: they are never used; ``gone`` says that the cut is no more."""

    cut: str
    engine: str
    folder: Path
    files: int
    bytes: int
    unusable: tuple[str, ...]
    gone: bool


def looked(home: Home) -> Iterator[Looked]:
    """The cubes of every cut, each file read."""
    known = set(cut_ids(home))
    for folder in sorted(each for each in home.cubes.glob("*/*") if each.is_dir()):
        cut, engine = folder.parent.name, folder.name
        shelf = Shelf(folder, cut, engine)
        # Others may be writing, and removing, meanwhile.
        files = [each for each in folder.iterdir() if not each.name.endswith(PARTIAL)]
        unusable = [each.name for each in manifests(folder) if not _usable(each, shelf)]
        unusable += [each.name for each in sorted(folder.glob(f"*{ENDING}")) if not whole(each, shelf)]
        yield Looked(cut, engine, folder, len(files), sum(_size(each) for each in files), tuple(unusable),
                     cut not in known)


def drop(home: Home, cut: str | None = None) -> int:
    """Remove the cubes of ``cut``, or of all cuts; how many bytes they had."""
    folders = [home.cubes / cut] if cut else [each for each in home.cubes.glob("*") if each.is_dir()]
    freed = sum(_size(each) for folder in folders for each in folder.rglob("*") if each.is_file())
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return freed


def drop_unusable(home: Home, at: float) -> list[Path]:
    """Remove what cannot be used, and what programs that were stopped left behind; ``at`` is the time in seconds."""
    removed = [each for each in home.cubes.glob(f"*/*/.*{PARTIAL}") if each.stat().st_mtime < at - HALF_DONE]
    for path in removed:
        path.unlink(missing_ok=True)
    for each in looked(home):
        if each.gone:
            shutil.rmtree(each.folder.parent, ignore_errors=True)
            removed.append(each.folder.parent)
            continue
        for name in each.unusable:
            (each.folder / name).unlink(missing_ok=True)
            removed.append(each.folder / name)
    return removed


def _usable(path: Path, shelf: Shelf) -> bool:
    document = sealed(path)
    if not isinstance(document, dict) or any(document.get(name) != value for name, value in shelf.head.items()):
        return False
    if path.name != f"{slab_name(document['definition'], document['holds'], document['year'])}{MANIFEST}":
        return False
    if document["fits"] is not True:
        return True
    file = shelf.folder / str(document["file"])
    return file.parent == shelf.folder and file.is_file() and sha256_of(file) == document["sha256"]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
