"""From a scan to one portable query.

The query returns, for each region code, period and stratum, the atoms as columns ``a0``, ``a1``, ... Additive atoms
come by the code stamped on the record and are rolled up in Python; distinct counts and units are joined with the
closure of the tree (code -> each region it counts in), once the rows have been folded as far as they can be without.
docs/decisions/0005-portable-sql.md tells why.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from plumbline.figures.engine.columns import ROW as ROWS
from plumbline.figures.engine.columns import Columns, both, column, identity, table
from plumbline.figures.engine.schema import INSTANCE
from plumbline.figures.indicators.scans import UNIT_ROWS, Scan, Unit
from plumbline.figures.indicators.spans import Days
from plumbline.rulebook.indicators.expressions import path_of
from plumbline.rulebook.indicators.formulas import COUNT, DISTINCT, MAX, MIN, SUM, Atom
from plumbline.rulebook.indicators.shapes import KindShape, Path, Schema

CLOSURE = "closure"
LET = "let_"  # before the names that definitions choose, so that they meet none of these
REGION, PERIOD, STRATUM, UNIT, VALUE, DAY = "region", "period", "stratum", "unit", "value", "day"
LOW, HIGH = "low", "high"
"""The first and the last of the codes of a unit or value: they differ where it has several."""


def query(scan: Scan, span: Days, schema: Schema, *, roll_up: bool) -> exp.Select:
    """The query for ``scan`` over ``span``. With ``roll_up`` a distinct count or a unit is told for every region of the
    table ``closure`` (period, code, region); everything else comes by the records' own codes."""
    if scan.key.unit:
        return _units(scan, scan.key.unit, span, schema, roll_up=roll_up)
    if scan.key.alone:
        return _distinct(scan, span, schema, roll_up=roll_up)
    return _rows(scan, span, schema)


def stated(kind: str, by: Path, when: exp.Expr | None, span: Days, schema: Schema) -> exp.Select:
    """How many records of ``kind`` for which ``when`` holds there are by region code, period, day and ``by``."""
    place = Place(kind, span, schema)
    day = place.day()
    assert day is not None  # asked of kinds with days only
    groups = {REGION: place.region(), PERIOD: place.period(), DAY: day}
    if by:
        groups[STRATUM] = place.columns.at(by)
    where = both(place.condition(), place.columns.rewrite(when) if when is not None else None)
    return grouped(place.rows(), groups, {"a0": exp.Count(this=exp.Star())}, where)


def needs_closure(scan: Scan) -> bool:
    """Whether the regions of the result are already those of the tree when rolled up."""
    return bool(scan.key.unit or scan.key.alone)


def _rows(scan: Scan, span: Days, schema: Schema) -> exp.Select:
    place = Place(scan.key.kind, span, schema)
    columns = place.columns
    groups = {REGION: place.region(), PERIOD: place.period()}
    if scan.key.strata:
        groups[STRATUM] = columns.at(scan.key.strata)
    measures, where = measures_of(scan, columns), place.condition()
    return grouped(place.rows(), groups, measures, where)


def _distinct(scan: Scan, span: Days, schema: Schema, *, roll_up: bool) -> exp.Select:
    """Fold rows to different values first: that is quicker than COUNT(DISTINCT), and there is less left to join."""
    place = Place(scan.key.kind, span, schema)
    (atom,) = scan.atoms.values()
    assert atom.value is not None  # a distinct count has a value
    region, top = place.path(place.shape.region), path_of(atom.value) if isinstance(atom.value, exp.Column) else ()
    follows = follows_value(scan, schema)
    inner, where = different(scan, place, schema, placed=not follows)
    apart = INSTANCE in inner
    inner = inner if follows else {REGION: place.region(), **inner}
    folded = place.rows().select(*named(inner)).distinct().where(where)
    columns = Columns(schema, scan.key.kind, {top: column(ROWS, VALUE)})
    here = columns.at(region) if follows else column(ROWS, REGION)
    outer = columns.join(exp.select().from_(sub(folded)))
    groups = {REGION: column(CLOSURE, REGION) if roll_up else here}
    groups |= {name: column(ROWS, name) for name in inner if name not in {REGION, VALUE, INSTANCE}}
    # One value is in one region where the region follows from it; else it may be met under several codes.
    values = [column(ROWS, name) for name in (VALUE, *([INSTANCE] if apart else []))]
    once = exp.Star() if follows or not roll_up else exp.Distinct(expressions=values)
    unplaced = exp.Not(this=exp.Is(this=here.copy(), expression=exp.Null())) if follows else None
    return grouped(with_closure(outer, here) if roll_up else outer, groups, {"a0": exp.Count(this=once)}, unplaced)


def follows_value(scan: Scan, schema: Schema) -> bool:
    """Whether the region of a record follows from the value that a distinct count tells apart."""
    (atom,) = scan.atoms.values()
    top = path_of(atom.value) if isinstance(atom.value, exp.Column) else ()
    return bool(top) and below(tuple(schema[scan.key.kind].region.split(".")), top)


