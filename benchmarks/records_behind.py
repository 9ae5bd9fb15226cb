"""Opening the records behind a figure: 50 of 90,000, on a cut of 10 million inspections in no helpful order.

The reference is SQL by hand for the same page over the same Parquet file; its records must be the same.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from benchmarks._lines import Growth, Line
from benchmarks._measure import Spent, agreed, machine, median, peak_mb
from benchmarks._records_tables import PERIOD, REGION, ROWS, SCHEMA, indicator, make
from plumbline.figures.engine.base import EngineSettings
from plumbline.figures.engine.duck import DuckEngine
from plumbline.figures.indicators.compute import figure, records, root

LIMIT_SECONDS = 0.3
LIMIT_ROOT = 0.5
QUICK = {"rows": 500_000, "runs": 3}
SIZE = ("rows",)
_HAND = "SQL by hand over the same file"
_BUSY = "processor_seconds"
LINES = (
    Line("a page of the records behind a figure", (_BUSY, "first_page"), _HAND, (_BUSY, "hand"), most=LIMIT_SECONDS,
         absolute=True, peak=("peak_mb",)),
    Line("the same sorted by day", (_BUSY, "sorted_page"), _HAND, (_BUSY, "hand_sorted"), most=LIMIT_SECONDS,
         absolute=True),
    Line("the same in a new session", (_BUSY, "cold"), _HAND, (_BUSY, "hand"), most=LIMIT_SECONDS, absolute=True),
    Line("the root of its records", (_BUSY, "root"), "a page of them", (_BUSY, "first_page")),
)
GROWTH = (Growth("rows", 300_000, {"runs": 3}, ("a page of the records behind a figure",)),)
SHOWN = ", ".join(name for name, field in SCHEMA["inspection"].fields.items() if not field.internal)
PAGE = f"""SELECT {SHOWN}, hex(leaf) FROM inspection WHERE region = '{REGION}'
    AND inspected_on BETWEEN DATE '{PERIOD}-01-01' AND DATE '{PERIOD}-12-31' ORDER BY %s LIMIT 51"""
"""What the first page needs, and one row more, which tells whether another page follows."""


def run(
    rows: int = ROWS, workdir: str = "", runs: int = 5, memory: str = "1GB", shared: str = "",
) -> dict[str, Any]:
    """Seconds to open the first, the second and a sorted page, as medians of ``runs``; the first of all, which also
    checks the file's hash and reads its footer, apart."""
    with tempfile.TemporaryDirectory(prefix="plumbline-records-") as scratch:
        place = Path(workdir or shared or scratch) / f"records-{rows}"
        cut, freeze_seconds = make(place, rows)
        frozen_mb = peak_mb()
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
        took = {name: [_timed(act) for _ in range(runs)] for name, act in opened.items()}
        hand, same = _by_hand(cut.folder, memory, runs, [row["number"] for row in first.rows])
        took |= hand
        cold = _timed(lambda: records(*about, **{**asked, "engine": DuckEngine(engine.settings)}))
        rooted = [_timed(lambda: figure(*about, **asked)), _timed(lambda: root(*about, **asked))]
    seconds = {name: median([each["seconds"] for each in took[name]]) for name in opened}
    found = [each["seconds"] for each in rooted]
    busy = {name: median([one["processor_seconds"] for one in each])
            for name, each in {**took, "cold": [cold], "root": rooted[1:]}.items()}
    return {
        "benchmark": "records_behind", "rows": rows, "behind": first.count, "page": len(first.rows),
        "freeze_seconds": freeze_seconds,
        "freeze_peak_mb": None if freeze_seconds is None else frozen_mb, "machine": machine(),
        "seconds": seconds, "cold_seconds": cold["seconds"], "processor_seconds": busy,
        "same_records": agreed(same, _HAND), "peak_mb": peak_mb(), "limit": LIMIT_SECONDS,
        "verify_seconds": round(verify, 4), "figure_all_regions_two_periods_seconds": round(found[0], 4),
        "root_seconds": round(found[1], 4), "root_seconds_per_100k": round(found[1] / first.count * 100_000, 4),
        "passed": same and max(seconds.values()) < LIMIT_SECONDS,
    }


def _timed(act: Callable[[], object]) -> dict[str, float]:
    spent = Spent()
    act()
    return spent.told()


def _by_hand(
    folder: Path, memory: str, runs: int, numbers: list[str],
) -> tuple[dict[str, list[dict[str, float]]], bool]:
    # What both pages took, and whether the first has the same records.
    with duckdb.connect(config={"memory_limit": memory}) as database:
        database.read_parquet(str(folder / "inspection.parquet")).create_view("inspection")
        found = database.execute(PAGE % "number").fetchall()
        took = {name: [_timed(lambda order=order: database.execute(PAGE % order).fetchall()) for _ in range(runs)]
                for name, order in (("hand", "number"), ("hand_sorted", "inspected_on DESC, number"))}
    return took, [row[0] for row in found[:50]] == numbers
