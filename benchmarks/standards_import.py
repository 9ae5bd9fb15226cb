"""A catalogue of standards taken in, as ``plumb standards import`` does it: designations read, relations resolved, rows
checked, hashed, journalled.

The reference beside it is the same file by Python's json and sqlite3 alone, into two tables with their keys.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _homes, _measure, _standards_home, _standards_made
from benchmarks._lines import Growth, Line

QUICK = {"standards": 10_000}
SIZE = ("standards",)
LINES = (
    Line("a catalogue taken in", ("processor_seconds",), "json and sqlite3 alone: no checks, hashes or journal",
         ("reference", "processor_seconds"), peak=("peak_mb",)),
    Line("the same, as one waits for it", ("seconds",), "json and sqlite3 alone", ("reference", "seconds"),
         unit="s of wall", most=120, absolute=True),
    Line("memory at its highest", ("peak_mb",), unit="MB", most=1536, absolute=True),
)
GROWTH = (Growth("standards", 10_000, {}, ("a catalogue taken in",)),)


def run(standards: int = 3_300_000, shared: str = "") -> dict[str, Any]:
    """Take ``standards`` made ones into an empty home."""
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        catalogue = _standards_made.write(place / "made.jsonl", standards)
        home = _homes.empty(shared, place / "home")
        done = _standards_home.take_in(catalogue, home)
        store_mb = round((home / "plumbline.sqlite3").stat().st_size / 1e6)
        reference = _measure.child("-m", "benchmarks._standards_plain", "import", str(catalogue),
                                   str(place / "reference.sqlite3"))
        file_mb = round(catalogue.stat().st_size / 1e6)
    return {"name": "standards_import", "standards": standards, "file_mb": file_mb, "store_mb": store_mb,
            "seconds": round(done["seconds"], 1), "processor_seconds": round(done["processor_seconds"], 2),
            "peak_mb": round(done["peak_mb"]), "reference": reference, "load": _measure.load(),
            "machine": _measure.machine()}
