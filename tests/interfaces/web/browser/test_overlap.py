"""From a finding to a decision by the pages alone: an officer opens the case from the list, an issuer says something, a
second officer decides, and the list asks no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.interfaces.web.browser import serving, standards_office
from tests.interfaces.web.browser.desks import fits, follow, said
from tests.interfaces.web.browser.play import Play
from tests.interfaces.web.browser.standards_office import FIRST, PASSWORD, SECOND

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HEALTH, NAME = "/standards/health/", "standard-overlap"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the office is served."""
    folder = tmp_path_factory.mktemp("standards")
    with serving.served(serving.make(standards_office.__name__, folder), folder) as found:
        yield found


def test_an_overlap_is_opened_from_the_list_and_decided_by_two(place: str, desk: Any) -> None:
    play = Play(place, desk, PASSWORD, ("ann", "bea", "li"), ("ann",))
    window = play.at.go("ann", HEALTH)
    fits(window)
    assert "名称相似度100%" in window.locator("#found").inner_text()
    follow(window, window.get_by_role("link", name="启动重复交叉处理"))
    fits(window)
    assert window.locator("[name=first]").input_value() == FIRST
    assert window.locator("[name=first_issuer]").input_value() == "ISS"
    follow(window, window.locator("main form.form .acts button.button").first)
    assert said(window)
    number = window.url.rstrip("/").rpartition("/")[2]
    play.do("li", NAME, number, "state-first", first_statement="Ours is the older one")
    play.do("li", NAME, number, "state-second", second_statement="It covers deep wells")
    play.do("ann", NAME, number, "examine", examination="内容一致", proposal="merge")
    window = play.at.go("bea", HEALTH)
    assert "Overlap of standards" in window.locator("#found").inner_text()
    until = (timezone.localdate() + timedelta(days=60)).isoformat()
    play.do("bea", NAME, number, "decide", decision="merge", remains=SECOND, reason="One is enough", until=until)
    window = play.at.go("bea", HEALTH)
    fits(window)
    assert "Nothing was found" in window.locator("#found").inner_text()
    assert "Merge them" in window.locator("#decided").inner_text()


def test_reviews_are_ticked_and_opened(place: str, desk: Any) -> None:
    play = Play(place, desk, PASSWORD, ("ann",), ())
    window = play.at.go("ann", f"{HEALTH}?list=low")
    fits(window)
    window.locator("input[name=standard]").first.check()
    follow(window, window.get_by_role("button", name="Open reviews of those that are ticked"))
    assert "1 review was opened" in said(window)
    assert "Review of a standard" in window.locator("#found").inner_text()
