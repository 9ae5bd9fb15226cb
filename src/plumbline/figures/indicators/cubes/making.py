"""Partial results made: what can be counted together is counted in one pass over the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from plumbline.figures.engine.base import Session
from plumbline.figures.indicators import plan
from plumbline.figures.indicators.cubes import queries
from plumbline.figures.indicators.cubes.combining import MONTH, combined
from plumbline.figures.indicators.cubes.parts import MONTHS, ROWS, STATED, WIDE, YEARS, Part
from plumbline.figures.indicators.cubes.slabs import TOO_LARGE, UNSPLIT, Slab
from plumbline.figures.indicators.plan import DAY, PERIOD, REGION, STRATUM
from plumbline.figures.indicators.scans import Key, Scan
from plumbline.figures.indicators.spans import NO_DAYS, Calendar
from plumbline.rulebook.indicators.shapes import Schema
from plumbline.text import Text

MOST_ROWS = 8_000_000
"""Of partial results by unit of one year: about 200 MB in a file, and in memory 400 MB while they are made."""
NO_ROWS = pa.table({REGION: pa.array([], pa.string())})
Made: TypeAlias = dict[Slab, pa.Table | Text]


@dataclass(frozen=True)
class Maker:
    """Makes the slabs of one cut; ``rows_of`` says how many records of a kind it has."""

    session: Session
    schema: Schema
    rows_of: Callable[[str], int]

    def make(self, slabs: Iterable[Slab]) -> Made:
        """All of ``slabs``, in as few passes as may be. :raises FigureError: if the engine fails."""
        made: Made = {}
        wanted = list(dict.fromkeys(slabs))
        together: dict[tuple[str, tuple[int, ...]], list[Part]] = {}
        for part in dict.fromkeys(each.part for each in wanted):
            years = {holds: tuple(sorted(each.year for each in wanted if (each.part, each.holds) == (part, holds)))
                     for holds in (ROWS, YEARS, MONTHS, STATED)}
            if years[ROWS]:
                together.setdefault((part.kind, years[ROWS]), []).append(part)
            if years[YEARS]:
                made |= self._years(part, years[YEARS])
            if years[STATED]:
                made |= self._stated(part, years[STATED])
            # Partial results are never more than records: where these fit, one pass serves all years.
            for of_years in [years[MONTHS]] if self.rows_of(part.kind) <= MOST_ROWS else zip(years[MONTHS]):
                made |= self._months(part, of_years)
        for (_, of), parts in together.items():
            made |= self._sums(parts, of)
        return made

    def _sums(self, parts: Sequence[Part], years: tuple[int, ...]) -> Made:
        made: Made = {}
        for host, guests in _hosted(parts).items():
            rows = self.session.table(queries.sums(host.scan, self._calendar(years, monthly=True), self.schema))
            of_year = _by_year(rows, years, monthly=True)
            places = {text: index for index, text in enumerate(host.scan.atoms)}
            for part in guests:
                assert part.scan is not None  # only scans have rows
                names = [f"a{places[text]}" for text in part.scan.atoms]
                keys = [REGION, MONTH, *([STRATUM] if part.scan.key.strata else [])]
                for year, table in of_year.items():
                    mine = table.select([*keys, *names]).rename_columns(
                        [*keys, *(f"a{index}" for index in range(len(names)))])
                    if host.scan.key.strata and not part.scan.key.strata:
                        mine = combined(mine, keys, list(part.scan.atoms.values()))
                    made[Slab(part, ROWS, year)] = _ordered(mine, keys)
        return made

    def _years(self, part: Part, years: tuple[int, ...]) -> Made:
        assert part.scan is not None  # only scans have years
        calendar = self._calendar(years, monthly=False)
        rows = self.session.table(queries.of_years(part.scan, calendar, self.schema))
        several = pc.is_null(rows.column(REGION))
        made: Made = {}
        for year, table in _by_year(rows.filter(pc.invert(several)), years, monthly=False).items():
            keys = [name for name in (REGION, STRATUM) if name in table.schema.names]
            made[Slab(part, YEARS, year)] = _ordered(table, keys)
        split = sorted({int(year) for year in rows.filter(several).column(PERIOD).to_pylist()})
        wide: Made = {}
        if split and part.splits:
            calendar = self._calendar(tuple(split), monthly=False)
            of_units = self.session.table(queries.of_wide(part.scan, calendar, self.schema).limit(MOST_ROWS + 1))
            found = _by_year(of_units, split, monthly=False) if of_units.num_rows <= MOST_ROWS else {}
            wide = {Slab(part, WIDE, year): found.get(year, TOO_LARGE) for year in split}
        for year in years:
            nothing = NO_ROWS if year not in split else UNSPLIT
            made[Slab(part, WIDE, year)] = wide.get(Slab(part, WIDE, year), nothing)
        return made

    def _months(self, part: Part, years: tuple[int, ...]) -> Made:
        slabs = {Slab(part, MONTHS, year): year for year in years}
        if not part.splits or not slabs:
            return dict.fromkeys(slabs, UNSPLIT)
        assert part.scan is not None  # only scans have months
        calendar = self._calendar(years, monthly=True)
        rows = self.session.table(queries.by_code(part.scan, calendar, self.schema).limit(MOST_ROWS + 1))
        if rows.num_rows > MOST_ROWS:
            return dict.fromkeys(slabs, TOO_LARGE)
        of_year = _by_year(rows, years, monthly=True)
        return {slab: of_year[year] for slab, year in slabs.items()}

    def _stated(self, part: Part, years: tuple[int, ...]) -> Made:
        table = part.stated
        assert table is not None  # it is asked of such parts only
        calendar = self._calendar(years, monthly=False)
        rows = self.session.table(plan.stated(table.kind, table.told, table.when, calendar, self.schema))
        return {Slab(part, STATED, year): _ordered(each, [DAY, REGION])
                for year, each in _by_year(rows, years, monthly=False).items()}

    @staticmethod
    def _calendar(years: Sequence[int], *, monthly: bool) -> Calendar:
        return Calendar(tuple(years), monthly)


def _hosted(parts: Sequence[Part]) -> dict[Host, list[Part]]:
    """Parts by the scan that counts them: those of the same layers together, those without with any others."""
    by_strata: dict[tuple[str, ...], list[Part]] = {}
    for part in parts:
        assert part.scan is not None  # only scans have rows
        by_strata.setdefault(part.scan.key.strata, []).append(part)
    loose = by_strata.pop((), []) if len(by_strata) > 1 else []
    found: dict[Host, list[Part]] = {}
    for number, (strata, guests) in enumerate(by_strata.items()):
        all_guests = [*guests, *(loose if number == 0 else [])]
        scan = Scan(Key(guests[0].kind, strata))
        for part in all_guests:
            assert part.scan is not None  # as above
            scan.atoms |= part.scan.atoms
        found[Host(scan)] = all_guests
    return found


@dataclass(frozen=True, eq=False)
class Host:
    """A scan that counts for several parts."""

    scan: Scan


def _by_year(rows: pa.Table, years: Sequence[int], *, monthly: bool) -> dict[int, pa.Table]:
    """The rows of each year, with their months or years in the column ``month``."""
    keys = rows.column(PERIOD).cast(pa.int32())
    rows = rows.drop_columns([PERIOD]).append_column(MONTH, keys)
    if tuple(years) == (NO_DAYS,):
        return {NO_DAYS: rows}
    found = {}
    for year in years:
        first, last = (year * 12, year * 12 + 11) if monthly else (year, year)
        here = pc.and_(pc.greater_equal(keys, first), pc.less_equal(keys, last))
        found[year] = rows.filter(here)
    return found


def _ordered(rows: pa.Table, keys: Sequence[str]) -> pa.Table:
    return rows.sort_by([(key, "ascending") for key in keys])
