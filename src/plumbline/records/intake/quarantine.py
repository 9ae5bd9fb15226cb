"""The quarantine: every row that was not taken in, with file, row, column, value, reason and remedy."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, TextIO

from plumbline.records.defusing import defused
from plumbline.records.fields import Spec
from plumbline.records.intake import reasons

MOST = 500
"""Characters of a value that the reasons repeat. The rows hold the whole of it; readers of CSV refuse a long one."""
HEADER = ("file", "row", "column", "value", "reason", "remedy", "reason_zh", "remedy_zh")


class Quarantine:
    """Two files an import: ``…-reasons.csv`` explains each fault, ``…-rows.csv`` holds the rows as they were given,
    to be mended and imported again. Neither runs anything in a spreadsheet, or exists while nothing is wrong."""

    def __init__(self, folder: Path, number: int, source: str, headers: list[str]) -> None:
        stem = f"{number:06d}-{Path(source).name.split('.')[0][:60]}"
        self.reasons_path = folder / f"{stem}-reasons.csv"
        self.rows_path = folder / f"{stem}-rows.csv"
        self.source = source
        self.headers = headers
        self.rows = 0
        self.sample: list[dict[str, Any]] = []
        self._files: list[TextIO] = []
        self._reasons: Any = None
        self._rows: Any = None

    def add(self, row: int, given: list[str | None], faults: list[tuple[Spec | None, str, str, str, str]]) -> None:
        """Set one row aside. ``given``: its values as written; ``faults``: (field, column, value, code, note)."""
        self._open()
        self.rows += 1
        self._rows.writerow(["" if value is None else defused(value) for value in given])
        for field, column, value, code, note in faults:
            reason, remedy = reasons.words(code, field, note)
            value = value if len(value) <= MOST else f"{value[:MOST]}…"
            self._reasons.writerow([defused(self.source), row, defused(column), defused(value), reason.en, remedy.en,
                                    reason.zh, remedy.zh])
            if len(self.sample) < 200:
                self.sample.append({"row": row, "column": column, "value": value, "reason": reason.as_dict(),
                                    "remedy": remedy.as_dict()})

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
