"""What happened in somebody's cases: done by others, in cases in which they have a part or have acted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.reading import Telling, title_of
from plumbline.procedures.casework.registry import procedures
from plumbline.records.core.cases import CaseEvent, CaseParty
from plumbline.records.core.memberships import organisations_of
from plumbline.records.core.people import may_act
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class New:
    """One thing that happened. ``number`` is its entry in the journal: whatever happens later, in any table, has a
    higher one. ``what`` was done ``of`` which procedure, in the case or year called ``name``, at which ``place`` in it;
    ``state`` is where it stands since, ``part`` in which part it was done; ``address`` is its page."""

    number: int
    at: datetime
    act: str
    what: Text
    of: Text
    name: str
    place: str
    state: Text
    part: Text
    address: str
    unread: bool = False


def of_cases(home: Home, user: Any, *, at: datetime, after: int, most: int) -> Iterator[New]:
    """What others did in the person's cases after the entry ``after`` of the journal, the newest first, as far as it is
    open to them; looked for among the ``most`` newest events."""
    if not may_act(user):
        return
    rows = _mine(user).exclude(actor=user.pk).select_related("case", "entry", "personal").order_by("-pk")
    if after:
        rows = rows.filter(entry__number__gt=after)
    cases: dict[int, tuple[Found, Telling] | None] = {}
    for row in rows[:most]:
        if row.case_id not in cases:
            cases[row.case_id] = _open(home, user, row, at)
        known = cases[row.case_id]
        if known is not None and known[1].shows(row):
            yield _new(known[0], row)


def _new(case: Found, row: CaseEvent) -> New:
    procedure = case.procedure
    state, part = procedure.machine(row.member).get(row.state), procedure.part.get(row.part)
    return New(row.entry.number, row.at, row.act, title_of(procedure, row.act), procedure.title, case.number,
               row.member, state.title if state is not None else Text(), part.title if part is not None else Text(),
               f"/cases/{procedure.name}/{case.number}/#e{row.pk}")


def _mine(user: Any) -> QuerySet[CaseEvent]:
    parties = CaseParty.objects.filter(Q(person=user.pk) | Q(organisation__in=organisations_of(user)))
    acted = CaseEvent.objects.filter(actor=user.pk)
    return CaseEvent.objects.filter(Q(case__in=parties.values("case")) | Q(case__in=acted.values("case")),
                                    case__procedure__in=procedures())


def _open(home: Home, user: Any, row: CaseEvent, at: datetime) -> tuple[Found, Telling] | None:
    try:
        found = find(home, user, procedures()[row.case.procedure], row.case.number, at=at)
    except PlumblineError:  # closed to them since, or its rules cannot be read: nothing is told of it
        return None
    return found, Telling(found, user)
