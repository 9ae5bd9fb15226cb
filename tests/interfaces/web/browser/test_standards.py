"""The register in a browser: two Chinese characters as one types, a standard as of 2005, the keyboard alone, and
without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.interfaces.web.browser import serving
from tests.procedures.standards.catalogues import ISO, lines

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MORE = [{"id": "GB/T 19001-2016", "title": {"zh": "质量管理体系 要求", "en": "Quality management systems—Requirements"},
         "stage": "valid", "date": {"published": "2016-12-30"}, "rel": [["identical", "ISO 9001:2015"]]},
        {"id": "GB/T 1.1-2020", "title": {"zh": "标准化工作导则"}, "stage": "valid",
         "date": {"published": "2020-03-31"}}]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("register")
    home = folder / "home"
    for name, entries in (("iso", ISO), ("samr", MORE)):
        serving.plumb(home, "standards", "import", str(lines(Path(folder / f"{name}.jsonl"), entries)), "--format",
                      "relaton")
    serving.plumb(home, "standards", "search", "ISO")  # the index is made
    with serving.served(home, folder) as found:
        yield found


def test_two_characters_are_found_while_one_types(desk: Any, register: str) -> None:
    for width, language in ((1280, "zh"), (360, "zh")):
        page = desk(width=width, language=language)
        page.goto(f"{register}/standards/")
        page.locator("#find").press_sequentially("质量", delay=40)
        page.locator("#results").get_by_role("link", name="GB/T 19001-2016").wait_for()
        page.wait_for_function("new URLSearchParams(location.search).get('q') === '质量'")
        assert page.evaluate("document.activeElement.id") == "find"
        assert page.locator("#results").get_by_text("GB/T 1.1-2020").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_standard_as_of_2005_by_the_keyboard_alone(desk: Any, register: str) -> None:
    page = desk()
    page.goto(f"{register}/standards/")
    page.keyboard.press("/")
    page.keyboard.type("iso 9001")
    page.locator("#results").get_by_role("link", name="ISO 9001:2015").wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "ISO 9001:2000":
            break
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="ISO 9001:2000", level=1).wait_for()
    assert page.locator("#state").get_by_text("Replaced").count()
    page.goto(f"{register}/standards/ISO%209001/")
    page.locator("#on").fill("2005-06-01")
    page.locator("#on").press("Enter")
    page.get_by_role("heading", name="ISO 9001:2000", level=1).wait_for()
    assert page.locator("#state").get_by_text("In force").count()
    assert page.locator(".editions .shown").get_by_text("published 1 Dec 2000").count()
    assert page.locator(".editions .span").count() == page.locator(".editions > li:not(.years)").count()


@pytest.mark.parametrize(("language", "appearance", "width"), [("en", "light", 1280), ("zh", "dark", 360)])
def test_without_script_all_of_it_is_there(desk: Any, register: str, language: str, appearance: str,
                                           width: int) -> None:
    page = desk(width=width, language=language, appearance=appearance, java_script_enabled=False)
    page.goto(f"{register}/standards/")
    page.locator("#find").fill("质量")
    page.locator("#find").press("Enter")
    page.locator("#results").get_by_role("link", name="GB/T 19001-2016").click()
    page.locator(".editions .span").first.wait_for()
    page.goto(f"{register}/standards/ISO%209001/?on=2005-06-01")
    assert page.locator("h1").inner_text() == "ISO 9001:2000"
    assert page.locator(".tickrow span").count() >= 4
    page.goto(f"{register}/standards/feed/")
    page.locator("a", has_text="GB/T 1.1-2020").first.wait_for(timeout=20_000)
