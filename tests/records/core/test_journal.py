"""What an entry's hash covers: since Plumbline 0.2 its detail and its beginning too, and older entries still hold."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from plumbline.records.core import store
from plumbline.records.core.journal import Entry
from tests.records.samples import AT

pytestmark = pytest.mark.django_db


def written(**detail: Any) -> Entry:
    return store.write_entry("withdraw", "inspection", actor=7, at=AT, rows=1, root="ab" * 32, detail=detail)


@pytest.mark.parametrize("change", [
    {"act": "create"}, {"kind": "region"}, {"actor": 8}, {"actor": None}, {"begun_at": AT - timedelta(days=1)},
    {"sealed_at": AT}, {"rows": 2}, {"superseded_rows": 1}, {"root": "cd" * 32}, {"detail": {"reason": "another"}},
    {"detail": {}}, {"detail": {"reason": "why", "more": 1}}, {"detail": None, "state": "visible"},
    {"detail_salt": ""}, {"detail_salt": "ab" * 16}, {"detail_salt": "no digits"}, {"previous": "00"},
    {"hash": "00" * 32}, {"state": Entry.ABANDONED}, {"state": Entry.PUBLISHING}, {"number": 9},
])
def test_whatever_is_changed_of_a_sealed_entry_is_found(change: dict[str, Any]) -> None:
    written(reason="first")
    entry = written(reason="why")
    written(reason="last")
    assert store.broken_links() == []
    if change.get("detail", {}) is None:
        change = {"detail": "null"}
    Entry.objects.filter(pk=entry.pk).update(**change)
    assert store.broken_links() != []


@pytest.mark.parametrize("detail", [
    {}, {"file": "现场.csv", "left": [[1, "changed"]], "n": 1, "none": None, "deep": {"b": [], "a": {}}},
    {"reason": "a\nb\"c\\ é \u2028 😀"},
])
def test_a_detail_that_was_read_back_gives_the_same_hash(detail: dict[str, Any]) -> None:
    written(**detail)
    assert store.broken_links() == []


def test_an_entry_of_before_holds_without_its_detail() -> None:
    """The hash as Plumbline 0.1 made it, written out."""
    entry = written(reason="why")
    told = {"act": "withdraw", "actor": "7", "kind": "inspection", "number": "1", "previous": "", "root": "ab" * 32,
            "rows": "1", "sealed_at": "2026-01-02T03:04:05+00:00", "superseded_rows": "0"}
    old = hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()
    Entry.objects.filter(pk=entry.pk).update(detail_salt="", hash=old)
    written()
    assert store.broken_links() == []
    Entry.objects.filter(number=2).update(detail_salt="")  # as if it, too, were of before
    assert store.broken_links() == [2]


def test_a_detail_cannot_be_guessed_from_the_hash() -> None:
    first, second = (written(reason="same").payload() for _ in range(2))
    assert first["detail"] != second["detail"]
    assert "same" not in json.dumps(first)


def test_a_visible_entry_without_a_number_is_found() -> None:
    written()
    Entry.objects.create(act="create", kind="inspection", state=Entry.VISIBLE, begun_at=AT)
    assert store.broken_links() == [0]


@pytest.mark.parametrize(("marked", "wrong"), [(2, []), (None, [1]), (3, [1])])
def test_what_undid_a_change_is_held_against_what_says_so(marked: int | None, wrong: list[int]) -> None:
    detail = {"rows": [1]} | ({"undone": marked} if marked else {})
    store.write_entry("set-many", "inspection", actor=7, at=AT, detail={"rows": [1]})
    store.write_entry("undo-many", "inspection", actor=7, at=AT, detail={"undoes": 1, "rows": [2]})
    Entry.objects.filter(number=1).update(detail=detail)
    assert (store.broken_links(), store.wrongly_undone()) == ([], wrong)
