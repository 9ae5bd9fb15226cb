"""The page on a year by today's scheme: what changed, and only for regions whose determinations one may see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interfaces.web.rules import SCHEME
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, WARD_1, World, looking_as

ADDRESS = "/grades/local/2013/today"
REGION = '<th scope="row"><a href="/regions/{}/?year=2013">'


@pytest.fixture
def newer(city: World) -> Iterator[Path]:
    """A version of the scheme from 2014 on, in which a target missed costs twice as much."""
    folder = city.home.rulebook / "schemes"
    old, new = folder / "local.toml", folder / "local-2014.toml"
    old.write_text(SCHEME.replace("valid_from = 2012-01-01", "valid_from = 2012-01-01\nvalid_to = 2013-12-31"), "utf-8")
    new.write_text(SCHEME.replace("valid_from = 2012-01-01", "valid_from = 2014-01-01").replace(
        "deduct = 1 }", "deduct = 2 }"), "utf-8")
    yield new
    new.unlink()
    old.write_text(SCHEME, "utf-8")


def page(persona: str, language: str = "en") -> str:
    """The text of the page as ``persona`` sees it, its white space joined."""
    answer = looking_as(persona).get(ADDRESS, headers={"accept-language": language})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_officer_sees_what_changed_and_each_region_of_the_own_reach(city: World, db: None, newer: Path) -> None:
    text = page(CITY)
    assert "1.1 Target" in text
    assert "Another rule" in text
    assert "2.1 Plan" not in text
    assert all(REGION.format(ward) in text for ward in ("1", "2"))
    assert "评分规则不同" in page(CITY, "zh-hans")


def test_nobody_else_sees_a_region_that_rests_on_a_determination(city: World, db: None, newer: Path) -> None:
    public, ward = page(PUBLIC_PERSONA), page(WARD_1)
    assert REGION.format("1") not in public
    assert "Regions whose determinations you may not see are left out." in public
    assert (REGION.format("1") in ward, REGION.format("2") in ward) == (True, False)


def test_without_a_newer_version_nothing_changed(city: World, db: None) -> None:
    assert "Nothing: the version of that year is still the newest." in page(CITY)


def test_the_grades_lead_to_it(city: World, db: None) -> None:
    text = looking_as(CITY).get("/?year=2013").content.decode()
    assert f'href="{ADDRESS}"' in text
    assert 'href="/results/local/2013/"' in text
    assert 'href="/results/local/2013/1/"' in looking_as(CITY).get("/regions/1/?year=2013").content.decode()


def test_a_year_that_was_not_assessed_is_told(city: World, db: None) -> None:
    assert looking_as(CITY).get("/grades/local/1999/today").status_code == 404
    assert looking_as(CITY).get("/grades/none/2013/today").status_code == 404


def test_the_version_is_chosen(city: World, db: None, newer: Path) -> None:
    file = "schemes/local.toml"
    text = page(CITY)
    assert f'<option value="{file}">' in text
    assert '<option value="schemes/local-2014.toml" selected>' in text
    client = looking_as(CITY)
    same = " ".join(client.get(ADDRESS, {"by": file}).content.decode().split())
    assert f'<option value="{file}" selected>' in same
    assert "2013 by another scheme" in same
    assert "1.1 Target" not in same
    assert client.get(ADDRESS, {"by": "schemes/none.toml"}).status_code == 404
