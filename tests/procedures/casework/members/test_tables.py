"""The members of a case as a table that leaves the house: to each those that they may know of, with what is open."""

from __future__ import annotations

from typing import Any

from plumbline.procedures.casework import common_acts
from plumbline.procedures.casework.telling import tables
from tests.procedures.casework.procedures import TENDER
from tests.procedures.casework.recalls import Recalls, colleague, done, found


def table(recalls: Recalls, user: Any, number: str, **how: str) -> tuple[list[str], list[dict[str, Any]]]:
    made = tables.members_table(found(recalls, user, number, TENDER), user, language="en", **how)
    names = [each.name for each in made.columns]
    rows = [dict(zip(names, row, strict=True)) for row in made.rows]
    assert made.count_up_to(10) == len(rows)
    return names, rows


def test_each_gets_their_own_and_nobody_what_is_personal(recalls: Recalls, award: str) -> None:
    ann = recalls.who("ann")
    done(recalls, ann, award, "score", "A", of=TENDER, score="7", note="weak")
    names, rows = table(recalls, ann, award)
    assert not {"phone", "mobile", "key"} & set(names)
    assert [(each["member"], each["state"], each["ended"], each["score"], each["note"]) for each in rows] == [
        ("A", "scored", True, "7", "weak"), ("B", "applied", False, None, None)]
    assert not any("A-1" in str(each.values()) for each in rows)
    own = table(recalls, colleague(recalls, "of-f1", "F1"), award)[1]
    # The score is shared with its own party; a note is not.
    assert [(each["member"], each["score"], each["note"]) for each in own] == [("A", "7", None)]
    assert [each["member"] for each in table(recalls, colleague(recalls, "of-f2", "F2"), award)[1]] == ["B"]


def test_what_was_narrowed_and_a_conflict(recalls: Recalls, award: str) -> None:
    ann = recalls.who("ann")
    done(recalls, ann, award, "score", "A", of=TENDER, score="7", note="weak")
    assert [each["member"] for each in table(recalls, ann, award, state="applied")[1]] == ["B"]
    assert [each["member"] for each in table(recalls, ann, award, word="WEAK")[1]] == ["A"]
    # What is closed is not found by a word of it either.
    assert table(recalls, colleague(recalls, "of-f1", "F1"), award, word="weak")[1] == []
    common_acts.declare_conflict(recalls.home, ann, TENDER, award, "My own", member="A", at=recalls.later())
    assert [each["member"] for each in table(recalls, ann, award)[1]] == ["B"]
    assert table(recalls, ann, award, word="weak")[1] == []


def test_the_public_reads_what_is_published_and_no_more(recalls: Recalls, award: str) -> None:
    ann = recalls.who("ann")
    done(recalls, ann, award, "score", "A", of=TENDER, score="7")
    done(recalls, ann, award, "decide", of=TENDER, winner="F1")
    shown = found(recalls, None, award, TENDER)
    known = tables.members_table(shown, None, language="en")
    assert [row[0] for row in known.rows] == shown.open_members(None)
