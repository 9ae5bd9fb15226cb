"""Rows written as a file to import."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

Row: TypeAlias = dict[str, str]


def written(kind: str, rows: Iterator[Row], scratch: Path) -> Path:
    """The file of ``rows`` in ``scratch``, written as they come: there may be millions, and at least one."""
    path = scratch / f"{kind}.csv"
    first = next(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)
    return path
