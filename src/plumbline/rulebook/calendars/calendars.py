"""Calendars: the days off of a country and the weekends worked instead, a file a year, each with its source.

Shipped ones lie in ``rulebook/data/calendars``, an authority's own in ``rulebook/calendars/`` of its data directory;
its file of an id and a year replaces the shipped one of that id and year. docs/rulebook.md explains every key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.shared.working_days import SATURDAY, Calendar, YearDays
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.exact_tables import ID, SchemeTable, no_id
from plumbline.rulebook.core.faults import Faulty, Loaded, id_in
from plumbline.rulebook.core.files import own_files, shipped_files
from plumbline.rulebook.core.toml_text import read
from plumbline.text import Citation, Text

CALENDAR_KEYS = ("id", "year", "title", "source", "off", "worked")
CHINA = "china"
FIRST_YEAR, LAST_YEAR = 1900, 9998


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One file: one year of one calendar."""

    id: str
    year: int
    title: Text
    cites: Citation
    days: YearDays
    file: str


@kept("calendars")
def load_years(home: Home | None) -> Loaded[CalendarYear]:
    """Every year of every calendar, as ``ID YEAR``: the shipped ones, replaced by those ``home`` has. A faulty file is
    told among the ``faults``, and no shipped year takes its place."""
    found: dict[str, CalendarYear] = {}
    faults: list[Faulty] = []
    for files in (shipped_files("calendars"), own_files(home, "calendars", faults)):
        here: dict[str, CalendarYear] = {}
        for name, text in files:
            try:
                year = parse_year(name, text)
                key = f"{year.id} {year.year}"
                if key in here:
                    raise RulebookError(
                        "calendar.twice", Text(f"two files hold {year.year} of the calendar '{year.id}'",
                                               f"两个文件都是日历“{year.id}”的{year.year}年"), where=name,
                        why=Text(f"The other is {here[key].file}", f"另一个是{here[key].file}"),
                        next_step=Text("Take one of them out of the folder", "请移走其中一个"))
            except RulebookError as error:
                faults.append(Faulty(name, error, (id_in(text) or name,)))
                continue
            here[key] = year
        found.update(here)
    lost = {id for fault in faults for id in fault.ids}
    return Loaded({key: year for key, year in sorted(found.items()) if year.id not in lost}, faults)


def calendar(home: Home | None, id: str = CHINA) -> Calendar:
    """The calendar ``id``. :raises RulebookError: if there is none, or a file of it is faulty."""
    years = load_years(home)
    years.want(id)
    found = {each.year: each.days for each in years.values() if each.id == id}
    if not found:
        raise RulebookError("calendar.unknown", Text(f"there is no calendar '{id}'", f"没有日历“{id}”"),
                            next_step=suggest(id, sorted({each.id for each in years.values()})))
    return Calendar(id, found)


@kept_by_text
def parse_year(file: str, text: str) -> CalendarYear:
    """The year in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table = SchemeTable(read(text, file), file)
    table.only(CALENDAR_KEYS)
    id = table.text("id")
    if not ID.fullmatch(id):
        raise no_id(table, id)
    year = table.integer("year", FIRST_YEAR, LAST_YEAR, 2027)
    days = YearDays(_days(table, "off", year, weekend=False), _days(table, "worked", year, weekend=True))
    return CalendarYear(id, year, table.words("title"), table.citation("source"), days, file)


def _days(table: SchemeTable, key: str, year: int, *, weekend: bool) -> frozenset[date]:
    given = table.raw.get(key, [])
    if not isinstance(given, list) or not all(type(each) is date for each in given):
        raise table.wrong(key, "calendar.not_days", Text("this is not a list of days", "此处应为日期列表"),
                          next_step=Text(f"Write {key} = [{year}-01-01]", f"例如：{key} = [{year}-01-01]"))
    for day in given:
        if day.year != year:
            raise table.wrong(key, "calendar.another_year", Text(f"{day} is not of {year}", f"{day}不在{year}年"),
                              next_step=Text("Write it into the file of its year", "请写入其所在年份的文件"))
        if (day.weekday() >= SATURDAY) is not weekend:
            raise table.wrong(
                key, "calendar.no_difference", Text(
                    f"{day} is a weekday, which is worked anyway" if weekend
                    else f"{day} is a Saturday or Sunday, which is off anyway",
                    f"{day}是工作日，本就上班" if weekend else f"{day}是周末，本就休息"),
                why=Text("A calendar says where a year differs from Monday to Friday", "日历只写与周一至周五不同之处"),
                next_step=Text("Check the day, or leave it out", "请核对日期，或删去"))
    return frozenset(given)
