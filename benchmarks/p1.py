"""P1: figures at national scale, against SQL written by hand for exactly this question.

20 million inspections of a million organisations in 3,000 regions. Asked per region and year: not failed, all and
distinct organisations by risk class, and the output value of the organisations inspected at least once. The same
answers come from four indicator definitions through the loader and the planner, over a cut of the same Parquet files.
Both sides run as processes of their own, in turn, with the same engine settings; the answers must be identical.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import _p1_sides as sides
from benchmarks._lines import Growth, Line
from benchmarks._measure import agreed, child, machine, median
from benchmarks._p1_tables import ROWS, make

LIMIT_RATIO = 1.25
LIMIT_MB = 2000
LIMIT_ROOT = 0.5
QUICK = {"rows": 1_000_000, "runs": 3}
SIZE = ("rows",)
LINES = (
    Line("four figures of every region and year", ("processor_seconds", "ours"), "SQL by hand for this question",
         ("processor_seconds", "hand"), most=LIMIT_RATIO, peak=("peak_mb", "ours")),
    Line("the same on Spark", ("seconds", "spark"), "the same on DuckDB", ("seconds", "ours"), unit="s of wall",
         optional=True),
    Line("memory at its highest", ("peak_mb", "ours"), "SQL by hand", ("peak_mb", "hand"), unit="MB", most=LIMIT_MB,
         absolute=True),
)
GROWTH = (Growth("rows", 1_000_000, {"runs": 1}, ("four figures of every region and year",)),)


def run(
    scale: float = 1.0, workdir: str = "", rows: int = ROWS, runs: int = 3, memory: str = "1GB", engine: str = "duckdb",
    master: str = "local-cluster[2,1,2048]", shared: str = "",
) -> dict[str, Any]:
    """Both sides ``runs`` times in turn over ``rows`` * ``scale`` inspections; 1, 3 and 10 tell how it grows.

    ``workdir`` keeps the tables for the next time. Seconds are medians; peak memory is the highest of the runs, in MB.
    With ``engine=spark`` Spark on ``master`` is asked beside the two; of it nothing but equal answers is demanded."""
    if engine not in ("duckdb", "spark"):
        raise ValueError(f"there is no engine '{engine}'")
    count = int(rows * scale)
    with tempfile.TemporaryDirectory(prefix="plumbline-p1-") as scratch:
        place = Path(workdir or shared or scratch) / f"p1-{count}"
        make(place, count)
        sides_asked = ("hand", "ours", "spark") if engine == "spark" else ("hand", "ours")
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in sides_asked}
        for _ in range(max(1, runs)):
            for name, results in found.items():
                results.append(_process(name, place, master if name == "spark" else memory))
        extra = _process("extra", place, memory)
    hand, ours = found["hand"], found["ours"]
    answers = {each["answer"] for results in found.values() for each in results}
    seconds = {name: median([each["seconds"] for each in results]) for name, results in found.items()}
    peak = {name: max(each["peak_mb"] for each in results) for name, results in found.items()}
    busy = {name: median([each["processor_seconds"] for each in results]) for name, results in found.items()
            if name != "spark"}  # whose processes are not this one's
    ratio = round(seconds["ours"] / seconds["hand"], 3)
    beside = {} if engine == "duckdb" else {
        "master": master, "start_seconds": median([each["start_seconds"] for each in found["spark"]]),
        "spark_to_ours": round(seconds["spark"] / seconds["ours"], 3),
    }
    return {
        **beside, "benchmark": "p1", "rows": count, "machine": machine(), "runs": len(hand), "memory_setting": memory,
        "seconds": seconds, "processor_seconds": busy,
        "all_seconds": {name: [each["seconds"] for each in found[name]] for name in found},
        "ratio": ratio, "ratio_limit": LIMIT_RATIO, "peak_mb": peak, "peak_mb_limit": LIMIT_MB,
        "identical": agreed(len(answers) == 1, "SQL by hand"), "values": ours[0]["values"],
        "verify_seconds": median([each["verify"] for each in ours]), **extra, "root_limit_per_100k": LIMIT_ROOT,
        "passed": len(answers) == 1 and ratio <= LIMIT_RATIO and max(peak["hand"], peak["ours"]) < LIMIT_MB
        and extra["root_seconds_per_100k"] <= LIMIT_ROOT,
    }


def _process(side: str, place: Path, memory: str) -> dict[str, Any]:
    found: dict[str, Any] = child("-m", "benchmarks.p1", "--side", side, "--place", str(place), "--memory", memory)
    return found


def main() -> None:
    """One side in this process, or the whole benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", choices=("hand", "ours", "spark", "extra"))
    parser.add_argument("--place", type=Path)
    parser.add_argument("--memory", default="1GB", help="of the spark side: its master")
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
