"""XLSX as offices save it: days, whole numbers, merged and empty cells, wrong sizes, damage."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from plumbline.errors import IntakeError
from plumbline.records.intake.books import opening
from plumbline.records.intake.reading import sheets
from plumbline.records.intake.reading.reader import open_source
from plumbline.records.intake.reading.reasons import AND
from plumbline.records.intake.reading.source import Source
from tests.records.samples import INSPECTION, Office, current, inspection, read_csv

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: tuple[Any, ...], path: Path, merge: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def altered(path: Path, member: str, change: Any) -> Path:
    """The same workbook with one of its parts changed."""
    parts = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(parts, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == member else content)
    path.write_bytes(parts.getvalue())
    return path


def rows_of(source: Source) -> dict[int, tuple[str, ...]]:
    return {number: values for numbers, batch, _ in source.batches()
            for number, values in zip(numbers, zip(*(column.to_pylist() for column in batch.columns), strict=True),
                                      strict=True)}


def opened(tmp_path: Path, *rows: tuple[Any, ...], merge: str = "") -> Source:
    return open_source(workbook(*rows, path=tmp_path / "a.xlsx", merge=merge), tmp_path / "work")


def refused(path: Path) -> str:
    with pytest.raises(IntakeError) as caught:
        rows_of(open_source(path, path.parent / "work"))
    return str(caught.value)


@pytest.mark.parametrize(("cell", "text"), [
    (12, "12"), (12.0, "12"), (12.5, "12.5"), (0.1 + 0.2, "0.3"), (1e-5, "0.00001"), (-41.943359, "-41.943359"),
    (1e21, "1000000000000000000000"), (True, "true"), (False, "false"), (date(2013, 1, 31), "2013-01-31"),
    (datetime.fromisoformat("2013-01-31"), "2013-01-31"),
    (datetime.fromisoformat("2013-01-31 10:30"), "2013-01-31 10:30:00"),
    (time(10, 30), "10:30:00"), (" 重庆小面 ", "重庆小面"), ("007", "007"), (None, ""),
])
def test_cells_read_as_they_look(tmp_path: Path, cell: Any, text: str) -> None:
    assert rows_of(opened(tmp_path, ("a", "b"), (cell, "x"))) == {2: (text, "x")}


def test_empty_rows_count_and_short_rows_are_filled(tmp_path: Path) -> None:
    source = opened(tmp_path, ("a", "b", None, ""), (1, 2), (), (3,), (None, " "), (4, 5))
    assert source.headers == ["a", "b"]
    assert rows_of(source) == {2: ("1", "2"), 4: ("3", ""), 6: ("4", "5")}
    assert source.take_malformed() == []


def test_values_beyond_the_header_make_a_row_malformed(tmp_path: Path) -> None:
    source = opened(tmp_path, ("a", "b"), (1, 2, None), (1, 2, 3), (4, 5))
    assert rows_of(source) == {2: ("1", "2"), 4: ("4", "5")}
    assert [(one.row, one.values, one.reason) for one in source.take_malformed()] == [
        (3, ["1", "2", "3"], f"3{AND}2")]


def test_rows_with_merged_cells_are_set_aside_by_the_name_of_the_cells(tmp_path: Path) -> None:
    source = opened(tmp_path, ("a", "b"), (1, 2), (None, 3), (4, 5), (), (6, 7), merge="A2:A3")
    assert rows_of(source) == {4: ("4", "5"), 6: ("6", "7")}
    assert [(one.row, one.values, one.code, one.reason) for one in source.take_malformed()] == [
        (2, ["1", "2"], "merged", "A2:A3"), (3, ["", "3"], "merged", "A2:A3")]


def test_a_merged_title_above_the_header_is_refused(tmp_path: Path) -> None:
    path = workbook(("Inspections of 2013",), ("a", "b"), (1, 2), path=tmp_path / "a.xlsx", merge="A1:B1")
    assert refused(path) == (
        f"{path}, row 1: the cells A1:B1 are merged. Row 1 names each column in a cell of its own. "
        "Unmerge the cells, delete any title above the header, and write each name out.")


def test_a_formula_counts_with_its_stored_result_and_not_without(tmp_path: Path) -> None:
    path = workbook(("a", "b"), ("=1+1", "x"), ("=2+2", "y"), ('=""', "z"), ("#REF!", "w"), path=tmp_path / "a.xlsx")
    stored = rb'<c r="A3"><f>2+2</f><v>4</v></c>'
    altered(path, SHEET, lambda xml: re.sub(rb'<c r="A3"[^>]*><f>2\+2</f><v ?/?>(</v>)?</c>', stored, xml))
    altered(path, SHEET, lambda xml: re.sub(rb'<c r="A4"[^>]*><f>""</f><v ?/?>(</v>)?</c>',
                                            rb'<c r="A4" t="str"><f>""</f><v></v></c>', xml))
    source = open_source(path, tmp_path)
    assert rows_of(source) == {3: ("4", "y"), 4: ("", "z")}
    assert [(one.row, one.code, one.reason) for one in source.take_malformed()] == [
        (2, "formula", "A2"), (5, "error_value", "#REF!")]


@pytest.mark.parametrize(("old", "day"), [(False, "2013-01-31"), (True, "2017-02-01")])
def test_days_as_serial_numbers_by_the_epoch_of_the_book(office: Office, old: bool, day: str) -> None:
    book = openpyxl.Workbook()
    if old:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in (tuple(INSPECTION), *(tuple(inspection(number=number).values()) for number in "123")):
        book.active.append(row)
    book.active["C2"] = 41305
    book.active["C3"] = date(2013, 5, 4)
    book.active["C4"] = 2013  # a year rather than a day of 1905
    path = office.inbox / "days.xlsx"
    book.save(path)
    done = office.take("inspection", path)
    assert [str(one) for _, one in current("inspection", "number", "inspected_on")] == [day, "2013-05-04"]
    assert [(row["row"], row["reason"]) for row in read_csv(done.reasons_file)] == [
        ("4", "Date of inspection is not a day of the calendar")]


@pytest.mark.parametrize("written", ["2013-4-5", "2013/4/5", "2013.4.5", "2013年4月5日", "2013-04-05"])
def test_days_typed_as_text(office: Office, written: str) -> None:
    office.take("inspection", workbook(tuple(INSPECTION), tuple(inspection(inspected_on=written).values()),
                                       path=office.inbox / "a.xlsx"))
    assert current("inspection", "inspected_on") == [(date(2013, 4, 5),)]


def test_columns_moved_labels_chosen_and_regions_shown_with_their_names(office: Office) -> None:
    first = office.inspections(inspection())
    head = ("检查结果", "Region", "number", "Purpose", "Critical findings", "检查日期")
    row = ("合格", "1 · Ward 1 第1选区", "1", "Canvass (routine)", 0, date(2013, 1, 31))
    done = office.take("inspection", workbook(head, row, path=office.inbox / "a.xlsx"))
    assert (first.rows, done.rows, done.same, done.quarantined) == (1, 0, 1, 0)


def test_an_open_document_of_another_kind_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert refused(path) == (
        f"{path}: this is an OpenDocument file that is no spreadsheet, not a table that can be read. "
        "Open it and save it as XLSX or CSV.")


def test_rows_in_several_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "BATCH_ROWS", 3)
    source = opened(tmp_path, ("a",), *((row,) for row in range(2, 12)))
    assert rows_of(source) == {row: (str(row),) for row in range(2, 12)}
    assert rows_of(source) == {row: (str(row),) for row in range(2, 12)}


def test_only_the_first_sheet_counts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("a",))
    book.active.append((1,))
    book.create_sheet("other").append(("b",))
    book.save(tmp_path / "a.xlsx")
    assert rows_of(open_source(tmp_path / "a.xlsx", tmp_path)) == {2: ("1",)}


def test_a_sheet_that_tells_a_wrong_size(tmp_path: Path) -> None:
    path = workbook(("a", "b"), (1, 2), (3, 4), path=tmp_path / "a.xlsx")
    altered(path, SHEET, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', xml))
    source = open_source(path, tmp_path)
    assert source.headers == ["a", "b"]
    assert rows_of(source) == {2: ("1", "2"), 3: ("3", "4")}


def test_what_openpyxl_warns_of_is_left_out_in_silence(tmp_path: Path) -> None:
    path = workbook(("a",), (1,), path=tmp_path / "a.xlsx")
    rule = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    altered(path, SHEET, lambda xml: xml.replace(b"</worksheet>", rule))
    assert rows_of(open_source(path, tmp_path)) == {2: ("1",)}


def test_the_same_file_has_the_same_sha256(tmp_path: Path) -> None:
    source = opened(tmp_path, ("a",), (1,))
    assert (len(source.sha256), source.encoding, source.controls) == (64, "xlsx", True)


def test_an_empty_sheet(tmp_path: Path) -> None:
    assert refused(workbook(path=tmp_path / "a.xlsx")) == (
        f"{tmp_path / 'a.xlsx'}: the first sheet is empty. Put the header into row 1.")


def test_a_column_that_occurs_twice(tmp_path: Path) -> None:
    assert refused(workbook(("a", "a "), path=tmp_path / "a.xlsx")) == (
        f"{tmp_path / 'a.xlsx'}, row 1: the column 'a' occurs twice. Give each column its own name.")


@pytest.mark.parametrize(("member", "change"), [
    (SHEET, lambda xml: xml[:len(xml) // 2]),
    (SHEET, lambda xml: b""),
    (SHEET, lambda xml: xml.replace(b"<v>1</v>", b"<v>one</v>")),
    ("xl/workbook.xml", lambda xml: b"<nothing/>"),
    ("[Content_Types].xml", lambda xml: b"rubbish"),
], ids=["half a sheet", "no sheet", "no number", "no workbook", "no list of parts"])
def test_a_damaged_workbook(tmp_path: Path, member: str, change: Any) -> None:
    path = altered(workbook(("a",), (1,), path=tmp_path / "a.xlsx"), member, change)
    message = refused(path)
    assert message.startswith(f"{path}: the workbook cannot be read. ")
    assert message.endswith(" Open it in a spreadsheet and save it as XLSX again.")


def test_a_workbook_cut_short_or_scrambled(tmp_path: Path) -> None:
    whole = workbook(("a", "b"), *((row, "x" * row) for row in range(200)), path=tmp_path / "a.xlsx").read_bytes()
    for size in (8, 100, len(whole) // 2, len(whole) - 10):
        (tmp_path / "a.xlsx").write_bytes(whole[:size])
        assert "the workbook cannot be read" in refused(tmp_path / "a.xlsx")
    noise = bytearray(whole)
    start = whole.index(b"xl/worksheets/sheet1.xml") + 100
    noise[start:start + 20] = bytes(20)
    (tmp_path / "a.xlsx").write_bytes(noise)
    assert "the workbook cannot be read" in refused(tmp_path / "a.xlsx")


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as other:
        other.writestr("readme.txt", "hello")
    assert refused(tmp_path / "a.xlsx").startswith(f"{tmp_path / 'a.xlsx'}: the workbook cannot be read. ")


def test_a_workbook_that_would_unpack_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "UNPACKED_BYTES", 1 << 10)
    assert refused(workbook(("a",), (1,), path=tmp_path / "a.xlsx")) == (
        f"{tmp_path / 'a.xlsx'}: the workbook unpacks to more than 0 MB. Save the sheet as CSV and import that.")


def test_a_workbook_is_taken_in_like_any_file(office: Office) -> None:
    good = tuple(inspection(number="7", result="Fail").values())
    bad = tuple(inspection(number="8", inspected_on="2013-02-30").values())
    path = workbook(tuple(INSPECTION), good, (), bad, (*good[1:], "x", "y"), path=office.inbox / "rows.xlsx")
    done = office.take("inspection", path)
    assert (done.rows, done.quarantined) == (1, 2)
    assert current("inspection", "number", "result") == [("7", "fail")]
    found = read_csv(done.reasons_file)
    assert [(one["row"], one["column"]) for one in found] == [("4", "inspected_on"), ("5", "")]
    assert office.take("inspection", path).same == 1
