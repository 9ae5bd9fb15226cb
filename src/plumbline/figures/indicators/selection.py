"""Which records are behind a figure, as a query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
from sqlglot import exp

from plumbline.figures.engine.columns import ROW, Columns, both, column, identity, table
from plumbline.figures.engine.schema import INSTANCE
from plumbline.figures.indicators.plan import LET, UNIT
from plumbline.figures.indicators.session import FigureSession, base_of
from plumbline.figures.indicators.spans import Span, spans
from plumbline.methods.shared.periods import Period
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.shapes import Path

SCOPE, APART = "scope", "apart"
EXCLUDED = "excluded"
LISTED = 64  # region codes written into the query; more are handed over as a table


@dataclass(frozen=True)
class Scope:
    """The days and the region codes of records; ``name`` is that of the table of codes, where they are many."""

    name: str
    codes: Sequence[str]
    span: Span

    def condition(self, region: exp.Expr, day: exp.Expr | None) -> exp.Expr | None:
        """Which records are in it."""
        if len(self.codes) > LISTED:
            known = exp.select(column(self.name, "code")).from_(table(self.name, self.name))
            inside: exp.Expr = exp.In(this=region, query=known.subquery())
        else:
            inside = exp.In(this=region, expressions=[exp.Literal.string(code) for code in self.codes])
        return both(inside, self.span.condition(day))


class Selection:
    """The denominator's, numerator's or excluded records of one figure. ``key`` tells selections apart."""

    def __init__(self, session: FigureSession, indicator: Indicator, region: str, period: Period, of: str) -> None:
        self.session = session
        self.indicator = indicator
        session.admit(indicator)
        tree, base = session.region(region, period), base_of(indicator, period)
        # A growth compares the same ground: the records of both years, in the regions of the later.
        times = [spans([each], dated=True)[0] for each in (period, *([base] if base else []))]
        self.scopes = [Scope(SCOPE if number == 0 else f"{SCOPE}_before", tree.stamped(region), span)
                       for number, span in enumerate(times)]
        apart = tree.partly_in(region) if of == EXCLUDED else ()
        self.apart = [Scope(f"{APART}_{number}", apart, span) for number, span in enumerate(times) if apart]
        self.of = of
        self.key = (session.cut.id, session.engine.name, indicator.definition_sha256, region, period.text, of)
        self.columns = Columns(session.schema, indicator.of)

    def rows(self, select: Sequence[exp.Expr]) -> exp.Select:
        """A query for the selected records."""
        here = both(self._place(self.columns, self.scopes), self._part())
        if self.apart:
            when = self.indicator.when
            apart = both(self._place(self.columns, self.apart), self.columns.rewrite(when.tree) if when else None)
            here = exp.or_(*(each for each in (here, apart) if each is not None))
        query = exp.select(*select).from_(table(self.indicator.of, ROW))
        query = self.columns.join(query)
        return query if here is None else query.where(here)

    def table(self, query: exp.Select) -> pa.Table:
        """The query's result."""
        many = {scope.name: pa.table({"code": pa.array(scope.codes, pa.string())})
                for scope in (*self.scopes, *self.apart) if len(scope.codes) > LISTED}
        return self.session.session.table(query, many or None)

    def _place(self, columns: Columns, scopes: Sequence[Scope]) -> exp.Expr | None:
        """Records of the region and the period, and for a growth those of a year before."""
        shape = self.session.schema[self.indicator.of]
        region = columns.at(tuple(shape.region.split(".")))
        day = columns.at(tuple(shape.date.split("."))) if shape.date else None
        return exp.or_(*(scope.condition(region.copy(), day) for scope in scopes))

    def _part(self) -> exp.Expr | None:
        adds = self.of == "numerator"
        formula = self.indicator.numerator if adds else self.indicator.denominator or self.indicator.numerator
        counted = self._counted(formula.counted(adds=adds))
        if self.of != EXCLUDED:
            return counted
        if counted is None:
            return exp.false()
        # Not NOT: a condition that is unknown leaves the record out, and it is then among the excluded.
        return exp.Case().when(counted, exp.false()).else_(exp.true())

    def _counted(self, condition: exp.Expr | None) -> exp.Expr | None:
        """Records, or records of units, for which ``condition`` holds."""
        when = self.indicator.when
        admitted = self.columns.rewrite(when.tree) if when else None
        if self.indicator.per:
            return both(admitted, self._in_units(condition, self.indicator.per))
        return both(admitted, self.columns.rewrite(condition) if condition is not None else None)

    def _in_units(self, condition: exp.Expr | None, per: Path) -> exp.Expr:
        """Records of the units for which ``condition`` holds within the region and period."""
        inner = Columns(self.session.schema, self.indicator.of)
        when = self.indicator.when
        unit = inner.at(per)
        there = exp.Not(this=exp.Is(this=unit.copy(), expression=exp.Null()))
        where = both(self._place(inner, self.scopes), there, inner.rewrite(when.tree) if when else None)
        numbers = {LET + name: inner.rewrite(each.tree) for name, each in self.indicator.let.items()}
        apart = {INSTANCE: column(ROW, INSTANCE)} if identity(self.session.schema, self.indicator.of, per) else {}
        named = [exp.alias_(each, name, quoted=True) for name, each in {UNIT: unit, **apart, **numbers}.items()]
        folded = inner.join(exp.select(*named).from_(table(self.indicator.of, ROW)))
        if where is not None:
            folded = folded.where(where)
        folded = folded.group_by(unit.copy(), *(each.copy() for each in apart.values()))
        known: dict[Path, exp.Expr] = {(name,): column(ROW, LET + name) for name in self.indicator.let}
        known[per] = column(ROW, UNIT)
        outer = Columns(self.session.schema, self.indicator.of, known)
        rewritten = outer.rewrite(condition) if condition is not None else None
        units = outer.join(exp.select(*(column(ROW, name) for name in (UNIT, *apart))).from_(
            folded.subquery(exp.to_identifier(ROW, quoted=True))))
        if rewritten is not None:
            units = units.where(rewritten)
        mine: exp.Expr = self.columns.at(per)
        if apart:
            mine = exp.Tuple(expressions=[mine, column(ROW, INSTANCE)])
        return exp.In(this=mine, query=units.subquery())
