"""Watching a standard, a committee or a class of the ICS, and being told of what is announced of it.

What somebody watches is their own: nobody else is shown it, no journal holds it, and it goes with the account. What is
told are announcements, which anybody may read; each once, and none of what was announced before the watch began. Who
acts for an organisation is told besides what becomes of the standards that its certificates name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import quote

from django.db import transaction

from plumbline.errors import NotAllowed, RecordError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.standards.lifecycle import REPLACED, WITHDRAWN
from plumbline.procedures.casework.telling.news import New
from plumbline.procedures.standards import announcing
from plumbline.procedures.standards.announcing import COMMITTEE, DOCUMENT, ICS
from plumbline.procedures.standards.editions import STANDARD, public
from plumbline.records.accounts.watches import Watch
from plumbline.records.core import kinds, locks, store
from plumbline.records.core.memberships import organisations_of
from plumbline.records.core.people import may_act
from plumbline.records.standards.announcements import AnnouncedUnder, Announcement
from plumbline.text import Text

WATCHED = (DOCUMENT, COMMITTEE, ICS)
"""What can be watched."""
TITLES = {DOCUMENT: Text("Standard", "标准"), COMMITTEE: Text("Technical committee", "标准化技术委员会"),
          ICS: Text("ICS class", "ICS分类")}
MOST = 200
"""Things that one person watches."""
ICS_CODE = re.compile(r"[0-9]{2}(?:\.[0-9]{3}(?:\.[0-9]{2})?)?")
OURS = Text("Standard", "标准")
VALID = "valid"


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that somebody watches: which ``sort`` of :data:`WATCHED`, and its name."""

    under: str
    sort: str
    name: str
    since: datetime


def watch(user: Any, sort: str, name: str, *, at: datetime) -> str:
    """Watch something from now on; watched already, it stays as it is. Returns what it is called among announcements.
    :raises RecordError: for what there is not, and for one more than :data:`MOST`. :raises NotAllowed: for nobody."""
    if not may_act(user):
        raise NotAllowed("watching.sign_in", Text("only who is signed in can watch", "登录后才能关注"),
                         next_step=Text("Sign in", "请登录"))
    name = name.strip()
    _must_be(sort, name)
    under = announcing.named(sort, name)
    with transaction.atomic():
        locks.record("watches", str(user.pk))
        mine = Watch.objects.filter(user=user.pk)
        if not mine.filter(under=under).exists():
            if mine.count() >= MOST:
                raise RecordError("watching.too_many", Text(f"you watch {MOST} things already", f"您已关注{MOST}项"),
                                  next_step=Text("Stop watching one that you do not need", "请取消不需要的关注"))
            Watch.objects.create(user_id=user.pk, under=under, after=int(store.journal_head()["number"]), made_at=at)
    return under


def unwatch(user: Any, under: str) -> bool:
    """Watch something no longer; False where it was not watched."""
    return bool(Watch.objects.filter(user=user.pk, under=under).delete()[0]) if may_act(user) else False


def watched(user: Any) -> list[Watched]:
    """What ``user`` watches, by sort and name."""
    if not may_act(user):
        return []
    rows = Watch.objects.filter(user=user.pk)
    parts = ((row, *str(row.under).partition(":")) for row in rows)
    found = [Watched(row.under, sort, name, row.made_at) for row, sort, _, name in parts]
    return sorted(found, key=lambda each: (WATCHED.index(each.sort) if each.sort in WATCHED else 9, each.name))


def is_watched(user: Any, unders: Collection[str]) -> frozenset[str]:
    """Those of ``unders`` that ``user`` watches."""
    if not may_act(user):
        return frozenset()
    return frozenset(Watch.objects.filter(user=user.pk, under__in=unders).values_list("under", flat=True))


def of_watched(home: Home, user: Any, *, at: datetime, after: int, most: int) -> Iterator[New]:
    """What was announced after the entry ``after`` of the journal of what ``user`` watches, and of the standards that
    certificates of the own organisations name; the newest first, each once."""
    if not may_act(user):
        return
    found: dict[int, tuple[Announcement, Text]] = {}
    for row, why in (*_by_watches(user, after, most), *_by_certificates(user, after, most)):
        found.setdefault(row.pk, (row, why))
    newest = sorted(found.values(), key=lambda each: (-each[0].number, -each[0].pk))[:most]
    told = announcing.told([row for row, _ in newest])
    for (row, why), document in zip(newest, told, strict=True):
        by = "、".join(document["replaced_by"])
        state = Text(f"by {', '.join(document['replaced_by'])}", f"被{by}代替") if by else Text()
        yield New(row.number, row.told_at, row.what, announcing.title(row.what), OURS, row.designation, "", state, why,
                  f"/standards/{quote(row.code.replace('~', '~0').replace('/', '~1'), '')}/")


def _by_watches(user: Any, after: int, most: int) -> Iterator[tuple[Announcement, Text]]:
    since = dict(Watch.objects.filter(user=user.pk).values_list("under", "after"))
    if not since:
        return
    # Rows are numbered in the order in which they were announced, and the index of what they stand under has them so.
    first = Announcement.objects.filter(number__gt=max(after, min(since.values()))).order_by("number", "id").first()
    if first is None:
        return
    rows = AnnouncedUnder.objects.filter(under__in=since, announcement_id__gte=first.pk)
    rows = rows.select_related("announcement").order_by("-announcement_id")
    fitting = (each for each in rows.iterator(chunk_size=most) if each.announcement.number > since[each.under])
    for each in islice(fitting, most):
        sort, _, name = each.under.partition(":")
        yield each.announcement, Text(f"you watch {name}", f"您关注了{TITLES[sort].zh}{name}")


def _by_certificates(user: Any, after: int, most: int) -> Iterator[tuple[Announcement, Text]]:
    mine = organisations_of(user)
    if not mine:
        return
    held = store.current(kinds.get("certificate")).filter(organisation__in=mine, status=VALID).exclude(standard=None)
    named = dict(held.order_by("-number").values_list("standard", "number"))
    rows = Announcement.objects.filter(code__in=list(named)[:MOST], what__in=(REPLACED, WITHDRAWN), number__gt=after)
    for row in rows.order_by("-number", "-pk")[:most]:
        number = named[row.code]
        yield row, Text(f"your certificate {number} names it", f"贵单位的证书{number}以此为依据")


def _must_be(sort: str, name: str) -> None:
    """:raises RecordError: for what cannot be watched, or is not there."""
    if sort not in WATCHED:
        raise RecordError("watching.no_sort", Text(f"'{sort[:40]}' cannot be watched", f"不能关注“{sort[:40]}”"),
                          next_step=suggest(sort, WATCHED))
    if not name or len(name) > 160 or not _is_there(sort, name):
        raise RecordError("watching.unknown", Text(f"there is no {TITLES[sort].en.lower()} '{name[:80]}' to watch",
                                                   f"没有可关注的{TITLES[sort].zh}“{name[:80]}”"),
                          next_step=Text("Open its page and watch it from there", "请打开其页面进行关注"))


def _is_there(sort: str, name: str) -> bool:
    if sort == ICS:
        return ICS_CODE.fullmatch(name) is not None
    if sort == COMMITTEE:
        return bool(public(COMMITTEE).filter(code=name).exists())
    return any(public(STANDARD).filter(**{field: name}).exists() for field in (DOCUMENT, "code"))
