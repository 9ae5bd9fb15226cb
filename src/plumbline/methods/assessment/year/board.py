"""Where a year stands, derived from what happened in it and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from plumbline.methods.assessment.flows.flow import ANSWER, BY_ITEM, EXPERT, PANEL, REPORT, Flow
from plumbline.methods.assessment.scoring.determined import NOT_APPLICABLE
from plumbline.methods.assessment.year.orders import JUDGE, Order, oldest_open
from plumbline.methods.shared.periods import Period

OPEN, ASSIGN, RELEASE, ALLOW, DECLARE, GO_ON = "open", "assign", "release", "allow", "declare", "go on"
STATE, CONSENSUS, CLOSE = "state", "consensus", "close"
EVALUATE, APPROVE, PUBLISH = "evaluate", "approve", "publish"
OBJECT, RULE, ORDER, CANCEL = "object", "rule", "order", "cancel"
COMMENT = "comment"
"""Words between those who act in a year: where it stands never rests on them."""
FEW = (OPEN, ASSIGN, RELEASE, ALLOW, DECLARE, GO_ON, CONSENSUS, CLOSE, EVALUATE, APPROVE, PUBLISH, OBJECT, RULE, ORDER,
       JUDGE, CANCEL)
"""Every act but stating something: of these a year has few, and what it is as a whole rests on them."""
MOST_TEXT = 2000
"""Characters of what is stated, or given as a reason."""
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


@dataclass(slots=True)
class Mark:
    """That something was stated at one place, as far as lists ask: ``number`` grows with time, and is that of the
    newest statement, which may be ``late`` or say that the item does not apply (``waived``). ``actors`` are who scored
    in a panel. ``entry`` is the statement's in the journal, 0 where it was not read."""

    number: int
    late: bool = False
    waived: bool = False
    actors: tuple[int, ...] = ()
    entry: int = 0

    def then(self, later: Mark) -> Mark:
        """After another statement at the same place, or the marks of a region that has become this one."""
        newest = max((self, later), key=lambda each: each.number)
        return Mark(newest.number, newest.late, newest.waived, tuple(dict.fromkeys(self.actors + later.actors)),
                    newest.entry)


Marks = dict[tuple[str, str], dict[str, Mark]]
"""By stage and region what was stated, by item; the empty item is the region as a whole."""


class Over:
    """What one person holds one part over: pairs of region and item, empty for all."""

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []
        self._pairs: set[tuple[str, str]] = set()
        self._by_region: dict[str, set[str]] = {}
        self._items: set[str] = set()

    def add(self, region: str, item: str) -> None:
        """Hold it over one more."""
        self.pairs.append((region, item))
        self._pairs.add((region, item))
        self._by_region.setdefault(region, set()).add(item)
        self._items.add(item)

    def covers(self, region: str = "", item: str = "") -> bool:
        """Whether it is held over this region and item (empty: any)."""
        if region and item:
            return not self._pairs.isdisjoint((("", ""), (region, ""), ("", item), (region, item)))
        if region:
            return "" in self._by_region or region in self._by_region
        return not item or "" in self._items or item in self._items

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)

    def items_of(self, region: str) -> frozenset[str] | None:
        """The items over which it is held in a region; None: all."""
        found = self._by_region.get("", frozenset()) | self._by_region.get(region, frozenset())
        return None if "" in found else frozenset(found)


@dataclass(frozen=True, slots=True)
class Within:
    """Of which ``regions``, and in which ``stages`` of any region, every statement was read."""

    regions: frozenset[str]
    stages: frozenset[str]


