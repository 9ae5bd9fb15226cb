"""Workbooks to be filled in: what is in them, for whom, and what comes of them when they come back."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import get_user_model

from plumbline.errors import NotAllowed, RecordError
from plumbline.methods.shared import periods
from plumbline.procedures.records import templates
from plumbline.records.core.kinds import KINDS
from plumbline.records.core.people import Role
from tests.records.samples import Office, current, inspection, read_csv
from tests.refusals import refuses

DAY = date(2013, 6, 1)


@pytest.fixture
def known(office: Office) -> Office:
    office.inspections(inspection(number="007", establishment_name="=1+1", inspector_group="red", serious_count="2"),
                       inspection(number="2", region="2", inspector_group="blue"),
                       inspection(number="3", inspected_on="2012-05-06", region="8", risk_class="high"))
    return office


def officer(region: str, role: str = Role.OFFICER) -> Any:
    person = get_user_model().objects.create_user(f"{role}-{region}", password="a plumb line hangs true")
    Role.objects.create(user=person, name=role, region=region, column="*")
    return person


def opened(made: templates.Template) -> Any:
    return openpyxl.load_workbook(io.BytesIO(made.content))


def lists(book: Any) -> dict[str, list[str]]:
    """Column -> what may be chosen in it."""
    found = {}
    for rule in book.worksheets[0].data_validations.dataValidation:
        place = re.sub(r"\d+", "", str(rule.sqref).split(":")[0])
        column, last = re.fullmatch(r"lists!\$([A-Z])\$1:\$[A-Z]\$(\d+)", rule.formula1).groups()
        found[place] = [book["lists"][f"{column}{row}"].value for row in range(1, int(last) + 1)]
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_in_a_template(known: Office, language: str) -> None:
    user = officer("city")
    book = opened(templates.make("inspection", day=DAY, user=user, with_records=True, language=language))
    sheet = book.worksheets[0]
    kind = KINDS["inspection"]
    assert [cell.value for cell in sheet[1]] == [spec.title.say(language) for spec in kind.fields]
    assert all(cell.comment.text.startswith(cell.value) for cell in sheet[1])
    assert (sheet.freeze_panes, book["lists"].sheet_state) == ("A2", "hidden")
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert set(rows) == {"007", "2", "3"}
    address = rows["007"][list(kind.by_name).index("establishment_name")]
    assert (rows["007"][0].number_format, address.data_type, address.value) == ("@", "s", "=1+1")
    assert (rows["007"][2].is_date, rows["007"][2].number_format) == (True, "yyyy-mm-dd")
    choices = lists(book)
    regions = {"en": ["city · City", "1 · Ward 1", "2 · Ward 2", "9 · Ward 9"],
               "zh": ["city · 市", "1 · 第1选区", "2 · 第2选区", "9 · 第9选区"]}[language]
    assert choices["B"] == regions
    assert choices["E"] == {"en": ["Pass", "Pass with conditions", "Fail"],
                            "zh": ["合格", "整改后合格", "不合格"]}[language]
    assert book.worksheets[1].title == "说明 Instructions"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_unchanged_rows_change_nothing_also_with_columns_moved(known: Office, tmp_path: Path, language: str) -> None:
    book = opened(templates.make("inspection", day=DAY, user=officer("city"), with_records=True, language=language))
    sheet = book.worksheets[0]
    moved = openpyxl.Workbook()
    for row in sheet.iter_rows():
        moved.active.append([cell.value for cell in reversed(row)])
        for cell in moved.active[moved.active.max_row]:
            if cell.data_type == "f":
                cell.data_type = "s"
    for name, one in (("straight", book), ("moved", moved)):
        one.save(tmp_path / f"{name}.xlsx")
        done = known.take("inspection", tmp_path / f"{name}.xlsx")
        assert (done.rows, done.same, done.quarantined) == (0, 3, 0)


def test_every_kind_goes_out_and_comes_back(known: Office, tmp_path: Path) -> None:
    user = officer("city")
    for kind in KINDS.values():
        for language in ("en", "zh"):
            path = tmp_path / f"{kind.name}-{language}.xlsx"
            made = templates.make(kind.name, day=DAY, user=user, with_records=True, language=language)
            path.write_bytes(made.content)
            done = known.take(kind.name, path)
            assert (done.rows, done.same, done.quarantined) == (0, made.rows, 0), kind.name


def test_merged_cells_in_a_filled_template(known: Office, tmp_path: Path) -> None:
    book = opened(templates.make("inspection", day=DAY, user=officer("city"), with_records=True))
    book.worksheets[0].merge_cells("C2:C3")
    book.save(tmp_path / "merged.xlsx")
    done = known.take("inspection", tmp_path / "merged.xlsx")
    assert (done.rows, done.same, done.quarantined) == (0, 1, 2)
    assert {(row["row"], row["reason"]) for row in read_csv(done.reasons_file)} == {
        ("2", "The cells C2:C3 are merged"), ("3", "The cells C2:C3 are merged")}


def test_only_regions_one_may_write_and_records_one_may_see_whole(known: Office) -> None:
    made = templates.make("inspection", day=DAY, user=officer("1"), with_records=True)
    assert (made.rows, made.left_out, made.regions) == (1, 2, 1)
    book = opened(made)
    assert [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)] == ["007"]
    assert lists(book)["B"] == ["1 · Ward 1"]
    assert "blue" not in str([[cell.value for cell in row] for sheet in book.worksheets for row in sheet.iter_rows()])


def test_narrowed_by_region_and_period(known: Office) -> None:
    user = officer("city")
    # Region 8 was merged into 2, so its record is of both.
    assert templates.make("inspection", day=DAY, user=user, with_records=True, region="2").rows == 2
    assert templates.make("inspection", day=DAY, user=user, with_records=True, period=periods.parse("2012")).rows == 1
    assert templates.make("inspection", day=DAY, user=user).rows == 0
    with refuses(RecordError, "export.region_unknown", "there is no region 'nowhere'"):
        templates.make("inspection", day=DAY, user=user, region="nowhere")


def test_who_may_not(known: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for user in (None, officer("city", Role.AUDITOR)):
        with refuses(NotAllowed, "keep.not_allowed", "may not write records"):
            templates.make("inspection", day=DAY, user=user)
    with refuses(NotAllowed, "export.not_public", "have fields that are not public"):
        templates.make("inspection", day=DAY, keeper=True, with_records=True)
    assert templates.make("inspection", day=DAY, keeper=True).regions == 4
    assert templates.make("region", day=DAY, keeper=True, with_records=True).rows == 5
    monkeypatch.setattr(templates, "MOST_ROWS", 2)
    with refuses(RecordError, "export.template_too_large", "there are more than 2 records for one workbook"):
        templates.make("inspection", day=DAY, user=officer("city"), with_records=True)


def test_a_home_without_regions_can_have_a_template_of_them(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "regions.xlsx"
    path.write_bytes(templates.make("region", day=DAY, keeper=True).content)
    book = openpyxl.load_workbook(path)
    for column, value in enumerate(("10", "Ward 10", "第10选区", "Ward", "city · City", date(2013, 1, 1)), start=1):
        book.worksheets[0].cell(2, column, value)
    book.save(path)
    assert office.take("region", path).rows == 1
    assert ("10", "city") in current("region", "code", "parent")
