"""One field compared with a value, as an address or a program words it: ``fail``, ``ge:3``, ``in:pass,fail``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Value, lookups

from plumbline.errors import RecordError
from plumbline.methods.shared import natural_order as natural
from plumbline.methods.shared.suggesting import suggest
from plumbline.records.core import references
from plumbline.records.core.fields import KEPT_DIGITS, Spec
from plumbline.records.query.natural_order import NaturalKey
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.text import Text

EQ, NE, IN, EMPTY, CONTAINS, STARTS, PREFIX = "eq", "ne", "in", "empty", "contains", "starts", "prefix"
KNOWN = "known"
"""Whether a reference names a record that is known here; one without a value is neither."""
ORDERED = ("lt", "le", "gt", "ge")
EVERY = (EQ, NE, *ORDERED, IN, CONTAINS, STARTS, PREFIX, EMPTY, KNOWN)
LOOKUPS = {EQ: "exact", "lt": "lt", "le": "lte", "gt": "gt", "ge": "gte", CONTAINS: "icontains", STARTS: "istartswith"}
NATURAL = {"lt": lookups.LessThan, "le": lookups.LessThanOrEqual, "gt": lookups.GreaterThan,
           "ge": lookups.GreaterThanOrEqual}
INTEGER = re.compile(rf"[+-]?[0-9]{{1,{KEPT_DIGITS}}}")
DECIMAL = re.compile(rf"[+-]?[0-9]{{1,{KEPT_DIGITS}}}([.][0-9]{{1,{KEPT_DIGITS}}})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LAST = "\U0010ffff"  # sorts after every letter, on both stores
YES, NO = ("yes", "true"), ("no", "false")
MOST = 2**63 - 1
TYPES = {"integer": "整数", "decimal": "小数", "date": "日期", "flag": "是否", "choice": "选项", "text": "文本",
         "ref": "引用"}
REMEDIES = {"integer": Text(f"Write a whole number of at most {KEPT_DIGITS} digits, such as 12",
                            f"请写不超过{KEPT_DIGITS}位的整数，例如12"),
            "flag": Text("Write yes or no", "请写yes或no"),
            "decimal": Text("Write a number such as 12.50", "请写数字，例如12.50"),
            "date": Text("Write an existing day as 2013-01-31", "请按2013-01-31的格式写一个存在的日期")}
SOME_TEXT = Text("Write a text that is not empty", "请写非空的文本")


@dataclass(frozen=True, slots=True)
class Condition:
    """``op`` is one of ``operators(spec)``; ``values`` are of the field's own type (for ``empty``: one flag; for
    ``known``: a flag, and the kind referred to).

    ``starts`` takes capitals and small letters for the same; ``prefix`` compares letter by letter, which an index
    serves. ``natural``: codes are compared, ``le:14`` in their natural order.
    """

    field: str
    op: str
    values: tuple[Any, ...]
    natural: bool = False

    def as_q(self, name: str = "") -> Q:
        """For a query, in which the field is called ``name`` (else by its own). A comparison holds only where the value
        is known, ``ne`` too; what cannot be a value of the field (None) is equal to nothing."""
        field, first = name or self.field, self.values[0]
        if first is None:
            return Q(pk__in=[])
        if self.op == EMPTY:
            return Q(**{f"{field}__isnull": first})
        if self.op == KNOWN:
            lost = references.to_nothing(self.values[1], field)
            return Q(**{f"{field}__isnull": False}) & ~lost if first else lost
        if self.op == NE:
            return ~Q(**{field: first}) & Q(**{f"{field}__isnull": False})
        if self.op == IN:
            return Q(**{f"{field}__in": self.values})
        if self.op == PREFIX:
            return Q(**{f"{field}__gte": first, f"{field}__lt": first + LAST})
        if self.natural and self.op in NATURAL:
            return Q(NATURAL[self.op](NaturalKey(F(field)), Value(natural.key(first))))
        return Q(**{f"{field}__{LOOKUPS[self.op]}": first})


def operators(spec: Spec) -> tuple[str, ...]:
    """The comparisons that mean something for a field of this type."""
    if spec.type in ("integer", "decimal", "date"):
        return (EQ, NE, *ORDERED, IN, EMPTY)
    if spec.type in ("text", "ref"):
        ordered = ORDERED if spec.natural else ()
        referring = (KNOWN,) if spec.refers and not spec.several else ()
        return (EQ, NE, *ordered, IN, CONTAINS, STARTS, PREFIX, EMPTY, *referring)
    return (EQ, NE, IN, EMPTY) if spec.type == "choice" else (EQ, EMPTY)


def condition(spec: Spec, text: str) -> Condition:
    """The condition written ``OP:VALUE``, or ``VALUE`` alone for equality. :raises RecordError: if it does not fit the
    field; a text that merely holds a colon is compared as a whole."""
    word, colon, rest = text.partition(":")
    op, given = (word, rest) if colon and word in EVERY else (EQ, text)
    if op not in operators(spec):
        raise RecordError("list.no_comparison", _unfit(op, spec), where=spec.name,
                          next_step=suggest(op, operators(spec)))
    if op == EMPTY:
        return Condition(spec.name, op, (_flag(spec, op, given),))
    if op == KNOWN:
        return Condition(spec.name, op, (_flag(spec, op, given), spec.refers))
    parts = given.split(",") if op == IN else [given]
    return Condition(spec.name, op, tuple(_value(spec, part) for part in parts), spec.natural)


def typed(spec: Spec, text: Any) -> Any:
    """``text`` as the field's own type; None when it cannot be one."""
    text = str(text)
    if spec.type == "integer":
        return int(text) if INTEGER.fullmatch(text) else None
    if spec.type == "decimal":
        number = Decimal(text) if DECIMAL.fullmatch(text) else None
        return number if number is None or abs(number.scaleb(spec.places)) <= MOST else None
    if spec.type == "date":
        return _day(text)
    if spec.type == "flag":
        return True if text.lower() in YES else False if text.lower() in NO else None
    return None if "\0" in text else text


def codes(spec: Spec) -> tuple[str, ...]:
    """The codes a closed field may hold, as addresses write them."""
    return ("yes", "no") if spec.type == "flag" else tuple(vocabulary(spec.vocabulary))


def _value(spec: Spec, text: str) -> Any:
    value = typed(spec, text)
    if value is None or text == "":
        raise RecordError("list.value_unfit", _unfit(text[:60], spec), where=spec.name,
                          next_step=REMEDIES.get(spec.type, SOME_TEXT))
    if spec.type == "choice" and text not in codes(spec):
        raise RecordError("list.value_unknown", Text(f"'{text[:60]}' is not in the list", f"“{text[:60]}”不在可选值内"),
                          where=spec.name, next_step=suggest(text, codes(spec)))
    return value


def _flag(spec: Spec, op: str, text: str) -> bool:
    if text not in (*YES, *NO):
        raise RecordError("list.not_yes_or_no", Text(f"'{op}:{text[:60]}' says neither yes nor no",
                                                     f"“{op}:{text[:60]}”没有说明是或否"), where=spec.name,
                          next_step=Text(f"Write {op}:yes or {op}:no", f"请写{op}:yes或{op}:no"))
    return text in YES


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def _unfit(given: str, spec: Spec) -> Text:
    return Text(f"'{given}' does not fit a field of type {spec.type}",
                f"“{given}”不适用于{TYPES.get(spec.type, spec.type)}字段")
