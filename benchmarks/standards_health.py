"""The three lists of the health of a register of standards. ``place`` as in ``standards_index``.

The reference beside them is what they look at of all standards, fetched by sqlite3 alone.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _measure, _standards_home
from benchmarks._lines import Growth, Line

LISTS = ("chaotic", "low", "soft")
QUICK = {"standards": 10_000}
SIZE = ("standards",)
LINES = tuple(Line(f"what is {name}", ("lists", name, "processor_seconds"), "its columns read by sqlite3 alone",
                   ("reference", "processor_seconds"), most=60, absolute=True, peak=("lists", name, "peak_mb"))
              for name in LISTS)
GROWTH = (Growth("standards", 10_000),)


def run(standards: int = 3_300_000, place: str = "", shared: str = "") -> dict[str, Any]:
    """Each list once, in a process of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        home = _standards_home.filled(shared, place, Path(scratch), standards)
        lists = {name: _measure.child("-m", "benchmarks._standards_asked", str(home), "health", name) for name in LISTS}
        reference = _measure.child("-m", "benchmarks._standards_plain", "read", str(home / "plumbline.sqlite3"))
    return {"name": "standards_health", "standards": standards, "lists": lists, "reference": reference,
            "load": _measure.load(), "machine": _measure.machine()}
