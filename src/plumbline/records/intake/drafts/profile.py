"""What stands in the columns of a file, as far as a guess asks: the distinct values among its first rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from plumbline.records.intake.books import view
from plumbline.records.intake.reading import spelling
from plumbline.records.intake.reading.source import Source
from plumbline.records.intake.staging import checks
from plumbline.rulebook.mappings.mappings import EMPTY

MOST_ROWS = 20_000
MOST_DISTINCT = 2_000
PATTERNS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%m.%d.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y%m%d", "%d/%m/%y", "%m/%d/%y",
            "%y/%m/%d", "%d.%m.%y", "%d-%m-%y", "%m-%d-%y", "%y-%m-%d", "%d-%b-%Y", "%d %b %Y", "%b %d, %Y",
            "%d %B %Y", "%B %d, %Y", "%y年%m月%d日")
_YEAR_FIRST = re.compile(r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?")
_MIDNIGHT = re.compile(checks.MIDNIGHT)
_ADJOINING = re.compile(r"[0-9]{8}")


@dataclass(slots=True)
class Profile:
    """One column: its heading, its distinct values and whether there are more, and whether its cells are days."""

    heading: str
    values: dict[str, int] = field(default_factory=dict)
    more: bool = False
    days: bool = False

    def add(self, value: str, mark: str) -> None:
        """Note the value of one row."""
        value = spelling.code(value)
        if not value or value in EMPTY:
            return
        self.days = self.days or mark[:1] == view.DAY
        if value in self.values or len(self.values) < MOST_DISTINCT:
            self.values[value] = self.values.get(value, 0) + 1
        else:
            self.more = True

    def share(self, known: Mapping[str, str]) -> float:
        """Which part of the distinct values is among ``known``."""
        return sum(value in known for value in self.values) / len(self.values) if self.values else 0.0

    def patterns(self) -> list[str]:
        """How its days may be written: ``""`` as they are always read, else every pattern that reads all of them."""
        written = [_MIDNIGHT.sub("", value) for value in self.values]
        odd = [value for value in written if not _YEAR_FIRST.fullmatch(value)]
        if not written or (not odd and all(_is_day(value) for value in written)):
            return [""] if written else []
        return [one for one in PATTERNS if all(_reads(one, value) for value in odd)]


def of(source: Source) -> tuple[list[Profile], int]:
    """The columns of a file by its first rows, and how many rows were looked at."""
    found = [Profile(header) for header in source.headers]
    rows = 0
    for _, batch, _ in source.told_batches():
        some = batch.slice(0, MOST_ROWS - rows)
        rows += some.num_rows
        names = set(some.schema.names)
        for place, one in enumerate(found):
            values = some.column(f"c{place}").to_pylist()
            marks = some.column(f"k{place}").to_pylist() if f"k{place}" in names else [""] * len(values)
            for value, mark in zip(values, marks, strict=True):
                one.add(value, mark)
        if rows >= MOST_ROWS:
            break
    return found, rows


def _is_day(value: str) -> bool:
    return _reads("%Y-%m-%d", re.sub("[/.年月]", "-", value).removesuffix("日"))


def _reads(pattern: str, value: str) -> bool:
    if pattern == "%Y%m%d" and not _ADJOINING.fullmatch(value):
        return False
    try:
        return 1900 <= datetime.strptime(value, pattern).replace(tzinfo=UTC).year <= 2100
    except ValueError:
        return False
