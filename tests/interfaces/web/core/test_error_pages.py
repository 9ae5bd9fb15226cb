"""What a reader sees when something cannot be done: what happened, why, what to do now."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from plumbline.errors import ConflictError, CutError, FigureError, NotAllowed, PlumblineError
from plumbline.interfaces.web.core import about_page, error_pages
from plumbline.text import Text
from tests.interfaces.web.world import CITY, WARD_1, World, looking_as


@pytest.mark.parametrize(("path", "said"), [
    ("/nothing-here", "There is no page at this address."),
    ("/regions/99/", "There is no region “99” in that period."),
    ("/figures/local.pass_rate/99/2013", "There is no region “99” in that period."),
    ("/figures/no.such/1/2013", "There is no figure called “no.such”."),
    ("/figures/local.pass_rate/1/2013-13", "“2013-13” is not a period."),
    ("/figures/local.pass_rate/1/2013?cut=none", "There is no cut called “none”."),
    ("/figures/local.pass_rate/1/2013/records?of=all", "A figure has no such part."),
    ("/records/unicorn/", "There is no kind of record called “unicorn”."),
    ("/records/inspection/none/", "There is no such record, or it is not open to you."),
    ("/records/inspection/1/2/3/", "There is no such record, or it is not open to you."),
    ("/rules/figures/no.such/", "There is no figure called “no.such”."),
    ("/rules/schemes/none/", "There is no scheme called “none”."),
    ("/cuts/none/", "There is no cut called “none”."),
])
def test_what_is_not_there_says_so_and_what_to_do(city: World, db: None, path: str, said: str) -> None:
    page = Client().get(path)
    text = page.content.decode()
    assert page.status_code == 404
    assert said in text
    assert "What to do now" in text
    assert "<html" in text


def test_a_program_gets_its_mistakes_as_json(city: World, db: None) -> None:
    answer = Client().get("/figures/no.such/1/2013.json")
    assert answer.status_code == 404
    error = answer.json()["error"]
    assert (error["code"], error["what"]) == ("indicator.unknown", "there is no figure called “no.such”")
    assert error["zh"]["what"] == "没有名为“no.such”的指标"


def test_a_mistake_is_told_in_the_page_s_language(city: World, db: None) -> None:
    page = Client(HTTP_ACCEPT_LANGUAGE="zh-CN").get("/regions/99/")
    assert "该期间没有地区“99”。" in page.content.decode()


def test_an_import_by_an_officer_of_a_part_is_refused(city: World, db: None) -> None:
    page = looking_as(WARD_1).get("/imports/new")
    assert page.status_code == 403
    assert "needs an officer" in page.content.decode()


def said(en: str, zh: str) -> tuple[str, Text]:
    return "cut.unknown", Text(en, zh)


@pytest.mark.parametrize(("error", "status"), [
    (NotAllowed(*said("Not yours", "不属于您")), 403),
    (ConflictError(*said("Changed meanwhile", "其间已有修改")), 409),
    (FigureError(*said("No such thing", "没有此物")), 400),
    (CutError(*said("The file is not the one that was frozen", "文件不是当时保存的"), where="/secret/place"), 503),
])
def test_the_project_s_own_errors_become_pages(
    city: World, db: None, monkeypatch: pytest.MonkeyPatch, error: PlumblineError, status: int,
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(about_page, "render", fail)
    for client in (Client(), looking_as(CITY)):
        page = client.get("/about/")
        assert page.status_code == status
        assert "/secret/place" not in page.content.decode()
    assert str(error.args[0]) in looking_as(CITY).get("/about/").content.decode()
    page = looking_as(CITY).get("/about/", headers={"Accept-Language": "zh-CN"}).content.decode()
    assert error.what.zh in page
    assert error.what.en not in page
    assert 'lang="en"' not in page.partition('<main')[2].partition("<footer")[0]
    assert '<a href="/errors/cut.unknown" class="mono">cut.unknown</a>' in page


def test_a_fault_of_ours_shows_a_page_that_needs_nothing(
    city: World, db: None, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken inside")

    monkeypatch.setattr(about_page, "render", fail)
    client = Client(raise_request_exception=False)
    page = client.get("/about/")
    text = page.content.decode()
    assert page.status_code == 500
    assert "Something went wrong on our side" in text
    assert "/errors/request.failed" in text
    assert "broken inside" not in text
    assert "Plumbline" in text


def test_a_request_that_cannot_be_read_gets_a_page(city: World, db: None) -> None:
    page = Client().get("/", HTTP_HOST="evil.example")
    assert page.status_code == 400
    answer = error_pages.bad_request(_request())
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()


def _request() -> Any:
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get("/x")
    request.user = AnonymousUser()
    return request
