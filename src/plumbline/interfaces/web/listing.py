"""One page of records: what was asked for, what of it may be asked, and the rows.

An internal field can be filtered, searched and sorted by only where it may be seen: the list then keeps to the regions
whose internal fields the reader sees, since both the choice and the order of rows would tell the value.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet, Sum
from django.http import QueryDict

from plumbline.errors import MethodError
from plumbline.interfaces.web.access import Eyes
from plumbline.methods import periods
from plumbline.methods.periods import Period
from plumbline.records import store
from plumbline.records.fields import INTERNAL, PERSONAL, Spec
from plumbline.records.kinds import Kind
from plumbline.records.regiontrees import parents_now
from plumbline.rulebook.vocabularies import vocabulary

ROWS = 50
COUNT_UP_TO = 100_000
SALT = "plumbline.listing"
ENTERED = "entered"


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as its address words it. Values that do not fit their field are kept in ``unfit``, and shown as such."""

    region: str = ""
    period: Period | None = None
    choices: dict[str, str] = field(default_factory=dict)
    search_field: str = ""
    search: str = ""
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()
    after: tuple[Any, int] | None = None
    totals: bool = False
    unfit: tuple[str, ...] = ()


class Listing:
    """The list of one kind for one reader."""

    def __init__(self, kind: Kind, eyes: Eyes, query: QueryDict) -> None:
        self.kind = kind
        self.eyes = eyes
        self.asked = self._read(query)

    # -- what may be asked ------------------------------------------------------------------------------------------
    @cached_property
    def own(self) -> frozenset[str]:
        """Regions whose internal fields the reader sees."""
        return self.eyes.regions(self.kind)

    @cached_property
    def fields(self) -> tuple[Spec, ...]:
        """Fields that can be shown, filtered and sorted by, in declared order. Personal ones never in a list."""
        return tuple(one for one in self.kind.fields if one.exposure is not PERSONAL
                     and (one.exposure is not INTERNAL or self.own))

    @cached_property
    def by_name(self) -> dict[str, Spec]:
        """Those fields by name."""
        return {one.name: one for one in self.fields}

    @cached_property
    def choosable(self) -> tuple[Spec, ...]:
        """Fields with a closed list of codes, offered in the sentence."""
        return tuple(one for one in self.fields if one.type in ("choice", "flag"))

    @cached_property
    def searchable(self) -> tuple[Spec, ...]:
        """Fields that can be searched by what they hold."""
        return tuple(one for one in self.fields if one.type in ("text", "ref", "integer", "decimal", "date"))

    @cached_property
    def columns(self) -> tuple[Spec, ...]:
        """The columns shown: those chosen, else those the kind lists."""
        chosen = self.asked.columns or self.kind.listed
        return tuple(self.by_name[name] for name in chosen if name in self.by_name)

    # -- the address ------------------------------------------------------------------------------------------------
    def _read(self, query: QueryDict) -> Asked:
        unfit: list[str] = []
        period: Period | None = None
        if (text := query.get("period", "").strip()) and self.kind.date:
            try:
                period = periods.parse(text)
            except MethodError:
                unfit.append(text)
        choices = {}
        for one in self.choosable:
            if code := query.get(one.name, ""):
                if code in codes(one):
                    choices[one.name] = code
                else:
                    unfit.append(code)
        search_field = query.get("where", "")
        search = query.get("is", "").strip()
        if search_field not in {one.name for one in self.searchable}:
            if search and search_field:
                unfit.append(search_field)
            search_field, search = "", ""
        sort = query.get("sort", "")
        descending = sort.startswith("-")
        sort = sort.removeprefix("-")
        if sort not in self.by_name and sort != ENTERED:
            sort, descending = self._usual_sort(query.get("region", ""))
        asked = Asked(
            region=query.get("region", "").strip(), period=period, choices=choices, search_field=search_field,
            search=search, sort=sort, descending=descending,
            columns=tuple(name for name in query.getlist("column") if name in self.by_name),
            totals=bool(query.get("totals")), unfit=tuple(unfit),
        )
        return replace(asked, after=self._after(query.get("after", ""), sort, descending))

    def _usual_sort(self, region: str) -> tuple[str, bool]:
        # By day where an index serves it (one region); else by entry, newest first, which is as fast at any size.
        if self.kind.date and region:
            return self.kind.date, True
        return ENTERED, True

    def _after(self, token: str, name: str, descending: bool) -> tuple[Any, int] | None:
        if not token:
            return None
        try:
            sort, value, row = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        # A token made for another order says nothing about this one.
        return (value, int(row)) if sort == f"{'-' * descending}{name}" else None

    # -- the rows ---------------------------------------------------------------------------------------------------
    @cached_property
    def internal_asked(self) -> tuple[Spec, ...]:
        """Internal fields by which this list is narrowed or ordered."""
        names = {*self.asked.choices, self.asked.search_field, self.asked.sort}
        return tuple(one for one in self.fields if one.exposure is INTERNAL and one.name in names)

    @cached_property
    def matching(self) -> QuerySet[Any]:
        """Every row that fits and may be known to the reader, in no order."""
        rows = store.current(self.kind)
        asked = self.asked
        if not self.kind.public or self.internal_asked:
            rows = rows.filter(**{f"{self.kind.region}__in": sorted(self.own)})
        if asked.region:
            rows = rows.filter(**{f"{self.kind.region}__in": below(asked.region)})
        if asked.period is not None:
            rows = rows.filter(**{f"{self.kind.date}__range": (asked.period.first, asked.period.last)})
        for name, code in asked.choices.items():
            value: Any = code == "yes" if self.by_name[name].type == "flag" else code
            rows = rows.filter(**{name: value})
        if asked.search:
            rows = self._search(rows)
        return rows

    def _search(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        spec = self.by_name[self.asked.search_field]
        if spec.type == "text" and spec.name not in self.kind.key:
            return rows.filter(**{f"{spec.name}__icontains": self.asked.search})
        value = typed(spec, self.asked.search)
        return rows.none() if value is None else rows.filter(**{spec.name: value})

    @cached_property
    def page(self) -> tuple[list[Any], str]:
        """At most ``ROWS`` rows, and the token for what follows them (empty: nothing does)."""
        rows = self.matching
        name, descending = self.asked.sort, self.asked.descending
        if name == ENTERED:
            rows = rows.order_by("-id" if descending else "id")
            if self.asked.after:
                side = "lt" if descending else "gt"
                rows = rows.filter(**{f"id__{side}": self.asked.after[1]})
        else:
            rows = self._keyset(rows, name, descending)
        found = list(rows[:ROWS + 1])
        if len(found) <= ROWS:
            return found, ""
        last = found[ROWS - 1]
        value = None if name == ENTERED else getattr(last, name)
        order = f"{'-' * descending}{name}"
        return found[:ROWS], signing.dumps((order, plain(value), last.pk), salt=SALT)

    def _keyset(self, rows: QuerySet[Any], name: str, descending: bool) -> QuerySet[Any]:
        from django.db.models import F

        order = F(name).desc(nulls_last=True) if descending else F(name).asc(nulls_last=True)
        rows = rows.order_by(order, "-id" if descending else "id")
        if not self.asked.after:
            return rows
        given, row = self.asked.after
        side = "lt" if descending else "gt"
        if given is None:
            return rows.filter(**{f"{name}__isnull": True, f"id__{side}": row})
        value = typed(self.by_name[name], given)
        return rows.filter(Q(**{f"{name}__{side}": value}) | Q(**{name: value, f"id__{side}": row})
                           | Q(**{f"{name}__isnull": True}))

    @cached_property
    def total(self) -> int:
        """How many rows fit; one more than ``COUNT_UP_TO`` stands for "more than that"."""
        return self.matching.order_by()[:COUNT_UP_TO + 1].count()

    @cached_property
    def sums(self) -> dict[str, Any]:
        """Totals of the whole-number columns shown. An internal column is summed where it is seen in every row."""
        names = [one.name for one in self.columns if one.type in ("integer", "decimal")
                 and (one.exposure is not INTERNAL or bool(self.internal_asked) or not self.kind.public)]
        return self.matching.order_by().aggregate(**{name: Sum(name) for name in names}) if names else {}


def codes(spec: Spec) -> tuple[str, ...]:
    """The codes a closed field may hold, as addresses write them."""
    return ("yes", "no") if spec.type == "flag" else tuple(vocabulary(spec.vocabulary))


def below(region: str) -> list[str]:
    """``region`` and every region under it now."""
    children: dict[str, list[str]] = {}
    for code, parent in parents_now().items():
        if parent:
            children.setdefault(parent, []).append(code)
    found, waiting = [], [region]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.append(code)
            waiting += children.get(code, [])
    return found


def plain(value: Any) -> Any:
    """A value as an address carries it."""
    return value if value is None or isinstance(value, (str, int)) else str(value)


def typed(spec: Spec, text: Any) -> Any:
    """``text`` as the field's own type; None when it cannot be one."""
    try:
        if spec.type == "integer":
            return int(text)
        if spec.type == "decimal":
            number = Decimal(text)
            return number if number.is_finite() else None
        if spec.type == "date":
            return date.fromisoformat(text)
    except (ValueError, InvalidOperation):
        return None
    return text
