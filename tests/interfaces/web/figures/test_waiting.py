"""Of when a page's numbers are, how many records wait to be counted, and freezing them there and then."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from plumbline.figures.cuts.cut import cut_ids
from plumbline.interfaces.shared import cut_jobs
from plumbline.procedures.records import save
from tests.interfaces.web.records.test_import_pages import GOOD, upload
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, WARD_1, World, looking_as

FIGURE = "/figures/inspection.pass_rate/1/2013"
PAGES = ("/", "/regions/1/", FIGURE, f"{FIGURE}/records")
FREEZE = "Freeze the records and count them"


def said(client: Client, path: str, **headers: str) -> str:
    """What the page says of the time of its numbers, without markup."""
    found = re.search(r'<div class="as-of.*?</div>', client.get(path, **headers).content.decode(), re.DOTALL)
    return re.sub(r"<[^>]+>", "", found.group(0)).strip() if found else ""


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_1, CITY])
def test_records_taken_in_since_the_cut_are_told(city: World, db: None, at_once: None, page: str, reader: str) -> None:
    assert "not counted yet" not in said(looking_as(reader), page)
    upload(looking_as(CITY), GOOD)
    assert "2 records were added or changed since and are not counted yet." in said(looking_as(reader), page)
    assert "此后新增或更改的2条记录尚未计入。" in said(looking_as(reader), page, HTTP_ACCEPT_LANGUAGE="zh-CN")


def test_a_figure_speaks_of_what_it_rests_on_only(city: World, db: None) -> None:
    save.keep("award", city.records["award"][0] | {"edition": "1999"}, at=city.clock())
    assert said(looking_as(CITY), FIGURE).startswith("As of ")
    assert "not counted yet" not in said(looking_as(CITY), FIGURE)
    assert "1 record was added or changed since" in said(looking_as(CITY), "/")


def test_a_withdrawal_waits_too(city: World, db: None) -> None:
    from plumbline.procedures.records.by_key import withdraw_by_key

    withdraw_by_key("inspection", [city.records["inspection"][0]["number"]], at=city.clock())
    assert "1 record was added or changed since" in said(looking_as(PUBLIC_PERSONA), FIGURE)


def test_who_may_freezes_there_and_is_led_back(city: World, db: None, at_once: None) -> None:
    client = looking_as(CITY)
    upload(client, GOOD)
    before = cut_ids(city.home)
    assert FREEZE in client.get(FIGURE).content.decode()
    asked = client.post("/cuts/new", {"back": FIGURE})
    done = client.get(asked["Location"])
    assert done["Location"] == FIGURE
    assert len(cut_ids(city.home)) == len(before) + 1
    page = client.get(FIGURE).content.decode()
    assert "The records are frozen: figures count them now." in page
    assert "not counted yet" not in page


@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_1])
def test_who_may_not_is_not_offered_it(city: World, db: None, at_once: None, reader: str) -> None:
    upload(looking_as(CITY), GOOD)
    before = cut_ids(city.home)
    client = looking_as(reader)
    for page in PAGES:
        assert FREEZE not in client.get(page).content.decode()
    assert client.get("/cuts/").content.decode().count("/cuts/new") == 0
    answer = client.post("/cuts/new", {"back": FIGURE})
    assert answer.status_code == (302 if reader == PUBLIC_PERSONA else 403)
    assert cut_ids(city.home) == before


def test_the_way_back_leads_nowhere_else(city: World, db: None, at_once: None) -> None:
    client = looking_as(CITY)
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        done = client.get(client.post("/cuts/new", {"back": elsewhere})["Location"])
        assert done["Location"] == f"/cuts/{cut_ids(city.home)[-1]}/"


def test_one_follows_a_freeze_that_runs(city: World, db: None, later: None) -> None:
    client = looking_as(CITY)
    path = client.post("/cuts/new")["Location"]
    assert "Waiting for the worker" in client.get(path).content.decode()
    assert f'hx-get="{path}"' in client.get(path).content.decode()
    token = path.rpartition("/")[2]
    cut_jobs.run(city.home, token)
    assert client.get(path, HTTP_HX_REQUEST="true")["HX-Redirect"].startswith("/cuts/")


def test_a_freeze_that_is_refused_says_why(city: World, db: None, later: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = looking_as(CITY)
    path = client.post("/cuts/new")["Location"]
    token = path.rpartition("/")[2]
    city.home.cuts.rename(city.home.cuts.with_name("elsewhere"))
    try:
        city.home.cuts.write_text("no folder")
        with pytest.raises(OSError):  # noqa: PT011
            cut_jobs.run(city.home, token)
    finally:
        city.home.cuts.unlink()
        city.home.cuts.with_name("elsewhere").rename(city.home.cuts)
    text = client.get(path).content.decode()
    assert "Nothing was frozen" in text
    assert str(city.home.path) not in text
    cut_jobs.give_up(city.home, token)
    assert "for a reason it did not expect" in client.get(path).content.decode()
