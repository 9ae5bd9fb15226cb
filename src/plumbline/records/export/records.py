"""The records of a list as a table, as one reader may see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from plumbline.records.core import origins
from plumbline.records.core.fields import Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import About, RowsOpen, about_named, visible
from plumbline.records.export.table import Column, Table

CHUNK = 2_000


def table(kind: Kind, specs: Sequence[Spec], rows: QuerySet[Any], user: Any, opened: RowsOpen) -> Table:
    """``rows`` with the columns ``specs``; what ``user`` (None: the public), to whom the rows ``opened`` are open, may
    not see is left empty, and what he may not know of is left out. In a home of constructed records the last column
    says of each whether it is."""
    columns = tuple(Column.of(spec) for spec in specs)
    told = origins.here()
    if told is not None:
        columns = (*columns, Column(origins.CONSTRUCTED, "flag"))
    return Table(kind.name, columns, _values(kind, specs, rows, user, opened, told),
                 lambda most: int(rows.order_by()[:most].count()))


def _values(kind: Kind, specs: Sequence[Spec], rows: QuerySet[Any], user: Any,
            opened: RowsOpen, told: origins.Origins | None) -> Iterator[tuple[Any, ...]]:
    names = [spec.name for spec in specs]
    parties = kind.parties if opened.organisations else ()
    masks: dict[tuple[str | None, About | None], tuple[bool, ...] | None] = {}
    beside = (*parties, *([kind.region] if kind.region else ()))
    for entry, *values in rows.values_list("entry_id", *names, *beside).iterator(chunk_size=CHUNK):
        region = values[-1] if kind.region else None
        about = opened.as_party(about_named(kind, values[len(names):len(names) + len(parties)])) if parties else None
        if (region, about) not in masks:
            masks[region, about] = _mask(visible(user, kind, region, about=about), names)
        mask = masks[region, about]
        if mask is None:
            continue
        shown = values[:len(names)]
        if not all(mask):
            shown = [value if seen else None for value, seen in zip(shown, mask, strict=True)]
        yield tuple(shown) if told is None else (*shown, told.constructed(entry))


def _mask(fields: frozenset[str], names: list[str]) -> tuple[bool, ...] | None:
    return tuple(name in fields for name in names) if fields else None
