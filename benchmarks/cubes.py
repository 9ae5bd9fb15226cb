"""Cubes: the question P1 by hand, from the records, the first time (which writes the cubes), from cubes that are
there, and asked again on the same cut.

Each side is a process of its own, the sides in turn; processor time, since a machine is rarely alone. The answers must
be identical, and the ratios to the query by hand keep the bounds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _cube_sides as sides
from benchmarks._lines import Growth, Line
from benchmarks._measure import agreed, child, machine, median
from benchmarks._p1_tables import ROWS, make

LIMITS = {"first": 1.25, "cube": 0.35, "again": 0.1}
SIDES = ("hand", "plain", *LIMITS)
QUICK = {"rows": 1_000_000, "runs": 3}
SIZE = ("rows",)
_HAND = ("SQL by hand for this question", ("cpu_seconds", "hand"))
LINES = (
    Line("from the records", ("cpu_seconds", "plain"), *_HAND, most=1.25, peak=("peak_mb", "plain")),
    Line("the first time, which writes the cubes", ("cpu_seconds", "first"), *_HAND, most=LIMITS["first"],
         peak=("peak_mb", "first")),
    Line("from cubes that are there", ("cpu_seconds", "cube"), *_HAND, most=LIMITS["cube"], peak=("peak_mb", "cube")),
    Line("asked again on this cut", ("cpu_seconds", "again"), *_HAND, most=LIMITS["again"], peak=("peak_mb", "again")),
)
GROWTH = (Growth("rows", 1_000_000, {"runs": 1}),)


def run(
    scale: float = 1.0, workdir: str = "", rows: int = ROWS, runs: int = 3, memory: str = "1GB", shared: str = "",
) -> dict[str, Any]:
    """All sides ``runs`` times in turn over ``rows`` * ``scale`` inspections. ``workdir`` keeps the tables for the next
    time. A ratio is the median of those to the query by hand of the same turn."""
    count = int(rows * scale)
    with tempfile.TemporaryDirectory(prefix="plumbline-cubes-") as scratch:
        place = Path(workdir or shared or scratch) / f"p1-{count}"
        make(place, count)
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in SIDES}
        for _ in range(max(1, runs)):
            for name, results in found.items():
                results.append(_process(name, place, memory))
        size = sides.size(place)
    ratios = {name: median([ours["cpu"] / hand["cpu"] for ours, hand in zip(found[name], found["hand"], strict=True)])
              for name in SIDES[1:]}
    same = agreed(len({each["answer"] for results in found.values() for each in results}) == 1, "SQL by hand")
    return {
        "benchmark": "cubes", "rows": count, "machine": machine(), "runs": len(found["hand"]), "memory_setting": memory,
        "cpu_seconds": {name: median([each["cpu"] for each in results]) for name, results in found.items()},
        "verify_cpu_seconds": median([each["verify"] for each in found["hand"]]),
        "ratios": ratios, "ratio_limits": LIMITS, "peak_mb": {name: max(each["peak_mb"] for each in results)
                                                              for name, results in found.items()},
        "cube_bytes": size, "identical": same,
        "passed": same and all(ratios[name] <= limit for name, limit in LIMITS.items()),
    }


def _process(side: str, place: Path, memory: str) -> dict[str, Any]:
    found: dict[str, Any] = child("-m", "benchmarks.cubes", "--side", side, "--place", str(place), "--memory", memory)
    return found


def main() -> None:
    """One side in this process, or the whole benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", choices=SIDES)
    parser.add_argument("--place", type=Path)
    parser.add_argument("--memory", default="1GB")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workdir", default="")
    options = parser.parse_args()
    if options.side:
        print(json.dumps(sides.asked(options.place, options.side, options.memory)))
        return
    found = run(rows=options.rows, workdir=options.workdir, memory=options.memory, runs=options.runs)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
