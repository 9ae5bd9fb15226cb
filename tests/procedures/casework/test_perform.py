"""Acts: in turn, by who may, in time, once; each one event that the journal sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.procedures.casework import registry
from plumbline.procedures.casework.declaration import Guard
from plumbline.records.core import cases
from plumbline.records.core.cases import Case, CaseEvent, CaseSummary
from plumbline.records.core.journal import Entry
from plumbline.records.core.people import Role
from plumbline.records.intake.staging.single import Faults
from tests.procedures.casework.procedures import recall
from tests.procedures.casework.recalls import NAME, Recalls


def refused(recalls: Recalls, number: str, act: str, by: str = "ann", **values: str) -> str:
    before = CaseEvent.objects.count()
    with pytest.raises((RecordError, NotAllowed)) as error:
        recalls.act(number, act, by, **values)
    assert CaseEvent.objects.count() == before
    assert error.value.what.zh != error.value.what.en
    return str(error.value.code)


def test_a_case_goes_from_its_opening_to_its_end(recalls: Recalls) -> None:
    number = recalls.reported()
    for lot in ("L1", "L2"):
        recalls.act(number, "account", member=lot, how="Destroyed")
    recalls.act(number, "close", by="bea")
    assert number == "2026-0001"
    assert [(each.act, each.member, each.state, each.part) for each in cases.events_of(Case.objects.get())] == [
        ("open", "", "opened", "officer"), ("add-lot", "L1", "on-sale", "officer"),
        ("add-lot", "L2", "on-sale", "officer"), ("notify", "", "notified", "officer"),
        ("report-for", "", "reported", "officer"), ("account", "L1", "accounted", "officer"),
        ("account", "L2", "accounted", "officer"), ("close", "", "closed", "approver")]
    assert cases.altered(Case.objects.get()) == []
    assert Entry.objects.filter(kind=NAME, state=Entry.VISIBLE).count() == 8
    assert recalls.found(number).board.values == {
        "producer": "F1", "region": "1", "product": "Kettle", "reason": "It burns", "due": "2026-03-10"}


def test_numbers_count_on_within_a_year(recalls: Recalls) -> None:
    assert [recalls.open() for _ in range(2)] == ["2026-0001", "2026-0002"]
    recalls.later(365)
    assert recalls.open() == "2027-0001"


def test_what_is_not_in_turn_is_refused_and_says_what_is(recalls: Recalls) -> None:
    number = recalls.open()
    assert refused(recalls, number, "close") == "case.not_its_turn"
    assert refused(recalls, number, "nothing") == "case.act_unknown"
    assert refused(recalls, number, "open") == "case.act_unknown"
    assert refused(recalls, number, "account", member="L1", how="x") == "case.member_unknown"
    assert refused(recalls, number, "account", how="x") == "case.member_missing"
    assert refused(recalls, number, "notify", member="L1", reason="x", due="2026-03-10") == "case.member_unknown"
    assert refused(recalls, "2026-0009", "notify", reason="x", due="2026-03-10") == "case.unknown"


def test_who_has_no_part_is_refused_and_who_may_not_know_is_told_nothing(recalls: Recalls) -> None:
    number = recalls.open()
    recalls.who("ward", region="2")
    recalls.who("auditor", Role.AUDITOR)
    assert refused(recalls, number, "notify", by="ward", reason="x", due="2026-03-10") == "case.unknown"
    assert refused(recalls, number, "notify", by="auditor", reason="x", due="2026-03-10") == "case.part_not_held"
    assert refused(recalls, number, "report", text="x") == "case.part_not_held"
    with pytest.raises(NotAllowed):
        recalls.open(by="ward")


def test_faults_of_values_are_all_told(recalls: Recalls) -> None:
    number = recalls.open()
    with pytest.raises(Faults) as error:
        recalls.act(number, "notify", due="10 March")
    assert {(name, code) for name, _reason, _remedy, code in error.value.faults} == {
        ("reason", "missing"), ("due", "not_date")}
    assert refused(recalls, number, "notify", reason="x", due="2026-03-10", more="y") == "record.no_field"
    with pytest.raises(Faults):
        recalls.open(region="nowhere")
    assert Case.objects.count() == 1


def test_a_last_day_is_counted_in_working_days_or_as_it_was_set(recalls: Recalls) -> None:
    number = recalls.open()
    assert CaseSummary.objects.get().due == date(2026, 3, 9)  # five working days after Monday the 2nd
    recalls.act(number, "notify", reason="x", due="2026-03-20")
    assert CaseSummary.objects.get().due == date(2026, 3, 20)
    assert refused(recalls, number, "report-for") == "case.too_early"
    recalls.later(20)
    recalls.act(number, "report-for")
    assert CaseSummary.objects.get().due is None


def test_a_second_person_closes_and_all_lots_must_be_accounted_for(recalls: Recalls) -> None:
    number = recalls.reported()
    assert refused(recalls, number, "close") == "case.second_person"
    assert refused(recalls, number, "close", by="bea") == "case.condition"
    recalls.act(number, "account", member="L1", how="Sold out")
    assert refused(recalls, number, "close", by="bea") == "case.condition"
    recalls.act(number, "account", member="L2", how="Sold out")
    recalls.act(number, "close", by="bea")
    assert recalls.state(number) == "closed"
    assert refused(recalls, number, "add-lot", lot="L3") == "case.ended"


def test_members_have_days_and_states_of_their_own(recalls: Recalls) -> None:
    number = recalls.reported()
    recalls.act(number, "account", member="L1", how="Sold out")
    assert (recalls.state(number, "L1"), recalls.state(number, "L2")) == ("accounted", "on-sale")
    assert refused(recalls, number, "add-lot", lot="L1") == "case.member_twice"
    rows = {row.member: (row.state, row.ended, row.due) for row in CaseSummary.objects.exclude(member="")}
    assert rows == {"L1": ("accounted", True, None), "L2": ("on-sale", False, date(2026, 3, 16))}


def test_an_act_of_who_did_not_see_the_newest_is_refused_and_a_second_click_is_done_once(recalls: Recalls) -> None:
    number = recalls.open()
    seen = recalls.found(number).board.case.last
    values = {"reason": "x", "due": "2026-03-10"}
    first = recalls.act(number, "notify", seen=seen, **values)
    assert recalls.act(number, "notify", seen=seen, **values).pk == first.pk
    with pytest.raises(ConflictError) as error:
        recalls.act(number, "notify", by="bea", seen=seen, **values)
    assert error.value.code == "case.changed_meanwhile"
    with pytest.raises(ConflictError):
        recalls.act(number, "notify", seen=seen, reason="y", due="2026-03-10")


def test_a_condition_that_fails_itself_loses_nothing(recalls: Recalls, caplog: pytest.LogCaptureFixture) -> None:
    def broken(board: object) -> None:
        raise ZeroDivisionError

    registry._declared.pop(NAME)
    registry.declare(recall(acts=tuple(
        replace(act, guard=Guard(broken, ("account",))) if act.name == "close" else act for act in recall().acts)))
    number = recalls.reported()
    assert refused(recalls, number, "close", by="bea") == "case.guard_failed"
    assert "ZeroDivisionError" in caplog.text


def test_several_must_approve(recalls: Recalls) -> None:
    registry._declared.pop(NAME)
    registry.declare(recall(acts=tuple(
        replace(act, approvals=2, guard=None) if act.name == "close" else act for act in recall().acts)))
    number = recalls.reported()
    recalls.act(number, "close", by="bea")
    assert recalls.state(number) == "reported"
    assert refused(recalls, number, "close", by="bea") == "case.done_already"
    recalls.act(number, "close", by="cid")
    assert recalls.state(number) == "closed"


def test_a_case_of_a_ward_that_ended_goes_on_with_the_one_that_took_its_place(recalls: Recalls) -> None:
    # Ward 8 goes on as ward 2.
    Case.objects.filter(number=recalls.open()).update(region="8")
    recalls.who("ward", region="2")
    recalls.act("2026-0001", "notify", by="ward", reason="x", due="2026-03-10")


def test_an_altered_event_is_noticed(recalls: Recalls) -> None:
    recalls.open()
    CaseEvent.objects.update(said={"region": "1", "product": "Toaster", "producer": "F1"})
    assert cases.altered(Case.objects.get()) == [CaseEvent.objects.get().pk]


def test_an_act_asks_little_of_the_store_however_long_the_case(
        recalls: Recalls, django_assert_max_num_queries: pytest.FixtureRequest) -> None:
    number = recalls.open()
    for lot in range(3):
        recalls.act(number, "add-lot", lot=f"L{lot}")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        recalls.act(number, "account", member="L1", how="Sold out")
