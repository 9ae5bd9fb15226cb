"""No figure tells what only the officers of a region may count."""

from __future__ import annotations

import pytest

from tests.interfaces.web.addresses import get
from tests.interfaces.web.leaks import telling
from tests.interfaces.web.leaks.telling import leaks, read, without
from tests.interfaces.web.world import PUBLIC_PERSONA, WARD_1, World, looking_as

pytestmark = pytest.mark.no_cover


@pytest.mark.parametrize("name", telling.FIGURES)
def test_no_figure_tells_another_region_s_internal_fields(
    city: World, db: None, short_pages: None, name: str,
) -> None:
    assert list(leaks(city, name)) == []


@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_1])
def test_a_figure_over_internal_fields_is_not_there_for_others(city: World, db: None, reader: str) -> None:
    client = looking_as(reader)
    for name in ("figure", "figure-json", "figure-records", "figure-proof"):
        for place in ("2", "chicago"):
            hidden = client.get(get(name, "local.group_share", place, "2013").path)
            absent = client.get(get(name, "local.no_such_thing", place, "2013").path)
            assert hidden.status_code == absent.status_code == 404
            assert (without(read(hidden), "local.group_share")
                    == without(read(absent), "local.no_such_thing")), (name, place)


def test_an_officer_sees_the_figure_of_the_own_region_only(city: World, db: None) -> None:
    client = looking_as(WARD_1)
    page = client.get(get("figure", "local.group_share", "1", "2013").path)
    assert page.status_code == 200
    assert "/figures/local.group_share/2/" not in page.content.decode()
