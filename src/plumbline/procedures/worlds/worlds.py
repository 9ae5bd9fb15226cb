"""Loading a shipped world: its folder says what it is, its loader turns it into files to import."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

from plumbline import unfinished
from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.procedures.records import imports
from plumbline.procedures.worlds import brics, chicago, haiyan, nation, yuzhong, zhejiang
from plumbline.procedures.worlds.making import KEPT
from plumbline.procedures.worlds.watch import watch
from plumbline.records.core.journal import Entry
from plumbline.rulebook.mappings.mappings import Mapping
from plumbline.text import Text
from plumbline.worlds import describe, name_in, scale_in, world_of

__all__ = ["LOADERS", "describe", "load", "scale_of", "world_of"]

Source: TypeAlias = tuple[str, Path, Mapping | None]
"""A record kind, a file of it, and the mapping of its columns."""
Loader: TypeAlias = Callable[[Path, Path, Path | None], Iterable[Source]]
"""Given the world's folder, a folder for what it makes, and another copy of the raw file: the files, in order."""
Scaled: TypeAlias = Callable[[Path, Path, Decimal], Iterable[Source]]
"""Given the world's folder, a folder for what it makes, and the scale: the files, in order."""

LOADERS: dict[str, Loader] = {
    "chicago": chicago.sources, "haiyan": haiyan.sources, "zhejiang": zhejiang.sources,
    "yuzhong": yuzhong.sources, "watch": watch.sources, "brics": brics.sources,
}
SCALED: dict[str, Scaled] = {"nation": nation.sources}
ANOTHER_FOLDER = Text("Name another folder with --home", "请用--home指定其他文件夹")
SMALLEST, LARGEST = Decimal("0.001"), Decimal(1)


def load(home: Home, name: str, *, clock: imports.Clock, inspections: Path | None = None, scale: str = "",
         progress: imports.Progress = imports.silent) -> dict[str, imports.Outcome]:
    """Load world ``name`` into ``home``; another copy of the raw inspections may stand in for the shipped one.

    ``scale`` is what part of the published counts a world that can be made at any scale holds, 0.001 to 1 (empty: what
    is there, else its smallest). Idempotent: what is there already is left as it is. Returns what each import did, by
    kind; of a kind that comes in several files, by file after the first. Raises HomeError where the world would come
    among other records, or at two scales.
    """
    about = describe(name)
    _has_the_home_to_itself(home, name, about)
    part = scale_of(home, name, scale)
    if about["constructed"]:
        _remember(home, name, part)  # first, so that a load that was cut short can be taken up again
    folder = resources.files("plumbline.worlds").joinpath(name)
    done = {}
    with resources.as_file(folder) as place, unfinished.scratch_folder() as scratch:
        files = (LOADERS[name](place, scratch, inspections) if part is None
                 else SCALED[name](place, scratch, part))
        for kind, path, mapping in files:
            told = kind if kind not in done else f"{kind} ({path.name})"
            done[told] = imports.import_file(home, kind, path, clock=clock, mapping=mapping, progress=progress)
        if (scratch / KEPT).is_dir():
            shutil.copytree(scratch / KEPT, home.path, dirs_exist_ok=True)
    _remember(home, name, part)
    return done


def scale_of(home: Home, name: str, scale: str) -> Decimal | None:
    """The scale to make world ``name`` at in ``home``, as asked by ``scale``; None for a world of a single size.

    :raises HomeError: for what is no scale of this world, or not the one it has here already.
    """
    if name not in SCALED:
        if scale:
            raise HomeError(
                "world.single_size",
                Text(f"the world '{name}' has a single size", f"示例数据“{name}”只有一种规模"), where="--scale",
                next_step=Text(f"Leave it out, or choose one of: {', '.join(sorted(SCALED))}",
                               f"请去掉该选项，或选择：{'、'.join(sorted(SCALED))}"))
        return None
    here = scale_in(home)
    if not scale:
        return here or SMALLEST
    try:
        wanted = Decimal(scale)
    except InvalidOperation:
        wanted = Decimal(0)
    if not (wanted.is_finite() and SMALLEST <= wanted <= LARGEST):
        raise HomeError(
            "world.scale_unfit", Text(f"'{scale}' is no scale", f"“{scale}”不是有效的规模"), where="--scale",
            next_step=Text(f"Write a number from {SMALLEST} to {LARGEST}, such as 0.01",
                           f"请填写{SMALLEST}至{LARGEST}之间的数，如0.01"))
    if here is not None and here != wanted:
        raise HomeError(
            "world.scale_differs", Text(f"this data directory holds the world '{name}' at scale {here}",
                                        f"该数据目录中示例数据“{name}”的规模为{here}"), where=str(home.path),
            why=Text("Records of two scales would be counted together", "两种规模的记录会混在一起计算"),
            next_step=Text("Leave --scale out, or name another folder with --home",
                           "请去掉--scale，或用--home指定其他文件夹"))
    return wanted


def _has_the_home_to_itself(home: Home, name: str, about: dict[str, Any]) -> None:
    held = name_in(home)
    if held and held != name:
        raise HomeError(
            "world.home_taken", Text(f"this data directory holds the world '{held}'",
                                     f"该数据目录中已有示例数据“{held}”"), where=str(home.path),
            why=Text("Each world has a data directory of its own", "每套示例数据须有各自的数据目录"),
            next_step=ANOTHER_FOLDER)
    if about["constructed"] and not held and Entry.objects.filter(state=Entry.VISIBLE).exists():
        raise HomeError(
            "world.home_taken", Text("this data directory holds records already", "该数据目录中已有记录"),
            where=str(home.path),
            why=Text(f"The records of '{name}' are constructed, and would be counted among them",
                     f"“{name}”的记录是虚构的，会与已有记录混在一起计算"), next_step=ANOTHER_FOLDER)


def _remember(home: Home, name: str, scale: Decimal | None) -> None:
    lines = [name] if scale is None else [name, str(scale)]
    (home.path / "world").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
