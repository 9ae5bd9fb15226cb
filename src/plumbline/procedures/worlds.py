"""Loading a shipped world: its folder says what it is, its loader turns it into files to import."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.procedures import imports, worlds_chicago, worlds_haiyan
from plumbline.records.journal import Entry
from plumbline.rulebook.mappings import Mapping
from plumbline.worlds import describe, name_in, world_of

__all__ = ["LOADERS", "describe", "load", "world_of"]

Source: TypeAlias = tuple[str, Path, Mapping | None]
"""A record kind, a file of it, and the mapping of its columns."""
Loader: TypeAlias = Callable[[Path, Path, Path | None], Iterable[Source]]
"""Given the world's folder, a folder for what it makes, and another copy of the raw file: the files, in order."""

LOADERS: dict[str, Loader] = {"chicago": worlds_chicago.sources, "haiyan": worlds_haiyan.sources}


def load(home: Home, name: str, *, clock: imports.Clock, inspections: Path | None = None,
         progress: imports.Progress = imports.silent) -> dict[str, imports.Outcome]:
    """Load world ``name`` into ``home``; another copy of the raw inspections may stand in for the shipped one.

    Idempotent: what is there already is left as it is. Returns what each import did, by kind. Raises HomeError where
    the world would come among other records.
    """
    about = describe(name)
    _has_the_home_to_itself(home, name, about)
    if about["constructed"]:
        _remember(home, name)  # first, so that a load that was cut short can be taken up again
    folder = resources.files("plumbline.worlds").joinpath(name)
    done = {}
    with resources.as_file(folder) as place, tempfile.TemporaryDirectory() as scratch:
        for kind, path, mapping in LOADERS[name](place, Path(scratch), inspections):
            done[kind] = imports.import_file(home, kind, path, clock=clock, mapping=mapping, progress=progress)
    _remember(home, name)
    return done


def _has_the_home_to_itself(home: Home, name: str, about: dict[str, Any]) -> None:
    held = name_in(home)
    if held and held != name:
        raise HomeError(f"this data directory holds the world '{held}'", where=str(home.path),
                        why="Each world has a data directory of its own", next_step="Name another folder with --home")
    if about["constructed"] and not held and Entry.objects.filter(state=Entry.VISIBLE).exists():
        raise HomeError("this data directory holds records already", where=str(home.path),
                        why=f"The records of '{name}' are constructed, and would be counted among them",
                        next_step="Name another folder with --home")


def _remember(home: Home, name: str) -> None:
    (home.path / "world").write_text(name + "\n", encoding="utf-8")
