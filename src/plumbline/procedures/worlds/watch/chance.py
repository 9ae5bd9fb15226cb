"""Chance without a state: the same question has the same answer, whatever was asked before it and on any machine."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

SEED = "plumbline-watch-1"
T = TypeVar("T")


def share(*of: object) -> float:
    """A number from 0 up to but not including 1 for what is asked ``of``."""
    return int.from_bytes(sha256("/".join((SEED, *map(str, of))).encode()).digest()[:6], "big") / 2**48


def whole(least: int, most: int, *of: object) -> int:
    """A whole number from ``least`` to ``most``."""
    return least + int(share(*of) * (most - least + 1))


def one(among: Sequence[T], *of: object) -> T:
    """One of several, each as likely."""
    return among[int(share(*of) * len(among))]


def weighed(among: dict[T, float], *of: object) -> T:
    """One of several, each as likely as its weight says."""
    left = share(*of) * sum(among.values())
    for each, weight in among.items():
        left -= weight
        if left < 0:
            return each
    return next(reversed(among))
