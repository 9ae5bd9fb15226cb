"""Pages by key: the next page begins after the last row of this one, however many rows lie before it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from sqlglot import exp

from plumbline.documents import json_of
from plumbline.errors import FigureError, reported
from plumbline.figures.engine.columns import Columns
from plumbline.figures.engine.schema import INSTANCE
from plumbline.figures.indicators.spans import day_literal
from plumbline.methods.shared import natural_order
from plumbline.rulebook.indicators.expressions import natural_key
from plumbline.rulebook.indicators.shapes import KindShape
from plumbline.text import Text

Value: TypeAlias = str | int | Decimal | date | bool | None


@dataclass(frozen=True, slots=True)
class Order:
    """By ``sort`` (empty values last), then by the natural key, so that no two rows are equal."""

    shape: KindShape
    sort: str | None
    descending: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The fields it goes by; of records with the same number from several instances, by the instance too."""
        last = [INSTANCE] if self.shape.joint else []
        return tuple(dict.fromkeys([*([self.sort] if self.sort else []), *self.shape.key, *last]))

    def by(self, columns: Columns) -> list[exp.Expr]:
        """For ORDER BY. Where empty values go is said, since engines differ."""
        return [exp.Ordered(this=each, desc=self._down(name), nulls_first=False)
                for name in self.names for each in (*self._key(columns.at((name,)), name), columns.at((name,)))]

    def beyond(self, values: Sequence[Value], columns: Columns) -> exp.Expr:
        """The rows that come after the one with these values."""
        beyond: exp.Expr = exp.false()
        for name, value in reversed(list(zip(self.names, values, strict=True))):
            at = columns.at((name,))
            empty = exp.Is(this=at.copy(), expression=exp.Null())
            if value is None:
                beyond = exp.and_(empty, beyond)
                continue
            further = exp.LT if self._down(name) else exp.GT
            literal = self._literal(name, value)
            equal = exp.and_(exp.EQ(this=at.copy(), expression=literal.copy()), beyond)
            last = [] if name in self._never_empty else [empty]
            past: exp.Expr = further(this=at, expression=literal)
            # Two codes of one key, such as 4 and 04, have an order too.
            for key in self._key(at, name):
                same = exp.Literal.string(natural_order.key(str(value)))
                past = exp.or_(further(this=key, expression=same),
                               exp.and_(exp.EQ(this=key.copy(), expression=same.copy()), past))
            beyond = exp.or_(past, equal, *last)
        return beyond

    @property
    def _never_empty(self) -> tuple[str, ...]:
        return (*self.shape.key, INSTANCE)

    def _key(self, at: exp.Expr, name: str) -> list[exp.Expr]:
        shape = self.shape.fields.get(name)
        return [natural_key(at)] if shape is not None and shape.natural else []

    def _down(self, name: str) -> bool:
        return self.descending and (name == self.sort or self.sort is None)

    def _literal(self, name: str, value: Value) -> exp.Expr:
        kind = "text" if name == INSTANCE else self.shape.fields[name].type
        if kind == "date":
            return day_literal(date.fromisoformat(str(value)))
        if kind == "integer":
            return exp.Literal.number(int(str(value)))
        if kind == "decimal":
            return exp.Literal.number(str(Decimal(str(value))))
        if kind == "flag":
            return exp.true() if str(value) == "True" else exp.false()
        return exp.Literal.string(str(value))


def token(row: Mapping[str, Any], order: Order) -> str:
    """What to give as ``after`` to continue behind ``row``."""
    return json.dumps([None if row[name] is None else str(row[name]) for name in order.names], ensure_ascii=False)


def values_of(text: str, order: Order) -> list[Value]:
    """The values in a token. :raises FigureError: if it was not made by :func:`token` for the same order."""
    try:
        values = json_of(text)
        if not isinstance(values, list) or len(values) != len(order.names):
            raise _lost(text, Text("it has another number of values", "值的个数不符"))
        for name, value in zip(order.names, values, strict=True):
            if value is not None and not isinstance(value, str):
                raise _lost(text, Text("it has a value that is not a text", "其中有的值不是文字"))
            if value is not None:
                order._literal(name, value)
    except (ValueError, ArithmeticError) as error:
        raise _lost(text, reported(error)) from error
    return values


def _lost(text: str, why: Text) -> FigureError:
    return FigureError("figure.page_lost", Text("this page cannot be found", "找不到这一页"), why=Text(
        f"'{text[:60]}' is not a place in this list: {why.en}", f"“{text[:60]}”不是该清单中的位置：{why.zh}"),
        next_step=Text("Begin again at the first page", "请从第一页重新开始"))
