"""The records of a list as a table, as one reader may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from plumbline.records.core.fields import Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.export.table import Column, Table

CHUNK = 2_000
Sees = Callable[[str | None], frozenset[str]]
"""The fields that the reader may see in a record of a region, as ``records.visibility.visible`` tells."""


def table(kind: Kind, specs: Sequence[Spec], rows: QuerySet[Any], sees: Sees) -> Table:
    """``rows`` with the columns ``specs``; what the reader may not see is left empty, and what he may not know of is
    left out."""
    return Table(kind.name, tuple(Column.of(spec) for spec in specs), _values(kind, specs, rows, sees),
                 lambda most: int(rows.order_by()[:most].count()))


def _values(kind: Kind, specs: Sequence[Spec], rows: QuerySet[Any], sees: Sees) -> Iterator[tuple[Any, ...]]:
    names = [spec.name for spec in specs]
    masks: dict[str | None, tuple[bool, ...] | None] = {}
    for values in rows.values_list(*names, *([kind.region] if kind.region else ())).iterator(chunk_size=CHUNK):
        region = values[-1] if kind.region else None
        if region not in masks:
            masks[region] = _mask(sees(region), names)
        mask = masks[region]
        if mask is None:
            continue
        shown = values[:len(names)]
        yield shown if all(mask) else tuple(value if seen else None for value, seen in zip(shown, mask, strict=True))


def _mask(fields: frozenset[str], names: list[str]) -> tuple[bool, ...] | None:
    return tuple(name in fields for name in names) if fields else None
