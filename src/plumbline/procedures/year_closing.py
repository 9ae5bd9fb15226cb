"""Evaluating an assessment year, approving and publishing it; objections, corrections, rectification."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plumbline.errors import ConflictError, RecordError
from plumbline.figures.cut import freeze, open_cut
from plumbline.home import Home
from plumbline.methods.assessment import board as acts
from plumbline.methods.assessment.board import DISMISSED, UPHELD, Happened, two_answers
from plumbline.methods.assessment.flow import ANSWER, APPROVE, EVALUATE, OBJECT, ORDER, PANEL, PUBLISH
from plumbline.methods.assessment.given import CONSENSUS
from plumbline.procedures.assessment import keep, result_from, root_of
from plumbline.procedures.assessment_determinations import KIND as DETERMINATION
from plumbline.procedures.assessment_determinations import Determinations
from plumbline.procedures.evidence_reading import state as state_of
from plumbline.procedures.evidence_reading import states
from plumbline.procedures.year import Year, acting, after_publication, happen, in_phase, said, second_person, take_turn
from plumbline.procedures.year_answers import answers, joined
from plumbline.procedures.year_stating import attached, fits, key_of
from plumbline.records import kinds, store
from plumbline.records.people import User
from plumbline.records.rounds import KIND, RoundEvent


def evaluate(home: Home, user: User, number: str, *, at: datetime) -> RoundEvent:
    """Score every region from the answers that count, and keep the result for approval: nobody else reads it yet.

    Records are frozen into a cut, and the scheme is applied to it and to the answers, which stay events of the year.

    :raises NotAllowed: unless ``user`` leads the year. :raises RecordError: naming what stands against it: experts who
    disagree, evidence that changed after a score, merged regions with two answers, determinations kept beside the year.
    :raises ConflictError: if something was stated meanwhile.
    """
    with acting(home, number) as year:
        late = take_turn(year, user, EVALUATE, at)
        in_phase(year, acts.RUNNING, acts.CORRECTING)
        counted, last = _answers(year), year.events[-1].pk
    cut = freeze(home)
    document = result_from(home, open_cut(home, cut.id), year.scheme, year.round.year, counted) | {"procedure": number}
    with acting(home, number) as now:
        if now.events[-1].pk != last or now.changed:
            raise ConflictError("something was stated while the year was evaluated", where=number,
                                next_step="Evaluate it again")
        return happen(now, user, acts.EVALUATE, at, stage=EVALUATE, answer=root_of(document), document=document,
                      late=late)


def approve(home: Home, user: User, number: str, *, reason: str = "", at: datetime) -> RoundEvent:
    """Approve the evaluation under way. :raises NotAllowed: unless ``user`` is an approver, did not make it, and has
    not approved it before. :raises RecordError: if there is none."""
    with acting(home, number) as year:
        late = take_turn(year, user, APPROVE, at)
        in_phase(year, acts.EVALUATED)
        evaluation = year.board.evaluation
        assert evaluation is not None
        second_person(year, user)
        return happen(year, user, acts.APPROVE, at, stage=APPROVE, about=evaluation.number, answer=evaluation.answer,
                      reason=" ".join(reason.split()), late=late)


def publish(home: Home, user: User, number: str, *, at: datetime) -> RoundEvent:
    """Publish the evaluation that was approved: everyone reads it, and the year is locked. After an upheld objection
    this is a new version, beside the old one. :raises NotAllowed: unless ``user`` leads the year. :raises RecordError:
    if it is not approved."""
    with acting(home, number) as year:
        late = take_turn(year, user, PUBLISH, at)
        in_phase(year, acts.APPROVED)
        evaluation = year.board.evaluation
        assert evaluation is not None
        document: dict[str, Any] = RoundEvent.objects.get(pk=evaluation.number).document
        if root_of(document) != evaluation.answer:
            raise RecordError("the evaluation is not what was approved", where=number,
                              why="It was altered outside Plumbline", next_step="Compare with a backup")
        keep(document, year.scheme, user.pk, at)
        return happen(year, user, acts.PUBLISH, at, stage=PUBLISH, about=evaluation.number, answer=evaluation.answer,
                      late=late)


def object_to(home: Home, user: User, number: str, region: str, text: str, *, item: str = "",
              at: datetime) -> RoundEvent:
    """Object to a published result, for the region one acts for, under one's own account. :raises NotAllowed: for
    another region. :raises RecordError: before publication, or late."""
    with acting(home, number) as year:
        late = take_turn(year, user, OBJECT, at, region=region)
        after_publication(year)
        return happen(year, user, acts.OBJECT, at, stage=OBJECT, region=region, answer=said(text, "objection"),
                      item=year.item(item).id if item else "", late=late, evidence=attached(year, region, item),
                      evidence_state=state_of(KIND, key_of(year, region, item)))


def rule_on(home: Home, user: User, number: str, objection: int, *, upheld: bool, reason: str, item: str = "",
            answer: str = "", at: datetime) -> RoundEvent:
    """Answer an objection. Upheld, the right ``answer`` to an item is stated with it, and the year is to be evaluated,
    approved and published anew; for a figure there is no answer: correct the records first.

    :raises NotAllowed: unless ``user`` leads the year. :raises RecordError: if there is no such objection, it is
    answered, or an upheld one corrects nothing.
    """
    with acting(home, number) as year:
        said_then = year.board.objections.get(objection)
        region = year.resolve(said_then.region) or said_then.region if said_then is not None else ""
        late = take_turn(year, user, ANSWER, at, region=region)
        if said_then is None or objection in year.board.rulings:
            raise RecordError("there is no such objection, or it is answered", where=f"{number} {objection}",
                              next_step="Look at the objections with: plumb year show")
        after_publication(year)
        item = item or said_then.item
        if upheld:
            _correctable(year, region, item, answer, at)
        ruling = happen(year, user, acts.RULE, at, stage=ANSWER, region=region, item=item, about=objection, late=late,
                        answer=UPHELD if upheld else DISMISSED, reason=said(reason, "reason"))
        if upheld:
            happen(year, user, acts.STATE, at, stage=ANSWER, region=region, item=item, answer=answer, about=objection,
                   reason=said(reason, "reason"), clause=year.item(item).clause)
        return ruling


def order(home: Home, user: User, number: str, region: str, text: str, *, at: datetime) -> RoundEvent:
    """Order a region to rectify something and to report. :raises NotAllowed: unless ``user`` leads the year.
    :raises RecordError: before publication."""
    with acting(home, number) as year:
        late = take_turn(year, user, ORDER, at, region=region)
        after_publication(year)
        return happen(year, user, acts.ORDER, at, stage=ORDER, region=region, answer=said(text, "order"), late=late)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands against an evaluation, and where."""

    region: str
    item: str
    what: str

    def __str__(self) -> str:
        return f"{self.region} {self.item}: {self.what}"


