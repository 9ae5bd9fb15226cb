"""Where a year stands, derived from what happened in it and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from plumbline.methods.assessment.flows.flow import ANSWER, BY_ITEM, EXPERT, PANEL, REPORT, Flow
from plumbline.methods.assessment.scoring.determined import NOT_APPLICABLE
from plumbline.methods.assessment.year.orders import JUDGE, Order, oldest_open
from plumbline.methods.shared.periods import Period

OPEN, ASSIGN, RELEASE, ALLOW, DECLARE, GO_ON = "open", "assign", "release", "allow", "declare", "go on"
STATE, CONSENSUS, CLOSE = "state", "consensus", "close"
EVALUATE, APPROVE, PUBLISH = "evaluate", "approve", "publish"
OBJECT, RULE, ORDER, CANCEL = "object", "rule", "order", "cancel"
UPHELD, DISMISSED = "upheld", "dismissed"

RUNNING, EVALUATED, APPROVED, DONE, CORRECTING = "running", "evaluated", "approved", "published", "correcting"
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Happened:
    """One event. ``stage`` is that of the flow it belongs to; ``answer`` what was stated, or the part somebody was
    given; ``person`` whom an assignment is about; ``about`` the event that is answered; ``due`` the last day that an
    order sets. Numbers grow with time."""

    number: int
    act: str
    on: date
    actor: int | None = None
    stage: str = ""
    region: str = ""
    item: str = ""
    answer: str = ""
    person: int | None = None
    about: int | None = None
    late: bool = False
    due: date | None = None


@dataclass
class Board:
    """The state of one year. ``regions`` are assessed, ``items`` gives for each item the stages that answer it; of the
    items that are ``combined`` the answers of all these stages count together."""

    flow: Flow
    year: Period
    regions: tuple[str, ...]
    items: Mapping[str, frozenset[str]]
    combined: frozenset[str] = frozenset()
    held: dict[tuple[int, str], list[tuple[str, str]]] = field(default_factory=dict)
    conflicts: set[tuple[int, str]] = field(default_factory=set)
    allowed: set[tuple[str, str]] = field(default_factory=set)
    late_orders: set[int] = field(default_factory=set)
    stated: dict[tuple[str, str, str], list[Happened]] = field(default_factory=dict)
    agreed: dict[tuple[str, str], Happened] = field(default_factory=dict)
    closed: set[tuple[str, str]] = field(default_factory=set)
    objections: dict[int, Happened] = field(default_factory=dict)
    rulings: dict[int, Happened] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    evaluations: list[Happened] = field(default_factory=list)
    approvals: list[Happened] = field(default_factory=list)
    publications: list[Happened] = field(default_factory=list)
    corrected: int = 0
    cancelled: Happened | None = None

    @property
    def published_on(self) -> date | None:
        """The day of the first publication."""
        return self.publications[0].on if self.publications else None

    @property
    def evaluation(self) -> Happened | None:
        """The evaluation under way: the newest, unless it has been published or overtaken by a correction."""
        last = self.evaluations[-1] if self.evaluations else None
        over = max(self.publications[-1].number if self.publications else 0, self.corrected)
        return last if last is not None and last.number > over else None

    @property
    def approvers(self) -> set[int | None]:
        """Who approved the evaluation under way."""
        last = self.evaluation
        return {each.actor for each in self.approvals if last is not None and each.number > last.number}

    @property
    def phase(self) -> str:
        """running, evaluated, approved, published, or correcting: an upheld objection awaits a new evaluation;
        cancelled: it was opened by mistake."""
        if self.cancelled is not None:
            return CANCELLED
        if self.evaluation is not None:
            return APPROVED if len(self.approvers) >= self.flow.approvals else EVALUATED
        if not self.publications:
            return RUNNING
        return CORRECTING if self.corrected > self.publications[-1].number else DONE

    def holds(self, person: int | None, part: str, region: str = "", item: str = "") -> bool:
        """Whether ``person`` was given ``part`` over this region and item (empty: any)."""
        return person is not None and any(
            (not over or not region or over == region) and (not of or not item or of == item)
            for over, of in self.held.get((person, part), ()))

    def parts(self, person: int | None) -> frozenset[str]:
        """The parts of ``person``."""
        return frozenset(part for who, part in self.held if who == person)

    def conflicted(self, person: int | None, region: str) -> bool:
        """Whether ``person`` declared a conflict of interest over ``region``."""
        return person is not None and ((person, region) in self.conflicts or (person, "") in self.conflicts)

    def versions(self, stage: str, region: str, item: str = "") -> list[Happened]:
        """Everything that was stated there, in order."""
        return self.stated.get((stage, region, item), [])

    def answer(self, stage: str, region: str, item: str = "") -> Happened | None:
        """What counts of a stage with one answer: the newest."""
        found = self.versions(stage, region, item)
        return found[-1] if found else None

    def scorers(self, region: str, item: str) -> frozenset[int]:
        """The experts who score this item of this region: those assigned and without a conflict."""
        return frozenset(who for who, part in self.held if part == EXPERT and self.holds(who, EXPERT, region, item)
                         and not self.conflicted(who, region))

    def scores(self, region: str, item: str) -> dict[int, Happened]:
        """The newest score of each of them, by person."""
        seated = self.scorers(region, item)
        newest = {each.actor: each for each in self.versions(PANEL, region, item)}
        return {who: each for who, each in newest.items() if who is not None and who in seated}

    def opened(self, region: str, item: str) -> bool:
        """Whether the scores of the panel lie open: all have scored, or the panel was closed."""
        seated = self.scorers(region, item)
        return (region, item) in self.closed or (bool(seated) and seated == set(self.scores(region, item)))

    def orders_of(self, region: str) -> list[Order]:
        """The orders to rectify that ``region`` was given, the oldest first."""
        return [each for each in self.orders.values() if each.region == region]

    def may_be_late(self, stage: str, region: str, order: int | None = None) -> bool:
        """Whether what comes late was allowed there; for a report, for its ``order`` or for all of the region."""
        return (stage, region) in self.allowed or order in self.late_orders

    def final(self, region: str, item: str) -> list[Happened]:
        """The events whose answer to an item counts: one, the scores of a panel, or of a combined item those of all its
        stages; none where nobody answered."""
        for stage in (ANSWER, *self.flow.prefer):
            if item in self.combined and stage != ANSWER:
                return self._of_all_stages(region, item)
            if found := self._of_stage(stage, region, item):
                return found
        return []

    def _of_stage(self, stage: str, region: str, item: str) -> list[Happened]:
        if stage == PANEL and PANEL in self.items[item]:
            agreed, scores = self.agreed.get((region, item)), self.scores(region, item)
            return [agreed] if agreed is not None else [scores[who] for who in sorted(scores)]
        found = self.answer(stage, region, item)
        # A correction without an answer says that records were corrected.
        return [found] if found is not None and found.answer else []

    def _of_all_stages(self, region: str, item: str) -> list[Happened]:
        """That an item does not apply is one answer for all, of the stage whose answer counts first; who says so
        otherwise gives no score."""
        stages = [*(each for each in self.flow.prefer if each in self.items[item]),
                  *(each for each in BY_ITEM if each in self.items[item] and each not in self.flow.prefer)]
        found = [each for stage in stages for each in self._of_stage(stage, region, item)]
        if found and found[0].answer == NOT_APPLICABLE:
            return found[:1]
        return [each for each in found if each.answer != NOT_APPLICABLE]


def fold(events: Iterable[Happened], flow: Flow, year: Period, regions: Iterable[str],
         items: Mapping[str, frozenset[str]], resolve: Callable[[str], str | None],
         combined: frozenset[str] = frozenset()) -> Board:
    """The board after ``events``. ``resolve`` gives the region that goes on for one that ended: what was stated for
    regions that have become one stands under the one that goes on, in the order in which it was stated."""
    board = Board(flow, year, tuple(regions), items, combined)
    for each in sorted(events, key=lambda one: one.number):
        _take(board, each, (resolve(each.region) or each.region) if each.region else "")
    return board


def _take(board: Board, each: Happened, region: str) -> None:
    if each.act == ASSIGN and each.person is not None:
        board.held.setdefault((each.person, each.answer), []).append((region, each.item))
    elif each.act == RELEASE and each.person is not None:
        board.held.pop((each.person, each.answer), None)
    elif each.act == DECLARE and each.actor is not None:
        board.conflicts.add((each.actor, region))
    elif each.act == ALLOW:
        if each.about is None:
            board.allowed.add((each.stage, region))
        else:
            board.late_orders.add(each.about)
    elif each.act == STATE:
        board.stated.setdefault((each.stage, region, each.item), []).append(each)
        if each.stage == ANSWER:
            board.corrected = each.number
        elif each.stage == REPORT:
            _report(board, each, region)
    elif each.act == CONSENSUS:
        board.agreed[region, each.item] = each
    elif each.act == CLOSE:
        board.closed.add((region, each.item))
    elif each.act == OBJECT:
        board.objections[each.number] = each
    elif each.act == RULE and each.about is not None:
        board.rulings[each.about] = each
    elif each.act == ORDER:
        board.orders[each.number] = Order(each.number, region, each.on, each.due)
    elif each.act == JUDGE and each.about in board.orders:
        board.orders[each.about].judged(each)
    elif each.act in (OPEN, CANCEL):
        board.cancelled = each if each.act == CANCEL else None
    else:
        {EVALUATE: board.evaluations, APPROVE: board.approvals, PUBLISH: board.publications}.get(
            each.act, []).append(each)


def _report(board: Board, each: Happened, region: str) -> None:
    """Whose report it is. One of version 0.1 names no order: it belongs to the oldest that is open."""
    order = board.orders.get(each.about) if each.about is not None else oldest_open(board.orders_of(region))
    if order is not None:
        order.reports.append(each)


def two_answers(board: Board, resolve: Callable[[str], str | None]) -> list[tuple[str, str, str]]:
    """Stage, region and item where regions that have become one brought different answers, and nobody has given one for
    the region that goes on since."""
    found = []
    for (stage, region, item), said in board.stated.items():
        if stage not in BY_ITEM or stage == PANEL or said[-1].region == region:
            continue
        newest = {each.region: each.answer for each in said if resolve(each.region) == region}
        if len(set(newest.values())) > 1:
            found.append((stage, region, item))
    return found
