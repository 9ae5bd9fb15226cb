"""Record lists over millions of inspections, as a browser asks for them from a running server: first pages, the 50th
page by its key, filters together, totals on request.

``rows`` and ``store`` (sqlite or postgresql, the latter on a throwaway server). The references beside it are the health
page of the same server and, on SQLite, plain queries of the same rows. ``place`` names a folder to fill once and to
measure again later (SQLite only).
"""

from __future__ import annotations

import random
import re
import tempfile
import urllib.parse
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from benchmarks import _asking, _homes, _import_sides, _lists_plain, _lists_store, _measure
from benchmarks._lines import Growth, Line

QUICK = {"rows": 20_000, "times": 3}
SIZE = ("rows",)
_PLAIN = ("plain queries of the same rows", ("plain", "processor_mean"))
_HEALTH = ("the health page", ("reference", "processor_mean"))
LINES = (
    Line("the first page of a list, the mean of all", ("first", "processor_mean"), *_PLAIN, unit="ms", optional=True),
    Line("the first page, beside the health page", ("first", "processor_mean"), *_HEALTH, unit="ms", optional=True),
    Line("a page far down", ("far", "processor_mean"), *_HEALTH, unit="ms", optional=True),
    Line("a list with its totals", ("totals", "processor_mean"), *_HEALTH, unit="ms", optional=True),
    Line("the first page as one waits for it, the 95th percentile", ("first", "p95"), "the health page",
         ("reference", "p95"), unit="ms of wall", most=300, absolute=True),
)
GROWTH = (Growth("rows", 10_000, {"times": 3}, (
    "the first page of a list, the mean of all", "a list with its totals")),)
Took = _asking.Took
NEXT = re.compile(r'href="([^"]+)" rel="next"')
NUMBER = re.compile(r'href="/records/inspection/([0-9]+-[0-9]+)')
LIST = "/records/inspection/"
PAGES = 50


def run(
    rows: int = 1_000_000, store: str = "sqlite", times: int = 20, seed: int = 7, place: str = "", shared: str = "",
) -> dict[str, Any]:
    """Ask ``times`` distinct lists of each sort, drawn with ``seed``."""
    with tempfile.TemporaryDirectory() as scratch, _import_sides.STORES[store](Path(scratch)):
        home = Path(place or scratch) / "home"
        filled: dict[str, Any] = {}
        if not home.exists():
            _homes.empty(shared if store == "sqlite" else "", home)
            filled = _measure.child("-m", "benchmarks._lists_store", str(home), str(rows))
        lists = _Lists(rows, random.Random(seed))
        with _asking.served(home) as asker:
            measured = lists.asked(asker, times)
            least = asker.health()
        plain = _lists_plain.asked(home, lists.queries, lists.numbers) if store == "sqlite" else {}

    def of(word: str) -> dict[str, Any]:
        return _asking.said([one for name, each in measured.items() if name.startswith(word) for one in each])

    return {
        "name": "lists", "rows": rows, "store": store, "filled": filled, "target_p95_ms": 300,
        "first": of("first:"), "far": of("far:"), "totals": of("totals:"), "by_list_ms": _asking.all_said(measured),
        "plain": plain, "reference": {"what": "the health page", **least},
        "load": _measure.load(), "machine": _measure.machine(),
    }


class _Lists:
    """Lists, drawn anew each time; what was asked as first pages, and the numbers that they showed, are kept."""

    def __init__(self, rows: int, draw: random.Random) -> None:
        self.draw, self.queries, self.numbers = draw, list[dict[str, str]](), list[list[str]]()
        # A province has a thirtieth of the rows; as far down as that goes, at most to the 50th page.
        self.deep = max(2, min(PAGES, rows // _lists_store.PROVINCES // 100))

    def county(self) -> str:
        """Some county."""
        return f"p{self.draw.randrange(_lists_store.PROVINCES)}-c{self.draw.randrange(_lists_store.COUNTIES)}"

    def province(self) -> str:
        """Some province."""
        return f"p{self.draw.randrange(_lists_store.PROVINCES)}"

    def year(self) -> str:
        """Some year."""
        return str(2014 + self.draw.randrange(_lists_store.YEARS))

    def asked(self, asker: _asking.Asker, times: int) -> dict[str, list[Took]]:
        """What every sort took, each ``times`` times."""
        found: dict[str, list[Took]] = {}
        for name, make in self._first().items():
            found[f"first: {name}"] = [self._one(asker, make()) for _ in range(times)]
        found["far: province"] = [self._far(asker, {"region": self.province()}) for _ in range(max(2, times // 5))]
        found["far: failed"] = [self._far(asker, {"result": "fail"}) for _ in range(2)]
        totals: dict[str, tuple[int, Callable[[], dict[str, str]]]] = {
            "county, year": (times, lambda: {"region": self.county(), "period": self.year()}),
            "province": (min(4, times), lambda: {"region": self.province()}),
            "rare result": (2, lambda: {"result": "conditional"}),
        }
        for name, (count, make) in totals.items():
            found[f"totals: {name}"] = [asker.ask(_address(make() | {"totals": "1"})) for _ in range(count)]
        return found

    def _first(self) -> dict[str, Callable[[], dict[str, str]]]:
        draw = self.draw
        return {
            "everything": dict,
            "county": lambda: {"region": self.county()},
            "province": lambda: {"region": self.province()},
            "nation, year": lambda: {"region": "top", "period": self.year()},
            "province, month, failed": lambda: {
                "region": self.province(), "period": f"{self.year()}-{1 + draw.randrange(12):02}", "result": "fail"},
            "county, year, failed, high risk": lambda: {
                "region": self.county(), "period": self.year(), "result": "fail", "risk_class": "high"},
            "failed": lambda: {"result": draw.choice(("fail", "pass"))},
            "rare result": lambda: {"result": "conditional"},
            "province, rare result": lambda: {"region": self.province(), "result": "conditional"},
            "a purpose that nobody had": lambda: {"purpose": "licence"},
            "number begins with": lambda: {"where": "number", "is": str(draw.randrange(1000, 9999))},
            "province, number begins with": lambda: {
                "where": "number", "is": str(draw.randrange(1000, 9999)), "region": self.province()},
            "by day": lambda: {"sort": draw.choice(("inspected_on", "-inspected_on"))},
        }

    def _one(self, asker: _asking.Asker, query: dict[str, str]) -> Took:
        took = asker.ask(_address(query))
        self.queries.append(query)
        self.numbers.append(list(dict.fromkeys(NUMBER.findall(asker.text))))
        return took

    def _far(self, asker: _asking.Asker, query: dict[str, str]) -> Took:
        # What the last of some pages took, reached as a reader reaches it.
        path = _address(query)
        took = asker.ask(path)
        for _ in range(self.deep - 1):
            following = NEXT.search(asker.text)
            if following is None:
                raise RuntimeError(f"{path} has no page after it")
            path = urllib.parse.urljoin(path, unescape(following[1]))
            took = asker.ask(path)
        return took


def _address(query: dict[str, str]) -> str:
    return f"{LIST}?{urllib.parse.urlencode(query)}".rstrip("?")
