"""The list of standards among the records, as a browser asks a running server for it: its first page, narrowed by
level, by state and by how the code begins. ``place`` as in ``standards_index``.

The reference beside it is the health page.
"""

from __future__ import annotations

import tempfile
import urllib.parse
from pathlib import Path
from typing import Any

from benchmarks import _asking, _measure, _standards_home
from benchmarks._lines import Growth, Line

QUICK = {"standards": 10_000, "times": 3}
SIZE = ("standards",)
LINES = (
    Line("a first page, the mean of all", ("first", "processor_mean"), "the health page",
         ("reference", "processor_mean"), unit="ms", optional=True),
    Line("a first page as one waits for it, the 95th percentile", ("first", "p95"), "the health page",
         ("reference", "p95"), unit="ms of wall", most=200, absolute=True),
)
GROWTH = (Growth("standards", 10_000, {"times": 3}),)
LISTS: dict[str, dict[str, str]] = {
    "all": {}, "national": {"level": "national"}, "in force": {"status": "in-force"},
    "local, withdrawn": {"level": "local", "status": "withdrawn"}, "code begins": {"where": "code", "is": "GB/T 1"},
    "by day": {"sort": "-published_on"},
}


def run(standards: int = 3_300_000, times: int = 20, place: str = "", shared: str = "") -> dict[str, Any]:
    """Ask for each list ``times`` times."""
    with tempfile.TemporaryDirectory() as scratch:
        home = _standards_home.filled(shared, place, Path(scratch), standards)
        with _asking.served(home) as asker:
            took = {name: [asker.ask(f"/records/standard/?{urllib.parse.urlencode(query)}") for _ in range(times)]
                    for name, query in LISTS.items()}
            least = asker.health()
    return {"name": "standards_list", "standards": standards, "times": times,
            "first": _asking.said([one for each in took.values() for one in each]),
            "by_list_ms": _asking.all_said(took), "reference": {"what": "the health page", **least},
            "load": _measure.load(), "machine": _measure.machine()}
