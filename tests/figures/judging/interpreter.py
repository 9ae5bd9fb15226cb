"""The indicator language in plain Python: what a definition means, without any engine, plan, or cube.

Expressions are read by their grammar alone; unknown values follow SQL: what is compared with NULL is unknown, and an
aggregate looks at known values only. Numbers are exact fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from sqlglot import exp

from plumbline.methods.shared import natural_order
from plumbline.rulebook.indicators.expressions import parse

Row = Mapping[str, Any]
Field = Callable[[tuple[str, ...]], Any]
Natural = Callable[[tuple[str, ...]], bool]
COMPARED: dict[type[exp.Expr], Callable[[Any, Any], bool]] = {
    exp.EQ: lambda a, b: a == b, exp.NEQ: lambda a, b: a != b, exp.LT: lambda a, b: a < b,
    exp.LTE: lambda a, b: a <= b, exp.GT: lambda a, b: a > b, exp.GTE: lambda a, b: a >= b,
}


class Judge:
    """Reads expressions about records of one kind. ``natural`` says which fields are codes."""

    def __init__(self, natural: Natural) -> None:
        self.natural = natural
        self.seen: set[str] = set()
        self._trees: dict[str, exp.Expr] = {}

    def tree(self, text: str) -> exp.Expr:
        if text not in self._trees:
            self._trees[text] = parse(text)
        return self._trees[text]

    def holds(self, text: str, field: Field) -> bool:
        """Whether a condition is true: unknown is not."""
        return self.row(self.tree(text), field) is True

    def of_many(self, text: str, fields: Iterable[Field], *, nothing: Any = None) -> Any:
        """An expression over many records. ``nothing`` is what an aggregate over no known value gives."""
        return self.many(self.tree(text), list(fields), nothing)

    # ------------------------------------------------------------------------------------------------ of one record

    def row(self, node: exp.Expr, field: Field) -> Any:
        self.seen.add(type(node).__name__)
        if isinstance(node, exp.Column | exp.Dot):
            value = field(path(node))
            return Fraction(value) if not isinstance(value, bool) and _number(value) else value
        if isinstance(node, exp.Literal):
            return node.name if node.is_string else Fraction(node.name)
        if isinstance(node, exp.Boolean):
            return bool(node.this)
        if isinstance(node, exp.Null):
            return None
        if isinstance(node, exp.Cast):
            return date.fromisoformat(node.this.name)
        if isinstance(node, exp.Paren):
            return self.row(node.this, field)
        if isinstance(node, exp.Neg):
            value = self.row(node.this, field)
            return None if value is None else -value
        if isinstance(node, exp.And | exp.Or | exp.Not):
            return self._logic(node, field)
        if isinstance(node, exp.Is):
            return self.row(node.this, field) is None
        if isinstance(node, exp.Case):
            for branch in node.args["ifs"]:
                if self.row(branch.this, field) is True:
                    return self.row(branch.args["true"], field)
            default = node.args.get("default")
            return None if default is None else self.row(default, field)
        if isinstance(node, exp.Coalesce):
            values = (self.row(each, field) for each in [node.this, *node.expressions])
            return next((value for value in values if value is not None), None)
        if isinstance(node, exp.Add | exp.Sub | exp.Mul):
            return _reckoned(node, self.row(node.left, field), self.row(node.right, field))
        return self._compared(node, field)

    def _logic(self, node: exp.Expr, field: Field) -> bool | None:
        if isinstance(node, exp.Not):
            value = self.row(node.this, field)
            return None if value is None else not value
        left, right = self.row(node.this, field), self.row(node.expression, field)
        ends = isinstance(node, exp.Or)
        if left is ends or right is ends:
            return ends
        return None if left is None or right is None else not ends

    def _compared(self, node: exp.Expr, field: Field) -> bool | None:
        if isinstance(node, exp.Between):
            sides = [node.this, node.args["low"], node.args["high"]]
        elif isinstance(node, exp.In):
            sides = [node.this, *node.expressions]
        else:
            sides = [node.left, node.right]
        ordered = not isinstance(node, exp.EQ | exp.NEQ | exp.In)
        codes = any(isinstance(each, exp.Column | exp.Dot) and self.natural(path(each)) for each in sides)
        values = [self._code(each, field, ordered=ordered) if codes else self.row(each, field) for each in sides]
        first, *others = values
        if isinstance(node, exp.Between):
            return _both(None if None in (first, others[0]) else first >= others[0],
                         None if None in (first, others[1]) else first <= others[1])
        if isinstance(node, exp.In):
            if first is None:
                return None
            return True if first in [each for each in others if each is not None] else None if None in others else False
        return None if None in values else COMPARED[type(node)](*values)

    def _code(self, node: exp.Expr, field: Field, *, ordered: bool) -> str | None:
        if isinstance(node, exp.Literal):
            value: Any = node.name if node.is_string else str(int(node.name))
        else:
            value = self.row(node, field)
        return natural_order.key(value) if ordered and value is not None else value

    # --------------------------------------------------------------------------------------------- of many records

    def many(self, node: exp.Expr, fields: list[Field], nothing: Any) -> Any:
        self.seen.add(type(node).__name__)
        if isinstance(node, exp.Paren):
            return self.many(node.this, fields, nothing)
        if isinstance(node, exp.Neg):
            value = self.many(node.this, fields, nothing)
            return None if value is None else -value
        if isinstance(node, exp.Literal):
            return Fraction(node.name)
        if isinstance(node, exp.Add | exp.Sub | exp.Mul):
            return _reckoned(node, self.many(node.left, fields, nothing), self.many(node.right, fields, nothing))
        if isinstance(node, exp.Filter):
            kept = [each for each in fields if self.row(node.expression.this, each) is True]
            return self.many(node.this, kept, nothing)
        return self._aggregate(node, fields, nothing)

    def _aggregate(self, node: exp.Expr, fields: list[Field], nothing: Any) -> Any:
        inner = node.this
        if isinstance(inner, exp.Star):
            return Fraction(len(fields))
        different = isinstance(inner, exp.Distinct)
        if different:
            self.seen.add("Distinct")
            inner = inner.expressions[0]
        values = [value for each in fields if (value := self.row(inner, each)) is not None]
        if isinstance(node, exp.Count):
            return Fraction(len(set(values)) if different else len(values))
        if not values:
            return nothing
        return sum(values) if isinstance(node, exp.Sum) else (min if isinstance(node, exp.Min) else max)(values)


def path(node: exp.Expr) -> tuple[str, ...]:
    return tuple(part.name for part in node.parts)


def _number(value: Any) -> bool:
    return value is not None and not isinstance(value, str | date)


def _reckoned(node: exp.Expr, left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    return left + right if isinstance(node, exp.Add) else left - right if isinstance(node, exp.Sub) else left * right


def _both(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True
