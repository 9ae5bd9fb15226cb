"""Aggregates taken apart: what an engine must count, and how the counts make the number.

``COUNT(*) FILTER (WHERE a) - SUM(b)`` has two atoms. Engines return atoms, exactly; regions are added up atom by atom,
and the formula is reckoned last, in Python's integers and decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact
from typing import TypeAlias

from sqlglot import exp

from plumbline.rulebook.indicators.expressions import AGGREGATES, Checked

Number: TypeAlias = int | Decimal
Reckoner: TypeAlias = Callable[[Mapping[str, Number | None]], Number]

COUNT, DISTINCT, SUM, MIN, MAX = "count", "distinct", "sum", "min", "max"
# Decimals are rounded to 28 digits unless told otherwise, and sums of engines have up to 38.
_EXACT = Context(prec=10_000, traps=[Inexact])


@dataclass(frozen=True, slots=True)
class Atom:
    """One aggregate. ``op`` is count, distinct, sum, min or max; ``value`` what is counted (None: records), ``where``
    the condition on the records it looks at. ``text`` tells equal atoms."""

    text: str
    op: str
    value: exp.Expr | None
    where: exp.Expr | None

    @property
    def additive(self) -> bool:
        """Whether the whole follows from the parts: not so for a distinct count."""
        return self.op != DISTINCT

    def join(self, left: Number | None, right: Number | None) -> Number | None:
        """The atom over two disjoint sets of records, from the atom over each. None: nothing was there."""
        if left is None or right is None:
            return right if left is None else left
        if self.op == MIN:
            return min(left, right)
        return max(left, right) if self.op == MAX else _added(left, right)

    def counted(self, *, adds: bool = False) -> exp.Expr | None:
        """The condition under which a record contributes: the filter, and a value to count. None: every record does.
        With ``adds``, a record that adds 0 to a sum does not."""
        if self.value is None:
            return self.where
        value = exp.paren(self.value.copy())
        there: exp.Expr = exp.Not(this=exp.Is(this=value, expression=exp.Null()))
        if adds and self.op == SUM:
            there = exp.NEQ(this=value, expression=exp.Literal.number(0))
        return there if self.where is None else exp.and_(self.where.copy(), there)


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked aggregate expression with its atoms."""

    text: str
    type: str
    tree: exp.Expr
    atoms: tuple[Atom, ...]
    reckon: Reckoner = field(compare=False, repr=False)
    """The number, given each atom's value by its text. An aggregate over nothing is 0."""

    @classmethod
    def of(cls, checked: Checked) -> Formula:
        """Take a checked expression apart."""
        atoms = {atom.text: atom for atom in map(_atom, _aggregates(checked.tree))}
        return cls(checked.text, checked.type, checked.tree, tuple(atoms.values()), _reckoner(checked.tree))

    @property
    def counts_records(self) -> bool:
        """Whether it is a plain count of records, so that each record is in or out: what a binomial interval needs."""
        return len(self.atoms) == 1 and self.atoms[0].op == COUNT and isinstance(
            self.tree.unnest(), exp.Count | exp.Filter)

    def counted(self, *, adds: bool = False) -> exp.Expr | None:
        """The condition under which a record contributes to any of the atoms. None: every record does."""
        conditions = [atom.counted(adds=adds) for atom in self.atoms]
        if any(condition is None for condition in conditions):
            return None
        return exp.or_(*(condition.copy() for condition in conditions if condition is not None))


def _aggregates(tree: exp.Expr) -> list[exp.Expr]:
    found: list[exp.Expr] = []
    for node in tree.walk(prune=lambda each: isinstance(each, (exp.Filter, *AGGREGATES))):
        if isinstance(node, (exp.Filter, *AGGREGATES)):
            found.append(node)
    return found


def _atom(node: exp.Expr) -> Atom:
    where = node.expression.this if isinstance(node, exp.Filter) else None
    inner = node.this if isinstance(node, exp.Filter) else node
    value: exp.Expr | None = inner.this
    op = inner.key
    if isinstance(value, exp.Star):
        value = None
    elif isinstance(value, exp.Distinct):
        op, value = DISTINCT, value.expressions[0]
    return Atom(node.sql(), op, value, where)


def _reckoner(node: exp.Expr) -> Reckoner:
    # Made once for each definition: there are as many figures as regions, and writing SQL anew for each would tell.
    if isinstance(node, (exp.Filter, *AGGREGATES)):
        text = node.sql()
        return lambda values: values.get(text) or 0
    if isinstance(node, exp.Literal):
        number: Number = Decimal(node.name) if "." in node.name else int(node.name)
        return lambda values: number
    if isinstance(node, exp.Paren):
        return _reckoner(node.this)
    if isinstance(node, exp.Neg):
        negated = _reckoner(node.this)
        return lambda values: _negated(negated(values))
    left, right = _reckoner(node.args["this"]), _reckoner(node.args["expression"])
    if isinstance(node, exp.Add):
        return lambda values: _added(left(values), right(values))
    if isinstance(node, exp.Sub):
        return lambda values: _added(left(values), _negated(right(values)))
    return lambda values: _multiplied(left(values), right(values))


def _added(left: Number, right: Number) -> Number:
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    return _EXACT.add(left, right)


def _multiplied(left: Number, right: Number) -> Number:
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    return _EXACT.multiply(left, right)


def _negated(number: Number) -> Number:
    return -number if isinstance(number, int) else number.copy_negate()
