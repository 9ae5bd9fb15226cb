"""Homes that several measurements begin with. Where one runs for all, each is made once and copied or read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks import _measure


def kept(shared: str, name: str, make: Callable[[Path], object], scratch: Path) -> Path:
    """The home ``name`` to read, and never to change: that of ``shared``, made by ``make`` if it is not there yet;
    without a ``shared`` folder one in ``scratch``."""
    place = Path(shared or scratch) / name
    if not place.exists():
        aside = place.with_name(f"{name}.partial")
        shutil.rmtree(aside, ignore_errors=True)
        make(aside)
        aside.rename(place)
    return place


def copied(shared: str, name: str, make: Callable[[Path], object], to: Path) -> Path:
    """A home of its own at ``to``, which may be changed: a copy of the kept one, or made there."""
    if shared:
        shutil.copytree(kept(shared, name, make, to.parent), to)
    else:
        make(to)
    return to


def empty(shared: str, to: Path) -> Path:
    """A home with nothing in it."""
    return copied(shared, "empty", lambda place: _measure.plumb("init", home=place), to)


def chicago(shared: str, to: Path) -> Path:
    """The world of Chicago with its cut and its grades."""
    return copied(shared, "chicago", _demo, to)


def _demo(place: Path) -> None:
    _measure.plumb("demo", "--no-serve", home=place)
