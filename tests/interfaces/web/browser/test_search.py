"""The search box in a browser: the slash, results, a phone."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_slash_goes_to_the_box_and_is_typed_where_one_types(desk: Any, address: str) -> None:
    page = desk(width=1280)
    page.goto(f"{address}/rules/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('[data-find]')")
    page.keyboard.type("1/2")
    assert page.locator("[data-find]").input_value() == "1/2"
    page.locator("[data-find]").fill("pass rate")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Figures").wait_for()
    page.locator("mark").first.wait_for()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"


def test_the_worker_makes_the_index_and_a_phone_shows_what_is_found(desk: Any, address: str) -> None:
    for language, appearance in (("en", "light"), ("zh", "dark")):
        page = desk(width=360, language=language, appearance=appearance)
        for _ in range(60):
            page.goto(f"{address}/search?q=subway+ward+6")
            if page.locator("section#establishment").count():
                break
            page.wait_for_timeout(1_000)
        page.locator("section#establishment mark").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_results_come_while_one_types_and_the_address_is_theirs(desk: Any, address: str) -> None:
    page = desk(width=1280)
    page.goto(f"{address}/search")
    page.locator("#find").press_sequentially("pass rate", delay=40)
    page.get_by_role("heading", name="Figures").wait_for()
    page.wait_for_function("new URLSearchParams(location.search).get('q') === 'pass rate'")
    assert page.evaluate("document.activeElement.id") == "find"
    page.locator("#find").fill("nothinglikethis")
    page.locator("#results .empty").wait_for()
    assert page.evaluate("document.activeElement.id") == "find"
