"""Where an assessment year stands for one person: whose turn it is, until when, what they may do, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from plumbline.errors import PlumblineError, RecordError
from plumbline.home import Home
from plumbline.methods.assessment.flows import flow as flows
from plumbline.methods.assessment.flows.flow import Stage
from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year.duties import YEARLY, window
from plumbline.procedures.assessment.scoring.reading import Openness
from plumbline.procedures.assessment.scoring.schemes import schemes_of
from plumbline.procedures.assessment.year.acts import (
    after_publication,
    in_phase,
    must_hold,
    ordered,
    second_person,
    stage_of,
    still_closed,
    take_turn,
)
from plumbline.procedures.assessment.year.loading import WHOLE, Year
from plumbline.procedures.assessment.year.reading import leading, open_to, stands_in, waits
from plumbline.procedures.assessment.year.refusals import conflicted, look
from plumbline.procedures.evidence.attaching import ANYBODY
from plumbline.records.assessment import rounds
from plumbline.records.assessment.evaluations import Evaluated
from plumbline.records.assessment.rounds import RoundEvent
from plumbline.records.core.people import User
from plumbline.records.core.visibility import keeping, visible
from plumbline.rulebook.schemes.schemes import Scheme
from plumbline.text import Text

TURN = {acts.EVALUATED: flows.APPROVE, acts.APPROVED: flows.PUBLISH, acts.CORRECTING: flows.EVALUATE}
"""The stage whose turn it is in a phase that waits for one act."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a year stands. ``since`` is the day it came there; ``stage`` is the one whose turn it is and ``due`` its
    last day, None where nothing waits or no day is set; ``days`` are left until then, below 0 if it has passed.
    ``waiting`` counts what waits: for this person, or of anybody for who leads. ``people`` who are to act are named to
    who leads."""

    phase: str
    since: date
    stage: Stage | None
    due: date | None
    days: int | None
    waiting: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One part of one person. ``over`` are pairs of region and item, empty for all."""

    person: str
    part: str
    over: tuple[tuple[str, str], ...]
    conflicts: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One result: that of a publication, or of the evaluation under way. ``head`` is its document without the regions,
    ``rows`` what lists show of those that are open to the reader, and ``region``, of the one that was asked for, all
    that they may see of it."""

    number: int
    at: datetime
    root: str
    published: bool
    head: dict[str, Any]
    rows: tuple[dict[str, Any], ...]
    region: dict[str, Any] | None


def standing(year: Year, user: Any, *, on: date) -> Standing:
    """Where the year stands on a day, as ``user`` may know it."""
    board, leads = year.board, leading(year, user)
    found = waits(year, user if not leads else ANYBODY, on=on)
    stage = year.flow.stage(TURN[board.phase]) if board.phase in TURN else None
    if stage is None:
        dated = sorted((each for each in found if each.stage not in TURN.values()),
                       key=lambda each: (each.due is None, each.due or date.max))
        stage = year.flow.stage(dated[0].stage) if dated else _open_to_all(year, on)
    else:
        dated = []
    due = dated[0].due if dated else window(board, stage)[1] if stage is not None else None
    return Standing(board.phase, _since(year), stage, due, None if due is None else (due - on).days,
                    sum(each.count for each in found if stage is not None and each.stage == stage.id),
                    _names(year, stage.part) if leads and stage is not None else ())


def refusal(year: Year, user: Any, stage: str, at: datetime, *, region: str = "", item: str = "",
            order: int | None = None) -> PlumblineError | None:
    """Why ``user`` cannot act in a stage now; None if they can, as far as it does not depend on what they answer. Of a
    report ``order`` says of which."""
    try:
        if stage == flows.REPORT:
            must_hold(year, user, stage_of(year, stage).part, region)
            take_turn(year, user, stage, at, region=region, order=ordered(year, region, order))
            return None
        take_turn(year, user, stage, at, region=region, item=item)
        if stage in flows.BEFORE_EVALUATION:
            in_phase(year, acts.RUNNING)
        elif stage in (flows.OBJECT, flows.ANSWER, flows.ORDER):
            after_publication(year)
        elif stage in TURN.values():
            in_phase(year, *YEARLY[stage])
            if stage == flows.APPROVE:
                second_person(year, user)
        if stage == flows.PANEL and item:
            still_closed(year, region, item)
    except PlumblineError as error:
        return error
    return None


def answerable(year: Year, stage: str, item: str) -> bool:
    """Whether an item is answered in a stage. Of a figure a department or a visit can say that it does not apply."""
    of = year.item(item)
    return stage in year.board.items[item] or (bool(of.figure) and of.not_applicable
                                               and stage in (flows.DEPARTMENT, flows.VISIT))


def region_open_to(year: Year, user: Any, region: str) -> None:
    """:raises RecordError: unless ``user`` may read something of ``region``. :raises NotAllowed: to who declared a
    conflict of interest over it."""
    if region not in year.board.regions:
        raise _closed(year, region)
    if user is ANYBODY:
        return
    if year.board.conflicted(user.pk, region):
        raise conflicted(year.round.number, region)
    reads = visible(user, rounds.kind_of(), region) and (leading(year, user) or bool(year.board.publications))
    if not reads and not stands_in(year, user, region):
        raise _closed(year, region)


def _closed(year: Year, region: str) -> RecordError:
    return RecordError("year.region_closed", Text("there is no such region in this year, or it is not open to this "
                                                  "person", "本年度没有该地区，或该地区不对本人开放"),
                       where=f"{year.round.number} {region[:80]}", next_step=look(year.round.number))


def parts(year: Year, user: Any) -> list[Held]:
    """Who holds which part: everybody's for who leads, else one's own. Nothing of regions over which the reader
    declared a conflict of interest."""
    board, leads = year.board, leading(year, user)
    own = None if user is ANYBODY else user.pk
    names = dict(User.objects.filter(pk__in={who for who, _ in board.held}).values_list("pk", "username"))
    found = []
    for (who, part), over in board.held.items():
        open_over = tuple(each for each in over if own is None or not each[0] or not board.conflicted(own, each[0]))
        if (leads or who == own) and open_over and who in names:
            conflicts = tuple(sorted(region for of, region in board.conflicts if of == who))
            found.append(Held(names[who], part, open_over, conflicts, who == own))
    return sorted(found, key=lambda each: (flows.PARTS.index(each.part), each.person))


def versions(home: Home, number: str, user: Any, region: str = "") -> list[Version]:
    """The results of a year, oldest first: each that was published, and for who leads or approves the one under way,
    without the regions over which they declared a conflict of interest. Items are read of ``region`` only, and then
    nothing of the others."""
    year = open_to(home, number, user, WHOLE)
    board = year.board
    wanted = {each.about: True for each in board.publications if each.about is not None}
    if board.evaluation is not None and leading(year, user):
        wanted[board.evaluation.number] = False
    events = {row.pk: row for row in RoundEvent.objects.filter(pk__in=list(wanted), round=year.round).defer("document")}

    def is_open(code: str, is_out: bool) -> bool:
        return is_out or user is ANYBODY or (not board.conflicted(user.pk, code)
                                             and bool(visible(user, rounds.kind_of(), code)))

    found = []
    for event, is_out in wanted.items():
        row, result = events[event], Evaluated(event)
        one = result.region(region) if region and is_open(region, is_out) else None
        if one is not None and user is not ANYBODY:
            one = Openness(home, user, approved=bool(result.head.get("procedure"))).close(one)
        rows = () if region else tuple(each for each in result.rows() if is_open(each["code"], is_out))
        found.append(Version(row.pk, row.at, row.answer, is_out, result.head, rows, one))
    return found


def may_open(user: Any) -> frozenset[str]:
    """The regions in which ``user`` may open a year."""
    return keeping(user, rounds.kind_of()).regions() if user is not None else frozenset()


def schemes_to_open(home: Home) -> list[Scheme]:
    """The newest version of every scheme by which somebody can be assessed."""
    return [found[-1] for found in schemes_of(home).values() if not found[-1].unpublished]


def _open_to_all(year: Year, on: date) -> Stage | None:
    """The stage whose turn comes next where nothing waits: evaluation, or objections while their days last."""
    if year.board.phase == acts.RUNNING:
        return year.flow.stage(flows.EVALUATE)
    stage = year.flow.stage(flows.OBJECT)
    due = window(year.board, stage)[1] if stage is not None else None
    return stage if due is not None and on <= due else None


def _since(year: Year) -> date:
    board = year.board
    if board.phase == acts.RUNNING:
        return board.opened_on or year.period.first
    if board.phase == acts.CORRECTING:
        return timezone.localdate(year.event(board.corrected).at)
    if board.phase == acts.DONE:
        return board.publications[-1].on
    of = board.approvals if board.phase == acts.APPROVED else board.evaluations
    return of[-1].on


def _names(year: Year, part: str) -> tuple[str, ...]:
    who = {person for person, of in year.board.held if of == part}
    return tuple(User.objects.filter(pk__in=who).order_by("username").values_list("username", flat=True))
