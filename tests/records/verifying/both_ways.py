"""A program of the tests: reads every row of a kind of the home in both ways, value by value and as Arrow in a process
beside; says whether they are the same, how many rows came by the second, and what the verification finds by each."""

from __future__ import annotations

import json
import sys
from typing import Any

from plumbline.records.core import kinds
from plumbline.records.core.beside import reading
from plumbline.records.verifying import streaming
from plumbline.records.verifying.verification import Verification

BATCH = 7


def told(batches: Any) -> list[Any]:
    """Every row, with all that is kept of it."""
    found = []
    for one in batches:
        rows = zip(one.ids.tolist(), one.entries.tolist(), one.superseded.tolist(), one.withdrawn.tolist(),
                   [salt.hex() for salt in one.salts], map(str, one.rows.to_pylist()), strict=True)
        found += [*map(list, rows), *map(list, one.unreadable), str(one.rows.schema)]
    return found


def misfits(kind: Any, worth: int) -> Any:
    """What is found when kinds of so many row numbers are read beside."""
    reading.WORTH_ROWS = worth
    return [[one.fault, one.entry, one.key] for one in Verification(kind).read()]


def main() -> None:
    """Print it."""
    kind = kinds.get(sys.argv[1])
    streaming.BATCH_ROWS = BATCH
    apart = 0
    real = streaming._made

    def counted(*given: Any) -> Any:
        nonlocal apart
        found = real(*given)
        apart += found.rows.num_rows
        return found

    streaming._made = counted
    found = []
    for way in (streaming._whole_fetched, streaming._whole_apart):
        try:
            found.append(told(way(kind, "default", "1 = 1")))
        except Exception as error:  # noqa: BLE001  # what it is, both must say
            found.append(type(error).__name__)
    plain, beside = found
    # What cannot be read stands behind its batch, and batches do not begin with the same rows.
    rows = [sorted(map(str, (each for each in one if isinstance(each, list)))) if isinstance(one, list) else one
            for one in found]
    same = rows[0] == rows[1] and set(map(str, plain)) >= set(map(str, beside))
    sys.stdout.write(json.dumps({"same": same, "apart": apart, "rows": len(rows[0]),
                                 "plain": misfits(kind, 1 << 60), "beside": misfits(kind, 1)}))

