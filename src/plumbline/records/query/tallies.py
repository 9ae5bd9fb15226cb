"""How many records of each of many kinds somebody may list, and which was saved last: told again as long as the journal
says that nothing of that kind changed, and asked of the store in two queries else, however many kinds there are."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from plumbline.records.core import kinds, store
from plumbline.records.core.kinds import Kind
from plumbline.records.query import counting
from plumbline.records.query.listing import Asked, Rows, below
from plumbline.records.query.newest_entries import NewestEntries
from plumbline.records.query.together import of_each

MOST_COUNTED = 100_000
"""Of more records no more than that is told."""
MOST_KEPT = 4_096


@dataclass(frozen=True, slots=True)
class Tally:
    """``count`` records, or more where ``more``; ``count`` is None where counting would have taken too long. ``latest``
    is the number of the row that was saved last, ``entry`` the row of what saved it; ``seal`` the hash of the newest
    entry about the kind."""

    count: int | None
    more: bool = False
    latest: int | None = None
    entry: int = 0
    seal: str = ""


_newest = NewestEntries()
_known: OrderedDict[tuple[Any, ...], Tally] = OrderedDict()
_lock = threading.Lock()


def tallies(asked: Sequence[tuple[Kind, frozenset[str]]], region: str) -> dict[str, Tally]:
    """For each kind, with the regions ``own`` whose internal fields the reader sees, what the list of ``region``
    (empty: any) and all below it holds, by name."""
    newest = _newest.by_kind()
    keys = {kind.name: (kind.name, region if kind.region else "", frozenset() if kind.public else own,
                        newest.get(kind.name, ""), newest.get("region", "")) for kind, own in asked}
    with _lock:
        found = {name: _known[key] for name, key in keys.items() if key in _known}
    missing = [(kind, own) for kind, own in asked if kind.name not in found]
    if missing:
        made = dict(zip((kind.name for kind, _ in missing), _asked(missing, region, newest), strict=True))
        found |= made
        with _lock:
            _known.update((keys[name], tally) for name, tally in made.items() if tally.count is not None)
            while len(_known) > MOST_KEPT:
                _known.popitem(last=False)
    return found


def saved_last(kind: Kind, tally: Tally) -> Any:
    """The row that was saved last, with its entry; None where there is none."""
    return None if tally.latest is None else _row(kind.name, tally.latest, tally.seal)


@lru_cache(maxsize=512)
def _row(kind: str, number: int, _seal: str) -> Any:
    return kinds.get(kind).model.objects.select_related("entry").filter(pk=number).first()


def _asked(missing: Sequence[tuple[Kind, frozenset[str]]], region: str, newest: Mapping[str, str]) -> list[Tally]:
    hidden, within = store.hidden_entries(), below(region) if region else None
    rows = [Rows(kind, own, Asked(region=region), hidden=hidden, within=within).matching.order_by().values("id")
            for kind, own in missing]
    counts = counting.in_time(lambda: of_each("COUNT(*)", [each[:MOST_COUNTED + 1] for each in rows]))
    if counts is None:
        return [Tally(None) for _ in rows]
    last = [each.order_by("-id")[:1].values("id", "entry_id") for each in rows]
    latest, entries = (counting.in_time(partial(of_each, what, last)) for what in ("MAX(id)", "MAX(entry_id)"))
    untold = [None] * len(rows)
    return [Tally(min(count or 0, MOST_COUNTED), (count or 0) > MOST_COUNTED, row, entry or 0,
                  newest.get(kind.name, ""))
            for (kind, _), count, row, entry in zip(missing, counts, latest or untold, entries or untold, strict=True)]
