"""The pages of records behind a figure: one session of the engine for all of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from plumbline.figures.engine import duck
from plumbline.figures.engine.duck import DuckSession
from plumbline.interfaces.web.figures import drill_down_pages
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, WARD_1, World, looking_as


def test_no_page_opens_a_session_of_its_own(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    before = DuckSession.__init__

    def opening(self: DuckSession, *given: Any) -> None:
        opened.append(1)
        before(self, *given)

    monkeypatch.setattr(duck.DuckSession, "__init__", opening)
    monkeypatch.setattr(drill_down_pages, "ROWS", 2)
    for reader in (PUBLIC_PERSONA, WARD_1, CITY, PUBLIC_PERSONA):
        client = looking_as(reader)
        for region in ("1", "2", "chicago"):
            for part in drill_down_pages.PARTS:
                path = f"/figures/local.pass_rate/{region}/2013/records?of={part}"
                assert client.get(path).status_code == 200
        assert client.get("/figures/local.pass_rate/1/2013/records?sort=-inspected_on").status_code == 200
        assert client.get("/figures/local.pass_rate/1/2013/proof").status_code == 200
    assert len(opened) <= 1, "the one of the cut, if nothing had asked it yet"


def test_the_next_page_goes_on_in_it(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drill_down_pages, "ROWS", 2)
    first = Client().get("/figures/local.pass_rate/chicago/2013/records").content.decode()
    held: Any = duck.DuckSession
    monkeypatch.setattr(held, "__init__", lambda *_: pytest.fail("a session was opened"))
    after = first.partition("after=")[2].partition('"')[0].partition("&")[0]
    second = Client().get(f"/figures/local.pass_rate/chicago/2013/records?after={after}")
    assert (second.status_code, "/records/inspection/" in second.content.decode()) == (200, True)
