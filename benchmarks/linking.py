"""Notices linked to a register of products, and two extracts of notices to one another: the command as a whole.

Products and notices are made up: a third of the notices say no code, a third no model, names are worded anew and
misspelt, a tenth is of no product. The reference is RapidFuzz alone: of a part of the notices each name held against
every name of the register, and what that would take for all; it looks at no code and gives no probability.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import _measure, _products
from benchmarks._lines import Growth, Line

QUICK = {"products": 50_000, "notices": 1_000, "part": 20}
SIZE = ("products", "notices")
_ALONE = "RapidFuzz alone, one name against all, reckoned for all"
LINES = (
    Line("notices linked to products, as a command", ("command_cpu",), _ALONE, ("alone", "cpu_for_all"),
         peak=("peak_mb",)),
    Line("notices linked to products, as one waits for it", ("command",), unit="s of wall", most=25, absolute=True),
)
GROWTH = (Growth("products", 30_000, {"notices": 1_000, "part": 5}, (
    "notices linked to products, as a command",)),)


def run(products: int = 1_000_000, notices: int = 10_000, part: int = 50) -> dict[str, Any]:
    """Seconds of wall clock and processor seconds; precision and recall over what belongs together."""
    random = np.random.default_rng(5)
    register = _products.register(random, products)
    told, true = _products.notices(random, register, notices)
    with tempfile.TemporaryDirectory() as folder:
        left = _products.write(Path(folder) / "notices.csv", told)
        right = _products.write(Path(folder) / "products.csv", register)
        pairs = _products.write(Path(folder) / "truth.csv", true, ("left", "right"))
        asked = _measure.plumb("link", str(left), str(right), "--mapping", "notice-product", "--truth", str(pairs),
                               home=Path(folder) / "home")
    found = json.loads(asked["out"])
    return {"name": "linking", "products": products, "notices": notices, "command": round(asked["seconds"], 2),
            "command_cpu": round(asked["processor_seconds"], 2), "peak_mb": round(asked["peak_mb"]),
            "precision": found["precision"], "recall": found["recall"], "agreement": found["agreement"],
            "undecided": len(found["undecided"]), "alone": _alone(told, register, dict(true), part),
            "targets": {"seconds": 25, "mb": 1_500}, "load": _measure.load(), "machine": _measure.machine()}


def _alone(told: list[Any], register: list[Any], true: dict[str, str], part: int) -> dict[str, Any]:
    """The product with the most alike name for a part of the notices."""
    from rapidfuzz import fuzz, process

    names = [each[2] for each in register]
    asked = [each for each in told if each[0] in true][:part]
    worked = time.process_time()
    best = [process.extractOne(each[2], names, scorer=fuzz.token_sort_ratio)[2] for each in asked]
    taken = time.process_time() - worked
    right = sum(register[place][0] == true[each[0]] for place, each in zip(best, asked, strict=True))
    return {"notices": len(asked), "cpu_seconds": round(taken, 2),
            "cpu_for_all": round(taken / len(asked) * len(told), 2), "recall": right / len(asked)}
