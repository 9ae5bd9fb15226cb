"""What only a browser can tell: nothing overflows, nothing is fetched elsewhere, both appearances are whole."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.interfaces.web.browser.desks import follow
from tests.interfaces.web.shoot import HEIGHT, LANGUAGES, PAGES, WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PICTURE = ("docs", "pictures", "ward.png")
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('header a, header button, .demo button, .choices a, summary, .pager a')]
    .map(each => [each.textContent.trim(), each.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.height < 24 || box.width < 16)).map(([text]) => text)"""
COLOUR = "getComputedStyle(document.documentElement).backgroundColor"
PAPER = {"light": "rgb(252, 251, 247)", "dark": "rgb(21, 20, 18)"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_fits_and_calls_nobody(address: str, desk: Any, language: str) -> None:
    window = desk(language=language)
    asked: list[str] = []
    said: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    window.on("pageerror", lambda error: said.append(str(error)))
    for name, path in PAGES.items():
        window.goto(address + path)
        for width in WIDTHS:  # the server does not know the width: it need not answer for each
            window.set_viewport_size({"width": width, "height": HEIGHT})
            assert window.evaluate("window.innerWidth") == width
            assert window.evaluate(WIDER) <= 0, (name, width)
            assert window.evaluate(SMALL) == [], (name, width)
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert [line for line in said if "404" not in line] == []


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_pages_follow_the_device(address: str, desk: Any, appearance: str) -> None:
    window = desk(appearance=appearance)
    window.goto(address + "/")
    assert window.evaluate(COLOUR) == PAPER[appearance]


def test_the_switch_goes_before_the_device_and_stays(address: str, desk: Any) -> None:
    window = desk(appearance="light")
    window.goto(address + "/regions/27/")
    follow(window, window.get_by_role("button", name="Dark", exact=True))
    assert window.url.endswith("/regions/27/")
    assert window.evaluate(COLOUR) == PAPER["dark"]
    window.goto(address + "/rules/")
    assert window.evaluate(COLOUR) == PAPER["dark"]
    follow(window, window.get_by_role("button", name="As the device"))
    assert window.evaluate(COLOUR) == PAPER["light"]


def test_charts_take_the_page_s_colours_and_language(address: str, desk: Any) -> None:
    inks = {}
    for appearance in ("light", "dark"):
        window = desk(appearance=appearance, language="zh")
        window.goto(address + "/figures/inspection.pass_rate/27/2013")
        inks[appearance] = window.evaluate("getComputedStyle(document.querySelector('.trend .line')).stroke")
        assert "第27选区" in window.get_by_role("img").first.get_attribute("aria-label")
    assert inks["light"] != inks["dark"]


def test_printed_pages_leave_the_frame_out(address: str, desk: Any) -> None:
    window = desk()
    window.goto(address + "/figures/inspection.pass_rate/27/2013")
    window.emulate_media(media="print")
    assert not window.locator(".places").is_visible()
    assert not window.locator(".demo").is_visible()
    assert window.locator(".reasons").is_visible()
    assert window.evaluate(COLOUR) == "rgb(255, 255, 255)"


def test_a_picture_for_the_front_page(address: str, desk: Any, root: Path, tmp_path: Path) -> None:
    """With PICTURES=1 in the environment the picture in the documentation is made anew."""
    window = desk(width=1280, device_scale_factor=1)
    window.goto(address + "/regions/27/?year=2013")
    picture = tmp_path / PICTURE[-1]
    window.screenshot(path=str(picture), clip={"x": 0, "y": 0, "width": 1280, "height": 1320}, full_page=True)
    assert picture.stat().st_size > 20_000
    if os.environ.get("PICTURES"):
        shutil.copyfile(picture, root.joinpath(*PICTURE))
    assert root.joinpath(*PICTURE).is_file()
