"""From field paths to columns: which tables a query joins to reach them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from plumbline.figures.engine.schema import INSTANCE
from plumbline.rulebook.indicators.expressions import ARITHMETIC, path_of
from plumbline.rulebook.indicators.shapes import FieldShape, Path, Schema, UnknownName, follow

ROW = "r"
WIDE_DIGITS = 28
"""Digits of decimals that are reckoned with: products of two then have as many as an engine has."""


def column(table: str, name: str) -> exp.Column:
    """``"table"."name"``, quoted, so that no name is taken for a word of SQL."""
    return exp.column(name, table=table, quoted=True)


def table(name: str, alias: str) -> exp.Expr:
    """``"name" AS "alias"``."""
    return exp.alias_(exp.to_table(f'"{name}"'), alias, table=True, quoted=True)


def text_of(shape: FieldShape | None, at: exp.Expr) -> exp.Expr:
    """The column ``at`` as its field is now: what a cut of an earlier release holds as a whole number, as text."""
    return exp.cast(at, "text") if shape is not None and shape.natural else at


def identity(schema: Schema, kind: str, path: Path) -> bool:
    """Whether ``path`` ends in a number that an instance gave to a record of its own: in a joint cut the same number
    from two instances is then two things. A region's code is one thing for all."""
    owner = kind
    for step in path[:-1]:
        owner = schema[owner].fields[step].refers
    shape, field = schema[owner], schema[owner].fields.get(path[-1])
    if field is None or not schema[kind].joint:
        return False
    if field.refers:
        return schema[field.refers].joint
    return path[-1] in shape.key and shape.region not in shape.key


class Columns:
    """Columns of one query. Asking for a path through references notes the joins it needs.

    ``known`` gives the columns that are there without a join; any other path is reached through its parent. References
    are joined from the left: a register often arrives after its events, and an event without its register still counts.
    """

    def __init__(self, schema: Schema, kind: str, known: Mapping[Path, exp.Expr] | None = None) -> None:
        self.schema = schema
        self.kind = kind
        self.known = known
        self.joins: dict[Path, tuple[str, exp.Expr]] = {}

    def at(self, path: Path) -> exp.Expr:
        """The column at the end of ``path``."""
        if self.known is not None and path in self.known:
            return self.known[path].copy()
        at = column(ROW, path[0]) if len(path) == 1 else column(self._joined(path[:-1]), path[-1])
        return text_of(self._field(path), at)

    def _field(self, path: Path) -> FieldShape | None:
        try:
            return follow(self.schema, self.kind, path)
        except UnknownName:
            return None  # a column of the files, such as the leaf, and no field

    def _joined(self, path: Path) -> str:
        alias = "_".join((ROW, *path))
        if path not in self.joins:
            key = self.at(path)
            kind = follow(self.schema, self.kind, path).refers
            same: exp.Expr = exp.EQ(this=column(alias, self.schema[kind].key[0]), expression=key)
            if self.schema[kind].joint:
                # A reference means the record of the instance that made it.
                here = column("_".join((ROW, *path[:-1])), INSTANCE)
                same = exp.and_(same, exp.EQ(this=column(alias, INSTANCE), expression=here))
            self.joins[path] = (kind, same)
        return alias

    def rewrite(self, tree: exp.Expr) -> exp.Expr:
        """A copy of a definition's expression with columns in place of field paths."""

        def put(node: exp.Expr) -> exp.Expr:
            if not isinstance(node, exp.Column | exp.Dot):
                return node
            at, shape = self.at(path_of(node)), self._field(path_of(node))
            if shape is not None and shape.type == "decimal" and node.find_ancestor(*ARITHMETIC):
                # DuckDB keeps the sum or product of two decimals of 18 digits within 18, and fails beyond them.
                return exp.cast(at, f"decimal({WIDE_DIGITS}, {shape.places})")
            return at

        return tree.copy().transform(put)

    def join(self, query: exp.Select) -> exp.Select:
        """``query`` with the joins that were noted; to be called when every column has been asked for."""
        for path, (kind, same) in self.joins.items():
            query = query.join(table(kind, "_".join((ROW, *path))), on=same, join_type="left")
        return query


def both(*conditions: exp.Expr | None) -> exp.Expr | None:
    """All of the conditions that there are, joined by AND; None if there is none."""
    there = [condition.copy() for condition in conditions if condition is not None]
    return exp.and_(*there) if there else None
