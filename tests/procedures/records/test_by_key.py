"""Withdrawing a record by its key, and erasing what is known of the person behind it."""

from __future__ import annotations

import pytest

from plumbline.errors import RecordError
from plumbline.procedures.records.by_key import erase_by_key, withdraw_by_key
from plumbline.procedures.records.save import keep
from plumbline.records.core import kinds, store
from plumbline.records.core.journal import Entry
from plumbline.records.ground.organisations import OrganisationContact
from tests.records.samples import AT, inspection
from tests.refusals import refuses

REGION = {"code": "1", "name_en": "Ward 1", "level": "ward", "valid_from": "2000-01-01"}
ORGANISATION = {"code": "A-1", "name": "n", "region": "1", "contact_name": "A. Nobody"}
FINDING = {"inspection": "1", "clause": "7", "region": "1", "found_on": "2013-01-31"}


@pytest.fixture
def kept(db: None) -> None:
    """A ward, an inspection and a finding."""
    keep("region", REGION, at=AT)
    keep("inspection", inspection(), at=AT)
    keep("finding", FINDING, at=AT)


@pytest.mark.parametrize(("kind", "key"), [
    ("inspection", ["1"]), ("finding", ["1", "7"]), ("region", ["1", "2000-01-01"]),
])
def test_a_record_is_found_by_its_key(kept: None, kind: str, key: list[str]) -> None:
    assert withdraw_by_key(kind, key, at=AT) == dict(zip(kinds.get(kind).key, key, strict=True))
    assert store.current(kinds.get(kind)).count() == 0
    with pytest.raises(RecordError) as caught:
        withdraw_by_key(kind, key, at=AT)
    assert (caught.value.code, caught.value.what.en, caught.value.where.en) == (
        "keep.unknown", f"no {kind} with this key counts", ", ".join(key))


@pytest.mark.parametrize(("kind", "key", "code", "what", "next_step"), [
    ("finding", ["1"], "keep.key_incomplete", "the key of finding has 2 parts, and 1 were given",
     "Give, in this order: inspection, clause"),
    ("region", ["1", "in 2000"], "keep.key_unfit", "'in 2000' is not a day", "Write it as the record shows it"),
])
def test_a_key_that_names_nothing_is_told(kept: None, kind: str, key: list[str], code: str, what: str,
                                          next_step: str) -> None:
    with pytest.raises(RecordError) as caught:
        withdraw_by_key(kind, key, at=AT)
    assert (caught.value.code, caught.value.what.en, caught.value.next_step.en) == (code, what, next_step)


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_is_personal_is_erased_and_the_record_stays(kept: None, withdrawn: bool) -> None:
    row = keep("organisation", ORGANISATION, at=AT)
    keep("organisation", ORGANISATION | {"code": "A-2"}, at=AT)
    if withdrawn:
        withdraw_by_key("organisation", ["A-1"], at=AT)
    versions = store.versions(kinds.get("organisation"), {"code": "A-1"})
    assert erase_by_key("organisation", ["A-1"], at=AT, actor=4) == ({"code": "A-1"}, True)
    assert list(OrganisationContact.objects.values_list("key", flat=True)) == ["A-2"]
    assert store.versions(kinds.get("organisation"), {"code": "A-1"}) == versions
    assert versions[-1] == row
    last = Entry.objects.order_by("-number").first()
    assert last is not None
    assert (last.act, last.kind, last.actor, last.rows, last.detail) == ("erase", "organisation", 4, 1, {})
    assert erase_by_key("organisation", ["A-1"], at=AT) == ({"code": "A-1"}, False)
    assert Entry.objects.order_by("-number").first() == last
    assert store.broken_links() == []


def test_a_contact_that_a_form_emptied_is_nothing_to_erase(kept: None) -> None:
    keep("organisation", ORGANISATION, at=AT)
    keep("organisation", ORGANISATION | {"contact_name": ""}, at=AT)
    assert erase_by_key("organisation", ["A-1"], at=AT) == ({"code": "A-1"}, False)
    assert OrganisationContact.objects.count() == 0  # what the store may still hold of it is forgotten all the same


def test_what_is_left_without_a_record_is_erased_too(kept: None) -> None:
    OrganisationContact.objects.create(key="left", contact_name="A. Nobody")
    assert erase_by_key("organisation", ["left"], at=AT) == ({"code": "left"}, True)


def test_nothing_is_erased_where_nothing_is_known(kept: None) -> None:
    with refuses(RecordError, "keep.unknown", "A-9: there is no organisation with this key"):
        erase_by_key("organisation", ["A-9"], at=AT)
    with refuses(RecordError, "keep.key_incomplete", "the key of organisation has 1 parts, and 2 were given"):
        erase_by_key("organisation", ["A", "1"], at=AT)
    with refuses(RecordError, "keep.nothing_personal", "inspection holds no personal data"):
        erase_by_key("inspection", ["1"], at=AT)
