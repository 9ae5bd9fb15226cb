"""What is watched: series of reports, how each is grouped, and by which method a week of it is judged. Dated files of
``rulebook/watch``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from plumbline.home import Home
from plumbline.rulebook.core import dated_files
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.exact_tables import SchemeTable
from plumbline.rulebook.core.faults import Loaded
from plumbline.text import Text

FOLDER = "watch"
FILE_KEYS = ("series",)
SERIES_KEYS = ("id", "title", "kind", "date", "by", "region", "where", "method", "alpha", "minimum", "baseline",
               "min_sigma", "years", "half")
METHODS = ("ears-c1", "ears-c2", "ears-c3", "farrington")
OWN, TOP = "own", "top"
REGIONS = (OWN, TOP)
"""Whose a series is: the region of the report, each by itself, or the topmost region above it."""
MOST_BASELINE, MOST_YEARS, MOST_HALF, MOST_REPORTS = 104, 20, 25, 1_000_000


@dataclass(frozen=True, slots=True)
class Watched:
    """One rule: records of ``kind`` (only those with the values of ``where``) are counted by the week of ``date``, a
    series for each combination of the fields ``by`` in each ``region``. A week is an alarm where ``method`` says so at
    ``alpha`` and it has ``minimum`` reports. ``baseline`` and ``min_sigma`` are of EARS, ``years`` and ``half`` of
    Farrington's method."""

    id: str
    title: Text
    kind: str
    date: str
    by: tuple[str, ...]
    region: str
    where: tuple[tuple[str, str], ...]
    method: str
    alpha: float
    minimum: int
    baseline: int = 7
    min_sigma: float = 0.0
    years: int = 5
    half: int = 3


@dataclass(frozen=True, slots=True)
class WatchPlan:
    """What is watched, and what the file says of itself."""

    dated: Dated
    series: tuple[Watched, ...] = field(default=())


@kept(FOLDER)
def load_watch_plans(home: Home | None) -> Loaded[WatchPlan]:
    """Every plan by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_watch_plan)


def in_force(home: Home | None, on: date) -> list[WatchPlan]:
    """The plans in force on a day, in the order of their ids."""
    return [each for each in load_watch_plans(home).values() if each.dated.holds(on)]


@kept_by_text
def parse_watch_plan(file: str, text: str) -> WatchPlan:
    """The plan in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, FILE_KEYS)
    return WatchPlan(dated, dated_files.listed(table, "series", _series, Text("the series", "监测序列")))


def _series(table: SchemeTable) -> Watched:
    table.only(SERIES_KEYS)
    id = dated_files.id_of(table)
    where = table.sub("where") if "where" in table else None
    alpha = float(table.number("alpha", 0, 1))
    if not 0 < alpha < 1:
        raise table.wrong("alpha", "rule.not_number", Text("this is not a number between 0 and 1",
                                                           "此处应为0与1之间的数字"),
                          next_step=Text("Write 0.01 for one false alarm in a hundred weeks of a series",
                                         "如每百周允许一次误报，请填0.01"))
    return Watched(
        id, table.words("title"), table.text("kind"), table.text("date"), _names(table, "by"),
        table.choice("region", REGIONS, OWN),
        tuple((key, where.text(key)) for key in where.raw) if where is not None else (),
        table.choice("method", METHODS), alpha, table.integer("minimum", 1, MOST_REPORTS, 1),
        table.integer("baseline", 3, MOST_BASELINE, 7),
        float(table.number("min_sigma", 0, MOST_REPORTS)) if "min_sigma" in table else 0.0,
        table.integer("years", 1, MOST_YEARS, 5), table.integer("half", 0, MOST_HALF, 3))


def _names(table: SchemeTable, key: str) -> tuple[str, ...]:
    given = table.raw.get(key)
    if not isinstance(given, list) or not given or not all(isinstance(each, str) and each for each in given):
        raise table.missing(key, Text('Write a list of fields, such as ["product"]', '请填写字段列表，如["product"]'))
    return tuple(given)
