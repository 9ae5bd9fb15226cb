"""The page of front-runners, in both languages, as of a day, and with what nobody would ask."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.procedures.standards.test_front_runners import REQUIREMENTS, STANDARDS
from tests.records.samples import Office

EN, ZH = "en", "zh-hans"


@pytest.fixture
def held(office: Office) -> None:
    office.take("standard", STANDARDS, name="standards.csv")
    office.take("requirement", REQUIREMENTS, name="requirements.csv")


def read(language: str = EN, status: int = 200, **query: str) -> str:
    answer = Client(headers={"accept-language": language}).get(reverse("front-runners"), query)
    assert answer.status_code == status, answer.content[:300]
    return answer.content.decode()


def test_what_can_be_compared(held: None) -> None:
    assert 'href="?product=led-lamp"' in read()
    assert "企业标准5项，国家标准2项" in read(ZH)


def test_ranked_with_the_figures(held: None) -> None:
    page = read(product="led-lamp")
    assert page.index("Q/A 1-2024") < page.index("Q/C 1-2024")
    assert "≤ 0.00008 kg/kg" in page
    assert "It says nothing of: lead, life." in page
    assert page.index("Below a mandatory standard") < page.index("Q/A 1-2024")
    chinese = read(ZH, product="led-lamp")
    assert "低于强制性国家标准" in chinese
    assert "标准化法 21" in chinese


def test_as_of_a_day(held: None) -> None:
    assert "GB/T 201-2010" in read(product="led-lamp", on="2019-06-01")


@pytest.mark.parametrize(("query", "status"), [
    ({"product": "nothing"}, 404), ({"product": "led-lamp", "on": "someday"}, 200), ({"on": "1999-01-01"}, 404),
    ({"product": "<b>" * 60}, 404), ({"product": "ＬＥＤ-lamp"}, 200)])
def test_what_nobody_would_ask(held: None, query: dict[str, str], status: int) -> None:
    read(status=status, **query)


def test_where_there_is_nothing(office: Office) -> None:
    assert "Nothing can be compared yet" in read()
