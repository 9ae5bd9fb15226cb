"""Loading a shipped world: its folder says what it is, its loader turns it into files to import."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.procedures import imports, worlds_chicago, worlds_haiyan, worlds_nation, worlds_zhejiang
from plumbline.records.journal import Entry
from plumbline.rulebook.mappings import Mapping
from plumbline.worlds import describe, name_in, scale_in, world_of

__all__ = ["LOADERS", "describe", "load", "scale_of", "world_of"]

Source: TypeAlias = tuple[str, Path, Mapping | None]
"""A record kind, a file of it, and the mapping of its columns."""
Loader: TypeAlias = Callable[[Path, Path, Path | None], Iterable[Source]]
"""Given the world's folder, a folder for what it makes, and another copy of the raw file: the files, in order."""
Scaled: TypeAlias = Callable[[Path, Path, Decimal], Iterable[Source]]
"""Given the world's folder, a folder for what it makes, and the scale: the files, in order."""

LOADERS: dict[str, Loader] = {
    "chicago": worlds_chicago.sources, "haiyan": worlds_haiyan.sources, "zhejiang": worlds_zhejiang.sources,
}
SCALED: dict[str, Scaled] = {"nation": worlds_nation.sources}
SMALLEST, LARGEST = Decimal("0.001"), Decimal(1)


def load(home: Home, name: str, *, clock: imports.Clock, inspections: Path | None = None, scale: str = "",
         progress: imports.Progress = imports.silent) -> dict[str, imports.Outcome]:
    """Load world ``name`` into ``home``; another copy of the raw inspections may stand in for the shipped one.

    ``scale`` is what part of the published counts a world that can be made at any scale holds, 0.001 to 1 (empty: what
    is there, else its smallest). Idempotent: what is there already is left as it is. Returns what each import did, by
    kind. Raises HomeError where the world would come among other records, or at two scales.
    """
    about = describe(name)
    _has_the_home_to_itself(home, name, about)
    part = scale_of(home, name, scale)
    if about["constructed"]:
        _remember(home, name, part)  # first, so that a load that was cut short can be taken up again
    folder = resources.files("plumbline.worlds").joinpath(name)
    done = {}
    with resources.as_file(folder) as place, tempfile.TemporaryDirectory() as scratch:
        files = (LOADERS[name](place, Path(scratch), inspections) if part is None
                 else SCALED[name](place, Path(scratch), part))
        for kind, path, mapping in files:
            done[kind] = imports.import_file(home, kind, path, clock=clock, mapping=mapping, progress=progress)
    _remember(home, name, part)
    return done


def scale_of(home: Home, name: str, scale: str) -> Decimal | None:
    """The scale to make world ``name`` at in ``home``, as asked by ``scale``; None for a world of a single size.

    :raises HomeError: for what is no scale of this world, or not the one it has here already.
    """
    if name not in SCALED:
        if scale:
            raise HomeError(f"the world '{name}' has a single size", where="--scale",
                            next_step=f"Leave it out, or choose one of: {', '.join(sorted(SCALED))}")
        return None
    here = scale_in(home)
    if not scale:
        return here or SMALLEST
    try:
        wanted = Decimal(scale)
    except InvalidOperation:
        wanted = Decimal(0)
    if not (wanted.is_finite() and SMALLEST <= wanted <= LARGEST):
        raise HomeError(f"'{scale}' is no scale", where="--scale",
                        next_step=f"Write a number from {SMALLEST} to {LARGEST}, such as 0.01")
    if here is not None and here != wanted:
        raise HomeError(f"this data directory holds the world '{name}' at scale {here}", where=str(home.path),
                        why="Records of two scales would be counted together",
                        next_step="Leave --scale out, or name another folder with --home")
    return wanted


def _has_the_home_to_itself(home: Home, name: str, about: dict[str, Any]) -> None:
    held = name_in(home)
    if held and held != name:
        raise HomeError(f"this data directory holds the world '{held}'", where=str(home.path),
                        why="Each world has a data directory of its own", next_step="Name another folder with --home")
    if about["constructed"] and not held and Entry.objects.filter(state=Entry.VISIBLE).exists():
        raise HomeError("this data directory holds records already", where=str(home.path),
                        why=f"The records of '{name}' are constructed, and would be counted among them",
                        next_step="Name another folder with --home")


def _remember(home: Home, name: str, scale: Decimal | None) -> None:
    lines = [name] if scale is None else [name, str(scale)]
    (home.path / "world").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
