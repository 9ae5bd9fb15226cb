"""Where a year stands, derived from what happened in it and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from plumbline.methods.assessment.flow import ANSWER, BY_ITEM, EXPERT, PANEL, Flow
from plumbline.methods.periods import Period

OPEN, ASSIGN, RELEASE, ALLOW, DECLARE, GO_ON = "open", "assign", "release", "allow", "declare", "go on"
STATE, CONSENSUS, CLOSE = "state", "consensus", "close"
EVALUATE, APPROVE, PUBLISH = "evaluate", "approve", "publish"
OBJECT, RULE, ORDER = "object", "rule", "order"
UPHELD, DISMISSED = "upheld", "dismissed"

RUNNING, EVALUATED, APPROVED, DONE, CORRECTING = "running", "evaluated", "approved", "published", "correcting"


@dataclass(frozen=True, slots=True)
class Happened:
    """One event. ``stage`` is that of the flow it belongs to; ``answer`` what was stated, or the part somebody was
    given; ``person`` whom an assignment is about; ``about`` the event that is answered. Numbers grow with time."""

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


@dataclass
class Board:
    """The state of one year. ``regions`` are assessed, ``items`` gives for each item the stages that answer it."""

    flow: Flow
    year: Period
    regions: tuple[str, ...]
    items: Mapping[str, frozenset[str]]
    held: dict[tuple[int, str], list[tuple[str, str]]] = field(default_factory=dict)
    conflicts: set[tuple[int, str]] = field(default_factory=set)
    allowed: set[tuple[str, str]] = field(default_factory=set)
    stated: dict[tuple[str, str, str], list[Happened]] = field(default_factory=dict)
    agreed: dict[tuple[str, str], Happened] = field(default_factory=dict)
    closed: set[tuple[str, str]] = field(default_factory=set)
    objections: dict[int, Happened] = field(default_factory=dict)
    rulings: dict[int, Happened] = field(default_factory=dict)
    orders: dict[str, Happened] = field(default_factory=dict)
    evaluations: list[Happened] = field(default_factory=list)
    approvals: list[Happened] = field(default_factory=list)
    publications: list[Happened] = field(default_factory=list)
    corrected: int = 0

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
        """running, evaluated, approved, published, or correcting: an upheld objection awaits a new evaluation."""
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

    def final(self, region: str, item: str) -> list[Happened]:
        """The events whose answer to an item counts: one, or the scores of a panel; none where nobody answered."""
        for stage in (ANSWER, *self.flow.prefer):
            if stage == PANEL and PANEL in self.items[item]:
                agreed, scores = self.agreed.get((region, item)), self.scores(region, item)
                if agreed is not None:
                    return [agreed]
                if scores:
                    return [scores[who] for who in sorted(scores)]
            elif (found := self.answer(stage, region, item)) is not None and found.answer:
                return [found]  # a correction without an answer says that records were corrected
        return []


def fold(events: Iterable[Happened], flow: Flow, year: Period, regions: Iterable[str],
         items: Mapping[str, frozenset[str]], resolve: Callable[[str], str | None]) -> Board:
    """The board after ``events``. ``resolve`` gives the region that goes on for one that ended: what was stated for
    regions that have become one stands under the one that goes on, in the order in which it was stated."""
    board = Board(flow, year, tuple(regions), items)
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
        board.allowed.add((each.stage, region))
    elif each.act == STATE:
        board.stated.setdefault((each.stage, region, each.item), []).append(each)
        if each.stage == ANSWER:
            board.corrected = each.number
    elif each.act == CONSENSUS:
        board.agreed[region, each.item] = each
    elif each.act == CLOSE:
        board.closed.add((region, each.item))
    elif each.act == OBJECT:
        board.objections[each.number] = each
    elif each.act == RULE and each.about is not None:
        board.rulings[each.about] = each
    elif each.act == ORDER:
        board.orders[region] = each
    else:
        {EVALUATE: board.evaluations, APPROVE: board.approvals, PUBLISH: board.publications}.get(
            each.act, []).append(each)


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
