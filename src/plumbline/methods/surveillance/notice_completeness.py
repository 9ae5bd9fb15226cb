"""Whether a product can be found from a notice: how many of the points that it takes a notice answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plumbline.text import Text

NOTHING = frozenset(("", "none", "null", "n/a", "na", "nan", "-", "--", "unknown", "not known", "不详", "未知", "无"))
"""What stands for nothing, in small letters."""
_DIGITS = re.compile(r"\d")
_REACHED = re.compile(r"https?://|www\.|[\w.+-]+@[\w-]+\.\w+|(?:\d[\s()./-]*){6,}", re.IGNORECASE)
_PICTURE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|tiff?|bmp|heic|svg|pdf)\b|https?://", re.IGNORECASE)
SHAPES = {"said": None, "digits": _DIGITS, "reached": _REACHED, "picture": _PICTURE}
"""What a value must hold to count: anything, a digit, an address or number, a picture's name or address."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that helps to find a product: which ``fields`` of a notice say it (one is enough), how much it weighs,
    what a value must hold (a key of :data:`SHAPES`) and how many characters it takes at least."""

    id: str
    title: Text
    advice: Text
    weight: int
    fields: tuple[str, ...]
    holds: str = "said"
    least: int = 1


@dataclass(frozen=True, slots=True)
class Completeness:
    """``score``: the share of all weight that is answered, in whole per cent, rounded down; ``missing``: the points
    that are not answered, the heaviest first."""

    score: int
    answered: tuple[str, ...]
    missing: tuple[str, ...]


def completeness(points: Sequence[Point], notice: Mapping[str, object]) -> Completeness:
    """How far the product can be found from ``notice``: the values of its fields by name. What is not there, empty, or
    stands for nothing answers no point."""
    answered = tuple(each.id for each in points if any(_says(each, notice.get(name)) for name in each.fields))
    whole = sum(each.weight for each in points)
    got = sum(each.weight for each in points if each.id in answered)
    missing = sorted((each for each in points if each.id not in answered), key=lambda each: -each.weight)
    return Completeness(got * 100 // whole if whole else 0, answered, tuple(each.id for each in missing))


def _says(point: Point, value: object) -> bool:
    text = str(value).strip() if value is not None else ""
    if text.lower() in NOTHING or len(text) < point.least:
        return False
    shape = SHAPES[point.holds]
    return shape is None or shape.search(text) is not None
