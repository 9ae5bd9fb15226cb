"""The queries that make partial results, and those that join them again."""

from __future__ import annotations

from sqlglot import exp

from plumbline.figures.engine.columns import ROW as ROWS
from plumbline.figures.engine.columns import both, column, table
from plumbline.figures.engine.schema import INSTANCE
from plumbline.figures.indicators import plan
from plumbline.figures.indicators.plan import HIGH, LOW, PERIOD, REGION, STRATUM, UNIT, VALUE
from plumbline.figures.indicators.scans import UNIT_ROWS, Scan
from plumbline.figures.indicators.spans import Calendar
from plumbline.rulebook.indicators.shapes import Schema

CUBE = "cube"
_KEYS = "k"


def extent(kind: str, schema: Schema) -> exp.Select:
    """The first and the last day of the records of ``kind``."""
    place = plan.Place(kind, Calendar((), monthly=False), schema)
    day = place.day()
    assert day is not None  # asked of kinds with days only
    ends = {LOW: exp.Min(this=day), HIGH: exp.Max(this=day.copy())}
    return place.rows().select(*plan.named(ends))


def sums(scan: Scan, years: Calendar, schema: Schema) -> exp.Select:
    """Sums by region code and month."""
    return plan.query(scan, years, schema, roll_up=False)


def of_years(scan: Scan, years: Calendar, schema: Schema) -> exp.Select:
    """Results by calendar year and region code of what has one code in it; those of what has several stand together,
    under no code."""
    if _follows(scan, schema):
        return plan.query(scan, years, schema, roll_up=False)
    here = exp.Case().when(exp.EQ(this=column(ROWS, LOW), expression=column(ROWS, HIGH)), column(ROWS, LOW))
    if scan.key.unit:
        folded = plan.folded_units(scan, scan.key.unit, years, schema, ends=True)
        return plan.counted_units(folded, scan, scan.key.unit, schema, here=here)
    folded = _values(scan, years, schema)
    names = [each.alias for each in folded.expressions if each.alias in (PERIOD, STRATUM)]
    groups = {REGION: here, **{name: column(ROWS, name) for name in names}}
    return plan.grouped(exp.select().from_(plan.sub(folded)), groups, {"a0": exp.Count(this=exp.Star())}, None)


def of_wide(scan: Scan, years: Calendar, schema: Schema) -> exp.Select:
    """Partial results by calendar year, region code and unit or value, of those that have several codes in the year."""
    unit = scan.key.unit
    if unit:
        ends = plan.folded_units(scan, unit, years, schema, ends=True)
    else:
        ends = _values(scan, years, schema)
    keys = [each.alias for each in ends.expressions if each.alias in (PERIOD, UNIT, VALUE, STRATUM, INSTANCE)]
    differ = exp.NEQ(this=column(ROWS, LOW), expression=column(ROWS, HIGH))
    wide = exp.select(*(column(ROWS, name) for name in keys)).from_(plan.sub(ends)).where(differ)
    # A layer may be unknown, and is one layer for all that.
    same = exp.and_(*(exp.NullSafeEQ(this=column(ROWS, name), expression=column(_KEYS, name)) for name in keys))
    rows = exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier(ROWS, quoted=True)))
    return rows.from_(plan.sub(by_code(scan, years, schema))).join(
        wide.subquery(exp.to_identifier(_KEYS, quoted=True)), on=same)


def by_code(scan: Scan, years: Calendar, schema: Schema) -> exp.Select:
    """Partial results by year or month, region code and unit or value."""
    unit = scan.key.unit
    if unit:
        return plan.folded_units(scan, unit, years, schema, parts=plan.parts_of_units(unit))
    place = plan.Place(scan.key.kind, years, schema)
    inner, where = plan.different(scan, place, schema, placed=True)
    query = place.rows().select(*plan.named({REGION: place.region(), **inner})).distinct()
    return query.where(where) if where is not None else query


def joined(scan: Scan, schema: Schema, columns: list[str], *, roll_up: bool) -> exp.Select:
    """The result of ``scan`` from partial results by code in the table :data:`CUBE`, whose ``columns`` these are and
    whose periods are those that are asked for."""
    rows = exp.select().from_(table(CUBE, ROWS))
    groups = {name: column(ROWS, name) for name in columns if name in (REGION, PERIOD, UNIT, INSTANCE, VALUE, STRATUM)}
    unit = scan.key.unit
    if not unit:
        different = rows.select(*plan.named(groups)).distinct()
        values = [column(ROWS, name) for name in (VALUE, INSTANCE) if name in groups]
        once: exp.Expr = exp.Distinct(expressions=values) if roll_up else exp.Star()
        outer = exp.select().from_(plan.sub(different))
        told = {REGION: column(plan.CLOSURE, REGION) if roll_up else column(ROWS, REGION)}
        told |= {name: column(ROWS, name) for name in (PERIOD, STRATUM) if name in groups}
        return plan.grouped(plan.with_closure(outer) if roll_up else outer, told, {"a0": exp.Count(this=once)}, None)
    measures = {name: plan.join_function(atom)(this=column(ROWS, name))
                for name, (_, atom) in plan.parts_of_units(unit).items()}
    if UNIT_ROWS in columns:
        measures[UNIT_ROWS] = exp.Sum(this=column(ROWS, UNIT_ROWS))
    folded = plan.refolded(plan.grouped(rows, groups, measures, None), unit, roll_up=roll_up)
    return plan.counted_units(folded, scan, unit, schema)


def _follows(scan: Scan, schema: Schema) -> bool:
    if scan.key.unit:
        return plan.below(tuple(schema[scan.key.kind].region.split(".")), scan.key.unit.per)
    return plan.follows_value(scan, schema)


def _values(scan: Scan, years: Calendar, schema: Schema) -> exp.Select:
    """Values that a distinct count tells apart, with the first and the last of their codes."""
    place = plan.Place(scan.key.kind, years, schema)
    inner, where = plan.different(scan, place, schema, placed=True)
    ends = {LOW: exp.Min(this=place.region()), HIGH: exp.Max(this=place.region())}
    return plan.grouped(place.rows(), inner, ends, both(where))
