"""Workbooks of every make give one view: LibreOffice saves one as XLS and ODS, and each reads alike."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from plumbline.errors import IntakeError
from plumbline.records.intake.books import opening
from plumbline.records.intake.books.view import Cell
from tests import libreoffice
from tests.records.samples import INSPECTION, Office, current

CELLS: tuple[tuple[str, Any, str, Cell], ...] = (
    ("A1", 0.5, "0%", Cell("p", "50", "50%")), ("B1", 42, "000000", Cell("n", "42", "000042")),
    ("C1", 3.14159, "0.00", Cell("n", "3.14159")), ("D1", 3.1, "0.00", Cell("n", "3.1", "3.10")),
    ("A2", date(2013, 1, 31), "yyyy-mm-dd", Cell("d", "2013-01-31", "2013-01-31")),
    ("B2", date(2013, 7, 1), 'yyyy"年"m"月"', Cell("q", "2013-07-01", "2013年7月")),
    ("C2", date(2013, 3, 1), "d-mmm", Cell("q", "2013-03-01")), ("D2", "007", "@", Cell("t", "007")),
)


def made(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for place, value, form, _ in CELLS:
        sheet[place] = value
        sheet[place].number_format = form
    sheet.row_dimensions[3].hidden = True
    sheet["A3"] = "hidden"
    sheet.column_dimensions["E"].hidden = True
    sheet["E1"] = "x"
    sheet.merge_cells("A5:C5")
    book.create_sheet("底稿").sheet_state = "hidden"
    book.save(path)
    return path


@pytest.mark.slow
def test_every_make_gives_one_view(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx")
    libreoffice.work(tmp_path, path, save=[tmp_path / "a.xls", tmp_path / "a.ods"])
    for name in ("a.xlsx", "a.xls", "a.ods"):
        assert opening.name_of(tmp_path / name) == name[2:]
        with opening.opened(tmp_path / name) as book:
            first, second = book.sheets
            rows = {row.number: row for row in first.rows()}
        found = {f"{'ABCD'[column]}{number}": cell for number in (1, 2)
                 for column, cell in enumerate(rows[number].cells[:4])}
        assert found == {place: cell for place, _, _, cell in CELLS}, name
        assert [number for number, row in rows.items() if row.hidden] == [3], name
        assert (first.hidden_columns, first.merged, first.hidden, second.hidden) == ({5}, ((5, 5, 1, 3),), False, True)


def test_strict_open_xml_is_read(office: Office) -> None:
    book = openpyxl.Workbook()
    for row in (list(INSPECTION), list(INSPECTION.values())):
        book.active.append(row)
    book.save(office.inbox / "a.xlsx")
    with zipfile.ZipFile(office.inbox / "a.xlsx") as old, zipfile.ZipFile(office.inbox / "strict.xlsx", "w") as new:
        for name in old.namelist():
            text = old.read(name)
            for word in (b"spreadsheetml", b"officeDocument"):
                text = text.replace(b"http://schemas.openxmlformats.org/" + word + b"/2006/",
                                    b"http://purl.oclc.org/ooxml/" + word + b"/")
            new.writestr(name, text)
    assert office.take("inspection", office.inbox / "strict.xlsx").rows == 1
    assert current("inspection", "number") == [("1",)]


@pytest.mark.parametrize(("part", "what"), [
    ("xl/workbook.bin", "this is a binary workbook (XLSB), not a table that can be read"),
    ("word/document.xml", "this is a letter (DOCX), not a table that can be read"),
])
def test_what_is_no_workbook_is_named(tmp_path: Path, part: str, what: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as packed:
        packed.writestr(part, b"")
    with pytest.raises(IntakeError) as caught, opening.opened(tmp_path / "a.xlsx"):
        pass
    assert caught.value.what.en == what


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(100) + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(IntakeError) as caught, opening.opened(tmp_path / "a.xlsx"):
        pass
    assert caught.value.what.en == "the workbook has a password"
