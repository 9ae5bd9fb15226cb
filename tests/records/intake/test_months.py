"""Headings that are months, whose year stands elsewhere; years of two digits; days that are days and are mended."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from plumbline.errors import IntakeError
from plumbline.records.intake.reading import wide
from plumbline.rulebook.mappings.mappings import Mapping, Reading
from tests.records.samples import Office, current, inspection, read_csv

CHINESE = "series,地区,计量单位,source,1月,2月,12月\ngdp,city,元,公报,1,2,\n"
ENGLISH = "Series,Region,Unit,Source,Jan,Feb.,December\ngdp,city,元,公报,1,2,3\n"


def months() -> list[tuple[Any, ...]]:
    return [(period, int(value), span, str(last)) for period, value, span, last in
            current("statistic", "period", "value", "span", "ends_on")]


JANUARY, FEBRUARY = ("2023-01", 1, "month", "2023-01-31"), ("2023-02", 2, "month", "2023-02-28")


def test_the_year_is_given_by_who_brings_the_file(office: Office) -> None:
    office.take("statistic", CHINESE, reading=Reading(year=2023))
    assert months() == [JANUARY, FEBRUARY]


def test_the_year_stands_above_the_headings(office: Office) -> None:
    done = office.take("statistic", "国办发〔2013〕47号 附件,,,,,,\n2023年分月统计表,,,,,,\n" + CHINESE)
    assert months() == [JANUARY, FEBRUARY]
    assert "The year of the months is 2,023" not in str(done.notes)
    assert "The year of the months is 2023, as 2023年分月统计表 says" in [note["text"]["en"] for note in done.notes]


def test_the_year_stands_above_the_headings_of_a_sheet(office: Office) -> None:
    book = openpyxl.Workbook()
    for row in (["Figures of 2023"], *csv.reader(io.StringIO(ENGLISH))):
        book.active.append(row)
    path = office.inbox / "a.xlsx"
    book.save(path)
    office.take("statistic", path)
    assert months() == [JANUARY, FEBRUARY, ("2023-12", 3, "month", "2023-12-31")]


def test_the_year_stands_in_a_column(office: Office) -> None:
    head = CHINESE.replace("series,", "series,年份,")
    head = head.replace("gdp,", "gdp,2023年,")
    done = office.take("statistic", head + "gdp,2024,city,元,公报,5,,\ngdp,,city,元,公报,7,,\n")
    assert months() == [JANUARY, FEBRUARY, ("2024-01", 5, "month", "2024-01-31")]
    assert done.quarantined == 1
    assert (done.sample[0]["row"], done.sample[0]["column"], done.sample[0]["value"]) == (4, "period", "-01")


@pytest.mark.parametrize(("title", "why"), [
    ("", "Neither a column nor what stands above the headings tells it"),
    ("2022-2023年对比,,,,,,\n", "What stands above the headings names several: 2022, 2023"),
    ("国办发〔2013〕47号,,,,,,\n", "Neither a column nor"),
])
def test_a_year_that_is_not_told_is_asked_for(office: Office, title: str, why: str) -> None:
    with pytest.raises(IntakeError) as caught:
        office.take("statistic", title + CHINESE)
    assert "the columns 1月, 2月, 12月 are months without a year. " + why in str(caught.value)
    assert "say the year: --year 2023, or year = 2023 in a mapping" in str(caught.value)


@pytest.mark.parametrize(("heading", "month"), [
    ("1月", 1), ("12 月份", 12), ("03月", 3), ("Jan", 1), ("sept.", 9), ("September", 9), ("May", 5), ("13月", None),
    ("1季度", None), ("Mayor", None), ("5月（万元）", 5), ("2023年5月", None),
])
def test_which_headings_are_months(heading: str, month: int | None) -> None:
    assert wide.month_of(heading) == month


def test_a_day_of_a_sheet_is_set_aside_as_the_mapping_writes_days(office: Office) -> None:
    path = _sheet(office.inbox / "days.xlsx", date(2013, 1, 31))
    for pattern in ("%d/%m/%Y", "%Y/%m/%d", "%Y-%d-%m", "%Y年%m月%d日"):
        mapping = Mapping("m", "inspection", columns={name: name for name in inspection()}, dates=pattern)
        done = office.take("inspection", path, mapping=mapping)
        rows = read_csv(done.rows_file)
        assert rows[0]["inspected_on"] == date(2013, 1, 31).strftime(pattern)
        mended = office.take("inspection", [rows[0] | {"result": "pass", "number": pattern}], mapping=mapping)
        assert mended.quarantined == 0, mended.sample
    assert {str(day) for (day,) in current("inspection", "inspected_on")} == {"2013-01-31"}


def test_a_day_written_with_its_year_first_is_taken_beside_a_pattern(office: Office) -> None:
    mapping = Mapping("m", "inspection", columns={name: name for name in inspection()}, dates="%d/%m/%Y")
    other = inspection(number="2", inspected_on="31/01/2013")
    assert office.inspections(inspection(), other, mapping=mapping).rows == 2
    year_first = Mapping("m", "inspection", columns={name: name for name in inspection()}, dates="%Y-%d-%m")
    assert office.inspections(inspection(number="3"), mapping=year_first).quarantined == 1


def test_years_of_two_digits_are_told_or_set_aside(office: Office) -> None:
    mapping = Mapping("m", "inspection", columns={name: name for name in inspection()}, dates="%d/%m/%y")
    done = office.inspections(inspection(inspected_on="31/01/13"), mapping=mapping)
    assert [str(day) for (day,) in current("inspection", "inspected_on")] == ["2013-01-31"]
    assert any(note["text"]["en"].startswith("inspected_on: years of two digits were read as 1969 to 2068")
               for note in done.notes)
    done = office.inspections(inspection(number="2", inspected_on="13年1月31日"),
                              inspection(number="3", inspected_on="13-1-31"))
    assert [one["reason"]["en"] for one in done.sample] == [
        "Date of inspection has a year of two digits: the century is not told",
        "Date of inspection does not begin with its year: day and month may be mistaken"]


def _sheet(path: Path, day: date) -> Path:
    book = openpyxl.Workbook()
    row = inspection(result="no such result")
    book.active.append(list(row))
    book.active.append([day if name == "inspected_on" else value for name, value in row.items()])
    book.save(path)
    return path
