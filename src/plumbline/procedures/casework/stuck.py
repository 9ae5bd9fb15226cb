"""Cases that nobody can move today, and what would free them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.procedures.casework import holding
from plumbline.procedures.casework.declaration import ROLE, Procedure
from plumbline.procedures.casework.registry import procedures
from plumbline.records.core.cases import CONFLICT, WHOLE, CaseEvent, CaseSummary
from plumbline.records.core.people import Role, open_accounts
from plumbline.records.core.region_trees import covered_by, roots
from plumbline.records.core.visibility import KEEPERS


@dataclass(frozen=True, slots=True)
class Stuck:
    """A case (or a ``member`` of it) that waits and that nobody can move. ``region`` is whose authority sees to it;
    ``alone`` is true where one person could, but did the act before and a second one is asked for, or contested the
    case, on which somebody else decides."""

    procedure: Procedure
    number: str
    member: str
    region: str
    alone: bool


def stuck(on: date) -> Iterator[Stuck]:
    """Every case that waits for the authority while nobody there can act. What the authority can do it may do with any
    officer over the region, so one of these is enough; two, where it takes a second person."""
    for procedure in procedures().values():
        keepers: dict[str, frozenset[int]] = {}
        rows = CaseSummary.objects.filter(procedure=procedure.name, ended=False, away="").select_related("case")
        for row in rows.order_by("pk").iterator(1000):
            if row.region not in keepers:
                keepers[row.region] = _keepers(procedure, holding.region_on(row.region, on))
            able = keepers[row.region] - _conflicted(row)
            acts = [act for act in procedure.acts_about(row.member) if row.state in act.source
                    and any(part.held == ROLE for part in act.awaited)]
            second = row.contested in able or (bool(acts) and all(act.second_person for act in acts))
            if not able:
                yield Stuck(procedure, row.case.number, row.member, row.region, alone=False)
            elif len(able) == 1 and second and (row.contested in able or _did(row) in able):
                yield Stuck(procedure, row.case.number, row.member, row.region, alone=True)


def _keepers(procedure: Procedure, region: str) -> frozenset[int]:
    if region == WHOLE:
        every = [_keepers(procedure, each) for each in roots()]
        return frozenset.intersection(*every) if every else _having(procedure)
    over = {region, *covered_by().get(region, ())}
    return _having(procedure, region__in=over)


def _having(procedure: Procedure, **where: Any) -> frozenset[int]:
    roles = Role.objects.filter(name__in=KEEPERS, column__in=("*", procedure.column), user__in=open_accounts(), **where)
    return frozenset(roles.values_list("user", flat=True))


def _conflicted(row: CaseSummary) -> frozenset[int]:
    said = CaseEvent.objects.filter(case=row.case, act=CONFLICT, member__in={"", row.member})
    return frozenset(actor for actor in said.values_list("actor", flat=True) if actor is not None)


def _did(row: CaseSummary) -> int | None:
    event = CaseEvent.objects.filter(case=row.case, member=row.member).exclude(state="").order_by("-pk").first()
    return event.actor if event is not None else None
