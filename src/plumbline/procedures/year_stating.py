"""What is stated in an assessment year: targets, self-evaluations, scores of departments and experts, visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from plumbline.errors import MethodError, NotAllowed, RecordError
from plumbline.home import Home
from plumbline.methods.assessment import board as acts
from plumbline.methods.assessment.flow import (
    BEFORE_EVALUATION,
    BY_ITEM,
    DEPARTMENT,
    LEAD,
    PANEL,
    REPORT,
    VISIT,
)
from plumbline.methods.assessment.given import CONSENSUS
from plumbline.procedures.assessment_determinations import KIND as DETERMINATION
from plumbline.procedures.evidence_reading import state as state_of
from plumbline.procedures.year import (
    Year,
    acting,
    happen,
    in_phase,
    must_hold,
    ordered,
    said,
    settled,
    stage_of,
    still_closed,
    take_turn,
)
from plumbline.procedures.year_trying import tried
from plumbline.records import evidence, kinds
from plumbline.records.people import User
from plumbline.records.rounds import KIND, RoundEvent

STATED = (*BEFORE_EVALUATION, REPORT)


def state(home: Home, user: User, number: str, stage: str, region: str, answer: str, *, item: str = "",
          reason: str = "", clause: str = "", at: datetime) -> RoundEvent:
    """State something in a stage: words for targets and reports, else the answer to one item, as its rule takes it. The
    evidence attached there is kept with it, as it is now. A later statement replaces an earlier one, which stays.

    :raises NotAllowed: who does not act there. :raises RecordError: out of turn, late, without the evidence that the
    stage wants, for an item that is not answered there, or an answer it does not take.
    """
    with acting(home, number) as year:
        return _state(year, user, stage, Statement(region, answer, item, reason, clause), at)


@dataclass(frozen=True, slots=True)
class Statement:
    """What is stated of a region, and of an item in stages that answer one at a time."""

    region: str
    answer: str
    item: str = ""
    reason: str = ""
    clause: str = ""


def state_all(home: Home, user: User, number: str, stage: str, statements: Sequence[Statement], *, at: datetime,
              keep: bool = True) -> tuple[list[RoundEvent], dict[int, RecordError | NotAllowed]]:
    """State all of ``statements`` in one transaction, or nothing. Returns the events; or none, and what is wrong with
    which of them, by place. Each is checked as :func:`state` checks it; without ``keep`` they are only checked."""
    kept: list[RoundEvent] = []
    wrong: dict[int, RecordError | NotAllowed] = {}
    with acting(home, number) as year:
        for place, one in enumerate(statements):
            try:
                kept.append(_state(year, user, stage, one, at))
            except (RecordError, NotAllowed) as error:
                wrong[place] = error
        if wrong or not keep:
            kept = []
            transaction.set_rollback(True)
    return kept, wrong


def _state(year: Year, user: User, stage: str, told: Statement, at: datetime) -> RoundEvent:
    number, region, item = year.round.number, told.region, told.item
    if stage not in STATED:
        stage_of(year, stage)
        raise RecordError(f"nothing is stated in the stage '{stage}'", where=number,
                          next_step=f"Choose one of: {', '.join(STATED)}")
    late = take_turn(year, user, stage, at, region=region, item=item)
    if stage in BEFORE_EVALUATION:
        in_phase(year, acts.RUNNING)
    else:
        ordered(year, region)
    answer = said(told.answer, "answer")
    if (stage in BY_ITEM) != bool(item):
        raise RecordError("this stage answers one item at a time" if stage in BY_ITEM else
                          "this stage has no items", where=f"{number} {stage}",
                          next_step="Name it: --item" if stage in BY_ITEM else "Leave the item out")
    clause = told.clause
    if item:
        _answers(year, user, stage, region, item, answer, at.date())
        clause = clause or year.item(item).clause
    seen = attached(year, region, item)
    if stage_of(year, stage).evidence and not seen:
        raise RecordError("this stage wants evidence, and none is attached",
                          where=f"{number} {region} {item}".strip(),
                          next_step=f"Attach some first: plumb evidence add FILE {KIND} "
                                    f"{' '.join(key_of(year, region, item))}")
    return happen(year, user, acts.STATE, at, stage=stage, region=region, item=item, answer=answer, late=late,
                  reason=" ".join(told.reason.split()), clause=clause, evidence=seen,
                  evidence_state=state_of(KIND, key_of(year, region, item)))


def close_panel(home: Home, user: User, number: str, region: str, item: str, *, reason: str,
                at: datetime) -> RoundEvent:
    """Wait for no more experts on an item: the scores there are lie open. :raises NotAllowed: unless ``user`` leads the
    year. :raises RecordError: if no panel scores the item, or it lies open already."""
    with acting(home, number) as year:
        _leads_panel(year, user, region, item)
        if year.board.opened(region, item):
            raise RecordError("the scores lie open already", where=f"{number} {region} {item}",
                              next_step="Look at them with: plumb year show")
        return happen(year, user, acts.CLOSE, at, stage=PANEL, region=region, item=item, reason=said(reason, "reason"))


def agree(home: Home, user: User, number: str, region: str, item: str, answer: str, *, reason: str,
          at: datetime) -> RoundEvent:
    """Record what a panel agreed on after its scores lay open. It counts in their place; they stay.
    Raises as :func:`close_panel`, and for scores that do not lie open yet."""
    with acting(home, number) as year:
        _leads_panel(year, user, region, item)
        where = f"{number} {region} {item}"
        if not year.board.opened(region, item):
            raise RecordError("not all experts have scored yet: they score independently first", where=where,
                              next_step=f"Wait for them, or close the panel: plumb year close {where}")
        text = f"{CONSENSUS}={answer.strip()}"
        fits(year, item, text, at.date(), where=where)
        return happen(year, user, acts.CONSENSUS, at, stage=PANEL, region=region, item=item, answer=text,
                      reason=said(reason, "reason"))


def attached(year: Year, region: str, item: str) -> list[str]:
    """SHA-256 of the evidence that counts there now."""
    rows = evidence.of_subject(KIND, key_of(year, region, item))
    return sorted({row.sha256 for row in rows if not row.withdrawn})


def key_of(year: Year, region: str, item: str) -> tuple[str, ...]:
    """The key under which evidence of a statement is attached."""
    return (year.round.number, region, item) if item else (year.round.number, region)


def fits(year: Year, item_id: str, answer: str, on: date, *, where: str, alone: bool = False) -> None:
    """:raises RecordError: if the rule of the item does not take ``answer``; ``alone``: one expert's score."""
    most = kinds.get(DETERMINATION).by_name["value"].max_length or 0
    if len(answer) > most:
        raise RecordError(f"this answer is longer than {most} characters", where=where,
                          next_step="Answer as the rule asks; say the rest as the reason")
    try:
        tried(year.scheme, year.item(item_id), answer, on, alone=alone)
    except MethodError as error:
        raise RecordError(error.what, where=where, why=error.why, next_step=error.next_step) from error


def _answers(year: Year, user: User, stage: str, region: str, item: str, answer: str, on: date) -> None:
    where = f"{year.round.number} {region} {item}"
    found = year.item(item)
    waived = bool(found.figure) and stage in (DEPARTMENT, VISIT)  # only that it does not apply can be said of a figure
    if stage not in year.board.items[item] and not waived:
        stages = ", ".join(sorted(year.board.items[item]))
        raise RecordError(f"this item is not answered in the stage '{stage}'", where=where,
                          next_step=f"Its stages: {stages or 'none, it is computed from records'}")
    if stage == PANEL:
        still_closed(year, region, item)
    fits(year, item, answer, on, where=where, alone=stage == PANEL)


def _leads_panel(year: Year, user: User, region: str, item: str) -> None:
    must_hold(year, user, LEAD, region)
    settled(year)
    in_phase(year, acts.RUNNING)
    if PANEL not in year.board.items[year.item(item).id] or region not in year.board.regions:
        raise RecordError("no panel scores this", where=f"{year.round.number} {region} {item}",
                          next_step="Look at its stages with: plumb year show")
