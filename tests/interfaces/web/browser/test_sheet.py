"""The sheet on a phone without a network: taken along, opened, answered, and sent once there is a network again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.interfaces.web.browser import county, outlets, serving
from tests.interfaces.web.browser.desks import Desk, fits, fits_here

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = 360


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the county is served, with a recall that runs."""
    folder = tmp_path_factory.mktemp("outlets")
    with serving.served(serving.make("tests.interfaces.web.browser.outlets", folder), folder) as found:
        yield found


def test_an_outlet_is_noted_without_a_network_and_sent_later(place: str, desk: Any) -> None:
    at = Desk(place, desk, county.PASSWORD, {outlets.INSPECTOR: PHONE}, {outlets.INSPECTOR: "zh"})
    window = at.go(outlets.INSPECTOR, "/inspections/")
    fits(window)
    shown = [window.locator(f"[data-{each}]").is_visible() for each in ("take", "forget", "send")]
    assert shown == [True, False, False]
    window.locator("[data-take]").click()
    window.locator("[data-forget]").wait_for(state="visible")
    window.context.set_offline(True)
    window.goto(f"{place}/inspections/")
    shop = window.locator('[data-object="S01"]')
    assert outlets.TITLE in shop.inner_text()
    shop.locator('input[name="told"][value="yes"]').check()
    shop.locator("button.tap-first").click()  # one question is open: the browser asks for it, and nothing is kept
    assert not shop.locator("[data-mine]").is_visible()
    shop.locator('input[name="on_shelf"][value="no"]').check()
    shop.locator("button.tap-first").click()
    assert "已收到通知 · 未见在售" in shop.locator("[data-mine]").inner_text()
    assert "尚未" in shop.locator("[data-mine]").inner_text()
    fits_here(window)
    window.context.set_offline(False)
    window.locator("[data-send]").click()
    window.locator('[data-object="S01"] [data-mine]', has_text="已提交").wait_for()
    window.reload()
    noted = window.locator('[data-object="S01"]').inner_text()
    assert ("已收到通知 · 未见在售" in noted, outlets.INSPECTOR in noted) == (True, True)
    assert window.locator('[data-object="S01"] form').count() == 0
    assert window.locator('[data-object="S02"] form').count() == 1
