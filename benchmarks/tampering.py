"""Holding a large store against its journal: ``plumb cut``, ``doctor --deep``, ``backup verify`` and ``restore``.

``rows`` inspections are imported, ``corrected`` of them once more. The reference beside the cut is the reading of the
same rows alone: their columns out of the store into Arrow batches, without a leaf made anew.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import _measure
from benchmarks.import_speed import _write

READ = """
import os, sys, time, json
os.environ["DJANGO_SETTINGS_MODULE"] = "plumbline.interfaces.settings"
import django; django.setup()
from plumbline.records.core import kinds, streaming
from plumbline.records.core.recomputing import Recomputer
from plumbline.records.core.verification import Verification
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


def run(rows: int = 1_000_000, corrected: int = 10_000, place: str = "") -> dict[str, Any]:
    """Measure with ``rows`` inspections in SQLite; ``place`` is a folder that keeps the home for another run."""
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(place or scratch)
        home = here / "home"
        if not home.exists():
            here.mkdir(parents=True, exist_ok=True)
            _measure.plumb("world", "load", "chicago", home=home)
            for name, count, was, now in (("first", rows, "", ""), ("again", corrected, ",pass,", ",fail,")):
                _write(here / f"{name}.csv", count)
                if was:
                    text = (here / f"{name}.csv").read_text(encoding="utf-8").replace(was, now)
                    (here / f"{name}.csv").write_text(text, encoding="utf-8")
                _measure.plumb("import", "inspection", str(here / f"{name}.csv"), home=home)
                (here / f"{name}.csv").unlink()
        result: dict[str, Any] = {"name": "tampering", "rows": rows, "corrected": corrected, "target_seconds": 60}
        done = subprocess.run([sys.executable, "-c", READ], capture_output=True, check=True,
                              env=os.environ | {"PLUMBLINE_HOME": str(home)})
        result["one pass"] = json.loads(done.stdout)
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
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = _measure.plumb(*words, home=home)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": round(time.perf_counter() - began, 1), "cpu": round(cpu, 1), "peak_mb": round(done["peak_mb"])}
