"""A home in which nothing was done yet says what will be here and how to begin."""

from __future__ import annotations

import pytest
from django.test import Client

from plumbline.home import Home


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
