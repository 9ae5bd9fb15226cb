"""The region trees of cuts, kept by the hash of the file they were read from."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from plumbline.figures.cuts.verifying import Held
from plumbline.methods.shared.region_tree import RegionTree, RegionVersion, TreeAt, names

COLUMNS = ("code", "name_en", "name_zh", "level", "parent", "valid_from", "valid_to", "successor")
TREES_KEPT = 8
DAYS_KEPT = 64  # a tree of one day for each period lately asked for


def tree_of(path: Path, sha256: str) -> RegionTree:
    """The tree in the region file at ``path``, which has this hash."""
    return _tree(Held(sha256, path))


def tree_at(path: Path, sha256: str, day: date) -> TreeAt:
    """The same tree as it stood on ``day``."""
    return _tree_at(Held(sha256, path), day)


@lru_cache(maxsize=TREES_KEPT)
def _tree(held: Held) -> RegionTree:
    return RegionTree(version_of(row) for row in pq.read_table(held.path, columns=list(COLUMNS)).to_pylist())


@lru_cache(maxsize=DAYS_KEPT)
def _tree_at(held: Held, day: date) -> TreeAt:
    return _tree(held).at(day)


def version_of(row: dict[str, Any]) -> RegionVersion:
    """One row of a region file."""
    return RegionVersion(
        code=row["code"], name=names(row["name_en"], row["name_zh"], row["code"]), level=row["level"],
        parent=row["parent"], valid_from=row["valid_from"], valid_to=row["valid_to"], successor=row["successor"],
    )
