"""Pairs as they were reported, scored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from plumbline.errors import MethodError
from plumbline.methods.surveillance import signal_counts, signal_gps
from plumbline.procedures.surveillance import signal_tables


def scored(file: Path, strata: str, encoding: str = "") -> dict[str, Any]:
    """The document of the pairs, by var1 and var2. A ratio with nothing below the line is null, and where the pairs are
    too few to estimate the prior from, so are theta and the scores that rest on it: a note says why.
    :raises PlumblineError: for a file that is none."""
    import pyarrow as pa

    divided = [each.strip() for each in strata.replace("，", ",").split(",") if each.strip()]
    given = signal_tables.pairs(file, divided, encoding)
    found = signal_counts.count(given.ids, *given.codes, given.strata)
    theta, notes = None, []
    shrunk: tuple[Any, ...] = (pa.nulls(len(found.n), pa.float64()),) * 3
    try:
        theta = signal_gps.estimate(found.n, found.expected)
        shrunk = signal_gps.scores(found.n, found.expected, theta)
    except MethodError as error:
        notes = [{"code": error.code, "text": {"en": _sentence(error, "en"), "zh": _sentence(error, "zh")}}]
    rr, prr, ror = signal_counts.ratios(found)
    table = pa.table({"var1": given.first[found.first], "var2": given.second[found.second], "n": found.n,
                      "e": found.expected, "rr": _finite(rr), "prr": _finite(prr), "ror": _finite(ror),
                      **dict(zip(("ebgm", "eb05", "eb95"), shrunk, strict=True))})
    document = given.table.told({"pairs": len(found.n), "theta": list(theta) if theta else None,
                                 "rows": table.to_pylist()})
    return {**document, "notes": [*document.get("notes", ()), *notes]} if notes else document


def _sentence(error: MethodError, language: str) -> str:
    """What an error says, as a note: without a stop at its end."""
    return error.say(language).removesuffix(".").removesuffix("。")


def _finite(numbers: Any) -> Any:
    import pyarrow as pa

    return pa.array(numbers, mask=~np.isfinite(numbers))
