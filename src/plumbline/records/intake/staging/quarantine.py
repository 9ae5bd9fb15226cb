"""The quarantine: every row that was not taken in, with file, row, column, value, reason and remedy."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from plumbline.records.core.defusing import defused
from plumbline.records.core.fields import Spec
from plumbline.records.intake.reading import reasons
from plumbline.text import Text

MOST = 500
"""Characters of a value that the reasons repeat. The rows hold the whole of it; readers of CSV refuse a long one."""
MOST_COUNTED = 50
HEADER = ("file", "row", "column", "value", "reason", "remedy", "reason_zh", "remedy_zh", "code")


class Quarantine:
    """Two files an import: ``…-reasons.csv`` explains each fault, ``…-rows.csv`` holds the rows as they were given,
    to be mended and imported again. Neither runs anything in a spreadsheet, or exists while nothing is wrong."""

    def __init__(self, folder: Path, number: int, source: str, headers: list[str],
                 place: Callable[[int], tuple[str, int]] = lambda row: ("", row)) -> None:
        """``place`` tells the sheet of a row, where there are several, and its number there."""
        stem = f"{number:06d}-{Path(source).name.split('.')[0][:60]}"
        self.reasons_path = folder / f"{stem}-reasons.csv"
        self.rows_path = folder / f"{stem}-rows.csv"
        self.source = source
        self.headers = headers
        self.place = place
        self.rows = 0
        self.of_this = 0
        self._now: list[int] = []
        self._earlier = np.array([], np.int64)
        self.counts: Counter[tuple[str, str, Text]] = Counter()
        self.sample: list[dict[str, Any]] = []
        self._files: list[TextIO] = []
        self._reasons: Any = None
        self._rows: Any = None

    def begin(self) -> None:
        """Begin with the next kind of the file: a row that is set aside for several is given back once."""
        self._earlier = np.union1d(self._earlier, np.array(self._now, np.int64))
        self._now, self.of_this = [], 0

    @property
    def holds_earlier(self) -> bool:
        """Whether rows were set aside for an earlier kind."""
        return len(self._earlier) > 0

    def earlier(self, rows: np.ndarray) -> np.ndarray:
        """Which of the ``rows``, all good ones, were set aside for an earlier kind. They count as set aside for this
        one too: what they give of it is taken in together with the rest of the row, once that is mended."""
        out = np.isin(rows, self._earlier)
        self.of_this += int(out.sum())
        return out

    def add(self, row: int, given: list[str | None], faults: list[tuple[Spec | None, str, str, str, str]]) -> None:
        """Set one row aside. ``given``: its values as written; ``faults``: (field, column, value, code, note)."""
        self._open()
        self.of_this += 1
        if not self.holds_earlier or row not in self._earlier:
            self.rows += 1
            self._now.append(row)
            self._rows.writerow(["" if value is None else defused(value) for value in given])
        sheet, row = self.place(row)
        file = f"{self.source}, {sheet}" if sheet else self.source
        for field, column, value, code, note in faults:
            reason, remedy = reasons.words(code, field, note)
            self.counts[column, code, reasons.words(code, field, reasons.UNTOLD)[0] if note else reason] += 1
            value = value if len(value) <= MOST else f"{value[:MOST]}…"
            self._reasons.writerow([defused(file), row, defused(column), defused(value), reason.en, remedy.en,
                                    reason.zh, remedy.zh, code])
            if len(self.sample) < 200:
                self.sample.append(({"sheet": sheet} if sheet else {}) | {
                    "row": row, "column": column, "value": value, "code": code, "reason": reason.as_dict(),
                    "remedy": remedy.as_dict()})

    def counted(self) -> list[dict[str, Any]]:
        """How often each reason was given, and in which column; the most frequent first."""
        return [{"column": column, "code": code, "reason": reason.as_dict(), "rows": count}
                for (column, code, reason), count in self.counts.most_common(MOST_COUNTED)]

    def close(self) -> None:
        """Finish the files."""
        for file in self._files:
            file.close()
        self._files.clear()

    def _open(self) -> None:
        if self._files or self.rows:
            return
        self.reasons_path.parent.mkdir(parents=True, exist_ok=True)
        # With a mark, so that spreadsheets in Chinese offices read it as UTF-8.
        self._files = [path.open("w", encoding="utf-8-sig", newline="")
                       for path in (self.reasons_path, self.rows_path)]
        self._reasons, self._rows = (csv.writer(file) for file in self._files)
        self._reasons.writerow(HEADER)
        self._rows.writerow([defused(header) for header in self.headers])
