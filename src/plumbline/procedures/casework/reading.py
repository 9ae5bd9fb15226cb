"""Reading cases: lists, one case with where it stands and what can be done, its history, and what waits for a
person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from django.core import signing
from django.db.models import Count, Q, QuerySet

from plumbline.errors import RecordError
from plumbline.procedures.casework import holding
from plumbline.procedures.casework.declaration import ROLE, Act, Procedure
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.casework.perform import possible
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.casework.standing import (
    ADVISE,
    ASSIGN,
    BY_LINK,
    COMMENT,
    CONSULT,
    GIVE_LINK,
    GIVEN_AT,
    INSIDE,
    OF,
    RELEASE,
    REPLACE,
    REVOKE_LINK,
    TITLES,
    UPHOLD,
    WROTE,
    done_at,
)
from plumbline.procedures.casework.telling import referred
from plumbline.records.core.cases import ASKED, CONFLICT, CaseEvent, CaseParty, CaseSummary
from plumbline.records.core.memberships import capacities_of
from plumbline.records.core.people import User, may_act
from plumbline.records.core.visibility import (
    ORGANISATION,
    Bearer,
    appointable,
    cases_open_to,
    keeping,
    may_keep,
    parties_of,
    reach,
)
from plumbline.text import Text

MOST_LISTED = 500
CHUNK = 200
LIST_SALT = "plumbline.cases"
SOON_DAYS = 7
GIVING = (ASSIGN, RELEASE)
CLOSED = frozenset({*GIVING, CONFLICT, GIVE_LINK, REVOKE_LINK, REPLACE, CONSULT, ADVISE})
"""What the authority settles among its own: no party reads of it."""
NO_PART: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for somebody: a case, or one of its members, in a state that a person may move on from."""

    procedure: Procedure
    number: str
    member: str
    title: str
    state: str
    due: date | None
    provisional: bool
    late: bool
    soon: bool
    acts: tuple[Act, ...]


def readable(procedure: Procedure, user: Any) -> QuerySet[CaseSummary]:
    """The summaries of cases, and of their members, that ``user`` (None: the public) may read."""
    return CaseSummary.objects.filter(cases_open_to(user, procedure.name, procedure.column))


def given_in(user: Any, parts: Mapping[str, str]) -> frozenset[str]:
    """Of the procedures named in ``parts``, those in which ``user`` was ever given that part of a case or a member:
    asked once for all of them."""
    named = Q(pk__in=[])
    for name, part in parts.items():
        named |= Q(case__procedure=name, part=part)
    rows = CaseParty.objects.filter(named, person=user.pk).order_by()
    return frozenset(rows.values_list("case__procedure", flat=True).distinct())


class CasePage(NamedTuple):
    """Some cases, and the token for what follows them (empty: nothing does)."""

    rows: list[CaseSummary]
    next: str


def page(procedure: Procedure, user: Any, *, state: str = "", ended: bool | None = None, after: str = "",
         most: int = MOST_LISTED, only: Q | None = None, kept: str = "") -> CasePage:
    """Cases that ``user`` may read: those that are due first stand first, those that have ended last. ``state``,
    ``ended`` and ``only``, which is called ``kept``, narrow them; ``after`` is the token of the page before. Pages go
    on by key: however many cases lie before, and those that come meanwhile neither repeat nor hide one. :raises
    RecordError: for a token of another list."""
    rows = readable(procedure, user).filter(only or Q(), member="").select_related("case")
    if state:
        rows = rows.filter(state=state)
    rows = (rows if ended is None else rows.filter(ended=ended)).order_by("ended", "until", "pk")
    if not after:
        found = list(rows[:most + 1])
    else:
        place = _place([procedure.name, state, ended, kept], after)
        # Those that go on, then those that have ended: each is a range of the index that lists have.
        beyond = rows.filter(Q(until__gt=place.until) | Q(pk__gt=place.row), ended=place.ended, until__gte=place.until)
        found = list(beyond[:most + 1])
        if len(found) <= most and not place.ended and ended is None:
            found += rows.filter(ended=True)[:most + 1 - len(found)]
    last = found[most - 1] if len(found) > most else None
    token = "" if last is None else signing.dumps(
        [procedure.name, state, ended, kept, last.ended, last.until.isoformat(), last.pk], salt=LIST_SALT,
        compress=True)
    return CasePage(found[:most], token)


def listed(procedure: Procedure, user: Any, *, state: str = "", ended: bool | None = None, most: int = MOST_LISTED,
           only: Q | None = None) -> list[CaseSummary]:
    """The first page of :func:`page`."""
    return page(procedure, user, state=state, ended=ended, most=most, only=only).rows


