"""Keeping the index up with the journal, and making it anew.

The journal is the thread: its entries are numbered without gaps, and each tells which kind of record or which procedure
it changed. The state of the index names the last one that was followed, by number and hash; another hash there means
another store (a backup that was restored), and the index is made anew. Nothing of this runs in the transaction of an
act: who asks catches up before, and the worker of a server every second. One program at a time holds the lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

import msgspec
from django.db.models import Sum
from django.utils import timezone

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.procedures.search import case_texts, record_texts
from plumbline.procedures.search.case_following import follow_cases, found_cases
from plumbline.procedures.search.record_reading import reading
from plumbline.procedures.search.row_following import Counted, follow_rows
from plumbline.records.core import store
from plumbline.records.core.cases import Case
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import KINDS
from plumbline.records.query.written_rows import chunks, hidden_entries, read_up_to
from plumbline.records.search import progress as progresses
from plumbline.records.search import state as states
from plumbline.records.search.index import DAMAGED, FORMAT, Index
from plumbline.records.search.progress import Progress
from plumbline.records.search.state import State
from plumbline.text import Text

ENTRIES = 500
"""How many are read at a time."""
PATIENCE, LITTLE = timedelta(seconds=3), 2_000
"""So long the worker is waited for, and so many rows are then written while somebody waits."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the index is: ``behind`` so many entries of the journal; ``none``: there is no index yet that could be
    asked; ``progress`` of a long writing that goes on."""

    behind: int
    none: bool = False
    progress: Progress | None = None

    @property
    def whole(self) -> bool:
        """Whether everything that is in the store can be found."""
        return not self.behind and not self.none


def standing(home: Home) -> Standing:
    """How far the index is. Two small reads of the store."""
    found = states.read(home)
    return standing_of(home, found if found is not None and usable(home, found) else None)


def standing_of(home: Home, found: State | None) -> Standing:
    """How far the index of ``found`` is, of which it is known that it may be asked; None: there is none such."""
    progress, head = progresses.noted(home), int(store.journal_head()["number"])
    return Standing(head, True, progress) if found is None else Standing(max(0, head - found.number), False, progress)


def usable(home: Home, found: State) -> bool:
    """Whether the index of ``found`` may be asked: it was made of what is declared now, from this store."""
    return (found.made_of == made_of() and (states.place(home) / found.folder / "meta.json").exists()
            and _of_this_store(found))


def made_of() -> str:
    """The shape of all that is indexed: another one, and the index is made anew."""
    return _made_of(tuple(map(id, KINDS.values())), tuple(map(id, case_texts.known().values())))


@lru_cache(maxsize=8)
def _made_of(kinds: tuple[int, ...], procedures: tuple[int, ...]) -> str:
    said = [FORMAT, record_texts.shape(), case_texts.shape()]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def follow(home: Home, *, on: date, wait: float = 0.0, anew: bool = False,
           tell: Callable[[Progress], None] | None = None) -> Standing:
    """Bring the index up to the journal, or make it ``anew``; ``wait`` so many seconds for another program that is at
    it. ``on`` is the day, by which cases stand. Returns how far it is then."""
    with states.lock(home, wait) as ours:
        if ours:
            found = states.read(home)
            try:
                if anew or found is None or not usable(home, found):
                    _make(home, on, tell)
                else:
                    _catch_up(home, found, on, tell)
            except HomeError as error:
                if anew or error.code != DAMAGED:
                    raise
                _make(home, on, tell)  # whatever is wrong with its files: they are made again
            finally:
                progresses.note(home, None)
    return standing(home)


def keep_up(home: Home, *, at: datetime) -> None:
    """Catch up for somebody who waits, where nobody else does it and there is little of it: for servers without a
    worker."""
    found = states.read(home)
    if found is None or not usable(home, found):
        return
    waiting = Entry.objects.filter(number__gt=found.number, state=Entry.VISIBLE).order_by("number")
    first = waiting.first()
    if (first is not None and first.sealed_at is not None and at - first.sealed_at > PATIENCE
            and waiting.aggregate(rows=Sum("rows"))["rows"] <= LITTLE):
        follow(home, on=timezone.localdate(at))


def _of_this_store(found: State) -> bool:
    if not found.number:
        return True
    return Entry.objects.filter(number=found.number, hash=found.hash).exists()


# -- making it anew --------------------------------------------------------------------------------------------------
def _make(home: Home, on: date, tell: Callable[[Progress], None] | None) -> None:
    """All that is there, into a new index beside the old one, which is asked until this one is whole."""
    head, hidden = store.journal_head(), hidden_entries()
    rows = {kind.name: read_up_to(kind, hidden) for kind in KINDS.values()}
    of = sum(rows.values()) + Case.objects.count()
    counted = Counted(home, of, True, tell)
    with states.new_folder(home) as folder:
        index = Index.make(folder)
        with index.writing() as writer:
            for kind in KINDS.values():
                read = reading(kind.name)
                for row, counts in chunks(kind, read.columns, 0, None):
                    if counts:
                        writer.add(read.document(row))
                    counted.one(writer)
            for case in found_cases(home, Case.objects.all(), on):
                for document in case_texts.documents(case, ("", *case.board.members)):
                    writer.add(document)
                counted.one(writer)
            writer.commit()
    # What was written meanwhile was perhaps read, perhaps not: it is gone through once more.
    state = states.write(home, State(folder.name, made_of(), int(head["number"]), str(head["hash"]), rows,
                                     int(store.journal_head()["number"])))
    states.tidy(home, state)
    _catch_up(home, state, on, tell)


# -- catching up ------------------------------------------------------------------------------------------------------
def _catch_up(home: Home, state: State, on: date, tell: Callable[[Progress], None] | None) -> None:
    while entries := list(Entry.objects.filter(number__gt=state.number, state=Entry.VISIBLE).order_by("number")
                          .only("pk", "number", "hash", "kind", "act", "rows", "superseded_rows", "detail")[:ENTRIES]):
        state = _followed(home, state, entries, on, tell)


def _followed(home: Home, state: State, entries: Sequence[Entry], on: date,
              tell: Callable[[Progress], None] | None) -> State:
    """Go on by ``entries``. A program that is stopped before the state is written begins with them again, and what it
    put in already is taken out first."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind in KINDS or entry.kind in case_texts.known():
            by_kind.setdefault(entry.kind, []).append(entry)
    last = entries[-1]
    rows = dict(state.rows)
    if by_kind:
        state = states.write(home, replace(state, overlap=max(state.overlap, int(last.number or 0))))
        counted = Counted(home, sum(each.rows for each in entries), False, tell)
        hidden = hidden_entries()
        with Index.open(states.place(home) / state.folder).writing() as writer:
            for name, these in by_kind.items():
                if name in KINDS:
                    follow_rows(KINDS[name], these, state, writer, counted)
                    rows[name] = read_up_to(KINDS[name], hidden)
                else:
                    follow_cases(home, name, these, on, writer)
            writer.commit()
    return states.write(home, replace(state, number=int(last.number or 0), hash=last.hash, rows=rows))


def many(home: Home) -> int:
    """How many things are in the index. :raises HomeError: if there is none, or its files are damaged."""
    found = states.read(home)
    if found is None:
        raise HomeError("search.none", Text("there is no search index yet", "尚未建立检索索引"),
                        next_step=Text("Make it: plumb search --rebuild", "请建立索引：plumb search --rebuild"))
    return Index.open(states.place(home) / found.folder).documents


