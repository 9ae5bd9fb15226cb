"""Record lists over millions of inspections, as a browser asks for them from a running server: first pages, the 50th
page by its key, filters together, totals on request.

``rows`` and ``store`` (sqlite or postgresql, the latter on a throwaway server). The reference beside it is the health
page of the same server. ``place`` names a folder to fill once and to measure again later (SQLite only).
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from benchmarks import _import_sides, _lists_store, _measure
from benchmarks.pages import _ask, _ms, _p95, _until_up

NEXT = re.compile(r'href="([^"]+)" rel="next"')
PAGES = 50


def run(
    rows: int = 1_000_000, store: str = "sqlite", times: int = 20, seed: int = 7, place: str = "",
) -> dict[str, Any]:
    """Ask ``times`` distinct lists of each sort, drawn with ``seed``."""
    with tempfile.TemporaryDirectory() as scratch, _import_sides.STORES[store](Path(scratch)):
        home = Path(place or scratch) / "home"
        filled: dict[str, Any] = {}
        if not home.exists():
            _measure.plumb("init", home=home)
            done = subprocess.run([sys.executable, "-m", "benchmarks._lists_store", str(home), str(rows)],
                                  capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(done.stderr[-3000:])
            filled = json.loads(done.stdout)
        with _measure.served(home) as base:
            _until_up(base)
            measured = _all(base, times, random.Random(seed))
            least = _measure.median([_ask(base + "/health") for _ in range(50)])
    first = [one for name, values in measured.items() if name.startswith("first:") for one in values]
    return {
        "name": "lists", "rows": rows, "store": store, "filled": filled, "target_p95_ms": 300,
        "first_page_p95_ms": _ms(_p95(first)), "first_page_median_ms": _ms(_measure.median(first)),
        "by_list_ms": {name: {"median": _ms(_measure.median(values)), "p95": _ms(_p95(values)),
                              "slowest": _ms(max(values))} for name, values in measured.items()},
        "reference": {"what": "the health page", "median_ms": _ms(least)},
        "load": os.getloadavg()[0], "machine": _measure.machine(),
    }


def _all(base: str, times: int, draw: random.Random) -> dict[str, list[float]]:
    def county() -> str:
        return f"p{draw.randrange(_lists_store.PROVINCES)}-c{draw.randrange(_lists_store.COUNTIES)}"

    def province() -> str:
        return f"p{draw.randrange(_lists_store.PROVINCES)}"

    def year() -> str:
        return str(2014 + draw.randrange(_lists_store.YEARS))

    def month() -> str:
        return f"{year()}-{1 + draw.randrange(12):02}"

    lists: dict[str, Callable[[], dict[str, str]]] = {
        "first: everything": dict,
        "first: county": lambda: {"region": county()},
        "first: province": lambda: {"region": province()},
        "first: nation, year": lambda: {"region": "top", "period": year()},
        "first: province, month, failed": lambda: {"region": province(), "period": month(), "result": "fail"},
        "first: county, year, failed, high risk": lambda: {
            "region": county(), "period": year(), "result": "fail", "risk_class": "high"},
        "first: failed": lambda: {"result": draw.choice(("fail", "pass"))},
        "first: rare result": lambda: {"result": "conditional"},
        "first: province, rare result": lambda: {"region": province(), "result": "conditional"},
        "first: a purpose that nobody had": lambda: {"purpose": "licence"},
        "first: number begins with": lambda: {"where": "number", "is": str(draw.randrange(1000, 9999))},
        "first: province, number begins with": lambda: {
            "where": "number", "is": str(draw.randrange(1000, 9999)), "region": province()},
        "first: of one establishment": lambda: {"where": "establishment", "is": str(draw.randrange(10_000))},
        "first: by day": lambda: {"sort": draw.choice(("inspected_on", "-inspected_on"))},
    }
    found: dict[str, list[float]] = {}
    for name, make in lists.items():
        found[name] = [_ask(_address(base, make())) for _ in range(times)]
    found["50th page: province"] = [_deep(_address(base, {"region": province()})) for _ in range(max(2, times // 5))]
    found["50th page: failed"] = [_deep(_address(base, {"result": "fail"})) for _ in range(2)]
    found["totals: county, year"] = [
        _ask(_address(base, {"region": county(), "period": year(), "totals": "1"})) for _ in range(times)]
    found["totals: province"] = [_ask(_address(base, {"region": province(), "totals": "1"})) for _ in range(4)]
    found["totals: rare result"] = [_ask(_address(base, {"result": "conditional", "totals": "1"})) for _ in range(2)]
    return found


def _address(base: str, query: dict[str, str]) -> str:
    return f"{base}/records/inspection/?{urllib.parse.urlencode(query)}".rstrip("?")


def _deep(url: str) -> float:
    # The seconds of the 50th page, reached as a reader reaches it.
    took = 0.0
    for _ in range(PAGES):
        began = time.perf_counter()
        with urllib.request.urlopen(url, timeout=120) as answer:
            text = answer.read().decode()
        took = time.perf_counter() - began
        following = NEXT.search(text)
        if following is None:
            raise RuntimeError(f"{url} has no page after it")
        url = urllib.parse.urljoin(url, unescape(following[1]))
    return took


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
