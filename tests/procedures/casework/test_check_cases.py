"""What the doctor says of cases: altered, shown wrongly, of nobody's procedure, or with nobody to move them."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.procedures.casework import common_acts, registry, renewing
from plumbline.procedures.operations import check_cases
from plumbline.procedures.operations.doctor import FAULT, OK, WARN, Visit
from plumbline.records.core.cases import Case, CaseEvent, CaseSummary
from plumbline.records.core.people import Role
from tests.procedures.casework.recalls import NAME, Recalls


def said(recalls: Recalls) -> list[tuple[str, str, str]]:
    return [(each.status, each.what, each.where) for each in check_cases.check(Visit(recalls.home, recalls.later()))]


def sealed(recalls: Recalls) -> list[str]:
    return [each.what for each in check_cases.sealed(Visit(recalls.home, recalls.later()))]


def test_all_is_well(recalls: Recalls) -> None:
    assert said(recalls) == [(OK, "no case was opened", "")]
    recalls.reported()
    recalls.who("bea")
    assert said(recalls) == [(OK, "1 cases, each as its events were sealed", "")]
    assert sealed(recalls) == []


@pytest.mark.parametrize("changed", [{"act": "return"}, {"state": "closed"}, {"actor": 99}, {"late": True},
                                     {"said": {"x": "y"}}, {"member": "L3"}, {"part": "producer"}, {"about": 1}])
def test_an_altered_event_is_named(recalls: Recalls, changed: dict[str, Any]) -> None:
    number = recalls.reported()
    event = CaseEvent.objects.order_by("-pk").first()
    assert event is not None
    CaseEvent.objects.filter(pk=event.pk).update(**changed)
    assert (FAULT, "an event of a case is not what the journal sealed", f"{NAME} {number}, event {event.pk}"
            ) in said(recalls)


def test_a_removed_event_and_a_moved_one_are_noticed(recalls: Recalls) -> None:
    recalls.reported()
    last = CaseEvent.objects.order_by("-pk").first()
    assert last is not None
    last.delete()
    assert sealed(recalls) != []


def test_an_event_under_another_case_is_noticed(recalls: Recalls) -> None:
    recalls.open()
    other = Case.objects.get(number=recalls.open())
    CaseEvent.objects.filter(case__number="2026-0001").update(case=other)
    assert any(what == "an event of a case is not what the journal sealed" for _, what, _ in said(recalls))
    assert any(what == "a case is not the one that was opened" for _, what, _ in said(recalls))


def test_a_case_moved_to_another_region_is_noticed(recalls: Recalls) -> None:
    number = recalls.open()
    Case.objects.update(region="2")
    assert (FAULT, "a case is not the one that was opened", f"{NAME} {number}") in said(recalls)


def test_a_list_that_was_altered_is_told_and_made_anew(recalls: Recalls) -> None:
    number = recalls.reported()
    recalls.who("bea")
    CaseSummary.objects.filter(member="L1").update(ended=True)
    CaseSummary.objects.filter(member="L2").delete()
    wrong = (FAULT, "a list shows a case otherwise than its events")
    assert [each for each in said(recalls) if each[0] != WARN] == [
        (*wrong, f"{NAME} {number} L1"), (*wrong, f"{NAME} {number} L2")]
    assert renewing.renew_all(recalls.home, on=recalls.later().date()) == 1
    assert [status for status, _, _ in said(recalls)] == [OK]


def test_a_case_of_a_procedure_that_is_gone_is_told(recalls: Recalls) -> None:
    number = recalls.open()
    registry._declared.pop(NAME)
    assert (WARN, "a case is of a procedure that is not declared here", f"{NAME} {number}") in said(recalls)


def test_a_case_that_nobody_can_move_is_told_with_what_frees_it(recalls: Recalls) -> None:
    number = recalls.open()
    ann = recalls.who("ann")
    Role.objects.update(name=Role.AUDITOR)
    (stuck, _well) = list(check_cases.check(Visit(recalls.home, recalls.later())))
    assert (stuck.status, stuck.what, stuck.where) == (WARN, "nobody can move a case", f"{NAME} {number}")
    assert stuck.next_step.endswith("plumb user add NAME --role officer --region 1")
    Role.objects.update(name=Role.OFFICER)
    assert [status for status, _, _ in said(recalls)] == [OK]
    common_acts.declare_conflict(recalls.home, ann, NAME, number, "Mine", at=recalls.later())
    assert [status for status, _, _ in said(recalls)] == [WARN, OK]
    recalls.who("bea")
    assert [status for status, _, _ in said(recalls)] == [OK]


def test_a_case_that_waits_for_a_second_person_who_is_not_there_is_told(recalls: Recalls) -> None:
    number = recalls.reported()
    for lot in ("L1", "L2"):
        recalls.act(number, "account", member=lot, how="Sold out")
    (stuck, _well) = list(check_cases.check(Visit(recalls.home, recalls.later())))
    assert stuck.why == "It takes a second person, and there is none"
    recalls.who("bea")
    assert [status for status, _, _ in said(recalls)] == [OK]
