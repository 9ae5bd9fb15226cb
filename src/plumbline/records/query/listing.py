"""The rows of one kind that one reader may list: narrowed, ordered, in pages. Pages and programs ask here.

An internal field can be compared, searched and sorted by only where it may be seen: the list then keeps to the regions
whose internal fields the reader sees, since both the choice and the order of rows would tell the value. Who acts for an
organisation also lists the rows to which it is a party: of a kind that is not public, and by internal fields that the
kind shares with it. Pages go by key: the next one begins after the last row of this one, however many rows lie before
it. Nothing is counted unasked.

A kind with few rows is read as the store likes. A large one goes along the index paths of
``records/query/index_paths.py``: its lists have the orders that a declared index carries, and a page looks at a
bounded number of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.core import signing
from django.db.models import Q, QuerySet

from plumbline.errors import RecordError
from plumbline.methods.shared.periods import Period
from plumbline.records.core import store
from plumbline.records.core.fields import INTERNAL, PERSONAL, PUBLIC, Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.core.region_trees import covered_by
from plumbline.records.core.visibility import NOTHING, of_parties
from plumbline.records.query import counting, index_paths, natural_order, paging
from plumbline.records.query.conditions import EQ, PREFIX, Condition, typed
from plumbline.text import Text

SALT = "plumbline.listing"
ENTERED = "entered"


@dataclass(frozen=True, slots=True)
class Asked:
    """A list in its own terms. ``region`` is with all below it; ``search`` is looked for in every public text;
    ``sort`` is a field or ``entered``; ``after`` is a token that a page gave."""

    region: str = ""
    period: Period | None = None
    conditions: tuple[Condition, ...] = ()
    search: str = ""
    sort: str = ENTERED
    descending: bool = True
    after: str = ""

    @property
    def order(self) -> str:
        """The order as an address writes it."""
        return f"{'-' * self.descending}{self.sort}"


def open_fields(kind: Kind, own: frozenset[str], parties: frozenset[str] = NOTHING) -> tuple[Spec, ...]:
    """The fields that a reader who sees the internal ones of the regions ``own``, and acts for ``parties``, may list,
    narrow and sort by, in declared order. Personal ones never stand in a list."""
    return tuple(one for one in kind.fields if one.exposure is not PERSONAL and (
        one.exposure is not INTERNAL or own or (parties and one.name in kind.shared)))


def usual_order(kind: Kind, region: str, conditions: tuple[Condition, ...] = ()) -> tuple[str, bool]:
    """The order that an index serves: of what begins with some letters, by them; of what has a value of its own index
    path, by that path's order; of a region by day, where every record has one; else by entry, newest first, which is as
    fast at any size."""
    for one in conditions:
        if one.op == PREFIX and one.field in index_paths.orders(kind):
            return one.field, False
        if one.op == EQ and (order := index_paths.order_of(kind, kind.by_name[one.field])):
            return (ENTERED if order == index_paths.ROW else order), order in (index_paths.ROW, kind.date)
    by_day = bool(kind.date) and bool(region) and kind.by_name[kind.date].required
    return (kind.date, True) if by_day else (ENTERED, True)


class Page(NamedTuple):
    """Some rows; the token for what follows them (empty: nothing does); whether the looking stopped before the page was
    full, because few of the rows looked at fit."""

    rows: list[Any]
    after: str
    stopped: bool = False


class Rows:
    """The rows of ``kind`` that fit ``asked``, for a reader who sees the internal fields of the regions ``own``, and
    acts for the organisations ``parties`` (``visibility.rows_open_to``).

    Whoever makes it has checked that ``asked`` names only :func:`open_fields`.
    """

    def __init__(self, kind: Kind, own: frozenset[str], asked: Asked, parties: frozenset[str] = NOTHING, *,
                 hidden: list[int] | None = None, within: Sequence[str] | None = None) -> None:
        # Whoever makes several of these knows the entries whose rows nobody sees, and what lies below the region.
        self.hidden, self.within = hidden, within
        self.kind = kind
        self.own = own
        self.asked = asked
        self.parties = parties

    @cached_property
    def internal_asked(self) -> tuple[Spec, ...]:
        """Internal fields by which this list is narrowed or ordered."""
        names = {self.asked.sort, *(one.field for one in self.asked.conditions)}
        return tuple(one for one in self.kind.fields if one.exposure is INTERNAL and one.name in names)

    @cached_property
    def matching(self) -> QuerySet[Any]:
        """Every row that fits and may be known to the reader, in no order."""
        return self._of(self._open())

    @cached_property
    def by_party(self) -> bool:
        """Whether rows are listed because the reader is a party to them, and for nothing else: of what is closed by the
        kind, or by the internal fields asked for, where the kind shares these."""
        shared = all(one.name in self.kind.shared for one in self.internal_asked)
        return bool(self.parties) and self._narrowed and shared

    @property
    def _narrowed(self) -> bool:
        return not self.kind.public or bool(self.internal_asked)

    def _open(self) -> Q:
        """What may be known to the reader, by the region of a row or by its parties."""
        regions = self._regions()
        if regions is None:
            return Q()
        here = Q(**{f"{self.kind.region}__in": regions}) if self.kind.region else Q(pk__in=[])
        if self.asked.search:
            here &= self._anywhere()
        return here | self._as_party() if self.by_party else here

    def _as_party(self) -> Q:
        """The rows to which the reader is a party, within the region asked for."""
        found = of_parties(self.kind, self.parties)
        if self.asked.region and self.kind.region:
            found &= Q(**{f"{self.kind.region}__in": below(self.asked.region)})
        return found & self._anywhere(as_party=True) if self.asked.search else found

    def _of(self, place: Q) -> QuerySet[Any]:
        rows = store.current(self.kind, self.hidden).filter(place)
        if self.asked.period is not None:
            rows = rows.filter(**{f"{self.kind.date}__range": (self.asked.period.first, self.asked.period.last)})
        for one in self.asked.conditions:
            rows = rows.filter(one.as_q())
        return rows.filter(self._anywhere()) if self.asked.search and self._regions() is None else rows

    def _anywhere(self, as_party: bool = False) -> Q:
        # Where the kind as a whole is internal, every row of a region is one whose internal fields the reader sees; of
        # the rows of a party, those that are shared.
        found = Q(pk__in=[])
        for one in self.kind.fields:
            seen = one.exposure is INTERNAL and not self.kind.public and (not as_party or one.name in self.kind.shared)
            if one.type in ("text", "ref") and (one.exposure is PUBLIC or seen):
                found |= Q(**{f"{one.name}__icontains": self.asked.search})
        return found

    @cached_property
    def small(self) -> bool:
        """Whether the kind has so few rows that any field may order and narrow them."""
        return index_paths.is_small(self.kind)

    def ids(self, most: int) -> list[int]:
        """The rows that fit, in no order. :raises RecordError: for more than ``most``, and where finding them takes too
        long."""
        found = counting.in_time(lambda: list(self.matching.order_by().values_list("pk", flat=True)[:most + 1]))
        if found is None or len(found) > most:
            raise RecordError(
                "list.too_many",
                Text("this list holds too many records to act on them all", "列表中的记录过多，无法一并处理"),
                where=self.kind.name,
                next_step=Text(f"Narrow it to at most {most}: a smaller region, a shorter period",
                               f"请缩小到{most}条以内，例如缩小地区或缩短时期"))
        return found

    @cached_property
    def orders(self) -> frozenset[str]:
        """The fields (and ``entered``) by which this list can be ordered."""
        if self._few:
            return frozenset((ENTERED, *(one.name for one in open_fields(self.kind, self.own, self.parties))))
        equal = frozenset(one.field for one in self.asked.conditions if one.op == EQ)
        found = index_paths.orders(self.kind, equal, len(self._regions() or ()))
        return frozenset(ENTERED if name == index_paths.ROW else name for name in found)

    def page(self, limit: int) -> Page:
        """At most ``limit`` rows. :raises RecordError: for a token of another list, and for an order that a list of
        this size does not have."""
        place = self._place()
        if not self._few:
            return self._walked(place, limit)
        found = self._plainly(self.matching, place, limit + 1)
        if len(found) <= limit:
            return Page(found, "")
        last = found[limit - 1]
        return Page(found[:limit], self._token(None if self.asked.sort == ENTERED
                                               else self._value(last), last.pk))

    def count(self, up_to: int) -> counting.Count:
        """How many rows fit, counted no further than ``up_to`` and no longer than ``counting.SECONDS``."""
        return counting.count(self.kind, self.matching, up_to)

    @cached_property
    def _few(self) -> bool:
        # What a firm is a party to is little among however much, and found by the index of the party.
        return self.small or (self.by_party and not self._regions())

    # -- pages ------------------------------------------------------------------------------------------------------
    def _plainly(self, rows: QuerySet[Any], place: tuple[Any, int] | None, limit: int) -> list[Any]:
        by = self._by_entry if self.asked.sort == ENTERED else self._by_field
        return by(rows, place, limit)

    def _place(self) -> tuple[Any, int] | None:
        """Value and row id after which the page begins; None: at the beginning."""
        if not self.asked.after:
            return None
        try:
            kind, order, value, row = signing.loads(self.asked.after, salt=SALT)
        except (signing.BadSignature, ValueError, TypeError):
            kind, order, value, row = "", "", None, 0
        # A token made for another order says nothing about this one.
        if (kind, order) != (self.kind.name, self.asked.order):
            raise RecordError("list.no_page", Text("this page cannot be found", "找不到该页"), where="after",
                              why=Text("The token is not of this list", "该标记不属于本列表"),
                              next_step=Text("Begin again at the first page", "请从第一页重新开始"))
        spec = self.kind.by_name.get(self.asked.sort)
        return (typed(spec, value) if spec is not None and value is not None else None), int(row)

    def _value(self, row: Any) -> Any:
        return natural_order.place(self.kind.by_name[self.asked.sort], getattr(row, self.asked.sort))

    def _token(self, value: Any, row: int) -> str:
        return signing.dumps((self.kind.name, self.asked.order, _plain(value), row), salt=SALT)

    def _walked(self, place: tuple[Any, int] | None, limit: int) -> Page:
        asked, kind = self.asked, self.kind
        conditions = list(asked.conditions)
        if asked.period is not None:
            conditions += [Condition(kind.date, "ge", (asked.period.first,)),
                           Condition(kind.date, "le", (asked.period.last,))]
        order = index_paths.ROW if asked.sort == ENTERED else asked.sort
        found = paging.walk(paging.Ask(
            kind=kind, regions=self._regions(), conditions=tuple(conditions),
            besides=self._anywhere() if asked.search else Q(), sort=order, descending=asked.descending, after=place,
        ), limit + 1)
        if self.by_party:
            found = self._with_own(found, place, limit + 1)
        places, until = found.places[:limit], found.until
        rows = kind.model.objects.in_bulk([row for _, row in places])
        follows = places[-1] if len(found.places) > limit else until
        token = "" if follows is None else self._token(None if order == index_paths.ROW else follows[0], follows[1])
        return Page([rows[row] for _, row in places], token, until is not None)

    def _with_own(self, found: paging.Found, place: tuple[Any, int] | None, limit: int) -> paging.Found:
        """What was found along the regions, with the rows that the reader is a party to in others."""
        elsewhere = self._of(self._as_party()).exclude(**{f"{self.kind.region}__in": self._regions()})
        own = [(row.pk if self.asked.sort == ENTERED else self._value(row), row.pk)
               for row in self._plainly(elsewhere, place, limit)]
        if found.until is not None:  # beyond it nobody looked yet
            own = [one for one in own if (one >= found.until if self.asked.descending else one <= found.until)]
        places = sorted([*found.places, *own], reverse=self.asked.descending)[:limit]
        return paging.Found(places, found.until if len(places) < limit else None)

    def _regions(self) -> tuple[str, ...] | None:
        """The regions whose rows are listed; None: those of any."""
        place = self.kind.region
        within = None
        if self.asked.region and place:
            within = tuple(below(self.asked.region) if self.within is None else self.within)
        if not self._narrowed:
            return within
        own = self.own if place else frozenset()
        return tuple(sorted(own)) if within is None else tuple(code for code in within if code in own)

    def _by_entry(self, rows: QuerySet[Any], place: tuple[Any, int] | None, limit: int) -> list[Any]:
        rows = self._after_row(rows, place[1]) if place else rows
        return list(rows.order_by(self._signed("id"))[:limit])

    def _by_field(self, rows: QuerySet[Any], place: tuple[Any, int] | None, limit: int) -> list[Any]:
        # Known values first, then the rows without one: two plain orders that an index can serve, where NULLS LAST
        # would sort the whole table.
        name, spec = self.asked.sort, self.kind.by_name[self.asked.sort]
        rows, order = natural_order.keyed(rows, spec), natural_order.column(spec)
        found: list[Any] = []
        if place is None or place[0] is not None:
            known = rows.exclude(**{f"{name}__isnull": True})
            if place is not None:
                side = "lt" if self.asked.descending else "gt"
                known = known.filter(**{f"{order}__{side}e": place[0]}).filter(
                    Q(**{f"{order}__{side}": place[0]}) | Q(**{order: place[0], f"id__{side}": place[1]}))
            found = list(known.order_by(self._signed(order), self._signed("id"))[:limit])
            place = None
        if len(found) < limit and not spec.required:
            unknown = rows.filter(**{f"{name}__isnull": True})
            unknown = self._after_row(unknown, place[1]) if place else unknown
            found += unknown.order_by(self._signed("id"))[:limit - len(found)]
        return found

    def _after_row(self, rows: QuerySet[Any], row: int) -> QuerySet[Any]:
        return rows.filter(**{f"id__{'lt' if self.asked.descending else 'gt'}": row})

    def _signed(self, name: str) -> str:
        return f"-{name}" if self.asked.descending else name


def below(region: str) -> list[str]:
    """``region`` and every region under it now, with those that ended and went on in one of them."""
    children: dict[str, list[str]] = {}
    for code, above in covered_by().items():
        for each in above:
            children.setdefault(each, []).append(code)
    found: dict[str, None] = {}
    waiting = [region]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found[code] = None
            waiting += children.get(code, [])
    return list(found)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if value is None or isinstance(value, (str, int)) else str(value)
