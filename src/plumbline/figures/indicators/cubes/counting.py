"""Counting from cubes: partial results are found or made, months become periods, and the tree is applied last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Session
from plumbline.figures.engine.recent import Recent
from plumbline.figures.indicators import plan
from plumbline.figures.indicators.cubes import queries
from plumbline.figures.indicators.cubes.combining import MONTH, combined, in_periods
from plumbline.figures.indicators.cubes.making import Maker
from plumbline.figures.indicators.cubes.parts import (
    MONTHS,
    ROWS,
    STATED,
    WIDE,
    YEARS,
    Part,
    calendar_year,
    parts_of,
)
from plumbline.figures.indicators.cubes.slabs import Shelf, Slab
from plumbline.figures.indicators.doubled import Stated
from plumbline.figures.indicators.plan import DAY, PERIOD, REGION, STRATUM
from plumbline.figures.indicators.spans import NO_DAYS, Span, spans
from plumbline.figures.indicators.tally import Tally, closure, gather, note_doubled
from plumbline.methods.shared.periods import Period
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.shapes import Schema
from plumbline.text import Text

Held: TypeAlias = Mapping[Slab, pa.Table | Text | None]
Left: TypeAlias = dict[Indicator, Text]
"""Indicators that must be counted from the records, and why."""
FEW = Text("its records are few", "记录较少")
_extents: Recent[tuple[str, str], tuple[int, int] | None] = Recent(500)


@dataclass(frozen=True)
class Cubes:
    """The cubes of one cut. ``least`` is how many records a kind has at least for which any are made; ``explain`` as in
    :func:`plumbline.figures.indicators.tally.tally`."""

    cut: Cut
    shelf: Shelf
    schema: Schema
    session: Callable[[], Session]
    least: int = 0
    explain: bool = True

    def tally(
        self, indicators: Sequence[Indicator], periods: Sequence[Period], tree_at: Callable[[date], TreeAt] | None,
    ) -> tuple[Tally, Left]:
        """As :func:`plumbline.figures.indicators.tally.tally` counts, of periods of whole months; and what could not
        be counted so. :raises FigureError: if the engine fails. :raises CutError: for an altered cut."""
        if not self.shelf.folder.is_dir() and all(self._small(each.of) for each in indicators):
            return {}, dict.fromkeys(indicators, FEW)
        parts = {each: self._parts(each, roll_up=tree_at is not None) for each in indicators}
        for kind in {part.kind for each in parts.values() for part in each}:
            self.cut.paths(kind)
        needed = {each: self._needed(parts[each], periods) for each in indicators}
        held = self._held(needed)
        left: Left = {}
        found: Tally = {}
        trees = {period: tree_at(period.last) for period in periods} if tree_at else {}
        for indicator in indicators:
            why = [held[slab] for slab in needed[indicator] if not isinstance(held[slab], pa.Table)]
            if why:
                left[indicator] = why[0] if isinstance(why[0], Text) else FEW
                continue
            found[indicator.id] = {period.text: {} for period in periods}
            for part in parts[indicator]:
                self._gather(part, periods, trees, held, found)
            note_doubled(self._stated(parts[indicator], held), self.schema, [indicator], trees, found)
        return found, left

    def make(self, indicators: Iterable[Indicator]) -> Left:
        """Make all that is missing for whole years and for months, of all years that have records."""
        needed = {each: [slab for part in self._parts(each, roll_up=True) for slab in self._all_of(part)]
                  for each in indicators}
        held = self._held(needed)
        why = {each: [held[slab] for slab in slabs if not isinstance(held[slab], pa.Table)]
               for each, slabs in needed.items()}
        return {each: whys[0] if isinstance(whys[0], Text) else FEW for each, whys in why.items() if whys}

    def _parts(self, indicator: Indicator, *, roll_up: bool) -> list[Part]:
        return parts_of(indicator, self.schema, roll_up=roll_up, explain=self.explain)

    def _small(self, kind: str) -> bool:
        return self.cut.rows(kind) < self.least

    def _years(self, kind: str) -> range:
        """The years of which there are records of ``kind``."""
        if not self.schema[kind].date:
            return range(NO_DAYS, NO_DAYS + 1)
        key = self.cut.id, kind
        extent = _extents.get(key)
        if extent is None:
            row = self.session().table(queries.extent(kind, self.schema)).to_pylist()[0]
            days = row[plan.LOW], row[plan.HIGH]
            extent = _extents.put(key, (0, 0) if days[0] is None else (days[0].year, days[1].year + 1))
        assert extent is not None  # it was put
        return range(*extent)

    def _all_of(self, part: Part) -> list[Slab]:
        holds = [STATED] if part.stated else [ROWS] if part.additive else [YEARS, WIDE, MONTHS]
        if not self.schema[part.kind].date and not part.additive:
            holds = [YEARS, WIDE]
        return [Slab(part, each, year) for each in holds for year in self._years(part.kind)]

    def _needed(self, parts: Iterable[Part], periods: Iterable[Period]) -> list[Slab]:
        found: dict[Slab, None] = {}
        for part in parts:
            for period in periods:
                for holds in self._holds(part, period):
                    found |= dict.fromkeys(Slab(part, holds, year) for year in self._in(part.kind, period))
        return list(found)

    def _holds(self, part: Part, period: Period) -> tuple[str, ...]:
        if part.stated:
            return (STATED,)
        if part.additive:
            return (ROWS,)
        whole = not self.schema[part.kind].date or calendar_year(period)
        return (YEARS, WIDE) if whole else (MONTHS,)

    def _in(self, kind: str, period: Period) -> list[int]:
        years = self._years(kind)
        if not self.schema[kind].date:
            return list(years)
        return list(range(max(period.first.year, years.start), min(period.last.year + 1, years.stop)))

    def _held(self, needed: Mapping[Indicator, Sequence[Slab]]) -> Held:
        """What is kept of all that is needed, or was made now."""
        held: dict[Slab, pa.Table | Text | None] = {
            slab: self.shelf.get(slab) for slabs in needed.values() for slab in dict.fromkeys(slabs)}
        asked = [slab for slabs in needed.values() if not all(self._small(slab.part.kind) for slab in slabs)
                 for slab in slabs if held[slab] is None]
        if asked:
            # The two are made together.
            asked += [Slab(slab.part, YEARS, slab.year) for slab in asked if slab.holds == WIDE]
            made = Maker(self.session(), self.schema, self.cut.rows).make(asked)
            for slab, rows in made.items():
                self.shelf.put(slab, rows)
            held |= {slab: rows for slab, rows in made.items() if slab in held}
        return held

    def _gather(
        self, part: Part, periods: Sequence[Period], trees: Mapping[Period, TreeAt], held: Held, found: Tally,
    ) -> None:
        if part.scan is None:
            return
        dated, atoms = bool(self.schema[part.kind].date), list(part.scan.atoms.values())
        keys = [REGION, PERIOD, *([STRATUM] if part.scan.key.strata else [])]
        for span in spans(periods, dated=dated):
            for holds in (ROWS, YEARS, WIDE, MONTHS):
                rows = self._rows(part, holds, span, held)
                if rows is None:
                    continue
                placed = False
                if holds in (ROWS, YEARS):
                    rows = combined(rows, keys, atoms)
                else:
                    placed = bool(trees)
                    tables = {queries.CUBE: rows, **({plan.CLOSURE: closure(span, trees)} if placed else {})}
                    query = queries.joined(part.scan, self.schema, rows.column_names, roll_up=placed)
                    rows = self.session().table(query, tables)
                gather(rows, part.scan, span, trees, found, placed=placed)

    def _rows(self, part: Part, holds: str, span: Span, held: Held) -> pa.Table | None:
        """The partial results of those periods of ``span`` that rest on such; None where there are none."""
        key_of: dict[int, int] = {}
        tables: dict[Slab, pa.Table] = {}
        for key, period in span.by_key.items():
            if holds not in self._holds(part, period):
                continue
            years = self._in(part.kind, period)
            if not self.schema[part.kind].date:
                key_of[NO_DAYS] = key
            elif holds in (ROWS, MONTHS):
                first, last = (day.year * 12 + day.month - 1 for day in (period.first, period.last))
                key_of |= dict.fromkeys(range(first, last + 1), key)
            else:
                key_of |= dict.fromkeys(years, key)
            for year in years:
                rows = held[Slab(part, holds, year)]
                assert isinstance(rows, pa.Table)  # else it is counted from the records
                if rows.num_rows:
                    tables[Slab(part, holds, year)] = rows
        if not tables:
            return None
        return in_periods(pa.concat_tables(tables.values(), promote_options="permissive"), key_of)

    def _stated(self, parts: Sequence[Part], held: Held) -> Callable[[Stated, Span], pa.Table]:
        def stated(table: Stated, span: Span) -> pa.Table:
            part = next(each for each in parts if each.stated is not None)
            found = []
            for key, period in span.by_key.items():
                for year in self._in(table.kind, period):
                    rows = held[Slab(part, STATED, year)]
                    assert isinstance(rows, pa.Table)  # as above
                    days = rows.column(DAY)
                    here = pc.and_(pc.greater_equal(days, pa.scalar(period.first)),
                                   pc.less_equal(days, pa.scalar(period.last)))
                    rows = rows.filter(here).drop_columns([MONTH])
                    found.append(rows.append_column(PERIOD, pa.array([key] * rows.num_rows, pa.int64())))
            return pa.concat_tables(found, promote_options="permissive") if found else pa.table({})

        return stated
