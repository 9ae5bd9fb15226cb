"""Designations read a second, on one core: made ones of every shape, most of them as they are normally printed.

Beside it one plain regular expression that knows designations of ISO alone, over as many of them: the least that
reading could cost. The command reads a file of them and prints the results as JSON.
"""

from __future__ import annotations

import random
import re
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import _measure
from benchmarks._lines import Growth, Line
from plumbline.methods.standards.designation_parsing import parse
from plumbline.methods.standards.designations import Designation
from plumbline.rulebook.standards.designation_files import grammar

QUICK = {"designations": 20_000, "runs": 1}
SIZE = ("designations",)
LINES = (
    Line("designations of every family, read", ("read_cpu",), "one regular expression for ISO alone", ("plain_cpu",),
         most=2, absolute=True),
    Line("the same from a file, as a command", ("command_cpu",), "one regular expression for ISO alone", ("plain_cpu",),
         peak=("peak_mb",)),
)
GROWTH = (Growth("designations", 20_000, {"runs": 1}, ("designations of every family, read",)),)
SHAPES = ("GB/T {n}-{y}", "GB {n}.{p}-{y}", "GB/T {n}.{p}—{y}", "GB/T {n}", "NY/T {n}-{y}", "JB/T {n}.{p}-{y}",
          "DB33/T {n}-{y}", "T/ZZB {n}-{y}", "Q/HY {n}-{y}", "JJG {n}-{y}", "GB/T {n}-{y}/ISO {n}:{y}", "ISO {n}:{y}",
          "ISO {n}-{p}:{y}", "ISO/IEC {n}-{p}:{y}", "ISO/TS {n}:{y}", "IEC {n}-{p}:{y}", "IEC {n}:{y}+AMD1:{y} CSV",
          "EN {n}-{p}:{y}", "BS EN ISO {n}:{y}", "JIS B {m}-{p}:{y}", "ETSI EN 300 {k} V1.{p}.1 ({y}-05)",
          "ГОСТ Р {n}-{y}", "ASTM D{m}-19", "IEEE Std {n}.{p}-{y}", "ABNT NBR {n}:{y}", "SANS {n}-{p}:{y}",
          "IS {n}:{y}")
_ISO = re.compile(r"ISO(?:/IEC)?(?:[/ ](?:TR|TS|PAS))? ([0-9]+)(?:-([0-9A-Z-]+))?(?::([0-9]{4}))?")


def run(designations: int = 200_000, runs: int = 3) -> dict[str, Any]:
    """Medians in seconds of processor time. The bound is 100,000 a second."""
    chance = random.Random(12)
    texts = [_made(chance, SHAPES[place % len(SHAPES)]) for place in range(designations)]
    plain = [_made(chance, "ISO {n}-{p}:{y}") for _ in range(designations)]
    rules = grammar(None, date(2026, 1, 1))
    told: dict[str, list[float]] = {"read_cpu": [], "plain_cpu": [], "command_cpu": []}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "designations.txt"
        file.write_text("\n".join(texts) + "\n", encoding="utf-8")
        for _ in range(runs):
            began = time.process_time()
            found = [parse(rules, text) for text in texts]
            told["read_cpu"].append(time.process_time() - began)
            assert all(type(each) is Designation for each in found)
            began = time.process_time()
            matched = [_ISO.fullmatch(text) for text in plain]
            told["plain_cpu"].append(time.process_time() - began)
            assert None not in matched
            asked = _measure.plumb("designation", "parse", "--file", str(file), "--json", home=Path(folder) / "home")
            told["command_cpu"].append(asked["processor_seconds"])
    middle = {name: _measure.median(values) for name, values in told.items()}
    return {"name": "designations", "designations": designations, "a_second": round(designations / middle["read_cpu"]),
            "peak_mb": round(asked["peak_mb"]), **middle, "machine": _measure.machine()}


def _made(chance: random.Random, shape: str) -> str:
    return shape.format(n=chance.randrange(1, 60_000), m=chance.randrange(1_000, 9_999), k=chance.randrange(100, 999),
                        p=chance.randrange(1, 20), y=chance.randrange(1995, 2025))
