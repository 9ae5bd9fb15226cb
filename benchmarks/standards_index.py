"""The search index of a register of standards made anew: all fields, rights, facets, and how words begin, for
records of every kind. ``place`` names a folder whose home is filled once and measured again later.

The reference beside it is Tantivy alone over designations and titles: words and pairs of characters, nothing else.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _measure, _standards_home
from benchmarks._lines import Growth, Line

QUICK = {"standards": 10_000}
SIZE = ("standards",)
_PLAIN = "Tantivy alone, designations and titles"
LINES = (
    Line("the index made anew", ("processor_seconds",), _PLAIN, ("reference", "processor_seconds"), peak=("peak_mb",)),
    Line("the same, as one waits for it", ("seconds",), _PLAIN, ("reference", "seconds"), unit="s of wall", most=120,
         absolute=True),
    Line("its size", ("size_mb",), _PLAIN, ("reference", "size_mb"), unit="MB", most=400, absolute=True),
)
GROWTH = (Growth("standards", 10_000, {}, ("the index made anew", "its size")),)


def run(standards: int = 3_300_000, place: str = "", shared: str = "") -> dict[str, Any]:
    """Make the index of ``standards`` made ones."""
    with tempfile.TemporaryDirectory() as scratch:
        filled = _standards_home.filled(shared, place, Path(scratch), standards)
        home = Path(scratch) / "copy"
        shutil.copytree(filled, home)
        made = _measure.plumb("search", "--rebuild", home=home)
        size = _size(home / "cache" / "search")
        folder = Path(scratch) / "plain"
        reference = _measure.child("-m", "benchmarks._standards_plain", "index", str(home / "plumbline.sqlite3"),
                                   str(folder))
        reference["size_mb"] = _size(folder)
    return {"name": "standards_index", "standards": standards, "seconds": round(made["seconds"], 1),
            "processor_seconds": round(made["processor_seconds"], 2), "peak_mb": round(made["peak_mb"]),
            "size_mb": size, "reference": reference, "load": _measure.load(), "machine": _measure.machine()}


def _size(folder: Path) -> float:
    return round(sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / 1e6, 1)
