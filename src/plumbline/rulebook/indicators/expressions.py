"""The portable SQL of indicator definitions: one expression, checked when it is loaded.

What is allowed means the same on every engine; all else is refused with its reason
(docs/decisions/0005-portable-sql.md). Allowed: AND, OR, NOT, comparisons, IN, BETWEEN, IS NULL, CASE, COALESCE, + -
and * on integers and decimals, text, number and ``DATE '2013-01-31'`` literals, dotted paths through references; and
over many records COUNT, COUNT(DISTINCT), SUM of integers or decimals, MIN and MAX, each with FILTER (WHERE ...).

A field of codes (``FieldShape.natural``) is text, and beside it a whole number stands for its digits: ``clause = 14``
is ``clause = '14'``. Codes may be ordered, which is done in natural order: ``clause <= 14`` holds for 2, not for 14A.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import sqlglot
from sqlglot import exp

from plumbline.methods.shared import natural_order
from plumbline.methods.shared.suggesting import suggest
from plumbline.rulebook.indicators.expression_size import measure
from plumbline.rulebook.indicators.refusals import ExpressionError, refuse, shown
from plumbline.rulebook.indicators.shapes import NUMBERS, TEXTS, FieldShape, Path
from plumbline.text import Text

Lookup: TypeAlias = Callable[[Path], FieldShape]
"""Finds a field; raises :class:`plumbline.rulebook.indicators.shapes.UnknownName`."""

COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul)
AGGREGATES = (exp.Count, exp.Sum, exp.Min, exp.Max)
TYPES = {
    "integer": Text("an integer", "整数"), "decimal": Text("a decimal", "小数"), "text": Text("a text", "文本"),
    "date": Text("a date", "日期"), "flag": Text("a flag", "是否值"), "null": Text("NULL", "NULL"),
}
COMPARE = Text("Compare it with something", "请写成比较式")
EQUAL = Text("Use =, <> or IN", "请用=、<>或IN")
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
    """A yes-or-no expression about one record. :raises ExpressionError: for anything else."""
    checked = row(text, lookup)
    if checked.type != "flag":
        named = _a(checked.type)
        raise ExpressionError("expression.not_condition",
                              Text(f"this is {named.en}, not a condition", f"这是{named.zh}，不是条件"),
                              next_step=COMPARE)
    return checked


def row(text: str, lookup: Lookup) -> Checked:
    """An expression about one record. :raises ExpressionError: for anything else."""
    tree = parse(text)
    found = _Rows(lookup).type(tree)
    return Checked(text, codes_compared(tree, lookup), found, tuple(paths(tree)))


def aggregate(text: str, lookup: Lookup) -> Checked:
    """An expression over many records: aggregates joined by + - and *. :raises ExpressionError: for anything else."""
    tree = parse(text)
    found = _Aggregates(lookup).type(tree)
    if found not in NUMBERS:
        named = _a(found)
        raise ExpressionError("expression.not_number", Text(f"this gives {named.en}, and a figure is a number",
                                                            f"结果是{named.zh}，而指标须为数字"),
                              next_step=Text("Count, or add up integers or decimals", "请计数，或对整数、小数求和"))
    if not any(isinstance(node, AGGREGATES) for node in tree.walk()):
        raise ExpressionError("expression.nothing_counted", Text("nothing is counted or added up here",
                                                                 "此处没有计数或求和"),
                              next_step=Text("Write COUNT(*), say", "例如填写COUNT(*)"))
    return Checked(text, codes_compared(tree, lookup), found, tuple(paths(tree)))


def folded(text: str, lookup: Lookup) -> Checked:
    """Like :func:`aggregate`, but the result may be of any type: what is known of a group of records."""
    tree = parse(text)
    found = _Aggregates(lookup).type(tree)
    return Checked(text, codes_compared(tree, lookup), found, tuple(paths(tree)))


def natural_key(code: exp.Expr) -> exp.Expr:
    """The key by which a code is ordered, as every engine makes it."""
    return exp.Anonymous(this=natural_order.FUNCTION, expressions=[code.copy()])


def codes_compared(tree: exp.Expr, lookup: Lookup) -> exp.Expr:
    """``tree``, which passed, with every comparison of a field of codes made one of texts or of their keys."""

    def put(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, (*COMPARISONS, exp.In, exp.Between)) or not any(
                _is_code(each, lookup) for each in node.iter_expressions()):
            return node
        ordered = not isinstance(node, exp.EQ | exp.NEQ | exp.In)
        for each in list(node.iter_expressions()):
            if isinstance(each, exp.Literal):
                text = each.name if each.is_string else str(int(each.name))
                each.replace(exp.Literal.string(natural_order.key(text) if ordered else text))
            elif ordered:
                each.replace(natural_key(each))
        return node

    return tree.copy().transform(put)


def _is_code(node: exp.Expr, lookup: Lookup) -> bool:
    return isinstance(node, exp.Column | exp.Dot) and lookup(path_of(node)).natural


def parse(text: str) -> exp.Expr:
    """The syntax tree of one expression. :raises ExpressionError: if it is not exactly one."""
    if not text.strip():
        raise ExpressionError("expression.empty", Text("this is empty", "此处为空"), next_step=Text(
            "Write an expression, or leave the key out", "请填写表达式，或删去此项"))
    measure(text)
    try:
        query = sqlglot.parse_one(f"SELECT {text}")
    except RecursionError as error:
        raise ExpressionError("expression.too_deep", Text("this is nested too deeply", "嵌套过深"), next_step=Text(
            "Divide it: brackets in brackets are hard to read, too", "请拆分：层层嵌套的括号也不便阅读")) from error
    except sqlglot.errors.SqlglotError as error:
        if text.lstrip()[:6].upper() in {"SELECT", "WITH"}:
            raise refuse(exp.Select()) from error
        found = error.errors[0] if isinstance(error, sqlglot.errors.ParseError) and error.errors else {}
        near = found.get("highlight") or ""
        at = Text(f" near '{near}'", f"：“{near}”附近有误") if near else Text()
        raise ExpressionError("expression.unreadable", Text(f"this cannot be read{at.en}", f"无法读懂{at.zh}"),
                              next_step=Text("Check brackets and 'quotes'", "请检查括号和单引号")) from error
    if not isinstance(query, exp.Select):
        raise _several(Text("Write one expression and no semicolon", "只写一个表达式，不用分号"))
    for name, value in query.args.items():
        if name not in {"expressions", "kind"} and value:
            raise refuse(value[0] if isinstance(value, list) else value)
    if len(query.expressions) != 1:
        raise _several(Text("Write one expression and no comma", "只写一个表达式，不用逗号"))
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
            said, named = shown(node), _a(found)
            raise ExpressionError("expression.not_number", Text(f"'{said}' is {named.en}, not a number",
                                                                f"“{said}”是{named.zh}，不是数字"), next_step=Text(
                "Reckon with integers and decimals only", "只能对整数和小数运算"))
        return found

    def flags(self, *nodes: Node) -> str:
        for node in nodes:
            if (found := self.type(node)) != "flag":
                said, named = shown(node), _a(found)
                raise ExpressionError("expression.not_condition", Text(
                    f"'{said}' is {named.en}, not a condition", f"“{said}”是{named.zh}，不是条件"), next_step=COMPARE)
        return "flag"

    def alike(self, whole: Node, nodes: list[Node]) -> str:
        found = ""
        for node in nodes:
            here = self.type(node)
            if not found or found == "null":
                found = here
            elif here not in {found, "null"}:
                if not {found, here} <= NUMBERS:
                    said, one, other = shown(whole), _a(found), _a(here)
                    raise ExpressionError("expression.types_mixed", Text(
                        f"'{said}' puts {one.en} beside {other.en}", f"“{said}”把{one.zh}与{other.zh}放在一起"),
                        next_step=Text("Use values of one type", "请使用同一类型的值"))
                found = "decimal"
        return found

    def compare(self, node: exp.Binary) -> str:
        if isinstance(node.left, exp.Null) or isinstance(node.right, exp.Null):
            raise ExpressionError("expression.null_compared", Text(
                f"'{shown(node)}' is never true, since nothing equals NULL",
                f"“{shown(node)}”永远不成立：任何值都不等于NULL"), next_step=Text(
                "Write IS NULL or IS NOT NULL", "请写IS NULL或IS NOT NULL"))
        if self.of_codes(node, [node.left, node.right]):
            return "flag"
        found = self.alike(node, [node.left, node.right])
        if found in {"text", "flag"} and not isinstance(node, exp.EQ | exp.NEQ):
            raise _disordered(node, found, EQUAL)
        self.codes(node.left, node.right)
        self.codes(node.right, node.left)
        return "flag"

    def of_codes(self, whole: Node, nodes: list[Node]) -> bool:
        """Whether a field of codes is compared, with nothing but codes, texts and whole numbers."""
        codes = [node for node in nodes if _is_code(node, self.lookup)]
        for node in nodes if codes else ():
            found = self.type(node)
            if node not in codes and not (isinstance(node, exp.Literal) and found in {"text", "integer"}):
                said, code, named = shown(whole), shown(codes[0]), _a(found)
                raise ExpressionError("expression.code_compared", Text(
                    f"'{said}' compares the code '{code}' with {named.en}",
                    f"“{said}”将编号“{code}”与{named.zh}比较"), next_step=Text(
                    "Compare it with a text or a whole number: '3-501.16', 14",
                    "请与文本或整数比较，如'3-501.16'、14"))
        return bool(codes)

    def between(self, node: exp.Between) -> str:
        if self.of_codes(node, [node.this, node.args["low"], node.args["high"]]):
            return "flag"
        found = self.alike(node, [node.this, node.args["low"], node.args["high"]])
        if found not in NUMBERS | {"date"}:
            raise _disordered(node, found, EQUAL)
        return "flag"

    def is_in(self, node: exp.In) -> str:
        for name in ("query", "unnest", "field"):
            if node.args.get(name):
                raise refuse(node.args[name])
        for each in node.expressions:
            if isinstance(each, exp.Null):
                raise ExpressionError("expression.null_compared", Text(
                    "NULL in a list makes NOT IN never true", "列表中含NULL时，NOT IN永远不成立"), next_step=Text(
                    "Leave it out, and test IS NULL apart", "请去掉NULL，另写IS NULL"))
            self.codes(node.this, each)
        if not self.of_codes(node, [node.this, *node.expressions]):
            self.alike(node, [node.this, *node.expressions])
        return "flag"

    def is_null(self, node: exp.Is) -> str:
        if not isinstance(node.expression, exp.Null):
            raise ExpressionError("expression.is_with_value", Text(
                f"'{shown(node)}' is not portable", f"“{shown(node)}”在各引擎间不通用"), next_step=Text(
                "IS goes with NULL only; write the flag alone", "IS只能与NULL连用；是否型字段直接写字段名"))
        self.type(node.this)
        return "flag"

    def case(self, node: exp.Case) -> str:
        if node.this is not None:
            raise ExpressionError("expression.case_with_value", Text(
                "CASE with a value after it is not portable", "CASE后直接跟值在各引擎间不通用"), next_step=Text(
                "Write CASE WHEN condition THEN value ... END", "请写CASE WHEN 条件 THEN 值 ... END"))
        branches = node.args["ifs"]
        self.flags(*(branch.this for branch in branches))
        default = node.args.get("default")
        return self.alike(node, [*(branch.args["true"] for branch in branches), *([default] if default else [])])

    def codes(self, field: Node, value: Node) -> None:
        """A text compared with a choice must be one of its codes: a misspelt code would silently count nothing."""
        if isinstance(field, exp.Column | exp.Dot) and isinstance(value, exp.Literal) and value.is_string:
            shape = self.lookup(path_of(field))
            if shape.codes and value.name not in shape.codes:
                raise ExpressionError("expression.unknown_code", Text(
                    f"'{value.name}' is no code of '{field.sql()}'", f"“{value.name}”不是“{field.sql()}”的代码"),
                    next_step=suggest(value.name, sorted(shape.codes)))


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
            raise ExpressionError("expression.filter_misplaced", Text(
                f"FILTER cannot follow '{shown(node.this)}'", f"FILTER不能跟在“{shown(node.this)}”之后"),
                next_step=Text("It follows COUNT, SUM, MIN or MAX", "只能跟在COUNT、SUM、MIN或MAX之后"))
        self.inside.flags(node.expression.this)
        return self.type(node.this)

    def count(self, node: exp.Count) -> str:
        if node.expressions:
            raise _one_value("COUNT", Text("Count one field, or COUNT(*)", "请统计一个字段，或写COUNT(*)"))
        counted = node.this
        if isinstance(counted, exp.Distinct):
            if len(counted.expressions) != 1 or counted.args.get("on"):
                raise _one_value("COUNT(DISTINCT)", Text("Engines count rows with NULL differently",
                                                         "各引擎对含NULL的行计数不一致"))
            counted = counted.expressions[0]
        if not isinstance(counted, exp.Star):
            self.inside.type(counted)
        return "integer"

    def total(self, node: Node) -> str:
        if isinstance(node, exp.Distinct):
            raise ExpressionError("expression.sum_distinct", Text(
                "SUM(DISTINCT) adds equal values of different records once",
                "SUM(DISTINCT)会把不同记录的相同值只加一次"), next_step=Text(
                "Group by the record with 'per'", "请用统计单元（per）按记录分组"))
        return self.inside.number(node)

    def extreme(self, node: exp.Min | exp.Max) -> str:
        if node.expressions or isinstance(node.this, exp.Distinct):
            raise _one_value(node.key.upper(), Text("Write the field alone", "请只写字段"))
        if (found := self.inside.type(node.this)) not in NUMBERS | {"date"}:
            raise _disordered(node, found, Text("Use a number", "请使用数字"))
        return found

    def loose(self, node: exp.Column | exp.Dot) -> str:
        self.lookup(path_of(node))  # an unknown name is the likelier mistake, and has the better message
        raise ExpressionError("expression.outside_aggregate", Text(
            f"'{node.sql()}' stands outside COUNT, SUM, MIN or MAX",
            f"“{node.sql()}”须放在COUNT、SUM、MIN或MAX之内"), next_step=Text(
            "A figure is made of aggregates", "指标由汇总函数构成"))


def _no_aggregate(node: Node) -> str:
    raise ExpressionError("expression.aggregate_in_record", Text(
        f"'{shown(node)}' is about many records, and one record is meant here",
        f"“{shown(node)}”涉及多条记录，此处只能针对一条记录"), next_step=Text(
        "Use the record's own fields", "请使用记录自身的字段"))


def _plain(kind: str) -> str:
    return "text" if kind in TEXTS else kind


def _wider(left: str, right: str) -> str:
    return "integer" if left == right == "integer" else "decimal"


def _literal(node: exp.Literal) -> str:
    if node.is_string:
        return "text"
    if "e" in node.name.lower():
        raise ExpressionError("expression.exponent", Text(
            f"'{node.name}' is a floating-point number", f"“{node.name}”是浮点数"), next_step=Text(
            "Write it out in digits: sums must be exact", "请用数字完整写出：求和须准确"))
    return "decimal" if "." in node.name else "integer"


def _date(node: exp.Cast) -> str:
    if not (node.is_type("date") and isinstance(node.this, exp.Literal) and node.this.is_string):
        raise ExpressionError("expression.converted", Text(
            f"'{shown(node)}' converts a value, and engines convert differently",
            f"“{shown(node)}”转换类型，各引擎转换不一致"), next_step=Text(
            "Declare the field's type", "请在字段声明中确定类型"))
    try:
        date.fromisoformat(node.this.name)
    except ValueError as error:
        raise ExpressionError("expression.not_day", Text(
            f"'{node.this.name}' is not a day", f"“{node.this.name}”不是日期"), next_step=Text(
            "Write DATE '2013-01-31'", "请写DATE '2013-01-31'")) from error
    return "date"


def _a(kind: str) -> Text:
    return TYPES.get(kind) or Text(f"a {kind}", kind)


def _several(next_step: Text) -> ExpressionError:
    return ExpressionError("expression.several", Text("this is more than one expression", "只能填写一个表达式"),
                           next_step=next_step)


def _one_value(name: str, next_step: Text) -> ExpressionError:
    return ExpressionError("expression.one_value", Text(f"{name} takes one value", f"{name}只能取一个值"),
                           next_step=next_step)


def _disordered(node: Node, kind: str, next_step: Text) -> ExpressionError:
    said, named = shown(node), _a(kind)
    return ExpressionError("expression.not_ordered", Text(
        f"'{said}' orders {named.en}, and engines order it differently",
        f"“{said}”按大小比较{named.zh}，各引擎排序不一致"), next_step=next_step)
