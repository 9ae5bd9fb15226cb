"""What may be done in any case: comments, parts, conflicts, what comes late, changed rules, giving it up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.procedures.casework import common_acts, reading, registry
from plumbline.procedures.casework.declaration import GIVEN
from plumbline.records.core.cases import CaseSummary
from plumbline.records.core.fields import text
from plumbline.records.core.people import Role
from tests.procedures.casework.procedures import APPROVER, PRODUCER, recall
from tests.procedures.casework.recalls import NAME, Recalls


def do(recalls: Recalls, act: Any, number: str, *given: str, by: str = "ann", **more: Any) -> Any:
    return act(recalls.home, recalls.who(by), NAME, number, *given, at=recalls.later(), **more)


def refused(recalls: Recalls, act: Any, number: str, *given: str, by: str = "ann", **more: Any) -> str:
    with pytest.raises((RecordError, NotAllowed)) as error:
        do(recalls, act, number, *given, by=by, **more)
    return str(error.value.code)


def declared_anew(**changed: Any) -> None:
    registry._declared.pop(NAME)
    registry.declare(recall(**changed))


def given_approver() -> None:
    approver = replace(APPROVER, held=GIVEN)
    declared_anew(parts=(recall().parts[0], approver, PRODUCER), acts=tuple(
        replace(act, by=(approver,), guard=None) if act.name == "close" else act for act in recall().acts))


def test_a_comment_changes_nothing_and_whoever_has_a_part_makes_one(recalls: Recalls) -> None:
    number = recalls.open()
    recalls.who("auditor", Role.AUDITOR)
    assert refused(recalls, common_acts.comment, number, "I only read", by="auditor") == "case.part_not_held"
    do(recalls, common_acts.comment, number, "Have they been told?", by="bea")
    assert recalls.found(number).board.values == {"producer": "F1", "region": "1", "product": "Kettle"}
    assert (recalls.state(number), CaseSummary.objects.get().state) == ("opened", "opened")
    assert refused(recalls, common_acts.comment, number, " ") == "row.missing"
    assert refused(recalls, common_acts.comment, number, "x", member="L9") == "case.member_unknown"
    recalls.who("ward", region="2")
    assert refused(recalls, common_acts.comment, number, "x", by="ward") == "case.unknown"


def test_a_part_is_given_and_taken_back(recalls: Recalls) -> None:
    given_approver()
    number = recalls.reported()
    with pytest.raises(NotAllowed):
        recalls.act(number, "close", by="bea")
    recalls.who("ward", region="2")
    recalls.who("auditor", Role.AUDITOR)
    assert refused(recalls, common_acts.assign, number, "bea", "approver", by="auditor") == "case.part_not_held"
    assert refused(recalls, common_acts.assign, number, "ward", "approver") == "case.no_reach"
    assert refused(recalls, common_acts.assign, number, "nobody", "approver") == "case.person_unknown"
    assert refused(recalls, common_acts.assign, number, "bea", "officer") == "case.part_not_given"
    do(recalls, common_acts.assign, number, "bea", "approver")
    assert refused(recalls, common_acts.assign, number, "bea", "approver") == "case.part_as_it_is"
    do(recalls, common_acts.release, number, "bea", "approver")
    with pytest.raises(NotAllowed):
        recalls.act(number, "close", by="bea")
    do(recalls, common_acts.assign, number, "bea", "approver")
    recalls.act(number, "close", by="bea")
    assert recalls.state(number) == "closed"


def test_who_declared_a_conflict_reads_and_does_nothing_any_more(recalls: Recalls) -> None:
    number = recalls.open()
    do(recalls, common_acts.declare_conflict, number, "My brother's firm", by="bea")
    with pytest.raises(RecordError) as error:
        recalls.found(number, by="bea")
    assert error.value.code == "case.unknown"
    assert refused(recalls, common_acts.comment, number, "x", by="bea") == "case.unknown"
    given_approver()
    assert recalls.found(number).changed


def test_a_conflict_over_one_member_closes_that_one_only(recalls: Recalls) -> None:
    number = recalls.reported()
    do(recalls, common_acts.declare_conflict, number, "My brother's lot", by="bea", member="L1")
    with pytest.raises(RecordError, match="has no member 'L1'"):
        recalls.act(number, "account", by="bea", member="L1", how="Sold out")
    recalls.act(number, "account", by="bea", member="L2", how="Sold out")


def test_changed_rules_stop_a_case_until_somebody_decides(recalls: Recalls) -> None:
    number = recalls.open()
    assert refused(recalls, common_acts.go_on, number, "x") == "case.rules_unchanged"
    declared_anew(acts=tuple(replace(act, second_person=False) for act in recall().acts))
    with pytest.raises(RecordError) as error:
        recalls.act(number, "notify", reason="x", due="2026-03-10")
    assert error.value.code == "case.rules_changed"
    recalls.who("auditor", Role.AUDITOR)
    assert refused(recalls, common_acts.go_on, number, "x", by="auditor") == "case.part_not_held"
    do(recalls, common_acts.go_on, number, "Agreed with the office")
    recalls.act(number, "notify", reason="x", due="2026-03-10")


def test_words_may_change(recalls: Recalls) -> None:
    number = recalls.open()
    declared_anew(title=recall().plural)
    recalls.act(number, "notify", reason="x", due="2026-03-10")


def test_a_state_in_which_a_case_stands_cannot_go(recalls: Recalls) -> None:
    number = recalls.reported()
    states = recall().states
    declared_anew(states=(states[0], states[1], replace(states[2], name="answered"), states[3]), acts=tuple(
        replace(act, target="answered" if act.target == "reported" else act.target,
                source=tuple("answered" if each == "reported" else each for each in act.source))
        for act in recall().acts))
    assert refused(recalls, common_acts.go_on, number, "x") == "case.state_gone"
    do(recalls, common_acts.withdraw, number, "Opened anew under the new rules")
    assert recalls.state(number) == "withdrawn"


def test_nothing_is_done_for_a_member_of_a_case_that_was_given_up(recalls: Recalls) -> None:
    number = recalls.reported()
    do(recalls, common_acts.withdraw, number, "A mistake")
    with pytest.raises(RecordError) as error:
        recalls.act(number, "account", member="L1", how="Sold out")
    assert error.value.code == "case.ended"
    told = reading.document(recalls.found(number), recalls.who("ann"))
    assert [each["acts"] for each in told["members"]] == [[], []]


def test_a_declared_field_may_be_called_person(recalls: Recalls) -> None:
    declared_anew(acts=tuple(
        replace(act, fields={**act.fields, "person": text("Person", "人员")}) if act.name == "notify" else act
        for act in recall().acts))
    number = recalls.open()
    recalls.act(number, "notify", reason="x", due="2026-03-10", person="Mr Li")
    assert reading.history(recalls.found(number), recalls.who("ann"))[-1]["said"]["person"] == "Mr Li"


def test_a_case_is_given_up_by_who_opened_it_or_sees_to_it_and_once(recalls: Recalls) -> None:
    number = recalls.open()
    recalls.who("auditor", Role.AUDITOR)
    assert refused(recalls, common_acts.withdraw, number, "x", by="auditor") == "case.part_not_held"
    do(recalls, common_acts.withdraw, number, "A mistake", by="bea")
    assert CaseSummary.objects.get().ended
    assert refused(recalls, common_acts.withdraw, number, "x") == "case.ended"
    with pytest.raises(RecordError):
        recalls.act(number, "notify", reason="x", due="2026-03-10")
    with pytest.raises((RecordError, ConflictError)):
        recalls.act(number, "add-lot", lot="L1")
