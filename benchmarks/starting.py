"""Starting commands on a small home: what of processor time goes into reading, answering and ending.

The references: Python that does nothing, for what is told without loading anything; Python that loads Django, its
applications and the kinds, for commands that read the store.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _homes, _measure
from benchmarks._lines import Growth, Line

DJANGO = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "plumbline.interfaces.settings"
import django; django.setup()
"""
SIDES = {
    "python": ("-c", "pass"), "django": ("-c", DJANGO), "help": ("-m", "plumbline", "--help"),
    "version": ("-m", "plumbline", "version"), "kinds": ("-m", "plumbline", "kinds", "--json"),
    "journal": ("-m", "plumbline", "journal", "--json"),
    "deadline": ("-m", "plumbline", "deadline", "2026-01-05", "--working-days", "3", "--json"),
}
QUICK = {"turns": 2}
SIZE: tuple[str, ...] = ()
_NOTHING = ("Python that does nothing", ("processor_seconds", "python"))
_DJANGO = ("Django and the kinds loaded", ("processor_seconds", "django"))
LINES = (
    Line("plumb --help", ("processor_seconds", "help"), *_NOTHING, most=0.12, absolute=True),
    Line("plumb version", ("processor_seconds", "version"), *_NOTHING, most=0.12, absolute=True),
    Line("plumb kinds --json", ("processor_seconds", "kinds"), *_DJANGO, most=0.4, absolute=True,
         peak=("peak_mb", "kinds")),
    Line("plumb journal --json", ("processor_seconds", "journal"), *_DJANGO, most=0.4, absolute=True,
         peak=("peak_mb", "journal")),
    Line("plumb deadline", ("processor_seconds", "deadline"), *_DJANGO),
)
GROWTH: tuple[Growth, ...] = ()


def run(turns: int = 7, shared: str = "") -> dict[str, Any]:
    """Medians over ``turns``, in which the commands take turns; before them each runs once."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in SIDES}
    with tempfile.TemporaryDirectory() as folder:
        home = _homes.empty(shared, Path(folder) / "home")
        for _ in range(turns + 1):
            for name, words in SIDES.items():
                found[name].append(_measure.ran(*words, home=home))
    counted = {name: each[1:] for name, each in found.items()}
    return {
        "name": "starting", "turns": turns,
        "processor_seconds": {name: _measure.median([one["processor_seconds"] for one in each])
                              for name, each in counted.items()},
        "peak_mb": {name: round(max(one["peak_mb"] for one in each)) for name, each in counted.items()},
        "load": _measure.load(), "machine": _measure.machine(),
    }
