"""Evidence of cases: by whom it is attached, who reads it, and that neighbours find nothing."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.procedures.casework import common_acts
from plumbline.procedures.casework.standing import SEND
from plumbline.procedures.evidence import attaching, reading
from plumbline.records.core import cases
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.people import Role
from plumbline.records.evidence.evidence import Evidence
from tests import evidence
from tests.procedures.casework.procedures import TENDER
from tests.procedures.casework.recalls import NAME, Recalls, colleague, found, notified


def attached(recalls: Recalls, user: Any, *key: str, colour: str, public: bool = False) -> Evidence:
    return attaching.attach(recalls.home, user, attaching.CASE, key, [evidence.photo(30, 20, colour=colour)],
                            name=f"{colour[1:]}.jpg", note="Seen by me", public=public, at=recalls.later())


def names(user: Any, *key: str) -> list[str]:
    return [each.row.name for each in reading.of_record(user, attaching.CASE, key)]


def test_parties_see_their_own_and_what_the_authority_shares(recalls: Recalls) -> None:
    number = notified(recalls)
    li, zhao = colleague(recalls, "li", "F1"), colleague(recalls, "zhao", "F1")
    wu, ann = colleague(recalls, "wu", "F2"), recalls.who("ann")
    key = (NAME, number)
    own = attached(recalls, ann, *key, colour="#aa0000")
    shared = attached(recalls, ann, *key, colour="#00aa00", public=True)
    theirs = attached(recalls, li, *key, colour="#0000aa")
    assert names(ann, *key) == ["aa0000.jpg", "00aa00.jpg", "0000aa.jpg"]
    # The same file as one that is the authority's own: nothing tells that it is there.
    again = attached(recalls, zhao, *key, colour="#aa0000")
    attaching.withdraw(zhao, again.number, "x", at=recalls.later())
    with pytest.raises(ConflictError):
        attached(recalls, zhao, *key, colour="#00aa00")
    assert names(li, *key) == names(zhao, *key) == ["00aa00.jpg", "0000aa.jpg", "aa0000.jpg"]
    assert names(wu, *key) == names(None, *key) == []
    assert "note" in reading.one(li, theirs.number)[0].shown
    assert "note" not in reading.one(zhao, theirs.number)[0].shown
    assert reading.one(li, own.number) == reading.one(wu, shared.number) == []
    with pytest.raises(RecordError):
        attached(recalls, wu, *key, colour="#aaaa00")
    with pytest.raises(NotAllowed):
        attaching.withdraw(zhao, theirs.number, "x", at=recalls.later())
    attaching.withdraw(li, theirs.number, "A mistake", at=recalls.later())
    assert not reading.one(zhao, theirs.number)[0].readable
    recalls.who("auditor", Role.AUDITOR)
    assert len(names(recalls.who("auditor"), *key)) == 4
    with pytest.raises(NotAllowed):
        attached(recalls, recalls.who("auditor"), *key, colour="#00aaaa")
    common_acts.declare_conflict(recalls.home, ann, NAME, number, "Mine", at=recalls.later())
    assert names(ann, *key) == []


def test_evidence_of_a_member_is_for_its_parties(recalls: Recalls, award: str) -> None:
    li, wu = colleague(recalls, "li", "F1"), colleague(recalls, "wu", "F2")
    attached(recalls, li, TENDER, award, "A", colour="#aa0000")
    assert names(li, TENDER, award, "A") == ["aa0000.jpg"]
    assert names(wu, TENDER, award, "A") == []
    for key in ((TENDER, award, "B"), (TENDER, award, "ghost"), (TENDER, award)):
        with pytest.raises(RecordError):
            attached(recalls, li, *key, colour="#00aa00")


def test_nothing_is_attached_where_the_case_is_elsewhere(recalls: Recalls) -> None:
    number, ann, li = notified(recalls), recalls.who("ann"), colleague(recalls, "li", "F1")
    kept = attached(recalls, ann, NAME, number, colour="#aa0000")
    cases.add(CaseEvent(case=found(recalls, ann, number).row, act=SEND, said={"to": "city", "region": "1"}),
              recalls.later())
    for user in (ann, li):
        with pytest.raises((NotAllowed, RecordError)):
            attached(recalls, user, NAME, number, colour="#00aa00")
    assert [each.row.pk for each in reading.of_record(ann, attaching.CASE, (NAME, number))] == [kept.pk]
