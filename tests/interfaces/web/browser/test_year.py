"""A whole year in a browser: each in turn signs in and does what waits for them, by the forms of the pages alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import evidence, pdfs
from tests.interfaces.web.browser import province, serving
from tests.interfaces.web.browser.desks import Desk
from tests.interfaces.web.browser.province import CITIES, COUNTIES, NUMBER

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the province is served."""
    folder = tmp_path_factory.mktemp("province")
    with serving.served(serving.make(province.__name__, folder), folder) as found:
        yield found


def _desk(place: str, open_window: Any) -> Desk:
    return Desk(place, open_window, province.PASSWORD, dict.fromkeys(CITIES + COUNTIES, 360))


def test_a_year_from_opening_to_a_corrected_version(place: str, desk: Any, tmp_path: Path) -> None:
    at = _desk(place, desk)
    _opens_and_assigns(at)
    _cities(at, tmp_path)
    _scores(at)
    _evaluates_and_publishes(at)
    _objects(at)
    _everyone_reads(at)


def test_a_city_assesses_its_counties_by_the_scheme_above_and_an_item_of_its_own(place: str, desk: Any,
                                                                                tmp_path: Path) -> None:
    at, number = _desk(place, desk), "east-counties-2013"
    window = at.go("east", "/years/")
    window.select_option("#scheme", "east-counties")
    window.fill("#year", "2013")
    window.select_option("#region", "east")
    assert "The year is open, and you lead it." in at.press("east", "Open the year")
    for person, part, regions in (*((county, "assessed", (county,)) for county in COUNTIES),
                                  ("market", "department", ()), ("chief", "approver", ()), ("deputy", "approver", ())):
        window.fill("#person", person)
        window.locator(f"#assign input[name=part][value={part}]").check()
        for region in regions:
            window.locator(f"#assign input[name=region][value={region}]").check()
        window.select_option("#owner", "Market" if part == "department" else "")
        at.press("east", "Give the part")
    for count, county in enumerate(COUNTIES):
        photo = tmp_path / f"{county}.jpg"
        photo.write_bytes(evidence.photo(300, 200 + count))
        window = at.go(county, f"/years/{number}/{county}/items/2.1")
        window.get_by_role("button", name="Attach evidence").first.click()
        window.set_input_files("#file", photo)
        at.press(county, "Attach it")
        window.get_by_role("link", name="Back to the item").click()
        window.locator("input[name=answer][value=yes]").check()
        window.fill("#reason-self", f"Held in {county}.")
        at.press(county, "Keep this answer")
        window = at.go("market", f"/years/{number}/{county}/items/1.2")
        window.locator("#departmentanswer").fill("40")
        at.press("market", "Keep this answer")
    others = f"/years/{number}/east-2/"
    assert at.of("east-1").goto(f"{place}{others}").status == 404
    assert "Held in east-2" not in at.go("east-1", f"/years/{number}/events").locator("main").inner_text()
    window = at.go("east", f"/years/{number}/")
    window.get_by_role("button", name="Evaluate the year", exact=True).click()
    window.locator("input[name=known]").check()  # what is missing is listed, with what it costs
    assert "It waits for 2 approvals." in at.press("east", "Evaluate the year")
    for who in ("chief", "deputy"):
        at.go(who, f"/years/{number}/")
        at.press(who, "Approve the evaluation")
    assert at.of("east-1").goto(f"{place}/results/east-counties/2013/").status == 404
    at.go("east", f"/years/{number}/")
    assert "Published." in at.press("east", "Publish the result")
    window = at.open_window()
    window.goto(f"{place}/results/east-counties/2013/ranking")
    shown = " ".join(window.locator("main table").inner_text().split())
    assert all(f"East County {each}" in shown for each in (1, 2, 3))
    assert "West County" not in shown


def _opens_and_assigns(at: Desk) -> None:
    window = at.go("lead", "/years/")
    window.select_option("#scheme", "province")
    window.fill("#year", "2013")
    window.select_option("#region", "prov")
    assert "The year is open, and you lead it." in at.press("lead", "Open the year")
    for person, part, regions, owner in (
        *((city, "assessed", (city,), "") for city in CITIES), ("planning", "department", (), "Planning"),
        ("market", "department", (), "Market"), ("visitor", "visitor", (), ""), ("expert1", "expert", (), ""),
        ("expert2", "expert", (), ""), ("chief", "approver", (), ""), ("deputy", "approver", (), ""),
    ):
        window.fill("#person", person)
        window.locator(f"#assign input[name=part][value={part}]").check()
        for region in regions:
            window.locator(f"#assign input[name=region][value={region}]").check()
        window.select_option("#owner", owner)
        assert f"{person} now has the part" in at.press("lead", "Give the part")


