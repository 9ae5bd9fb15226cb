"""What is taken in and told stands on the pages in both languages: references to nothing, check digits that do not fit.
And a region that has a Chinese name only."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from plumbline.procedures.records.save import keep
from plumbline.records.core import kinds
from plumbline.records.core.region_trees import tree
from tests.interfaces.web.world import World
from tests.records.samples import Clock

WRONG = "91110000600037341M"


@pytest.fixture
def told(city: World, db: None) -> Client:
    clock = Clock()
    keep("organisation", {"code": WRONG, "name": "甲", "region": "1"}, at=clock())
    for number, holder in (("C1", WRONG), ("C2", "NOBODY")):
        keep("certificate", {"number": number, "scheme": "other", "organisation": holder, "valid_from": "2013-01-31",
                             "status": "valid", "region": "1"}, at=clock())
    keep("region", {"code": "77", "name_zh": "某区", "level": "ward", "parent": "chicago", "valid_from": "2000-01-01"},
         at=clock())
    return Client()


def page(client: Client, path: str, language: str) -> str:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize(("language", "said"), [
    ("en", "Only records whose field “Holder” names what is not known here."),
    ("zh-hans", "仅列出“持有单位”指向本库中不存在的记录。"),
])
def test_a_list_of_what_points_to_nothing(told: Client, language: str, said: str) -> None:
    text = page(told, "/records/certificate/?nowhere=organisation", language)
    assert re.findall(r'<td><a href="/records/certificate/([^/]+)/">', text) == ["C2"]
    assert said in text
    assert 'href="?nowhere=organisation"' in page(told, "/records/certificate/", language)


def test_a_field_that_refers_to_nothing_is_said_and_left_out(told: Client) -> None:
    text = page(told, "/records/certificate/?nowhere=number", "en")
    assert "“number” is none of the choices here and was left out" in text
    assert "/records/certificate/C1/" in text


@pytest.mark.parametrize(("language", "digits", "nothing"), [
    ("en", "the check digits of this unified social credit code do not fit (GB 32100-2015)",
     "no such record is known here"),
    ("zh-hans", "统一社会信用代码的校验码不符（GB 32100-2015）", "本库中没有该记录"),
])
def test_the_page_of_a_record_tells(told: Client, language: str, digits: str, nothing: str) -> None:
    assert digits in page(told, f"/records/organisation/{WRONG}/", language)
    assert nothing in page(told, "/records/certificate/C2/", language)
    assert nothing not in page(told, "/records/certificate/C1/", language)


def test_a_chinese_name_stands_for_the_english_one(told: Client) -> None:
    row = kinds.get("region").model.objects.get(code="77")
    assert row.name_en is None
    assert tree().at(row.valid_from).name("77").as_dict() == {"en": "某区", "zh": "某区"}
    listed = page(told, "/records/region/?where=code&is=77", "en")
    assert re.findall(r"<td[^>]*>([^<]*某区[^<]*)<", listed) == ["某区", "某区"]
    assert "None" not in page(told, "/records/region/77/2000-01-01/", "en")
    names = told.get("/api/v1/regions").json()["regions"]
    assert next(one["name"] for one in names if one["code"] == "77") == {"en": "某区", "zh": "某区"}
