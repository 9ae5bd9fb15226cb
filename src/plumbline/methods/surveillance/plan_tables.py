"""Master tables of single sampling plans by attributes: from a lot, an inspection level and an AQL to a plan.

Source: MIL-STD-105E (10 May 1989), 4.9 and tables I, II-A and II-B. Where the table has an arrow, the first plan in its
direction is used, with that plan's sample size; where the sample is as large as the lot, every unit is inspected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DOWN, UP, NOTHING = "v", "^", "-"


@dataclass(frozen=True, slots=True)
class Row:
    """One code letter of a master table: its sample size, and a cell for each AQL: an acceptance number or a sign."""

    letter: str
    size: int
    cells: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A single sampling plan: ``n`` units; accepted with ``ac`` nonconforming or fewer, refused with ``re`` or more."""

    letter: str
    n: int
    ac: int
    re: int


@dataclass(frozen=True, slots=True)
class Letters:
    """Table I: the largest lot of each row (the last row has no end), and by level the code letter of each row."""

    lots: tuple[int, ...]
    levels: Mapping[str, str]

    def letter(self, level: str, lot: int) -> str:
        """The code letter of a lot of ``lot`` units (2 or more) at a level that there is."""
        row = sum(lot > largest for largest in self.lots)
        return self.levels[level][row]


def resolve(rows: tuple[Row, ...], letter: str, column: int) -> Plan | None:
    """The plan of a code letter and an AQL's column, arrows followed; None where an arrow leads out of the table."""
    place = next(place for place, row in enumerate(rows) if row.letter == letter)
    while 0 <= place < len(rows):
        row = rows[place]
        cell = row.cells[column]
        if isinstance(cell, int):
            return Plan(row.letter, row.size, cell, cell + 1)
        if cell == NOTHING:
            return None
        place += 1 if cell == DOWN else -1
    return None
