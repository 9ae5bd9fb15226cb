"""Following the journal for what becomes known of standards, and asking for what was announced.

Whichever way a standard was written - a catalogue, a form, a program - its entry stands in the journal. Whoever looks
next compares the versions that the entries since brought with those before them and keeps what is to be announced,
under an entry of its own: its number is higher than that of anything anybody has seen, so nothing is overlooked.
Announcements and their entry are one transaction, and of what was kept already nothing is kept again: who is stopped
begins with the last entries anew, and nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from plumbline.errors import RecordError
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.standards import announcing
from plumbline.methods.standards.announcing import Announced, Version
from plumbline.methods.standards.lifecycle import REPLACED, WITHDRAWN
from plumbline.procedures.standards.editions import BATCH, RELATION, STANDARD, public
from plumbline.records.core import kinds, locks, store
from plumbline.records.core.cases import RecordsFollowed
from plumbline.records.core.journal import Entry
from plumbline.records.query.written_rows import chunks, first_row, hidden_entries, read_up_to, wrote_rows
from plumbline.records.standards.announcements import AnnouncedUnder, Announcement
from plumbline.text import Text

NAME = "standards announced"
"""Of the row that keeps how far the journal was followed."""
ENTRIES, ROWS = 500, 2_000
"""So many entries are read at once, and so many rows are looked at in one transaction."""
FIRST = 500
"""With so many of the newest publications a feed begins, where the register was held before anybody followed it."""
MOST = 500
DOCUMENT, COMMITTEE, ICS, LEVEL, ISSUER, WHAT = "document", "committee", "ics", "level", "issuer", "what"
NARROWING = (DOCUMENT, COMMITTEE, ICS, ISSUER, LEVEL, WHAT)
"""By what announcements can be asked for, what names fewest first."""
LONGEST = 200
FIELDS = ("code", "designation", "document", "supplement", "status", "published_on", "confirmed_on", "withdrawn_on",
          "level", "issuer", "ics", "committee")
OVER = frozenset({REPLACED, WITHDRAWN})
"""Catalogues call withdrawn what was replaced, and the other way round: what took its place is told of both."""
COLUMNS = ("pk", "entry", "superseded", "withdrawn", *FIELDS)


@dataclass(frozen=True, slots=True)
class Row:
    """One version of a standard: by which entry it came, and its fields by name."""

    entry: int
    withdrawn: bool
    of: Mapping[str, Any]

    @property
    def version(self) -> Version:
        """What of it decides what is announced."""
        of = self.of
        return Version(of["status"] or "", of["supplement"] or "", of["published_on"], of["confirmed_on"],
                       of["withdrawn_on"], self.withdrawn)


def behind() -> bool:
    """Whether the journal has entries that were not looked at. Two small reads of the store."""
    seen = RecordsFollowed.objects.filter(pk=NAME).values_list("number", flat=True).first()
    return seen is None or seen < int(store.journal_head()["number"])


def follow(*, at: datetime) -> int:
    """Announce what became known since this was done last. Returns how many announcements that made."""
    count = 0
    if not RecordsFollowed.objects.filter(pk=NAME).exists():
        count += _begin(at)
    while (found := _go_on(at)) is not None:
        count += found
    return count


def _begin(at: datetime) -> int:
    """The first time: what was published last is told, and nothing else of what was there before."""
    kind = kinds.get(STANDARD)
    with transaction.atomic():
        locks.record("announcements", STANDARD)
        if RecordsFollowed.objects.filter(pk=NAME).exists():
            return 0
        head, hidden = int(store.journal_head()["number"]), hidden_entries()
        rows = list(store.current(kind).exclude(published_on=None).exclude(status__in=announcing.NOT_OUT)
                    .order_by("-published_on", "-pk").values("entry__number", *FIELDS)[:FIRST])
        made = [(Row(0, False, row), int(row["entry__number"] or 0), Announced(
            announcing.AMENDED if row["supplement"] else announcing.PUBLISHED, row["published_on"]))
            for row in reversed(rows)]
        RecordsFollowed.objects.create(name=NAME, number=head, row=read_up_to(kind, hidden))
        return _keep(made, at)


def _go_on(at: datetime) -> int | None:
    """Look at what the next entries wrote; how much that announced, None where there are no entries."""
    kind = kinds.get(STANDARD)
    seen, head = RecordsFollowed.objects.get(pk=NAME), int(store.journal_head()["number"])
    if seen.number >= head:
        return None
    rows = Entry.objects.filter(number__gt=seen.number, number__lte=head, state=Entry.VISIBLE, kind=STANDARD)
    entries = list(rows.order_by("number").only("pk", "number", "act", "rows", "detail", "sealed_at")[:ENTRIES])
    wanted = {entry.pk: entry for entry in entries if wrote_rows(entry)}
    count, last = 0, seen.row
    if wanted:
        looked, after = 0, first_row(wanted.values(), seen.row)
        for begin, until in ((after, None), (0, after)):
            if begin != after and looked >= sum(entry.rows for entry in wanted.values()):
                break  # the second look is for what was written long before it was committed
            read = (row for row, _ in chunks(kind, COLUMNS, begin, list(wanted)))
            while these := list(islice(read, ROWS)):
                these = [row for row in these if until is None or row[0] <= until]
                if not these:
                    break
                looked, last = looked + len(these), max(last, these[-1][0])
                count += _announce([Row(row[1], row[3], dict(zip(FIELDS, row[4:], strict=True))) for row in these],
                                   wanted, at)
    number = int(entries[-1].number or 0) if len(entries) == ENTRIES else head
    RecordsFollowed.objects.filter(pk=NAME, number__lt=number).update(number=number, row=last)
    return count


def _announce(rows: Sequence[Row], entries: Mapping[int, Entry], at: datetime) -> int:
    """Keep what these versions announce, unless it was kept before."""
    before = _before(rows)
    made: list[tuple[Row, int, Announced]] = []
    for row in rows:
        entry = entries[row.entry]
        known_on = timezone.localdate(entry.sealed_at) if entry.sealed_at else timezone.localdate(at)
        made += [(row, int(entry.number or 0), each) for each in announcing.announced(
            before.get((row.of["code"], row.entry)), row.version, known_on)]
    if not made:
        return 0
    with transaction.atomic():
        locks.record("announcements", STANDARD)
        codes, known = sorted({row.of["code"] for row, _, _ in made}), set[tuple[str, str, int]]()
        for start in range(0, len(codes), BATCH):
            known |= set(Announcement.objects.filter(code__in=codes[start:start + BATCH]).values_list(
                "code", "what", "written"))
        return _keep([each for each in made if (each[0].of["code"], each[2].what, each[1]) not in known], at)


def _before(rows: Sequence[Row]) -> dict[tuple[str, int], Version]:
    """The version that each of ``rows`` took the place of, by code and the entry that did so."""
    found: dict[tuple[str, int], Version] = {}
    codes = sorted({row.of["code"] for row in rows})
    for start in range(0, len(codes), BATCH):
        past = kinds.get(STANDARD).model.objects.filter(
            code__in=codes[start:start + BATCH], superseded__in={row.entry for row in rows})
        for superseded, entry, withdrawn, *values in past.values_list("superseded", "entry", "withdrawn", *FIELDS):
            of = dict(zip(FIELDS, values, strict=True))
            found[of["code"], superseded] = Row(entry, withdrawn, of).version
    return found


def _keep(made: Sequence[tuple[Row, int, Announced]], at: datetime) -> int:
    """Write announcements under one entry of the journal. Within the transaction of the caller."""
    if not made:
        return 0
    entry = store.write_entry("announce", "announcement", actor=None, at=at, detail={"announced": len(made)})
    told_at, number = entry.sealed_at or at, int(entry.number or 0)
    rows = Announcement.objects.bulk_create([Announcement(
        code=row.of["code"], designation=row.of["designation"], what=each.what, day=each.day, written=written,
        number=number, told_at=told_at) for row, written, each in made])
    AnnouncedUnder.objects.bulk_create([AnnouncedUnder(announcement=of, under=under)
                                        for of, (row, _, each) in zip(rows, made, strict=True)
                                        for under in _unders(row, each)])
    return len(rows)


def _unders(row: Row, each: Announced) -> list[str]:
    of = row.of
    ics = [part for code in (of["ics"] or "").split(";") for part in _prefixes(code.strip())]
    committees = [part.strip() for part in (of["committee"] or "").split(";")]
    found = {DOCUMENT: [of["document"] or of["code"]], COMMITTEE: committees, ICS: ics, LEVEL: [of["level"]],
             ISSUER: [of["issuer"] or ""], WHAT: [each.what]}
    return list(dict.fromkeys(named(name, value) for name, values in found.items() for value in values if value))


def named(name: str, value: str) -> str:
    """What a thing is called under which announcements are asked for."""
    return f"{name}:{value}"[:LONGEST]


def _prefixes(ics: str) -> Iterator[str]:
    """03.120.10, 03.120, 03."""
    parts = ics.split(".")
    yield from (".".join(parts[:size]) for size in range(len(parts), 0, -1) if ics)


@dataclass(frozen=True, slots=True)
class Page:
    """Announcements, the newest first; ``next`` is after which the older ones come, 0 where there are none."""

    rows: tuple[Announcement, ...]
    documents: tuple[dict[str, Any], ...]
    next: int
    behind: bool

    def as_dict(self, narrowed: Mapping[str, str]) -> dict[str, Any]:
        """The ``--json`` document of ``plumb standards feed``."""
        return {"narrowed": dict(narrowed), "announcements": list(self.documents),
                "next": str(self.next) if self.next else None, "behind": self.behind}


def page(narrowed: Mapping[str, str], *, before: int = 0, limit: int = 50) -> Page:
    """What was announced under all of ``narrowed`` (by the names of :data:`NARROWING`), the newest first, beginning
    after the one whose number is ``before``. :raises RecordError: for a name that there is not, or a sort of
    announcement."""
    for name, value in narrowed.items():
        if name not in NARROWING:
            raise RecordError("feed.no_narrowing", Text(f"announcements cannot be narrowed by '{name[:40]}'",
                                                        f"动态不能按“{name[:40]}”筛选"),
                              next_step=suggest(name, NARROWING))
        if name == WHAT and value not in announcing.KINDS:
            raise RecordError("feed.no_kind", Text(f"'{value[:40]}' is not announced", f"没有“{value[:40]}”这类动态"),
                              next_step=suggest(value, announcing.KINDS))
    most = min(limit, MOST)
    found = sorted(Announcement.objects.filter(pk__in=_newest(narrowed, before, most + 1)), key=lambda row: -row.pk)
    shown = found[:most]
    return Page(tuple(shown), tuple(told(shown)), shown[-1].pk if len(found) > len(shown) else 0, behind())


def _newest(narrowed: Mapping[str, str], before: int, most: int) -> list[int]:
    """The newest announcements under all of ``narrowed``, by number of row: those under what names fewest are walked
    along the index from the newest on, and asked for the others one by one, until there are enough."""
    if not narrowed:
        rows = Announcement.objects.filter(pk__lt=before) if before else Announcement.objects.all()
        return list(rows.order_by("-pk").values_list("pk", flat=True)[:most])
    first, *others = sorted(narrowed, key=NARROWING.index)
    under = AnnouncedUnder.objects.filter(under=named(first, narrowed[first]))
    under = under.filter(announcement_id__lt=before) if before else under
    for name in others:
        under = under.filter(Exists(AnnouncedUnder.objects.filter(
            under=named(name, narrowed[name]), announcement=OuterRef("announcement"))))
    return list(under.order_by("-announcement_id").values_list("announcement_id", flat=True)[:most])


def told(rows: Iterable[Announcement]) -> Iterator[dict[str, Any]]:
    """Announcements as documents, with the titles as they are held now and what took the place of what was replaced."""
    rows = list(rows)
    codes = {row.code for row in rows}
    held = {row.code: row for row in public(STANDARD).filter(code__in=codes)}
    replaced = {row.code for row in rows if row.what in OVER}
    by: dict[str, list[str]] = {}
    if replaced:
        for one, other in public(RELATION).filter(type="replaces", target_standard__in=replaced).values_list(
                "standard", "target_standard"):
            by.setdefault(other, []).append(one)
        for one, other in public(RELATION).filter(type="replaced-by", standard__in=replaced).values_list(
                "target", "standard"):
            by.setdefault(other, []).append(one)
    for row in rows:
        now = held.get(row.code)
        titles = {name: text for name, text in (("en", now.title_en), ("zh", now.title_zh)) if text} if now else {}
        yield {"id": f"{row.written}/{row.what}/{row.code}", "what": row.what,
               "day": row.day.isoformat() if row.day else None, "told_at": row.told_at.isoformat(),
               "designation": row.designation, "code": row.code, "document": now.document if now else None,
               "titles": titles, "level": now.level if now else None, "issuer": now.issuer if now else None,
               "replaced_by": sorted(set(by.get(row.code, ()))) if row.what in OVER else [],
               "journal": row.number}


def title(what: str) -> Text:
    """What a sort of announcement is called."""
    return TITLES[what]


TITLES = {
    announcing.PUBLISHED: Text("Published", "发布"), announcing.AMENDED: Text("Amended", "发布修改单"),
    announcing.CONFIRMED: Text("Confirmed by review", "复审继续有效"), REPLACED: Text("Replaced", "被代替"),
    WITHDRAWN: Text("Withdrawn", "废止"), announcing.RESTORED: Text("In force again", "恢复有效"),
    announcing.TAKEN_OUT: Text("Taken out of the register", "从标准库撤回"),
}
