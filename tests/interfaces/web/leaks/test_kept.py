"""No page that is kept shows anybody what it was made of for another."""

from __future__ import annotations

import re

import pytest

from plumbline.interfaces.web.core import public_pages
from plumbline.records.core import changes
from tests.interfaces.dealing import families
from tests.interfaces.web.addresses import ADDRESSES
from tests.interfaces.web.leaks.telling import FOREIGN, answer, read, without
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, World, looking_as

pytestmark = pytest.mark.no_cover
CLOSED_HERE = {"spot-check", "reform-round", "project", "case", "case-list", "cases", "case-feed", "case-feed-json",
               "sheet"}
"""No case of the city is open to everybody, and it has no sheet."""


@pytest.fixture
def pages_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are kept as in a home that is served, though the tests' store is one transaction; they live for ever."""
    monkeypatch.setattr(changes, "number", lambda: "one")
    monkeypatch.setattr(public_pages, "LONGEST_SECONDS", 3600.0)
    monkeypatch.setattr(public_pages, "RENEWED_SECONDS", 3600.0)


@pytest.mark.parametrize("name", sorted(public_pages.NAMES))
def test_a_page_that_is_kept_shows_nobody_what_is_another_s(
    city: World, db: None, short_pages: None, pages_kept: None, name: str,
) -> None:
    # What is kept, and for whom, is settled by the address: of each family one is enough, and of the first every one.
    kept, (first, *others) = 0, families(ADDRESSES[name](city))
    officer, public = looking_as(CITY), looking_as(PUBLIC_PERSONA)
    for number, ask in enumerate([*first[:4], *(each for each, *_ in others)]):
        # Whoever comes first, the other one gets no page of theirs; the public's second one is the kept one.
        readers = (officer, public, public) if number % 2 else (public, officer, public)
        said = {}
        for reader in readers:
            response = answer(reader, ask)
            # What leads to a next page is signed with the second in which it was made.
            text = re.sub(r"after=[\w.:-]+", "after=", without(read(response), "\0"))
            if reader is officer:
                assert not response.has_header("ETag"), ask.path
                continue
            assert said.setdefault("public", text) == text, ask.path
            assert not any(city.told(ward, text) for ward in FOREIGN[PUBLIC_PERSONA]), ask.path
            kept += response.has_header("ETag")
    assert kept or name in CLOSED_HERE, "nothing was kept, so nothing is proved"