class _Place(NamedTuple):
    """After which row a page begins."""

    ended: bool
    until: date
    row: int


def _place(listed: list[Any], token: str) -> _Place:
    try:
        *of, over, until, row = signing.loads(token, salt=LIST_SALT)
        if of == listed:
            return _Place(bool(over), date.fromisoformat(until), int(row))
    except (signing.BadSignature, ValueError, TypeError):
        pass
    raise RecordError("list.no_page", Text("this page cannot be found", "找不到该页"), where="after",
                      why=Text("The token is not of this list", "该标记不属于本列表"),
                      next_step=Text("Begin again at the first page", "请从第一页重新开始"))


def counted(procedure: Procedure, user: Any) -> dict[str, int]:
    """How many cases that ``user`` may read stand in each state."""
    rows = readable(procedure, user).filter(member="").order_by()
    return dict(rows.values_list("state").annotate(count=Count("pk")))


def waiting(user: Any, *, on: date, of: Iterable[Procedure] | None = None) -> list[Waiting]:
    """What waits for ``user`` on a day, the nearest last day first: told from the summaries, however many cases there
    are."""
    found: list[Waiting] = []
    for these in alike(procedures().values() if of is None else of, user):
        open_ = _open_to(these, user)
        found += [*_turns(these, open_, user, on), *_asked(these, open_, user, on)]
    return sorted(found, key=lambda each: (each.due is None, each.due or date.max, each.number, each.member))


def alike(these: Iterable[Procedure], user: Any) -> list[tuple[Procedure, ...]]:
    """The procedures in groups that are asked for together: in the columns of one the person has the same roles, which
    for most people is everywhere."""
    groups: dict[tuple[frozenset[str], ...], list[Procedure]] = {}
    for each in these:
        tops = (reach(user, each.column).tops, appointable(user, each.column).tops,
                keeping(user, holding.kind_of(each)).tops)
        groups.setdefault(tops, []).append(each)
    return [tuple(each) for each in groups.values()]


def _open_to(these: tuple[Procedure, ...], user: Any) -> QuerySet[CaseSummary]:
    """What goes on in procedures that are asked for together, as far as ``user`` may read it. Nothing waits in a member
    of a case that has ended."""
    names = [each.name for each in these]
    over = CaseSummary.objects.filter(procedure__in=names, member="", ended=True)
    return CaseSummary.objects.filter(cases_open_to(user, names, these[0].column)).exclude(case__in=over.values("case"))


def _turns(these: tuple[Procedure, ...], open_: QuerySet[CaseSummary], user: Any, on: date) -> Iterator[Waiting]:
    """Where it is the turn of ``user``, in procedures that are asked for together: of what is ``open_``."""
    named = {each.name: each for each in these if each.waits}
    if not named:
        return
    held, regions = _held(tuple(named.values()), user), dict[tuple[str, str], bool]()
    moves: dict[tuple[str, str, bool, bool, bool, frozenset[str]], tuple[Act, ...]] = {}
    rows = open_.filter(procedure__in=sorted(named), ended=False, away="")
    for name, case, number, member, title, state, region, due, provisional, contested in rows.values_list(
            "procedure", "case", "case__number", "member", "title", "state", "region", "due", "provisional",
            "contested"):
        procedure = named[name]
        if (name, region) not in regions:
            regions[name, region] = may_keep(user, holding.kind_of(procedure), holding.region_on(region, on))
        keeps, late = regions[name, region], due is not None and on > due
        own = (held.get((case, ""), NO_PART) | held.get((case, member), NO_PART)) if held else NO_PART
        key = (name, state, bool(member), late, keeps, own)
        if key not in moves:
            moves[key] = tuple(
                act for act in procedure.acts_about(member) if state in act.source
                and (late or not act.after_days) and any(
                    (part.held == ROLE and keeps) or part.name in own for part in act.awaited))
        if contested is not None and keeps and contested != user.pk:
            yield Waiting(procedure, number, member, title, state, None, False, False, False, (DECIDE,))
        here = procedure.machine(member).get(state)
        rests = here is not None and here.rests
        if moves[key] and not (rests and (due is None or (due - on).days > SOON_DAYS)):
            soon = due is not None and not late and (due - on).days <= SOON_DAYS
            yield Waiting(procedure, number, member, title, state, due, provisional, late, soon, moves[key])


GIVE_OPINION = Act(ADVISE, TITLES[ADVISE], ())


