"""Opening the records behind a figure: 50 of 90,000, on a cut of 10 million inspections in no helpful order."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks._measure import machine, median
from benchmarks._records_tables import PERIOD, REGION, ROWS, SCHEMA, indicator, make
from plumbline.figures.engine.base import EngineSettings
from plumbline.figures.engine.duck import DuckEngine
from plumbline.figures.indicators.compute import figure, records, root

LIMIT_SECONDS = 0.3
LIMIT_ROOT = 0.5


def run(rows: int = ROWS, workdir: str = "", runs: int = 5, memory: str = "1GB") -> dict[str, Any]:
    """Seconds to open the first, the second and a sorted page, as medians of ``runs``; the first of all, which also
    checks the file's hash and reads its footer, apart."""
    with tempfile.TemporaryDirectory(prefix="plumbline-records-") as scratch:
        place = Path(workdir or scratch) / f"records-{rows}"
        cut, freeze_seconds = make(place, rows)
        frozen_mb = _peak_mb()
        engine = DuckEngine(EngineSettings(memory=memory, scratch=place / "scratch"))
        asked: dict[str, Any] = {"engine": engine, "schema": SCHEMA}
        about = (cut, indicator(), REGION, PERIOD)
        began = time.perf_counter()
        cut.check()
        verify = time.perf_counter() - began
        first = records(*about, **asked)
        opened = {
            "first_page": lambda: records(*about, **asked),
            "numerator": lambda: records(*about, of="numerator", **asked),
            "next_page": lambda: records(*about, after=first.next, **asked),
            "sorted_page": lambda: records(*about, sort="inspected_on", descending=True, **asked),
        }
        seconds = {name: median([_timed(act) for _ in range(runs)]) for name, act in opened.items()}
        cold = _timed(lambda: records(*about, **{**asked, "engine": DuckEngine(engine.settings)}))
        found = [0.0, 0.0]
        found[0] = _timed(lambda: figure(*about, **asked))
        found[1] = _timed(lambda: root(*about, **asked))
    return {
        "benchmark": "records_behind", "rows": rows, "behind": first.count, "page": len(first.rows),
        "freeze_seconds": freeze_seconds,
        "freeze_peak_mb": None if freeze_seconds is None else frozen_mb, "machine": machine(),
        "seconds": seconds, "cold_seconds": round(cold, 4), "limit": LIMIT_SECONDS,
        "verify_seconds": round(verify, 4), "figure_all_regions_two_periods_seconds": round(found[0], 4),
        "root_seconds": round(found[1], 4), "root_seconds_per_100k": round(found[1] / first.count * 100_000, 4),
        "passed": max(seconds.values()) < LIMIT_SECONDS,
    }


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _peak_mb() -> int:
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)


def main() -> None:
    """Run it and print the result."""
    print(json.dumps(run(), indent=2))


if __name__ == "__main__":
    main()
