"""The editor of rules in a browser: what is typed is checked at once, and the text follows the form."""

from __future__ import annotations

import os
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_what_is_typed_is_checked_and_mirrored_and_tried(desk: Any, address: str) -> None:
    page = desk(width=1280)
    page.goto(f"{address}/rules/drafts/new?what=scheme&target=chicago-canvass")
    page.get_by_role("button", name="Begin").first.click()
    page.get_by_role("button", name="1 Inspections passed", exact=True).click()
    page.wait_for_url("**/?part=block.0")
    assert page.evaluate("document.getElementById('text').scrollTop") > 0
    page.get_by_label("Points").fill("51")
    findings = page.locator("#findings")
    findings.get_by_text("51 points are stated, and the parts add up to 50").wait_for()
    assert "points = 51" in page.locator("#text").input_value()
    page.get_by_label("Points").fill("50")
    findings.get_by_text("No fault is known").wait_for()
    page.get_by_role("button", name="1.1 Pass rate against the target").click()
    page.get_by_label("Off for each point worse").fill("2.5")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Try it on past records").click()
    page.get_by_label("Assessment year").fill("2013")
    page.get_by_role("button", name="Try it").click()
    page.get_by_text("The points of 33 of 50 regions move, and the grades of 10.").wait_for()
    phone = desk(width=360, language="zh", appearance="dark")
    phone.goto(page.url)
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_figure_is_turned_into_a_figure_of_figures_and_an_estimate(desk: Any, address: str) -> None:
    page = desk(width=1280)
    page.goto(f"{address}/rules/drafts/new?what=indicator&target=standard.sectors_covered")
    page.get_by_role("button", name="Begin").first.click()
    page.get_by_label("or a vocabulary").wait_for()
    assert page.get_by_label("or a vocabulary").input_value() == "service-sector"
    page.get_by_label("What sort of figure it is").select_option("rank")
    page.get_by_role("button", name="Use this sort").click()
    page.get_by_label("Ranked by").select_option("inspection.pass_rate")
    page.get_by_label("Equals get").select_option("dense")
    page.get_by_label("Unit", exact=True).fill("1")
    page.locator("#findings").get_by_text("No fault is known").wait_for()
    assert 'rank = {of = "inspection.pass_rate", ties = "dense"}' in page.locator("#text").input_value()
    page.get_by_label("What sort of figure it is").select_option("estimated")
    page.get_by_role("button", name="Use this sort").click()
    page.get_by_label("What was measured of each").fill("value")
    for width in (360, 1280):
        for language in ("en", "zh"):
            phone = desk(width=width, language=language)
            phone.goto(page.url)
            assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            if folder := os.environ.get("PICTURES"):
                phone.screenshot(path=f"{folder}/estimate-{width}-{language}.png", full_page=True)
