"""Withdrawing a record by its key."""

from __future__ import annotations

import pytest

from plumbline.errors import RecordError
from plumbline.procedures.records.by_key import withdraw_by_key
from plumbline.procedures.records.save import keep
from plumbline.records.core import kinds, store
from tests.records.samples import AT, inspection

REGION = {"code": "1", "name_en": "Ward 1", "level": "ward", "valid_from": "2000-01-01"}
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
