"""Papers of a year on its pages: the workbook of a stage, fetched and handed in again; letters."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from plumbline.home import Home
from plumbline.procedures.assessment.year import people
from plumbline.records.assessment.rounds import RoundEvent
from tests.procedures.year_world import AFTER, NUMBER, Province

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def province(empty_home: Home, tmp_path: Path) -> Province:
    return Province(empty_home, tmp_path, then=("opened",))


def signed_in(province: Province, name: str) -> Client:
    client = Client()
    client.force_login(province.who(name))
    return client


@pytest.mark.parametrize(("language", "title", "answer"), [("en", "Department scoring", "yes"),
                                                           ("zh-hans", "部门评分", "是")])
def test_a_workbook_goes_out_and_comes_back(province: Province, language: str, title: str, answer: str) -> None:
    client = signed_in(province, "planning")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    address = f"/years/{NUMBER}/sheets/department"
    page = client.get(address).content.decode()
    assert title in page
    assert f'href="{address}.xlsx"' in page
    response: Any = client.get(f"{address}.xlsx")
    assert response["Content-Disposition"] == f'attachment; filename="{NUMBER}-department.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    book.worksheets[0]["H2"] = answer
    refused = sent_back(client, address, book)
    # The year of this test is long past, and nobody allowed it late: the act is what refuses it.
    assert refused.status_code == 422
    assert "H2" in refused.content.decode()
    assert not RoundEvent.objects.filter(act="state").exists()
    for region in ("north", "south"):
        people.allow_late(province.home, province.who("lead"), NUMBER, "department", region, reason="x", at=AFTER)
    assert sent_back(client, address, book).status_code == 200
    assert [row.answer for row in RoundEvent.objects.filter(act="state")] == ["yes"]


def sent_back(client: Client, address: str, book: Any) -> Any:
    content = io.BytesIO()
    book.save(content)
    return client.post(address, {"file": SimpleUploadedFile("back.xlsx", content.getvalue())})


def test_who_gets_a_workbook(province: Province) -> None:
    address = f"/years/{NUMBER}/sheets/department"
    for path in (address, f"{address}.xlsx"):
        assert Client().get(path)["Location"].startswith("/sign-in")
        assert signed_in(province, "stranger").get(path).status_code == 404
        assert signed_in(province, "north").get(path).status_code == 403
    client = signed_in(province, "planning")
    assert client.post(address).status_code == 422
    refused: Any = client.post(address, {"file": SimpleUploadedFile("x.xlsx", b"PK")},
                               headers={"accept-language": "zh"})
    assert (refused.status_code, "本文件未导入任何内容" in refused.content.decode()) == (422, True)
    other: Any = signed_in(province, "market").get(f"{address}.xlsx")
    refused = client.post(address, {"file": SimpleUploadedFile("x.xlsx", other.content)})
    page = refused.content.decode()
    assert "another person: &#x27;market&#x27;. It was to be that of &#x27;planning&#x27;. Whoever downloaded" in page
    assert '>answer_sheet.another</a>' in page
    assert client.get(f"/years/{NUMBER}/sheets/nothing").status_code == 404


def test_a_workbook_asks_the_store_as_often_for_many_lines_as_for_two(province: Province) -> None:
    address, client, counts = f"/years/{NUMBER}/sheets/department", signed_in(province, "market"), []
    for lines in (2, 4):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address).content.decode()
        assert f"{lines} lines are yours" in page
        counts.append(len(asked))
        province.assign("market", "department", items=["1.1"])
    assert counts[0] == counts[1]


def test_letters_stand_where_they_belong(province: Province) -> None:
    province.scored()
    address = f"/years/{NUMBER}/south/result.zh.docx"
    region = f"/years/{NUMBER}/south/"
    assert signed_in(province, "lead").get(address).status_code == 404
    assert address not in signed_in(province, "lead").get(region).content.decode()
    province.published()
    for name in ("lead", "south"):
        client = signed_in(province, name)
        assert address in client.get(region).content.decode()
        assert "/results/city/2013-14/south/report.en.pdf" in client.get(region).content.decode()
        response: Any = client.get(address)
        assert response["Content-Disposition"] == f'attachment; filename="{NUMBER}-south-result.docx"'
        assert response.content[:2] == b"PK"
    assert signed_in(province, "north").get(address).status_code == 403
    assert Client().get(address)["Location"].startswith("/sign-in")
    board = signed_in(province, "south").get(f"/years/{NUMBER}/").content.decode()
    assert f"/years/{NUMBER}/sheets/self" in board
    assert f"/years/{NUMBER}/sheets/department" not in board
