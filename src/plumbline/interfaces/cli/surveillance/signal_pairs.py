"""Pairs as they were reported, scored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from plumbline.methods.surveillance import signal_counts, signal_gps
from plumbline.procedures.surveillance import signal_tables


def scored(file: Path, strata: str, encoding: str = "") -> dict[str, Any]:
    """The document of the pairs, by var1 and var2. A ratio with nothing below the line is null.
    :raises PlumblineError: for a file that is none, and where the prior cannot be estimated."""
    import pyarrow as pa

    divided = [each.strip() for each in strata.replace("，", ",").split(",") if each.strip()]
    given = signal_tables.pairs(file, divided, encoding)
    found = signal_counts.count(given.ids, *given.codes, given.strata)
    theta = signal_gps.estimate(found.n, found.expected)
    ebgm, low, high = signal_gps.scores(found.n, found.expected, theta)
    rr, prr, ror = signal_counts.ratios(found)
    table = pa.table({"var1": given.first[found.first], "var2": given.second[found.second], "n": found.n,
                      "e": found.expected, "rr": _finite(rr), "prr": _finite(prr), "ror": _finite(ror), "ebgm": ebgm,
                      "eb05": low, "eb95": high})
    return given.table.told({"pairs": len(found.n), "theta": list(theta), "rows": table.to_pylist()})


def _finite(numbers: Any) -> Any:
    import pyarrow as pa

    return pa.array(numbers, mask=~np.isfinite(numbers))
