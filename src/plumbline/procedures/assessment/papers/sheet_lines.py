"""What one person answers in one stage of an assessment year, line by line, with what they may know beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plumbline.errors import MethodError, NotAllowed
from plumbline.home import Home
from plumbline.methods.assessment.flows.flow import BY_ITEM, PANEL, REPORT, SELF
from plumbline.methods.assessment.year.board import Happened
from plumbline.procedures.assessment.scoring.reading import read_assessment
from plumbline.procedures.assessment.year.acts import settled, stage_of
from plumbline.procedures.assessment.year.loading import WHOLE, Read, Year, load
from plumbline.procedures.assessment.year.reading import open_to, readable
from plumbline.procedures.assessment.year.refusals import titled
from plumbline.procedures.assessment.year.statements import STATED, key_of
from plumbline.records.assessment import rounds
from plumbline.records.assessment.rounds import KIND, RoundEvent
from plumbline.records.core.people import User
from plumbline.records.core.visibility import visible
from plumbline.records.evidence import evidence
from plumbline.rulebook.schemes.schemes import Item
from plumbline.text import Text


@dataclass(frozen=True)
class AnswerLine:
    """One answer to give: to ``item`` of ``region``, or for the region where ``item`` is None. ``now`` is what counts
    of the stage at present, ``own`` what the region says of itself, ``last`` the result of the year before."""

    region: str
    item: Item | None
    now: RoundEvent | None
    own: RoundEvent | None
    last: Mapping[str, Any] | None
    evidence: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        """The region, and the item's id; empty where there is none."""
        return self.region, self.item.id if self.item else ""


def lines(home: Home, number: str, stage_id: str, user: User) -> tuple[Year, list[AnswerLine]]:
    """The year, and the lines of ``user`` in a stage of it, by region and in the order of the scheme.

    :raises RecordError: for a year they may not know of, a stage there is not or a scheme that changed.
    :raises NotAllowed: for a stage in which they answer nothing.
    """
    year = open_to(home, number, user, WHOLE)
    stage = stage_of(year, stage_id)
    settled(year)
    own = tuple(region for region in year.board.regions if year.board.holds(user.pk, stage.part, region))
    year = load(home, number, Read(own))
    found = list(_lines(home, year, stage_id, stage.part, user)) if stage_id in STATED else []
    if not found:
        raise NotAllowed("answer_sheet.no_lines", Text(f"this person answers nothing in the stage '{stage_id}'",
                                                       f"本人在{titled(stage, stage_id)}没有填报任务"), where=number,
                         next_step=Text("Look what waits with: plumb year today", "可查看待办事项：plumb year today"))
    return year, found


def _lines(home: Home, year: Year, stage: str, part: str, user: User) -> Iterator[AnswerLine]:
    board = year.board
    before, attached = _year_before(home, year, user), _attached(year)
    for region in board.regions:
        if board.conflicted(user.pk, region) or not visible(user, rounds.kind_of(), region):
            continue
        if stage not in BY_ITEM:
            if board.holds(user.pk, part, region) and (stage != REPORT or board.orders_of(region)):
                yield AnswerLine(region, None, _known(year, user, board.answer(stage, region)), None, None,
                                 attached.get(key_of(year, region, ""), ()))
            continue
        for item in year.scheme.items:
            if stage in board.items[item.id] and board.holds(user.pk, part, region, item.id):
                yield AnswerLine(region, item, _now(year, user, stage, region, item.id),
                                 _own(year, user, stage, region, item), before.get((region, item.id)),
                                 attached.get(key_of(year, region, item.id), ()))


def _now(year: Year, user: User, stage: str, region: str, item: str) -> RoundEvent | None:
    said = year.board.versions(stage, region, item)
    if stage == PANEL:  # each expert answers alone
        said = [each for each in said if each.actor == user.pk]
    return _known(year, user, said[-1] if said else None)


def _own(year: Year, user: User, stage: str, region: str, item: Item) -> RoundEvent | None:
    return None if stage == SELF else _known(year, user, year.board.answer(SELF, region, item.id))


def _known(year: Year, user: User, said: Happened | None) -> RoundEvent | None:
    event = year.event(said.number) if said is not None else None
    return event if event is not None and readable(user, year, event) else None


def _attached(year: Year) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The names of the evidence that counts, by key; read all at once."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row in sorted(evidence.below(KIND, year.round.number), key=lambda row: (row.attached_at, row.number)):
        if not row.withdrawn:
            found[row.parts] = (*found.get(row.parts, ()), row.name)
    return found


def _year_before(home: Home, year: Year, user: User) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Each item of each region in the published result of the year before, as ``user`` may see it."""
    first = year.period.first.year - 1
    try:
        document = read_assessment(home, year.scheme.id, year.scheme.year.label(f"{first:04d}"), user=user)
    except MethodError:
        return {}
    return {(region["code"], item["id"]): item for region in (document or {"regions": ()})["regions"]
            for item in region["items"]}
