"""Exact counts for many indicators, regions and periods at once: scans run, parts rolled up along the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import pyarrow as pa

from plumbline.figures.engine.base import Session
from plumbline.figures.indicators import plan
from plumbline.figures.indicators.doubled import Stated, StatedRows, Twice, doubled
from plumbline.figures.indicators.scans import ALL, WHEN, Scan, scans
from plumbline.figures.indicators.spans import Span, spans
from plumbline.methods.shared.periods import Period
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.rulebook.indicators.formulas import Atom, Number
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.shapes import Schema

Stratum: TypeAlias = str | int | bool | None
Values: TypeAlias = dict[str, Number | None]


@dataclass(slots=True)
class Cell:
    """The atoms of one indicator in one region and period: ``total``, and by stratum (None: the record has none).
    ``own`` is the number of records stamped with this region itself rather than one below it; ``parted`` how many that
    the definition speaks of do not count here although their region lies here in part, by its code; ``twice`` what its
    weights, or numbers that it adds up, state twice, by stratum."""

    total: Values = field(default_factory=dict)
    strata: dict[Stratum, Values] = field(default_factory=dict)
    own: int = 0
    parted: dict[str, int] = field(default_factory=dict)
    twice: dict[Stratum, Twice] = field(default_factory=dict)


Tally: TypeAlias = dict[str, dict[str, dict[str, Cell]]]
"""Indicator id -> period text -> region code -> cell. A region without records has no cell."""


def tally(
    session: Session, schema: Schema, indicators: Iterable[Indicator], periods: Iterable[Period], *,
    tree_at: Callable[[date], TreeAt] | None = None, explain: bool = True,
) -> Tally:
    """Count everything that ``indicators`` need, in as few scans as possible.

    Regions are those of the tree at each period's last day, with every region above the records' own; a record whose
    code is in no region then counts nowhere. Without ``tree_at`` they are the codes as stamped, and nothing is summed:
    what has strata is told by stratum only. ``explain``: count also the records left out and those behind the
    denominators.
    """
    indicators, periods = list(indicators), list(dict.fromkeys(periods))
    found: Tally = {each.id: {period.text: {} for period in periods} for each in indicators}
    trees = {period: tree_at(period.last) for period in periods} if tree_at else {}
    for scan in scans(indicators, roll_up=tree_at is not None, explain=explain):
        for span in spans(periods, dated=bool(schema[scan.key.kind].date)):
            placed = bool(trees) and plan.needs_closure(scan)
            sql = plan.query(scan, span, schema, roll_up=bool(trees))
            rows = session.table(sql, {plan.CLOSURE: closure(span, trees)} if placed else None)
            gather(rows, scan, span, trees, found, placed=placed)

    def stated(table: Stated, span: Span) -> pa.Table:
        return session.table(plan.stated(table.kind, table.told, table.when, span, schema))

    note_doubled(stated, schema, indicators, trees, found)
    return found


def note_doubled(
    stated: StatedRows, schema: Schema, indicators: Iterable[Indicator], trees: Mapping[Period, TreeAt], found: Tally,
) -> None:
    """Write into the cells of ``found`` what is stated twice there; ``stated`` gives the rows of a table."""
    for id, period, region, stratum, twice in doubled(stated, schema, indicators, trees):
        if (cell := found[id][period.text].get(region)) is not None:
            cell.twice.setdefault(stratum, twice)


def gather(
    rows: pa.Table, scan: Scan, span: Span, trees: Mapping[Period, TreeAt], found: Tally, *, placed: bool,
) -> None:
    """Add the result of one scan to the cells of ``found``. ``placed``: its regions are those of the tree already, and
    each row counts in its own alone; else they are codes, and a row counts in every region above."""
    atoms = list(scan.atoms.values())
    layered = bool(scan.key.strata)
    climbs = {key: _Climb(None if placed else trees.get(period)) for key, period in span.by_key.items()}
    readers = {key: _readers(scan, period.text, found, whole=bool(trees)) for key, period in span.by_key.items()}
    for code, key, stratum, values in _read(rows, len(atoms), layered=layered):
        for region, own in climbs[key].to(code):
            for reader in readers[key]:
                cell = reader.cells.get(region)
                if cell is None:
                    cell = reader.cells[region] = Cell()
                if layered and reader.columns:
                    _add(cell.strata.setdefault(stratum, {}), reader.columns, atoms, values)
                if reader.summed:
                    _add(cell.total, reader.summed, atoms, values)
                if own and reader.rows is not None:
                    cell.own += int(values[reader.rows] or 0)
        for region in climbs[key].past(code):
            for reader in readers[key]:
                if reader.spoken is not None and (number := int(values[reader.spoken] or 0)):
                    told = reader.cells.setdefault(region, Cell()).parted
                    told[code] = told.get(code, 0) + number


@dataclass
class _Reader:
    """Which columns an indicator takes, by name, and where they go; ``summed`` are those whose strata add up to the
    whole, ``rows`` is the column that counts all records, ``spoken`` that of those which the definition speaks of."""

    cells: dict[str, Cell]
    columns: list[tuple[str, int]] = field(default_factory=list)
    summed: list[tuple[str, int]] = field(default_factory=list)
    rows: int | None = None
    spoken: int | None = None


def _readers(scan: Scan, period: str, found: Tally, *, whole: bool) -> list[_Reader]:
    places = {text: index for index, text in enumerate(scan.atoms)}
    readers: dict[str, _Reader] = {}
    # Once each: a numerator and a denominator may share an atom.
    for indicator, name, text in dict.fromkeys(scan.wanted):
        reader = readers.setdefault(indicator, _Reader(found[indicator][period]))
        loose = (indicator, name) in scan.whole
        if not loose:
            reader.columns.append((name, places[text]))
        if not scan.key.strata or loose or (whole and scan.atoms[text].additive):
            reader.summed.append((name, places[text]))
        if name == ALL:
            reader.rows = places[text]
        if name == WHEN:
            reader.spoken = places[text]
    return list(readers.values())


def _add(to: Values, columns: list[tuple[str, int]], atoms: Sequence[Atom], values: Sequence[Number | None]) -> None:
    for name, index in columns:
        to[name] = atoms[index].join(to[name], values[index]) if name in to else values[index]


class _Climb:
    """From the code on a record to the regions it counts in, remembered."""

    def __init__(self, tree: TreeAt | None) -> None:
        self.tree = tree
        self.known: dict[str | None, list[tuple[str, bool]]] = {}
        self.told: dict[str | None, tuple[str, ...]] = {}

    def to(self, code: str | None) -> list[tuple[str, bool]]:
        """Regions, each with whether it is the record's own."""
        if self.tree is None:
            return [] if code is None else [(code, False)]
        if code not in self.known:
            here = self.tree.resolve(code) if code is not None else None
            self.known[code] = [] if here is None else [
                (here, True), *((above, False) for above in self.tree.ancestors(here))]
        return self.known[code]


    def past(self, code: str | None) -> tuple[str, ...]:
        """Regions in which the record does not count although a part of its own lies there."""
        if self.tree is None or code is None:
            return ()
        if code not in self.told:
            self.told[code] = self.tree.parted(code)
        return self.told[code]


