"""Following the journal for consequences of records: whichever way a record was written, its entry stands there.

Nothing is kept of a record in the transaction that writes it. Whoever looks next reads the rows that the entries since
wrote, asks each rule, and keeps a row for each record of which the rule says that something follows; how far that was
done is kept after it, so that a program that is stopped begins with the last entries again and keeps none twice. What
was there before a consequence was first seen is looked at only when that is asked for."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from plumbline.errors import PlumblineError, RecordError
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework.consequences.declared import Consequence, Recorded
from plumbline.records.core import kinds, locks, store
from plumbline.records.core.cases import CaseConsequence, RecordsFollowed
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.intake.personal import SEPARATOR, key_of
from plumbline.records.query.conditions import typed
from plumbline.records.query.written_rows import chunks, first_row, hidden_entries, read_up_to, wrote_rows
from plumbline.text import Text

logger = logging.getLogger(__name__)
ENTRIES = 500
"""How many are read at a time."""
COLUMNS = ("pk", "entry", "superseded", "withdrawn")


def look(of: Mapping[str, Consequence], *, at: datetime) -> int:
    """Look at the records that were written since this was done last; returns how many were looked at. A rule that
    raises keeps back the record it raised on alone."""
    count = 0
    for each in of.values():
        if each.kind:
            seen = RecordsFollowed.objects.filter(pk=each.name).first() or _begin(each)
            while (found := _go_on(each, seen, at)) is not None:
                count += found
            count += sum(_sweep(each, seen, at)) if seen.sweep is not None else 0
    return count


def behind(of: Mapping[str, Consequence]) -> bool:
    """Whether there are entries, or older records asked for, that were not looked at. Two small reads of the store."""
    names = [each.name for each in of.values() if each.kind]
    if not names:
        return False
    seen = {row.name: row for row in RecordsFollowed.objects.filter(pk__in=names)}
    head = int(store.journal_head()["number"])
    return len(seen) < len(names) or any(row.number < head or row.sweep is not None for row in seen.values())


def ask_for_older(of: Mapping[str, Consequence], name: str) -> None:
    """Let the records that were there before be looked at too, the next time. :raises RecordError: for a consequence
    that there is not, or that follows from an act."""
    each = of.get(name)
    if each is None or not each.kind:
        raise RecordError("consequence.unknown", Text(f"no consequence of records is called '{name[:60]}'",
                                                      f"没有名为“{name[:60]}”且由记录引起的后续办理规则"),
                          next_step=suggest(name, [one.name for one in of.values() if one.kind]))
    if not RecordsFollowed.objects.filter(pk=name).exists():
        _begin(each)
    RecordsFollowed.objects.filter(pk=name).update(sweep=0)


def newest(kind: str, key: str) -> Recorded | None:
    """The record with this key as it counts now; None where there is none, or it was withdrawn."""
    of = kinds.get(kind)
    wanted = {part: typed(of.by_name[part], text) for part, text in zip(of.key, key.split(SEPARATOR), strict=True)}
    row = store.current(of).filter(**wanted).select_related("entry").first()
    if row is None:
        return None
    return Recorded(kind, key, {spec.name: getattr(row, spec.name) for spec in of.kept}, int(row.entry.number or 0))


def _begin(each: Consequence) -> RecordsFollowed:
    """The first time a consequence is seen: nothing follows from what was there before."""
    head, hidden = int(store.journal_head()["number"]), hidden_entries()
    row, _ = RecordsFollowed.objects.get_or_create(name=each.name, defaults={
        "number": head, "row": read_up_to(KINDS[each.kind], hidden)})
    return row


def _go_on(each: Consequence, seen: RecordsFollowed, at: datetime) -> int | None:
    """Look at what the next entries wrote; how many records that were, None where there are no entries."""
    kind, head = KINDS[each.kind], int(store.journal_head()["number"])
    if seen.number >= head:
        return None
    rows = Entry.objects.filter(number__gt=seen.number, number__lte=head, state=Entry.VISIBLE, kind=kind.name)
    entries = list(rows.order_by("number").only("pk", "number", "act", "rows", "detail")[:ENTRIES])
    wanted = {entry.pk: entry for entry in entries if wrote_rows(entry)}
    count, last = 0, seen.row
    if wanted:
        after = first_row(wanted.values(), seen.row)
        for these in _read(kind, wanted, after, None):
            count, last = count + len(these), max(last, these[-1].row)
            _keep(each, these, at)
        if count < sum(entry.rows for entry in wanted.values()):  # written long before it was committed
            for these in _read(kind, wanted, 0, after):
                _keep(each, these, at)
    seen.number = int(entries[-1].number or 0) if len(entries) == ENTRIES else head
    seen.row = last
    RecordsFollowed.objects.filter(pk=each.name).update(number=seen.number, row=seen.row)
    return count


def _sweep(each: Consequence, seen: RecordsFollowed, at: datetime) -> Iterator[int]:
    """Look at all records that count, also those that were there before."""
    for these in _read(KINDS[each.kind], None, int(seen.sweep or 0), None):
        _keep(each, these, at)
        seen.sweep = these[-1].row
        RecordsFollowed.objects.filter(pk=each.name).update(sweep=seen.sweep)
        yield len(these)
    seen.sweep = None
    RecordsFollowed.objects.filter(pk=each.name).update(sweep=None)


@dataclass(frozen=True, slots=True)
class _Read:
    """One row as it was read: its number; the record, where this version counts now."""

    row: int
    record: Recorded | None


def _read(kind: Kind, wanted: Mapping[int, Entry] | None, after: int, until: int | None) -> Iterator[list[_Read]]:
    """The rows that the ``wanted`` entries (None: all) wrote, those after one and up to another, some at a time."""
    names = [spec.name for spec in kind.kept]
    found: list[_Read] = []
    numbers = {pk: int(entry.number or 0) for pk, entry in wanted.items()} if wanted is not None else {}
    for (pk, entry, _superseded, _withdrawn, *values), counts in chunks(
            kind, (*COLUMNS, *names), after, list(wanted) if wanted is not None else None):
        if until is not None and pk > until:
            break
        of = dict(zip(names, values, strict=True))
        if wanted is None and counts and entry not in numbers:
            numbers[entry] = int(Entry.objects.get(pk=entry).number or 0)
        found.append(_Read(pk, Recorded(kind.name, key_of(kind, of), of, numbers[entry]) if counts else None))
        if len(found) == ENTRIES:
            yield found
            found = []
    if found:
        yield found


def _keep(each: Consequence, these: Sequence[_Read], at: datetime) -> None:
    """Keep a row for each record of which the rule says that something follows, or on which it raised."""
    kept: list[CaseConsequence] = []
    for record in (read.record for read in these if read.record is not None):
        try:
            if each.rule(record):
                kept.append(_row(each, record, at))
        except Exception as error:  # noqa: BLE001 - a rule is anybody's code: the other records are looked at
            row = _row(each, record, at)
            row.tries, row.why_not = 1, said(error)
            kept.append(row)
    if not kept:
        return
    failed = [row for row in kept if row.tries]
    if failed:
        logger.warning("the rule of a consequence failed on records", extra={"fields": {
            "consequence": each.name, "records": len(failed), "error": failed[0].why_not}})
    with transaction.atomic():
        locks.record("consequence", f"{each.name} records")
        # Of what was kept before: nothing, where a case was opened or waits to be; where the rule said no, it is asked
        # again, for the record says something else now.
        _ask_again(each, [row.key for row in kept])
        CaseConsequence.objects.bulk_create(kept, ignore_conflicts=True)


def _ask_again(each: Consequence, keys: Iterable[str]) -> None:
    CaseConsequence.objects.filter(name=each.name, kind=each.kind, event=None, key__in=list(keys), opened=None,
                                   done_at__isnull=False).update(done_at=None, tries=0, why_not="")


def said(error: Exception) -> str:
    """What is kept of a failure: of what Plumbline refuses its words, of all else its name, for the words of anybody's
    code may hold anything."""
    return (str(error) if isinstance(error, PlumblineError) else type(error).__name__)[:400]


def _row(each: Consequence, record: Recorded, at: datetime) -> CaseConsequence:
    return CaseConsequence(name=each.name, kind=each.kind, key=record.key, entry=record.entry, made_at=at)
