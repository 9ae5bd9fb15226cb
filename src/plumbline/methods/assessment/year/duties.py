"""What is to be done in a year, by whom and until when; what is late."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from plumbline.methods.assessment.flows.flow import (
    ANSWER,
    APPROVE,
    BY_ITEM,
    EVALUATE,
    OBJECT,
    ORDER,
    PANEL,
    PUBLISH,
    REPORT,
    TARGET,
    Stage,
)
from plumbline.methods.assessment.year.board import APPROVED, CORRECTING, EVALUATED, RUNNING, Board
from plumbline.methods.assessment.year.orders import REPORTED, Order

REMIND_DAYS = 7
ONE = ("",)
YEARLY = {EVALUATE: (RUNNING, CORRECTING), APPROVE: (EVALUATED,), PUBLISH: (APPROVED,)}


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that waits to be done. ``due`` is None where it rests on a day that is not known yet. ``order`` is the
    order to rectify that it is about, with a last day of its own."""

    stage: str
    part: str
    region: str
    item: str
    due: date | None
    late: bool
    soon: bool
    order: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One region in one stage: ``done`` of ``of`` answers are there, so many of them came late; ``overdue`` if the day
    has passed and some are missing."""

    stage: str
    done: int
    of: int
    late: int
    overdue: bool


def window(board: Board, stage: Stage) -> tuple[date | None, date | None]:
    """The days from which and to which a stage is open."""
    return stage.opens.day(board.year, board.published_on), stage.due.day(board.year, board.published_on)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many things of one ``stage`` wait, or one of an order to rectify, until ``due``."""

    stage: str
    due: date | None
    count: int


def duties(board: Board, today: date, person: int | None = None, most: int | None = None) -> Iterator[Duty]:
    """Everything open on ``today`` that waits, in the order of the flow; only what ``person`` may do, if one is given,
    and in each stage of the first ``most`` regions, if that many are enough."""
    for stage in _open(board, today, person):
        if stage.id in (ORDER, REPORT):
            yield from _of_orders(board, stage, today, person)
            continue
        due = window(board, stage)[1]
        late = due is not None and today > due
        soon = due is not None and not late and (due - today).days <= REMIND_DAYS
        found = ((region, items) for region, items in _waiting(board, stage, person)
                 if person is None or _is_for(board, stage, person, region))
        for region, items in islice(found, most):
            for item in sorted(items, key=board.place_of.__getitem__) if len(items) > 1 else items:
                yield Duty(stage.id, stage.part, region, item, due, late, soon)


def tallies(board: Board, today: date, person: int | None, reads: Callable[[str], bool]) -> list[Tally]:
    """The same counted, without what is of a region that is not read."""
    found = []
    for stage in _open(board, today, person):
        if stage.id in (ORDER, REPORT):
            found += [Tally(stage.id, each.due, 1) for each in _of_orders(board, stage, today, person)
                      if reads(each.region)]
            continue
        count = sum(len(items) for region, items in _waiting(board, stage, person)
                    if (person is None or _is_for(board, stage, person, region)) and (not region or reads(region)))
        found += [Tally(stage.id, window(board, stage)[1], count)] if count else []
    return found


def _open(board: Board, today: date, person: int | None) -> Iterator[Stage]:
    """The stages that are open, and in which ``person``, if one is given, acts at all."""
    for stage in board.flow.stages:
        opens = window(board, stage)[0]
        if stage.id == OBJECT or opens is None or today < opens:
            continue  # nobody has to object
        if person is None or board.holds(person, stage.part):
            yield stage


def due_of(board: Board, order: Order) -> date | None:
    """The last day of an order: its own; the flow's, where it was given before orders had one."""
    stage = board.flow.stage(REPORT)
    return order.due or (stage.due.day(board.year, board.published_on) if stage is not None else None)


