"""What changed of a kind of record since a moment: of each record that was written since, its newest version, also the
one that says it was withdrawn.

Rows are read in their own order, which is that of writing but for imports that ran side by side; no index leads from an
entry of the journal to its rows, so the first row that can matter is found by halving."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from plumbline.records.core import store
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind
from plumbline.records.query.written_rows import SLACK

ADDED, CORRECTED, WITHDRAWN = "added", "corrected", "withdrawn"
NEVER = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """The newest version of a record, ``how`` it came about, when, and by which entry of the journal."""

    row: Any
    how: str
    at: datetime
    entry: int


def changed(kind: Kind, since: datetime | None, *, after: int = NEVER, most: int) -> tuple[list[Changed], int]:
    """Up to ``most`` records of ``kind`` that were written at ``since`` or later (None: ever), beginning behind the row
    ``after``; and the row behind which the next ones begin, 0 where there are none."""
    hidden = store.hidden_entries()
    rows = kind.model.objects.filter(Q(superseded=None) | Q(superseded__in=hidden)).exclude(entry__in=hidden)
    begin = after
    if since is not None:
        begin = max(after, _first(kind, since) - 1)
        rows = rows.filter(entry__sealed_at__gte=since)
    rows = rows.filter(pk__gt=begin, entry__state=Entry.VISIBLE).select_related("entry").order_by("pk")
    found = list(rows[:most + 1])
    shown = found[:most]
    again = _written_before(kind, shown)
    return ([Changed(row, _how(row, kind, again), row.entry.sealed_at, int(row.entry.number)) for row in shown],
            shown[-1].pk if len(found) > most else NEVER)


def _how(row: Any, kind: Kind, again: Collection[tuple[Any, ...]]) -> str:
    if row.withdrawn:
        return WITHDRAWN
    return CORRECTED if _key(row, kind) in again else ADDED


def _written_before(kind: Kind, rows: Collection[Any]) -> set[tuple[Any, ...]]:
    """The keys of those of ``rows`` that have an earlier version."""
    first = kind.key[0]
    named = {getattr(row, first) for row in rows}
    past = kind.model.objects.filter(superseded__isnull=False, **{f"{first}__in": named})
    return set(past.order_by().values_list(*kind.key).distinct())


def _key(row: Any, kind: Kind) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in kind.key)


def _first(kind: Kind, since: datetime) -> int:
    """The first row that can have been written at ``since`` or later."""
    rows = kind.model.objects.order_by("pk")
    last = rows.values_list("pk", flat=True).last() or 0
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        row = rows.filter(pk__gte=middle).values_list("pk", "entry__begun_at").first()
        if row is not None and row[1] < since:
            low = max(row[0], middle) + 1
        else:
            high = middle
    later = Entry.objects.filter(kind=kind.name, sealed_at__gte=since, begun_at__lt=since)
    begun = [int(detail["first_row"]) for detail in later.values_list("detail", flat=True)
             if isinstance(detail, dict) and "first_row" in detail]
    return max(1, min([low - SLACK, *begun]))
