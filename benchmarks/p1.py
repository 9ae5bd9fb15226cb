"""P1: figures at national scale, against SQL written by hand for exactly this question.

20 million inspections of a million organisations in 3,000 regions. Asked per region and year: not failed, all and
distinct organisations by risk class, and the output value of the organisations inspected at least once. The same
answers come from four indicator definitions through the loader and the planner, over a cut of the same Parquet files.
Both sides run as processes of their own, in turn, with the same engine settings; the answers must be identical.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import _p1_sides as sides
from benchmarks._measure import machine, median
from benchmarks._p1_tables import ROWS, make

LIMIT_RATIO = 1.25
LIMIT_MB = 2000
LIMIT_ROOT = 0.5


def run(scale: float = 1.0, workdir: str = "", rows: int = ROWS, runs: int = 3, memory: str = "1GB") -> dict[str, Any]:
    """Both sides ``runs`` times in turn (at least 3) over ``rows`` * ``scale`` inspections. ``workdir`` keeps the
    tables for the next time. Seconds are medians; peak memory is the highest of the runs, in MB."""
    count = int(rows * scale)
    with tempfile.TemporaryDirectory(prefix="plumbline-p1-") as scratch:
        place = Path(workdir or scratch) / f"p1-{count}"
        make(place, count)
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in ("hand", "ours")}
        for _ in range(max(3, runs)):
            for name, results in found.items():
                results.append(_process(name, place, memory))
        extra = _process("extra", place, memory)
    hand, ours = found["hand"], found["ours"]
    answers = {each["answer"] for each in hand + ours}
    seconds = {name: median([each["seconds"] for each in results]) for name, results in found.items()}
    peak = {name: max(each["peak_mb"] for each in results) for name, results in found.items()}
    ratio = round(seconds["ours"] / seconds["hand"], 3)
    return {
        "benchmark": "p1", "rows": count, "machine": machine(), "runs": len(hand), "memory_setting": memory,
        "seconds": seconds, "all_seconds": {name: [each["seconds"] for each in found[name]] for name in found},
        "ratio": ratio, "ratio_limit": LIMIT_RATIO, "peak_mb": peak, "peak_mb_limit": LIMIT_MB,
        "identical": len(answers) == 1, "values": ours[0]["values"],
        "verify_seconds": median([each["verify"] for each in ours]), **extra, "root_limit_per_100k": LIMIT_ROOT,
        "passed": len(answers) == 1 and ratio <= LIMIT_RATIO and max(peak.values()) < LIMIT_MB
        and extra["root_seconds_per_100k"] <= LIMIT_ROOT,
    }


def _process(side: str, place: Path, memory: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.p1", "--side", side, "--place", str(place), "--memory", memory]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[1], check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def main() -> None:
    """One side in this process, or the whole benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", choices=("hand", "ours", "extra"))
    parser.add_argument("--place", type=Path)
    parser.add_argument("--memory", default="1GB")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--workdir", default="")
    options = parser.parse_args()
    if not options.side:
        print(json.dumps(run(rows=options.rows, workdir=options.workdir, memory=options.memory), indent=2))
        return
    began = time.perf_counter()
    result = getattr(sides, options.side)(options.place, options.memory)
    result.setdefault("whole_seconds", round(time.perf_counter() - began, 4))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
