"""Cuts: the records as they were known at one moment, frozen as Parquet files and identified by their content.

A cut never changes. Every figure names the cut it was computed from, and a figure of a cut always comes out the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from plumbline.errors import CutError
from plumbline.figures.cuts import manifest as manifests
from plumbline.figures.cuts import trees
from plumbline.figures.cuts.manifest import Manifest
from plumbline.figures.cuts.verifying import verify
from plumbline.figures.engine.base import Source
from plumbline.figures.engine.schema import REGION
from plumbline.home import Home
from plumbline.methods.shared.region_tree import RegionTree, TreeAt
from plumbline.methods.shared.suggesting import suggest
from plumbline.text import Text

Progress: TypeAlias = Callable[[str, int], None]
"""Called with a kind's name and the number of its rows written so far."""


@dataclass(frozen=True)
class Cut:
    """One frozen cut. ``folder`` may move; ``id`` stays. ``held`` is what its manifest says."""

    id: str
    folder: Path
    held: Manifest
    verify: bool = field(default=True, compare=False)

    @property
    def manifest(self) -> dict[str, Any]:
        """The document ``manifest.json``."""
        return self.held.as_dict()

    @property
    def joint(self) -> bool:
        """Whether other instances have a part in it."""
        return bool(self.held.received)

    def paths(self, kind: str) -> tuple[Path, ...]:
        """The Parquet files of ``kind``, each checked against its SHA-256. :raises CutError: if the cut does not hold
        the kind, or a file is not the bytes that were frozen."""
        held = self.held.kinds.get(kind)
        if held is None:
            raise CutError("cut.kind_not_held", Text(f"the cut holds no records of kind '{kind}'",
                                                     f"快照中没有“{kind}”类记录"), where=self.id,
                           next_step=suggest(kind, sorted(self.held.kinds)))
        for part in held.files if self.verify else ():
            verify(self.folder / part.file, part.sha256)
        return tuple(self.folder / part.file for part in held.files)

    def own_paths(self, kind: str) -> tuple[Path, ...]:
        """Those of them that were frozen here."""
        return self.paths(kind)[:len(self.held.kinds[kind].own)]

    def path(self, kind: str) -> Path:
        """The only file of ``kind``, where it has no other: of the regions, always."""
        (path,) = self.paths(kind)
        return path

    def source(self, kind: str) -> Source:
        """What an engine reads for ``kind``: see :class:`plumbline.figures.engine.base.Source`."""
        paths = self.paths(kind)
        return paths if len(paths) > 1 or (self.joint and kind != REGION) else paths[0]

    def rows(self, kind: str) -> int:
        """How many records of ``kind`` it holds."""
        held = self.held.kinds.get(kind)
        return held.rows if held else 0

    def check(self) -> None:
        """Check every file. :raises CutError: at the first that is missing or altered."""
        for part in (part for held in self.held.kinds.values() for part in held.files):
            verify(self.folder / part.file, part.sha256)

    def tree(self) -> RegionTree:
        """The region tree that was frozen."""
        return trees.tree_of(self.path(REGION), self.held.kinds[REGION].sha256)

    def tree_at(self, day: date) -> TreeAt:
        """The tree as it stood on ``day``."""
        return trees.tree_at(self.path(REGION), self.held.kinds[REGION].sha256, day)


def open_cut(home: Home, id: str | None = None, *, verify: bool = True) -> Cut:
    """The cut ``id`` of ``home``, or the latest (by as-of time). Each file is checked when it is first used, unless
    ``verify`` is false. :raises CutError: if there is none, or its manifest was altered."""
    held = cut_ids(home)
    if not held:
        raise CutError("cut.none_yet", Text("there is no cut yet", "尚未生成快照"), where=str(home.cuts),
                       next_step=Text("Freeze one with: plumb cut", "请生成快照：plumb cut"))
    chosen = held[-1] if id is None else id
    if chosen not in held:
        raise CutError("cut.unknown", Text(f"there is no cut '{chosen}'", f"没有快照“{chosen}”"),
                       next_step=suggest(chosen, held[-5:]))
    folder = home.cuts / chosen
    return Cut(chosen, folder, manifests.read(folder), verify)


def list_cuts(home: Home) -> list[Cut]:
    """Every cut of ``home``, latest as-of time first. :raises CutError: if a manifest was altered."""
    return [open_cut(home, each) for each in reversed(cut_ids(home))]


def cut_ids(home: Home) -> list[str]:
    """Ids of the cuts of ``home``, in order of as-of time; what a killed freeze left behind is not among them."""
    if not home.cuts.is_dir():
        return []
    return sorted(each.name for each in home.cuts.iterdir() if each.is_dir() and not each.name.startswith("."))
