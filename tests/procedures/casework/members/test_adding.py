"""Many members added and given in one go: what comes of it is what comes of them one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plumbline.errors import ConflictError, NotAllowed, PlumblineError, RecordError
from plumbline.procedures.casework import common_acts, perform, registry, summaries
from plumbline.procedures.casework.declaration import Guard, Procedure
from plumbline.procedures.casework.members import adding
from plumbline.procedures.casework.standing import Board, fold
from plumbline.records.core import cases, store
from plumbline.records.core.cases import Case, CaseEvent, CaseParty, CasePersonal, CaseSummary
from plumbline.records.core.journal import Entry
from plumbline.text import Text
from tests.procedures.casework.procedures import TENDER, recall, tender
from tests.procedures.casework.recalls import NAME, Recalls

FIRMS = ("F1", "F2", "F3")


def told(number: str) -> dict[str, Any]:
    """All that is kept of a case but what is of each by itself: its number, salts, hashes and places in tables."""
    case = Case.objects.get(procedure=TENDER, number=number)
    events = CaseEvent.objects.filter(case=case).select_related("entry").order_by("pk")
    place = {event.pk: each for each, event in enumerate(events)}
    return {
        "events": [(one.act, one.member, one.said, one.state, one.part, one.organisation, one.about, one.late,
                    one.actor) for one in events],
        "entries": [(one.entry.act, one.entry.kind, one.entry.actor, one.entry.rows, one.entry.state, one.entry.detail,
                     one.entry.superseded_rows, one.entry.number - events[0].entry.number) for one in events],
        "personal": [(place[one.event_id], one.said) for one in CasePersonal.objects.filter(
            event__case=case).order_by("event")],
        "lists": [(place[event], *row) for event, *row in CaseSummary.objects.filter(case=case).order_by(
            "member").values_list("event", "member", "state", "due", "until", "title", "ended", "own_parties", "region",
                                  "away")],
        "parties": sorted(CaseParty.objects.filter(case=case).values_list("member", "part", "organisation", "person")),
    }


def opened(recalls: Recalls) -> str:
    """A tender without applicants."""
    about = {"region": "1", "name": "Best", "budget": "7"}
    event = perform.open_case(recalls.home, recalls.who("ann"), TENDER, "open", about, at=recalls.later())
    return str(event.case.number)


@settings(max_examples=10, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.text("AB键 '", min_size=1, max_size=6).map(str.strip).filter(bool),
                               st.sampled_from(FIRMS), st.sampled_from(["", "1", "138"])), unique_by=lambda row: row[0],
                     min_size=1, max_size=6), give=st.booleans())
def test_all_at_once_is_what_one_by_one_is(recalls: Recalls, rows: list[tuple[str, str, str]], give: bool) -> None:
    if TENDER not in registry.procedures():
        registry.declare(tender())
    ann, juror = recalls.who("ann"), recalls.who("juror")
    values = [{"key": key, "applicant": firm, **({"phone": phone} if phone else {})} for key, firm, phone in rows]
    one = opened(recalls)
    at = recalls.later()
    for each in values:
        perform.act(recalls.home, ann, TENDER, one, "enter", each, at=at)
    for key, *_ in rows if give else ():
        common_acts.assign(recalls.home, ann, TENDER, one, juror.username, "juror", member=key, at=at)
    many = opened(recalls)
    at = recalls.later()
    events = adding.add(recalls.home, ann, TENDER, many, "enter", values, at=at)
    if give:
        adding.give(recalls.home, ann, TENDER, many, "juror", [(key, juror.username) for key, *_ in rows], at=at)
    assert [event.member for event in events] == [key for key, *_ in rows]
    assert told(one) == told(many)
    row = Case.objects.get(procedure=TENDER, number=many)
    assert cases.altered(row) == []
    assert store.broken_links() == []
    # Leaves are made of the same text as those of single acts: sealed again by itself, each is what it was.
    assert all(cases.leaf_of(event) == bytes(event.leaf) for event in CaseEvent.objects.filter(case=row))


def test_lists_are_what_the_events_say(recalls: Recalls) -> None:
    number = recalls.open()
    recalls.act(number, "add-lot", lot="L0")
    adding.add(recalls.home, recalls.who("ann"), NAME, number, "add-lot",
               [{"lot": f"L{each}"} for each in range(1, 120)], at=recalls.later())
    found = recalls.found(number)
    assert len(found.board.members) == 120
    assert summaries.wrong(found) == []
    assert fold(found.procedure, cases.events_of(found.row)) == found.board


REFUSED: dict[str, tuple[list[dict[str, str]], type[PlumblineError], str, str]] = {
    "one that is there": ([{"lot": "L2"}, {"lot": "L1"}], ConflictError, "case.member_twice", "L1"),
    "one twice": ([{"lot": "L2"}, {"lot": "L2"}], ConflictError, "case.member_twice", "L2"),
    "one without a name": ([{"lot": "L2"}, {"lot": ""}], RecordError, "row.missing", ", row 2"),
    "a field that there is not": ([{"lot": "L2"}, {"lot": "L3", "x": "1"}], RecordError, "record.no_field", ", row 2"),
}


@pytest.mark.parametrize("planted", REFUSED)
def test_one_that_cannot_be_keeps_back_all_and_is_named(recalls: Recalls, planted: str) -> None:
    rows, kind, code, where = REFUSED[planted]
    number = recalls.open()
    recalls.act(number, "add-lot", lot="L1")
    before = Entry.objects.count()
    with pytest.raises(kind) as refused:
        adding.add(recalls.home, recalls.who("ann"), NAME, number, "add-lot", rows, at=recalls.later())
    assert refused.value.code == code
    assert where in str(refused.value.where)
    assert list(recalls.found(number).board.members) == ["L1"]
    assert Entry.objects.count() == before


def test_who_may_not_add_one_adds_none(recalls: Recalls) -> None:
    number = recalls.open()
    with pytest.raises((NotAllowed, RecordError)):
        adding.add(recalls.home, recalls.who("eve", region="2"), NAME, number, "add-lot", [{"lot": "L1"}],
                   at=recalls.later())
    with pytest.raises(RecordError):
        adding.add(recalls.home, recalls.who("ann"), NAME, number, "notify", [{"reason": "x"}], at=recalls.later())
    assert not recalls.found(number).board.members


def few(board: Board) -> Text | None:
    return Text("two are enough", "两个已足") if len(board.members) >= 2 else None


def guarded(**changed: Any) -> Procedure:
    """The recall, to which no more than two lots are added."""
    return recall(acts=tuple(replace(act, guard=Guard(few), **changed) if act.name == "add-lot" else act
                             for act in recall().acts))


def test_the_condition_of_an_act_that_adds_is_asked_one_by_one_and_at_once(
        recalls: Recalls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_declared", {each: of for each, of in registry.procedures().items() if each != NAME})
    registry.declare(guarded())
    ann, number, other = recalls.who("ann"), recalls.open(), recalls.open()
    for lot in ("L1", "L2"):
        recalls.act(number, "add-lot", lot=lot)
    with pytest.raises(RecordError) as refused:
        recalls.act(number, "add-lot", lot="L3")
    assert (refused.value.code, refused.value.why.en) == ("case.condition", "two are enough")
    with pytest.raises(RecordError) as refused:
        adding.add(recalls.home, ann, NAME, other, "add-lot", [{"lot": f"L{each}"} for each in range(3)],
                   at=recalls.later())
    assert refused.value.code == "case.condition"
    adding.add(recalls.home, ann, NAME, other, "add-lot", [{"lot": f"L{each}"} for each in range(2)],
               at=recalls.later())
    assert len(recalls.found(other).board.members) == 2


def test_what_cannot_be_given_keeps_back_no_other(recalls: Recalls, award: str) -> None:
    ann, juror = recalls.who("ann"), recalls.who("juror")
    told = adding.give(recalls.home, ann, TENDER, award, "juror", [
        ("A", juror.username), ("A", juror.username), ("B", "nobody"), ("C", juror.username), ("B", juror.username)],
        at=recalls.later())
    assert [each.code if isinstance(each, PlumblineError) else each.member for each in told] == [
        "A", "case.part_as_it_is", "case.person_unknown", "case.member_unknown", "B"]