def different(scan: Scan, place: Place, schema: Schema, *, placed: bool) -> tuple[dict[str, exp.Expr], exp.Expr | None]:
    """What the values of a distinct count are told apart by, beside the region, and the condition on records; with
    ``placed`` they have a region."""
    (atom,) = scan.atoms.values()
    assert atom.value is not None  # a distinct count has a value
    value = place.columns.rewrite(atom.value)
    inner = {PERIOD: place.period(), VALUE: value}
    if scan.key.strata:
        inner[STRATUM] = place.columns.at(scan.key.strata)
    if isinstance(atom.value, exp.Column | exp.Dot) and identity(schema, scan.key.kind, path_of(atom.value)):
        inner[INSTANCE] = column(ROWS, INSTANCE)
    there = exp.Not(this=exp.Is(this=exp.paren(value.copy()), expression=exp.Null()))
    asked = place.columns.rewrite(atom.where) if atom.where is not None else None
    return inner, both(place.condition(placed=placed), there, asked)


def below(path: Path, top: Path) -> bool:
    """Whether ``path`` is reached through ``top``."""
    return len(path) > len(top) and path[:len(top)] == top


def _units(scan: Scan, unit: Unit, span: Days, schema: Schema, *, roll_up: bool) -> exp.Select:
    """Fold rows to units, give each unit its region, then count units."""
    shape = schema[scan.key.kind]
    region = tuple(shape.region.split("."))
    follows = below(region, unit.per)
    if not roll_up or follows:
        folded = folded_units(scan, unit, span, schema, by_region=not follows)
    elif has_distinct(unit):
        folded = folded_units(scan, unit, span, schema, by_tree=True)
    else:
        folded = refolded(folded_units(scan, unit, span, schema, parts=parts_of_units(unit)), unit)
    return counted_units(folded, scan, unit, schema, region=region if follows else (), roll_up=roll_up)


def counted_units(
    folded: exp.Select, scan: Scan, unit: Unit, schema: Schema, *, region: Path = (), roll_up: bool = False,
    here: exp.Expr | None = None,
) -> exp.Select:
    """Units counted by region: by ``region``, which is reached through the unit, then with ``roll_up`` for every region
    of the closure; else by ``here``, their column of regions unless given."""
    known: dict[Path, exp.Expr] = {(name,): column(ROWS, LET + name) for name in unit.let}
    known[UNIT_ROWS,] = column(ROWS, UNIT_ROWS)
    columns = Columns(schema, scan.key.kind, {**known, unit.per: column(ROWS, UNIT)})
    place = columns.at(region) if region else here if here is not None else column(ROWS, REGION)
    groups = {REGION: column(CLOSURE, REGION) if roll_up and region else place, PERIOD: column(ROWS, PERIOD)}
    if scan.key.strata:
        groups[STRATUM] = columns.at(scan.key.strata)
    measures = measures_of(scan, columns)
    outer = columns.join(exp.select().from_(sub(folded)))
    if roll_up and region:
        outer = with_closure(outer, place)
    unplaced = exp.Not(this=exp.Is(this=place.copy(), expression=exp.Null())) if region else None
    return grouped(outer, groups, measures, unplaced)


def folded_units(
    scan: Scan, unit: Unit, span: Days, schema: Schema, *, by_region: bool = True, by_tree: bool = False,
    parts: Mapping[str, tuple[str, Atom]] | None = None, ends: bool = False,
) -> exp.Select:
    """One row for each unit, period and code; ``by_tree``: for each region of the tree instead of each code; with
    ``parts`` the atoms of the unit's numbers instead of the numbers; with ``ends`` not by code, but with the first and
    the last of its codes."""
    place = Place(scan.key.kind, span, schema)
    of_unit, period = place.columns.at(unit.per), place.period()
    groups = {PERIOD: period, UNIT: of_unit}
    if identity(schema, scan.key.kind, unit.per):
        groups[INSTANCE] = column(ROWS, INSTANCE)
    if by_region and not ends:
        groups[REGION] = column(CLOSURE, REGION) if by_tree else place.region()
    if parts:
        measures = {name: aggregate(atom, place.columns) for name, (_, atom) in parts.items()}
    else:
        measures = {LET + name: place.columns.rewrite(formula.tree) for name, formula in unit.let.items()}
    if UNIT_ROWS in _used(scan):
        measures[UNIT_ROWS] = exp.Count(this=exp.Star())
    if ends:
        measures |= {LOW: exp.Min(this=place.region()), HIGH: exp.Max(this=place.region())}
    there = exp.Not(this=exp.Is(this=of_unit.copy(), expression=exp.Null()))
    admitted = place.columns.rewrite(unit.when) if unit.when is not None else None
    where = both(place.condition(placed=by_region), there, admitted)
    rows = place.rows()
    return grouped(with_closure(rows, place.region(), period) if by_tree else rows, groups, measures, where)


