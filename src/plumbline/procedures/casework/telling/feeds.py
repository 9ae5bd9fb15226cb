"""What of a procedure is published, the newest first: for feeds, and for whoever else is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.casework.holding import kind_of
from plumbline.procedures.casework.standing import fold
from plumbline.records.core import cases
from plumbline.records.core.cases import Case, CaseEvent, CaseSummary
from plumbline.records.core.fields import PUBLIC, Spec
from plumbline.text import Text

MOST = 50


@dataclass(frozen=True, slots=True)
class Published:
    """A case that is open to everybody: since when, when it last changed its state, and its public fields."""

    number: str
    title: str
    state: Text
    since: datetime
    changed: datetime
    values: tuple[tuple[Spec, str], ...]


def published(procedure: Procedure, *, most: int = MOST) -> list[Published]:
    """The cases of ``procedure`` that everybody may read, those published last first."""
    opening = CaseEvent.objects.filter(case__procedure=procedure.name, member="", state__in=procedure.public)
    since: dict[int, datetime] = {}
    for case, at in opening.order_by("pk").values_list("case", "at"):
        since.setdefault(case, at)
    rows = CaseSummary.objects.filter(case__in=since, member="", published=True).select_related("case")
    newest = sorted(rows, key=lambda row: (since[row.case_id], row.case_id), reverse=True)[:most]
    return [one(procedure, row, since[row.case_id]) for row in newest]


def one(procedure: Procedure, row: Any, since: datetime) -> Published:
    """What everybody may read of the case that the summary ``row`` is of, published ``since``."""
    case: Case = row.case
    known, names = fold(procedure, cases.events_of(case, "")).values, set(kind_of(procedure).names(PUBLIC))
    every = (procedure.specs, *(act.told for act in procedure.acts_of()))
    specs = {spec.name: spec for each in every for spec in each}
    state = procedure.machine().get(row.state)
    title = state.title if state is not None else Text(row.state, row.state)
    return Published(str(case.number), row.title, title, since, row.since, tuple(
        (specs[name], text) for name, text in known.items() if name in names and name in specs))