@dataclass
class Board:
    """The state of one year. ``regions`` are assessed, ``items`` gives for each item the stages that answer it; of the
    items that are ``combined`` the answers of all these stages count together. ``within``: where every statement is
    there; None: everywhere. Elsewhere ``said`` alone tells that something was stated, where that was read."""

    flow: Flow
    year: Period
    regions: tuple[str, ...]
    items: Mapping[str, frozenset[str]]
    combined: frozenset[str] = frozenset()
    within: Within | None = None
    held: dict[tuple[int, str], Over] = field(default_factory=dict)
    conflicts: set[tuple[int, str]] = field(default_factory=set)
    allowed: set[tuple[str, str]] = field(default_factory=set)
    late_orders: set[int] = field(default_factory=set)
    stated: dict[tuple[str, str, str], list[Happened]] = field(default_factory=dict)
    said: Marks = field(default_factory=dict)
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
    opened_on: date | None = None
    _parts: dict[int, set[str]] = field(default_factory=dict)
    _who: dict[str, dict[int, Over]] = field(default_factory=dict)
    _asked: dict[str, frozenset[str]] = field(default_factory=dict)

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

    def give(self, person: int, part: str, region: str, item: str) -> None:
        """Let ``person`` hold ``part`` over one more region and item (empty: all)."""
        over = self.held.setdefault((person, part), Over())
        over.add(region, item)
        self._who.setdefault(part, {})[person] = over
        self._parts.setdefault(person, set()).add(part)

    def take_back(self, person: int, part: str) -> None:
        """Let ``person`` hold ``part`` no more."""
        self.held.pop((person, part), None)
        self._parts.get(person, set()).discard(part)
        self._who.get(part, {}).pop(person, None)

    def holds(self, person: int | None, part: str, region: str = "", item: str = "") -> bool:
        """Whether ``person`` was given ``part`` over this region and item (empty: any)."""
        over = self.held.get((person, part)) if person is not None else None
        return over is not None and over.covers(region, item)

    def parts(self, person: int | None) -> frozenset[str]:
        """The parts of ``person``."""
        return frozenset(self._parts.get(person, ())) if person is not None else frozenset()

    def asked(self, stage: str) -> frozenset[str]:
        """The items that are answered in a stage."""
        if stage not in self._asked:
            self._asked[stage] = frozenset(item for item, stages in self.items.items() if stage in stages)
        return self._asked[stage]

    def conflicted(self, person: int | None, region: str) -> bool:
        """Whether ``person`` declared a conflict of interest over ``region``."""
        return person is not None and ((person, region) in self.conflicts or (person, "") in self.conflicts)

    def versions(self, stage: str, region: str, item: str = "") -> list[Happened]:
        """Everything that was stated there, in order. :raises LookupError: where that was not read."""
        if self.within is not None and region not in self.within.regions and stage not in self.within.stages:
            raise LookupError(f"what {region} stated was not read")
        return self.stated.get((stage, region, item), [])

    def answer(self, stage: str, region: str, item: str = "") -> Happened | None:
        """What counts of a stage with one answer: the newest."""
        found = self.versions(stage, region, item)
        return found[-1] if found else None

    def marks(self, stage: str, region: str) -> Mapping[str, Mark]:
        """What was stated of a region in a stage, by item."""
        return self.said.get((stage, region), {})

    def scorers(self, region: str, item: str) -> frozenset[int]:
        """The experts who score this item of this region: those assigned and without a conflict."""
        return frozenset(who for who, over in self._who.get(EXPERT, {}).items() if over.covers(region, item)
                         and not self.conflicted(who, region))

    def scores(self, region: str, item: str) -> dict[int, Happened]:
        """The newest score of each of them, by person."""
        seated = self.scorers(region, item)
        newest = {each.actor: each for each in self.versions(PANEL, region, item)}
        return {who: each for who, each in newest.items() if who is not None and who in seated}

    def scored(self, region: str, item: str) -> frozenset[int]:
        """Who of them has scored."""
        mark = self.marks(PANEL, region).get(item)
        return self.scorers(region, item) & set(mark.actors) if mark is not None else frozenset()

    def opened(self, region: str, item: str) -> bool:
        """Whether the scores of the panel lie open: all have scored, or the panel was closed."""
        if (region, item) in self.closed:
            return True
        seated = self.scorers(region, item)
        return bool(seated) and seated == self.scored(region, item)

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

    def settled_in(self, region: str, item: str) -> str:
        """The stage whose answer to an item counts, of a combined item the first of them; empty where nobody answered.
        Told from what ``said`` holds."""
        if (corrected := self.stated.get((ANSWER, region, item))) and corrected[-1].answer:
            return ANSWER
        if item in self.combined:
            return next((each for each in self._in_turn(item) if self._has(each, region, item)), "")
        return next((each for each in self.flow.prefer if self._has(each, region, item)), "")

    def panel_counts(self, region: str, item: str) -> bool:
        """Whether the scores of a panel, or what it agreed on, are among the answers to an item that count."""
        first = self.settled_in(region, item)
        if first == ANSWER or PANEL not in self.items[item] or not self._has(PANEL, region, item):
            return False
        mark = self.marks(first, region).get(item)
        return first == PANEL or (item in self.combined and not (mark is not None and mark.waived))

    @cached_property
    def place_of(self) -> dict[str, int]:
        """The place of each item in the scheme; that of the empty one is before all."""
        return {"": -1} | {item: place for place, item in enumerate(self.items)}

    def panel_scores(self, region: str, item: str) -> list[Happened]:
        """Those that count; or what the panel agreed on."""
        return self._of_stage(PANEL, region, item) if self.panel_counts(region, item) else []

    def unanswered(self, region: str) -> int:
        """How many items that somebody answers nobody has answered in any stage."""
        found = frozenset[str]().union(*(self.marks(each, region).keys() for each in self.flow.prefer if each != PANEL))
        rest = self._answered_by_somebody - (found - self.combined)
        unsure = self.combined | self.asked(PANEL) | {
            item for stage in (PANEL, ANSWER) for item in self.marks(stage, region)}
        return sum(item not in unsure or not self.settled_in(region, item) for item in rest)

    @cached_property
    def _answered_by_somebody(self) -> frozenset[str]:
        return frozenset(item for item, stages in self.items.items() if stages)

    def _has(self, stage: str, region: str, item: str) -> bool:
        if stage == PANEL and PANEL in self.items[item]:
            return (region, item) in self.agreed or bool(self.scored(region, item))
        return item in self.marks(stage, region)

    def _in_turn(self, item: str) -> list[str]:
        """The stages of a combined item, that whose answer counts first before the others."""
        return [*(each for each in self.flow.prefer if each in self.items[item]),
                *(each for each in BY_ITEM if each in self.items[item] and each not in self.flow.prefer)]

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
        found = [each for stage in self._in_turn(item) for each in self._of_stage(stage, region, item)]
        if found and found[0].answer == NOT_APPLICABLE:
            return found[:1]
        return [each for each in found if each.answer != NOT_APPLICABLE]


