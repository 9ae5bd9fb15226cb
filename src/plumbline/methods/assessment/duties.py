"""What is to be done in a year, by whom and until when; what is late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plumbline.methods.assessment.board import APPROVED, CORRECTING, EVALUATED, RUNNING, Board
from plumbline.methods.assessment.flow import (
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

REMIND_DAYS = 7
YEARLY = {EVALUATE: (RUNNING, CORRECTING), APPROVE: (EVALUATED,), PUBLISH: (APPROVED,)}


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that waits to be done. ``due`` is None where it rests on a day that is not known yet."""

    stage: str
    part: str
    region: str
    item: str
    due: date | None
    late: bool
    soon: bool


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
    found = []
    for stage in board.flow.stages:
        opens, due = window(board, stage)
        if stage.id in (OBJECT, ORDER) or opens is None or today < opens:
            continue  # nobody has to object, or to order
        late = due is not None and today > due
        soon = due is not None and not late and (due - today).days <= REMIND_DAYS
        found += [Duty(stage.id, stage.part, region, item, due, late, soon)
                  for region, item in _waiting(board, stage, person)
                  if person is None or _is_for(board, stage, person, region, item)]
    return found


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
    return found


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
    elif stage.id == REPORT:
        yield from ((region, "") for region in board.orders if not board.answer(REPORT, region))


def _is_for(board: Board, stage: Stage, person: int, region: str, item: str) -> bool:
    return board.holds(person, stage.part, region, item) and not (region and board.conflicted(person, region))
