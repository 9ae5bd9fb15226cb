"""Mappings for files as offices have them: places by name, words for numbers, fields made of columns."""

from __future__ import annotations

import tomllib

import openpyxl
import pytest

from plumbline.errors import IntakeError
from plumbline.rulebook.mappings import mapping_text, mappings
from plumbline.rulebook.mappings.mappings import Mapping, Reading
from tests.records.samples import Office, current

TEXT = """
kind     = "inspection"
ignore   = ["*"]
encoding = "utf-8"
heading  = 2

[fields]
number       = "{年度}-{序号}"
inspected_on = "{年度}-{月}-{日}"
establishment_name = "{单位}"
establishment      = "{单位}"

[columns]
"辖区"   = "region"
"结论"   = "result"
"不合格项" = "critical_count"

[values.region]
"第一区" = "1"

[values.critical_count]
"未检出" = 0

[defaults]
purpose = "canvass"
"""
FILE = """2013年检查台账
年度,序号,月,日,单位,辖区,结论,不合格项,备注,电话
2013,007,1,31,重庆小面,第一区,合格,未检出,x,1
2013,008,1,31,兰州拉面,第二区,合格,2,,
2013,,1,31,沙县小吃,第一区,合格,2,,
"""


def mapping(text: str = TEXT) -> Mapping:
    return mappings.parse("m", "m.toml", tomllib.loads(text))


def test_a_ledger_loads_by_a_mapping_alone(office: Office) -> None:
    done = office.take("inspection", FILE, mapping=mapping())
    names = ("number", "region", "critical_count", "establishment_name", "establishment")
    assert current("inspection", *names) == [("2013-007", "1", 0, "重庆小面", "重庆小面")]
    assert [str(day) for (day,) in current("inspection", "inspected_on")] == ["2013-01-31"]
    assert [(fault["row"], fault["column"], fault["reason"]["en"]) for fault in done.sample] == [
        (4, "辖区", "This region is not in the tree"), (5, "number", "Inspection number is missing")]


def test_what_is_saved_is_what_was_read(office: Office) -> None:
    given = mapping()
    path = mapping_text.save(given, office.home)
    assert mappings.load_file(path) == given
    assert given.reading == Reading(encoding="utf-8", heading=2)


@pytest.mark.parametrize(("old", "new", "message"), [
    ("{序号}", "{编号}", "the column '编号' is missing"),
    ("number       =", "numbr =", "the mapping makes 'numbr', which is no field of inspection"),
    ('"结论"   = "result"', '"结论" = "number"', "the mapping fills 'number' under columns and under fields"),
    ("[values.region]", "[values.establishment_name]", "the mapping lists values of 'establishment_name'"),
    ('ignore   = ["*"]', "ignore = []", "unknown column '备注'"),
])
def test_a_mapping_with_a_typo_is_refused_whole(office: Office, old: str, new: str, message: str) -> None:
    with pytest.raises(IntakeError) as caught:
        office.take("inspection", FILE, mapping=mapping(TEXT.replace(old, new)))
    assert message in str(caught.value)


def test_a_column_for_each_year_is_a_row_for_each(office: Office) -> None:
    text = "kind = 'statistic'\n[columns]\n'指标' = 'series'\n[defaults]\nregion = '1'\nunit = 'CNY'\nsource = '年鉴'\n"
    years = [f"{one}（万元）" for one in ("2022", "2023年", "2023年1季度")]
    made = openpyxl.Workbook()
    for row in (["主要指标"], ["指标", "年份", None, None], [None, *years],
                ["产值", 12.5, "1,300", None], ["利润", None, 2, "x"], ["合计", 1, 2, 3]):
        made.active.append(row)
    for area in ("A1:D1", "A2:A3", "B2:D2"):
        made.active.merge_cells(area)
    made.save(office.inbox / "a.xlsx")
    done = office.take("statistic", office.inbox / "a.xlsx", mapping=mapping(text))
    assert [tuple(map(str, row)) for row in current("statistic", "series", "period", "span", "ends_on", "value")] == [
        ("产值", "2022", "year", "2022-12-31", "125000.00"), ("产值", "2023", "year", "2023-12-31", "13000000.00"),
        ("利润", "2023", "year", "2023-12-31", "20000.00")]
    assert [(fault["row"], fault["reason"]["en"]) for fault in done.sample] == [(5, "Value is not a number")]
    told = {note["code"]: note["text"]["en"] for note in done.notes}
    assert told["scaled"] == "value（万元）: numbers were multiplied by 10,000, as the heading's unit says"
    assert told["wide"].startswith("Each of the columns 2022（万元）, ")


def test_a_csv_with_years_as_columns_needs_no_mapping(office: Office) -> None:
    heads = "指标代码,地区,计量单位,资料来源,2022,2023"
    done = office.take("statistic", f"{heads}\noutput,1,元,年鉴,1,2\noutput,2,元,年鉴,,3\n")
    assert (done.rows, done.quarantined) == (3, 0), done.sample
    assert office.take("statistic", "series,region,unit,source,2022,2022年\noutput,9,元,年鉴,5,6\n").quarantined == 2


def test_a_unit_in_a_heading_counts(office: Office) -> None:
    row = "series,region,period,span,ends_on,数值（亿元）,unit,source\noutput,1,2013,year,2013-12-31,1.5,元,年鉴\n"
    assert office.take("statistic", row).rows == 1
    assert [str(value) for (value,) in current("statistic", "value")] == ["150000000.00"]
