"""What happened in somebody's cases since they last looked: done by others, in cases in which they have a part or have
acted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.reading import Telling
from plumbline.procedures.casework.registry import procedures
from plumbline.records.accounts.notices import Seen
from plumbline.records.core.cases import CaseEvent, CaseParty
from plumbline.records.core.memberships import organisations_of
from plumbline.records.core.people import may_act

MOST = 200
"""Events that are looked at; more than this many unread are not counted."""


@dataclass(frozen=True)
class New:
    """One thing that happened, in a case as it stands now; ``unread`` where it is newer than what the person saw."""

    case: Found
    event: CaseEvent
    unread: bool


def unread(home: Home, user: Any, *, at: datetime, most: int = MOST) -> int:
    """How many things happened that the person has not seen, as far as they are open to them."""
    return sum(each.unread for each in told(home, user, at=at, most=most, only_unread=True))


def told(home: Home, user: Any, *, at: datetime, most: int = MOST, only_unread: bool = False, since: int | None = None,
         ) -> Iterator[New]:
    """What others did in the person's cases, the newest first, as far as it is open to them. ``since``: after this
    event, instead of what they saw."""
    if not may_act(user):
        return
    seen = since if since is not None else _seen(user)
    rows = _mine(user).exclude(actor=user.pk).select_related("case", "entry", "personal").order_by("-pk")
    if only_unread:
        rows = rows.filter(pk__gt=seen)
    cases: dict[int, tuple[Found, Telling] | None] = {}
    for row in rows[:most]:
        if row.case_id not in cases:
            cases[row.case_id] = _open(home, user, row, at)
        known = cases[row.case_id]
        if known is not None and known[1].shows(row):
            yield New(known[0], row, row.pk > seen)


def see(user: Any, event: int) -> None:
    """Remember that the person has seen everything up to ``event``."""
    row, _ = Seen.objects.get_or_create(user=user)
    if event > row.event:
        Seen.objects.filter(pk=row.pk, event__lt=event).update(event=event)


def _seen(user: Any) -> int:
    return Seen.objects.filter(user=user).values_list("event", flat=True).first() or 0


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