def obstacles(year: Year) -> list[Obstacle]:
    """What stands against an evaluation."""
    board, found, now = year.board, [], states(KIND, year.round.number)
    found += [Obstacle(region, item,
                       f"regions that have become one gave different answers in the stage '{stage}'")
              for stage, region, item in two_answers(board, year.resolve)]
    for region in board.regions:
        for item in board.items:
            counted = board.final(region, item)
            found += [Obstacle(region, item, f"the evidence changed after the answer of the stage '{each.stage}'")
                      for each in counted
                      if each.act == acts.STATE and each.stage != ANSWER and changed_since(year, each, now)]
            if counted and counted[0].stage == PANEL:
                found += _disagree(year, region, item, counted)
    return found


def changed_since(year: Year, each: Happened, now: Callable[[tuple[str, ...]], str]) -> bool:
    """Whether evidence was added, withdrawn or brought back after a statement. ``now``: what counts now, by key."""
    then: str = year.event(each.number).evidence_state
    return then != now(key_of(year, each.region, each.item))


def _disagree(year: Year, region: str, item: str, counted: list[Happened]) -> list[Obstacle]:
    if not year.board.opened(region, item) and not joined(counted).startswith(CONSENSUS):
        return [Obstacle(region, item, "not all experts have scored")]
    try:
        fits(year, item, joined(counted), counted[-1].on, where=f"{region} {item}")
    except RecordError as error:
        return [Obstacle(region, item, error.what)]
    return []


def _correctable(year: Year, region: str, item: str, answer: str, at: datetime) -> None:
    if not item:
        raise RecordError("an upheld objection corrects one item", where=year.round.number, next_step="Name it: --item")
    if year.item(item).figure and not answer:
        return
    if not answer:
        raise RecordError("an upheld objection states the right answer", where=f"{year.round.number} {region} {item}",
                          next_step="Give it: --answer")
    fits(year, item, answer, at.date(), where=f"{year.round.number} {region} {item}")


def _answers(year: Year) -> Determinations:
    against = obstacles(year)
    if against:
        raise RecordError(f"{len(against)} things stand against an evaluation: "
                          f"{'; '.join(map(str, against[:5]))}",
                          where=year.round.number,
                          next_step="Let them be stated again, or record what the panel agreed on")
    beside = store.current(kinds.get(DETERMINATION)).filter(scheme=year.scheme.id, year=year.round.year)
    first = beside.order_by("region", "item").first()
    if first is not None:
        raise RecordError("a determination was kept beside the year", where=f"{first.region} {first.item}",
                          why=f"{beside.count()} in all: nobody stated them in a stage of {year.round.number}",
                          next_step="Withdraw it, and let it be stated in its stage")
    return answers(year)
