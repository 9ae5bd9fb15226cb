"""Whom an instance trusts: one key and one region each, no two regions in one another."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from plumbline.errors import HomeError, IntakeError, MethodError
from plumbline.home import Home
from plumbline.methods.shared.trust import signing
from plumbline.procedures.federation import trusting
from plumbline.procedures.records import save
from plumbline.records.core.journal import Entry
from tests.refusals import refuses

AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
KEY, OTHER = (signing.public_key(bytes([number]) * 32) for number in (1, 2))


@pytest.fixture
def province(home: Home, db: None) -> Home:
    """A home whose tree has a province, two counties, and a township in the first."""
    for code, level, parent in (("p", "province", None), ("a", "county", "p"), ("b", "county", "p"),
                                ("a1", "township", "a")):
        row = {"code": code, "name_en": code, "level": level, "valid_from": "1900-01-01"}
        save.keep("region", row | ({"parent": parent} if parent else {}), at=AT)
    return home


def test_what_is_added_is_known_and_journalled(province: Home):
    made = trusting.add(province, "county-a", KEY, "a", at=AT)
    assert trusting.known(province) == {"county-a": made}
    assert made == trusting.Trusted("county-a", KEY, "a", AT)
    entry = Entry.objects.get(act="trust")
    assert entry.detail == {"instance": "county-a", "region": "a", "key": KEY}
    assert trusting.remove(province, "county-a", at=AT) == made
    assert trusting.known(province) == {}
    assert Entry.objects.filter(act="distrust").count() == 1


def test_a_new_key_must_be_said_to_be_one(province: Home):
    trusting.add(province, "county-a", KEY, "a", at=AT)
    with refuses(IntakeError, "instance.trusted_already", "'county-a' is trusted already, with the key"):
        trusting.add(province, "county-a", OTHER, "a", at=AT)
    assert trusting.add(province, "county-a", OTHER, "a", at=AT, replace=True).key == OTHER
    assert [each.key for each in trusting.known(province).values()] == [OTHER]


@pytest.mark.parametrize(("name", "key", "region", "code", "words"), [
    ("County A", KEY, "b", "instance.name_unfit", "'County A' cannot be the name of an instance"),
    ("../x", KEY, "b", "instance.name_unfit", "cannot be the name of an instance"),
    ("county-b", KEY, "nowhere", "instance.region_unknown", "the region 'nowhere' is not in the tree"),
    ("town-a1", KEY, "a1", "instance.overlapping", "the region 'a1' and 'a' of county-a lie in one another"),
    ("province", KEY, "p", "instance.overlapping", "the region 'p' and 'a' of county-a lie in one another"),
])
def test_what_is_refused(province: Home, name, key, region, code, words):
    trusting.add(province, "county-a", KEY, "a", at=AT)
    with refuses(IntakeError, code, words):
        trusting.add(province, name, key, region, at=AT)
    assert list(trusting.known(province)) == ["county-a"]


def test_a_key_has_its_form(province: Home):
    with pytest.raises(MethodError, match="this is not a public key"):
        trusting.add(province, "county-a", "ssh-ed25519 AAAA", "a", at=AT)


def test_nobody_is_removed_twice(province: Home):
    with refuses(IntakeError, "instance.not_trusted", "no instance 'county-a' is trusted here"):
        trusting.remove(province, "county-a", at=AT)


@pytest.mark.parametrize("text", ["[", "[x]\nkey = 1\n", f'[x]\nkey = "{KEY}"\nregion = "a"\nadded_at = "soon"\n'])
def test_a_list_that_cannot_be_read_trusts_nobody(province: Home, text):
    province.trust_file.write_text(text)
    with refuses(HomeError, "instance.trust_list_unreadable", "the list of trusted instances cannot be read"):
        trusting.known(province)
