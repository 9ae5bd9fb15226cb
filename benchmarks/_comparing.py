"""Two runs beside one another, and how a figure grows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

WORSE = 1.25
"""A line is named when its ratio got more than this many times what it was."""


def compared(then: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Each line of ``now`` against the line of the same measurement, words and size before.

    ``ratios`` are the ratios of the ratios (above 1: dearer than before, beside the same reference); ``worse`` are
    those above :data:`WORSE`. What was or is without a reference, by the clock, at another size, or on one side
    only, is told in ``not_compared`` with why.
    """
    before = {_name(line): line for line in then}
    ratios, left = [], []
    for line in now:
        name, old = _name(line), before.pop(_name(line), None)
        why = ("not measured then" if old is None else "at another size" if old["size"] != line["size"]
               else "by the clock, which a busy machine moves" if line["unit"].endswith("of wall")
               else "" if old["ratio"] and line["ratio"] else "no reference to hold it against")
        if why or old is None:
            left.append({"benchmark": name[0], "what": name[1], "why": why})
            continue
        ratios.append({"benchmark": name[0], "what": name[1], "then": old["ratio"], "now": line["ratio"],
                       "ratio": round(line["ratio"] / old["ratio"], 3)})
    left += [{"benchmark": name[0], "what": name[1], "why": "not measured now"} for name in before]
    return {"ratios": ratios, "worse": [each for each in ratios if each["ratio"] > WORSE], "not_compared": left}


def _name(line: Mapping[str, Any]) -> tuple[str, str]:
    return line["benchmark"], line["what"]


def exponent(sizes: Sequence[float], figures: Sequence[float]) -> float | None:
    """The power of the size with which a figure grows: least squares on the logarithms of both. 1 is as the size, 0 not
    at all. None where fewer than two sizes have a figure above nothing."""
    known = [(math.log(size), math.log(figure)) for size, figure in zip(sizes, figures, strict=True)
             if size > 0 and figure > 0]
    if len({x for x, _ in known}) < 2:
        return None
    middle, height = (sum(axis) / len(known) for axis in zip(*known, strict=True))
    return round(sum((x - middle) * (y - height) for x, y in known) / sum((x - middle) ** 2 for x, _ in known), 3)
