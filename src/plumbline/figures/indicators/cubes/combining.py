"""Partial results added up, exactly: Arrow's sums of decimals and integers wrap without a word where they overflow."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from plumbline.errors import FigureError
from plumbline.figures.indicators.plan import PERIOD
from plumbline.rulebook.indicators.formulas import MAX, MIN, Atom
from plumbline.text import Text

MONTH = "month"
DIGITS = 38
_MOST_INTEGER = 2 ** 63


def combined(table: pa.Table, keys: Sequence[str], atoms: Sequence[Atom]) -> pa.Table:
    """``table`` with one row for each of ``keys``; its columns ``a0``, ``a1``, ... are the ``atoms``, joined.
    :raises FigureError: for a sum of more than 38 digits."""
    names = [f"a{index}" for index in range(len(atoms))]
    safe = all(atom.op in (MIN, MAX) or _fits(table.column(name), table.num_rows)
               for name, atom in zip(names, atoms, strict=True))
    if not safe:
        return _by_hand(table, keys, dict(zip(names, atoms, strict=True)))
    how = [(name, atom.op if atom.op in (MIN, MAX) else "sum") for name, atom in zip(names, atoms, strict=True)]
    found = table.group_by(list(keys), use_threads=False).aggregate(how)
    return found.rename_columns([name.rpartition("_")[0] if name not in keys else name for name in found.column_names])


def in_periods(table: pa.Table, key_of: dict[int, int]) -> pa.Table:
    """The rows of those months (or years) that ``key_of`` maps, with its values in the column ``period``."""
    place = pc.index_in(table.column(MONTH), value_set=pa.array(list(key_of), table.schema.field(MONTH).type))
    keys = pc.take(pa.array(list(key_of.values()), pa.int64()), place)
    table = table.drop_columns([MONTH]).append_column(PERIOD, keys)
    return table.filter(pc.is_valid(keys))


def _fits(column: pa.ChunkedArray, rows: int) -> bool:
    """Whether no sum of any of its values can leave the type of the column."""
    if not (pa.types.is_integer(column.type) or pa.types.is_decimal(column.type)):
        return False
    ends = pc.min_max(column).as_py()
    if ends["min"] is None:
        return True
    most = max(abs(ends["min"]), abs(ends["max"])) * rows
    if pa.types.is_integer(column.type):
        return bool(most < _MOST_INTEGER)
    return bool(most < Decimal(1).scaleb(DIGITS - column.type.scale))


def _by_hand(table: pa.Table, keys: Sequence[str], atoms: dict[str, Atom]) -> pa.Table:
    """In Python's numbers, which do not overflow."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in table.to_pylist():
        key = tuple(row[name] for name in keys)
        held = found.setdefault(key, dict.fromkeys(atoms))
        for name, atom in atoms.items():
            held[name] = atom.join(held[name], row[name])
    columns: dict[str, pa.Array] = {name: pa.array([key[at] for key in found], table.schema.field(name).type)
                                    for at, name in enumerate(keys)}
    for name in atoms:
        kind = table.schema.field(name).type
        scale = kind.scale if pa.types.is_decimal(kind) else 0
        values = [None if row[name] is None else Decimal(row[name]) for row in found.values()]
        if any(each is not None and abs(each) >= Decimal(1).scaleb(DIGITS - scale) for each in values):
            raise overflown()
        columns[name] = pa.array(values, pa.decimal128(DIGITS, scale))
    return pa.table(columns)


def overflown() -> FigureError:
    """That a sum has more digits than any engine gives."""
    return FigureError("engine.failed", Text("the sum could not be computed", "未能完成求和"), why=Text(
        f"It has more than {DIGITS} digits", f"结果超过{DIGITS}位"))
