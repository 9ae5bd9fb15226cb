"""The pages on published results of 3,000 counties and 100 items over HTTP from a running server: median and p95.

Every page asked is another one; the first of each sort, after the server came up, is given apart. ``place`` names a
folder to fill once and to measure again later. The reference beside it is the health page of the same server.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _asking, _measure, _results_home
from benchmarks._lines import Growth, Line
from benchmarks._results_home import PROVINCES, SCHEME, YEARS

ORDERS = ("rank", "-rank", "name", "-name", "code", "-code", "change", "-change")
QUICK = {"regions": 300, "items": 40, "times": 6}
SIZE = ("regions", "items")
PAGES = ("region", "year at a glance", "ranking", "ranking of a province", "ranking as CSV", "comparison",
         "small multiples", "list of results", "API: a region")
_HEALTH = ("the health page", ("reference", "processor_mean"))
LINES = (
    Line("a page, the mean of all", ("all", "processor_mean"), *_HEALTH, unit="ms", optional=True),
    *(Line(f"a page, the mean of: {name}", ("by_page_ms", name, "processor_mean"), *_HEALTH, unit="ms", optional=True)
      for name in PAGES),
    Line("a page as one waits for it, the 95th percentile", ("all", "p95"), "the health page", ("reference", "p95"),
         unit="ms of wall", most=200, absolute=True),
)
GROWTH = (Growth("regions", 100, {"items": 40, "times": 6}, (
    "a page, the mean of all", "a page, the mean of: ranking", "a page, the mean of: ranking as CSV")),)


def run(
    regions: int = 3_000, items: int = 100, times: int = 40, seed: int = 7, place: str = "", shared: str = "",
) -> dict[str, Any]:
    """Ask ``times`` pages of each sort, drawn with ``seed``."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(place or scratch) / "home"
        filled = {} if home.exists() else _results_home.make(home, regions, items, seed, shared)
        sorts = _sorts(regions, times, random.Random(seed))
        with _asking.served(home) as asker:
            first = {name: asker.ask(paths.pop(0)) for name, paths in sorts.items()}
            asked = [(name, path) for name, paths in sorts.items() for path in paths]
            random.Random(seed).shuffle(asked)
            took: dict[str, list[_asking.Took]] = {name: [] for name in sorts}
            for name, path in asked:
                took[name].append(asker.ask(path))
            least = asker.health()
    every = [one for values in took.values() for one in values]
    return {
        "name": "results", "regions": regions, "items": items, "filled": filled, "pages": len(every),
        "all": _asking.said(every), "target_p95_ms": 200,
        "by_page_ms": {name: {"first": _asking.ms(first[name].wall), **each}
                       for name, each in _asking.all_said(took).items()},
        "reference": {"what": "the health page", **least}, "load": _measure.load(), "machine": _measure.machine(),
    }


def _sorts(regions: int, times: int, chance: random.Random) -> dict[str, list[str]]:
    """Pages of each sort, the first of them to be asked first."""
    def county() -> str:
        place = chance.randrange(regions)
        return f"p{place % PROVINCES}-c{place // PROVINCES}"

    def year() -> str:
        return f"/results/{SCHEME}/{chance.choice(YEARS)}/"

    pages, last = range(1, max(2, regions // 100)), f"/results/{SCHEME}/{YEARS[-1]}/"
    return {
        "region": [year() + county() + "/" for _ in range(times + 1)],
        "year at a glance": [last, *(year() for _ in range(times))],
        "ranking": [f"{year()}ranking?sort={chance.choice(ORDERS)}&page={chance.choice(pages)}"
                    for _ in range(times + 1)],
        "ranking of a province": [f"{year()}ranking?within=p{chance.randrange(PROVINCES)}"
                                  f"&sort={chance.choice(ORDERS)}" for _ in range(times + 1)],
        "ranking as CSV": [f"{year()}ranking.csv?sort={chance.choice(ORDERS)}" for _ in range(times + 1)],
        "comparison": [f"{year()}compare?a={county()}&b={county()}" for _ in range(times + 1)],
        "small multiples": [f"/results/{SCHEME}/small?page={chance.choice(pages)}" for _ in range(times + 1)],
        "list of results": ["/results/" for _ in range(times + 1)],
        "API: a region": [f"/api/v1/assessments/{SCHEME}/{chance.choice(YEARS)}/regions/{county()}"
                          for _ in range(times + 1)],
    }
