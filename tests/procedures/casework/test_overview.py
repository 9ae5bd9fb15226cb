"""What an overview counts of cases: to each only what they may know, and never anything but what its list holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.procedures.casework import common_acts, overview, passing, perform, reading, registry
from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.casework.overview import DUE, LATE, MINE, OPEN, WHICH, Counts
from plumbline.records.core.cases import CaseSummary
from plumbline.records.core.people import Role
from tests.procedures.casework.procedures import COMPLAINT, TENDER, complaint, tender
from tests.procedures.casework.recalls import NAME, Recalls, colleague, done

DAY = date(2026, 3, 3)


def counted(user: Any, on: date = DAY, within: str = "") -> dict[str, tuple[int, int, int, int, int]]:
    """Total, open, due, late and waiting, by procedure."""
    known = registry.procedures().values()
    found: dict[str, Counts] = {}
    for each in overview.readings(known, user, on):
        found |= each.counted(within)
    return {name: (each.total, each.open, each.due, each.late, each.mine) for name, each in found.items()}


def listed(procedure: Procedure, user: Any, which: str, on: date = DAY, within: str = "") -> list[str]:
    """The numbers of the cases in the list that a count opens into."""
    only = overview.Reading((procedure,), user, on).only(which, within)
    return [row.case.number for row in reading.listed(procedure, user, only=only)]


def waiting_in(procedure: Procedure, user: Any, on: date) -> set[tuple[str, str]]:
    """Where something waits, told one by one."""
    return {(each.number, each.member) for each in reading.waiting(user, on=on, of=[procedure])}


def asked_in(procedure: Procedure, user: Any, on: date) -> set[tuple[str, str]]:
    """The same, asked of the store."""
    rows = overview.Reading((procedure,), user, on).waiting()
    return set(rows.values_list("case__number", "member"))


def test_each_counts_what_they_may_read(recalls: Recalls, procedure: Procedure) -> None:
    recalls.open()
    recalls.open(region="2", producer="F2")
    third = recalls.open()
    common_acts.withdraw(recalls.home, recalls.who("ann"), NAME, third, "x", at=recalls.later())
    of_firm, nobody = colleague(recalls, "li", "F1"), colleague(recalls, "wu", "F3")
    assert counted(recalls.who("ann")) == {NAME: (3, 2, 2, 0, 2)}
    assert counted(recalls.who("ward", region="2")) == {NAME: (1, 1, 1, 0, 1)}
    assert counted(recalls.who("auditor", Role.AUDITOR)) == {NAME: (3, 2, 2, 0, 0)}
    assert counted(of_firm) == {NAME: (2, 1, 1, 0, 0)}
    assert [counted(user) for user in (nobody, None, recalls.who("jo", Role.JUROR))] == [{}, {}, {}]


def test_a_region_counts_its_own_and_what_lies_below(recalls: Recalls, procedure: Procedure) -> None:
    recalls.open()
    recalls.open(region="2")
    ann = recalls.who("ann")
    assert counted(ann, within="1") == counted(ann, within="2") == {NAME: (1, 1, 1, 0, 1)}
    assert counted(ann, within="city") == {NAME: (2, 2, 2, 0, 2)}
    assert counted(ann, within="9") == counted(ann, within="no such") == {}
    assert listed(procedure, ann, OPEN, within="2") == ["2026-0002"]


@pytest.mark.parametrize(("days", "due", "late"), [(-1, 0, 0), (0, 1, 0), (7, 1, 0), (8, 0, 1)])
def test_due_is_within_seven_days_and_late_is_after_the_last(recalls: Recalls, days: int, due: int, late: int) -> None:
    recalls.open()
    last = CaseSummary.objects.get().due
    on = last - timedelta(days=7) + timedelta(days=days)
    assert counted(recalls.who("ann"), on)[NAME][2:4] == (due, late)


def test_a_conflict_takes_the_case_out_of_every_count(recalls: Recalls, procedure: Procedure) -> None:
    number, bea = recalls.reported(), recalls.who("bea")
    assert counted(bea) == {NAME: (1, 1, 0, 0, 1)}
    common_acts.declare_conflict(recalls.home, bea, NAME, number, "Mine", at=recalls.later())
    assert counted(bea) == {}
    assert counted(recalls.who("ann")) == {NAME: (1, 1, 0, 0, 1)}


def test_the_latest_is_the_one_whose_state_changed_last(recalls: Recalls, procedure: Procedure) -> None:
    first, second = recalls.open(), recalls.open(region="2")
    recalls.act(first, "notify", reason="x", due="2026-03-10")
    common_acts.comment(recalls.home, recalls.who("ann"), NAME, second, "For us alone", "yes", at=recalls.later())
    told = overview.Reading((procedure,), recalls.who("ann"), DAY).counted()[NAME].latest
    assert told is not None
    assert told.case.number == first
    ward = overview.Reading((procedure,), recalls.who("ward", region="2"), DAY).counted()[NAME].latest
    assert ward is not None
    assert ward.case.number == second


def test_every_number_is_the_length_of_its_list(recalls: Recalls, procedure: Procedure) -> None:
    recalls.open()
    recalls.reported()
    recalls.open(region="2", producer="F2")
    people = [recalls.who("ann"), recalls.who("bea"), recalls.who("ward", region="2"), colleague(recalls, "li", "F1"),
              recalls.who("auditor", Role.AUDITOR), None]
    for user in people:
        for on in (DAY, date(2026, 3, 20)):
            for within in ("", "1", "2"):
                _total, *numbers = counted(user, on, within).get(NAME, (0,) * 5)
                lists = [len(listed(procedure, user, which, on, within)) for which in (OPEN, DUE, LATE, MINE)]
                assert numbers == lists, (user, on, within)
    assert set(WHICH) == {OPEN, DUE, LATE, MINE}


def test_what_waits_is_what_todays_work_tells(recalls: Recalls, procedure: Procedure) -> None:
    opened, reported, over = recalls.open(), recalls.reported(), recalls.reported()
    recalls.open(region="2", producer="F2")
    ann, bea, li = recalls.who("ann"), recalls.who("bea"), colleague(recalls, "li", "F1")
    recalls.act(opened, "add-lot", lot="L9")
    common_acts.withdraw(recalls.home, ann, NAME, over, "x", at=recalls.later())
    common_acts.declare_conflict(recalls.home, bea, NAME, reported, "Mine", member="L1", at=recalls.later())
    people = [ann, bea, li, colleague(recalls, "wu", "F2"), recalls.who("ward", region="2"),
              recalls.who("out", region="9"), recalls.who("auditor", Role.AUDITOR), recalls.who("jo", Role.JUROR)]
    some = 0
    for user in people:
        for on in (DAY, date(2026, 3, 12), date(2026, 4, 30)):
            told = waiting_in(procedure, user, on)
            assert asked_in(procedure, user, on) == told, (user, on)
            some += len(told)
    assert some > 20
    assert (reported, "L1") not in asked_in(procedure, bea, DAY)
    assert (reported, "L2") in asked_in(procedure, bea, DAY)
    assert {number for number, _ in asked_in(procedure, ann, DAY)}.isdisjoint({over})


def test_jurors_applicants_and_authorities_that_were_asked(recalls: Recalls, award: str) -> None:
    ann, jo, of_tender = recalls.who("ann"), recalls.who("jo", Role.JUROR), registry.procedure(TENDER)
    li, wu = colleague(recalls, "li", "F1"), colleague(recalls, "wu", "F2")
    common_acts.assign(recalls.home, ann, TENDER, award, "jo", "juror", member="A", at=recalls.later())
    passing.consult(recalls.home, ann, TENDER, award, "2", "What do you think?", "2026-03-20",
                    at=recalls.later())
    asked = recalls.who("ward", region="2")
    for user in (ann, jo, li, wu, asked):
        assert asked_in(of_tender, user, DAY) == waiting_in(of_tender, user, DAY), user
    assert asked_in(of_tender, jo, DAY) == {(award, "A")}
    assert asked_in(of_tender, li, DAY) == {(award, "A")}
    assert asked_in(of_tender, wu, DAY) == {(award, "B")}
    assert (award, "") in asked_in(of_tender, asked, DAY)
    assert [counted(user)[TENDER][-1] for user in (jo, li, wu, asked)] == [1, 1, 1, 1]


def test_what_is_published_is_counted_for_everybody(recalls: Recalls, award: str) -> None:
    assert counted(None) == {}
    done(recalls, recalls.who("ann"), award, "decide", of=TENDER, winner="A")
    assert counted(None) == {TENDER: (1, 0, 0, 0, 0)}


def test_it_asks_as_often_for_three_cases_and_three_procedures_as_for_one(recalls: Recalls,
                                                                         procedure: Procedure) -> None:
    ann, li = recalls.who("ann"), colleague(recalls, "li", "F1")
    recalls.open()

    def asked() -> list[int]:
        found = []
        for user in (ann, li, None):
            counted(user)  # roles, organisations and the tree are read once a request
            with CaptureQueriesContext(connection) as queries:
                counted(user)
            found.append(len(queries))
        return found

    one = asked()
    for made in (complaint(), tender()):
        registry.declare(made)
    for _ in range(2):
        recalls.open()
        perform.open_case(recalls.home, ann, COMPLAINT, "take", {"region": "1", "matter": "x"}, at=recalls.later())
        perform.open_case(recalls.home, ann, TENDER, "open", {"region": "1", "name": "Best"}, at=recalls.later())
    assert set(counted(ann)) == {NAME, COMPLAINT, TENDER}
    assert asked() == one


def test_other_roles_in_other_columns_are_asked_apart(recalls: Recalls, procedure: Procedure) -> None:
    registry.declare(tender())
    ann = recalls.who("ann")
    recalls.open()
    perform.open_case(recalls.home, ann, TENDER, "open", {"region": "1", "name": "Best"}, at=recalls.later())
    some = recalls.who("some", region="9")
    Role.objects.create(user=some, name=Role.OFFICER, region="1", column="programmes")
    assert counted(some) == {TENDER: (1, 1, 0, 0, 1)}
    assert len(overview.readings(registry.procedures().values(), some, DAY)) == 2
    assert len(overview.readings(registry.procedures().values(), ann, DAY)) == 1


def test_of_very_many_it_is_not_counted_how_many_wait(recalls: Recalls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "MOST_WAITING", 2)
    for _ in range(3):
        recalls.open()
    assert counted(recalls.who("ann")) == {NAME: (3, 3, 3, 0, 2)}


def test_the_nearest_are_those_whose_last_days_are_next(recalls: Recalls, award: str) -> None:
    first, second = recalls.open(), recalls.open()
    recalls.act(first, "notify", reason="x", due="2026-03-31")
    recalls.act(first, "add-lot", lot="L1")
    ann = recalls.who("ann")
    (reading_,) = overview.readings(registry.procedures().values(), ann, DAY)
    every = [(row.case.number, row.member) for row in reading_.nearest([NAME, TENDER], 9)]
    assert every[:3] == [(second, ""), (first, "L1"), (award, "")]
    assert [(row.case.number, row.member) for row in reading_.nearest([NAME, TENDER], 2)] == every[:2]
    assert reading_.nearest([], 9) == []
    assert [row.procedure for row in reading_.nearest([TENDER], 9)] == [TENDER] * len(every[2:])
