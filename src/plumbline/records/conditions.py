"""One field compared with a value, as an address or a program words it: ``fail``, ``ge:3``, ``in:pass,fail``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from plumbline.errors import RecordError
from plumbline.records.fields import Spec
from plumbline.rulebook.refusals import suggest
from plumbline.rulebook.vocabularies import vocabulary

EQ, NE, IN, EMPTY, CONTAINS, STARTS, PREFIX = "eq", "ne", "in", "empty", "contains", "starts", "prefix"
ORDERED = ("lt", "le", "gt", "ge")
EVERY = (EQ, NE, *ORDERED, IN, CONTAINS, STARTS, PREFIX, EMPTY)
LOOKUPS = {EQ: "exact", "lt": "lt", "le": "lte", "gt": "gt", "ge": "gte", CONTAINS: "icontains", STARTS: "istartswith"}
DIGITS = 18
INTEGER = re.compile(rf"[+-]?[0-9]{{1,{DIGITS}}}")
DECIMAL = re.compile(r"[+-]?[0-9]{1,18}([.][0-9]{1,18})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LAST = "\U0010ffff"  # sorts after every letter, on both stores
YES, NO = ("yes", "true"), ("no", "false")
MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Condition:
    """``op`` is one of ``operators(spec)``; ``values`` are of the field's own type (for ``empty``: one flag).

    ``starts`` takes capitals and small letters for the same; ``prefix`` compares letter by letter, which an index
    serves.
    """

    field: str
    op: str
    values: tuple[Any, ...]

    def as_q(self, name: str = "") -> Q:
        """For a query, in which the field is called ``name`` (else by its own). A comparison holds only where the value
        is known, ``ne`` too; what cannot be a value of the field (None) is equal to nothing."""
        field, first = name or self.field, self.values[0]
        if first is None:
            return Q(pk__in=[])
        if self.op == EMPTY:
            return Q(**{f"{field}__isnull": first})
        if self.op == NE:
            return ~Q(**{field: first}) & Q(**{f"{field}__isnull": False})
        if self.op == IN:
            return Q(**{f"{field}__in": self.values})
        if self.op == PREFIX:
            return Q(**{f"{field}__gte": first, f"{field}__lt": first + LAST})
        return Q(**{f"{field}__{LOOKUPS[self.op]}": first})


def operators(spec: Spec) -> tuple[str, ...]:
    """The comparisons that mean something for a field of this type."""
    if spec.type in ("integer", "decimal", "date"):
        return (EQ, NE, *ORDERED, IN, EMPTY)
    if spec.type in ("text", "ref"):
        return (EQ, NE, IN, CONTAINS, STARTS, PREFIX, EMPTY)
    return (EQ, NE, IN, EMPTY) if spec.type == "choice" else (EQ, EMPTY)


def condition(spec: Spec, text: str) -> Condition:
    """The condition written ``OP:VALUE``, or ``VALUE`` alone for equality. :raises RecordError: if it does not fit the
    field; a text that merely holds a colon is compared as a whole."""
    word, colon, rest = text.partition(":")
    op, given = (word, rest) if colon and word in EVERY else (EQ, text)
    if op not in operators(spec):
        raise RecordError(f"'{op}' does not fit a field of type {spec.type}", where=spec.name,
                          next_step=suggest(op, operators(spec)))
    if op == EMPTY:
        return Condition(spec.name, op, (_flag(spec, given),))
    parts = given.split(",") if op == IN else [given]
    return Condition(spec.name, op, tuple(_value(spec, part) for part in parts))


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
        raise RecordError(f"'{text[:60]}' does not fit a field of type {spec.type}", where=spec.name,
                          next_step=_remedy(spec))
    if spec.type == "choice" and text not in codes(spec):
        raise RecordError(f"'{text[:60]}' is not in the list", where=spec.name, next_step=suggest(text, codes(spec)))
    return value


def _flag(spec: Spec, text: str) -> bool:
    if text not in (*YES, *NO):
        raise RecordError(f"'empty:{text[:60]}' says neither yes nor no", where=spec.name,
                          next_step="Write empty:yes or empty:no")
    return text in YES


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def _remedy(spec: Spec) -> str:
    return {
        "integer": f"Write a whole number of at most {DIGITS} digits, such as 12", "flag": "Write yes or no",
        "decimal": "Write a number such as 12.50", "date": "Write an existing day as 2013-01-31",
    }.get(spec.type, "Write a text that is not empty")
