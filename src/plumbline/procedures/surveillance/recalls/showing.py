"""A recall as it is told: by the number of its record or of its case, also of one that was published elsewhere and came
by import, which has no case here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework import holding
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.surveillance.recalls import lots, published
from plumbline.procedures.surveillance.recalls.checks import Checks, checks_of
from plumbline.procedures.surveillance.recalls.progress import Progress, progress_of
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.visibility import keeping
from plumbline.text import Text

RUNNING, CLOSED, REVOKED = "running", "closed", "revoked"
"""The states of a recall as its record alone tells them."""


@dataclass(frozen=True)
class Shown:
    """A recall: its ``record`` (None: not published yet), its ``case`` as far as it is open to who asks, its state, how
    much of it came and what was seen at outlets."""

    number: str
    record: Any
    case: Found | None
    state: str
    progress: Progress
    checks: Checks

    def as_dict(self) -> dict[str, Any]:
        """As the document of ``plumb recall show --json``."""
        row, case = self.record, self.case
        return {
            "number": self.number, "case": case.number if case is not None else None, "state": self.state,
            "title": row.title if row is not None else None,
            "product": row.product if row is not None else case.board.values["product"] if case is not None else None,
            "lots": published.lots_of(row) if row is not None else lots.named(case.board) if case is not None else [],
            "published_on": _day(row, "published_on"), "planned_until": _day(row, "planned_until"),
            "closed_on": _day(row, "closed_on"), **self.progress.as_dict(), "checks": self.checks.as_dict(),
        }


def show(home: Home, user: Any, given: str, *, at: datetime) -> Shown:
    """The recall that ``given`` names, as ``user`` (None: the public) may know of it. :raises RecordError: if there is
    none, or it is neither published nor open to ``user``: both alike."""
    number = published.number_of(given)
    row = published.newest(number)
    case = _case(home, user, number if row is not None else given, row is not None, at)
    if row is None and case is None:
        raise published.unknown(given)
    affected = int(row.affected) if row is not None else lots.units(case.board) if case is not None else 0
    return Shown(number, row, case, case.state().name if case is not None else state_of(row),
                 progress_of({number: affected})[number], checks_of([number])[number])


def state_asked(text: str) -> str:
    """The state of published recalls that ``text`` names; empty: any. :raises RecordError: where there is no such."""
    if text not in ("", RUNNING, CLOSED):
        raise RecordError("recall.no_state", Text(f"published recalls are in no state '{text[:40]}'",
                                                  f"已公布的召回没有状态“{text[:40]}”"),
                          next_step=suggest(text, [RUNNING, CLOSED]))
    return text


def of_records(rows: Iterable[Any]) -> list[Shown]:
    """Published recalls, told from their records alone, with three questions however many they are."""
    held = list(rows)
    counted = progress_of({row.number: int(row.affected) for row in held})
    seen = checks_of(counted)
    return [Shown(row.number, row, None, state_of(row), counted[row.number], seen[row.number]) for row in held]


def rows(state: str = "") -> QuerySet[Any]:
    """The records of published recalls, the newest first; those in one ``state`` where it is named."""
    found = store.current(kinds.get(published.KIND)).order_by("-published_on", "-pk")
    return found.filter(closed_on__isnull=state != CLOSED) if state else found


def listed(*, state: str = "") -> list[Shown]:
    """The same recalls as they are told."""
    return of_records(rows(state))


def works(user: Any) -> bool:
    """Whether ``user`` sees to recalls anywhere."""
    return bool(keeping(user, holding.kind_of(procedure(published.PROCEDURE))).regions())


def state_of(row: Any) -> str:
    """How a published recall stands, as its record has it."""
    return REVOKED if row.withdrawn else CLOSED if row.closed_on is not None else RUNNING


def case_number(number: str) -> str:
    """The number of the case that published the recall ``number``; empty: it has none here."""
    events = CaseEvent.objects.filter(case__procedure=published.PROCEDURE, act=published.PUBLISH, member="",
                                      said__recall=number)
    return str(events.order_by("-pk").values_list("case__number", flat=True).first() or "")


def _case(home: Home, user: Any, number: str, is_published: bool, at: datetime) -> Found | None:
    own = case_number(number) if is_published else number
    if not own:
        return None
    try:
        return find(home, user, procedure(published.PROCEDURE), own, at=at)
    except RecordError:
        return None


def _day(row: Any, name: str) -> str | None:
    value = getattr(row, name) if row is not None else None
    return value.isoformat() if value is not None else None
