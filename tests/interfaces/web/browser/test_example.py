"""The recall of the documentation, as its page declares it: two colleagues of the producer and two officers play it on
phones in Chinese, and the firm next door sees nothing of it by any road."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.interfaces.web.browser import example_office, serving
from tests.interfaces.web.browser.desks import fits
from tests.interfaces.web.browser.example_office import COLLEAGUES, NEIGHBOUR, OFFICERS, PASSWORD
from tests.interfaces.web.browser.play import Play

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME, KETTLE = "example-recall", "电水壶K1"
ROADS = (f"/cases/{NAME}/", "/cases/", "/today/", "/", "/search?q=电水壶K1", "/search?q=2026-0001", "/api/v1/cases",
         f"/api/v1/cases/{NAME}", "/api/v1/today/cases", "/api/v1/search?q=电水壶K1")
CLOSED_ROADS = ("", "history/", "close", "report", "account?member=L1", "members.csv", "members.xlsx")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the office is served."""
    folder = tmp_path_factory.mktemp("example")
    with pytest.MonkeyPatch.context() as around:
        around.setenv("PYTHONPATH", str(folder))
        with serving.served(serving.make(example_office.__name__, folder), folder) as found:
            yield found


def test_two_colleagues_and_an_officer_play_it_and_the_neighbour_sees_nothing(place: str, desk: Any) -> None:
    everybody = (*OFFICERS, *COLLEAGUES, NEIGHBOUR)
    play = Play(place, desk, PASSWORD, everybody, everybody)
    number = play.open("ann", NAME, "open", producer="F1", region="1", product=KETTLE)
    for lot in ("L1", "L2"):
        play.do("ann", NAME, number, "add-lot", lot=lot)
    play.do("ann", NAME, number, "notify", reason="手柄发烫", due="2099-01-31")
    nothing_is_seen(play, number)
    waits = play.at.go("zhao", "/today/")
    fits(waits)
    assert KETTLE in waits.locator("main").inner_text()
    play.do("li", NAME, number, "account", member="L1", how="已退回")
    play.do("zhao", NAME, number, "account", member="L2", how="已退回")
    play.do("zhao", NAME, number, "report", text="全部退回")
    nothing_is_seen(play, number)
    play.do("bea", NAME, number, "close")
    for name in (*COLLEAGUES, "ann"):
        page = play.at.go(name, f"/cases/{NAME}/{number}/")
        fits(page)
        assert "已结案" in page.locator("main").inner_text()
    nothing_is_seen(play, number)


def nothing_is_seen(play: Play, number: str) -> None:
    """By no address that the producer's people read, nor by what is told of others' cases."""
    window = play.at.of(NEIGHBOUR)
    for road in CLOSED_ROADS:
        assert play.status(NEIGHBOUR, f"/cases/{NAME}/{number}/{road}") == 404, road
    for road in ROADS:
        answer = window.request.get(f"{play.place}{road}")
        assert answer.status == 200, (road, answer.status)
        told = answer.text() if "json" not in answer.headers["content-type"] else json.dumps(
            answer.json(), ensure_ascii=False)
        for word in (f"{NAME}/{number}", "手柄发烫", "已退回"):
            assert word not in told, (road, word)
        if "q=" not in road:  # a search says what was asked for
            assert KETTLE not in told, road
    own = play.at.of(COLLEAGUES[0])
    assert own.request.get(f"{play.place}/cases/{NAME}/{number}/").status == 200
