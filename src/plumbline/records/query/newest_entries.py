"""Which kinds of record changed since: the newest entry of the journal about each, as far as this process has read."""

from __future__ import annotations

import threading

from django.db.models import Max

from plumbline.records.core.journal import Entry


class NewestEntries:
    """What is known of the journal. Each asking reads its head, and then only what was sealed since; all of it again
    where the store is another one, or one that was put back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._head: tuple[int | None, str] = (0, "")
        self._newest: dict[str, str] = {}

    def by_kind(self) -> dict[str, str]:
        """By kind, the hash of the newest entry about it; a kind that none is about is not there."""
        with self._lock:
            number, seal = self._head
            entries = Entry.objects.filter(number__isnull=False)
            last = entries.order_by("-number").values_list("number", "hash").first() or (0, "")
            if last == self._head:
                return dict(self._newest)
            if not number or entries.filter(number=number, hash=seal).first() is None:
                number, self._newest = 0, {}  # another store, or one that was put back
            since = entries.filter(number__gt=number, number__lte=last[0] or 0).order_by()
            numbers = dict(since.values_list("kind").annotate(Max("number")))
            self._newest |= dict(entries.filter(number__in=numbers.values()).values_list("kind", "hash"))
            self._head = last
            return dict(self._newest)
