"""Contesting what followed by itself, deciding on that, and the day with which it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.procedures.casework import dispatch, overview, perform, reading, registry, stuck, summaries
from plumbline.procedures.casework.consequences import contests, days, declared, threads
from plumbline.procedures.casework.declaration import Days
from plumbline.procedures.notices import digest
from plumbline.records.core import kinds
from plumbline.records.core.cases import CaseEvent, CaseSummary
from plumbline.records.core.people import Role
from tests.procedures.casework.consequences.followed import following, keep, run
from tests.procedures.casework.procedures import recall
from tests.procedures.casework.recalls import NAME, Recalls, colleague, found


@pytest.fixture
def case(recalls: Recalls, monkeypatch: pytest.MonkeyPatch) -> str:
    """A recall that followed from an inspection, with the producer F1, for thirty days."""
    monkeypatch.setattr(declared, "_declared", {})
    following(opens=NAME, lasts=Days(30, working=False), fields={
        "region": "region", "producer": lambda _: "F1", "product": lambda each: f"Of {each.key}"})
    run(recalls)
    keep(recalls, number="bad", result="fail")
    assert run(recalls) == 1
    return str(CaseEvent.objects.get(case__procedure=NAME).case.number)


def do(recalls: Recalls, user: Any, case: str, act: str, reason: str = "mistaken") -> CaseEvent:
    return dispatch.do(recalls.home, user, NAME, case, act, {"reason": reason}, at=recalls.later())


def told(recalls: Recalls, user: Any) -> list[str]:
    [led] = threads.of_record(recalls.home, kinds.get("inspection"), ("bad",), user, at=recalls.later())
    return [str(each) for each in led.told]


def duties(recalls: Recalls, user: Any) -> list[tuple[str, list[str]]]:
    """What waits for somebody, once as Today tells it; the overview counts the same."""
    on = timezone.localdate(recalls.now)
    found = [(each.state, [act.name for act in each.acts]) for each in reading.waiting(user, on=on)]
    [counted] = overview.readings([registry.procedure(NAME)], user, on)
    assert counted.waiting().count() == len({each.number for each in reading.waiting(user, on=on)})
    return found


def test_the_party_contests_an_officer_upholds_and_it_is_lifted(recalls: Recalls, case: str) -> None:
    ann, li, wu = recalls.who("ann"), colleague(recalls, "li", "F1"), colleague(recalls, "wu", "F2")
    with pytest.raises(RecordError):  # to a neighbour there is no such case
        do(recalls, wu, case, "contest")
    do(recalls, li, case, "contest", "We never made it")
    contest = found(recalls, ann, case).board.contests[""]
    assert (contest.of, contest.organisation, contest.reason) == (0, "F1", "We never made it")
    assert told(recalls, ann) == ["opened", "contested, not decided yet"]
    assert reading.document(found(recalls, li, case), li)["contested"] is True
    assert CaseSummary.objects.get(case__number=case, member="").contested == li.pk
    assert ("opened", ["uphold-contest"]) in duties(recalls, ann)
    recalls.act(case, "notify", reason="It burns", due="2026-03-10")  # meanwhile it goes on
    with pytest.raises(ConflictError) as twice:
        do(recalls, ann, case, "contest")
    assert twice.value.code == "case.contested"
    with pytest.raises(NotAllowed):  # the party does not decide
        do(recalls, li, case, "uphold-contest")
    do(recalls, ann, case, "uphold-contest", "True")
    assert told(recalls, ann) == ["lifted"]
    assert recalls.state(case) == "lifted"
    assert CaseSummary.objects.get(case__number=case, member="").ended
    assert duties(recalls, ann) == []
    with pytest.raises(RecordError):
        recalls.act(case, "report-for")
    events = reading.history(found(recalls, li, case), li)
    assert [(each["act"], each["said"].get("reason")) for each in events if "contest" in each["act"]] == [
        ("contest", "We never made it"), ("uphold-contest", "True")]
    assert summaries.wrong(found(recalls, ann, case)) == []


def test_an_officer_contests_and_another_dismisses(recalls: Recalls, case: str) -> None:
    ann, bea = recalls.who("ann"), recalls.who("bea")
    do(recalls, ann, case, "contest")
    assert ["uphold-contest"] not in [acts for _, acts in duties(recalls, ann)]
    with pytest.raises(NotAllowed) as own:
        do(recalls, ann, case, "dismiss-contest")
    assert own.value.code == "case.own_contest"
    assert not contests.may_decide(found(recalls, ann, case), ann)
    assert contests.may_decide(found(recalls, bea, case), bea)
    do(recalls, bea, case, "dismiss-contest")
    assert told(recalls, ann) == ["opened"]
    with pytest.raises(RecordError) as none:
        do(recalls, bea, case, "dismiss-contest")
    assert none.value.code == "case.not_contested"
    do(recalls, bea, case, "contest")  # another may contest it again


def test_where_only_who_contested_could_decide_the_doctor_tells_it(recalls: Recalls, case: str) -> None:
    do(recalls, recalls.who("ann"), case, "contest")
    [left] = stuck.stuck(timezone.localdate(recalls.now))
    assert (left.number, left.alone) == (case, True)
    recalls.who("bea")
    assert list(stuck.stuck(timezone.localdate(recalls.now))) == []


def test_what_somebody_opened_is_not_contested(recalls: Recalls) -> None:
    number = recalls.open()
    with pytest.raises(RecordError) as error:
        do(recalls, recalls.who("ann"), number, "contest")
    assert error.value.code == "case.not_of_consequence"


def test_after_its_day_it_has_ended_on_its_page_at_once_and_in_lists_by_an_event(recalls: Recalls, case: str) -> None:
    ann, li = recalls.who("ann"), colleague(recalls, "li", "F1")
    ends = found(recalls, ann, case).board.ends
    assert ends is not None
    assert days.end(recalls.home, at=recalls.later()) == 0
    recalls.later((ends - timezone.localdate(recalls.now)).days)
    assert timezone.localdate(recalls.now) == ends
    assert days.end(recalls.home, at=recalls.later()) == 0  # its last day belongs to it
    assert told(recalls, ann) == ["opened"]
    recalls.later(1)
    document = reading.document(found(recalls, ann, case), ann)
    assert (document["state"], document["acts"], document["ends_on"]) == ("ended-by-day", [], ends.isoformat())
    assert told(recalls, ann) == ["ended by its day"]
    for act, user in (("contest", li), ("withdraw", ann)):
        with pytest.raises(RecordError) as error:
            do(recalls, user, case, act)
        assert error.value.code == "case.ended"
    with pytest.raises(RecordError) as error:
        perform.act(recalls.home, ann, NAME, case, "notify", {"reason": "x", "due": "2026-05-01"}, at=recalls.later())
    assert error.value.code == "case.ended"
    assert summaries.wrong(found(recalls, ann, case)) == []  # the doctor finds nothing before the event
    assert (days.end(recalls.home, at=recalls.later()), days.end(recalls.home, at=recalls.later())) == (1, 0)
    [last] = CaseEvent.objects.filter(case__number=case).order_by("-pk")[:1]
    assert (last.act, last.actor, last.state) == ("end-by-day", None, "ended-by-day")
    assert reading.listed(registry.procedure(NAME), ann, ended=False) == []
    assert duties(recalls, ann) == []
    assert summaries.wrong(found(recalls, ann, case)) == []


def test_before_its_day_it_is_told_to_who_has_a_part(recalls: Recalls, case: str) -> None:
    ann, li, wu = recalls.who("ann"), colleague(recalls, "li", "F1"), colleague(recalls, "wu", "F2")
    auditor = recalls.who("aud", Role.AUDITOR)
    ends = found(recalls, ann, case).board.ends
    assert ends is not None

    def reminded(user: Any, before: int) -> list[str]:
        return [row.case.number for row in days.soon(user, on=ends - timedelta(days=before))]

    assert [reminded(ann, before) for before in (8, 7, 0, -1)] == [[], [case], [case], []]
    assert [reminded(each, 3) for each in (li, wu, auditor, None)] == [[case], [], [], []]
    [due] = [each for each in digest.waiting(recalls.home, ann, on=ends - timedelta(days=2)) if each.due == ends]
    assert (due.what.en, due.soon, due.address) == ("Recall: ends by its day", True, f"/cases/{NAME}/{case}/")


def test_a_member_of_it_is_done_no_more_once_it_ended(recalls: Recalls, case: str) -> None:
    recalls.act(case, "add-lot", lot="L1")
    recalls.later(40)
    with pytest.raises(RecordError) as error:
        recalls.act(case, "account", member="L1", how="x")
    assert error.value.code == "case.ended"


def test_the_declaration_of_a_recall_knows_the_states_in_which_any_case_ends() -> None:
    assert [name for name, state in recall().machine().items() if state.ends] == [
        "closed", "withdrawn", "lifted", "ended-by-day"]
