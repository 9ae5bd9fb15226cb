"""How much one transaction of a bulk import takes, so that whoever saves a form meanwhile waits only a moment."""

from __future__ import annotations

SLICE_SECONDS, GAP_SECONDS = 0.25, 0.006
"""How long a transaction should take, and how long others have between two of them to get SQLite's one write lock."""
FIRST, SMALLEST, LARGEST = 4_000, 500, 50_000
"""Rows of a transaction."""


def next_size(size: int, wrote: int, took: float) -> int:
    """How many rows the next transaction takes, after one of ``wrote`` rows that took ``took`` seconds."""
    if wrote < size:
        return size
    return int(min(LARGEST, max(SMALLEST, size * min(2.0, SLICE_SECONDS / max(took, 1e-3)))))