def _of_orders(board: Board, stage: Stage, today: date, person: int | None) -> Iterator[Duty]:
    """Reports that are owed, each by the day of its order; reports that wait to be accepted or returned."""
    for order in board.orders.values():
        if not (order.owed if stage.id == REPORT else order.state == REPORTED):
            continue
        if person is not None and not _is_for(board, stage, person, order.region):
            continue
        due = due_of(board, order) if stage.id == REPORT else None
        late = due is not None and today > due
        soon = due is not None and not late and (due - today).days <= REMIND_DAYS
        yield Duty(stage.id, stage.part, order.region, "", due, late, soon, order.number)


def standings(board: Board, region: str, today: date) -> list[Standing]:
    """Where one region stands in each stage that asks it for answers."""
    found = []
    for stage in board.flow.stages:
        if stage.id != TARGET and stage.id not in BY_ITEM:
            continue
        asked, marks = wanted(board, stage.id), board.marks(stage.id, region)
        done, due = done_of(board, stage.id, region), window(board, stage)[1]
        late = sum(mark.late for item, mark in marks.items() if item in asked)
        found.append(Standing(stage.id, done, len(asked), late, done < len(asked) and due is not None and today > due))
    found += _reports(board, region, today)
    return found


def wanted(board: Board, stage: str) -> frozenset[str]:
    """The items that each region answers in a stage; of targets there is one for the region as a whole, the empty."""
    return frozenset({""}) if stage == TARGET else board.asked(stage)


def done_of(board: Board, stage: str, region: str) -> int:
    """How many of them are answered."""
    if stage == PANEL:
        return sum(_said(board, stage, region, item) for item in board.asked(stage))
    return len(wanted(board, stage) & board.marks(stage, region).keys())


def _reports(board: Board, region: str, today: date) -> list[Standing]:
    orders = board.orders_of(region)
    if not orders or board.flow.stage(REPORT) is None:
        return []
    owed = [due_of(board, each) for each in orders if each.owed]
    late = sum(1 for each in orders if each.reports and each.reports[-1].late)
    return [Standing(REPORT, len(orders) - len(owed), len(orders), late,
                     any(due is not None and today > due for due in owed))]


def _said(board: Board, stage: str, region: str, item: str) -> bool:
    if stage == PANEL:
        return (region, item) in board.agreed or board.opened(region, item)
    return item in board.marks(stage, region)


def _waiting(board: Board, stage: Stage, person: int | None) -> Iterator[tuple[str, Collection[str]]]:
    """The regions in which something waits in a stage, with its items; the empty one is the region as a whole, or the
    year."""
    phase = board.phase
    if stage.id == TARGET and phase == RUNNING:
        yield from ((region, ONE) for region in board.regions if not board.marks(TARGET, region))
    elif stage.id in BY_ITEM and phase == RUNNING:
        for region in board.regions:
            if found := _left(board, stage, region, person):
                yield region, found
    elif stage.id in (EVALUATE, APPROVE, PUBLISH):
        approved = person is not None and person in board.approvers
        if phase in YEARLY[stage.id] and not (stage.id == APPROVE and approved):
            yield "", ONE
    elif stage.id == ANSWER:
        yield from ((each.region, ONE) for number, each in board.objections.items() if number not in board.rulings)


def _left(board: Board, stage: Stage, region: str, person: int | None) -> Collection[str]:
    """The items of a region that are still to be answered in a stage, by ``person`` if one is given."""
    asked = board.asked(stage.id)
    if person is not None:
        over = board.held.get((person, stage.part))
        if over is None or not over.covers(region):
            return ()
        own = over.items_of(region)
        asked = asked if own is None else asked & own
    if stage.id != PANEL:
        return asked - board.marks(stage.id, region).keys()
    return [item for item in asked if not _said(board, PANEL, region, item)
            and (person is None or person not in board.scored(region, item))]


def _is_for(board: Board, stage: Stage, person: int, region: str) -> bool:
    return board.holds(person, stage.part, region) and not (region and board.conflicted(person, region))
