"""Files as offices have them: each value in the meaning its format gives, and every guess told."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plumbline.errors import IntakeError
from plumbline.procedures.records.imports import Outcome
from plumbline.records.core import kinds, store
from plumbline.records.core.visibility import RowsOpen
from plumbline.records.export import records
from plumbline.records.export.writing import written
from plumbline.rulebook.mappings.mappings import Mapping, Reading
from tests.records.samples import INSPECTION, Office, current, inspection, read_csv

HEADS = ("检查编号", "地区", "检查日期", "检查类型", "检查结果", "关键项不符合数")
ROW = ("1", "1", "2013-01-31", "日常检查", "合格", "0")
MADE_DAY = "Inspection number was turned into a day or a time, and what was written is not known"
LOST = "Inspection number was turned into a number, and its last digits are lost"
STATISTIC = ("series", "region", "period", "span", "ends_on", "value", "unit", "source")


def row_of(number: str) -> list[str]:
    return list(inspection(number=number).values())


Change = Callable[[Any, Any], None]
"""Changes a workbook and its first sheet before it is saved."""


def nothing(_: Any, __: Any) -> None:
    """Change nothing."""


def book(path: Path, rows: Sequence[Sequence[Any]], change: Change = nothing) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    change(made, made.active)
    made.save(path)
    return path


def taken(office: Office, rows: Sequence[Sequence[Any]], change: Change = nothing, **options: Any) -> Outcome:
    return office.take("inspection", book(office.inbox / "a.xlsx", rows, change), **options)


def one(office: Office, **changed: Any) -> Outcome:
    """One inspection in a workbook, with these cells; a pair is a value and its number format."""
    row = {**INSPECTION, **changed}
    values = [value[0] if isinstance(value, tuple) else value for value in row.values()]

    def formats(_: Any, sheet: Any) -> None:
        for column, value in enumerate(row.values(), start=1):
            if isinstance(value, tuple):
                sheet.cell(2, column).number_format = value[1]

    return taken(office, [list(row), values], formats)


def notes(done: Outcome) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for note in done.notes:
        assert note["text"]["en"]
        assert note["text"]["zh"]
        found.setdefault(note["code"], []).append(note["detail"])
    return found


def why(done: Outcome) -> list[str]:
    return [row["reason"] for row in read_csv(done.reasons_file)]


@pytest.mark.parametrize(("cell", "form", "value"), [
    (0.5, "0%", "50.00"), (0.125, "0.0%", "12.50"), (0.5, "0.00", "0.50"), (12.34, "0", "12.34"),
    (12.34, "#,##0", "12.34"), (1234.5, "¥#,##0.00", "1234.50"), (-3, "#,##0.00_);(#,##0.00)", "-3.00"),
    (42, "000000", "42.00"), ("1,234.50", "@", "1234.50"), ("¥1,234.50", "@", "1234.50"), ("(3)", "@", "-3.00"),
    ("50%", "@", "50.00"),
    ("１２.５", "@", "12.50"), (1234567, "0.00E+00", "1234567.00"), ("1,234,567", "@", "1234567.00"),
])
def test_a_number_is_what_its_format_means(office: Office, cell: Any, form: str, value: str) -> None:
    row = ["output", "1", "2013", "year", "2013-12-31", cell, "元", "yearbook"]
    path = book(office.inbox / "a.xlsx", [STATISTIC, row],
                lambda _, sheet: setattr(sheet["F2"], "number_format", form))
    done = office.take("statistic", path)
    assert (done.rows, done.quarantined) == (1, 0), done.sample
    assert [str(found) for (found,) in current("statistic", "value")] == [value]


@pytest.mark.parametrize("written", ["1,23", "12,34.5", "$5", "120万元", "1.2.3", "5 %%", "-", date(2013, 1, 1)])
def test_what_is_no_number_is_not_made_one(office: Office, written: Any) -> None:
    row = ["output", "1", "2013", "year", "2013-12-31", written, "元", "yearbook"]
    done = office.take("statistic", book(office.inbox / "a.xlsx", [STATISTIC, row]))
    assert why(done) == ["Value is not a number"]


def test_a_comma_between_semicolons_may_part_decimals(office: Office) -> None:
    row = ["output", "1", "2013", "year", "2013-12-31", "1,234", "CNY", "yearbook"]
    done = office.take("statistic", ";".join(STATISTIC) + "\n" + ";".join(row) + "\n")
    assert why(done) == ["Value is not a number"]
    assert notes(done)["delimiter"] == ["semicolons"]


@pytest.mark.parametrize(("cell", "key"), [
    ((42, "000000"), "000042"), (1042, "1042"), (1042.0, "1042"), ("1042.0", "1042"), ("007", "007"),
    ((3.1, "0.00"), "3.10"), ((20130001, '"JC"00000000'), "JC20130001"), ((123456789, "000-00-0000"), "123-45-6789"),
    ((datetime.fromisoformat("2013-07-01"), "yyyy-mm"), "2013-07"), (" A\u200b1\u00a0\ufeff", "A1"),
    ("Ａ１", "A1"), ("A\u30001", "A 1"), ("A\u00a01", "A 1"), ("#N/A-1", "#N/A-1"),
])
def test_a_key_is_what_was_written(office: Office, cell: Any, key: str) -> None:
    done = one(office, number=cell)
    assert (done.rows, done.quarantined) == (1, 0), done.sample
    assert current("inspection", "number") == [(key,)]


@pytest.mark.parametrize(("cell", "reason"), [
    (1.2e15, LOST),
    (123456789012345678, LOST),
    ((datetime.fromisoformat("2013-03-01"), "d-mmm"), MADE_DAY),
    ((datetime.fromisoformat("2013-03-01"), "mm-dd-yy"), MADE_DAY),
    (time(1, 30), MADE_DAY),
    (3.1, "Inspection number was turned into a number, and zeros at its end may be lost"),
    ("\ue5e5", "Inspection number holds a sign that every office may draw as it likes (private use)"),
])
def test_a_key_that_a_spreadsheet_spoilt_is_set_aside(office: Office, cell: Any, reason: str) -> None:
    assert why(one(office, number=cell)) == [reason]


@pytest.mark.parametrize(("written", "reason"), [
    ("1.2E+15", LOST),
    ("1-Mar", MADE_DAY),
    ("Mar-13", MADE_DAY),
    ("3月1日", MADE_DAY),
])
def test_a_key_that_was_spoilt_before_it_became_csv(office: Office, written: str, reason: str) -> None:
    assert why(office.inspections(inspection(number=written))) == [reason]


def test_one_key_in_every_format_and_every_spelling(office: Office, tmp_path: Path) -> None:
    assert office.inspections(inspection(number="1042")).rows == 1
    spelled = ["1042.0", "１０４２", "\ufeff1042\u200b", "\u00a01042\u3000", "1042\t"]
    for place, number in enumerate(spelled):
        assert office.inspections(inspection(number=number), name=f"{place}.csv").same == 1
        line = json.dumps(inspection(number=number))
        assert office.take("inspection", line + "\n", name="a.jsonl").same == 1
        assert one(office, number=number).same == 1
    pq.write_table(pa.table({**{name: [value] for name, value in INSPECTION.items()}, "number": [1042.0]}),
                   office.inbox / "a.parquet")
    assert office.take("inspection", office.inbox / "a.parquet").same == 1
    assert office.take("inspection", json.dumps(INSPECTION | {"number": 1042.0}) + "\n", name="a.jsonl").same == 1
    assert one(office, number=1042.0).same == 1


@pytest.mark.parametrize("pattern", ["%d/%m/%Y", "%Y%m%d"])
def test_a_date_cell_needs_no_pattern(office: Office, pattern: str) -> None:
    mapping = Mapping("m", "inspection", columns={name: name for name in INSPECTION}, dates=pattern)
    text = "31/01/2013" if "/" in pattern else "20130131"
    rows = [list(INSPECTION), list(inspection(number="a", inspected_on=text).values()),
            [*list(inspection(number="b").values())[:2], date(2013, 5, 4), "canvass", "pass", 0]]
    done = taken(office, rows, mapping=mapping)
    assert (done.rows, done.quarantined) == (2, 0), done.sample
    assert [(number, str(day)) for number, day in current("inspection", "number", "inspected_on")] == [
        ("a", "2013-01-31"), ("b", "2013-05-04")]


def test_what_a_pattern_could_read_as_two_days_is_none(office: Office) -> None:
    mapping = Mapping("m", "inspection", columns={name: name for name in INSPECTION}, dates="%Y%m%d")
    done = office.inspections(inspection(number="a", inspected_on="2013111"),
                              inspection(number="b", inspected_on="20131101"), mapping=mapping)
    assert [number for (number,) in current("inspection", "number")] == ["b"]
    assert why(done) == ["Date of inspection is not a day of the calendar"]


@pytest.mark.parametrize("written", ["2013-01-31 0:00", "2013/1/31 0:00:00", "2013-01-31T00:00:00.000",
                                     "2013-01-31 12:00:00 AM", "２０１３-０１-３１"])
def test_a_midnight_is_a_day(office: Office, written: str) -> None:
    assert office.inspections(inspection(inspected_on=written)).rows == 1
    assert current("inspection", "inspected_on") == [(date(2013, 1, 31),)]


@pytest.mark.parametrize(("serial", "old", "day"), [(41305, False, "2013-01-31"), (41305, True, "2017-02-01")])
def test_a_day_by_the_calendar_of_its_book(office: Office, serial: int, old: bool, day: str) -> None:
    def change(made: Any, sheet: Any) -> None:
        sheet["C2"] = serial
        sheet["C2"].number_format = "yyyy/m/d"
        if old:
            made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    done = taken(office, [list(INSPECTION), list(INSPECTION.values())], change)
    assert done.rows == 1, done.sample
    assert [str(found) for (found,) in current("inspection", "inspected_on")] == [day]


def test_the_day_that_only_spreadsheets_know(office: Office) -> None:
    assert why(one(office, inspected_on=(60, "yyyy-mm-dd"))) == ["Date of inspection is not a day of the calendar"]


def test_escapes_and_errors_are_seen_for_what_they_are(office: Office) -> None:
    rows = [[*INSPECTION, "address"], [*row_of("a"), "1_x000D_\n2"], [*row_of("b"), "#N/A"], [*row_of("c"), "=1/0"]]
    done = taken(office, rows)
    assert current("inspection", "number", "address") == [("a", "1\r\n2")]
    assert why(done) == ["A formula of the row shows #N/A", "The formula in G4 has no result yet"]
    assert office.inspections(inspection(number="d", address="#N/A")).rows == 1
    assert current("inspection", "number", "address")[1] == ("d", "#N/A")


def test_what_is_hidden_is_not_read_unasked(office: Office) -> None:
    def change(made: Any, sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["G"].hidden = True
        other = made.create_sheet("底稿", 0)
        other.sheet_state = "hidden"
        other.append(HEADS)
        other.append(["9", *ROW[1:]])

    rows = [[*HEADS, "检查时地址"], [*ROW, "x"], ["2", *ROW[1:], "y"], ["3", *ROW[1:], "z"]]
    done = taken(office, rows, change)
    assert current("inspection", "number", "address") == [("1", None), ("3", None)]
    told = notes(done)
    assert (told["sheet_hidden"], told["hidden_rows"], told["hidden_columns"]) == (["底稿"], ["3"], ["G"])
    assert taken(office, rows, change, reading=Reading(hidden=True)).rows == 3
    assert current("inspection", "number", "address")[1] == ("2", "y")
    assert taken(office, rows, change, reading=Reading(sheets=("底稿",))).rows == 1


def test_a_table_behind_titles_and_a_cover_sheet_is_found(office: Office) -> None:
    def change(made: Any, sheet: Any) -> None:
        sheet.merge_cells("A1:F1")
        cover = made.create_sheet("封面", 0)
        cover["B3"] = "2013年度监督检查"

    done = taken(office, [["2013年检查情况表"], [], ["单位：县市场监管局"], HEADS, ROW,
                          ["合计", None, None, None, None, 1], ["注：数据截至年底"],
                          ["填表人：张三", None, None, "填表日期：2014-1-5"]], change)
    assert (done.rows, done.quarantined) == (1, 0), done.sample
    told = notes(done)
    assert told["sheet"] == ["Sheet"]
    assert [note["count"] for note in done.notes if note["code"] == "sheet"] == [4]
    assert told["sheet_other"] == ["封面"]
    assert told["footer"] == ["6, 7, 8"]
    assert told["above"] == ["2013年检查情况表, 单位：县市场监管局"]


def test_headings_in_two_rows_of_merged_cells(office: Office) -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:B2")
        sheet.merge_cells("C1:F1")

    done = taken(office, [[*HEADS[:2], "检查情况"], [None, None, *HEADS[2:]], ROW], change)
    assert (done.rows, done.quarantined) == (1, 0), done.sample
    assert current("inspection", "number", "result") == [("1", "pass")]


def test_sheets_of_one_heading_are_taken_together(office: Office) -> None:
    def change(made: Any, sheet: Any) -> None:
        sheet.title = "一季度"
        other = made.create_sheet("二季度")
        other.append(HEADS[::-1])
        other.append(["2", *ROW[1:]][::-1])
        other.append(["3", *ROW[1:4], "优", "0"][::-1])

    done = taken(office, [HEADS, ROW], change)
    assert (done.rows, done.quarantined) == (2, 1)
    assert notes(done)["sheet"] == ["一季度", "二季度"]
    [found] = read_csv(done.reasons_file)
    assert (found["file"], found["row"]) == ("a.xlsx, 二季度", "3")
    assert (done.sample[0]["sheet"], done.sample[0]["row"]) == ("二季度", 3)


def test_sheets_of_two_headings_are_asked_about(office: Office) -> None:
    def change(made: Any, sheet: Any) -> None:
        other = made.create_sheet("Other")
        other.append([*INSPECTION, "address"])
        other.append([*INSPECTION.values(), "x"])

    with pytest.raises(IntakeError) as caught:
        taken(office, [list(INSPECTION), list(INSPECTION.values())], change)
    assert "the sheets 'Sheet' and 'Other' both hold such a table, with other headings" in str(caught.value)
    asked = Reading(sheets=("Other",))
    assert taken(office, [list(INSPECTION), list(INSPECTION.values())], change, reading=asked).rows == 1


def test_headings_with_breaks_marks_and_units(office: Office) -> None:
    heads = ["检查\n编号*", "地 区", "检查日期（必填）", "检查类型", "检查结果", "关键项不符合数（项）"]
    assert taken(office, [heads, ROW]).rows == 1


@pytest.mark.parametrize(("content", "row"), [
    ("sep=;\n" + ";".join(HEADS) + "\n" + ";".join(ROW) + "\n", 3),
    ("2013年检查情况\n\n" + ",".join(HEADS) + "\n" + ",".join(ROW) + "\n合计,,,,,1\n填表人：张三\n", 4),
    (",".join(HEADS) + ",,\n" + ",".join(ROW) + ",,\n", 2),
    (",".join(HEADS) + "\n" + ",".join(ROW) + ",,\n", 2),
    ("\r".join((",".join(HEADS), ",".join(ROW), "")), 2),
    ("\t".join(HEADS) + "\n" + "\t".join(ROW) + "\n", 2),
])
def test_a_csv_with_lines_above_commas_behind_and_notes_below(office: Office, content: str, row: int) -> None:
    done = office.take("inspection", content)
    assert (done.rows, done.quarantined) == (1, 0), done.sample
    assert current("inspection", "number", "result") == [("1", "pass")]


def test_something_under_no_heading_is_not_lost_in_silence(office: Office) -> None:
    done = office.take("inspection", ",".join(HEADS) + ",\n" + ",".join(ROW) + ",lost\n")
    assert why(done) == ["The row has a value under no heading"]


def test_quotation_marks_that_do_not_pair(office: Office) -> None:
    head = ",".join([*INSPECTION, "address"])
    good = ",".join(row_of("b"))
    done = office.take("inspection", f'{head}\n{",".join(row_of("a"))},"x"y\n{good},"5"" pipe"\n')
    assert current("inspection", "number", "address") == [("b", '5" pipe')]
    assert [(found["row"], found["reason"].split(":")[0]) for found in read_csv(done.reasons_file)] == [
        ("2", "A quotation mark does not pair")]
    with pytest.raises(IntakeError) as caught:
        office.take("inspection", f'{head}\n{",".join(row_of("a"))},"x\n{good},"y"\n{",".join(row_of("c"))},z\n')
    assert "rows.csv, row 2: a quotation mark is never closed." in str(caught.value)


def test_all_rows_set_aside_is_no_success_and_reasons_are_counted(office: Office) -> None:
    done = office.inspections(*(inspection(number=str(row), result="x") for row in range(3)), inspection(region="77"))
    assert (done.in_vain, done.quarantined) == (True, 4)
    assert [(each["column"], each["reason"]["en"], each["rows"]) for each in done.reasons] == [
        ("result", "Result is not in the list", 3), ("region", "This region is not in the tree", 1)]
    assert not office.inspections(inspection()).in_vain


@pytest.mark.parametrize(("heading", "near"), [("检验结果", "检查结果"), ("inspection nr", "Inspection number")])
def test_a_heading_close_to_a_known_one(office: Office, heading: str, near: str) -> None:
    heads = [heading if head in (near, "检查编号" if near.isascii() else "") else head for head in HEADS]
    with pytest.raises(IntakeError) as caught:
        taken(office, [heads, ROW])
    assert f"unknown column '{heading}'" in str(caught.value)
    assert f"Did you mean '{near}'?" in str(caught.value)


@pytest.mark.parametrize(("name", "content", "message"), [
    ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "this is a web page, called XLS, not a table"),
    ("a.xls", b'\xef\xbb\xbf<!DOCTYPE html>\n<html>', "this is a web page, called XLS, not a table"),
    ("a.xls", b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>',
     "this is an XML spreadsheet of 2003, called XLS"),
    ("a.json", b'[{"a": 1}, {"a": 2}]', "this is one JSON list, not JSON Lines"),
    ("a.csv", b'[\n{"a": 1}]', "this is one JSON list, not JSON Lines"),
    ("a.jsonl", b'{\n  "a": 1\n}\n', "this is one JSON object over several lines, not JSON Lines"),
    ("a.json", b'{"data": [{"a": 1}]}\n', "this is one JSON object that holds the rows under 'data', not JSON Lines"),
])
def test_what_a_file_is_instead_is_said(office: Office, name: str, content: bytes, message: str) -> None:
    with pytest.raises(IntakeError) as caught:
        office.take("inspection", content, name=name)
    assert caught.value.what.en == message


@pytest.mark.parametrize(("encoding", "name", "told"), [
    ("gb18030", "重庆小面", "GB18030"), ("big5", "臺北市政府衛生局", "Big5"), ("cp1252", "Café Müller", "Windows-1252"),
])
def test_an_encoding_that_is_guessed_is_told(office: Office, encoding: str, name: str, told: str) -> None:
    text = ",".join([*INSPECTION, "establishment_name"]) + "\n" + ",".join([*row_of("1"), name]) + "\n"
    done = office.take("inspection", text.encode(encoding))
    assert current("inspection", "establishment_name") == [(name,)]
    assert notes(done)["encoding_guessed"] == [told]
    assert done.as_dict()["encoding"]


def test_what_could_be_in_two_encodings_is_asked_about(office: Office) -> None:
    text = ",".join([*INSPECTION, "establishment_name"]) + "\n" + ",".join([*row_of("1"), "臺灣"]) + "\n"
    with pytest.raises(IntakeError) as caught:
        office.take("inspection", text.encode("big5"))
    assert "it cannot be told how the text is encoded" in str(caught.value)
    done = office.take("inspection", text.encode("big5"), reading=Reading(encoding="big5"))
    assert current("inspection", "establishment_name") == [("臺灣",)]
    assert "encoding_guessed" not in notes(done)


def test_signs_that_gb18030_moved_are_read_as_they_are_now(office: Office) -> None:
    text = "\n".join((",".join([*INSPECTION, "establishment_name"]), ",".join([*row_of("1"), "重庆\ue81e\ue78d面馆"])))
    done = office.take("inspection", text.encode("gb18030"))
    assert (done.rows, done.quarantined) == (1, 0)
    assert current("inspection", "establishment_name") == [("重庆\u9fb4\ufe10面馆",)]
    assert why(office.take("inspection", text.encode())) == [
        "Name on the day holds a sign that every office may draw as it likes (private use)"]


def test_utf16_without_a_mark(office: Office) -> None:
    text = ",".join(INSPECTION) + "\n" + ",".join(INSPECTION.values()) + "\n"
    assert office.take("inspection", text.encode("utf-16-le")).rows == 1


ODD_TEXTS = ["NULL", "'NULL", "NA", "N/A", "#N/A", "=1+1", "'=1+1", "''-x", "_x000D_", "a_x0041_b", "1-Mar", "1042.0",
             "50%", "(3)", "#REF!", "合计", "true", "2013-01-31", "1.2E+15", "'", "a\r\nb", "Ａ", "注：x"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_out_and_in_again_changes_nothing_whatever_the_text(office: Office, form: str) -> None:
    given = [inspection(number=f"n{place}") | {"address": text, "establishment_name": text}
             for place, text in enumerate(ODD_TEXTS)]
    mapping = Mapping("m", "inspection", columns={name: name for name in given[0]}, empty=("",))
    assert office.inspections(*given, mapping=mapping).rows == len(ODD_TEXTS)
    stored = current("inspection", "number", "address", "establishment_name")
    kind = kinds.get("inspection")
    out = records.table(kind, kind.kept, store.current(kind).order_by("id"), None, RowsOpen())
    path = office.inbox / f"out.{form}"
    path.write_bytes(b"".join(written(out, form)))
    done = office.take("inspection", path)
    assert (done.rows, done.same, done.quarantined) == (0, len(ODD_TEXTS), 0), done.sample
    assert current("inspection", "number", "address", "establishment_name") == stored
