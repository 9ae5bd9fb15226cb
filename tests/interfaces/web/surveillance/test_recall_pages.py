"""Recalls as everybody sees them, and as their officers work on them."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from plumbline import home as homes
from plumbline.procedures.evidence import attaching
from tests import pdfs
from tests.procedures.surveillance.recall_cases import LOT_1, LOT_2, NAME, NOTICE, PRODUCT, RecallWorld, ground
from tests.procedures.surveillance.recalls.test_outlet_sheet import CHECK, given
from tests.records.samples import Office

RECORD = "1-2026-0001"


@pytest.fixture
def recalls(office: Office) -> RecallWorld:
    """A maker, its product with lots, and shops."""
    ground(office)
    world = RecallWorld(office)
    world.home = homes.current()  # where pages look for files
    return world


def page(path: str, user: Any = None, language: str = "zh-hans", status: int = 200) -> str:
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    if user is not None:
        client.force_login(user)
    response = client.get(path)
    assert response.status_code == status, path
    return str(response.content.decode())


def test_the_page_of_a_recall_says_first_what_to_do(recalls: RecallWorld) -> None:
    recalls.running()
    recalls.act("2026-0001", "report", recalls.firm(), channel="consumer", remedied="49", recovered="0")
    for path in (f"/recalls/{RECORD}/", "/recalls/2026-0001/"):
        shown = page(path)
        assert shown.index("立即停止使用") < shown.index("召回产品") < shown.index("61.25")
        assert all(word in shown for word in ("电水壶召回公告", "400-000-0000", "退货退款", "电水壶厂", "L1", "L2"))
        assert "L3" not in shown
    english = page(f"/recalls/{RECORD}/", language="en")
    assert all(word in english for word in (NOTICE["title_en"], NOTICE["advice_en"], "Refund", "2 Mar 2026"))


def test_before_it_is_published_nobody_is_told_that_there_is_one(recalls: RecallWorld) -> None:
    recalls.approved((LOT_1, "5"))
    for user in (None, recalls.who("ward-2", "2"), recalls.firm("wu", "F2"), recalls.who("ann")):
        page("/recalls/2026-0001/", user, status=404)
        assert "壶体过热" not in page("/recalls/", user)
    page("/recalls/work/2026-0001/", recalls.who("ward-2", "2"), status=404)
    page("/recalls/work/2026-0001/", recalls.firm(), status=404)
    assert "壶体过热" not in page("/recalls/work/", recalls.who("ward-2", "2"))
    assert "电水壶厂" in page("/recalls/work/2026-0001/", recalls.who("ann"))


def test_a_photograph_is_published_with_the_notice(recalls: RecallWorld) -> None:
    number, picture = recalls.approved((LOT_1, "5")), io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "JPEG")
    kept = attaching.attach(recalls.home, recalls.who("ann"), "case", (NAME, number), [picture.getvalue()],
                            name="壶.jpg", at=recalls.later())
    assert Client().get(f"/evidence/{kept.number}/pictures/1.jpg").status_code == 404
    recalls.act(number, "publish", **NOTICE, picture=kept.number)
    shown = page(f"/recalls/{RECORD}/")
    address = shown.partition('class="recall-photo" src="')[2].partition('"')[0]
    picture_shown = Client().get(address)
    assert picture_shown.status_code == 200
    assert b"".join(picture_shown.streaming_content).startswith(b"\xff\xd8")  # read whole, which closes its file
    assert Client().get(f"/evidence/{kept.number}/pictures/1.jpg").status_code == 404  # that of the case stays closed
    assert Client().get(f"/recalls/{RECORD}/notice.en.pdf").content.count(b"/Image") > 0


@pytest.mark.parametrize(("language", "words"), [
    ("zh", ("电水壶召回公告", "立即停止使用", "L1", "壶体过热")),
    ("en", (NOTICE["title_en"], NOTICE["advice_en"], "Refund"))])
def test_the_notice_is_a_paper_in_both_languages(recalls: RecallWorld, language: str, words: tuple[str, ...]) -> None:
    recalls.running()
    response = Client().get(f"/recalls/{RECORD}/notice.{language}.pdf")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    said = pdfs.text(response.content)
    assert [word for word in words if "".join(word.split()) not in said] == []
    assert Client().get(f"/recalls/{RECORD}/notice.fr.pdf").status_code == 404


def test_a_shopper_asks_whether_a_lot_is_recalled(recalls: RecallWorld) -> None:
    recalls.running((LOT_1, "50"))
    assert "该批次正在召回" in page(f"/recalls/?product={PRODUCT}&lot=L1")
    assert "该产品有批次正在召回" in page("/recalls/?product=6901234567892")
    for path in (f"/recalls/?product={PRODUCT}&lot=L2", "/recalls/?product=PAN-1"):
        assert "未查到涉及该产品的召回" in page(path)
    page("/recalls/?product=%E2%80%AE&lot=%E2%80%AE")


def test_a_recall_that_ended_says_so(recalls: RecallWorld) -> None:
    number = recalls.running((LOT_1, "50"), )
    recalls.act(number, "propose-closing", conclusion="完成")
    recalls.act(number, "except-lot", member=LOT_1, reason="已售罄")
    recalls.act(number, "close", recalls.who("bea"))
    assert "风险提示解除" in page(f"/recalls/{RECORD}/")
    assert RECORD not in page("/recalls/?state=running")
    assert f"/recalls/{RECORD}/" in page("/recalls/?state=closed")
    assert "风险提示解除" in pdfs.text(Client().get(f"/recalls/{RECORD}/notice.zh.pdf").content)


def test_a_recall_from_elsewhere_has_no_case_and_a_page(recalls: RecallWorld) -> None:
    recalls.office.take("recall", [{"number": "US/25-001", "title": "Walkers", "goods": "consumer", "affected": "10",
                                    "published_on": "2026-01-05", "region": "city", "url": "https://example.org/25"}])
    recalls.office.take("recall_report", [{"recall": "US/25-001", "channel": "online", "reported_on": "2026-02-01",
                                           "remedied": "12", "recovered": "0", "region": "city"}])
    shown = page("/recalls/US~125-001/")
    assert all(word in shown for word in ("Walkers", "https://example.org/25", "比涉及数量多2件", "120.00"))


def test_the_officer_sees_what_is_late_and_who_did_not_report(recalls: RecallWorld) -> None:
    recalls.running()
    recalls.act("2026-0001", "report", recalls.firm(), channel="consumer", remedied="49", recovered="0")
    shown = page("/recalls/work/", recalls.who("ann"))
    assert all(word in shown for word in ("电水壶召回公告", "61.25", "零售和生产企业库存", "实施中"))
    one = page("/recalls/work/2026-0001/", recalls.who("ann"))
    assert all(word in one for word in ("代录书面进展报告", "扩大召回范围", "抽取核查场所", LOT_1, LOT_2))
    assert "剔除批次" not in one
    assert Client().get("/recalls/work/").status_code == 302
    page("/recalls/work/", recalls.firm(), status=404)


@pytest.mark.parametrize("path", ["/recalls/", "/recalls/work/"])
def test_lists_ask_as_often_for_three_as_for_one(recalls: RecallWorld, path: str) -> None:
    client, counts = Client(), []
    client.force_login(recalls.who("ann"))
    for _ in (1, 3):
        recalls.running((LOT_1, "5"))
        if counts:
            recalls.running((LOT_1, "5"))
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_inspector_notes_an_outlet_on_the_sheet_without_scripts_and_from_a_phone(recalls: RecallWorld) -> None:
    number, (outlet, other) = given(recalls, "wang")
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(recalls.who("wang"))
    told = client.get("/inspections/").content.decode()
    assert told.count('data-procedure="recall-check"') == 2
    assert all(each in told for each in ("电水壶召回公告", "该场所是否已收到召回通知？", "产品是否仍在销售？", LOT_1))
    said = {"procedure": CHECK, "act": "note", "number": number, "object": outlet, "told": "yes", "on_shelf": "no"}
    assert client.post("/inspections/", said).status_code == 302
    assert "已收到通知 · 未见在售" in client.get("/inspections/").content.decode()
    assert client.post("/inspections/", {**said, "object": other, "told": "maybe"}).status_code == 422
    sent = {**said, "object": other, "given": timezone.now().replace(microsecond=0).isoformat(), "units_seen": "3"}
    response = client.post("/inspections/answers", json.dumps({"answers": [sent]}), content_type="application/json")
    assert response.json()["answers"] == [{"number": number, "object": other, "beside": False, "error": None}]
    assert recalls.found(number, of=CHECK).board.of[other]["units_seen"] == "3"
    assert other not in page("/inspections/", recalls.who("ann"))
    assert "wang" not in page("/inspections/", recalls.who("zhao", "2"))
