"""Members of a case page by page: by their state, by a word, and none that the reader may not know of."""

from __future__ import annotations

import pytest

from plumbline.procedures.casework import common_acts, reading
from plumbline.procedures.casework.members import adding
from plumbline.procedures.casework.members.listing import some
from tests.procedures.casework.procedures import TENDER
from tests.procedures.casework.recalls import NAME, Recalls, colleague, found


@pytest.fixture
def number(recalls: Recalls) -> str:
    """A recall with seven lots, of which two are accounted for."""
    number = recalls.open()
    adding.add(recalls.home, recalls.who("ann"), NAME, number, "add-lot",
               [{"lot": f"Lot {each}"} for each in range(1, 8)], at=recalls.later())
    for lot in ("Lot 2", "Lot 5"):
        recalls.act(number, "account", member=lot, how="Burnt")
    return number


def test_all_pages_together_hold_each_once(recalls: Recalls, number: str) -> None:
    case, ann, shown, after = recalls.found(number), recalls.who("ann"), list[str](), ""
    while True:
        page = some(case, ann, after=after, most=3)
        shown += page.shown
        assert (page.fit, page.total, dict(page.states)) == (7, 7, {"on-sale": 5, "accounted": 2})
        if not (after := page.next):
            break
    assert shown == [f"Lot {each}" for each in range(1, 8)]


def test_a_state_and_a_word_narrow_it(recalls: Recalls, number: str) -> None:
    case, ann = recalls.found(number), recalls.who("ann")
    assert some(case, ann, state="accounted").shown == ("Lot 2", "Lot 5")
    assert some(case, ann, word="lOT 5").shown == ("Lot 5",)
    assert some(case, ann, word="burnt").shown == ("Lot 2", "Lot 5")
    assert some(case, ann, state="on-sale", word="burnt").shown == ()
    assert some(case, ann, state="nowhere").shown == ()
    assert some(case, ann, state="accounted", after="Lot 1", most=1).shown == ("Lot 2",)  # not of this list: from first


def test_what_is_closed_is_neither_shown_counted_nor_found(recalls: Recalls, award: str) -> None:
    firm = colleague(recalls, "li", "F1")
    case = found(recalls, firm, award, TENDER)
    page = some(case, firm)
    assert (page.shown, page.total) == (("A",), 1)
    assert some(case, firm, word="F2").shown == ()


def test_the_last_of_a_history_and_what_came_before(recalls: Recalls, number: str) -> None:
    case, ann = recalls.found(number), recalls.who("ann")
    whole, told, before = reading.history(case, ann), list[int](), 0
    while page := reading.history(case, ann, before=before, most=4):
        assert len(page) <= 4
        told = [each["number"] for each in page] + told
        before = page[0]["number"]
    assert told == [each["number"] for each in whole]
    assert len(told) == 10


def test_members_that_are_open_are_those_of_which_a_field_is(recalls: Recalls, award: str) -> None:
    """For an officer, one over whose member a conflict stands, a party, a juror of one member, and a stranger."""
    ann, bea, juror = recalls.who("ann"), recalls.who("bea"), recalls.who("juror")
    common_acts.declare_conflict(recalls.home, bea, TENDER, award, "My sister's", member="B", at=recalls.later())
    common_acts.assign(recalls.home, ann, TENDER, award, "juror", "juror", member="A", at=recalls.later())
    case = found(recalls, ann, award, TENDER)
    people = [ann, bea, juror, colleague(recalls, "li", "F2"), recalls.who("eve", region="2"), None]
    told = [case.open_members(user) for user in people]
    assert told == [[each for each in case.board.members if case.open_fields(user, each)] for user in people]
    assert told == [["A", "B"], ["A"], ["A", "B"], ["B"], [], []]