def fold(events: Iterable[Happened], flow: Flow, year: Period, regions: Iterable[str],
         items: Mapping[str, frozenset[str]], resolve: Callable[[str], str | None],
         combined: frozenset[str] = frozenset(), within: Within | None = None,
         said: Marks | None = None) -> Board:
    """The board after ``events``. ``resolve`` gives the region that goes on for one that ended: what was stated for
    regions that have become one stands under the one that goes on, in the order in which it was stated. ``within``:
    where every statement is among the events; None: everywhere. ``said`` is what is known of the others."""
    board = Board(flow, year, tuple(regions), items, combined, within, said=said if said is not None else {})
    for each in sorted(events, key=lambda one: one.number):
        _take(board, each, (resolve(each.region) or each.region) if each.region else "")
    return board


def note(said: Marks, stage: str, region: str, item: str, mark: Mark) -> None:
    """Add to ``said`` what was stated at one place."""
    here = said.setdefault((stage, region), {})
    here[item] = here[item].then(mark) if item in here else mark


def _take(board: Board, each: Happened, region: str) -> None:
    if each.act == ASSIGN and each.person is not None:
        board.give(each.person, each.answer, region, each.item)
    elif each.act == RELEASE and each.person is not None:
        board.take_back(each.person, each.answer)
    elif each.act == DECLARE and each.actor is not None:
        board.conflicts.add((each.actor, region))
    elif each.act == ALLOW:
        if each.about is None:
            board.allowed.add((each.stage, region))
        else:
            board.late_orders.add(each.about)
    elif each.act == STATE:
        board.stated.setdefault((each.stage, region, each.item), []).append(each)
        scored = (each.actor,) if each.stage == PANEL and each.actor is not None else ()
        note(board.said, each.stage, region, each.item,
             Mark(each.number, each.late, each.answer == NOT_APPLICABLE, scored))
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
        board.opened_on = board.opened_on or each.on
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
