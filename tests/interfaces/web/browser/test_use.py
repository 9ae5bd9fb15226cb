"""Using the pages: by keyboard, without scripts, as an officer who imports, as somebody who doubts a number."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.interfaces.web.browser.desks import follow

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIGURE = "/figures/inspection.pass_rate/27/2013"
ROWS = ("number,region,inspected_on,purpose,result,critical_count\n"
        "T{n}1,27,2013-05-01,canvass,pass,0\nT{n}2,27,2013-05-02,canvass,fail,1\nT{n}3,99,2013-05-02,canvass,fail,1\n")


def test_the_mark_opens_the_reasons_by_keyboard(address: str, desk: Any) -> None:
    window = desk()
    window.goto(address + "/")
    mark = window.locator(".why > summary").first
    assert not window.locator(".reasons").first.is_visible()
    mark.focus()
    window.keyboard.press("Enter")
    assert window.locator(".reasons").first.is_visible()
    assert "Share of inspections" in window.locator(".reasons").first.inner_text()


def test_everything_that_matters_works_without_scripts(address: str, desk: Any) -> None:
    window = desk(java_script_enabled=False)
    window.goto(address + "/")
    window.locator(".why > summary").first.click()
    assert window.locator(".reasons").first.is_visible()
    window.goto(address + FIGURE)
    follow(window, window.get_by_role("link", name="Compute the root of these records"))
    assert re.fullmatch(r"[0-9a-f]{64}", window.locator("#root .hash").inner_text())
    window.goto(address + "/records/inspection/")
    window.locator("select[name=region]").select_option("27")
    follow(window, window.get_by_role("button", name="Show", exact=True))
    assert window.url == address + "/records/inspection/?region=27"
    follow(window, window.get_by_role("button", name="中文"))
    assert window.locator("html").get_attribute("lang") == "zh-hans"


def test_the_root_comes_in_place_and_takes_the_focus(address: str, desk: Any) -> None:
    window = desk()
    window.goto(address + FIGURE)
    window.get_by_role("link", name="Compute the root of these records").click()
    window.locator("#proof .hash").wait_for()
    assert window.url == address + FIGURE
    assert re.fullmatch(r"[0-9a-f]{64}", window.locator("#proof .hash").inner_text())
    assert window.evaluate("document.activeElement.className") == "hash"


def test_one_tab_reaches_the_content_and_focus_is_seen(address: str, desk: Any) -> None:
    window = desk()
    window.goto(address + "/")
    window.keyboard.press("Tab")
    skip = window.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("each => each === document.activeElement")
    assert skip.bounding_box()["y"] >= 0
    window.keyboard.press("Enter")
    assert window.evaluate("document.activeElement.id") == "main"
    window.keyboard.press("Tab")
    style = window.evaluate("(() => { const s = getComputedStyle(document.activeElement);"
                            " return [s.outlineStyle, parseFloat(s.outlineWidth)] })()")
    assert style[0] == "solid"
    assert style[1] >= 2


def test_a_reading_program_finds_its_way(address: str, desk: Any) -> None:
    window = desk()
    window.goto(address + "/regions/27/")
    for role, name in (("banner", None), ("main", None), ("contentinfo", None), ("navigation", "Main"),
                       ("navigation", "Year")):
        assert window.get_by_role(role, name=name).count() == 1 if name else window.get_by_role(role).count() == 1
    assert window.get_by_role("heading", level=1).inner_text() == "Ward 27, 2013"
    assert window.get_by_role("table", name="Points, item by item").count() == 1


def test_the_field_to_search_may_be_chosen_before_typing(address: str, desk: Any) -> None:
    window = desk()
    window.goto(address + "/records/inspection/?region=27")
    window.locator("select[name=where]").select_option("establishment")
    assert window.evaluate("document.activeElement.name") == "is"
    window.keyboard.type("1000")
    window.keyboard.press("Enter")
    window.wait_for_url("**where=establishment&is=1000")
    assert window.locator("select[name=where]").input_value() == "establishment"


def test_a_choice_in_the_sentence_takes_effect_at_once(address: str, desk: Any) -> None:
    window = desk()
    window.goto(address + "/records/inspection/?region=27&period=2013")
    with window.expect_navigation():
        window.locator("select[name=result]").select_option("fail")
    assert window.url == address + "/records/inspection/?region=27&period=2013&result=fail"
    place = [head.split("\n")[0] for head in window.locator("thead th").all_inner_texts()].index("Result") + 1
    assert set(window.locator(f"tbody td:nth-child({place})").all_inner_texts()) == {"Fail"}


def test_an_officer_imports_a_file_and_sees_what_came_of_it(address: str, desk: Any, tmp_path: Path) -> None:
    window = desk()
    file = tmp_path / "new visits.csv"
    file.write_text(ROWS.replace("{n}", tmp_path.name[-6:]), "utf-8")
    window.goto(address + "/imports/")
    window.get_by_role("link", name="Import a file").click()
    window.get_by_label("File", exact=True).set_input_files(str(file))
    window.get_by_role("button", name="Take it in").click()
    window.wait_for_url(re.compile(r"/imports/\d+/$"), timeout=60_000)
    text = window.locator("main").inner_text()
    assert "Taken in: 2 (Inspections)." in text
    assert "One row was set aside." in text
    assert "This region is not in the tree" in text
    with window.expect_download() as waiting:
        window.get_by_role("link", name="Download the rows, to mend them").click()
    assert "99,2013-05-02" in Path(waiting.value.path()).read_text("utf-8-sig")


def test_looking_as_somebody_else_shows_what_they_may_see(address: str, desk: Any) -> None:
    window = desk()
    path = "/records/inspection/?region=1&column=number&column=inspector_group"
    heads = {}
    for persona in ("Ward 1 officer", "The public"):
        window.goto(address + path)
        follow(window, window.get_by_role("button", name=persona))
        heads[persona] = [head.split("\n")[0] for head in window.locator("thead th").all_inner_texts()]
    assert heads == {"Ward 1 officer": ["Choose", "Inspection number", "Inspector group"],
                     "The public": ["Inspection number"]}
