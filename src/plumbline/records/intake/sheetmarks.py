"""What a fast reading of a worksheet's values does not tell: merged cells, and formulas whose result was never stored.

Both are found by one pass over the sheet's text, which is never held whole.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

CHUNK = 1 << 20
OVERLAP = 40_000  # a formula has at most 8,192 characters, escaped perhaps four times as many
NAMED = rb"(?:\w+:)?"
MERGED = re.compile(rb"<" + NAMED + rb'mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
FORMULA = re.compile(
    rb"<" + NAMED + rb"c\s([^>]*)>\s*<" + NAMED + rb"f(?:\s[^>]*?)?(?:/>|>[^<]*</" + NAMED + rb"f>)\s*"
    rb"(<" + NAMED + rb"v\s*/>|<" + NAMED + rb"v></" + NAMED + rb"v>)?\s*</" + NAMED + rb"c>")
PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"))


@dataclass(frozen=True, slots=True)
class Marks:
    """``merged``: (first row, last row, cells), by first row. ``formulas``: row -> the cell without a result."""

    merged: tuple[tuple[int, int, str], ...]
    formulas: dict[int, str]

    def along(self) -> Iterator[tuple[str, str] | None]:
        """What is wrong with row 1, 2, 3 and so on: reason code and what only the moment knows; None: nothing."""
        waiting, open_, row = list(reversed(self.merged)), [], 0
        while True:
            row += 1
            while waiting and waiting[-1][0] <= row:
                open_.append(waiting.pop())
            if open_:
                open_ = [one for one in open_ if one[1] >= row]
            if open_:
                yield "merged", open_[0][2]
            elif row in self.formulas:
                yield "formula", self.formulas[row]
            else:
                yield None


def read(packed: zipfile.ZipFile, part: str) -> Marks:
    """The marks of the worksheet ``part``."""
    merged: set[tuple[int, int, str]] = set()
    formulas: dict[int, str] = {}
    with packed.open(part) as sheet:
        for text in _overlapping(sheet):
            if b"mergeCell" in text:
                for first, top, last, bottom in MERGED.findall(text):
                    merged.add((int(top), int(bottom), f"{(first + top).decode()}:{(last + bottom).decode()}"))
            if b"<f" in text or b":f" in text:
                for cell, empty in FORMULA.findall(text):
                    # A formula may have the empty text as its result, and then says that it is text.
                    if (place := PLACE.search(cell)) and not (empty and b't="str"' in cell):
                        formulas.setdefault(int(place[2]), (place[1] + place[2]).decode())
    return Marks(tuple(sorted(merged)), formulas)


def _overlapping(sheet: IO[bytes]) -> Iterator[bytes]:
    tail = b""
    while chunk := sheet.read(CHUNK):
        text = tail + chunk
        yield text
        tail = text[-OVERLAP:]
