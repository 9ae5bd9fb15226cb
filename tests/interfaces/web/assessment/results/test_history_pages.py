"""Pages on past years: published figures with what they await, published grades with partial lists marked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from plumbline.figures.cuts.freezing import freeze
from plumbline.home import VARIABLE, Home
from plumbline.procedures.assessment.results.published_grades import import_grades, shipped
from plumbline.procedures.worlds import worlds
from plumbline.worlds import describe
from tests.records.samples import Clock


@pytest.fixture(scope="module")
def nation(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The nation's world with the shipped grades, in a home which the pages run on."""
    before = os.environ[VARIABLE]
    home = Home(tmp_path_factory.mktemp("nation") / "home").create()
    os.environ[VARIABLE] = str(home.path)
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            worlds.load(home, "nation", clock=Clock())
            import_grades(home, shipped(), clock=Clock())
            freeze(home)
            yield home
        finally:
            transaction.set_rollback(True)
            os.environ[VARIABLE] = before


def page(address: str, language: str = "en") -> str:
    """The text of a page, its white space joined."""
    answer = Client(headers={"accept-language": language}).get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def test_a_sheet_shows_what_was_published_what_is_computed_and_what_is_awaited(nation: Home, db: None) -> None:
    text = page("/sheets/nation/")
    assert 'href="/sheets/nation.csv"' in text
    answer: Any = Client().get("/sheets/nation.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("id,title_en,title_zh,indicator,region")
    assert len(lines) > 16
    assert '<span class="num nowrap">93.65 %</span>' in text
    assert "It awaits: records of leading groups and their members." in text
    assert text.count("awaiting records") == 9
    assert text.count("× 0.001") == 3
    assert ">differs<" not in text
    assert "the interval is ours" in text


def test_a_sheet_speaks_chinese(nation: Home, db: None) -> None:
    text = page("/sheets/nation/", "zh-hans")
    assert "所待记录：领导小组及其成员单位的记录。" in text
    assert text.count("待有记录") == 9


def test_each_computed_figure_opens(nation: Home, db: None) -> None:
    for address in ("/figures/sampling.manufacturing/100000/2023", "/figures/standard.count/100000/2023",
                    "/figures/certificate.holders/100000/2000-01-01..2023-12-31"):
        assert f'href="{address}?cut=' in page("/sheets/nation/")
        page(address)


@pytest.mark.parametrize("address", ["/", "/sheets/nation/", "/grades/published/", "/regions/330000/",
                                     "/figures/sampling.manufacturing/100000/2023"])
def test_every_page_says_that_the_records_are_constructed(nation: Home, db: None, address: str) -> None:
    label = describe("nation")["label"]
    assert f'<p class="wrap">{label["en"]}</p>' in page(address)
    assert f'<p class="wrap">{label["zh"]}</p>' in page(address, "zh-hans")


def test_published_grades_stand_by_scope_and_year_with_the_partial_one_marked(nation: Home, db: None) -> None:
    text = page("/grades/published/")
    assert text.count('<span class="status status-partial">partial</span>') == 1
    assert "2016-17<br><span class=\"status status-partial\">" in text
    assert "nothing follows for the places it does not name" in text
    seals = ("<td><span class=\"seal seal-a\">A</span></td>" * 2).removesuffix("</td>")
    assert f"<th scope=\"row\">浙江</th>{seals}" in text
    assert '<th scope="row">河北</th><td>–</td><td><span class="seal seal-b">B</span>' in text


def test_the_rules_lead_to_both(nation: Home, db: None) -> None:
    text = page("/rules/")
    assert 'href="/sheets/nation/"' in text
    assert 'href="/grades/published/"' in text
    assert 'href="/sheets/haiyan/"' not in text  # its regions are not here: it would lead nowhere


@pytest.mark.parametrize("address", ["/sheets/atlantis/", "/sheets/haiyan/", "/grades/chicago-canvass/2013/today"])
def test_what_is_not_here_is_told(nation: Home, db: None, address: str) -> None:
    assert Client().get(address).status_code == 404