DECIDE = Act(UPHOLD, Text("Decide on the contest", "处理异议"), ())


def _asked(these: tuple[Procedure, ...], open_: QuerySet[CaseSummary], user: Any, on: date) -> list[Waiting]:
    """The questions put to authorities for which ``user`` answers, in procedures that are asked for together: in cases
    that are ``open_``."""
    named = {each.name: each for each in these}
    keeps = keeping(user, holding.kind_of(these[0])).regions() if may_act(user) else frozenset()
    rows = CaseParty.objects.filter(part=ASKED, region__in=keeps, case__in=open_.filter(
        member="").values("case")) if keeps else CaseParty.objects.none()
    asked = {row.event: row for row in rows.select_related("case")}
    found = []
    titles = dict(CaseSummary.objects.filter(member="", case__in=[row.case_id for row in asked.values()])
                  .values_list("case", "title")) if asked else {}
    for event, said in CaseEvent.objects.filter(pk__in=asked).values_list("pk", "said") if asked else ():
        due, row = date.fromisoformat(said["due"]), asked[event]
        procedure = named[row.case.procedure]
        found.append(Waiting(procedure, row.case.number, "", titles.get(row.case_id, ""), ADVISE, due, False, on > due,
                             0 <= (due - on).days <= SOON_DAYS, (GIVE_OPINION,)))
    return found


def _held(these: tuple[Procedure, ...], user: Any) -> dict[tuple[int, str], frozenset[str]]:
    """The parts that ``user`` was given, or has for an organisation: by case and member."""
    named = {each.name: each for each in these if any(part.held != ROLE for part in each.parts)}
    if not may_act(user) or not named:
        return {}
    held: dict[tuple[int, str], frozenset[str]] = {}
    given = Q(person=user.pk, case__region__in=appointable(user, these[0].column).of_cases())
    able = capacities_of(user)
    rows = CaseParty.objects.filter(given | Q(organisation__in=able), case__procedure__in=sorted(named))
    for name, case, member, part, organisation in rows.values_list(
            "case__procedure", "case", "member", "part", "organisation"):
        of = named[name].part.get(part)
        if organisation and of is not None and of.capacity and of.capacity not in able[organisation]:
            continue
        held[case, member] = held.get((case, member), NO_PART) | {part}
    return held


def document(case: Found, user: Any) -> dict[str, Any]:
    """A case as a document: where it stands, since when, until when, what is known of it and of its members as far as
    it is open to ``user``, and what ``user`` can do now."""
    at = referred.settled_at(case)
    return {
        "procedure": case.procedure.name, "number": case.number, "region": case.region,
        **_stands(case, user, ""), "values": values(case, user),
        "named": referred.document(case, holding.kind_of(case.procedure).fields, values(case, user)),
        "named_as_of": at.isoformat() if at is not None else None, "rules_changed": case.changed, "away": case.away,
        "ends_on": case.board.ends.isoformat() if case.board.ends else None,
        "members": [{"member": member, **_stands(case, user, member), "values": values(case, user, member)}
                    for member in members(case, user)],
    }


def values(case: Found, user: Any, member: str = "") -> dict[str, str]:
    """What is known of the case, or of a member, as far as it is open to ``user``."""
    kept, names = case.board.of.get(member, {}) if member else case.board.values, case.open_fields(user, member)
    return {name: text for name, text in kept.items() if name in names}


def members(case: Found, user: Any) -> list[str]:
    """The members of the case that are open to ``user``."""
    return case.open_members(user)


def _stands(case: Found, user: Any, member: str) -> dict[str, Any]:
    standing, due = case.board.at(member), case.due(member)
    return {
        "state": case.state(member).name, "state_title": case.state(member).title.as_dict(),
        "since": standing.since.isoformat() if standing.since else None,
        "due": due.day.isoformat() if due else None, "provisional": due is not None and due.provisional,
        "late": due is not None and case.on > due.day, "version": standing.last,
        "contested": case.contest(member) is not None,
        "acts": [act.name for act in possible(case, user, member)] if user is not None else [],
        "beside": len(standing.beside) if case.inside(user) else 0,
    }


