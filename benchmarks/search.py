"""Searching a million inspections as the public, as an officer of one county and as somebody who acts for an
organisation; making the index; and how soon what was saved is found.

``rows``, ``times`` questions of each sort (see ``_search_store.questions``). The reference beside it is SQLite's own
full-text search on the same rows. ``place`` names a folder to fill once and to measure again later.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _homes, _measure
from benchmarks._lines import Growth, Line

QUICK = {"rows": 20_000, "times": 8}
SIZE = ("rows",)
_FTS = "SQLite's full-text search by trigrams, no rights"
LINES = (
    Line("the index made anew", ("index", "processor_seconds"), _FTS, ("reference", "made_processor_seconds"),
         peak=("index", "peak_mb")),
    *(Line(f"a question, {reader}, the median", ("readers", reader, "processor_ms", "p50"), _FTS,
           ("reference", "trigrams_processor_ms", "p50"), unit="ms")
      for reader in ("public", "officer of one county", "for an organisation")),
    *(Line(f"a question, {reader}, the 99th percentile", ("readers", reader, "processor_ms", "p99"), _FTS,
           ("reference", "trigrams_processor_ms", "p99"), unit="ms", most=50, absolute=True)
      for reader in ("public", "officer of one county", "for an organisation")),
    Line("the command, with nothing to catch up", ("command", "processor_seconds")),
)
GROWTH = (Growth("rows", 10_000, {"times": 4}, ("the index made anew", "a question, public, the median")),)

def run(rows: int = 1_000_000, times: int = 12, seed: int = 7, place: str = "", shared: str = "") -> dict[str, Any]:
    """Fill, index, ask."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(place or scratch) / "home"
        filled: dict[str, Any] = {}
        if not home.exists():
            _homes.empty(shared, home)
            filled = _child(home, "fill", str(rows))
        made = _measure.plumb("search", "--rebuild", home=home)
        index = home / "cache" / "search"
        size = sum(each.stat().st_size for each in index.rglob("*") if each.is_file())
        again = _measure.plumb("search", "--in", "inspection", "one-more", home=home)
        asked = _child(home, "ask", str(times), str(seed))
        reference = _child(home, "reference", str(times), str(seed))
    return {
        "name": "search", "rows": rows, "filled": filled, "target_p99_ms": 50,
        "index": {"seconds": round(made["seconds"], 1), "rows_a_second": round(rows / made["seconds"]),
                  "processor_seconds": round(made["processor_seconds"], 2),
                  "peak_mb": round(made["peak_mb"]), "size_mb": round(size / 1e6, 1)},
        "command": {"what": "plumb search, with nothing to catch up", "seconds": round(again["seconds"], 2),
                    "processor_seconds": round(again["processor_seconds"], 3)},
        **asked, "reference": reference, "load": _measure.load(), "machine": _measure.machine(),
    }


def _child(home: Path, *arguments: str) -> Any:
    return _measure.child("-m", "benchmarks._search_store", str(home), *arguments)
