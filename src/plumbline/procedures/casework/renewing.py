"""Making what lists hold of cases anew, from their events alone."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from plumbline.home import Home
from plumbline.procedures.casework import summaries
from plumbline.procedures.casework.finding import assembled
from plumbline.procedures.casework.registry import procedures
from plumbline.records.core import cases, locks
from plumbline.records.core.cases import Case, CaseParty, CaseSummary


def recount(home: Home, *, on: date) -> int:
    """Count last days anew that rested on a year without a calendar, as far as there is one now. Returns how many cases
    were looked at."""
    rows = Case.objects.filter(pk__in=CaseSummary.objects.filter(provisional=True, ended=False).values("case"))
    return _renew(home, rows, on)


def renew_all(home: Home, *, on: date) -> int:
    """Write every summary anew, a case at a time; nobody acts in it meanwhile. Returns how many cases there are."""
    return _renew(home, Case.objects.all(), on)


def _renew(home: Home, rows: QuerySet[Case], on: date) -> int:
    count = 0
    for row in rows.filter(procedure__in=procedures()).order_by("pk").iterator():
        with transaction.atomic():
            locks.record(row.procedure, row.number)
            of = procedures()[row.procedure]
            found = assembled(home, of, row, cases.events_of(row), on)
            for kept in (CaseSummary, CaseParty):
                kept._base_manager.filter(case=row).exclude(member__in=["", *found.board.members]).delete()
            summaries.renew_whole(found)
        count += 1
    return count
