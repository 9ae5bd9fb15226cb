"""What the makers of constructed worlds share: rows written as a file to import, and days spread over a year."""

from __future__ import annotations


def day(number: int, year: int) -> str:
    """A day of the year, spread by number."""
    return f"{year}-{1 + number % 12:02d}-{1 + number % 28:02d}"
