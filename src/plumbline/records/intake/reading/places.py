"""Where in a file something stands, in words."""

from __future__ import annotations

from pathlib import Path

from plumbline.text import Text


def within(file: Path | str, place: Text) -> Text:
    """``place`` in ``file``."""
    return Text(f"{file}, {place.en}", f"{file}，{place.zh}")


def row(number: int) -> Text:
    """A row, as spreadsheets count."""
    return Text(f"row {number:,}", f"第{number:,}行")


def line(number: int) -> Text:
    """A line of a text, whatever it holds."""
    return Text(f"line {number:,}", f"第{number:,}行")
