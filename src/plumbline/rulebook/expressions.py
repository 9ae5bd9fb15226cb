"""The portable SQL of indicator definitions: one expression, checked when it is loaded.

What is allowed means the same on every engine; all else is refused with its reason
(docs/decisions/0005-portable-sql.md). Allowed: AND, OR, NOT, comparisons, IN, BETWEEN, IS NULL, CASE, COALESCE, + -
and * on integers and decimals, text, number and ``DATE '2013-01-31'`` literals, dotted paths through references; and
over many records COUNT, COUNT(DISTINCT), SUM of integers or decimals, MIN and MAX, each with FILTER (WHERE ...).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import sqlglot
from sqlglot import exp

from plumbline.rulebook.refusals import Refused, refuse
from plumbline.rulebook.shapes import NUMBERS, TEXTS, FieldShape, Path

Lookup: TypeAlias = Callable[[Path], FieldShape]
"""Finds a field; raises :class:`plumbline.rulebook.shapes.UnknownName`."""

COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul)
AGGREGATES = (exp.Count, exp.Sum, exp.Min, exp.Max)
Node: TypeAlias = exp.Expr
Rules: TypeAlias = dict[type[Node], Callable[..., str]]
# Arguments that some rule below looks at, or that change nothing (big_int, typed, safe: how sqlglot would translate).
ARGUMENTS = frozenset({
    "this", "expression", "expressions", "low", "high", "ifs", "default", "to", "query", "unnest", "field", "true",
    "table", "db", "catalog", "is_string", "big_int", "typed", "safe",
})


@dataclass(frozen=True, slots=True)
class Checked:
    """An expression that passed. ``type`` is integer, decimal, text, date, flag or null; ``paths`` its fields."""

    text: str
    tree: exp.Expr
    type: str
    paths: tuple[Path, ...]


def condition(text: str, lookup: Lookup) -> Checked:
    """A yes-or-no expression about one record. :raises Refused: for anything else."""
    checked = row(text, lookup)
    if checked.type != "flag":
        raise Refused(f"this is {_a(checked.type)}, not a condition", "Compare it with something")
    return checked


def row(text: str, lookup: Lookup) -> Checked:
    """An expression about one record. :raises Refused: for anything else."""
    tree = parse(text)
    return Checked(text, tree, _Rows(lookup).type(tree), tuple(paths(tree)))


def aggregate(text: str, lookup: Lookup) -> Checked:
    """An expression over many records: aggregates joined by + - and *. :raises Refused: for anything else."""
    tree = parse(text)
    found = _Aggregates(lookup).type(tree)
    if found not in NUMBERS:
        raise Refused(f"this gives {_a(found)}, and a figure is a number", "Count, or add up integers or decimals")
    if not any(isinstance(node, AGGREGATES) for node in tree.walk()):
        raise Refused("nothing is counted or added up here", "Write COUNT(*), say")
    return Checked(text, tree, found, tuple(paths(tree)))


def folded(text: str, lookup: Lookup) -> Checked:
    """Like :func:`aggregate`, but the result may be of any type: what is known of a group of records."""
    tree = parse(text)
    found = _Aggregates(lookup).type(tree)
    return Checked(text, tree, found, tuple(paths(tree)))


def parse(text: str) -> exp.Expr:
    """The syntax tree of one expression. :raises Refused: if it is not exactly one."""
    if not text.strip():
        raise Refused("this is empty", "Write an expression, or leave the key out")
    try:
        query = sqlglot.parse_one(f"SELECT {text}")
    except sqlglot.errors.SqlglotError as error:
        if text.lstrip()[:6].upper() in {"SELECT", "WITH"}:
            raise refuse(exp.Select()) from error
        found = error.errors[0] if isinstance(error, sqlglot.errors.ParseError) and error.errors else {}
        near = f" near '{found['highlight']}'" if found.get("highlight") else ""
        raise Refused(f"this cannot be read{near}", "Check brackets and 'quotes'") from error
    if not isinstance(query, exp.Select):
        raise Refused("this is more than one expression", "Write one expression and no semicolon")
    for name, value in query.args.items():
        if name not in {"expressions", "kind"} and value:
            raise refuse(value[0] if isinstance(value, list) else value)
    if len(query.expressions) != 1:
        raise Refused("this is more than one expression", "Write one expression and no comma")
    only: exp.Expr = query.expressions[0]
    return only


def paths(tree: exp.Expr) -> Iterator[Path]:
    """Every field the tree uses, in order of first use."""
    seen: set[Path] = set()
    for node in tree.walk(prune=lambda each: isinstance(each, exp.Dot)):
        if isinstance(node, exp.Column | exp.Dot) and (path := path_of(node)) not in seen:
            seen.add(path)
            yield path


def path_of(node: exp.Column | exp.Dot) -> Path:
    """``organisation.output_value`` -> ``("organisation", "output_value")``."""
    return tuple(part.name for part in node.parts)


class _Rows:
    """Types of expressions about one record; what has no rule here is refused."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup

    def type(self, node: Node) -> str:
        # Exact classes: a subclass is other syntax (TRY_CAST is a Cast), and so is an argument nobody looks at.
        rule = self.rules().get(type(node))
        if rule is None or any(value and name not in ARGUMENTS for name, value in node.args.items()):
            raise refuse(node)
        return rule(node)

    def rules(self) -> Rules:
        return {
            exp.Paren: lambda node: self.type(node.this),
            exp.Column: lambda node: _plain(self.lookup(path_of(node)).type),
            exp.Dot: lambda node: _plain(self.lookup(path_of(node)).type),
            exp.Literal: _literal,
            exp.Boolean: lambda _: "flag",
            exp.Null: lambda _: "null",
            exp.Cast: _date,
            exp.Neg: lambda node: self.number(node.this),
            exp.And: lambda node: self.flags(node.left, node.right),
            exp.Or: lambda node: self.flags(node.left, node.right),
            exp.Not: lambda node: self.flags(node.this),
            exp.Between: self.between,
            exp.In: self.is_in,
            exp.Is: self.is_null,
            exp.Case: self.case,
            exp.Coalesce: lambda node: self.alike(node, [node.this, *node.expressions]),
            exp.Filter: _no_aggregate,
            **dict.fromkeys(ARITHMETIC, lambda node: _wider(self.number(node.left), self.number(node.right))),
            **dict.fromkeys(COMPARISONS, self.compare),
            **dict.fromkeys(AGGREGATES, _no_aggregate),
        }

    def number(self, node: Node) -> str:
        found = self.type(node)
        if found not in NUMBERS:
            raise Refused(f"'{node.sql()}' is {_a(found)}, not a number", "Reckon with integers and decimals only")
        return found

    def flags(self, *nodes: Node) -> str:
        for node in nodes:
            if (found := self.type(node)) != "flag":
                raise Refused(f"'{node.sql()}' is {_a(found)}, not a condition", "Compare it with something")
        return "flag"

    def alike(self, whole: Node, nodes: list[Node]) -> str:
        found = ""
        for node in nodes:
            here = self.type(node)
            if not found or found == "null":
                found = here
            elif here not in {found, "null"}:
                if not {found, here} <= NUMBERS:
                    raise Refused(f"'{whole.sql()}' puts {_a(found)} beside {_a(here)}", "Use values of one type")
                found = "decimal"
        return found

    def compare(self, node: exp.Binary) -> str:
        if isinstance(node.left, exp.Null) or isinstance(node.right, exp.Null):
            raise Refused(f"'{node.sql()}' is never true, since nothing equals NULL", "Write IS NULL or IS NOT NULL")
        found = self.alike(node, [node.left, node.right])
        if found in {"text", "flag"} and not isinstance(node, exp.EQ | exp.NEQ):
            raise Refused(f"'{node.sql()}' orders {_a(found)}, and engines order it differently", "Use =, <> or IN")
        self.codes(node.left, node.right)
        self.codes(node.right, node.left)
        return "flag"

    def between(self, node: exp.Between) -> str:
        found = self.alike(node, [node.this, node.args["low"], node.args["high"]])
        if found not in NUMBERS | {"date"}:
            raise Refused(f"'{node.sql()}' orders {_a(found)}, and engines order it differently", "Use =, <> or IN")
        return "flag"

    def is_in(self, node: exp.In) -> str:
        for name in ("query", "unnest", "field"):
            if node.args.get(name):
                raise refuse(node.args[name])
        for each in node.expressions:
            if isinstance(each, exp.Null):
                raise Refused("NULL in a list makes NOT IN never true", "Leave it out, and test IS NULL apart")
            self.codes(node.this, each)
        self.alike(node, [node.this, *node.expressions])
        return "flag"

    def is_null(self, node: exp.Is) -> str:
        if not isinstance(node.expression, exp.Null):
            raise Refused(f"'{node.sql()}' is not portable", "IS goes with NULL only; write the flag alone")
        self.type(node.this)
        return "flag"

    def case(self, node: exp.Case) -> str:
        if node.this is not None:
            raise Refused("CASE with a value after it is not portable", "Write CASE WHEN condition THEN value ... END")
        branches = node.args["ifs"]
        self.flags(*(branch.this for branch in branches))
        default = node.args.get("default")
        return self.alike(node, [*(branch.args["true"] for branch in branches), *([default] if default else [])])

    def codes(self, field: Node, value: Node) -> None:
        """A text compared with a choice must be one of its codes: a misspelt code would silently count nothing."""
        if isinstance(field, exp.Column | exp.Dot) and isinstance(value, exp.Literal) and value.is_string:
            shape = self.lookup(path_of(field))
            if shape.codes and value.name not in shape.codes:
                raise Refused.close(f"'{value.name}' is no code of '{field.sql()}'", value.name, sorted(shape.codes))


