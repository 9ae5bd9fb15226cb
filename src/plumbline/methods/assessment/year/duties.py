"""What is to be done in a year, by whom and until when; what is late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

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


def duties(board: Board, today: date, person: int | None = None) -> list[Duty]:
    """Everything open on ``today`` that waits, in the order of the flow; only what ``person`` may do, if one is
    given."""
    found: list[Duty] = []
    for stage in board.flow.stages:
        opens, due = window(board, stage)
        if stage.id == OBJECT or opens is None or today < opens:
            continue  # nobody has to object
        if stage.id in (ORDER, REPORT):
            found += _of_orders(board, stage, today, person)
            continue
        late = due is not None and today > due
        soon = due is not None and not late and (due - today).days <= REMIND_DAYS
        found += [Duty(stage.id, stage.part, region, item, due, late, soon)
                  for region, item in _waiting(board, stage, person)
                  if person is None or _is_for(board, stage, person, region, item)]
    return found


def due_of(board: Board, order: Order) -> date | None:
    """The last day of an order: its own; the flow's, where it was given before orders had one."""
    stage = board.flow.stage(REPORT)
    return order.due or (stage.due.day(board.year, board.published_on) if stage is not None else None)


def _of_orders(board: Board, stage: Stage, today: date, person: int | None) -> Iterator[Duty]:
    """Reports that are owed, each by the day of its order; reports that wait to be accepted or returned."""
    for order in board.orders.values():
        if not (order.owed if stage.id == REPORT else order.state == REPORTED):
            continue
        if person is not None and not _is_for(board, stage, person, order.region, ""):
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
        items = [""] if stage.id == TARGET else [id for id, stages in board.items.items() if stage.id in stages]
        due = window(board, stage)[1]
        said = [_said(board, stage.id, region, item) for item in items]
        done = sum(bool(each) for each in said)
        late = sum(1 for item in items if (last := board.answer(stage.id, region, item)) is not None and last.late)
        found.append(Standing(stage.id, done, len(items), late, done < len(items) and due is not None and today > due))
    found += _reports(board, region, today)
    return found


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
    return board.answer(stage, region, item) is not None


def _waiting(board: Board, stage: Stage, person: int | None) -> Iterator[tuple[str, str]]:
    phase = board.phase
    if stage.id == TARGET and phase == RUNNING:
        yield from ((region, "") for region in board.regions if not board.answer(TARGET, region))
    elif stage.id in BY_ITEM and phase == RUNNING:
        for region in board.regions:
            for item, stages in board.items.items():
                if stage.id not in stages or _said(board, stage.id, region, item):
                    continue
                if stage.id != PANEL or person is None or person not in board.scores(region, item):
                    yield region, item
    elif stage.id in (EVALUATE, APPROVE, PUBLISH):
        approved = person is not None and person in board.approvers
        if phase in YEARLY[stage.id] and not (stage.id == APPROVE and approved):
            yield "", ""
    elif stage.id == ANSWER:
        yield from ((each.region, "") for number, each in board.objections.items() if number not in board.rulings)


def _is_for(board: Board, stage: Stage, person: int, region: str, item: str) -> bool:
    return board.holds(person, stage.part, region, item) and not (region and board.conflicted(person, region))
