"""The rows that entries of the journal wrote, for who follows the journal: no index leads from an entry to its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from plumbline.records.core import store
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind

ROWS = 5_000
"""How many are read at a time."""
SLACK = 1_000
"""Rows whose numbers were given out before others and were committed after them: they are looked at again."""
ERASE = "erase"
"""The act that takes away what is personal: it writes no row, and nothing of it is ever told."""


def hidden_entries() -> list[Entry]:
    """The entries whose rows nobody sees: imports under way, or cut short."""
    return list(Entry.objects.filter(state__in=Entry.HIDDEN))


def read_up_to(kind: Kind, hidden: Sequence[Entry]) -> int:
    """The row up to which all rows of ``kind`` that anybody sees have been read once the newest one has: what an import
    under way has written so far is still to come."""
    last = kind.model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    first = [int(each.detail.get("first_row", 1)) - 1 for each in hidden if each.kind == kind.name]
    return min([last, *first])


def chunks(kind: Kind, columns: tuple[str, ...], after: int, entries: Sequence[int] | None,
           ) -> Iterator[tuple[Any, bool]]:
    """The rows of ``kind`` after one, by id: of all ``entries``, or of those named; and whether each counts now.

    Which imports are under way is asked after the rows were read: one that began meanwhile is not taken for done.
    """
    rows = kind.model.objects.order_by("pk").values_list(*columns)
    if entries is not None:
        rows = rows.filter(entry__in=entries)
    while found := list(rows.filter(pk__gt=after)[:ROWS]):
        hidden = set(store.hidden_entries())
        yield from ((row, not row[3] and row[1] not in hidden and (row[2] is None or row[2] in hidden))
                    for row in found)
        after = found[-1][0]


def wrote_rows(entry: Entry) -> bool:
    """Whether an entry wrote rows of its kind."""
    return entry.act != ERASE and bool(entry.rows)


def first_row(entries: Iterable[Entry], read: int) -> int:
    """After which row those of ``entries`` are looked for, where all up to the row ``read`` were: an import may have
    begun long before it was seen."""
    begun = [int(each.detail["first_row"]) - 1 for each in entries
             if isinstance(each.detail, dict) and "first_row" in each.detail]
    return max(0, min([read - SLACK, *begun]))
