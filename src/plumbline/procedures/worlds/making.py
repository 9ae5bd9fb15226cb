"""What the makers of constructed worlds share: rows written as a file to import, and days spread over a year."""

from __future__ import annotations

KEPT = "kept"
"""The folder among what a world makes whose content is copied into the home, such as the folders of draws."""

def day(number: int, year: int) -> str:
    """A day of the year, spread by number."""
    return f"{year}-{1 + number % 12:02d}-{1 + number % 28:02d}"
