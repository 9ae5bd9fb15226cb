"""Agreements and the standards of service sectors on pages: as of a day, narrowed, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.procedures.standards.agreement_cases import BODIES
from tests.records.samples import Office

SIGNED = {"number": "A/1", "title": "协议一", "type": "memorandum", "parties": "GOV;NAT", "level": "country",
          "signed_on": "2017-09-13", "valid_to": "2020-09-12", "region": "1", "signers": "张三", "witnesses": "李四"}
OWED = {"agreement": "A/1", "number": "1", "what": "共享结果", "party": "NAT", "checker": "GOV", "result": "接口开通",
        "due": "2018-06-30", "done_on": "", "region": "1"}


@pytest.fixture
def held(office: Office) -> Office:
    for kind, rows in (
            ("organisation", BODIES), ("agreement", [SIGNED, SIGNED | {"number": "A2", "title": "协议二", "region": "2",
                                                                    "type": "strategic", "signed_on": "2018-03-01"}]),
            ("commitment", [OWED, OWED | {"number": "2", "what": "联合检查", "party": "GOV", "checker": "NAT",
                                          "due": "2017-12-31", "done_on": "2018-02-10"}]),
            ("joint_body", [{"agreement": "A/1", "name": "分支机构", "type": "branch", "founded_on": "2018-03-20",
                             "region": "1"}]),
            ("standard", [{"code": "S1", "designation": "DB 1", "level": "local", "status": "in-force", "region": "1",
                           "title_zh": "旅游服务", "sector": "tourism"},
                          {"code": "S2", "designation": "GB 2", "level": "national", "status": "in-force",
                           "title_zh": "养老服务", "sector": "elderly-care"}])):
        assert not office.take(kind, rows).quarantined, kind
    return office


def page(address: str, language: str = "en", **query: Any) -> str:
    answer = Client(headers={"accept-language": language}).get(address, query)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def test_what_is_late_stands_first_and_is_that_of_the_day(held: Office) -> None:
    address = reverse("agreements")
    assert "67 days late" in page(address, on="2018-09-05")
    assert "逾期67天" in page(address, "zh-hans", on="2018-09-05")
    then = page(address, on="2018-01-02")
    assert "联合检查" in then
    assert "2 days late" in then
    assert "协议二" not in then                                             # it was signed later
    assert "This is no day" in page(address, on="someday")


def test_the_list_is_narrowed_by_region_and_type(held: Office) -> None:
    address = reverse("agreements")
    assert "协议二" not in page(address, region="1")
    assert "共享结果" not in page(address, region="2", on="2018-09-05")
    only = page(address, type="strategic", on="2018-09-05")
    assert "协议二" in only
    assert "协议一" not in only
    assert "协议一" in page(address, type="nonsense", region="nowhere")


def test_one_agreement_as_of_a_day_and_nobody_who_signed(held: Office) -> None:
    address = reverse("agreement", args=(("A/1",),))
    found = page(address, on="2018-09-05")
    for said in ("国家主管部门", "共享结果", "by 67 days", "by 41 days", "分支机构", "Its record, with every version"):
        assert said in found
    assert "张三" not in found + page(address, "zh-hans")
    assert "分支机构" not in page(address, on="2018-03-19")
    assert "年度评估" not in page(address, "zh-hans", on="2018-09-05")
    assert Client().get(reverse("agreement", args=(("none",),))).status_code == 404


def test_as_many_questions_for_one_as_for_three(held: Office) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(reverse("agreements"), on="2018-09-05")
        return len(asked)

    page(reverse("agreements"))
    before = questions()
    held.take("agreement", [SIGNED | {"number": f"B{number}"} for number in range(3)])
    held.take("commitment", [OWED | {"agreement": f"B{number}"} for number in range(3)])
    assert questions() == before


def test_gaps_of_services_are_named_and_what_comes_from_above_is_told_apart(held: Office) -> None:
    address = reverse("standards-services")
    assert "2 of 10 service sectors" in page(address)
    found = page(address, region="1")
    assert "1 of 10 service sectors" in found
    assert "only from above" in found
    assert "Gaps" in found
    assert "DB 1" in page(address, region="1", sector="tourism")
    assert "上级标准" in page(address, "zh-hans", region="1", sector="elderly-care")
    assert Client().get(address, {"sector": "space"}).status_code == 404
