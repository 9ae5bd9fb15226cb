"""A home of constructed records says so on every page, in both languages; any other home does not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from plumbline.figures.cuts.cut import cut_ids
from plumbline.figures.cuts.freezing import freeze
from plumbline.home import VARIABLE, Home
from plumbline.procedures.worlds import worlds
from plumbline.worlds import describe
from tests.records.samples import Clock

LABEL = describe("haiyan")["label"]
CUMULATIVE = "2000-01-01..2022-11-28"
PAGES = [
    "/", "/?year=2022", "/regions/330424/", "/regions/330000/?year=2021", "/records/", "/rules/", "/cuts/", "/about/",
    "/sign-in", "/nothing/here/", "/rules/figures/patent.inventions/",
    "/figures/sampling.farm_produce/330424/2021", "/figures/sampling.farm_produce/330424/2021/records?of=numerator",
    "/figures/statistic.new_product_growth/330424/2021", "/figures/statistic.new_product_growth/330424/2021/records",
    f"/figures/participation.standards/330424/{CUMULATIVE}",
    f"/figures/patent.inventions@organisation=CONSTRUCTED-001/330424/{CUMULATIVE}",
    f"/figures/patent.inventions@organisation=CONSTRUCTED-001/330424/{CUMULATIVE}/records",
    "/figures/statement.output@organisation=CONSTRUCTED-001/330424/2021",
    "/records/award/", "/records/policy/", "/records/patent/CONSTRUCTED-PATENT-001/",
    "/records/standard/?region=330424",
]


@pytest.fixture(scope="module")
def haiyan(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The world in a home of its own, which the pages run on."""
    before = os.environ[VARIABLE]
    home = Home(tmp_path_factory.mktemp("haiyan") / "home").create()
    os.environ[VARIABLE] = str(home.path)
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            worlds.load(home, "haiyan", clock=Clock())
            freeze(home)
            yield home
        finally:
            transaction.set_rollback(True)
            os.environ[VARIABLE] = before


def page(address: str, language: str = "en") -> str:
    """The text of a page."""
    return Client(headers={"accept-language": language}).get(address).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_says_that_the_records_are_constructed(haiyan: Home, db: None, address: str) -> None:
    for language, key in (("en", "en"), ("zh-hans", "zh")):
        assert page(address, language).count(f'<p class="wrap">{LABEL[key]}</p>') == 1, (address, language)


def test_no_page_of_these_is_missing(haiyan: Home, db: None) -> None:
    found = {address: Client().get(address).status_code for address in PAGES}
    assert {address for address, status in found.items() if status != 200} == {"/nothing/here/"}


def test_the_overview_shows_the_county_s_figures(haiyan: Home, db: None) -> None:
    text = page("/?year=2021")
    for value in ("98.88", "3.9"):
        assert value in text
    (cut,) = cut_ids(haiyan)
    assert cut in page("/cuts/")


def test_money_is_told_in_yuan(haiyan: Home, db: None) -> None:
    address = "/figures/statement.output@organisation=CONSTRUCTED-001/330424/2021"
    assert "510,000,000 yuan" in " ".join(page(address).split())
    assert "元" in page(address, "zh-hans")


def test_a_narrowing_by_what_is_not_there_is_no_page(haiyan: Home, db: None) -> None:
    for only in ("owner=1", "granted_on=2020-01-01", "organisation="):
        assert Client().get(f"/figures/patent.inventions@{only}/330424/2021").status_code == 404


def test_another_home_has_no_such_label(empty_home: Home) -> None:
    text = page("/about/")
    assert LABEL["en"] not in text
    assert 'class="constructed"' not in text
