"""A draw from a frame of a million objects: the command as a whole, and its parts in one process.

The reference is the definition in plain Python: lines sorted and hashed, every rank hashed, every class sorted. The
command reads the frame as a CSV file in no order and prints the draw as JSON.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks import _measure
from benchmarks._lines import Growth, Line
from plumbline.methods.surveillance.draws import draw
from plumbline.procedures.surveillance.draw_tables import read_frame

QUICK = {"objects": 50_000, "runs": 1}
SIZE = ("objects",)
LINES = (
    Line("a draw, as a command", ("command_cpu",), "the definition in plain Python", ("plain_cpu",), peak=("peak_mb",)),
    Line("its ranks and choice in one process", ("in_process_cpu",), "the definition in plain Python", ("plain_cpu",)),
    Line("a draw, as one waits for it", ("command",), "the definition in plain Python", ("plain",), unit="s of wall",
         most=3, absolute=True),
)
GROWTH = (Growth("objects", 100_000, {"runs": 1}, ("a draw, as a command",)),)
SIGNATURE = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
RATIOS = {"A": Fraction(1, 50), "B": Fraction(1, 20), "C": Fraction(1), "D": Fraction(1)}
SHARES = (73, 19, 5, 3)
"""Of the classes in a hundred, about as Bayannur's."""


def run(objects: int = 1_000_000, runs: int = 3) -> dict[str, Any]:
    """Medians in seconds of wall clock and of processor time."""
    randomness = hashlib.sha256(bytes.fromhex(SIGNATURE)).digest()
    told: dict[str, list[float]] = {name: [] for name in (
        "command", "command_cpu", "in_process", "in_process_cpu", "plain", "plain_cpu")}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "frame.csv"
        _write(file, objects)
        for _ in range(runs):
            ratios = (f"--ratio={of}={ratio}" for of, ratio in RATIOS.items())
            asked = _measure.plumb("draw", "run", "--frame", str(file), *ratios, "--round", "1000", "--signature",
                                   SIGNATURE, home=Path(folder) / "home")
            told["command"].append(asked["seconds"])
            told["command_cpu"].append(asked["processor_seconds"])
            ours = _timed(told, "in_process", lambda: _ours(file, randomness))
            plain = _timed(told, "plain", lambda: _plainly(file, randomness))
            assert ours == plain
            document = json.loads(asked["out"])
            assert (document["frame_sha256"], document["drawn"]) == plain
    return {"name": "draw", "objects": objects, "target_seconds": 3, "drawn": document["total"],
            "peak_mb": round(asked["peak_mb"]),
            **{name: _measure.median(values) for name, values in told.items()}, "machine": _measure.machine()}


def _timed(told: dict[str, list[float]], name: str, act: Any) -> Any:
    began, worked = time.perf_counter(), time.process_time()
    found = act()
    told[name].append(time.perf_counter() - began)
    told[f"{name}_cpu"].append(time.process_time() - worked)
    return found


def _write(file: Path, objects: int) -> None:
    chance = random.Random(11)
    classes = chance.choices("ABCD", SHARES, k=objects)
    numbers = chance.sample(range(10**13), objects)
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write("id,class\n")
        out.writelines(f"91330{number:013d},{of}\n" for number, of in zip(numbers, classes, strict=True))


def _ours(file: Path, randomness: bytes) -> tuple[str, dict[str, list[str]]]:
    frame = read_frame(file)
    drawn = draw(frame, RATIOS, randomness)
    return frame.sha256, {of: list(ids) for of, ids in drawn.by_class.items()}


def _plainly(file: Path, randomness: bytes) -> tuple[str, dict[str, list[str]]]:
    with file.open(encoding="utf-8", newline="") as text:
        rows = sorted((row["id"], row["class"]) for row in csv.DictReader(text))
    hash = hashlib.sha256("".join(f"{id},{of}\n" for id, of in rows).encode()).hexdigest()
    drawn = {}
    for of, ratio in RATIOS.items():
        ranked = sorted((hashlib.sha256(randomness + id.encode()).digest(), id) for id, its in rows if its == of)
        drawn[of] = [id for _, id in ranked[:-(-len(ranked) * ratio.numerator // ratio.denominator)]]
    return hash, drawn
