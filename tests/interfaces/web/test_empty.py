"""A home in which nothing was done yet says what will be here and how to begin."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from plumbline.home import Home
from plumbline.procedures.records.imports import import_file
from tests.interfaces.web.world import looking_as


@pytest.mark.parametrize("path", ["/", "/regions/1/", "/records/"])
def test_pages_say_how_to_begin(empty_home: Home, path: str) -> None:
    page = Client().get(path)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Nothing here yet" in text
    assert "plumb import region FILE" in text


def test_the_list_of_cuts_says_why_to_make_one(empty_home: Home) -> None:
    assert "No cut yet" in Client().get("/cuts/").content.decode()


def test_a_list_without_records_says_what_will_be_here(empty_home: Home) -> None:
    text = Client().get("/records/inspection/").content.decode()
    assert "No records yet" in text
    assert "Here the Inspections will stand." in text
    assert "Widen" not in text


@pytest.mark.parametrize(("query", "said"), [
    ("region=1", "Widen the sentence above: another region."),
    ("period=2013", "Widen the sentence above: a longer period."),
    ("result=fail", "Widen the sentence above: any result."),
    ("where=number&is=7", "Widen the sentence above: something else for inspection number."),
    ("region=1&period=2013&result=fail", "Widen the sentence above: another region, a longer period or any result."),
])
def test_a_list_in_which_nothing_fits_names_what_narrows_it(empty_home: Home, query: str, said: str) -> None:
    assert said in Client().get(f"/records/inspection/?{query}").content.decode()


def test_a_kind_without_regions_or_days_speaks_of_neither(empty_home: Home) -> None:
    text = Client().get("/records/region/?where=code&is=none", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    assert "请放宽上面的条件：更换“代码”的检索内容。" in text


def test_a_figure_says_that_nothing_was_frozen(empty_home: Home) -> None:
    page = Client().get("/figures/inspection.pass_rate/1/2013")
    assert page.status_code == 404
    assert "Nothing has been frozen yet" in page.content.decode()


def test_rules_are_there_from_the_start(empty_home: Home) -> None:
    text = Client().get("/rules/").content.decode()
    assert "Inspection pass rate" in text
    assert "/rules/figures/inspection.pass_rate/" in text


def test_an_empty_home_shows_how_to_begin(empty_home: Home) -> None:
    get_user_model().objects.create_user("ann")
    for client in (Client(), looking_as("ann")):
        text = client.get("/").content.decode()
        assert "Nothing here yet" in text
        assert "/cards/" not in text


def test_a_home_without_a_cut_shows_what_it_has(empty_home: Home) -> None:
    path = empty_home.path / "regions.csv"
    path.write_text("code,name_en,name_zh,level,parent,valid_from\ncity,City,市,city,,1900-01-01\n", "utf-8")
    assert import_file(empty_home, "region", path, clock=timezone.now).rows == 1
    for address in ("/", "/regions/city/"):
        text = Client().get(address).content.decode()
        assert "There are no figures and grades yet" in text
        assert "1</b> <span>Regions" in text
    assert "Nothing here yet" in Client().get("/regions/none/").content.decode()
