"""The register of standards asked, as its page asks it: two and four characters, whole titles, numbers, English words;
each answered whole, with facets counted and hits looked at in the store. ``place`` as in ``standards_index``.

The reference beside it is the same question of Tantivy alone over designations and titles: the best twenty.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _measure, _standards_home
from benchmarks._lines import Growth, Line
from benchmarks._standards_asked import SORTS

QUICK = {"standards": 10_000, "times": 20}
SIZE = ("standards",)
LINES = tuple(Line(f"{sort}, the 99th percentile", ("asked", sort, "p99"), "Tantivy alone, designations and titles",
                   ("reference", "found", sort, "p99"), unit="ms", most=15, absolute=True) for sort in SORTS)
GROWTH = (Growth("standards", 10_000, {"times": 20}),)


def run(
    standards: int = 3_300_000, times: int = 200, seed: int = 7, place: str = "", shared: str = "",
) -> dict[str, Any]:
    """Ask ``times`` questions of each sort."""
    with tempfile.TemporaryDirectory() as scratch:
        home = _standards_home.filled(shared, place, Path(scratch), standards)
        file, folder = Path(scratch) / "questions.json", Path(scratch) / "plain"
        asked = _measure.child("-m", "benchmarks._standards_asked", str(home), "questions", str(times), str(seed))
        file.write_text(json.dumps(asked), "utf-8")
        took = _measure.child("-m", "benchmarks._standards_asked", str(home), "ask", str(file))
        _measure.child("-m", "benchmarks._standards_plain", "index", str(home / "plumbline.sqlite3"), str(folder))
        reference = _measure.child("-m", "benchmarks._standards_plain", "ask", str(folder), str(file))
    return {"name": "standards_search", "standards": standards, "asked": took, "reference": reference,
            "load": _measure.load(), "machine": _measure.machine()}
