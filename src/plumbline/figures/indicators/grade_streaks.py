"""How often in a row a region was given a grade, from grades that authorities published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlglot import exp

from plumbline.figures.engine.columns import ROW, column, table
from plumbline.figures.indicators.figure import Made, Part
from plumbline.figures.indicators.session import FigureSession
from plumbline.methods.assessment.grades.published import Published, label_of, said_before
from plumbline.methods.assessment.grades.published import streak as grades_in_a_row
from plumbline.methods.shared.periods import Period
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.rulebook.indicators.compositions import GRADES
from plumbline.rulebook.indicators.indicator import Composition
from plumbline.text import Text

FIELDS = ("year", "unit", "grade", "region", "source")


def on_record(session: FigureSession, scope: str, tree: TreeAt) -> list[dict[str, Any]]:
    """The grades of a scope by year and unit, each with the region of ``tree`` that it belongs to ``now``, or None."""
    given = exp.EQ(this=column(ROW, "scope"), expression=exp.Literal.string(scope))
    query = exp.select(*(column(ROW, name) for name in FIELDS)).from_(table(GRADES, ROW)).where(given)
    rows = sorted(session.session.table(query).to_pylist(), key=lambda row: (row["year"], row["unit"]))
    return [{**row, "now": None if row["region"] is None else tree.goes_on_as(row["region"])} for row in rows]


def graded(rows: Sequence[Mapping[str, Any]], made: Composition, region: str, period: Period,
           ) -> tuple[Fraction | None, Text, Made, Text]:
    """The exact number, why there is none, what it is made of, and what must be said beside it; ``rows`` are all those
    :func:`on_record`."""
    label = label_of(period)
    own = [Published(row["year"], row["grade"], row["source"]) for row in rows if row["now"] == region]
    found = grades_in_a_row(own, label, made.grade)
    equal = tuple((row["region"] or row["unit"], Text(row["unit"], row["unit"])) for row in rows
                  if row["year"] == label and row["grade"] == made.grade and row["now"] != region)
    (of,) = made.parts
    parts = tuple(Part(each.year, said_before(each.year), of.id, region, period.text, each.grade, "")
                  for each in found.counted)
    told = Made(made.form, parts, len(equal) + 1 if found.counted else None, equal)
    if not found.known:
        return None, Text(f"no grade of {label} is on record", f"{label}年度等级不在册"), told, Text()
    return Fraction(len(found.counted)), Text(), told, found.note()
