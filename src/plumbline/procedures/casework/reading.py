"""Reading cases: lists, one case with where it stands and what can be done, its history, and what waits for a
person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from plumbline.procedures.casework import holding
from plumbline.procedures.casework.declaration import GIVEN, ROLE, Act, Procedure
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.casework.perform import possible
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.casework.standing import ASSIGN, CONFLICT, RELEASE, TITLES
from plumbline.records.core.cases import CaseEvent, CaseSummary
from plumbline.records.core.people import User
from plumbline.records.core.visibility import may_keep, reach
from plumbline.text import Text

MOST_LISTED = 500
SOON_DAYS = 7
GIVING = (ASSIGN, RELEASE)


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
    """The summaries of cases, and of their members, that ``user`` may read."""
    regions = reach(user, procedure.column).regions() if user is not None else frozenset()
    rows = CaseSummary.objects.filter(procedure=procedure.name, region__in=regions)
    if user is None:
        return rows.none()
    closed = CaseEvent.objects.filter(act=CONFLICT, actor=user.pk)
    own = Q(case__in=closed.filter(member="").values("case"))
    for case, member in closed.exclude(member="").values_list("case", "member"):
        own |= Q(case=case, member=member)
    return rows.exclude(own)


def listed(procedure: Procedure, user: Any, *, state: str = "", ended: bool | None = None, after: int = 0,
           most: int = MOST_LISTED) -> list[CaseSummary]:
    """Cases that ``user`` may read: those that are due first stand first, those that have ended last. ``state`` and
    ``ended`` narrow them; ``after`` leaves out so many."""
    rows = readable(procedure, user).filter(member="").select_related("case")
    if state:
        rows = rows.filter(state=state)
    if ended is not None:
        rows = rows.filter(ended=ended)
    return list(rows.order_by("ended", "until", "pk")[after:after + most])


def counted(procedure: Procedure, user: Any) -> dict[str, int]:
    """How many cases that ``user`` may read stand in each state."""
    rows = readable(procedure, user).filter(member="").order_by()
    return dict(rows.values_list("state").annotate(count=Count("pk")))


def waiting(user: Any, *, on: date, of: Iterable[Procedure] | None = None) -> list[Waiting]:
    """What waits for ``user`` on a day, the nearest last day first: told from the summaries, however many cases there
    are."""
    found: list[Waiting] = []
    for procedure in procedures().values() if of is None else of:
        # Nothing waits in a member of a case that has ended.
        over = CaseSummary.objects.filter(procedure=procedure.name, member="", ended=True).values("case")
        given, regions = _given(procedure, user), dict[str, bool]()
        moves: dict[tuple[str, bool, bool, bool], tuple[Act, ...]] = {}
        rows = readable(procedure, user).filter(ended=False).exclude(case__in=over)
        for case, number, member, title, state, region, due, provisional in rows.values_list(
                "case", "case__number", "member", "title", "state", "region", "due", "provisional"):
            if region not in regions:
                regions[region] = may_keep(user, holding.kind_of(procedure), holding.region_on(region, on))
            late = due is not None and on > due
            key = (state, bool(member), late, regions[region])
            if given or key not in moves:
                moves[key] = tuple(
                    act for act in procedure.acts_about(member) if state in act.source and not act.returns
                    and (late or not act.after_days) and any(
                        (part.held == ROLE and regions[region])
                        or given & {(case, part.name, ""), (case, part.name, member)} for part in act.by))
            if moves[key]:
                soon = due is not None and not late and (due - on).days <= SOON_DAYS
                found.append(Waiting(procedure, number, member, title, state, due, provisional, late, soon, moves[key]))
    return sorted(found, key=lambda each: (each.due is None, each.due or date.max, each.number, each.member))


def _given(procedure: Procedure, user: Any) -> set[tuple[int, str, str]]:
    """The parts that ``user`` was given: case, part, member."""
    held: set[tuple[int, str, str]] = set()
    if user is None or not any(part.held == GIVEN for part in procedure.parts):
        return held
    rows = CaseEvent.objects.filter(case__procedure=procedure.name, act__in=GIVING,
                                    said__person=str(user.pk))
    for case, act, said, member in rows.order_by("pk").values_list("case", "act", "said", "member"):
        (held.add if act == ASSIGN else held.discard)((case, said["part"], member))
    return held


def document(case: Found, user: Any) -> dict[str, Any]:
    """A case as a document: where it stands, since when, until when, what is known of it, its members, and what
    ``user`` can do now."""
    return {
        "procedure": case.procedure.name, "number": case.number, "region": case.region,
        **_stands(case, user, ""), "values": dict(case.board.values), "rules_changed": case.changed,
        "members": [{"member": member, **_stands(case, user, member),
                     "values": dict(case.board.of.get(member, {}))}
                    for member in case.board.members if not holding.conflicted(case.board, user, member)],
    }


def _stands(case: Found, user: Any, member: str) -> dict[str, Any]:
    standing, due = case.board.at(member), case.due(member)
    return {
        "state": standing.state, "state_title": case.state(member).title.as_dict(),
        "since": standing.since.isoformat() if standing.since else None,
        "due": due.day.isoformat() if due else None, "provisional": due is not None and due.provisional,
        "late": due is not None and case.on > due.day, "version": standing.last,
        "acts": [act.name for act in possible(case, user, member)] if user is not None else [],
    }


def history(case: Found, user: Any, member: str | None = None) -> list[dict[str, Any]]:
    """Everything that happened, in order, with who did it; of the ``member`` named only. Members over which ``user``
    declared a conflict of interest are left out."""
    rows = CaseEvent.objects.filter(case=case.row).select_related("entry", "personal").order_by("pk")
    told = [row for row in rows if (member is None or row.member == member)
            and not (row.member and holding.conflicted(case.board, user, row.member))]
    who = {row.actor for row in told} | {int(row.said["person"]) for row in told if row.act in GIVING}
    names = dict(User.objects.filter(pk__in=who - {None}).values_list("pk", "username"))
    return [{
        "number": row.pk, "act": row.act, "title": title_of(case.procedure, row.act).as_dict(), "member": row.member,
        "state": row.state, "part": row.part, "by": names.get(row.actor), "late": row.late, "at": row.at.isoformat(),
        "said": _said(row, names), "journal": row.entry.number, "leaf": bytes(row.leaf).hex(),
    } for row in told]


def title_of(procedure: Procedure, act: str) -> Text:
    """What an act is called."""
    found = procedure.by_name.get(act)
    return found.title if found is not None else TITLES.get(act, Text(act, act))


def _said(row: CaseEvent, names: dict[int, str]) -> dict[str, str]:
    said = {name: text for name, text in row.said.items() if not name.startswith("~")}
    if row.act in GIVING:
        said["person"] = names.get(int(said["person"]), "")
    return said | (row.personal.said if hasattr(row, "personal") else {})
