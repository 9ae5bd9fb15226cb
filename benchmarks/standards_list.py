"""The list of standards among the records, as a browser asks a running server for it: its first page, narrowed by
level, by state and by how the code begins. ``place`` as in ``standards_index``.

The reference beside it is the health page.
"""

from __future__ import annotations

import random
import tempfile
import urllib.parse
from collections.abc import Callable
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
LEVELS, STATUSES = ("national", "industry", "local", "group", "enterprise"), ("in-force", "withdrawn", "draft")
SORTS: dict[str, Callable[[random.Random], dict[str, str]]] = {
    "level": lambda draw: {"level": draw.choice(LEVELS), "status": draw.choice(STATUSES)},
    "code begins": lambda draw: {"where": "code", "is": f"GB/T {draw.randrange(1_000, 99_999)}"},
    "level, code begins": lambda draw: {"where": "code", "is": f"Q/{chr(65 + draw.randrange(26))}",
                                        "level": "enterprise", "status": draw.choice(STATUSES)},
    "by day": lambda draw: {"sort": draw.choice(("published_on", "-published_on")), "level": draw.choice(LEVELS)},
}
"""Each asked with another list every time as far as there are others: one that was asked before is in the cache."""


def run(
    standards: int = 3_300_000, times: int = 20, seed: int = 7, place: str = "", shared: str = "",
) -> dict[str, Any]:
    """Ask for the whole list, and for ``times`` lists of each sort, drawn with ``seed``."""
    draw = random.Random(seed)
    lists = {name: [make(draw) for _ in range(times)] for name, make in SORTS.items()} | {"all": [{}]}
    with tempfile.TemporaryDirectory() as scratch:
        home = _standards_home.filled(shared, place, Path(scratch), standards)
        with _asking.served(home) as asker:
            took = {name: [asker.ask(f"/records/standard/?{urllib.parse.urlencode(query)}") for query in queries]
                    for name, queries in lists.items()}
            least = asker.health()
    return {"name": "standards_list", "standards": standards, "times": times,
            "first": _asking.said([one for each in took.values() for one in each]),
            "by_list_ms": _asking.all_said(took), "reference": {"what": "the health page", **least},
            "load": _measure.load(), "machine": _measure.machine()}