class _Aggregates(_Rows):
    """Types of expressions over many records: inside an aggregate, rows; outside, aggregates and literals only."""

    def __init__(self, lookup: Lookup) -> None:
        super().__init__(lookup)
        self.inside = _Rows(lookup)

    def rules(self) -> Rules:
        return {
            exp.Paren: lambda node: self.type(node.this),
            exp.Literal: _literal,
            exp.Neg: lambda node: self.number(node.this),
            exp.Filter: self.filtered,
            exp.Count: self.count,
            exp.Sum: lambda node: self.total(node.this),
            exp.Min: self.extreme,
            exp.Max: self.extreme,
            exp.Column: self.loose,
            exp.Dot: self.loose,
            **dict.fromkeys(ARITHMETIC, lambda node: _wider(self.number(node.left), self.number(node.right))),
        }

    def filtered(self, node: exp.Filter) -> str:
        if not isinstance(node.this, AGGREGATES):
            raise Refused(f"FILTER cannot follow '{node.this.sql()}'", "It follows COUNT, SUM, MIN or MAX")
        self.inside.flags(node.expression.this)
        return self.type(node.this)

    def count(self, node: exp.Count) -> str:
        if node.expressions:
            raise Refused("COUNT takes one value", "Count one field, or COUNT(*)")
        counted = node.this
        if isinstance(counted, exp.Distinct):
            if len(counted.expressions) != 1 or counted.args.get("on"):
                raise Refused("COUNT(DISTINCT) takes one value", "Engines count rows with NULL differently")
            counted = counted.expressions[0]
        if not isinstance(counted, exp.Star):
            self.inside.type(counted)
        return "integer"

    def total(self, node: Node) -> str:
        if isinstance(node, exp.Distinct):
            raise Refused("SUM(DISTINCT) adds equal values of different records once", "Group by the record with 'per'")
        return self.inside.number(node)

    def extreme(self, node: exp.Min | exp.Max) -> str:
        if node.expressions or isinstance(node.this, exp.Distinct):
            raise Refused(f"{node.key.upper()} takes one value", "Write the field alone")
        if (found := self.inside.type(node.this)) not in NUMBERS | {"date"}:
            raise Refused(f"'{node.sql()}' orders {_a(found)}, and engines order it differently", "Use a number")
        return found

    def loose(self, node: exp.Column | exp.Dot) -> str:
        self.lookup(path_of(node))  # an unknown name is the likelier mistake, and has the better message
        raise Refused(f"'{node.sql()}' stands outside COUNT, SUM, MIN or MAX", "A figure is made of aggregates")


def _no_aggregate(node: Node) -> str:
    raise Refused(f"'{node.sql()}' is about many records, and one record is meant here", "Use the record's own fields")


def _plain(kind: str) -> str:
    return "text" if kind in TEXTS else kind


def _wider(left: str, right: str) -> str:
    return "integer" if left == right == "integer" else "decimal"


def _literal(node: exp.Literal) -> str:
    if node.is_string:
        return "text"
    if "e" in node.name.lower():
        raise Refused(f"'{node.name}' is a floating-point number", "Write it out in digits: sums must be exact")
    return "decimal" if "." in node.name else "integer"


def _date(node: exp.Cast) -> str:
    if not (node.is_type("date") and isinstance(node.this, exp.Literal) and node.this.is_string):
        raise Refused(f"'{node.sql()}' converts a value, and engines convert differently", "Declare the field's type")
    try:
        date.fromisoformat(node.this.name)
    except ValueError as error:
        raise Refused(f"'{node.this.name}' is not a day", "Write DATE '2013-01-31'") from error
    return "date"


def _a(kind: str) -> str:
    return {"integer": "an integer", "null": "NULL"}.get(kind, f"a {kind}")
