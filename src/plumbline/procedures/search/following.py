"""Keeping the index up with the journal, and making it anew.

The journal is the thread: its entries are numbered without gaps, and each tells which kind of record or which procedure
it changed. The state of the index names the last one that was followed, by number and hash; another hash there means
another store (a backup that was restored), and the index is made anew. Nothing of this runs in the transaction of an
act: who asks catches up before, and the worker of a server every second. One program at a time holds the lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from django.db.models import Sum
from django.utils import timezone

from plumbline.errors import HomeError, PlumblineError
from plumbline.home import Home
from plumbline.procedures.casework.finding import Found, assembled
from plumbline.procedures.casework.standing import ABOUT_PARTIES
from plumbline.procedures.search import case_texts, record_texts
from plumbline.procedures.search.record_texts import reading
from plumbline.records.core import store
from plumbline.records.core.cases import Case, CaseEvent
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.search import state as states
from plumbline.records.search.index import DAMAGED, FORMAT, Index, Writer
from plumbline.records.search.state import Progress, State
from plumbline.text import Text

ROWS, ENTRIES, CASES = 5_000, 500, 200
"""How many are read at a time."""
COMMIT = 200_000
"""After so many documents what was read so far is found."""
LONG = 5_000
"""A catching up of more than this is told with its progress."""
SLACK = 1_000
"""Rows whose numbers were given out before others and were committed after them: they are looked at again."""
PATIENCE, LITTLE = timedelta(seconds=3), 2_000
"""So long the worker is waited for, and so many rows are then written while somebody waits."""
ERASE = "erase"
"""The act that takes away what is personal: it writes no row, and nothing of it was ever indexed."""


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
    found, progress = states.read(home), states.noted(home)
    head = int(store.journal_head()["number"])
    if found is None or not usable(home, found):
        return Standing(head, True, progress)
    return Standing(max(0, head - found.number), False, progress)


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
                states.note(home, None)
    return standing(home)


def keep_up(home: Home, *, at: datetime) -> None:
    """Catch up for somebody who waits, where nobody else does it and there is little of it: for servers without a
    worker."""
    found = states.read(home)
    if found is None or not usable(home, found):
        return
    waiting = Entry.objects.filter(number__gt=found.number, state=Entry.VISIBLE).order_by("number")
    first, rows = waiting.first(), waiting.aggregate(rows=Sum("rows"))["rows"]
    if first is not None and first.sealed_at is not None and at - first.sealed_at > PATIENCE and rows <= LITTLE:
        follow(home, on=timezone.localdate(at))


def _of_this_store(found: State) -> bool:
    if not found.number:
        return True
    return Entry.objects.filter(number=found.number, hash=found.hash).exists()


# -- making it anew --------------------------------------------------------------------------------------------------
def _make(home: Home, on: date, tell: Callable[[Progress], None] | None) -> None:
    """All that is there, into a new index beside the old one, which is asked until this one is whole."""
    head, hidden = store.journal_head(), _hidden()
    rows = {kind.name: _read_up_to(kind, hidden) for kind in KINDS.values()}
    of = sum(rows.values()) + Case.objects.count()
    counted = _Counted(home, of, True, tell)
    folder = states.new_folder(home)
    index = Index.make(folder)
    with index.writing() as writer:
        entries = [each.pk for each in hidden]
        for kind in KINDS.values():
            read = reading(kind.name)
            for row in _chunks(kind, read.columns, 0, None):
                if not row[3] and row[1] not in entries and (row[2] is None or row[2] in entries):
                    writer.add(read.document(row))
                counted.one(writer)
        for case in _cases(home, Case.objects.all(), on):
            for document in case_texts.documents(case, ("", *case.board.members)):
                writer.add(document)
            counted.one(writer)
        writer.commit()
    # What was written meanwhile was perhaps read, perhaps not: it is gone through once more.
    state = states.write(home, State(folder.name, made_of(), int(head["number"]), str(head["hash"]), rows,
                                     int(store.journal_head()["number"])))
    states.tidy(home, state)
    _catch_up(home, state, on, tell)


class _Counted:
    """Counts what was read, tells of it, and lets it be found now and then."""

    def __init__(self, home: Home, of: int, anew: bool, tell: Callable[[Progress], None] | None) -> None:
        self.home, self.of, self.anew, self.tell, self.done = home, of, anew, tell, 0

    def one(self, writer: Writer) -> None:
        """One more was read."""
        self.done += 1
        if self.done % LONG == 0:
            progress = Progress(self.done, max(self.of, self.done), self.anew)
            states.note(self.home, progress)
            if self.tell is not None:
                self.tell(progress)
        if self.done % COMMIT == 0 and not self.anew:
            writer.commit()


def _hidden() -> list[Entry]:
    return list(Entry.objects.filter(state__in=Entry.HIDDEN))


def _read_up_to(kind: Kind, hidden: Sequence[Entry]) -> int:
    """The row up to which all rows of ``kind`` that anybody sees have been read once the newest one has: what an import
    under way has written so far is still to come."""
    last = kind.model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    first = [int(each.detail.get("first_row", 1)) - 1 for each in hidden if each.kind == kind.name]
    return min([last, *first])


def _chunks(kind: Kind, columns: tuple[str, ...], after: int, entries: Sequence[int] | None) -> Iterator[Any]:
    rows = kind.model.objects.order_by("pk").values_list(*columns)
    if entries is not None:
        rows = rows.filter(entry__in=entries)
    while found := list(rows.filter(pk__gt=after)[:ROWS]):
        yield from found
        after = found[-1][0]


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
        counted = _Counted(home, sum(each.rows for each in entries), False, tell)
        hidden = _hidden()
        with Index.open(states.place(home) / state.folder).writing() as writer:
            for name, these in by_kind.items():
                if name in KINDS:
                    _follow_rows(KINDS[name], these, state, writer, counted)
                    rows[name] = _read_up_to(KINDS[name], hidden)
                else:
                    _follow_cases(home, name, these, on, writer)
            writer.commit()
    return states.write(home, replace(state, number=int(last.number or 0), hash=last.hash, rows=rows))


def _follow_rows(kind: Kind, entries: Sequence[Entry], state: State, writer: Writer, counted: _Counted) -> None:
    read = reading(kind.name)
    wanted = {each.pk: each for each in entries if each.act != ERASE and each.rows}
    hidden = set(store.hidden_entries())
    imports = [int(each.detail["first_row"]) - 1 for each in wanted.values()
               if isinstance(each.detail, dict) and "first_row" in each.detail]
    after = max(0, min([state.rows.get(kind.name, 0) - SLACK, *imports]))
    found = _write_rows(read, after, None, wanted, hidden, state, writer, counted)
    if found < sum(each.rows for each in wanted.values()):  # written long before it was committed, in a busy store
        _write_rows(read, 0, after, wanted, hidden, state, writer, counted)


def _write_rows(read: record_texts.Reading, after: int, until: int | None, wanted: dict[int, Entry], hidden: set[int],
                state: State, writer: Writer, counted: _Counted) -> int:
    """Put in the rows that the ``wanted`` entries wrote, among those after one and up to another; how many there are.
    """
    again = {pk for pk, each in wanted.items() if each.superseded_rows or int(each.number or 0) <= state.overlap}
    found = 0
    for row in _chunks(read.kind, read.columns, after, list(wanted)):
        if until is not None and row[0] > until:
            break
        found += 1
        if row[1] in again:
            writer.remove(read.thing(row))
        if not row[3] and (row[2] is None or row[2] in hidden):
            writer.add(read.document(row))
        counted.one(writer)
    return found


def _follow_cases(home: Home, name: str, entries: Sequence[Entry], on: date, writer: Writer) -> None:
    """Write the cases anew in which something happened: one member of them, or all where it was about the case."""
    about: dict[int, set[str] | None] = {}
    events = CaseEvent.objects.filter(entry__in=[each.pk for each in entries]).order_by("pk")
    for case, member, act in events.values_list("case", "member", "act"):
        known = about.setdefault(case, {""})
        if not member or act in ABOUT_PARTIES:
            about[case] = None
        elif known is not None:
            known.add(member)
    for found in _cases(home, Case.objects.filter(pk__in=about), on):
        of = about[found.row.pk]
        members = ("", *found.board.members) if of is None else tuple(sorted(of & {"", *found.board.members}))
        for member in members:
            writer.remove(case_texts.thing(name, found.number, member))
        for document in case_texts.documents(found, members):
            writer.add(document)


def _cases(home: Home, rows: Any, on: date) -> Iterator[Found]:
    """These cases as they stand. One whose procedure is not declared, or whose flow file cannot be used, is in no
    list either."""
    known, after = case_texts.known(), 0
    while chunk := list(rows.filter(pk__gt=after).order_by("pk")[:CASES]):
        after = chunk[-1].pk
        events: dict[int, list[CaseEvent]] = {}
        for event in CaseEvent.objects.filter(case__in=chunk).defer("salt", "leaf").order_by("pk").iterator():
            events.setdefault(event.case_id, []).append(event)
        for row in chunk:
            if row.procedure in known and row.pk in events:
                try:
                    yield assembled(home, known[row.procedure], row, events[row.pk], on)
                except PlumblineError:
                    continue


def many(home: Home) -> int:
    """How many things are in the index. :raises HomeError: if there is none, or its files are damaged."""
    found = states.read(home)
    if found is None:
        raise HomeError("search.none", Text("there is no search index yet", "尚未建立检索索引"),
                        next_step=Text("Make it: plumb search --rebuild", "请建立索引：plumb search --rebuild"))
    return Index.open(states.place(home) / found.folder).documents


