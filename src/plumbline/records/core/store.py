"""Current versions, past versions, and the sealing of journal entries."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from plumbline import home
from plumbline.errors import PlumblineError, RecordError, StoreError
from plumbline.methods.shared.trust.leaf import SALT_BYTES
from plumbline.records.core import locks, readings, witness
from plumbline.records.core.journal import UNDONE, Entry
from plumbline.records.core.kinds import Kind
from plumbline.text import Text, written_day


def hidden_entries() -> list[int]:
    """Entries whose rows nobody sees: imports under way, or cut short and not yet taken back. Usually none."""
    return list(Entry.objects.filter(state__in=Entry.HIDDEN).order_by().values_list("pk", flat=True))


def current(kind: Kind, hidden: list[int] | None = None) -> QuerySet[Any]:
    """The rows of ``kind`` that count now: visible, not superseded, not withdrawn."""
    hidden = hidden_entries() if hidden is None else hidden
    rows: QuerySet[Any] = kind.model.objects.filter(withdrawn=False)
    if not hidden:
        return rows.filter(superseded=None)
    return rows.exclude(entry__in=hidden).filter(Q(superseded=None) | Q(superseded__in=hidden))


def versions(kind: Kind, key: dict[str, Any]) -> list[Any]:
    """Every visible version of the record with natural key ``key``, newest first."""
    rows: QuerySet[Any] = kind.model.objects.filter(**key).select_related("entry")
    # Asked apart, each by an index of its own: together the store would read the whole table.
    found = [*rows.filter(superseded=None), *rows.filter(superseded__isnull=False)]
    seen = [row for row in found if row.entry.state == Entry.VISIBLE]
    return sorted(seen, key=lambda row: (row.entry.number, row.pk), reverse=True)


def seal(entry: Entry, at: datetime) -> Entry:
    """Make ``entry`` visible: give it its number, its time and the hash of the entry before it.

    Must run in the transaction of the change. Times never go backwards, so that "as of" has one answer. Once the
    transaction is committed, number and hash are noted beside the store (``records/core/witness.py``).
    """
    _follow(entry, _last(), at)
    entry.save()
    _noted(entry)
    return entry


def seal_all(entries: Sequence[Entry], at: datetime) -> None:
    """Keep many new entries, visible at once, each following the one before it: as :func:`seal` does with one after the
    other. Must run in the transaction of the change."""
    last = _last()
    for entry in entries:
        _follow(entry, last, at)
        last = entry
    Entry.objects.bulk_create(entries)
    if last is not None and entries:
        _noted(last)


def _last() -> Entry | None:
    """The newest entry, and nobody else writes one until the transaction ends."""
    if not connection.in_atomic_block:
        raise RecordError("store.no_transaction",
                          Text("a journal entry must be sealed in the transaction of its change",
                               "日志条目必须在其变更所在的事务中封存"))
    locks.journal()
    refuse_moved()
    return Entry.objects.filter(number__isnull=False).order_by("-number").first()


def _follow(entry: Entry, last: Entry | None, at: datetime) -> None:
    entry.number = (last.number or 0) + 1 if last else 1
    entry.previous = last.hash if last else ""
    entry.sealed_at = at
    if last and last.sealed_at and at <= last.sealed_at:
        entry.sealed_at = last.sealed_at + timedelta(microseconds=1)
    entry.state = Entry.VISIBLE
    entry.detail_salt = secrets.token_hex(SALT_BYTES)
    entry.hash = entry_hash(entry)


def _noted(entry: Entry) -> None:
    readings.forget()
    witness.sealed(home.current(), entry.number or 0, entry.hash, entry.previous)


def refuse_moved() -> None:
    """:raises StoreError: if the records live in another store now: a change here would be lost."""
    moved = Entry.objects.filter(state=Entry.MOVED).first()
    if moved is not None:
        raise StoreError(
            "store.moved", Text(f"the records were moved to another store on {timezone.localdate(moved.begun_at)}",
                                f"记录已于{written_day(timezone.localdate(moved.begun_at), 'zh')}移至另一数据库"),
            where=moved.detail["to"],
            next_step=Text("Restart this program; if it still says so, name that store in the setting 'database'",
                           "请重新启动本程序；如仍有此提示，请在database设置中写明该数据库"))


def entry_hash(entry: Entry) -> str:
    """SHA-256 of the canonical JSON of the entry's payload, hex."""
    return hashlib.sha256(msgspec.json.encode(entry.payload(), order="sorted")).hexdigest()


