"""One page of records: what was asked for, what of it may be asked, and the rows.

Which rows those are, and how they are put in pages, is settled by ``records.listing``; this reads an address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import QueryDict

from plumbline.errors import MethodError, RecordError
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.methods.shared import periods
from plumbline.methods.shared.periods import Period
from plumbline.records.core import references
from plumbline.records.core.fields import INTERNAL, Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.query import index_paths, listing
from plumbline.records.query.conditions import CONTAINS, EQ, KNOWN, PREFIX, Condition, codes, operators, typed
from plumbline.records.query.counting import Count
from plumbline.records.query.listing import ENTERED, Page, Rows

ROWS = 50
COUNT_UP_TO = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as its address words it. What does not fit is kept in ``unfit`` and ``unfit_period``, and shown as such.
    ``nowhere`` is the field that is to point to nothing known."""

    region: str = ""
    period: Period | None = None
    choices: dict[str, str] = field(default_factory=dict)
    search_field: str = ""
    search: str = ""
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()
    after: str = ""
    totals: bool = False
    nowhere: str = ""
    unfit: tuple[str, ...] = ()
    unfit_period: str = ""


class Listing:
    """The list of one kind for one reader."""

    def __init__(self, kind: Kind, viewer: Viewer, query: QueryDict) -> None:
        self.kind = kind
        self.viewer = viewer
        self.asked = self._read(query)

    # -- what may be asked ------------------------------------------------------------------------------------------
    @cached_property
    def own(self) -> frozenset[str]:
        """Regions whose internal fields the reader sees."""
        return self.viewer.regions(self.kind)

    @cached_property
    def parties(self) -> frozenset[str]:
        """Organisations the reader acts for, where records of this kind can be about one."""
        return self.viewer.opened(self.kind).organisations

    @cached_property
    def fields(self) -> tuple[Spec, ...]:
        """Fields that can be shown, filtered and sorted by, in declared order."""
        return listing.open_fields(self.kind, self.own, self.parties)

    @cached_property
    def by_name(self) -> dict[str, Spec]:
        """Those fields by name."""
        return {one.name: one for one in self.fields}

    @cached_property
    def choosable(self) -> tuple[Spec, ...]:
        """Fields with a closed list of codes, offered in the sentence."""
        return tuple(one for one in self.fields if one.type in ("choice", "flag"))

    @cached_property
    def small(self) -> bool:
        """Whether any field may order and narrow the list; a large one offers what an index carries."""
        return index_paths.is_small(self.kind)

    @cached_property
    def searchable(self) -> tuple[Spec, ...]:
        """Fields that can be searched by what they hold."""
        return tuple(one for one in self.fields if one.type in ("text", "ref", "integer", "decimal", "date")
                     and (self.small or index_paths.leads(self.kind, one)))

    @cached_property
    def referring(self) -> tuple[Spec, ...]:
        """Fields that may point to nothing: all that refer, but for the region, which is known before the record."""
        return tuple(one for one in self.fields if one in references.fields(self.kind) and KNOWN in operators(one)
                     and (one.refers != "region" or self.kind.name == "region"))

    def match(self, spec: Spec) -> str:
        """How a search by ``spec`` compares: ``contains``, ``prefix`` (a large list's text) or ``eq``."""
        if spec.type != "text":
            return EQ
        if not self.small:
            return PREFIX
        return EQ if spec.name in self.kind.key else CONTAINS

    @cached_property
    def columns(self) -> tuple[Spec, ...]:
        """The columns shown: those chosen, else those the kind lists."""
        chosen = self.asked.columns or self.kind.listed
        return tuple(self.by_name[name] for name in chosen if name in self.by_name)

    # -- the address ------------------------------------------------------------------------------------------------
    def _read(self, query: QueryDict) -> Asked:
        unfit: list[str] = []
        unfit_period = ""
        period: Period | None = None
        if (text := query.get("period", "").strip()) and self.kind.date:
            try:
                period = periods.parse(text)
            except MethodError:
                unfit_period = text
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
        nowhere = query.get("nowhere", "")
        if nowhere not in {one.name for one in self.referring}:
            unfit += [nowhere] if nowhere else []
            nowhere = ""
        sort = query.get("sort", "")
        descending = sort.startswith("-")
        sort = sort.removeprefix("-")
        asked = Asked(
            region=query.get("region", "").strip(), period=period, choices=choices, search_field=search_field,
            search=search, sort=ENTERED, descending=descending,
            columns=tuple(name for name in query.getlist("column") if name in self.by_name),
            totals=bool(query.get("totals")), nowhere=nowhere, unfit=tuple(unfit),
            unfit_period=unfit_period, after=query.get("after", ""),
        )
        return self._in_order(asked, sort)

    def _in_order(self, asked: Asked, sort: str) -> Asked:
        # An order that this list cannot have is not an error of the reader: it came with another filter's address.
        if sort in (*self.by_name, ENTERED) and sort in self._rows(replace(asked, sort=sort)).orders:
            return replace(asked, sort=sort)
        sort, descending = listing.usual_order(self.kind, asked.region, tuple(self._conditions(asked)))
        if sort not in self._rows(replace(asked, sort=sort)).orders:
            sort, descending = ENTERED, True
        return replace(asked, sort=sort, descending=descending)

    # -- the rows ---------------------------------------------------------------------------------------------------
    @cached_property
    def rows(self) -> Rows:
        """The rows that fit and may be known to the reader."""
        return self._rows(self.asked)

    def _rows(self, asked: Asked) -> Rows:
        rows = Rows(self.kind, self.own, listing.Asked(
            region=asked.region, period=asked.period, conditions=tuple(self._conditions(asked)), sort=asked.sort,
            descending=asked.descending, after=asked.after,
        ), self.parties)
        rows.small = self.small  # asked of the store once a page
        return rows

    def _conditions(self, asked: Asked) -> Iterator[Condition]:
        for name, code in asked.choices.items():
            yield Condition(name, EQ, (typed(self.by_name[name], code),))
        if asked.nowhere:
            yield Condition(asked.nowhere, KNOWN, (False, self.by_name[asked.nowhere].refers))
        if asked.search:
            spec = self.by_name[asked.search_field]
            yield Condition(spec.name, self.match(spec), (typed(spec, asked.search),))

    @property
    def internal_asked(self) -> tuple[Spec, ...]:
        """Internal fields by which this list is narrowed or ordered."""
        return self.rows.internal_asked

    @property
    def matching(self) -> QuerySet[Any]:
        """Every row that fits, in no order."""
        return self.rows.matching

    @cached_property
    def page(self) -> Page:
        """At most ``ROWS`` rows, and the token for what follows them."""
        try:
            return self.rows.page(ROWS)
        except RecordError:  # a token that is not of this list: begin at the first page
            self.asked = replace(self.asked, after="")
            del self.rows
            return self.rows.page(ROWS)

    @cached_property
    def total(self) -> Count:
        """How many rows fit, counted up to ``COUNT_UP_TO`` and estimated beyond."""
        return self.rows.count(COUNT_UP_TO)

    @cached_property
    def sums(self) -> dict[str, Any]:
        """Totals of the whole-number columns shown, of a list that was counted whole. An internal column is summed
        where it is seen in every row."""
        whole = bool(self.internal_asked) or not self.kind.public
        names = [one.name for one in self.columns if one.type in ("integer", "decimal") and (
            one.exposure is not INTERNAL or (whole and (not self.rows.by_party or one.name in self.kind.shared)))]
        return self.matching.order_by().aggregate(**{name: Sum(name) for name in names}) if names else {}
