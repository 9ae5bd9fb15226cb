"""Holding a large store against its journal: ``plumb cut``, ``doctor --deep``, ``backup verify`` and ``restore``.

``rows`` inspections are imported, ``corrected`` of them once more. The reference beside the cut is the reading of the
same rows alone: their columns out of the store into Arrow batches, without a leaf made anew.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _homes, _measure
from benchmarks._lines import Growth, Line
from benchmarks.cut_speed import imported
from benchmarks.import_speed import _write

QUICK = {"rows": 40_000, "corrected": 400}
SIZE = ("rows",)
_LEAVES = ("the same rows read, and each leaf made anew", ("one pass", "read and leaves", "cpu"))
LINES = (
    Line("a pass over rows and leaves", ("one pass", "read and leaves", "cpu"), "the same rows read alone",
         ("one pass", "read", "cpu")),
    Line("a cut", ("cut", "cpu"), *_LEAVES, peak=("cut", "peak_mb")),
    Line("the doctor, who looks at all", ("doctor", "cpu"), *_LEAVES, most=60, absolute=True,
         peak=("doctor", "peak_mb")),
    Line("a backup verified", ("backup verify", "cpu"), *_LEAVES, most=60, absolute=True,
         peak=("backup verify", "peak_mb")),
    Line("a backup restored", ("restore", "cpu"), *_LEAVES, most=60, absolute=True, peak=("restore", "peak_mb")),
)
GROWTH = (Growth("rows", 5_000, {"corrected": 50}, ("the doctor, who looks at all", "a backup restored")),)

READ = """
import os, sys, time, json
os.environ["DJANGO_SETTINGS_MODULE"] = "plumbline.interfaces.settings"
import django; django.setup()
from plumbline.records.core import kinds
from plumbline.records.verifying import streaming
from plumbline.records.verifying.recomputing import Recomputer
from plumbline.records.verifying.verification import Verification
kind, spent = kinds.get("inspection"), {}
def timed(name, act):
    began, cpu = time.perf_counter(), time.process_time()
    act()
    spent[name] = {"seconds": round(time.perf_counter() - began, 2), "cpu": round(time.process_time() - cpu, 2)}
timed("read", lambda: sum(one.rows.num_rows for one in streaming.whole(kind, "default")))
def leaves():
    made = Recomputer(kind)
    assert not sum(len(made.altered(one.rows, one.salts)) for one in streaming.whole(kind, "default"))
timed("read and leaves", leaves)
def all_of_it():
    assert not Verification(kind).read()
timed("leaves, roots and versions", all_of_it)
print(json.dumps(spent))
"""


def run(rows: int = 1_000_000, corrected: int = 10_000, place: str = "", shared: str = "") -> dict[str, Any]:
    """Measure with ``rows`` inspections in SQLite; ``place`` is a folder that keeps the home for another run."""
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(place or scratch)
        home = here / "home"
        if not home.exists():
            here.mkdir(parents=True, exist_ok=True)
            _homes.copied(shared, f"imported-{rows}", lambda to: imported(shared, to, rows), home)
            _write(here / "again.csv", corrected)
            text = (here / "again.csv").read_text(encoding="utf-8").replace(",pass,", ",fail,")
            (here / "again.csv").write_text(text, encoding="utf-8")
            _measure.plumb("import", "inspection", str(here / "again.csv"), home=home)
            (here / "again.csv").unlink()
        result: dict[str, Any] = {"name": "tampering", "rows": rows, "corrected": corrected, "target_seconds": 60}
        result["one pass"] = _measure.child("-c", READ, home=home)
        file = Path(scratch) / "backup.zip"
        result["cut"] = _timed("cut", home=home)
        result["doctor"] = _timed("doctor", "--deep", "--port", "0", home=home)
        result["backup"] = _timed("backup", str(file), home=home)
        result["backup verify --quick"] = _timed("backup", "verify", str(file), "--quick", home=home)
        result["backup verify"] = _timed("backup", "verify", str(file), home=home)
        result["restore"] = _timed("restore", str(file), home=Path(scratch) / "back")
        result["store_mb"] = round((home / "plumbline.sqlite3").stat().st_size / 1e6)
        return result | {"machine": _measure.machine()}


def _timed(*words: str, home: Path) -> dict[str, float]:
    done = _measure.plumb(*words, home=home)
    return {"seconds": round(done["seconds"], 1), "cpu": round(done["processor_seconds"], 2),
            "peak_mb": round(done["peak_mb"])}