def closure(span: Span, trees: Mapping[Period, TreeAt]) -> pa.Table:
    """(period, code, region): every region in which a record stamped ``code`` counts, at the end of each period."""
    rows: list[tuple[int, str, str]] = []
    for key, period in span.by_key.items():
        tree = trees[period]
        rows += [(key, code, region) for region in tree.codes for code in tree.stamped(region)]
    keys, codes, regions = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table({
        plan.PERIOD: pa.array(keys, pa.int64()), "code": pa.array(codes, pa.string()),
        plan.REGION: pa.array(regions, pa.string()),
    })


def _read(
    rows: pa.Table, atoms: int, *, layered: bool,
) -> Iterator[tuple[Any, int, Stratum, tuple[Number | None, ...]]]:
    regions = rows.column(plan.REGION).to_pylist()
    keys = map(int, rows.column(plan.PERIOD).to_pylist())
    strata = rows.column(plan.STRATUM).to_pylist() if layered else [None] * rows.num_rows
    values = [_exact(rows.column(f"a{index}")) for index in range(atoms)]
    return zip(regions, keys, strata, zip(*values, strict=True), strict=True)


def _exact(column: pa.ChunkedArray) -> list[Number | None]:
    """Sums of integers come back as decimals without places, and become integers again."""
    values: list[Number | None] = column.to_pylist()
    if pa.types.is_decimal(column.type) and column.type.scale == 0:
        return [None if each is None else int(each) for each in values]
    return values