def write_entry(act: str, kind: str, *, actor: int | None, at: datetime, **values: Any) -> Entry:
    """A new entry, sealed at once: for acts whose whole change is one transaction."""
    with transaction.atomic():
        return seal(Entry.objects.create(act=act, kind=kind, actor=actor, begun_at=at, **values), at)


def journal_head(as_of: datetime | None = None, using: str = DEFAULT_DB_ALIAS) -> dict[str, Any]:
    """Number and hash of the last entry known at ``as_of`` (None: now)."""
    entries = Entry.objects.using(using).filter(state=Entry.VISIBLE)
    if as_of is not None:
        entries = entries.filter(sealed_at__lte=as_of)
    last = entries.order_by("-number").first()
    return {"number": last.number if last else 0, "hash": last.hash if last else ""}


def broken_links(using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """Numbers of journal entries whose hash or link to the entry before does not hold; empty when all is well. 0 stands
    for one that is visible without a number, which no entry is that was sealed."""
    entries = Entry.objects.using(using)
    broken, previous = [0] if entries.filter(state=Entry.VISIBLE, number=None).exists() else [], ""
    for entry in entries.filter(number__isnull=False).order_by("number").iterator():
        # A number is given when the entry becomes visible; hiding it again would hide its records.
        if entry.previous != previous or _broken(entry) or entry.state != Entry.VISIBLE:
            broken.append(int(entry.number or 0))
        previous = entry.hash
    return broken


def _broken(entry: Entry) -> bool:
    try:
        return entry.hash != entry_hash(entry)
    except (ValueError, TypeError, AttributeError, PlumblineError):
        return True  # what was put into its columns is not even of their types


def wrongly_undone(using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """Numbers of changes of many records that are marked as undone by another entry than the one that undid them, or
    not marked: the one part of a sealed entry that its hash does not cover."""
    entries = Entry.objects.using(using).filter(act__endswith="-many", number__isnull=False)
    told: dict[Any, Any] = {}
    marked: dict[Any, Any] = {}
    for number, detail in entries.order_by("number").values_list("number", "detail").iterator():
        if isinstance(detail, dict):
            told |= {detail["undoes"]: number} if "undoes" in detail else {}
            marked |= {number: detail[UNDONE]} if UNDONE in detail else {}
    return sorted(number for number in told.keys() | marked.keys() if told.get(number) != marked.get(number))


def forget() -> None:
    """Let the database drop its own copies of what was erased just now."""
    backend: Any = connection
    if hasattr(backend, "forget"):
        backend.forget()


def came_alone_since(kind: Kind, journal: Mapping[str, Any], as_of: datetime, using: str = DEFAULT_DB_ALIAS,
                     ) -> int | None:
    """The number of ``journal`` (number and hash of an entry), if records of ``kind`` were only added since, until
    ``as_of``; None if one was changed or taken back, or the journal has no such entry."""
    number = int(journal.get("number") or 0)
    if not number or not Entry.objects.using(using).filter(number=number, hash=journal.get("hash")).exists():
        return None
    replacing = Entry.objects.using(using).filter(state=Entry.VISIBLE, kind=kind.name, number__gt=number,
                                                  sealed_at__lte=as_of, superseded_rows__gt=0)
    return None if replacing.exists() else number


def kind_state(kind: Kind, as_of: datetime | None = None, using: str = DEFAULT_DB_ALIAS) -> str:
    """A token that is equal at two times exactly when the visible rows of ``kind`` are the same."""
    entries = Entry.objects.using(using).filter(state=Entry.VISIBLE, kind=kind.name)
    if as_of is not None:
        entries = entries.filter(sealed_at__lte=as_of)
    number = entries.aggregate(last=Max("number"))["last"]
    if number is None:
        return f"{kind.name}:empty"
    return f"{kind.name}:{Entry.objects.using(using).get(number=number).hash}"
