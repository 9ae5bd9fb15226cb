"""What the makers of constructed worlds share: rows written as a file to import, and days spread over a year."""

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


def day(number: int, year: int) -> str:
    """A day of the year, spread by number."""
    return f"{year}-{1 + number % 12:02d}-{1 + number % 28:02d}"
