"""Where a case, or one of its members, stands: from what happened in it alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol

from plumbline.methods.shared.working_days import Calendar, Due, after, days_after
from plumbline.procedures.casework.declaration import Act, Days, Procedure, State
from plumbline.records.core.cases import CONFLICT
from plumbline.text import Text

ASSIGN, RELEASE, ALLOW, GO_ON, WITHDRAW, COMMENT = (
    "assign", "release", "allow-late", "go-on", "withdraw", "comment")
GIVE_LINK, REVOKE_LINK, REPLACE = "give-link", "revoke-link", "replace-party"
PASS, CONSULT, ADVISE = "pass-on", "consult", "advise"
SEND, TAKE, RECEIPT = "send", "take-over", "receipt"
CONTEST, UPHOLD, DISMISS, LAPSE = "contest", "uphold-contest", "dismiss-contest", "end-by-day"
EFFECT, RETRY = "effect-done", "retry-effect"
ERASE = "erase-personal"
ABOUT_PARTIES = frozenset({ASSIGN, RELEASE, CONFLICT, GIVE_LINK, REVOKE_LINK, REPLACE, PASS, CONSULT, ADVISE,
                           SEND, TAKE, RECEIPT, CONTEST, DISMISS, EFFECT, RETRY, ERASE})
"""Acts that say who takes part, whether somebody contests the case, what was done in the background, or that
personal data were erased: nothing moves by them."""
TITLES = {
    COMMENT: Text("Comment", "意见"), ASSIGN: Text("Part given", "分配职责"),
    RELEASE: Text("Part taken back", "收回职责"), CONFLICT: Text("Conflict of interest declared", "声明利益冲突"),
    ALLOW: Text("Late act allowed", "准许逾期办理"), GO_ON: Text("Goes on under changed rules", "按修改后的规则继续"),
    WITHDRAW: Text("Withdrawn", "撤回"), GIVE_LINK: Text("Link handed out", "发放办理链接"),
    REVOKE_LINK: Text("Link taken back", "收回办理链接"),
    REPLACE: Text("Another organisation takes part", "变更参与单位"), PASS: Text("Passed on", "转交"),
    SEND: Text("Sent to another instance", "移交其他实例"), TAKE: Text("Taken over", "接收"),
    RECEIPT: Text("Receipt", "回执"), CONSULT: Text("Opinion asked for", "征求意见"),
    ADVISE: Text("Opinion given", "答复意见"), CONTEST: Text("Contested", "提出异议"),
    UPHOLD: Text("Contest upheld: lifted", "异议成立，予以撤销"), DISMISS: Text("Contest dismissed", "异议不成立"),
    LAPSE: Text("Ended by its day", "到期终止"), EFFECT: Text("Done in the background", "后台办理完成"),
    RETRY: Text("Tried again in the background", "重新由后台办理"), ERASE: Text("Personal data erased", "清除个人信息"),
}
"""What the acts are called that every procedure has."""
RULES, FLOW, BY_LINK, INSIDE, LINK_SHA256, LINK_CODE, WROTE, BECAUSE, FOLLOWS, ENDS, OF, GIVEN_AT, BESIDE = (
    "~rules", "~flow", "~link", "~inside", "~sha256", "~code", "~wrote", "~because", "~follows", "~ends",
    "~of", "~given", "~beside")
"""Fields of an event beside those of its act: under which declaration the case goes on from then (``rules.py``), and
with which flow file; the link by which who did it came; that a comment is for the authority alone; the hashes of a link
and of its code, which nobody reads; the records that the act wrote, a line each; the event of another case or the
record that this one followed from, by which consequence, and the day with which it ends; of an event that another home
told, where it happened; when it was done, where it was sent later (``offline.py``), and what it is to another answer to
the same: ``also`` kept beside it, or ``instead`` of it."""
ALSO, INSTEAD = "also", "instead"


EMPTY: Mapping[str, str | None] = MappingProxyType({})


class Happened(Protocol):
    """One event, as the store keeps it."""

    @property
    def pk(self) -> int: ...
    @property
    def act(self) -> str: ...
    @property
    def member(self) -> str: ...
    @property
    def said(self) -> Mapping[str, str]: ...
    @property
    def state(self) -> str: ...
    @property
    def actor(self) -> int | None: ...
    @property
    def organisation(self) -> str: ...
    @property
    def at(self) -> datetime: ...


def who_did(event: Happened) -> int | None:
    """Who did it, as a number: an account; or, below zero, the link by which somebody came."""
    return -int(event.said[BY_LINK]) if event.actor is None and BY_LINK in event.said else event.actor


@dataclass
class Standing:
    """Where one stands: its ``state`` ``since`` when, brought about by ``actor`` with the event ``entered``; ``done``
    are the acts since then, by name, with who did each; ``last`` is the newest event about it. ``left`` are the states
    that were left, as they stood then; ``answer`` is what was sent later and led here, as long as nobody acted on it;
    ``beside`` are the answers that were kept beside another; ``followed`` is the newest act that nobody did, as it
    followed from something else, until that is lifted."""

    member: str = ""
    state: str = ""
    since: datetime | None = None
    entered: int = 0
    actor: int | None = None
    said: dict[str, str] = field(default_factory=dict)
    done: dict[str, list[int | None]] = field(default_factory=dict)
    allowed: bool = False
    last: int = 0
    followed: int = 0
    left: list[Standing] = field(default_factory=list)
    answer: Answer | None = None
    beside: list[int] = field(default_factory=list)

    def take(self, event: Happened, before: Mapping[str, str | None] = EMPTY) -> None:
        """Go on by one event that is about this one; ``before`` is what was known of its fields."""
        if event.act == COMMENT:
            return  # nothing that somebody has before them is overtaken by what others say
        self.last = event.pk
        if event.act == UPHOLD:
            self.followed = 0
        elif FOLLOWS in event.said and self.state:
            self.followed = event.pk
        if event.said.get(BESIDE) == ALSO:
            self.beside.append(event.pk)
        elif event.state:
            if event.said.get(BESIDE) == INSTEAD and self.answer is not None:
                self.beside.append(self.answer.event)
            elif self.state:
                self.left.append(replace(self, left=[], beside=[]))
            self.answer = Answer(event.pk, order_of(event.act, who_did(event), event.said),
                                 before) if GIVEN_AT in event.said else None
            self.state, self.since, self.entered, self.actor = event.state, done_at(event), event.pk, who_did(event)
            self.said, self.done, self.allowed = dict(event.said), {}, False
        elif event.act == ALLOW:
            self.allowed = True
        else:
            self.answer = None
            self.done.setdefault(event.act, []).append(who_did(event))


@dataclass(frozen=True, slots=True)
class Answer:
    """What was sent later and decides until somebody acts on it: its ``event``, its place in the ``order`` of answers
    to the same, and what was known of its fields ``before``."""

    event: int
    order: tuple[str, ...]
    before: Mapping[str, str | None]


def done_at(event: Happened) -> datetime:
    """When it was done: when it was kept, or, of what was sent later, as it says."""
    return datetime.fromisoformat(event.said[GIVEN_AT]) if GIVEN_AT in event.said else event.at


def order_of(act: str, who: int | None, said: Mapping[str, str]) -> tuple[str, ...]:
    """The place of an answer among those to the same: what was done first decides. Where two were done in the same
    moment, what they say settles it, and never which of them arrived first."""
    words = (f"{name}={said[name]}" for name in sorted(said) if name not in (GIVEN_AT, BESIDE))
    return said[GIVEN_AT], act, str(who or 0), *words


@dataclass(frozen=True, slots=True)
class Link:
    """A link handed out: for which ``part``, of the case or of a ``member``, and the last day on which it opens."""

    part: str
    member: str
    until: date


@dataclass(frozen=True, slots=True)
class Consulted:
    """The authority of a region that was asked a question until a day; ``answered`` by which event, 0: not yet."""

    region: str
    due: date
    question: str
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Contest:
    """Somebody contests that the case was opened, or the act ``of`` in it (its event; 0: the opening): with which
    ``event``, and ``who`` (as :func:`who_did` tells it)."""

    event: int
    of: int
    who: int | None
    organisation: str
    at: datetime
    reason: str


@dataclass
class Board:
    """A case as its events have it: how it stands itself, and each of its members. ``values`` are the newest fields of
    the case, ``of`` those of each member; ``given`` says by member (empty: the case) who holds a part (person, part),
    and ``conflicts`` who declared one (person, member; empty: all of the case). ``links`` are those that hold, by the
    event that handed them out, which ``linked`` tells by member; ``rules`` are those under which the case goes on,
    since ``ruled_at``; ``entered`` every state that the case has been in; ``opened_for`` the organisation for which it
    was opened, ``opened_in`` the region. ``region`` is the one whose authority sees to it, once it was passed on;
    ``regions`` those that it was passed to, in order; ``consulted``
    those that were asked, by the event that asked; ``holder`` is the instance that has it, once it was sent to one. Of
    a case that followed from something else: ``follows`` is the consequence by which, ``ends`` the day with which it
    ends. ``contests`` is what somebody says against it (empty), or against what followed in one of its members, until
    that is decided."""

    case: Standing = field(default_factory=Standing)
    members: dict[str, Standing] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    of: dict[str, dict[str, str]] = field(default_factory=dict)
    given: dict[str, set[tuple[int, str]]] = field(default_factory=dict)
    conflicts: set[tuple[int, str]] = field(default_factory=set)
    rules: str = ""
    ruled_at: datetime | None = None
    opened_by: int | None = None
    opened_for: str = ""
    opened_in: str = ""
    links: dict[int, Link] = field(default_factory=dict)
    linked: dict[str, set[int]] = field(default_factory=dict)
    entered: set[str] = field(default_factory=set)
    region: str = ""
    regions: list[str] = field(default_factory=list)
    consulted: dict[int, Consulted] = field(default_factory=dict)
    holder: str = ""
    follows: str = ""
    ends: date | None = None
    contests: dict[str, Contest] = field(default_factory=dict)

    def at(self, member: str) -> Standing:
        """How the case (empty), or one of its members, stands."""
        return self.members[member] if member else self.case


def fold(procedure: Procedure, events: Iterable[Happened]) -> Board:
    """The case after ``events``, given in their order."""
    board = Board()
    for event in events:
        take(procedure, board, event)
    return board


def take(procedure: Procedure, board: Board, event: Happened) -> None:
    """Let ``board`` go on by one event: it is changed in its place."""
    board.rules = event.said.get(RULES, board.rules)
    if not board.case.last:
        board.opened_by, board.opened_for = event.actor, event.organisation
        board.opened_in = procedure.region_of(event.said)
        board.follows = event.said.get(FOLLOWS, "")
        board.ends = date.fromisoformat(event.said[ENDS]) if ENDS in event.said else None
    if RULES in event.said:
        board.ruled_at = event.at
    if event.act in ABOUT_PARTIES:
        _take_part(board, event)
        _take_place(board, event)
    elif event.member:
        standing = board.members.setdefault(event.member, Standing(event.member))
        _go_on(procedure, standing, board.of.setdefault(event.member, {}), event)
    else:
        _go_on(procedure, board.case, board.values, event)
        board.entered.add(board.case.state)
    if event.act == UPHOLD:
        board.contests.pop(event.member, None)


def _go_on(procedure: Procedure, standing: Standing, values: dict[str, str], event: Happened) -> None:
    """Go on by one event about the case, or about a member; ``values`` is what is known of it. An answer that takes the
    place of another leaves nothing of that, and one that is kept beside it says nothing."""
    if event.said.get(BESIDE) == INSTEAD and standing.answer is not None:
        for name, text in standing.answer.before.items():
            values.pop(name, None)
            values |= {name: text} if text is not None else {}
    fields = _fields(procedure, event) if event.said.get(BESIDE) != ALSO else {}
    act = procedure.by_name.get(event.act)
    whole = act is not None and act.whole and event.said.get(BESIDE) != ALSO
    emptied = [spec.name for spec in act.specs] if act is not None and whole else []
    standing.take(event, {name: values.get(name) for name in (*emptied, *fields)})
    for name in emptied:
        values.pop(name, None)
    values.update(fields)


def _take_part(board: Board, event: Happened) -> None:
    """Go on by an event that says who takes part, and moves nothing."""
    said = event.said
    if event.act in (ASSIGN, RELEASE):
        given = board.given.setdefault(event.member, set())
        (given.add if event.act == ASSIGN else given.discard)((int(said["person"]), said["part"]))
    elif event.act == CONFLICT and event.actor is not None:
        board.conflicts.add((event.actor, event.member))
    elif event.act == GIVE_LINK:
        board.links[event.pk] = Link(said["part"], event.member, date.fromisoformat(said["until"]))
        board.linked.setdefault(event.member, set()).add(event.pk)
    elif event.act == REVOKE_LINK:
        gone = board.links.pop(int(said["link"]), None)
        if gone is not None:
            board.linked[gone.member].discard(int(said["link"]))
    elif event.act == CONTEST:
        of = board.at(event.member).followed
        board.contests[event.member] = Contest(event.pk, of, who_did(event), event.organisation, event.at,
                                               event.said["reason"])
    elif event.act == DISMISS:
        board.contests.pop(event.member, None)
    elif event.act == REPLACE:
        values = board.of.setdefault(event.member, {}) if event.member else board.values
        before = set(values.get(said["field"], "").split(";")) if "replaced" in said else set()
        values[said["field"]] = ";".join(sorted((before - {said.get("replaced", "")}) | {said["organisation"]}))


def _take_place(board: Board, event: Happened) -> None:
    """Go on by an event that says which authorities have to do with the case."""
    if event.act in (PASS, SEND):
        board.region = event.said["to"] if event.act == PASS else event.said["region"]
        board.regions.append(board.region)
        board.holder = event.said["to"] if event.act == SEND else board.holder
    elif event.act == CONSULT:
        board.consulted[event.pk] = Consulted(event.said["to"], date.fromisoformat(event.said["due"]),
                                              event.said["text"])
    elif event.act == ADVISE:
        asked = int(event.said["consult"])
        board.consulted[asked] = replace(board.consulted[asked], answered=event.pk)


def _fields(procedure: Procedure, event: Happened) -> dict[str, str]:
    """What the event says of the case. Comments, and reasons of what every procedure has, say nothing of it."""
    if event.act not in procedure.by_name:
        return {}
    return {name: text for name, text in event.said.items() if not name.startswith("~")}


def state_after(procedure: Procedure, act: Act, standing: Standing, actor: int | None) -> str:
    """The state that ``act`` brings about, done now by ``actor``; empty: it stays as it is. An act that several people
    must do takes effect with the last of them; what goes on side by side, once all of it is done."""
    done = {name: set(who) for name, who in standing.done.items()}
    done.setdefault(act.name, set()).add(actor)
    if act.approvals > 1 and len(done[act.name]) < act.approvals:
        return ""
    if act.target:
        return act.target
    here = procedure.machine(act.of).get(standing.state)
    if here is not None and here.needs and all(_enough(procedure.by_name[name], done) for name in here.needs):
        return here.to
    return ""


def _enough(act: Act, done: Mapping[str, set[int | None]]) -> bool:
    return len(done.get(act.name, ())) >= act.approvals


def due_of(procedure: Procedure, state: State | None, standing: Standing, calendar: Calendar, entered: date | None,
           ) -> Due | None:
    """The last day of the state that ``standing`` is in; None: it has none. ``entered`` is the day on which
    it was entered, where the authority is."""
    days = state.days if state is not None else None
    if days is None or entered is None:
        return None
    if days.field:
        said = standing.said.get(days.field)
        return Due(date.fromisoformat(said)) if said else None
    return term(days, entered, calendar)


def term(days: Days, start: date, calendar: Calendar) -> Due:
    """The last day of a term that begins on ``start``."""
    return (after if days.working else days_after)(calendar, start, days.number)
