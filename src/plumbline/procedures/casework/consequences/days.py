"""The day with which a case ends that followed from something else: from then on it has ended, on its page at once, in
lists and counts with an event that says so, and before that it is told to who sees to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from plumbline.home import Home
from plumbline.procedures.casework import holding, summaries
from plumbline.procedures.casework.declaration import LAPSED, Procedure
from plumbline.procedures.casework.finding import assembled
from plumbline.procedures.casework.reading import SOON_DAYS, readable
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.casework.standing import LAPSE
from plumbline.records.core import cases, locks
from plumbline.records.core.cases import Case, CaseEvent, CaseParty, CaseSummary
from plumbline.records.core.memberships import organisations_of
from plumbline.records.core.people import may_act
from plumbline.records.core.visibility import may_keep


def end(home: Home, *, at: datetime) -> int:
    """End the cases whose day has passed, each with an event that nobody did; returns how many. Doing it again changes
    nothing."""
    on, known = timezone.localdate(at), procedures()
    rows = CaseSummary.objects.filter(ended=False, ends_on__lt=on, member="", away="", procedure__in=known)
    return sum(_end(home, known[name], case, at)
               for case, name in list(rows.order_by("pk").values_list("case", "procedure")))


def _end(home: Home, procedure: Procedure, number: int, at: datetime) -> bool:
    with transaction.atomic():
        row = Case.objects.get(pk=number)
        locks.record(procedure.name, row.number)
        found = assembled(home, procedure, row, cases.events_of(row, ""), timezone.localdate(at))
        if not found.lapsed or found.away:
            return False
        event = cases.add(CaseEvent(case=row, act=LAPSE, said={}, state=LAPSED, actor=None), at)
        summaries.renew(found.after(event), "")
        return True


def soon(user: Any, *, on: date, of: Iterable[Procedure] | None = None) -> Iterator[CaseSummary]:
    """The cases that end by themselves within :data:`~plumbline.procedures.casework.reading.SOON_DAYS` days and in
    which ``user`` has a part, the nearest first."""
    if not may_act(user):
        return
    for procedure in procedures().values() if of is None else of:
        rows = readable(procedure, user).filter(ended=False, member="", away="", ends_on__gte=on,
                                                ends_on__lte=on + timedelta(days=SOON_DAYS)).select_related("case")
        own = CaseParty.objects.filter(case__in=rows.values("case"), organisation__in=organisations_of(user),
                                       ).values_list("case", flat=True)
        mine = set(own)
        for row in rows.order_by("ends_on", "pk"):
            if row.case_id in mine or may_keep(user, holding.kind_of(procedure), holding.region_on(row.region, on)):
                yield row
