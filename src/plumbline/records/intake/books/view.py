"""What every workbook becomes: sheets, rows under the numbers a person sees, and cells that say what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

TEXT, NUMBER, PERCENT, DAY, PART, MOMENT, CLOCK, FLAG, ERROR, FORMULA, NOTHING = "tnpdqmcbef-"
"""Kinds of a cell: text; a number; one shown as a percentage; a day; a day of which only a part is shown (1-Mar,
2013-07); a day with an hour; a time or a length of time; a truth value; an error such as #N/A; a formula whose result
was never stored; nothing."""


class NoSheet(ValueError):
    """A workbook without a sheet."""


class Cell(NamedTuple):
    """``value`` is what is stored, in the meaning its format gives, all digits kept: a percentage is multiplied by
    100, a day is 2013-01-31. ``shown`` is the text its format makes of it (000042, 50%, 2013年7月), where that is
    another and hides nothing."""

    kind: str
    value: str
    shown: str = ""

    @property
    def text(self) -> str:
        """The cell as a person sees it, with no digit lost."""
        return self.shown or self.value


EMPTY = Cell(NOTHING, "")
Area: TypeAlias = tuple[int, int, int, int]
"""First row, last row, first column, last column, each from 1."""


class Row(NamedTuple):
    """One row: its number, whether it is hidden, and its cells from the first column, trailing empty ones left out."""

    number: int
    hidden: bool
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``rows`` gives its rows from the first, those without any cell left out; it may be asked again.
    ``hidden_columns`` are counted from 1."""

    name: str
    hidden: bool
    merged: tuple[Area, ...]
    hidden_columns: frozenset[int]
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Book:
    """An open workbook. ``first_day`` is the day of serial number 0."""

    sheets: tuple[Sheet, ...]
    first_day: str


def letters(column: int) -> str:
    """The name of a column counted from 1: A, B, … Z, AA."""
    named = ""
    while column:
        column, rest = divmod(column - 1, 26)
        named = chr(65 + rest) + named
    return named


def named(area: Area) -> str:
    """The name of an area, such as A1:B2."""
    top, bottom, left, right = area
    return f"{letters(left)}{top}:{letters(right)}{bottom}"
