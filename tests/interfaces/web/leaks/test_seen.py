"""What is internal is seen by those it is for; else the tests of leaks could pass on pages that show nothing."""

from __future__ import annotations

import pytest

from tests.interfaces.web.addresses import ADDRESSES
from tests.interfaces.web.leaks.telling import answer, read
from tests.interfaces.web.world import CITY, FIRMS, OF_FIRM, SIGN, WARD_1, WARD_2, World, looking_as

pytestmark = pytest.mark.no_cover


@pytest.mark.parametrize("name", ["record-list", "records-export", "record", "figure", "figure-records", "figure-json",
                                  "case", "case-list", "cases", "search"])
def test_the_officers_of_a_region_do_see_its_internal_fields(city: World, db: None, name: str) -> None:
    for reader, ward in ((WARD_1, "1"), (WARD_2, "2"), (CITY, "1"), (CITY, "2")):
        client = looking_as(reader)
        signs = {f"{SIGN}{ward}", f"{SIGN}{OF_FIRM[ward]}"}
        assert any(any(sign in text for sign in signs)
                   for text in (read(answer(client, ask)) for ask in ADDRESSES[name](city))), (reader, ward)


@pytest.mark.parametrize("name", ["record", "record-list", "records-export", "case", "case-list", "cases", "today",
                                  "search"])
def test_an_organisation_does_see_what_is_shared_with_it(city: World, db: None, name: str) -> None:
    for reader, ward in FIRMS.items():
        client, sign = looking_as(reader), f"{SIGN}{OF_FIRM[ward]}"
        assert any(sign in read(answer(client, ask)) for ask in ADDRESSES[name](city)), reader
