"""Making what lists hold of cases anew, from their events alone."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from plumbline.home import Home
from plumbline.procedures.casework import summaries
from plumbline.procedures.casework.finding import assembled
from plumbline.procedures.casework.registry import procedures
from plumbline.records.core import cases, locks
from plumbline.records.core.cases import Case, CaseParty, CaseSummary


def renew_all(home: Home, *, on: date) -> int:
    """Write every summary anew, a case at a time; nobody acts in it meanwhile. Returns how many cases there are."""
    count = 0
    for row in Case.objects.filter(procedure__in=procedures()).order_by("pk").iterator():
        with transaction.atomic():
            locks.record(row.procedure, row.number)
            of = procedures()[row.procedure]
            found = assembled(home, of, row, cases.events_of(row), on)
            for kept in (CaseSummary, CaseParty):
                kept._base_manager.filter(case=row).exclude(member__in=["", *found.board.members]).delete()
            for member in ("", *found.board.members):
                summaries.renew(found, member)
        count += 1
    return count
