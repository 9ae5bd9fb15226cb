"""A list of published grades as text: read line by line, and each year of each scope checked as a partition."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from plumbline.documents import csv_of
from plumbline.errors import MethodError, RecordError
from plumbline.methods.shared import period_spellings
from plumbline.text import Text

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

    def add(self, entry: Entry, line: int, where: Text) -> None:
        """Another place, of this line. :raises RecordError: if it has a grade already."""
        if entry.unit in self.units:
            before, at = self.units[entry.unit]
            raise RecordError(
                "grade.twice", Text(f"'{entry.unit}' is graded twice in {self.scope} {self.year}",
                                    f"“{entry.unit}”在{self.scope}{self.year}中有两个等级"), where=where,
                why=Text(f"Line {at} gives it {before.grade}, line {line} {entry.grade}; a place has one grade a year",
                         f"第{at}行为{before.grade}，第{line}行为{entry.grade}；一个地区一年只有一个等级"),
                next_step=Text("Look at the source, and leave one of them out", "请核对来源，只保留其一"))
        self.units[entry.unit] = entry, line


def read(path: Path, known: Callable[[str], Sequence[str]]) -> tuple[GradeYear, ...]:
    """Every year of the list, in its order. ``known`` gives the full names of a scope's places, where they are known.

    :raises RecordError: naming the line, for the first fault.
    """
    years: dict[tuple[str, str], GradeYear] = {}
    for line, row in _lines(path):
        where = _at(path, line)
        complete = _complete(row["complete"], where)
        named = _year(row["year"], where)
        year = years.setdefault((row["scope"], named), GradeYear(row["scope"], named, complete))
        if year.complete != complete:
            raise RecordError("grade.whole_and_partial", Text(f"{year.scope} {year.year} is both whole and partial",
                                                              f"{year.scope}{year.year}的完整性前后不一"), where=where,
                              why=Text("An earlier line of the same year says otherwise", "同一年度前面的行所写不同"),
                              next_step=Text("Write the same under 'complete' in every line of a year",
                                             "同一年度各行的complete列请填写一致"))
        for unit in row["units"].split():
            year.add(Entry(row["grade"], unit, row["source"]), line, where)
    for year in years.values():
        _whole(year, known(year.scope), path.name)
    return tuple(years.values())


def _at(path: Path, line: int) -> Text:
    return Text(f"{path.name}, line {line}", f"{path.name}第{line}行")


def _year(text: str, where: Text) -> str:
    try:
        return period_spellings.read_graded_year(text)
    except MethodError as error:
        raise RecordError.of(error, where=where) from error


def same_place(short: str, name: str) -> bool:
    """Whether a place as lists call it, 浙江, is the region of this full name, 浙江省."""
    return any(name == short + suffix for suffix in SUFFIXES)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        names, rows = csv_of(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise RecordError("grade.unreadable", Text("this list cannot be read", "该名单无法读取"), where=path.name,
                          why=Text(str(error), "文件打不开，不是UTF-8编码，或有引号没有闭合"),
                          next_step=Text("Save it as CSV in UTF-8", "请另存为UTF-8编码的CSV")) from error
    if tuple(names) != COLUMNS:
        raise RecordError("grade.columns", Text("this is no list of published grades", "该文件不是公布等级的名单"),
                          where=path.name, why=Text(f"Its columns are {', '.join(names) or 'none'}",
                                                    f"现有各列：{'、'.join(names) or '无'}"),
                          next_step=Text(f"Name the columns {', '.join(COLUMNS)}",
                                         f"请将各列命名为{'、'.join(COLUMNS)}"))
    for line, row in rows:
        yield line, _row(row, _at(path, line))
    if not rows:
        raise RecordError("grade.nothing", Text("this list is empty", "该名单没有内容"), where=path.name,
                          next_step=Text("Write a line for each grade of a year", "请为一个年度的每个等级写一行"))


def _row(row: dict[str, str], where: Text) -> dict[str, str]:
    if None in row or None in row.values():
        raise RecordError("grade.values", Text(f"this line has not {len(COLUMNS)} values",
                                               f"该行不是{len(COLUMNS)}个值"), where=where,
                          next_step=Text("Put a text that holds a comma in quotation marks", "含逗号的内容请加双引号"))
    values = {name: value.strip() for name, value in row.items()}
    for name, value in values.items():
        if not value:
            raise RecordError("grade.empty", Text(f"'{name}' is empty", f"{name}列为空"), where=where,
                              next_step=Text("Every line states it", "每行均须填写"))
    if not GRADE.fullmatch(values["grade"]):
        raise RecordError("grade.unknown", Text(f"'{values['grade']}' is no grade", f"“{values['grade']}”不是等级"),
                          where=where, next_step=Text("Write A, B, C or D, as published", "请按公布内容填写A、B、C或D"))
    return values


def _complete(value: str, where: Text) -> bool:
    if value not in (YES, NO):
        raise RecordError("grade.complete", Text(f"'{value}' under 'complete' is neither yes nor no",
                                                 f"complete列的“{value}”既非yes也非no"), where=where,
                          next_step=Text("Write yes where every place of the year is known, else no",
                                         "该年度各地区均已列出的填yes，否则填no"))
    return value == YES


def _whole(year: GradeYear, known: Sequence[str], file: str) -> None:
    """:raises RecordError: if a whole list leaves a place out that is known."""
    if not year.complete or not known:
        return
    missing = [name for name in known if not any(same_place(unit, name) for unit in year.units)]
    if missing:
        first, more = missing[:5], len(missing) > 5
        raise RecordError("grade.left_out", Text(
            f"{year.scope} {year.year} leaves out {', '.join(first)}{', …' if more else ''}",
            f"{year.scope}{year.year}缺少{'、'.join(first)}{'等' if more else ''}"), where=file,
            why=Text("The list is said to be whole, and the regions kept here have them",
                     "名单注明完整，而系统所存地区中有这些地区"),
            next_step=Text("Add them, or write no under 'complete'", "请补列，或在complete列填no"))
