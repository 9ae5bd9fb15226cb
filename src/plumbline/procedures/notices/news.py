"""What is new for somebody, wherever it happened, since they last looked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from plumbline.home import Home
from plumbline.procedures.assessment.year.news import of_years
from plumbline.procedures.casework.telling.news import New, of_cases
from plumbline.procedures.standards.watching import of_watched
from plumbline.records.accounts.notices import Seen

MOST = 200
"""Events that are looked at; more than this many unread are not counted."""
SOURCES: tuple[Callable[..., Iterator[New]], ...] = (of_cases, of_years, of_watched)


def told(home: Home, user: Any, *, at: datetime, most: int = MOST, only_unread: bool = False, since: int | None = None,
         ) -> Iterator[New]:
    """What others did in the cases and years of ``user``, and what was announced of standards that they watch, the
    newest first, as far as it is open to them. ``since``: after this entry of the journal, instead of what they saw."""
    if user is None:
        return
    seen = since if since is not None else _seen(user)
    found = [source(home, user, at=at, after=seen if only_unread else 0, most=most) for source in SOURCES]
    for each in islice(merge(*found, key=lambda new: new.number, reverse=True), most):
        yield replace(each, unread=each.number > seen)


def unread(home: Home, user: Any, *, at: datetime, most: int = MOST) -> int:
    """How many things happened that the person has not seen, as far as they are open to them."""
    return sum(1 for _ in told(home, user, at=at, most=most, only_unread=True))


def see(user: Any, entry: int) -> None:
    """Remember that the person has seen everything up to the ``entry`` of the journal."""
    row, _ = Seen.objects.get_or_create(user=user)
    if entry > row.entry:
        Seen.objects.filter(pk=row.pk, entry__lt=entry).update(entry=entry)


def _seen(user: Any) -> int:
    return Seen.objects.filter(user=user).values_list("entry", flat=True).first() or 0
