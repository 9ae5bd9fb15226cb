"""Exact counts for many indicators, regions and periods at once: scans run, parts rolled up along the tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

import pyarrow as pa

from plumbline.figures import plan
from plumbline.figures.engine.base import Session
from plumbline.figures.scans import Scan, scans
from plumbline.figures.spans import Span, spans
from plumbline.methods.periods import Period
from plumbline.methods.regiontree import RegionTree, TreeAt
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
    tree: RegionTree | None = None, explain: bool = True,
) -> Tally:
    """Count everything that ``indicators`` need, in as few scans as possible.

    Regions are those of ``tree`` at each period's last day, with every region above the records' own; without a tree
    they are the codes as stamped, and distinct counts are by stratum only. ``explain``: count also the records left out
    and those behind the denominators.
    """
    indicators, periods = list(indicators), list(dict.fromkeys(periods))
    found: Tally = {each.id: {period.text: {} for period in periods} for each in indicators}
    trees = {period: tree.at(period.last) for period in periods} if tree else {}
    for scan in scans(indicators, roll_up=tree is not None, explain=explain):
        for span in spans(periods, dated=bool(schema[scan.key.kind].date)):
            _run(session, schema, scan, span, trees, found)
    return found


def _run(
    session: Session, schema: Schema, scan: Scan, span: Span, trees: Mapping[Period, TreeAt], found: Tally,
) -> None:
    placed = bool(trees) and plan.needs_closure(scan)
    sql = plan.query(scan, span, schema, roll_up=bool(trees))
    rows = session.table(sql, {plan.CLOSURE: closure(span, trees)} if placed else None)
    columns = list(scan.atoms.values())
    names: dict[str, list[tuple[str, str]]] = {}
    for indicator, name, text in scan.wanted:
        names.setdefault(text, []).append((indicator, name))
    wanted = [names[atom.text] for atom in columns]
    climbs = {period.text: _Climb(None if placed else trees.get(period)) for period in span.periods}
    for code, key, stratum, values in _read(rows, columns, layered=bool(scan.key.strata)):
        period = span.by_key[key].text
        for region, own in climbs[period].to(code):
            for atom, value, users in zip(columns, values, wanted, strict=True):
                for indicator, name in users:
                    cell = found[indicator][period].setdefault(region, Cell())
                    _put(cell, name, atom, value, stratum, scan, own=own)


def _put(cell: Cell, name: str, atom: Atom, value: Number | None, stratum: Stratum, scan: Scan, *, own: bool) -> None:
    if scan.key.strata:
        layer = cell.strata.setdefault(stratum, {})
        layer[name] = atom.join(layer.get(name), value)
    if atom.additive or not scan.key.strata:
        cell.total[name] = atom.join(cell.total.get(name), value)
        if own and name == "#all":
            cell.own += int(value or 0)


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


def _read(rows: pa.Table, atoms: list[Atom], *, layered: bool) -> Iterator[tuple[Any, int, Stratum, tuple[Any, ...]]]:
    regions = rows.column(plan.REGION).to_pylist()
    keys = (int(key) for key in rows.column(plan.PERIOD).to_pylist())
    strata = rows.column(plan.STRATUM).to_pylist() if layered else [None] * rows.num_rows
    values = [_exact(rows.column(f"a{index}").to_pylist()) for index in range(len(atoms))]
    return zip(regions, keys, strata, zip(*values, strict=True), strict=True)


def _exact(values: list[Any]) -> list[Number | None]:
    """Sums of integers come back as decimals without places."""
    return [int(each) if isinstance(each, Decimal) and each.as_tuple().exponent == 0 else each for each in values]