def history(case: Found, user: Any, member: str | None = None, *, before: int = 0, most: int = 0,
            ) -> list[dict[str, Any]]:
    """Everything that happened, in order, with who did it; of the ``member`` named only. What is closed to ``user`` is
    left out: members, fields, who did it on another side, and what the authority settles among its own. With ``most``:
    the last so many, and of these what came before the event of the number ``before`` (0: any)."""
    told = Telling(case, user)
    rows = CaseEvent.objects.filter(case=case.row).select_related("entry", "personal")
    rows = rows.filter(pk__lt=before) if before else rows
    rows = rows if member is None else rows.filter(member=member)
    each = (row for row in rows.order_by("-pk").iterator(CHUNK) if told.shows(row))
    shown = list(islice(each, most or None))[::-1]
    who = {row.actor for row in shown} | {int(row.said["person"]) for row in shown if row.act in GIVING}
    names = dict(User.objects.filter(pk__in=who - {None}).values_list("pk", "username"))
    beside = {each for one in (case.board.case, *case.board.members.values()) for each in one.beside}
    return [{
        "number": row.pk, "act": row.act, "title": title_of(case.procedure, row.act).as_dict(), "member": row.member,
        "state": row.state, "part": row.part, "organisation": told.organisation(row),
        "by": names.get(row.actor) if told.names(row) else None, "late": row.late,
        "inside": INSIDE in row.said,
        "wrote": row.said.get(WROTE, "").splitlines() if told.inside else [], "at": row.at.isoformat(),
        "given": done_at(row).isoformat() if GIVEN_AT in row.said else None, "beside": row.pk in beside,
        "said": told.said(row, names),
        "journal": row.entry.number, "leaf": bytes(row.leaf).hex(), "elsewhere": elsewhere(row),
    } for row in shown]


class Telling:
    """What of the events of a case is open to one reader."""

    def __init__(self, case: Found, user: Any) -> None:
        self.case, self.user, self.inside = case, user, case.inside(user)
        self._own = parties_of(user)
        self._open: dict[str, tuple[frozenset[str], bool, bool]] = {}

    def _of(self, member: str) -> tuple[frozenset[str], bool, bool]:
        """The open fields of the case or of a member; whether the reader is a party to it; whether one to anything in
        the case."""
        if member not in self._open:
            case = self.case
            about = holding.about(case.procedure, case.region, case.board, self.user, member)
            self._open[member] = case.open_fields(self.user, member), bool(about.parties & self._own), bool(
                (about.parties | about.near) & self._own)
        return self._open[member]

    def mine(self, row: CaseEvent) -> bool:
        """Whether the reader did it."""
        if isinstance(self.user, Bearer):
            return bool(row.said.get(BY_LINK) == str(self.user.number))
        return self.user is not None and row.actor == self.user.pk

    def reads(self, member: str) -> bool:
        """Whether the reader reads what is said there to all who take part."""
        return self.inside or self._of(member)[1]

    def shows(self, row: CaseEvent) -> bool:
        """Whether the reader may know that it happened."""
        names, party, near = self._of(row.member)
        if not names or not (self.inside or near):
            return False
        said_to_all = row.act != COMMENT or (party and INSIDE not in row.said)
        return self.inside or (row.act not in CLOSED and said_to_all)

    def names(self, row: CaseEvent) -> bool:
        """Whether the reader may know who did it: people of the authority are not named to parties, nor other way
        round between parties."""
        return self.inside or self.mine(row) or (ORGANISATION, row.organisation) in self._own

    def organisation(self, row: CaseEvent) -> str:
        """For which organisation it was done: for who may know that it takes part."""
        part = self.case.procedure.part.get(row.part)
        open_ = part is not None and part.party in self._of(row.member)[0]
        return str(row.organisation) if self.inside or open_ or self.names(row) else ""

    def said(self, row: CaseEvent, names: Mapping[int, str]) -> dict[str, str]:
        """What it says, as far as that is open."""
        said = {name: text for name, text in row.said.items() if not name.startswith("~")}
        said |= row.personal.said if hasattr(row, "personal") else {}
        open_, party, _near = self._of(row.member)
        if row.act in self.case.procedure.by_name:
            return said if self.mine(row) else {name: text for name, text in said.items() if name in open_}
        if row.act in GIVING:
            return said | {"person": names.get(int(said["person"]), "")}
        return said if self.inside or party else {}


def elsewhere(row: CaseEvent) -> dict[str, Any] | None:
    """The instance in which an event happened, with the entry and the leaf that it has there; none for one of here."""
    instance, _, rest = str(row.said.get(OF, "")).partition(":")
    number, _, leaf = rest.partition(":")
    return {"instance": instance, "journal": int(number), "leaf": leaf} if instance else None


def title_of(procedure: Procedure, act: str) -> Text:
    """What an act is called."""
    found = procedure.by_name.get(act)
    return found.title if found is not None else TITLES.get(act, Text(act, act))
