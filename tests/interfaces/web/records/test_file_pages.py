"""Lists as files and workbooks to fill in, as a browser fetches them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.test import Client

from plumbline.procedures.records.imports import import_file
from plumbline.records.core.kinds import KINDS
from plumbline.records.export import writing
from plumbline.records.export.table import MEDIA
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, SIGN, WARD_1, World, looking_as

LIST = "/records/inspection"


def body(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def sheet(response: Any) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(body(response))).worksheets[0].iter_rows(values_only=True))


@pytest.mark.parametrize("form", MEDIA)
def test_a_list_comes_back_as_it_went(city: World, db: None, tmp_path: Path, form: str) -> None:
    for kind in ("inspection", "region"):
        response = looking_as(CITY).get(f"/records/{kind}.{form}")
        assert (response["Content-Type"], response["Content-Disposition"]) == (
            MEDIA[form], f'attachment; filename="{kind}.{form}"')
        path = tmp_path / f"{kind}.{form}"
        path.write_bytes(body(response))
        done = import_file(city.home, kind, path, clock=city.clock)
        assert (done.rows, done.quarantined) == (0, 0)
        assert done.same > 2


def test_the_formats_hold_the_same_and_only_what_is_open(city: World, db: None) -> None:
    query = "?sort=number&column=number&column=inspector_group"
    rows = sheet(looking_as(WARD_1).get(f"{LIST}.xlsx{query}"))
    columns = pq.read_table(io.BytesIO(body(looking_as(WARD_1).get(f"{LIST}.parquet{query}")))).to_pydict()
    assert rows[0] == tuple(columns) == ("number", "inspector_group")
    assert [tuple(row) for row in zip(*columns.values(), strict=True)] == rows[1:]
    assert [bool(row[1]) for row in rows[1:]] == [True] * 3 + [False] * 3
    assert pq.read_table(io.BytesIO(body(looking_as(PUBLIC_PERSONA).get(f"{LIST}.parquet{query}")))).column_names == [
        "number"]


def test_too_many_rows_for_a_sheet_are_explained(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "ROWS_OF_A_SHEET", 4)
    response = Client().get(f"{LIST}.xlsx")
    assert response.status_code == 400
    assert "There are more rows than a sheet can hold" in response.content.decode()
    assert len(sheet(Client().get(f"{LIST}.xlsx?region=nowhere"))) == 1
    assert Client().get(f"{LIST}.csv").status_code == 200


@pytest.mark.parametrize(("language", "head"), [("en", "Inspection number"), ("zh-hans", "检查编号")])
def test_a_workbook_to_fill_in(city: World, db: None, language: str, head: str) -> None:
    client = looking_as(WARD_1)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    empty, known = sheet(client.get(f"{LIST}/template.xlsx")), sheet(client.get(f"{LIST}/template.xlsx?records=1"))
    assert (empty[0][0], len(empty)) == (head, 1)
    assert [row[0] for row in known[1:]] == ["1001", "1002", "1003"]
    assert f"{SIGN}1" in str(known)
    assert f"{SIGN}2" not in str(known)
    assert len(sheet(client.get(f"{LIST}/template.xlsx?records=1&period=2012"))) == 1


def test_who_gets_a_workbook(city: World, db: None) -> None:
    assert Client().get(f"{LIST}/template.xlsx")["Location"].startswith("/sign-in")
    assert looking_as(WARD_1).get(f"{LIST}/template.xlsx?region=2").status_code == 403
    assert looking_as(CITY).get(f"{LIST}/template.xlsx?region=nowhere").status_code == 400
    assert looking_as(CITY).get("/records/nothing/template.xlsx").status_code == 404


def test_lists_and_the_import_page_offer_it_to_who_writes(city: World, db: None) -> None:
    address = f"{LIST}/template.xlsx"
    assert address not in looking_as(PUBLIC_PERSONA).get(f"{LIST}/").content.decode()
    assert f"{address}?region=1&amp;records=1" in looking_as(WARD_1).get(f"{LIST}/?region=1").content.decode()
    page = looking_as(CITY).get("/imports/new").content.decode()
    assert all(f"/records/{kind}/template.xlsx" in page for kind in KINDS)
    for form in MEDIA:
        assert f"{LIST}.{form}?region=1" in looking_as(PUBLIC_PERSONA).get(f"{LIST}/?region=1").content.decode()


def test_an_empty_list_offers_the_workbook_too(city: World, db: None) -> None:
    page = looking_as(WARD_1).get(f"{LIST}/?region=1&period=1999").content.decode()
    assert page.count(f"{LIST}/template.xlsx?region=1&amp;period=1999&amp;records=1") == 1


def test_the_reasons_of_a_quarantine_as_a_workbook(city: World, db: None, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("number,region,inspected_on,purpose,result,critical_count\n9,77,2013-01-31,canvass,=1+1,0\n")
    done = import_file(city.home, "inspection", path, clock=city.clock)
    rows = sheet(looking_as(CITY).get(f"/imports/{done.entry}/reasons.xlsx"))
    assert rows[0][:5] == ("file", "row", "column", "value", "reason")
    assert [row[1:4] for row in rows[1:]] == [(2, "region", "77"), (2, "result", "=1+1")]
    assert f"/imports/{done.entry}/reasons.xlsx" in looking_as(CITY).get(f"/imports/{done.entry}/").content.decode()
    assert looking_as(WARD_1).get(f"/imports/{done.entry}/reasons.xlsx").status_code == 403
    assert looking_as(CITY).get(f"/imports/{done.entry + 999}/reasons.xlsx").status_code == 404
