"""The records behind a figure: listed in pages, hashed to a root, proved one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlglot import exp

from plumbline.errors import FigureError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine
from plumbline.figures.engine.recent import Recent
from plumbline.figures.engine.schema import INSTANCE, LEAF
from plumbline.figures.indicators.figure import figure_of
from plumbline.figures.indicators.keyset import Order, token, values_of
from plumbline.figures.indicators.selection import Selection
from plumbline.figures.indicators.session import FigureSession, When, period_of
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.shared.trust import merkle
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.shapes import Schema
from plumbline.text import Text

FROM = "instance"
PARTS = ("denominator", "numerator", "excluded")
ROOTS_KEPT = 4096
LEAVES_KEPT = 4  # lists of leaves: 3 MB for each 100,000 records

_counts: Recent[tuple[str, ...], int] = Recent(ROOTS_KEPT)
_roots: Recent[tuple[str, ...], str] = Recent(ROOTS_KEPT)
_leaves: Recent[tuple[str, ...], list[bytes]] = Recent(LEAVES_KEPT)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the records behind a figure. ``count`` is how many there are in all; ``next`` the token that, given as
    ``after``, continues (None: this was the last page)."""

    rows: tuple[dict[str, Any], ...]
    count: int
    next: str | None


def records(
    cut: Cut, indicator: Indicator, region: str, period: When, *, of: str = "denominator", limit: int = 50,
    after: str | None = None, sort: str | None = None, descending: bool = False, fields: Sequence[str] | None = None,
    engine: Engine | None = None, schema: Schema | None = None,
) -> Page:
    """One page of the records behind a figure, in order of the natural key, or of ``sort`` and then the key.

    ``of`` is ``denominator`` (what the figure rests on; for a count, what it counts), ``numerator`` or ``excluded``
    (the other records of the region and period). ``fields`` are those to read, the public ones unless given: who may
    see which is for the caller to settle. Each row also has ``leaf``, the hex of its leaf hash, and in a joint cut
    ``instance``, which handed it up (empty: this one). :raises FigureError: for an unknown field, part or token.
    """
    selection = _selection(cut, indicator, region, period, of, engine, schema)
    shape = selection.session.schema[indicator.of]
    names = list(fields) if fields is not None else [n for n, each in shape.fields.items() if not each.internal]
    for name in [*names, *([sort] if sort else [])]:
        if name not in shape.fields:
            raise FigureError("figure.field_unknown", Text(f"{shape.name} has no field '{name}'",
                                                           f"{shape.name}没有字段“{name}”"),
                              next_step=suggest(name, sorted(shape.fields)))
    if limit < 0:
        raise FigureError("figure.page_size", Text(f"a page of {limit} records cannot be shown",
                                                   f"每页不能显示{limit}条记录"),
                          next_step=Text("Ask for 50, say", "例如每页50条"))
    order = Order(shape, sort, descending)
    read = list(dict.fromkeys([*names, *order.names, LEAF]))
    query = selection.rows([exp.alias_(selection.columns.at((name,)), name, quoted=True) for name in read])
    if after is not None:
        query = query.where(order.beyond(values_of(after, order), selection.columns))
    query = query.order_by(*order.by(selection.columns)).limit(limit + 1)
    rows = selection.table(query).to_pylist()
    page = [_shown(row, names, joint=shape.joint) for row in rows[:limit]]
    more = token(rows[limit - 1], order) if len(rows) > limit and limit else None
    return Page(tuple(page), _count(selection), more)


def root(
    cut: Cut, indicator: Indicator, region: str, period: When, *, engine: Engine | None = None,
    schema: Schema | None = None,
) -> str:
    """Hex of the Merkle root (RFC 6962) over the leaves of the records the figure rests on, sorted bytewise."""
    selection = _selection(cut, indicator, region, period, PARTS[0], engine, schema)
    key = selection.key
    return _roots.get(key) or _roots.put(key, merkle.root(_sorted_leaves(selection)).hex())


def leaves(
    cut: Cut, indicator: Indicator, region: str, period: When, *, engine: Engine | None = None,
    schema: Schema | None = None,
) -> list[bytes]:
    """The leaves of the records the figure rests on, sorted bytewise."""
    return _sorted_leaves(_selection(cut, indicator, region, period, PARTS[0], engine, schema))


def proof(
    cut: Cut, indicator: Indicator, region: str, period: When, leaf: str, *, engine: Engine | None = None,
    schema: Schema | None = None,
) -> dict[str, Any]:
    """That the record with this ``leaf`` (hex) is among those the figure rests on: ``leaf, index, size, path, root``,
    checked by :func:`plumbline.methods.shared.trust.merkle.verify_inclusion`. :raises FigureError: if it is not among
    them."""
    held = _sorted_leaves(_selection(cut, indicator, region, period, PARTS[0], engine, schema))
    return proved(held, leaf, figure_of(indicator.id, region))


def proved(held: list[bytes], leaf: str, where: Text) -> dict[str, Any]:
    """The proof that ``leaf`` (hex) is one of the sorted leaves ``held``. :raises FigureError: if it is not."""
    try:
        index = held.index(bytes.fromhex(leaf))
    except ValueError:
        raise FigureError("proof.not_behind", Text(f"no record with leaf {leaf} is behind this figure",
                                                   f"该数据所依据的记录中没有指纹为{leaf}的记录"), where=where,
                          next_step=Text("List the records behind it, and take a leaf from there",
                                         "请列出所依据的记录，从中取用指纹")) from None
    return {
        "leaf": leaf, "index": index, "size": len(held),
        "path": [each.hex() for each in merkle.inclusion_proof(held, index)], "root": merkle.root(held).hex(),
    }


def _selection(
    cut: Cut, indicator: Indicator, region: str, period: When, of: str, engine: Engine | None, schema: Schema | None,
) -> Selection:
    if of not in PARTS:
        raise FigureError("figure.part_unknown", Text(f"a figure has no part '{of}'", f"数据没有“{of}”这一部分"),
                          next_step=suggest(of, PARTS))
    return Selection(FigureSession.of(cut, engine, schema), indicator, region, period_of(period), of)


def _count(selection: Selection) -> int:
    held = _counts.get(selection.key)
    if held is not None:
        return held
    rows = selection.table(selection.rows([exp.alias_(exp.Count(this=exp.Star()), "count", quoted=True)]))
    return _counts.put(selection.key, int(rows.column("count")[0].as_py()))


def _sorted_leaves(selection: Selection) -> list[bytes]:
    held = _leaves.get(selection.key)
    if held is not None:
        return held
    column: pa.ChunkedArray = selection.table(selection.rows([selection.columns.at((LEAF,))])).column(LEAF)
    return _leaves.put(selection.key, sorted(column.to_pylist()))


def _shown(row: dict[str, Any], names: Sequence[str], *, joint: bool) -> dict[str, Any]:
    shown = {**{name: row[name] for name in names}, LEAF: row[LEAF].hex()}
    return {**shown, FROM: row[INSTANCE]} if joint else shown
