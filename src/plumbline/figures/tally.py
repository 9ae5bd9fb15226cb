"""Exact counts for many indicators, regions and periods at once: scans run, parts rolled up along the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import pyarrow as pa

from plumbline.figures import plan
from plumbline.figures.engine.base import Session
from plumbline.figures.scans import ALL, Scan, scans
from plumbline.figures.spans import Span, spans
from plumbline.methods.periods import Period
from plumbline.methods.regiontree import TreeAt
from plumbline.rulebook.formulas import Atom, Number
from plumbline.rulebook.indicator import Indicator
from plumbline.rulebook.shapes import Schema

Stratum: TypeAlias = str | int | bool | None
Values: TypeAlias = dict[str, Number | None]


@dataclass
class Cell:
    """The atoms of one indicator in one region and period: ``total``, and by stratum (None: the record has none).
    ``own`` is the number of records stamped with this region itself rather than one below it."""

    total: Values = field(default_factory=dict)
    strata: dict[Stratum, Values] = field(default_factory=dict)
    own: int = 0


Tally: TypeAlias = dict[str, dict[str, dict[str, Cell]]]
"""Indicator id -> period text -> region code -> cell. A region without records has no cell."""


def tally(
    session: Session, schema: Schema, indicators: Iterable[Indicator], periods: Iterable[Period], *,
    tree_at: Callable[[date], TreeAt] | None = None, explain: bool = True,
) -> Tally:
    """Count everything that ``indicators`` need, in as few scans as possible.

    Regions are those of the tree at each period's last day, with every region above the records' own; a record whose
    code is in no region then counts nowhere. Without ``tree_at`` they are the codes as stamped, and distinct counts are
    by stratum only. ``explain``: count also the records left out and those behind the denominators.
    """
    indicators, periods = list(indicators), list(dict.fromkeys(periods))
    found: Tally = {each.id: {period.text: {} for period in periods} for each in indicators}
    trees = {period: tree_at(period.last) for period in periods} if tree_at else {}
    for scan in scans(indicators, roll_up=tree_at is not None, explain=explain):
        for span in spans(periods, dated=bool(schema[scan.key.kind].date)):
            _run(session, schema, scan, span, trees, found)
    return found


def _run(
    session: Session, schema: Schema, scan: Scan, span: Span, trees: Mapping[Period, TreeAt], found: Tally,
) -> None:
    placed = bool(trees) and plan.needs_closure(scan)
    sql = plan.query(scan, span, schema, roll_up=bool(trees))
    rows = session.table(sql, {plan.CLOSURE: closure(span, trees)} if placed else None)
    atoms = list(scan.atoms.values())
    readers, layered = _readers(scan), bool(scan.key.strata)
    climbs = {key: _Climb(None if placed else trees.get(period)) for key, period in span.by_key.items()}
    for code, key, stratum, values in _read(rows, len(atoms), layered=layered):
        for region, own in climbs[key].to(code):
            for reader in readers:
                cells = found[reader.indicator][span.by_key[key].text]
                cell = cells.get(region)
                if cell is None:
                    cell = cells[region] = Cell()
                if layered:
                    _add(cell.strata.setdefault(stratum, {}), reader.columns, atoms, values)
                _add(cell.total, reader.summed, atoms, values)
                if own and ALL in reader.columns:
                    cell.own += int(values[reader.columns[ALL]] or 0)


@dataclass
class _Reader:
    """Which columns an indicator takes, by name; ``summed`` are those whose strata add up to the whole."""

    indicator: str
    columns: dict[str, int] = field(default_factory=dict)
    summed: dict[str, int] = field(default_factory=dict)


def _readers(scan: Scan) -> list[_Reader]:
    places = {text: index for index, text in enumerate(scan.atoms)}
    readers: dict[str, _Reader] = {}
    for indicator, name, text in scan.wanted:
        reader = readers.setdefault(indicator, _Reader(indicator))
        reader.columns[name] = places[text]
        if scan.atoms[text].additive or not scan.key.strata:
            reader.summed[name] = places[text]
    return list(readers.values())


def _add(to: Values, columns: Mapping[str, int], atoms: Sequence[Atom], values: Sequence[Number | None]) -> None:
    for name, index in columns.items():
        to[name] = atoms[index].join(to[name], values[index]) if name in to else values[index]


class _Climb:
    """From the code on a record to the regions it counts in, remembered."""

    def __init__(self, tree: TreeAt | None) -> None:
        self.tree = tree
        self.known: dict[str | None, list[tuple[str, bool]]] = {}

    def to(self, code: str | None) -> list[tuple[str, bool]]:
        """Regions, each with whether it is the record's own."""
        if self.tree is None:
            return [] if code is None else [(code, False)]
        if code not in self.known:
            here = self.tree.resolve(code) if code is not None else None
            self.known[code] = [] if here is None else [
                (here, True), *((above, False) for above in self.tree.ancestors(here))]
        return self.known[code]


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
