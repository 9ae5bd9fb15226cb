"""The assessment year as a procedure: what every act of it shares. 国办发〔2013〕47号, article 6.

An act is one function, one transaction, one event. Before it, the year is read under a lock, and the act refused where
it is not its turn, not its actor's, or too late (docs/decisions/0016-the-year.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils import timezone

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.home import Home
from plumbline.methods.assessment import board as acts
from plumbline.methods.assessment import flow as flows
from plumbline.methods.assessment.board import Board, Happened
from plumbline.methods.assessment.duties import window
from plumbline.methods.assessment.flow import Flow, Stage
from plumbline.methods.assessment.given import Department, Expert
from plumbline.methods.periods import Period
from plumbline.methods.regiontree import RegionTree, TreeAt
from plumbline.procedures.assessment import schemes_of, whole
from plumbline.records import locks, rounds
from plumbline.records.people import User
from plumbline.records.regiontrees import tree
from plumbline.records.rounds import KIND, Round, RoundEvent
from plumbline.records.visibility import may_keep, visible
from plumbline.rulebook.flows import flow_for, load_flows
from plumbline.rulebook.schemes import Item, Scheme, Schemes, scheme_for

UNKNOWN = "there is no such year, or nothing in it is open to this person"
TIMED = (flows.ASSESSED, flows.OFFICE, flows.VISITOR, flows.EXPERT)
"""Parts that are refused after the last day, until the lead allows it; those who lead are told that they are late."""
MOST = rounds.MOST_TEXT


@dataclass(frozen=True)
class Year:
    """One year as its acts find it. ``here`` are the regions of its last day. ``changed``: the scheme or the flow in
    force is not the one that was settled on."""

    home: Home
    round: Round
    scheme: Scheme
    flow: Flow
    period: Period
    events: list[RoundEvent]
    board: Board
    here: TreeAt
    resolve: Callable[[str], str | None]
    changed: bool

    def item(self, id: str) -> Item:
        """The item called ``id``. :raises RecordError: if there is none."""
        found = next((item for item in self.scheme.items if item.id == id), None)
        if found is None:
            raise RecordError(f"the scheme has no item '{id}'", where=self.round.number,
                              next_step=f"Choose one of: {', '.join(item.id for item in self.scheme.items)}")
        return found

    def event(self, number: int) -> RoundEvent:
        """The event with this number, of those that happened here."""
        return self._by_number[number]

    @cached_property
    def _by_number(self) -> dict[int, RoundEvent]:
        return {each.pk: each for each in self.events}


def open_year(home: Home, user: User, scheme_id: str, year: str, top: str, *, at: datetime) -> Round:
    """Open a year: from now on its scheme and flow are those in force now. ``user`` leads it; ``top`` is the region
    whose authority assesses. :raises RulebookError: for a scheme that cannot assess anybody, or not in this year.
    :raises ConflictError: if it is open already. :raises NotAllowed: who may not keep assessments of ``top``."""
    scheme = scheme_for(schemes_of(home), scheme_id, year)
    whole(scheme)
    label = scheme.year.label(year)
    period = scheme.year.period(label)
    flow = flow_for(load_flows(home), scheme.flow, period, scheme.file)
    number = f"{scheme.id}-{label}"
    if not may_keep(user, rounds.kind_of(), top):
        raise NotAllowed(f"this person may not open an assessment year in '{top}'", where=number,
                         next_step="Ask whoever administers that region for an officer's role")
    here = tree().at(period.last)
    regions = scheme.assessed(here)
    outside = [code for code in regions if top != code and top not in here.ancestors(code)]
    if not regions or outside:
        raise RecordError("the scheme assesses regions outside this one" if outside else
                          f"there is no region {scheme.where} on {period.last}", where=top,
                          why=f"It assesses every region {scheme.where}",
                          next_step=f"Open the year in a region above {outside[0]}, or say in the scheme that it "
                                    f"assesses those within '{top}'" if outside else
                          "Import the regions first")
    with transaction.atomic():
        locks.record(KIND, number)
        if Round.objects.filter(scheme=scheme.id, year=label).exists():
            raise ConflictError("this year is open already", where=number,
                                next_step=f"Look where it stands with: plumb year board {number}")
        round = Round.objects.create(number=number, scheme=scheme.id, year=label, scheme_sha256=scheme.sha256,
                                     flow=flow.id, flow_sha256=flow.sha256, top=top)
        pinned = f"{scheme.sha256} {flow.sha256}"
        rounds.add(RoundEvent(round=round, act=acts.OPEN, answer=pinned, region=top, actor=user.pk), at)
        rounds.add(RoundEvent(round=round, act=acts.ASSIGN, answer=flows.LEAD, person=user.pk, actor=user.pk), at)
    return round


def load(home: Home, number: str, *, until: int | None = None) -> Year:
    """The year called ``number`` as it stands, or as it stood before the event ``until``.
    :raises RecordError: if there is none."""
    round = Round.objects.filter(number=number).first() if number.isprintable() else None
    if round is None:
        raise RecordError(UNKNOWN, where=number[:120], next_step="List the years with: plumb year board")
    return load_all(home, [round], until=until)[0]


def load_all(home: Home, several: Sequence[Round], *, until: int | None = None) -> list[Year]:
    """These years, read at once; as they stand, or stood before the event ``until``."""
    schemes, known = schemes_of(home), load_flows(home)
    found, regions = rounds.events_of(several), tree()
    return [_as_it_stands(home, each, schemes, known, regions,
                          [row for row in found[each.pk] if until is None or row.pk < until]) for each in several]


def _as_it_stands(home: Home, round: Round, schemes: Schemes, known: dict[str, Flow], regions: RegionTree,
                  rows: list[RoundEvent]) -> Year:
    scheme = scheme_for(schemes, round.scheme, round.year)
    period = scheme.year.period(round.year)
    flow = flow_for(known, round.flow, period, scheme.file)
    here = regions.at(period.last)
    board = acts.fold(map(_happened, rows), flow, period, scheme.assessed(here), _stages(scheme, flow),
                      here.resolve)
    pinned = next(each.answer for each in reversed(rows) if each.act in (acts.OPEN, acts.GO_ON))
    return Year(home, round, scheme, flow, period, rows, board, here, here.resolve,
                pinned != f"{scheme.sha256} {flow.sha256}")


@contextmanager
def acting(home: Home, number: str) -> Iterator[Year]:
    """The year, nobody else acting in it until the block and its transaction end."""
    with transaction.atomic():
        locks.record(KIND, number)
        yield load(home, number)


def happen(year: Year, user: User, act: str, at: datetime, **values: Any) -> RoundEvent:
    """Keep one event of ``user``. :raises RecordError: for a text that is too long, or cannot be shown."""
    for name in ("answer", "reason", "clause"):
        field: Any = RoundEvent._meta.get_field(name)
        most, text = field.max_length, values.get(name, "")
        if not text.isprintable():
            raise RecordError("this holds characters that cannot be shown", where=name, next_step="Write it in words")
        if len(text) > most:
            raise RecordError(f"this is longer than {most} characters", where=name, next_step="Shorten it")
    return rounds.add(RoundEvent(round=year.round, act=act, actor=user.pk, **values), at)


def take_turn(year: Year, user: User, stage_id: str, at: datetime, *, region: str = "", item: str = "") -> bool:
    """Refuse an act of ``user`` in a stage that is not theirs or not open. Returns whether it is late.

    :raises NotAllowed: who does not hold the part, declared a conflict, or has no role over the region.
    :raises RecordError: for a stage that is not open (yet, or any more), or a scheme that changed.
    """
    stage = stage_of(year, stage_id)
    must_hold(year, user, stage.part, region, item)
    settled(year)
    if region and region not in year.board.regions:
        raise RecordError(f"the scheme does not assess region '{region}'", where=year.round.number,
                          why=f"It assesses those of level '{year.scheme.level}' on {year.period.last}",
                          next_step=f"Choose one of: {', '.join(year.board.regions[:8])}")
    return _in_time(year, stage, region, timezone.localdate(at))


def must_hold(year: Year, user: User, part: str, region: str = "", item: str = "") -> None:
    """:raises NotAllowed: unless ``user`` holds ``part`` there, a role over the region, and declared no conflict."""
    board, number = year.board, year.round.number
    if not board.parts(user.pk):
        raise RecordError(UNKNOWN, where=number, next_step="List the years with: plumb year board")
    if not board.holds(user.pk, part, region, item) or not visible(user, rounds.kind_of(), region or year.round.top):
        over = " ".join(each for each in (region, item) if each)
        raise NotAllowed(f"this person does not act as '{part}' here", where=f"{number} {over}".strip(),
                         why=f"Assigned to: {', '.join(sorted(board.parts(user.pk)))}",
                         next_step="Ask whoever leads the year to assign it")
    if region and board.conflicted(user.pk, region):
        raise NotAllowed("this person declared a conflict of interest", where=f"{number} {region}",
                         next_step="Let whoever leads the year assign somebody else")


def settled(year: Year) -> None:
    """:raises RecordError: if the scheme or the flow changed since the year was opened, and nobody decided on it."""
    if year.changed:
        raise RecordError("the scheme or its flow changed during the year", where=year.round.number,
                          why="The year was opened with another text of it",
                          next_step="Bring the text back; or let whoever leads the year decide, with a reason: "
                                    f"plumb year go-on {year.round.number}")


def in_phase(year: Year, *phases: str) -> None:
    """:raises RecordError: unless the year is in one of ``phases``."""
    if year.board.phase not in phases:
        raise RecordError(f"it is not the turn of this: the year is {year.board.phase}", where=year.round.number,
                          why=f"It is done while the year is {' or '.join(phases)}",
                          next_step=f"Look where it stands with: plumb year board {year.round.number}")


def after_publication(year: Year) -> None:
    """:raises RecordError: before the first publication. While a correction is on its way others may object too: their
    days would run out meanwhile."""
    if not year.board.publications:
        in_phase(year, acts.DONE)


def second_person(year: Year, user: User) -> None:
    """:raises NotAllowed: for who made the evaluation under way, or approved it already."""
    number, evaluation = year.round.number, year.board.evaluation
    if user.pk in year.board.approvers:
        raise NotAllowed("this person approved it already", where=number,
                         why=f"{year.flow.approvals} different people approve", next_step="Ask another approver")
    if evaluation is not None and user.pk == evaluation.actor:
        raise NotAllowed("who made the evaluation does not approve it", where=number, next_step="Ask another approver")


def ordered(year: Year, region: str) -> None:
    """:raises RecordError: unless ``region`` was ordered to rectify something."""
    if region not in year.board.orders:
        raise RecordError("nobody ordered this region to rectify anything", where=f"{year.round.number} {region}",
                          next_step="There is nothing to report")


def still_closed(year: Year, region: str, item: str) -> None:
    """:raises RecordError: once the scores of a panel lie open."""
    if year.board.opened(region, item):
        raise RecordError("the scores of this panel lie open: nobody scores independently any more",
                          where=f"{year.round.number} {region} {item}",
                          next_step="Let the panel confer, and whoever leads the year record what it agreed on")


def stage_of(year: Year, id: str) -> Stage:
    """The stage of the flow. :raises RecordError: if it has none of that name."""
    stage = year.flow.stage(id)
    if stage is None:
        raise RecordError(f"this year has no stage '{id}'", where=year.round.number,
                          why=f"Its flow is '{year.flow.id}'",
                          next_step=f"Choose one of: {', '.join(each.id for each in year.flow.stages)}")
    return stage


def said(text: str, name: str) -> str:
    """A text that somebody wrote. :raises RecordError: if it is empty or cannot be shown."""
    text = " ".join(text.split())
    if not text or not text.isprintable():
        raise RecordError("nothing is said here" if not text else "this holds characters that cannot be shown",
                          where=name, next_step="Write it in words")
    return text


def _in_time(year: Year, stage: Stage, region: str, today: date) -> bool:
    opens, due = window(year.board, stage)
    number = year.round.number
    if opens is None or today < opens:
        raise RecordError(f"the stage '{stage.id}' is not open yet", where=f"{number} {region}".strip(),
                          why=f"It opens {'with publication' if opens is None else f'on {opens}'}",
                          next_step="Come back then")
    late = due is not None and today > due
    if late and stage.part in TIMED and (stage.id, region) not in year.board.allowed:
        raise RecordError(f"this is late: the stage '{stage.id}' ended on {due}", where=f"{number} {region}".strip(),
                          next_step="Ask whoever leads the year to allow it: it is then kept, and said to be late")
    return late


def _stages(scheme: Scheme, flow: Flow) -> dict[str, frozenset[str]]:
    """The stages in which each item is to be answered. A figure is computed, not answered."""
    here = frozenset(stage.id for stage in flow.stages)

    def of(item: Item) -> frozenset[str]:
        if item.figure:
            return frozenset()
        if isinstance(item.rule, Expert):
            return here & {flows.PANEL}
        if isinstance(item.rule, Department):
            return here & {flows.DEPARTMENT}
        return here & {flows.SELF, flows.DEPARTMENT, flows.VISIT}

    return {item.id: of(item) for item in scheme.items}


def _happened(row: RoundEvent) -> Happened:
    return Happened(row.pk, row.act, timezone.localdate(row.at), row.actor, row.stage, row.region, row.item, row.answer,
                    row.person, row.about, row.late)
