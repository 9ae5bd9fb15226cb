"""Searching a million inspections as the public, as an officer of one county and as somebody who acts for an
organisation; making the index; and how soon what was saved is found.

``rows``, ``times`` questions of each sort (see ``_search_store.questions``). The reference beside it is SQLite's own
full-text search on the same rows. ``place`` names a folder to fill once and to measure again later.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _measure


def run(rows: int = 1_000_000, times: int = 12, seed: int = 7, place: str = "") -> dict[str, Any]:
    """Fill, index, ask."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(place or scratch) / "home"
        filled: dict[str, Any] = {}
        if not home.exists():
            _measure.plumb("init", home=home)
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
                  "peak_mb": round(made["peak_mb"]), "size_mb": round(size / 1e6, 1)},
        "command": {"what": "plumb search, with nothing to catch up", "seconds": round(again["seconds"], 2)},
        **asked, "reference": reference, "load": os.getloadavg()[0], "machine": _measure.machine(),
    }


def _child(home: Path, *arguments: str) -> Any:
    done = subprocess.run([sys.executable, "-m", "benchmarks._search_store", str(home), *arguments],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout)


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
