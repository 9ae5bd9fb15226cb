"""A list asks the store as often for three records as for one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.interfaces.web.records import listing
from plumbline.procedures.casework import registry
from plumbline.records.core.kinds import KINDS
from tests.interfaces.web.addresses import get, record_path
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, WARD_1, World, looking_as

pytestmark = pytest.mark.store("sqlite", "postgresql")
# One of them asks whose session it is, one whether the reader has a part in an assessment year, one how many records
# wait to be counted, one who may count them now, and one from which file a record came.
MOST = 17
EACH = 4
"""Of one procedure on a page of cases of all of them."""
CARDS = 20
"""A page of cards, however many procedures and kinds they are of (overview/test_cards.py)."""


def asked(client: Any, path: str) -> int:
    """How often a page asked the store."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
        if response.streaming:
            b"".join(response.streaming_content)
    assert response.status_code == 200
    return len(queries)


@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_1, CITY])
@pytest.mark.parametrize("name", ["record-list", "records-export"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.public], ids=lambda kind: kind.name)
def test_lists_of_records(city: World, db: None, monkeypatch: pytest.MonkeyPatch, kind: Any, name: str,
                          reader: str) -> None:
    client = looking_as(reader)
    form = ("csv",) if name == "records-export" else ()
    asked(client, get(name, kind.name, *form, region="1").path)  # the tree of regions is read once a process
    counts = []
    for rows in (1, 3):
        monkeypatch.setattr(listing, "ROWS", rows)
        counts.append(asked(client, get(name, kind.name, *form, region="chicago" if rows == 3 else "1").path))
    assert counts[0] == counts[1] <= MOST


@pytest.mark.parametrize("name", ["cases", "today"])
def test_what_waits_in_any_procedure(city: World, db: None, name: str) -> None:
    # How many cases stand where, what of them waits, who has a part in them: asked once for each procedure.
    client = looking_as(WARD_1)
    asked(client, get(name).path)
    assert asked(client, get(name).path) <= EACH * len(registry.procedures()) + MOST


@pytest.mark.parametrize("name", ["home", "records", "rules", "cuts", "imports"])
def test_other_lists(city: World, db: None, name: str) -> None:
    client = looking_as(CITY)
    asked(client, get(name).path)  # what is counted of the records is known until they change
    assert asked(client, get(name).path) <= {"records": len(KINDS) + MOST, "home": CARDS}.get(name, MOST)


def test_a_region_and_a_figure(city: World, db: None) -> None:
    client = looking_as(CITY)
    for place in ("1", "chicago"):
        asked(client, get("region", place).path)
        assert asked(client, get("region", place).path) <= CARDS
        assert asked(client, get("figure", "local.pass_rate", place, "2013").path) <= MOST
        assert asked(client, get("figure-records", "local.pass_rate", place, "2013").path) <= MOST


@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_1, CITY])
@pytest.mark.parametrize("path", ["/", "/regions/1/", "/records/inspection/", "/figures/local.pass_rate/1/2013"])
def test_the_newest_entry_about_regions_is_read_once_a_page(city: World, db: None, path: str, reader: str) -> None:
    client = looking_as(reader)
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    about = [each["sql"] for each in queries if "'region'" in each["sql"] and "records_entry" in each["sql"]
             and "SUM(" not in each["sql"]]
    assert len(about) <= 1


def test_a_record(city: World, db: None) -> None:
    for kind in KINDS.values():
        for values in city.records.get(kind.name, [])[:1]:
            assert asked(looking_as(CITY), record_path(kind, values)) <= MOST
