"""Grades that authorities published: read from lists, checked as partitions, taken in by the ordinary intake.

A list has a line for each grade of each year: ``scope,year,grade,units,complete,source``, the places separated by
spaces. A year whose list is whole must give every place one grade and leave none out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from plumbline import unfinished
from plumbline.home import Home
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.assessment.results.grade_lists import COLUMNS, Entry, GradeYear, read, same_place
from plumbline.procedures.common.row_files import Row, written
from plumbline.procedures.records import imports
from plumbline.records.core import kinds, region_trees, store
from plumbline.rulebook.core import files
from plumbline.text import Text

__all__ = ["COLUMNS", "KIND", "Taken", "asserted", "import_grades", "listed", "shipped"]

KIND = "published_grade"
PROVINCES = "CN provinces"


@dataclass(frozen=True)
class Taken:
    """What came of a list: the import of its places, and remarks in both languages that stopped nothing."""

    outcome: imports.Outcome
    years: tuple[GradeYear, ...]
    notes: tuple[Text, ...]

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document of ``plumb grades import``."""
        return {"import": self.outcome.as_dict(), "years": [_year(each.scope, each.year, each.complete, each.entries())
                                                           for each in self.years],
                "notes": [note.as_dict() for note in self.notes]}


def shipped() -> Path:
    """The list that ships: grades of provinces, cities and counties that newspapers and governments published."""
    return Path(str(files.shipped("published_grades.csv")))


def asserted() -> Path:
    """The grades that are known from another text's sentence only, without their years."""
    return Path(str(files.shipped("asserted_grades.csv")))


def import_grades(home: Home, path: Path, *, clock: imports.Clock, actor: int | None = None) -> Taken:
    """Take the list ``path`` in, one record for each place and year.

    :raises RecordError: naming the line, for one that cannot be read, or that makes a year no partition: a place with
        two grades, or one that the region tree knows missing from a list that is said to be whole.
    :raises IntakeError: for a file that cannot be taken in.
    """
    tree = region_trees.tree().at(timezone.localdate(clock()))
    years = read(path, lambda scope: _known(tree, scope))
    with unfinished.scratch_folder() as scratch:
        made = written(KIND, _rows(years, tree), scratch)
        outcome = imports.import_file(home, KIND, made, clock=clock, actor=actor, name=path.name)
    return Taken(outcome, years, tuple(_notes(years)))


def listed(scope: str = "") -> list[dict[str, Any]]:
    """Every year on record (of one ``scope``), newest first in its scope: grades with their places, best first, the
    sources, and whether the list is whole."""
    found: dict[tuple[str, str], list[Entry]] = {}
    whole: dict[tuple[str, str], bool] = {}
    rows = store.current(kinds.get(KIND))
    for row in (rows.filter(scope=scope) if scope else rows).order_by("id"):
        key = row.scope, row.year
        found.setdefault(key, []).append(Entry(row.grade, row.unit, row.source))
        whole[key] = whole.get(key, True) and row.complete
    order = sorted(sorted(found, key=lambda key: key[1], reverse=True), key=lambda key: key[0])
    return [_year(*key, whole[key], found[key]) for key in order]


def _year(scope: str, year: str, complete: bool, entries: Iterable[Entry]) -> dict[str, Any]:
    grades: dict[str, list[str]] = {}
    sources: dict[str, None] = {}
    for entry in entries:
        grades.setdefault(entry.grade, []).append(entry.unit)
        sources[entry.source] = None
    return {"scope": scope, "year": year, "complete": complete,
            "grades": [{"grade": grade, "units": grades[grade]} for grade in sorted(grades)], "sources": list(sources)}


def _rows(years: Iterable[GradeYear], tree: TreeAt) -> Iterator[Row]:
    for each in years:
        codes = _regions(tree, each.scope)
        for entry in each.entries():
            yield {"scope": each.scope, "year": each.year, "unit": entry.unit, "grade": entry.grade,
                   "complete": "yes" if each.complete else "no", "source": entry.source,
                   "region": next((code for name, code in codes.items() if same_place(entry.unit, name)), "")}


def _known(tree: TreeAt, scope: str) -> tuple[str, ...]:
    """The names of the places of ``scope``, where the tree knows them."""
    return tuple(_regions(tree, scope))


def _regions(tree: TreeAt, scope: str) -> dict[str, str]:
    if scope == PROVINCES:
        whole = [code for code in tree.roots if tree.level(code) == "country"]
        codes = [code for root in whole for code in tree.children(root) if tree.level(code) == "province"]
    else:
        above = next((code for code in tree.codes if same_place(scope, tree.name(code).zh)), None)
        codes = list(tree.children(above)) if above is not None else []
    return {tree.name(code).zh: code for code in codes}


def _notes(years: Iterable[GradeYear]) -> Iterator[Text]:
    """Whole lists of one scope that do not name the same places: places may have been founded, merged or renamed."""
    first: dict[str, GradeYear] = {}
    for each in years:
        if not each.complete:
            yield Text(f"{each.scope} {each.year} is partial: nothing follows for the places it does not name.",
                       f"{each.scope}{each.year}名单不完整，不能推断未列地区的等级。")
            continue
        other = first.setdefault(each.scope, each)
        here, there = {entry.unit for entry in each.entries()}, {entry.unit for entry in other.entries()}
        if here != there:
            more, less = sorted(here - there), sorted(there - here)
            yield Text(f"{each.scope} {each.year} does not name the places of {other.year}: "
                       f"{len(more)} more ({', '.join(more)}), {len(less)} missing ({', '.join(less)}).",
                       f"{each.scope}{each.year}所列地区与{other.year}不同：多{len(more)}个（{'、'.join(more)}），"
                       f"少{len(less)}个（{'、'.join(less)}）。")
