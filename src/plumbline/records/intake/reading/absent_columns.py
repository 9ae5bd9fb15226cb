"""What a file says nothing of: a field without a column keeps what is known of the record.

A file with fewer columns is a file about fewer things, not one that empties the rest: an export for the public, taken
in again, would else erase every internal field. An empty cell of a column that is there does say something: unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from plumbline.records.core import hashing
from plumbline.records.core.fields import INTERNAL, PUBLIC
from plumbline.records.core.kinds import Kind
from plumbline.records.verifying import streaming
from plumbline.rulebook.mappings.mappings import Mapping

AT_ONCE = 500


def untold(kind: Kind, mapping: Mapping) -> tuple[str, ...]:
    """The fields of ``kind`` that neither a column nor a default of ``mapping`` fills."""
    return tuple(field.name for field in kind.kept if field.name not in mapping.filled)


def keep(kind: Kind, names: Sequence[str], checked: pa.Table, held: dict[int, int], public: list[str],
         internal: list[str]) -> pa.Table:
    """``checked`` with the fields ``names`` of its known rows filled from the store. ``held`` is row id by place in
    ``checked``; the open canonical forms ``public`` and ``internal`` are mended in place."""
    values = _known(kind, names, list(held.values()))
    places = [place for place, row in held.items() if row in values]
    if not places:
        return checked
    columns = {name: checked.column(name).to_pylist() for name in names}
    rows = checked.select([field.name for field in kind.kept]).take(pa.array(places, pa.int64())).to_pylist()
    for place, row in zip(places, rows, strict=True):
        row |= values[held[place]]
        for name in names:
            columns[name][place] = row[name]
        public[place] = _open(row, kind.names(PUBLIC))
        if kind.names(INTERNAL):
            internal[place] = _open(row, kind.names(INTERNAL))
    for name in names:
        filled = pa.array(columns[name], streaming.arrow_type(kind.by_name[name]))
        checked = checked.set_column(checked.schema.get_field_index(name), name, filled)
    return checked


def _known(kind: Kind, names: Sequence[str], ids: list[int]) -> dict[int, dict[str, Any]]:
    """What the store knows of the fields, by row id; rows of which it knows nothing are left out."""
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), AT_ONCE):
        rows = kind.model.objects.filter(pk__in=ids[start:start + AT_ONCE]).order_by().values_list("pk", *names)
        for row_id, *values in rows:
            if any(value is not None for value in values):
                found[row_id] = dict(zip(names, values, strict=True))
    return found


def _open(row: dict[str, Any], names: Sequence[str]) -> str:
    return hashing.opened({name: row[name] for name in names})
