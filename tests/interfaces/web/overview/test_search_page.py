"""The page of the search, and the box in the head of every other."""

from __future__ import annotations

import re
from typing import Any

import pytest

from plumbline.interfaces.shared import allowances
from plumbline.procedures.search import following
from tests.interfaces.web.addresses import get
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, SIGN, WARD_1, World, looking_as


@pytest.fixture
def indexed(city: World, db: None) -> World:
    following.follow(city.home, on=city.clock.now.date())
    return city


def page(reader: str, **query: str) -> Any:
    return looking_as(reader).get(get("search", **query).path)


def test_the_box_stands_once_on_every_page(indexed: World) -> None:
    for name in ("home", "records", "search", "errors"):
        text = looking_as(PUBLIC_PERSONA).get(get(name).path).content.decode()
        assert len(re.findall(r"<input[^>]* data-find", text)) == 1, name


def test_words_are_marked_and_lead_to_their_pages(indexed: World) -> None:
    number = indexed.records["inspection"][0]["number"]
    text = page(PUBLIC_PERSONA, q=number).content.decode()
    assert f'href="/records/inspection/{number}/"' in text
    assert f"<mark>{number.lower()}</mark>" in text.lower()
    assert 'href="/regions/1/"' in page(PUBLIC_PERSONA, q="Ward 1").content.decode()
    text = page(PUBLIC_PERSONA, q="inspection pass rate").content.decode()
    assert 'href="/rules/figures/inspection.pass_rate/"' in text


def test_an_internal_word_leads_its_officers_to_the_record_and_nobody_else(indexed: World) -> None:
    asked = f"{SIGN}1"
    assert "<mark>" in page(WARD_1, q=asked).content.decode()
    assert "<mark>" not in page(PUBLIC_PERSONA, q=asked).content.decode()


def test_further_pages_go_on_where_the_last_one_ended(indexed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from plumbline.interfaces.web.overview import search_page

    real = search_page.searching.page
    monkeypatch.setattr(search_page.searching, "page", lambda *given, **more: real(*given, most=2, **more))
    address, seen = get("search", q="Chicago", **{"in": "inspection"}).path, []
    while address:
        text = looking_as(PUBLIC_PERSONA).get(address).content.decode()
        seen += re.findall(r'href="(/records/inspection/[^"]+)"', text)
        found = re.search(r'href="([^"]+)" rel="next"', text)
        address = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 6


@pytest.mark.parametrize("asked", ["", "*", "a" * 9_000, "(:^AND", "\ud83d", "%00",
                                   "<script>alert(1)</script>"])
def test_whatever_is_typed_gives_a_page(indexed: World, asked: str) -> None:
    client = looking_as(CITY)
    for more in ({}, {"in": "inspection"}, {"in": "inspection", "after": "-1"}, {"in": "rules", "after": "x" * 50}):
        answer = client.get("/search", {"q": asked.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), **more})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


def test_an_address_that_is_no_text_is_refused_as_on_every_page(indexed: World) -> None:
    for raw in ("/search?q=%00", "/search?q=%ff"):
        assert looking_as(PUBLIC_PERSONA).get(raw).status_code == 400


def test_what_is_not_there_says_so(indexed: World) -> None:
    assert "Nothing was found for “qqzzqq”" in page(PUBLIC_PERSONA, q="qqzzqq").content.decode()
    assert page(PUBLIC_PERSONA, q="x", **{"in": "nobody"}).status_code == 404
    assert page(CITY, q="Ward 1")["Cache-Control"] == "no-store"
    assert page(PUBLIC_PERSONA, q="Ward 1")["Cache-Control"] == "private, no-cache"


def test_it_says_what_cannot_be_searched_yet(indexed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from plumbline.records.search.progress import Progress

    def behind(standing: following.Standing) -> str:
        monkeypatch.setattr(following, "standing_of", lambda home, found: standing)
        return page(PUBLIC_PERSONA, q="Ward 1").content.decode()

    assert "Changes of the last moments are not found yet." in behind(following.Standing(3))
    assert "There is no search index yet." in behind(following.Standing(3, True))
    assert "about 5,000 of 20,000 records are read" in behind(
        following.Standing(3, True, Progress(5_000, 20_000, True)))
    assert "New records are being indexed, about 5,000 of 20,000" in behind(
        following.Standing(1, False, Progress(5_000, 20_000, False)))
    assert "role=\"status\"" not in behind(following.Standing(0))


def test_it_counts_as_a_search_of_the_public(indexed: World) -> None:
    assert "search" in allowances.SEARCHES
