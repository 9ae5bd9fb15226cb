"""A list of published grades as text: read line by line, and each year of each scope checked as a partition."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from plumbline.errors import RecordError

COLUMNS = ("scope", "year", "grade", "units", "complete", "source")
GRADE = re.compile(r"[A-E]{1,4}")
YES, NO = "yes", "no"
SUFFIXES = ("", "省", "市", "县", "区", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区")


@dataclass(frozen=True, slots=True)
class Entry:
    """One place and its grade, with where it was read."""

    grade: str
    unit: str
    source: str


@dataclass
class GradeYear:
    """One year of one scope: its places with their grades, in the order of the list."""

    scope: str
    year: str
    complete: bool
    units: dict[str, tuple[Entry, int]] = field(default_factory=dict)

    def entries(self) -> Iterator[Entry]:
        """Every place."""
        for entry, _ in self.units.values():
            yield entry

    def add(self, entry: Entry, line: int, where: str) -> None:
        """Another place, of this line. :raises RecordError: if it has a grade already."""
        if entry.unit in self.units:
            before, at = self.units[entry.unit]
            raise RecordError(
                f"'{entry.unit}' is graded twice in {self.scope} {self.year}", where=where,
                why=f"Line {at} gives it {before.grade}, line {line} {entry.grade}; a place has one grade a year",
                next_step="Look at the source, and leave one of them out")
        self.units[entry.unit] = entry, line


def read(path: Path, known: Callable[[str], Sequence[str]]) -> tuple[GradeYear, ...]:
    """Every year of the list, in its order. ``known`` gives the full names of a scope's places, where they are known.

    :raises RecordError: naming the line, for the first fault.
    """
    years: dict[tuple[str, str], GradeYear] = {}
    for line, row in _lines(path):
        where = f"{path.name}, line {line}"
        complete = _complete(row["complete"], where)
        year = years.setdefault((row["scope"], row["year"]), GradeYear(row["scope"], row["year"], complete))
        if year.complete != complete:
            raise RecordError(f"{year.scope} {year.year} is both whole and partial", where=where,
                              why="An earlier line of the same year says otherwise",
                              next_step="Write the same under 'complete' in every line of a year")
        for unit in row["units"].split():
            year.add(Entry(row["grade"], unit, row["source"]), line, where)
    for year in years.values():
        _whole(year, known(year.scope), path.name)
    return tuple(years.values())


def same_place(short: str, name: str) -> bool:
    """Whether a place as lists call it, 浙江, is the region of this full name, 浙江省."""
    return any(name == short + suffix for suffix in SUFFIXES)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError("this list cannot be read", where=path.name, why=str(error),
                          next_step="Save it as CSV in UTF-8") from error
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise RecordError("this is no list of published grades", where=path.name,
                          why=f"Its columns are {', '.join(reader.fieldnames or ()) or 'none'}",
                          next_step=f"Name the columns {', '.join(COLUMNS)}")
    found = False
    for row in reader:
        found = True
        yield reader.line_num, _row(row, f"{path.name}, line {reader.line_num}")
    if not found:
        raise RecordError("this list is empty", where=path.name, next_step="Write a line for each grade of a year")


def _row(row: dict[str, str], where: str) -> dict[str, str]:
    if None in row or None in row.values():
        raise RecordError(f"this line has not {len(COLUMNS)} values", where=where,
                          next_step="Put a text that holds a comma in quotation marks")
    values = {name: value.strip() for name, value in row.items()}
    for name, value in values.items():
        if not value:
            raise RecordError(f"'{name}' is empty", where=where, next_step="Every line states it")
    if not GRADE.fullmatch(values["grade"]):
        raise RecordError(f"'{values['grade']}' is no grade", where=where, next_step="Write A, B, C or D, as published")
    return values


def _complete(value: str, where: str) -> bool:
    if value not in (YES, NO):
        raise RecordError(f"'{value}' under 'complete' is neither yes nor no", where=where,
                          next_step="Write yes where every place of the year is known, else no")
    return value == YES


def _whole(year: GradeYear, known: Sequence[str], file: str) -> None:
    """:raises RecordError: if a whole list leaves a place out that is known."""
    if not year.complete or not known:
        return
    missing = [name for name in known if not any(same_place(unit, name) for unit in year.units)]
    if missing:
        raise RecordError(f"{year.scope} {year.year} leaves out {', '.join(missing[:5])}"
                          f"{', …' if len(missing) > 5 else ''}", where=file,
                          why="The list is said to be whole, and the regions kept here have them",
                          next_step="Add them, or write no under 'complete'")
