"""An assessment year as its acts and pages find it: read from its events, as far as they need it.

A year of 3,000 counties has 300,000 events, and an act on one of them rests on a hundred. What a year has few of - who
acts in it, approvals, objections, orders - is always read; statements are read of the regions that are asked about, and
of the others a row each says that they are there (``round_marks.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils import timezone

from plumbline.errors import RecordError, RulebookError
from plumbline.home import Home
from plumbline.methods.assessment.flows import flow as flows
from plumbline.methods.assessment.flows.flow import Flow
from plumbline.methods.assessment.scoring.evaluators import Evaluators
from plumbline.methods.assessment.scoring.judged import Department, Expert
from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year.board import Board, Happened, Within
from plumbline.methods.assessment.year.orders import JUDGE
from plumbline.methods.shared.periods import Period
from plumbline.methods.shared.region_tree import RegionTree, TreeAt
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.assessment.scoring.rolled_schemes import pinned
from plumbline.procedures.assessment.scoring.schemes import schemes_of
from plumbline.procedures.assessment.year.refusals import unknown
from plumbline.records.assessment import round_marks, rounds
from plumbline.records.assessment.rounds import Round, RoundEvent
from plumbline.records.core.region_trees import tree
from plumbline.rulebook.flows.flows import flow_for, load_flows
from plumbline.rulebook.schemes.schemes import Item, Scheme, Schemes, scheme_for
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Read:
    """What is read of a year beside the acts of which it has few: every statement of these ``regions`` (None: of all),
    of a ``panel`` those of every region, and with ``marks`` of every region that something was stated."""

    regions: tuple[str, ...] | None = None
    panel: bool = False
    marks: bool = False

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages of which every statement is read."""
        return (flows.ANSWER, flows.REPORT, *((flows.PANEL,) if self.panel else ()))

    @property
    def within(self) -> Within | None:
        """The same for the board."""
        return None if self.regions is None else Within(frozenset(self.regions), frozenset(self.stages))

    def codes(self, here: TreeAt) -> list[str] | None:
        """The regions under which those statements were made: those that have become one of ``regions`` too."""
        return None if self.regions is None else [code for each in self.regions for code in here.went_into(each)]


EVERYTHING, WHOLE, OVERVIEW = Read(), Read(()), Read((), panel=True, marks=True)
"""All that was stated; what an act on the year as a whole reads; and what its board reads."""


@dataclass(frozen=True)
class Year:
    """One year as its acts find it. ``here`` are the regions of its last day. ``changed``: the scheme or the flow in
    force is not the one that was settled on. ``lower`` are the hashes of the schemes that are rolled up. ``read`` says
    which events of it were read, ``until`` before which, and ``newest`` is the last of them."""

    home: Home
    round: Round
    scheme: Scheme
    flow: Flow
    period: Period
    board: Board
    here: TreeAt
    resolve: Callable[[str], str | None]
    changed: bool
    lower: str = ""
    read: Read = Read()
    until: int | None = None
    newest: int = 0
    touched: set[str] = field(default_factory=set)

    def item(self, id: str) -> Item:
        """The item called ``id``. :raises RecordError: if there is none."""
        found = next((item for item in self.scheme.items if item.id == id), None)
        if found is None:
            raise RecordError("assess.item_unknown", Text(f"the scheme has no item '{id}'", f"方案没有考核项“{id}”"),
                              where=self.round.number, next_step=suggest(id, [item.id for item in self.scheme.items]))
        return found

    @cached_property
    def events(self) -> list[RoundEvent]:
        """What happened in it, as far as it was read."""
        return rounds.events_of(self.round, self.read.codes(self.here), self.read.stages, until=self.until)

    @cached_property
    def evidence_then(self) -> dict[int, str]:
        """What evidence counted at each event that was read: hundreds of thousands, of which nothing else is asked."""
        return rounds.evidence_states(self.round, self.read.codes(self.here), self.read.stages, until=self.until)

    def event(self, number: int) -> RoundEvent:
        """The event with this number, of those that happened here."""
        return self._by_number[number]

    @cached_property
    def _by_number(self) -> dict[int, RoundEvent]:
        return {each.pk: each for each in self.events}


