"""No list of records and no file of one tells, by its rows, their order or their number, what is another's."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.records.core.fields import INTERNAL, PUBLIC
from plumbline.records.core.kinds import KINDS, Kind
from tests.interfaces.web.addresses import get, record_path
from tests.interfaces.web.leaks import telling
from tests.interfaces.web.leaks.telling import leaks, read, rows
from tests.interfaces.web.world import FIRMS, PUBLIC_PERSONA, WARD_1, World, looking_as

pytestmark = pytest.mark.no_cover
INTERNAL_FIELDS = [(kind, spec) for kind in KINDS.values() for spec in kind.fields if spec.exposure is not PUBLIC]


@pytest.mark.parametrize("name", telling.LISTS)
def test_no_list_tells_another_region_s_internal_fields_nor_another_organisation_s(
    city: World, db: None, short_pages: None, name: str,
) -> None:
    assert list(leaks(city, name)) == []


@pytest.mark.parametrize(("kind", "spec"), INTERNAL_FIELDS, ids=lambda each: getattr(each, "name", None))
def test_sorting_by_an_internal_field_orders_only_what_may_be_seen(
    city: World, db: None, kind: Kind, spec: Any,
) -> None:
    public, officer = looking_as(PUBLIC_PERSONA), looking_as(WARD_1)
    if not kind.public:
        assert public.get(get("record-list", kind.name, sort=spec.name).path).status_code == 404
    else:
        plain, ordered = (rows(public, get("records-export", kind.name, "csv", **query))
                          for query in ({}, {"sort": spec.name}))
        assert ordered == plain
    if spec.exposure is INTERNAL:
        found = rows(officer, get("records-export", kind.name, "csv", sort=spec.name, column=[kind.region]))
        assert found
        assert set(found[1:]) <= {"1"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.public], ids=lambda kind: kind.name)
def test_an_organisation_finds_of_closed_records_its_own_and_those_alone(city: World, db: None, kind: Kind) -> None:
    for reader, ward in FIRMS.items():
        client = looking_as(reader)
        own = [each for each in city.records[kind.name] if any(each[name] == city.firm(ward) for name in kind.parties)]
        assert bool(own) == bool(kind.parties)
        asks = (get("record-list", kind.name, totals="1"), get("records-export", kind.name, "csv"))
        page, file = (client.get(ask.path) for ask in asks)
        if not own:
            assert page.status_code == file.status_code == 404
            continue
        assert len(rows(client, asks[1])) == 1 + len(own)
        for each in city.records[kind.name]:
            address = record_path(kind, each)
            assert (address in read(page), client.get(address).status_code) == ((True, 200) if each in own
                                                                               else (False, 404))
