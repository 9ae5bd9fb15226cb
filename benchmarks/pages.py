"""Every page of the Chicago world over HTTP from a running server, each distinct page asked once: median and p95.

The reference beside it is the health page of the same server, which computes nothing: what a request costs at least.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _asking, _homes, _measure
from benchmarks._lines import Growth, Line

QUICK = {"pages": 60}
SIZE: tuple[str, ...] = ()
_HEALTH = ("the health page", ("reference", "processor_mean"))
LINES = (
    Line("a page, the mean of all", ("all", "processor_mean"), *_HEALTH, unit="ms", optional=True),
    *(Line(f"a page, the mean of: {kind}", ("by_kind_ms", kind, "processor_mean"), *_HEALTH, unit="ms", optional=True)
      for kind in ("figure", "records behind", "region", "record list", "document")),
    Line("a page as one waits for it, the 95th percentile", ("all", "p95"), "the health page", ("reference", "p95"),
         unit="ms of wall", most=200, absolute=True),
)
GROWTH: tuple[Growth, ...] = ()
YEARS = ("2012", "2013", "2014")
FIGURES = ("inspection.pass_rate", "inspection.clean_rate", "inspection.repeat_failure",
           "inspection.high_risk_pass_rate", "inspection.count", "inspection.pass_rate_weighted")
REGIONS = ("chicago", *(str(ward) for ward in range(1, 51)))


def run(pages: int = 600, seed: int = 7, shared: str = "") -> dict[str, Any]:
    """Ask for ``pages`` distinct pages, in an order drawn with ``seed``."""
    with tempfile.TemporaryDirectory() as scratch:
        home = _homes.chicago(shared, Path(scratch) / "home")
        with _asking.served(home) as asker:
            asked = _paths()
            random.Random(seed).shuffle(asked)
            took: dict[str, list[_asking.Took]] = {}
            for kind, path in asked[:pages]:
                took.setdefault(kind, []).append(asker.ask(path))
            least = asker.health()
    every = [one for kind in took.values() for one in kind]
    return {
        "name": "pages", "pages": len(every), "all": _asking.said(every), "target_p95_ms": 200,
        "by_kind_ms": _asking.all_said(dict(sorted(took.items()))), "reference": {"what": "the health page", **least},
        "load": _measure.load(), "machine": _measure.machine(),
    }


def _paths() -> list[tuple[str, str]]:
    paths = [("other", path) for path in ("/about/", "/cuts/", "/records/", "/imports/", "/me/", "/rules/")]
    for year in YEARS:
        paths.append(("overview", f"/?year={year}"))
        for region in REGIONS:
            paths.append(("region", f"/regions/{region}/?year={year}"))
            paths.append(("record list", f"/records/inspection/?region={region}&period={year}"))
            for figure in FIGURES:
                paths.append(("figure", f"/figures/{figure}/{region}/{year}"))
                paths.append(("records behind", f"/figures/{figure}/{region}/{year}/records?of=denominator"))
                paths.append(("document", f"/figures/{figure}/{region}/{year}.json"))
    return paths