def load(home: Home, number: str, read: Read = EVERYTHING, *, until: int | None = None) -> Year:
    """The year called ``number`` as it stands, or as it stood before the event ``until``; as far as it is ``read``.
    :raises RecordError: if there is none."""
    round = Round.objects.filter(number=number).first() if number.isprintable() else None
    if round is None:
        raise unknown(number)
    return load_all(home, [round], read, until=until)[0]


def load_all(home: Home, several: Sequence[Round], read: Read = EVERYTHING, *, until: int | None = None,
             stopped: list[tuple[Round, RulebookError]] | None = None) -> list[Year]:
    """These years, read at once, as they stand, or stood before the event ``until``; ``read`` names regions of one year
    alone. A year whose rules cannot be used is added to
    ``stopped``, with the reason, where those are collected.

    :raises RulebookError: for such a year, where they are not.
    """
    schemes, known, regions = schemes_of(home), load_flows(home), tree()
    codes = None
    if read.regions is not None:
        codes = [code for each in several if read.regions for code in read.codes(_here(each, schemes, regions)) or ()]
    rows = rounds.told(several, codes, read.stages, until=until)
    dated = [each for each in several if any(row[1] in (acts.ORDER, JUDGE) for row in rows[each.pk])]
    days = rounds.days_set(dated) if dated else {}
    marks = round_marks.rows_of(several) if read.marks else None
    years: list[Year] = []
    for each in several:
        try:
            years.append(_as_it_stands(home, each, schemes, known, regions, read, until, rows[each.pk], days,
                                       marks[each.pk] if marks is not None else None))
        except RulebookError as error:
            if stopped is None:
                raise
            stopped.append((each, error))
    return years


def _here(round: Round, schemes: Schemes, regions: RegionTree) -> TreeAt:
    return regions.at(scheme_for(schemes, round.scheme, round.year).year.period(round.year).last)


def _as_it_stands(home: Home, round: Round, schemes: Schemes, known: dict[str, Flow], regions: RegionTree, read: Read,
                  until: int | None, rows: list[rounds.Told], days: Mapping[int, date],
                  marks: list[tuple[str, str]] | None) -> Year:
    scheme = scheme_for(schemes, round.scheme, round.year)
    period = scheme.year.period(round.year)
    flow = flow_for(known, round.flow, period, scheme.file)
    here = regions.at(period.last)
    board = acts.fold(
        (_happened(row, days) for row in rows), flow, period, scheme.assessed(here), _stages(scheme, flow),
        here.goes_on_as, combined_in(scheme), read.within,
        round_marks.marks_of(marks, here.goes_on_as) if marks is not None else None)
    then = next(row[7] for row in reversed(rows) if row[1] in (acts.OPEN, acts.GO_ON))
    now, lower = f"{scheme.sha256} {flow.sha256}", pinned(scheme, schemes, round.year)
    # A year that was opened before lower schemes were pinned says nothing of them.
    changed = then not in (now, now + lower) if then.count(" ") == 1 else then != now + lower
    return Year(home, round, scheme, flow, period, board, here, here.goes_on_as, changed, lower, read, until,
                rows[-1][0])


def _stages(scheme: Scheme, flow: Flow) -> dict[str, frozenset[str]]:
    """The stages in which each item is to be answered. A figure is computed, not answered."""
    here = frozenset(stage.id for stage in flow.stages)

    def of(item: Item) -> frozenset[str]:
        if item.figure or item.rolled_up:
            return frozenset()
        if isinstance(item.rule, Expert):
            return here & {flows.PANEL}
        if isinstance(item.rule, Evaluators) and item.rule.stages:
            return here & item.rule.stages
        if isinstance(item.rule, Department):
            return here & {flows.DEPARTMENT}
        return here & {flows.SELF, flows.DEPARTMENT, flows.VISIT}

    return {item.id: of(item) for item in scheme.items}


def combined_in(scheme: Scheme) -> frozenset[str]:
    """The items whose score is combined of what several stages of the year gave."""
    return frozenset(item.id for item in scheme.items if isinstance(item.rule, Evaluators) and item.rule.stages)


def _happened(row: rounds.Told, days: Mapping[int, date]) -> Happened:
    number, act, at, actor, stage, region, item, answer, person, about, late = row
    return Happened(number, act, timezone.localdate(at), actor, stage, region, item, answer, person, about, late,
                    days.get(number))
