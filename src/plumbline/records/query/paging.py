"""A page of a large list, along one path: the rows of each leg that fit, merged, and where the looking stopped.

A place is (value of the order, id). Rows come in that order on every leg of a path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import Q, QuerySet

from plumbline.errors import RecordError
from plumbline.records.core import store
from plumbline.records.core.kinds import Kind
from plumbline.records.query import natural_order
from plumbline.records.query.conditions import EQ, IN, ORDERED, PREFIX, Condition, typed
from plumbline.records.query.index_paths import LOOK, ROW, IndexPath, apart, orders, paths_for
from plumbline.text import Text

Place: TypeAlias = tuple[Any, int]
AT_ONCE = 400
"""How many legs one statement asks for; SQLite takes 500."""
A_LEG = "\ue000leg"
"""Stands for the leg's region in a statement that is made once for all of them; a code of the private use area."""
LEAST = 200
"""How many rows of each leg are looked at, however many legs there are."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a walk is to find: rows of ``regions`` (None: of any) in which ``conditions`` and ``besides`` hold, in the
    order of ``sort`` (a field, or ``id``), after the place ``after``."""

    kind: Kind
    regions: tuple[str, ...] | None
    conditions: tuple[Condition, ...]
    besides: Q
    sort: str
    descending: bool
    after: Place | None


@dataclass(frozen=True, slots=True)
class Found:
    """Places of the rows that fit, in order, and the place up to which was looked (None: to the end)."""

    places: list[Place]
    until: Place | None


def walk(ask: Ask, limit: int) -> Found:
    """At most ``limit`` rows. Where the best path shows too few of them, others that go there are tried too, and the
    one that comes furthest counts. :raises RecordError: for an order that no path has."""
    if ask.regions == () or any(one.values[0] is None for one in ask.conditions):
        return Found([], None)
    best: Found | None = None
    equal = frozenset(one.field for one in ask.conditions if one.op == EQ)
    for path in paths_for(ask.kind, ask.sort, equal, len(ask.regions or ())):
        found = _Along(path, ask).rows(limit)
        best = found if best is None else _further(best, found, ask.descending)
        if best.until is None:
            return best
    if best is None:
        names = sorted("entered" if name == ROW else name
                       for name in orders(ask.kind, equal, len(ask.regions or ())))
        plural = ask.kind.plural
        raise RecordError(
            "list.no_order", Text(f"so long a list of {plural.en.lower()} cannot be ordered by '{ask.sort}'",
                                  f"“{plural.zh}”列表过长，无法按“{ask.sort}”排序"), where="sort",
            why=Text("No index of the store carries this order", "数据库没有按此排序的索引"),
            next_step=Text(f"Order by one of: {', '.join(names)}", f"可按以下排序：{'、'.join(names)}"))
    return best


def _further(one: Found, other: Found, descending: bool) -> Found:
    if one.until is None or other.until is None:
        return one if one.until is None else other
    return one if (one.until < other.until) == descending else other


class _Along:
    """One walk along one path."""

    def __init__(self, path: IndexPath, ask: Ask) -> None:
        self.ask, self.order, self.key = ask, path.order, path.key
        self.by = None if path.order == ROW else ask.kind.by_name[path.order]
        self.column = ROW if self.by is None else natural_order.column(self.by)
        self.hidden = store.hidden_entries()
        self.legs = ask.regions if ask.kind.region in path.fixed and ask.regions is not None else ()
        every = ask.kind.model.objects.all()
        self.carried = (every if self.by is None else natural_order.keyed(every, self.by)).order_by(*self._signed())
        self.left: list[Condition] = []
        for one in ask.conditions:
            if self._carries(path, one):
                self.carried = self.carried.filter(one.as_q())
            else:
                self.left.append(one)
        if self.legs:
            self.carried = self.carried.filter(**{ask.kind.region: A_LEG})
        elif ask.regions is not None:
            self.left.append(Condition(ask.kind.region, IN, ask.regions))
        if ask.after is not None:
            self.carried = self.carried.filter(self._beyond(ask.after, "lt" if ask.descending else "gt", ""))

    def rows(self, limit: int) -> Found:
        """What of the path fits."""
        until = self._end() if self.left or self.ask.besides or self.hidden else None
        rows = self._narrowed(self.carried)
        if until is not None:
            rows = rows.filter(self._beyond(until, "gt" if self.ask.descending else "lt", "e"))
        found = [place for each in self._that_count(rows) for place in self._places(each[:limit])]
        found = sorted(found, reverse=self.ask.descending)[:limit]
        return Found(found, until if len(found) < limit else None)

    def _carries(self, path: IndexPath, one: Condition) -> bool:
        if one.field in path.fixed:
            return one.op == EQ
        return one.field == path.order and one.op in (EQ, PREFIX, *ORDERED)

    def _end(self) -> Place | None:
        # The nearest of the legs' ends: up to there every leg was looked at.
        look = max(LOOK // max(1, len(self.legs)), LEAST)
        # The index of the key holds what nothing replaced, and the look along it keeps to that.
        along = self.carried.filter(superseded=None) if self.key else self.carried
        ends = self._places(along[look - 1:look])
        return (max if self.ask.descending else min)(ends, default=None)

    def _narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for one in self.left:
            name = f"apart_{one.field}"
            rows = rows.alias(**{name: apart(one.field)}).filter(one.as_q(name))
        return rows.filter(self.ask.besides) if self.ask.besides else rows

    def _that_count(self, rows: QuerySet[Any]) -> Iterator[QuerySet[Any]]:
        """As :func:`store.current`, but each of the two ways to count asked apart, so that an index serves it."""
        counting = rows.filter(withdrawn=False)
        if not self.hidden:
            yield counting.filter(superseded=None)
            return
        seen = counting.exclude(entry__in=self.hidden)
        yield seen.filter(superseded=None)
        yield seen.filter(superseded__in=self.hidden)

    def _signed(self) -> list[str]:
        return [f"{'-' * self.ask.descending}{name}" for name in dict.fromkeys((self.column, ROW))]

    def _beyond(self, place: Place, side: str, also: str) -> Q:
        """Rows on one side of ``place``; with ``also`` "e" its own row too."""
        value, row = place
        if self.by is None:
            return Q(**{f"id__{side}{also}": row})
        return Q(**{f"{self.column}__{side}e": value}) & (
            Q(**{f"{self.column}__{side}": value}) | Q(**{self.column: value, f"id__{side}{also}": row}))

    def _places(self, rows: QuerySet[Any]) -> list[Place]:
        sql, values = rows.values_list(self.column, ROW).query.sql_with_params()
        return [self._place(*found) for found in _each_leg(sql, values, self.legs)]

    def _place(self, value: Any, row: int) -> Place:
        return (row, row) if self.by is None else (typed(self.by, value), row)


def _each_leg(sql: str, values: tuple[Any, ...], legs: tuple[str, ...]) -> Iterator[tuple[Any, int]]:
    with connection.cursor() as cursor:
        for start in range(0, max(1, len(legs)), AT_ONCE):
            some = legs[start:start + AT_ONCE] or ("",)
            cursor.execute(" UNION ALL ".join(f"SELECT * FROM ({sql}) AS leg{number}" for number in range(len(some))),
                           [leg if value == A_LEG else value for leg in some for value in values])
            yield from cursor.fetchall()
