"""The rows that entries of the journal wrote, put into the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from plumbline.home import Home
from plumbline.procedures.search.record_reading import Reading, reading
from plumbline.records.core import store
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind
from plumbline.records.search import progress
from plumbline.records.search.index import Writer
from plumbline.records.search.progress import Progress
from plumbline.records.search.state import State

ROWS = 5_000
"""How many are read at a time."""
COMMIT = 200_000
"""After so many documents what was read so far is found."""
LONG = 5_000
"""A catching up of more than this is told with its progress."""
SLACK = 1_000
"""Rows whose numbers were given out before others and were committed after them: they are looked at again."""
ERASE = "erase"
"""The act that takes away what is personal: it writes no row, and nothing of it was ever indexed."""


class Counted:
    """Counts what was read, tells of it, and lets it be found now and then."""

    def __init__(self, home: Home, of: int, anew: bool, tell: Callable[[Progress], None] | None) -> None:
        self.home, self.of, self.anew, self.tell, self.done = home, of, anew, tell, 0

    def one(self, writer: Writer) -> None:
        """One more was read."""
        self.done += 1
        if self.done % LONG == 0:
            now = Progress(self.done, max(self.of, self.done), self.anew)
            progress.note(self.home, now)
            if self.tell is not None:
                self.tell(now)
        if self.done % COMMIT == 0 and not self.anew:
            writer.commit()


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


def follow_rows(kind: Kind, entries: Sequence[Entry], state: State, writer: Writer, counted: Counted) -> None:
    """Put in what ``entries`` wrote of ``kind``, and take out what it replaced."""
    read = reading(kind.name)
    wanted = {each.pk: each for each in entries if each.act != ERASE and each.rows}
    imports = [int(each.detail["first_row"]) - 1 for each in wanted.values()
               if isinstance(each.detail, dict) and "first_row" in each.detail]
    after = max(0, min([state.rows.get(kind.name, 0) - SLACK, *imports]))
    found = _write_rows(read, after, None, wanted, state, writer, counted)
    if found < sum(each.rows for each in wanted.values()):  # written long before it was committed, in a busy store
        _write_rows(read, 0, after, wanted, state, writer, counted)


def _write_rows(read: Reading, after: int, until: int | None, wanted: dict[int, Entry], state: State,
                writer: Writer, counted: Counted) -> int:
    """Put in the rows that the ``wanted`` entries wrote, among those after one and up to another; how many there are.
    """
    again = {pk for pk, each in wanted.items() if each.superseded_rows or int(each.number or 0) <= state.overlap}
    found = 0
    for row, counts in chunks(read.kind, read.columns, after, list(wanted)):
        if until is not None and row[0] > until:
            break
        found += 1
        if row[1] in again:
            writer.remove(read.thing(row))
        if counts:
            writer.add(read.document(row))
        counted.one(writer)
    return found
