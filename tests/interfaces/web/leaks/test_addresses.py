"""Nothing internal leaves its region, by any address, with data that could leak.

Addresses of records, lists, figures and of the search are in the files beside this one.
"""

from __future__ import annotations

import pytest

from plumbline.interfaces.web import urls
from plumbline.records.core.fields import PUBLIC
from plumbline.records.core.kinds import KINDS
from tests.interfaces.web.addresses import ADDRESSES, get
from tests.interfaces.web.leaks import telling
from tests.interfaces.web.leaks.telling import FOREIGN, READERS, leaks, read
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, WARD_1, WARD_2, World, looking_as

# Asks everything for every reader: what it runs is counted in the tests of each page and operation.
pytestmark = pytest.mark.no_cover


def test_every_address_is_asked() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(ADDRESSES)
    parts = (telling.LISTS, telling.RECORDS, telling.FIGURES, telling.SEARCH, telling.OTHERS)
    assert sorted(name for part in parts for name in part) == sorted(ADDRESSES)


def test_every_reader_to_whom_something_is_foreign_asks() -> None:
    assert {reader for sort in telling.SORTS for reader in sort} == {each for each, of in FOREIGN.items() if of}


def test_every_kind_has_records_that_could_leak(city: World) -> None:
    assert set(city.records) | {"region"} == set(KINDS)
    for kind in KINDS.values():
        for spec in kind.fields:
            if spec.exposure is not PUBLIC and spec.type in ("text", "date"):
                values = {str(record[spec.name]) for record in city.records[kind.name]}
                assert len(values) > 1, f"{kind.name}.{spec.name} holds nothing to recognise"


@pytest.mark.parametrize("name", telling.OTHERS)
def test_no_page_tells_another_region_s_internal_fields_nor_another_organisation_s(
    city: World, db: None, short_pages: None, name: str,
) -> None:
    assert list(leaks(city, name)) == []


def test_what_an_officer_determined_is_told_to_officers_only(city: World, db: None) -> None:
    said = "whole"
    told = {reader: said in read(looking_as(reader).get(get("region", "1", year="2013").path)) for reader in READERS}
    assert told == {PUBLIC_PERSONA: False, WARD_1: True, WARD_2: False, CITY: True}
