"""Evidence by a link: attached to the one case that it is for, read by who attached it and the authority alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from plumbline.errors import NotAllowed, RecordError
from plumbline.procedures.casework import links, perform, registry
from plumbline.procedures.evidence import attaching, reading
from plumbline.records.core.journal import Entry
from plumbline.records.core.visibility import Bearer
from plumbline.records.evidence.evidence import Evidence, leaf_of
from plumbline.records.evidence.scanning.words import Refused
from tests import evidence
from tests.procedures.casework.procedures import COMPLAINT, complaint
from tests.procedures.casework.recalls import Recalls


@pytest.fixture
def number(recalls: Recalls) -> Iterator[str]:
    registry.declare(complaint())
    yield str(perform.open_case(recalls.home, recalls.who("ann"), COMPLAINT, "take", {"region": "1", "matter": "Burnt"},
                                at=recalls.later()).case.number)
    registry._declared.pop(COMPLAINT)


def bearer(recalls: Recalls, number: str) -> Bearer:
    event, _secret, _code = links.give(recalls.home, recalls.who("ann"), COMPLAINT, number, "complainant",
                                       at=recalls.later(), days=366)
    return links.bearer(recalls.home, event, at=recalls.later())[0]


def attached(recalls: Recalls, who: Any, number: str, colour: str = "#aa0000", **more: Any) -> Evidence:
    return attaching.attach(recalls.home, who, attaching.CASE, (COMPLAINT, number),
                            [evidence.photo(30, 20, colour=colour)], name=f"{colour[1:]}.jpg", note="My kettle",
                            at=recalls.later(), **more)


def names(who: Any, number: str) -> list[str]:
    return [each.row.name for each in reading.of_record(who, attaching.CASE, (COMPLAINT, number))]


def test_it_is_read_by_who_attached_it_and_the_authority_alone(recalls: Recalls, number: str) -> None:
    first, second, ann = bearer(recalls, number), bearer(recalls, number), recalls.who("ann")
    row = attached(recalls, first, number, public=False)
    closed = attached(recalls, ann, number, "#00aa00")
    shared = attached(recalls, ann, number, "#0000aa", public=True)
    assert (row.attached_by, row.public, row.entry.actor) == (-first.number, False, None)
    assert (names(first, number), names(second, number), names(None, number)) == (
        ["aa0000.jpg", "0000aa.jpg"], ["0000aa.jpg"], [])
    assert names(ann, number) == ["aa0000.jpg", "00aa00.jpg", "0000aa.jpg"]
    assert reading.one(first, row.number)[0].shown["note"] == "My kettle"
    assert "note" not in reading.one(first, shared.number)[0].shown
    assert reading.one(first, closed.number) == reading.one(second, row.number) == []
    # The same file by another link is attached beside it, and tells nobody of the first.
    assert attached(recalls, second, number).number != row.number


def test_it_is_withdrawn_until_who_attached_it_acts(recalls: Recalls, number: str) -> None:
    who, other = bearer(recalls, number), bearer(recalls, number)
    wrong, right = attached(recalls, who, number), attached(recalls, who, number, "#00aa00")
    with pytest.raises(RecordError):
        attaching.withdraw(other, wrong.number, "x", at=recalls.later())
    attaching.withdraw(who, wrong.number, "Another kettle", at=recalls.later())
    assert reading.one(who, wrong.number)[0].row.withdrawn
    perform.act(recalls.home, who, COMPLAINT, number, "tell", {"story": "It burnt"}, at=recalls.later())
    assert [each.keeper for each in reading.of_record(who, attaching.CASE, (COMPLAINT, number))] == [False, False]
    with pytest.raises(NotAllowed) as refused:
        attaching.withdraw(who, right.number, "x", at=recalls.later())
    assert refused.value.code == "evidence.rested_on"
    later = attached(recalls, who, number, "#0000aa")
    attaching.withdraw(who, later.number, "Twice", at=recalls.later())
    attaching.withdraw(recalls.who("ann"), right.number, "Not of this kettle", at=recalls.later())


def test_a_link_taken_back_or_of_another_case_attaches_nothing(recalls: Recalls, number: str) -> None:
    who = bearer(recalls, number)
    other = str(perform.open_case(recalls.home, recalls.who("ann"), COMPLAINT, "take",
                                  {"region": "1", "matter": "Another"}, at=recalls.later()).case.number)
    with pytest.raises(RecordError):
        attached(recalls, who, other)
    row = attached(recalls, who, number)
    links.revoke(recalls.home, recalls.who("ann"), COMPLAINT, number, who.number, at=recalls.later())
    with pytest.raises(RecordError):
        attached(recalls, who, number, "#00aa00")
    assert reading.one(who, row.number) == []
    assert names(recalls.who("ann"), number) == ["aa0000.jpg"]


def test_files_are_checked_and_counted(recalls: Recalls, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    who = bearer(recalls, number)
    with pytest.raises(Refused):
        attaching.attach(recalls.home, who, attaching.CASE, (COMPLAINT, number), [b"MZ not a picture"], name="a.jpg",
                         at=recalls.later())
    with pytest.raises(Refused):
        attached(recalls, who, number, most=100)
    monkeypatch.setattr(attaching, "MOST_BY_LINK", 2)
    attached(recalls, who, number)
    row = attached(recalls, who, number, "#00aa00")
    attaching.withdraw(who, row.number, "x", at=recalls.later())
    with pytest.raises(RecordError) as refused:
        attached(recalls, who, number, "#0000aa")
    assert refused.value.code == "evidence.link_full"
    attached(recalls, bearer(recalls, number), number, "#0000aa")


def test_who_attached_it_is_sealed(recalls: Recalls, number: str) -> None:
    row = attached(recalls, bearer(recalls, number), number)
    kept = Evidence.objects.get(pk=row.pk)
    assert leaf_of(kept) == bytes(kept.leaf)
    assert Entry.objects.get(pk=kept.entry_id).root == bytes(kept.leaf).hex()
    kept.attached_by = -kept.attached_by
    assert leaf_of(kept) != bytes(kept.leaf)
