"""One record as one person may see it: versions, personal fields, and what opens its leaf."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.methods.shared.trust.leaf import leaf_hash
from plumbline.procedures.records import viewing
from plumbline.procedures.records.save import keep, withdraw
from plumbline.records.core import kinds, store
from plumbline.records.core.fields import INTERNAL, PERSONAL
from plumbline.records.core.kinds import KINDS, Kind
from tests.interfaces.web import world as worlds
from tests.procedures.wards import build, now, person
from tests.records.samples import AT, inspection

INSPECTION = kinds.get("inspection")
CONTACT = {"contact_name": "A. Person", "contact_phone": "555-0100"}


@pytest.fixture
def wards(db: None) -> None:
    """The city of two wards."""
    build()


def shown(kind: Kind, key: tuple[str, ...], user: Any) -> list[dict[str, Any]]:
    return [each.shown for each in viewing.versions(kind, key, user)]


def test_an_internal_field_is_for_officers_of_the_region(wards: None) -> None:
    readers = {"1": person("one", "1"), "2": person("two", "2"), "city": person("all", "city"), "": None}
    groups = {place: shown(INSPECTION, ("i1",), reader)[0].get("inspector_group", "–")
              for place, reader in readers.items()}
    assert groups == {"1": "group 1", "2": "–", "city": "group 1", "": "–"}


def test_each_version_is_for_the_officers_of_its_own_region(wards: None) -> None:
    keep("inspection", inspection(number="i1", region="2", inspector_group="moved"), at=AT)
    seen = {name: [row.get("inspector_group", "–") for row in shown(INSPECTION, ("i1",), person(name, name))]
            for name in ("1", "2", "city")}
    assert seen == {"1": ["–", "group 1"], "2": ["moved", "–"], "city": ["moved", "group 1"]}


def test_personal_fields_are_shown_of_the_newest_version_to_officers(wards: None) -> None:
    for name in ("First", "Second"):
        keep("organisation", {"code": "o1", "name": name, "region": "1", **CONTACT}, at=AT)
    kind = kinds.get("organisation")
    newest, oldest = shown(kind, ("o1",), person("one", "1"))
    assert {name: newest[name] for name in CONTACT} == CONTACT
    assert not set(kind.names(PERSONAL)) & set(oldest)
    assert not set(kind.names(PERSONAL)) & set(shown(kind, ("o1",), person("two", "2"))[0])
    assert not set(kind.names(PERSONAL)) & set(shown(kind, ("o1",), None)[0])


def test_a_record_without_personal_data_shows_them_as_unknown(wards: None) -> None:
    keep("organisation", {"code": "o1", "name": "First", "region": "1"}, at=AT)
    found = shown(kinds.get("organisation"), ("o1",), person("one", "1"))[0]
    assert {name: found[name] for name in CONTACT} == {"contact_name": None, "contact_phone": None}


def test_what_was_withdrawn_keeps_its_versions(wards: None) -> None:
    withdraw("inspection", now("i1").pk, at=AT)
    assert [each.row.withdrawn for each in viewing.versions(INSPECTION, ("i1",), None)] == [True, False]


@pytest.mark.parametrize(("kind", "key"), [
    ("inspection", ("i9",)), ("inspection", ("i1", "x")), ("inspection", ()), ("finding", ("i1", "three")),
    ("region", ("1", "1900-13-01")), ("determination", ("s", "2013", "1", "plan")),
])
def test_what_is_not_there_has_no_versions(wards: None, kind: str, key: tuple[str, ...]) -> None:
    assert viewing.versions(kinds.get(kind), key, None) == []


def test_a_record_of_an_internal_kind_is_not_there_for_others(wards: None) -> None:
    keep("determination", {"scheme": "s", "year": "2013", "region": "1", "item": "plan", "value": "whole",
                           "reason": "seen", "decided_on": "2014-01-01"}, at=AT)
    kind, key = kinds.get("determination"), ("s", "2013", "1", "plan")
    found = {name: len(shown(kind, key, person(name, name) if name else None)) for name in ("1", "2", "city", "")}
    assert found == {"1": 1, "2": 0, "city": 1, "": 0}


def test_what_opens_a_leaf_gives_the_leaf_and_nothing_internal(home: Any, db: None) -> None:
    world = worlds.build(home)
    assert set(world.records) == set(KINDS) - {"region"}
    for kind in KINDS.values():
        for row in store.current(kind):
            given = viewing.opening(kind, row)
            leaf = leaf_hash(bytes.fromhex(given["salt"]), given["canonical"].encode())
            assert given["leaf"] == leaf.hex() == bytes(row.leaf).hex()
            for name in kind.names(INTERNAL, PERSONAL):
                assert f'"{name}"' not in given["canonical"]