def refolded(folded: exp.Select, unit: Unit, *, roll_up: bool = True) -> exp.Select:
    """Units by code -> units by region of the tree: a unit with records under two codes is one unit above both.
    Without ``roll_up`` they stay by code."""
    outer = exp.select().from_(sub(folded))
    place = column(CLOSURE, REGION) if roll_up else column(ROWS, REGION)
    outer = with_closure(outer) if roll_up else outer
    there = {select.alias for select in folded.expressions}
    groups = {name: column(ROWS, name) for name in (PERIOD, UNIT, INSTANCE) if name in there}
    measures = {LET + name: _joined_parts(name, unit) for name in unit.let}
    if UNIT_ROWS in there:
        measures[UNIT_ROWS] = exp.Sum(this=column(ROWS, UNIT_ROWS))
    return grouped(outer, {REGION: place, **groups}, measures, None)


def parts_of_units(unit: Unit) -> dict[str, tuple[str, Atom]]:
    """Column -> (let name, atom): the partial results that :func:`refolded` joins."""
    return {
        f"{LET}{name}_{index}": (name, atom)
        for name, formula in unit.let.items() for index, atom in enumerate(formula.atoms)
    }


def _joined_parts(name: str, unit: Unit) -> exp.Expr:
    names = {atom.text: part for part, (of, atom) in parts_of_units(unit).items() if of == name}
    by_text = {atom.text: atom for atom in unit.let[name].atoms}

    def put(node: exp.Expr) -> exp.Expr:
        text = node.sql()
        if text not in names:
            return node
        joined: exp.Expr = join_function(by_text[text])(this=column(ROWS, names[text]))
        return joined

    return unit.let[name].tree.copy().transform(put)


def join_function(atom: Atom) -> type[exp.Expr]:
    return {MIN: exp.Min, MAX: exp.Max}.get(atom.op, exp.Sum)


def has_distinct(unit: Unit) -> bool:
    return any(atom.op == DISTINCT for formula in unit.let.values() for atom in formula.atoms)


def _used(scan: Scan) -> set[str]:
    return {
        node.name for atom in scan.atoms.values() for tree in (atom.value, atom.where) if tree is not None
        for node in tree.find_all(exp.Column)
    }


def aggregate(atom: Atom, columns: Columns) -> exp.Expr:
    """The atom as SQL over the query's columns."""
    value = exp.Star() if atom.value is None else columns.rewrite(atom.value)
    functions = {COUNT: exp.Count, DISTINCT: exp.Count, SUM: exp.Sum, MIN: exp.Min, MAX: exp.Max}
    if atom.op == DISTINCT:
        value = exp.Distinct(expressions=[value])
    function: exp.Expr = functions[atom.op](this=value)
    if atom.where is None:
        return function
    return exp.Filter(this=function, expression=exp.Where(this=columns.rewrite(atom.where)))


def measures_of(scan: Scan, columns: Columns) -> dict[str, exp.Expr]:
    return {f"a{index}": aggregate(atom, columns) for index, atom in enumerate(scan.atoms.values())}


def named(columns: Mapping[str, exp.Expr]) -> list[exp.Expr]:
    return [exp.alias_(value.copy(), name, quoted=True) for name, value in columns.items()]


def grouped(
    query: exp.Select, groups: Mapping[str, exp.Expr], measures: Mapping[str, exp.Expr],
    where: exp.Expr | None,
) -> exp.Select:
    query = query.select(*named(groups), *named(measures))
    if where is not None:
        query = query.where(where)
    # A constant is one group anyway, and a number in GROUP BY would mean a position.
    return query.group_by(*(value.copy() for value in groups.values() if not isinstance(value, exp.Literal)))


def sub(query: exp.Select) -> exp.Subquery:
    return query.subquery(exp.to_identifier(ROWS, quoted=True))


def with_closure(
    query: exp.Select, code: exp.Expr | None = None, period: exp.Expr | None = None,
) -> exp.Select:
    same = exp.and_(
        exp.EQ(this=column(CLOSURE, "code"), expression=(code or column(ROWS, REGION)).copy()),
        exp.EQ(this=column(CLOSURE, PERIOD), expression=(period or column(ROWS, PERIOD)).copy()),
    )
    return query.join(table(CLOSURE, CLOSURE), on=same)


class Place:
    """Where and when: the region and period of a record, and the rows that have both."""

    def __init__(self, kind: str, span: Days, schema: Schema) -> None:
        self.shape: KindShape = schema[kind]
        self.span = span
        self.columns = Columns(schema, kind)

    def path(self, name: str) -> Path:
        return tuple(name.split("."))

    def region(self) -> exp.Expr:
        return self.columns.at(self.path(self.shape.region))

    def day(self) -> exp.Expr | None:
        return self.columns.at(self.path(self.shape.date)) if self.shape.date else None

    def period(self) -> exp.Expr:
        return self.span.column(self.day())

    def condition(self, *, placed: bool = True) -> exp.Expr | None:
        """Rows of the periods, with a region: a region reached through a reference may be missing."""
        reached = placed and "." in self.shape.region
        there = exp.Not(this=exp.Is(this=self.region(), expression=exp.Null())) if reached else None
        return both(self.span.condition(self.day()), there)

    def rows(self) -> exp.Select:
        """The kind with the joins that its columns need, which must all have been asked for by now."""
        return self.columns.join(exp.select().from_(table(self.shape.name, ROWS)))
