"""The health of the system on a page: three lists, the case behind a button, many reviews at once; both languages."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client
from django.urls import reverse

from plumbline import home as homes
from plumbline.records.core.cases import Case
from tests.procedures.standards.keeping import Keeping
from tests.records.samples import Office

ADDRESS = "/standards/health/"


@pytest.fixture
def keeping(transactional_db: None) -> Keeping:
    office = Office(homes.current())
    office.begin()
    return Keeping(office)


def links_of(page: str) -> list[str]:
    """Where a page leads."""
    return [html.unescape(each) for each in re.findall(r'href="([^"]*)"', page)]


def desk(keeping: Keeping, who: str, language: str = "en") -> Client:
    browser = Client(headers={"accept-language": language})
    browser.force_login(keeping.who(who))
    return browser


def text(browser: Client, **query: str) -> str:
    answer = browser.get(ADDRESS, query)
    assert answer.status_code == 200, answer.content[:400]
    return answer.content.decode()


def test_a_finding_leads_to_a_case_that_is_filled(keeping: Keeping) -> None:
    browser = desk(keeping, "ann")
    page = text(browser)
    assert "GB/T 1-2022" in page
    address = next(each for each in links_of(page) if "/cases/standard-overlap/new" in each)
    filled = {name: values[0] for name, values in parse_qs(urlparse(address).query).items()}
    assert (filled["first"], filled["second"], filled["sort"], filled["region"]) == (
        "GB/T 1-2022", "GB/T 2-2023", "duplicate", "city")
    form = browser.get(address)
    assert form.status_code == 200
    assert "GB/T 2-2023" in form.content.decode()
    assert browser.post(address.partition("?")[0], filled).status_code == 302
    number = Case.objects.get(procedure="standard-overlap").number
    after = text(browser)
    assert "standard-overlap/new" not in after
    assert reverse("case", args=("standard-overlap", number)) in after


def test_chinese_titles_and_an_empty_list(keeping: Keeping) -> None:
    page = text(desk(keeping, "ann", "zh-hans"), list="soft", level="industry")
    assert "标准体系状况" in page
    assert "未发现问题" in page


def test_reviews_of_what_is_ticked_are_opened(keeping: Keeping) -> None:
    browser = desk(keeping, "ann")
    assert "Open reviews of those that are ticked" in text(browser, list="low")
    none = browser.post(ADDRESS, {"list": "low", "region": "city"}, follow=True)
    assert "No review was opened" in none.content.decode()
    done = browser.post(ADDRESS, {"list": "low", "region": "city", "standard": ["GB/T 3-2015"]}, follow=True)
    assert "1 review was opened" in done.content.decode()
    assert Case.objects.filter(procedure="standard-review").count() == 1
    assert "Review of a standard" in text(browser, list="low")


def test_who_holds_no_role_reads_and_is_offered_nothing(keeping: Keeping) -> None:
    browser = desk(keeping, "li")
    page = text(browser)
    assert "GB/T 1-2022" in page
    assert "standard-overlap/new" not in page
    refused = browser.post(ADDRESS, {"list": "low", "region": "city", "standard": ["GB/T 3-2015"]})
    assert refused.status_code == 403
    assert not Case.objects.exists()


def test_the_public_signs_in_first(keeping: Keeping) -> None:
    assert Client().get(ADDRESS).status_code == 302


@pytest.mark.parametrize("query", [
    {"list": "nothing"}, {"level": "nothing"}, {"rows": "many"}, {"rows": "99999"}, {"catalogue": "ｓａｍｒ" * 40}])
def test_whatever_stands_in_the_address(keeping: Keeping, query: dict[str, str]) -> None:
    assert "Health of the system of standards" in text(desk(keeping, "ann"), **query)


def test_something_is_said_about_a_clause_without_an_account(keeping: Keeping) -> None:
    browser = Client(headers={"accept-language": "en"})
    standard = browser.get(reverse("standard", args=(("GB/T 1-2022",),))).content.decode()
    address = next(each for each in links_of(standard) if "/standards/say/" in each)
    form = browser.get(address).content.decode()
    assert "GB/T 1-2022" in form
    said = {"standard": "GB/T 1-2022", "region": "city", "clause": "5.2", "sort": "unclear", "remark": "Whose depth?",
            "once": "a"}
    empty = browser.post("/standards/say/", {**said, "remark": ""})
    assert empty.status_code == 422
    machine = browser.post("/standards/say/", {**said, "website": "x"})
    assert machine.status_code == 422
    sent = browser.post("/standards/say/", said, follow=True).content.decode()
    assert "What you said is here" in sent
    again = browser.post("/standards/say/", said, follow=True)
    assert again.status_code == 200
    assert Case.objects.filter(procedure="standard-feedback").count() == 1
    wrong = browser.post("/standards/say/follow", {"number": "2026-0001", "secret": "A" * 16})
    assert wrong.status_code == 422
    assert "Whose depth?" in desk(keeping, "ann").get(
        reverse("case", args=("standard-feedback", Case.objects.get().number))).content.decode()
