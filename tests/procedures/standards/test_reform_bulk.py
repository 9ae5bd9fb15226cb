"""Deciding about many at once: what comes of it is what comes of the same decisions one by one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from plumbline.errors import ConflictError, NotAllowed, PlumblineError, RecordError
from plumbline.home import Home
from plumbline.procedures.casework.members import acting
from plumbline.procedures.records import bulk as many_records
from plumbline.procedures.standards.reform.bulk import ACTS
from plumbline.records.core import cases, kinds, store
from plumbline.records.core.cases import CaseEvent, CaseParty, CaseSummary
from plumbline.records.verifying import verification
from tests.procedures.standards import reform_rounds as rounds
from tests.procedures.standards.reform_rounds import BARE, PUMP_OLD, SAFE, SOUND, UNUSED, Round
from tests.records.samples import Office

OUTCOMES = ("keep", "revise", "merge", "convert", "withdraw")


@pytest.fixture
def played(home: Home, db: None) -> Round:
    office = Office(home)
    office.begin(rounds.begun)
    played = Round(office)
    played.deciding()
    return played


def all_of(played: Round) -> dict[str, Any]:
    """What everybody may find afterwards of decisions."""
    case = played.found().row
    events = CaseEvent.objects.filter(case=case).order_by("member", "pk").exclude(member="")
    row = store.current(kinds.get("standard"))
    assert not cases.altered(case)
    return {
        "events": [(each.act, each.member, each.said, each.state, each.part, each.actor, each.late) for each in events],
        "lists": list(CaseSummary.objects.filter(case=case).exclude(member="").order_by("member").values_list(
            "member", "state", "due", "ended", "title", "region")),
        "parties": CaseParty.objects.filter(case=case).count(),
        "register": sorted(row.values_list("code", "status", "confirmed_on", "withdrawn_on", "issuer", "title_zh")),
        "relations": sorted(store.current(kinds.get("relation")).values_list("standard", "type", "target_standard"))}


def test_as_one_by_one(played: Round) -> None:
    before, at = transaction.savepoint(), played.now
    played.decide_all()
    in_bulk = all_of(played)
    transaction.savepoint_rollback(before)
    played.now = at
    for member, proposal in played.proposals().items():
        played.act(ACTS[proposal], member, by="bea")
    assert in_bulk == all_of(played)
    assert {each[3] for each in in_bulk["events"]} >= {"kept", "withdrawn", "to-merge"}


def test_what_is_refused_keeps_back_no_other(played: Round) -> None:
    seen = {member: played.found().board.at(member).last for member in (SOUND, SAFE, UNUSED, BARE)}
    played.act("keep", SAFE, by="bea")
    done = acting.act_on(played.home, played.who("bea"), rounds.NAME, played.number, "keep", seen, {},
                         at=played.clock())
    assert isinstance(done[SOUND], CaseEvent)
    assert {member: type(each) for member, each in done.items() if isinstance(each, PlumblineError)} == {
        SAFE: ConflictError, UNUSED: RecordError, BARE: RecordError}
    mine = acting.act_on(played.home, played.who("ann"), rounds.NAME, played.number, "revise", {PUMP_OLD: None},
                         {"reason": "另有考虑"}, at=played.clock())
    assert isinstance(mine[PUMP_OLD], NotAllowed)
    assert rounds.held(SOUND).confirmed_on is not None


@pytest.mark.parametrize("act", ["open", "list", "add", "publish", "nothing"])
def test_acts_that_are_not_done_on_many(played: Round, act: str) -> None:
    with pytest.raises(RecordError):
        acting.act_on(played.home, played.who("bea"), rounds.NAME, played.number, act, {SOUND: None}, {},
                      at=played.clock())


def test_nothing_is_kept_of_a_part_that_fails(played: Round) -> None:
    before = CaseEvent.objects.count()

    def broken() -> None:
        raise RuntimeError("the machine stops")

    with pytest.raises(RuntimeError):
        acting.act_on(played.home, played.who("bea"), rounds.NAME, played.number, "keep", {SOUND: None}, {},
                      first=broken, at=played.clock())
    assert CaseEvent.objects.count() == before
    assert rounds.held(SOUND).confirmed_on is None


def test_many_records_are_corrected_as_one_change(played: Round) -> None:
    bea, rows = played.who("bea"), [rounds.held(code).pk for code in (SOUND, SAFE)]
    done = many_records.correct(bea, "standard", {row: {"status": "withdrawn"} for row in rows}, reason="复审",
                                at=played.clock())
    assert (done.rows, rounds.held(SOUND).status) == (2, "withdrawn")
    kept = [row for batch in verification.rows_as_of(kinds.get("standard"), None) for row in batch.to_pylist()]
    assert {row["code"] for row in kept if row["status"] == "withdrawn"} >= {SOUND, SAFE}
    with pytest.raises(ConflictError):
        many_records.correct(bea, "standard", {row: {"status": "in-force"} for row in rows}, reason="复审",
                             at=played.clock())
    assert rounds.held(SOUND).status == "withdrawn"
    again = {rounds.held(SOUND).pk: {"status": "withdrawn"}}
    assert many_records.correct(bea, "standard", again, reason="复审", at=played.clock()).entry is None
