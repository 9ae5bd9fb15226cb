"""What records of a register are called, where a figure names them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from plumbline.figures.engine.columns import ROW, column, table
from plumbline.figures.indicators.session import FigureSession
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.text import Text

NAME = "name"


def named(session: FigureSession, register: Indicator, codes: Sequence[str]) -> dict[str, Text]:
    """The records of the kind ``register`` counts that have these ``codes`` as key, with their names: the code itself
    where the kind has no public name. In order of the codes."""
    found: dict[str, str] = {}
    shape = session.schema[register.of].fields.get(NAME)
    if codes and shape is not None and not shape.internal:
        (key,) = register.strata
        query = exp.select(column(ROW, key), column(ROW, NAME)).from_(table(register.of, ROW))
        found = {row[key]: row[NAME] for row in session.session.table(query).to_pylist()}
    return {code: Text(found.get(code) or code, found.get(code) or code) for code in sorted(codes)}
