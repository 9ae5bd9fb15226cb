"""The rows that entries of the journal wrote, put into the index."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plumbline.home import Home
from plumbline.procedures.search.record_reading import Reading, reading
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind
from plumbline.records.query.written_rows import chunks, first_row, wrote_rows
from plumbline.records.search import progress
from plumbline.records.search.index import Writer
from plumbline.records.search.progress import Progress
from plumbline.records.search.state import State

COMMIT = 200_000
"""After so many documents what was read so far is found."""
LONG = 5_000
"""A catching up of more than this is told with its progress."""


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


def follow_rows(kind: Kind, entries: Sequence[Entry], state: State, writer: Writer, counted: Counted) -> None:
    """Put in what ``entries`` wrote of ``kind``, and take out what it replaced."""
    read = reading(kind.name)
    wanted = {each.pk: each for each in entries if wrote_rows(each)}
    after = first_row(wanted.values(), state.rows.get(kind.name, 0))
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