def _cities(at: Desk, folder: Path) -> None:
    """Each files its targets and evaluates itself, with evidence, on a phone; all from what waits for it."""
    for number, city in enumerate(CITIES):
        photo = folder / f"plan-{city}.jpg"
        photo.write_bytes(evidence.photo(320, 240 + number))
        window = at.go(city, "/today/")
        window.get_by_role("link", name=f"Target filing · {city.title()} City").click()
        window.fill("#target-text", f"{city} adopts a plan and opens a contact point.")
        at.press(city, "File the targets")
        window.get_by_role("link", name="Begin with the first").click()
        for item in ("1.1", "1.4"):
            assert window.url.endswith(f"/{city}/items/{item}")
            page = window.url
            window.locator("input[name=answer][value=yes]").check()
            window.fill("#reason-self", f"Done in {city}.")
            window.get_by_role("button", name="Attach evidence").first.click()
            window.set_input_files("#file", photo)
            at.press(city, "Attach it")
            window.get_by_role("link", name="Back to the item").click()
            assert window.url == page
            assert window.locator("input[name=answer][value=yes]").is_checked()
            assert window.input_value("#reason-self") == f"Done in {city}."
            assert f"Item {item} is kept: yes." in at.press(city, "Keep this answer")
        assert at.go(city, "/today/").locator(".duties li").count() == 0
        assert "Evaluate the year" not in at.go(city, f"/years/{NUMBER}/").locator("main").inner_text()


def _scores(at: Desk) -> None:
    """Departments, a visitor and two experts; over one city the experts disagree, and confer."""
    for city in CITIES:
        window = at.go("planning", f"/years/{NUMBER}/{city}/items/1.1")
        window.locator(f"input[name=answer][value={'no' if city == 'south' else 'yes'}]").check()
        window.fill("#reason-department", "The plan is of 2012." if city == "south" else "Seen.")
        at.press("planning", "Keep this answer")
        window = at.go("market", f"/years/{NUMBER}/{city}/items/1.2")
        window.locator("#departmentanswer").fill("30")
        window.get_by_role("button", name="What would this score?").click()
        window.locator(".trial", has_text="The department gave 30 of 40: 30.0 of 40 points.").wait_for()
        at.press("market", "Keep this answer")
        assert window.url.endswith(f"/{city}/items/1.4")  # what waits next for this department
        window.locator("input[name=answer][value=yes]").check()
        at.press("market", "Keep this answer")
        for expert, score in (("expert1", "80"), ("expert2", "30" if city == "west" else "90")):
            at.go(expert, f"/years/{NUMBER}/{city}/items/1.3").locator("#panelanswer").fill(score)
            at.press(expert, "Keep this answer")
    window = at.go("visitor", f"/years/{NUMBER}/east/items/1.4")
    window.locator("input[name=answer][value=no]").check()
    window.fill("#reason-visit", "Nobody answered at the contact point.")
    at.press("visitor", "Keep this answer")
    window = at.go("lead", f"/years/{NUMBER}/")
    against = window.locator("#against").inner_text()
    assert "West City · 1.3 Innovation" in against
    assert "The experts are 50 apart, and 20 is allowed." in against
    window.get_by_role("link", name="West City · 1.3 Innovation").click()
    window.fill("#agreed", "70")
    window.fill("#agreed-why", "One had not seen the annex.")
    at.press("lead", "Record it")


def _evaluates_and_publishes(at: Desk) -> None:
    at.go("lead", f"/years/{NUMBER}/")
    assert "It waits for 2 approvals." in at.press("lead", "Evaluate the year")
    for who in ("chief", "deputy"):
        window = at.go(who, "/today/")
        window.get_by_role("link", name="Approval").click()
        window.get_by_role("link", name="Look at the result first").click()
        # east 30 + 30 + 17 + 0, for the visit counts; west 30 + 30 + 14 + 10; south 0 + 30 + 17 + 10.
        shown = " ".join(window.locator("main table").inner_text().split())
        for line in ("East City A A good 77", "West City A A good 84", "South City B B not yet 57"):
            assert line in shown
        at.go(who, f"/years/{NUMBER}/")
        assert "You have approved the evaluation." in at.press(who, "Approve the evaluation")
    assert "No result yet" in at.go("south", f"/years/{NUMBER}/result").locator("main").inner_text()
    at.go("lead", f"/years/{NUMBER}/")
    assert "Published." in at.press("lead", "Publish the result")


def _objects(at: Desk) -> None:
    window = at.go("south", f"/years/{NUMBER}/south/#objections")
    window.select_option("#object-item", "1.1")
    window.fill("#object-text", "The plan of 2013 was overlooked.")
    assert "Your objection is kept" in at.press("south", "Object")
    window = at.go("lead", "/today/")
    window.get_by_role("link", name="Answer · South City").click()
    window.get_by_role("link", name="Answer it").click()
    window.locator("input[name=answer][value=yes]").check()
    window.fill("#uphold-why", "It was adopted in time.")
    assert "Upheld." in at.press("lead", "Uphold it")
    at.press("lead", "Evaluate the year")
    for who in ("chief", "deputy"):
        at.go(who, f"/years/{NUMBER}/")
        at.press(who, "Approve the evaluation")
    at.go("lead", f"/years/{NUMBER}/")
    at.press("lead", "Publish the result")
    shown = " ".join(at.of("lead").locator("main table").inner_text().split())
    assert "South City changed B B not yet 57 A A good 87" in shown
    at.of("lead").get_by_role("link", name="South City").click()
    assert "1.1 Plan changed 0 30 30" in " ".join(at.of("lead").locator("main table").inner_text().split())


def _everyone_reads(at: Desk) -> None:
    """Without an account: the published result and its report; and nothing of the year's own pages."""
    window = at.open_window()
    window.goto(f"{at.place}/results/province/2013/")
    assert "South City" in window.locator("main").inner_text()
    window.goto(f"{at.place}/years/{NUMBER}/")
    assert "/sign-in" in window.url
    report = window.request.get(f"{at.place}/results/province/2013/report.en.pdf")
    assert report.status == 200
    assert "SouthCity" in pdfs.text(report.body())
