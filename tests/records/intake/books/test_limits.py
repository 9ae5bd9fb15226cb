"""Workbooks of a kilobyte that ask for a machine's whole memory: refused before room is made, and what is read of what
no sheet holds is what a spreadsheet would show."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from plumbline.errors import IntakeError
from plumbline.records.intake.books import limits, opening
from plumbline.records.intake.books.view import Row
from plumbline.records.intake.reading import whole

SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
                  for name in ("office", "table", "text"))
X = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
MANY = "9" * 12
T = '<c r="A1" t="str"><v>x</v></c>'


def ods(path: Path, table: str) -> Path:
    path = path / "a.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", f"<office:document-content {SPACES}><office:body><office:spreadsheet>"
                                       f'<table:table table:name="a">{table}</table:table></office:spreadsheet>'
                                       "</office:body></office:document-content>")
    return path


def xlsx(path: Path, sheet: str) -> Path:
    """A workbook whose one sheet is ``sheet`` from its columns on."""
    empty, filled = path / "empty.xlsx", path / "a.xlsx"
    openpyxl.Workbook().save(empty)
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) if "sheet1" not in name else (
                f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{sheet}</worksheet>'))
    return filled


def rows(path: Path) -> list[Row]:
    with opening.opened(path) as book:
        return [row for sheet in book.sheets for row in sheet.rows()]


def refused(path: Path, read: Callable[[Path], object] = rows) -> str:
    with pytest.raises(IntakeError) as found:
        read(path)
    assert found.value.code == "workbook.unreadable"
    return found.value.why.en


@pytest.mark.parametrize("table", [
    pytest.param(f'<table:table-row table:number-rows-repeated="{MANY}">{X * 20}</table:table-row>', id="rows"),
    pytest.param('<table:table-row table:number-rows-repeated="1000000">'
                 + X.replace("-cell", f'-cell table:number-columns-repeated="{MANY}"', 1) + "</table:table-row>",
                 id="a full sheet"),
    pytest.param("<table:table-row>" + X.replace(">x<", f'><text:s text:c="{MANY}"/><') + "</table:table-row>",
                 id="blanks"),
    pytest.param("<table:table-row>" + X.replace(">x<", '><text:s text:c="9000000"/><') * 3 + "</table:table-row>",
                 id="blanks by parts"),
])
def test_what_ods_repeats_is_counted_before_it_is_made(tmp_path: Path, table: str) -> None:
    assert refused(ods(tmp_path, table)) == "It holds more than 20,000,000 repeated cells and blanks"


def test_a_row_of_ods_beyond_the_last_is_none(tmp_path: Path) -> None:
    below = f'<table:table-row table:number-rows-repeated="{MANY}"/>'
    assert refused(ods(tmp_path, below * 2 + f"<table:table-row>{X}</table:table-row>")).startswith("It names a row")


def test_what_ods_repeats_below_zero_is_there_once(tmp_path: Path) -> None:
    hidden = '<table:table-column table:number-columns-repeated="{}" table:visibility="collapse"/>'
    table = (hidden.format(f"-{MANY}") + hidden.format(2)
             + f'<table:table-row table:number-rows-repeated="-{MANY}">{X}</table:table-row>' * 2)
    with opening.opened(ods(tmp_path, table)) as book:
        assert book.sheets[0].hidden_columns == {1, 2, 3}
        assert [row.number for row in book.sheets[0].rows()] == [1, 2]


def test_what_ods_holds_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ELEMENTS", 1000)
    assert refused(ods(tmp_path, "<a/>" * 1000)) == "It holds more than 1,000 elements"


@pytest.mark.parametrize(("sheet", "why"), [
    (f"<sheetData><row r='1'>{T.replace('A1', 'ZZZZZZZZ1')}</row></sheetData>", "It names a column that no sheet has"),
    (f"<sheetData><row r='1'>{T.replace('A1', 'XFE1')}</row></sheetData>", "It names a column that no sheet has"),
    (f"<cols><col min='-{MANY}' max='3' hidden='1'/></cols>".replace("'", '"'), "It names a column that no sheet has"),
    (f"<sheetData><row r='1048577'>{T}</row></sheetData>", "It names a row that no sheet has there"),
    (f"<sheetData><row r='-3'>{T}</row></sheetData>", "It names a row that no sheet has there"),
    (f"<sheetData><row r='5'>{T}</row><row r='2'>{T}</row></sheetData>", "It names a row that no sheet has there"),
    ("<sheetData><row>" + "<c/>" * limits.ROW_ELEMENTS + "</row></sheetData>", "It holds more than 327,680 elements"),
    ("<sheetData>" + "<x/>" * limits.ROW_ELEMENTS + "</sheetData>", "It holds more than 327,680 elements"),
])
def test_places_that_no_sheet_has(tmp_path: Path, sheet: str, why: str) -> None:
    assert refused(xlsx(tmp_path, sheet)).startswith(why)


def test_the_last_places_of_a_sheet_are_read(tmp_path: Path) -> None:
    row = T.replace("A1", "XFD1048576")
    (found,) = rows(xlsx(tmp_path, f"<sheetData><row r='1048576'>{row}</row></sheetData>"))
    assert (found.number, len(found.cells), found.cells[-1].value) == (1_048_576, 16_384, "x")


def test_cells_merged_as_far_as_a_sheet_reaches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = f"<sheetData><row r='1'>{T}</row><row r='2'>{T.replace('A1', 'B2')}</row></sheetData>"
    path = xlsx(tmp_path, sheet + '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="C1:C2"/></mergeCells>')
    (page,) = whole.read(path)
    assert page.merged == dict.fromkeys([(0, 0), (0, 1), (1, 0), (1, 1)], (0, 0))
    monkeypatch.setattr(limits, "MOST_AREAS", 1)
    assert refused(path) == "It holds more than 1 merged cells"


def test_a_part_that_is_held_whole_is_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PART_BYTES", 100)
    assert refused(xlsx(tmp_path, "")) == "It holds more than 100 bytes of what describes it"
