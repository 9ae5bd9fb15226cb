"""Every page of the Chicago world over HTTP from a running server, each distinct page asked once: median and p95.

The reference beside it is the health page of the same server, which computes nothing: what a request costs at least.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks import _measure

YEARS = ("2012", "2013", "2014")
FIGURES = ("inspection.pass_rate", "inspection.clean_rate", "inspection.repeat_failure",
           "inspection.high_risk_pass_rate", "inspection.count", "inspection.pass_rate_weighted")
REGIONS = ("chicago", *(str(ward) for ward in range(1, 51)))


def run(pages: int = 600, seed: int = 7) -> dict[str, Any]:
    """Ask for ``pages`` distinct pages, in an order drawn with ``seed``."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        _measure.plumb("demo", "--no-serve", home=home)
        with _measure.served(home) as base:
            _until_up(base)
            asked = [(kind, path) for kind, path in _paths()]
            random.Random(seed).shuffle(asked)
            times: dict[str, list[float]] = {}
            for kind, path in asked[:pages]:
                times.setdefault(kind, []).append(_ask(base + path))
            least = _measure.median([_ask(base + "/health") for _ in range(50)])
    every = [one for kind in times.values() for one in kind]
    return {
        "name": "pages", "pages": len(every), "median_ms": _ms(_measure.median(every)), "p95_ms": _ms(_p95(every)),
        "slowest_ms": _ms(max(every)), "target_p95_ms": 200,
        "by_kind_p95_ms": {kind: _ms(_p95(values)) for kind, values in sorted(times.items())},
        "reference": {"what": "the health page", "median_ms": _ms(least)}, "machine": _measure.machine(),
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


def _until_up(base: str) -> None:
    for _ in range(300):
        try:
            _ask(base + "/health")
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError("the server did not come up in a minute")


def _ask(url: str) -> float:
    began = time.perf_counter()
    with urllib.request.urlopen(url, timeout=60) as answer:
        answer.read()
    return time.perf_counter() - began


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
