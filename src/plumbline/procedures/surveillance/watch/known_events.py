"""How many of the reports that made a signal belong to something that is known: a recall, open or closed, a notice that
was matched with the product, or an earlier signal of the same series."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.documents import json_of
from plumbline.procedures.surveillance.watch.weeks import WEEK, Group
from plumbline.records.core import kinds, store
from plumbline.records.core.region_trees import beneath
from plumbline.rulebook.surveillance.watch_files import Watched

EARLIER_WEEKS = 8
"""So long an earlier signal of a series stands for what comes after it, unless it was dismissed."""
MOST_TOLD = 600
RECALL, ALERT, MATCH, SIGNAL = "recall", "alert", "alert_match", "signal"
SAME, DISMISSED = "same", "dismissed"


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """One known event: a record by its ``kind`` and ``key``, and how many of the reports belong to it."""

    kind: str
    key: tuple[str, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class KnownEvents:
    """How many ``reports`` belong to a known event, each counted once, to which, and which ``rows`` these are."""

    reports: int
    events: tuple[KnownEvent, ...]
    rows: frozenset[int] = frozenset()

    @property
    def told(self) -> str:
        """Them in one line, in no language: the key of each, and how many reports."""
        return "; ".join(f"{'/'.join(each.key)} ×{each.reports}" for each in self.events)[:MOST_TOLD]


def known_events(of: Watched, group: Group, week: date, rows: Sequence[Any]) -> KnownEvents:
    """The known events of the ``rows`` that a series counted in a week. Four reads of the store at most."""
    regions = sorted({group.region} | beneath(frozenset({group.region})))
    found: Counter[tuple[str, tuple[str, ...]]] = Counter()
    of_known = set[int]()
    by_product = _by_product({row.product for row in rows if getattr(row, "product", None)}, regions)
    by_notice = _by_notice(rows, regions) if of.kind == ALERT else {}
    for row in rows:
        events = by_product.get(getattr(row, "product", None) or "", set()) | by_notice.get(
            (getattr(row, "source", ""), row.number), set())
        for event in events:
            found[event] += 1
        if events:
            of_known.add(row.pk)
    earlier = earlier_signals(of, group, week)
    for number in earlier:
        found[SIGNAL, (number,)] = len(rows)
    return KnownEvents(len(rows) if earlier else len(of_known), tuple(
        KnownEvent(kind, key, n) for (kind, key), n in sorted(found.items())),
        frozenset(row.pk for row in rows) if earlier else frozenset(of_known))


def earlier_signals(of: Watched, group: Group, week: date) -> list[str]:
    """The numbers of earlier signals of the same series."""
    rows = store.current(kinds.get(SIGNAL)).filter(
        rule=of.id, counted_by=counted_by(of, group), region=group.region, week__lt=week,
        week__gte=week - WEEK * EARLIER_WEEKS).exclude(decision=DISMISSED)
    return [str(number) for number in rows.order_by("week").values_list("number", flat=True)]


def counted_by(of: Watched, group: Group) -> str:
    """Which records a series counts, as a record keeps it: a JSON object of fields and values, in the order of the
    rule."""
    return json.dumps(dict(zip(of.by, group.values, strict=True)), ensure_ascii=False)


def values_of(counted: str | None) -> dict[str, str]:
    """The fields and values that a record keeps so; none where it keeps something else."""
    try:
        found = json_of(counted or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


Events = dict[Any, set[tuple[str, tuple[str, ...]]]]


def _by_product(products: set[str], regions: list[str]) -> Events:
    """The recalls of each product, and the notices that were matched with it."""
    found: Events = {}
    if not products:
        return found
    for product, number in store.current(kinds.get(RECALL)).filter(product__in=products).values_list(
            "product", "number"):
        found.setdefault(product, set()).add((RECALL, (number,)))
    matched = store.current(kinds.get(MATCH)).filter(product__in=products, decision=SAME, region__in=regions)
    for product, source, number in matched.values_list("product", "source", "number"):
        found.setdefault(product, set()).add((ALERT, (source, number)))
    return found


def _by_notice(rows: Sequence[Any], regions: list[str]) -> Events:
    """Of notices: what they were matched with, and the recalls of that."""
    matched = store.current(kinds.get(MATCH)).filter(
        number__in={row.number for row in rows}, decision=SAME, region__in=regions)
    products: dict[tuple[str, str], str] = {
        (source, number): product for source, number, product in matched.values_list("source", "number", "product")}
    recalls = _by_product(set(products.values()), regions)
    return {notice: {event for event in recalls.get(product, set()) if event != (ALERT, notice)} | {(ALERT, notice)}
            for notice, product in products.items()}
