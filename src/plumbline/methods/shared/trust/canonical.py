"""The canonical bytes of a record: what its leaf hash covers.

A record is written as one UTF-8 JSON object with sorted keys and no spaces, in which every value is a string; what is
unknown is left out, so that a kind may gain a field and every leaf made before still holds. Numbers as strings keep
their digits in every language; RFC 8785 would refuse integers above 2^53. Source: the contract in
``docs/architecture.md`` and ``docs/decisions/0002-merkle-and-leaves.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import msgspec

from plumbline.errors import MethodError, reported
from plumbline.text import Text

Value: TypeAlias = str | int | Decimal | date | bool | None
"""What a kept field of a record may hold."""

KIND_KEY = "~kind"
INTERNAL_KEY = "~internal"
# A tilde cannot begin a field's name, and sorts after every letter, so neither key can collide with a field.

_encode = msgspec.json.Encoder(order="sorted").encode


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise MethodError("proof.number_endless", Text(f"{value} is not a number a record can hold",
                                                       f"记录不能保存{value}这样的数"),
                          next_step=Text("Give a finite decimal or null", "请给出有限小数，或留空"))
    text = format(value, "f")
    # -0.00 and 0.00 are one number and must be one leaf.
    return text[1:] if text.startswith("-") and not value else text


def _flag(value: bool) -> str:
    return "true" if value else "false"


_WRITERS: dict[type, Callable[[Any], str | None]] = {
    str: str, int: str, bool: _flag, Decimal: _decimal, date: date.isoformat, type(None): lambda _: None,
}


def plain(value: Value) -> str | None:
    """``value`` as canonical JSON holds it: a string; None for unknown, which is left out there.

    Integers and decimals in plain decimal notation (a decimal keeps its places, so quantise it to the field's declared
    places first), days as 2013-01-31, flags as ``true`` or ``false``. :raises MethodError: for any other type; a
    ``datetime`` and a ``float`` are refused because neither has one exact text.
    """
    writer = _WRITERS.get(type(value))
    if writer is None:
        name = type(value).__name__
        raise MethodError("proof.no_canonical_text", Text(f"a {name} has no canonical text",
                                                          f"{name}没有唯一的文字写法"),
                          next_step=Text("Give text, an integer, a decimal, a day, a flag or null",
                                         "请给出文字、整数、小数、日期、是否值，或留空"))
    return writer(value)


def _known(fields: Mapping[str, Value]) -> dict[str, str]:
    written = {name: plain(value) for name, value in fields.items()}
    return {name: text for name, text in written.items() if text is not None}


def _bytes(strings: Mapping[str, str]) -> bytes:
    try:
        return _encode(strings)
    except UnicodeEncodeError as error:
        raise MethodError("proof.not_unicode", Text("the text is not valid Unicode", "文字不是有效的Unicode"),
                          why=reported(error)) from error


def canonical_fields(fields: Mapping[str, Value]) -> bytes:
    """Canonical JSON of some fields alone: what the commitment to a record's internal fields covers."""
    return _bytes(_known(fields))


def canonical(kind: str, public: Mapping[str, Value], internal_commitment: bytes | None = None) -> bytes:
    """Canonical JSON of one record: its kind, its public fields and the commitment to its internal ones.

    ``internal_commitment`` is the 32 bytes of :func:`plumbline.methods.shared.trust.leaf.internal_commitment`, or None
    for a kind without internal fields. :raises MethodError: for a value that has no canonical text.
    """
    strings = _known(public)
    strings[KIND_KEY] = kind
    if internal_commitment is not None:
        strings[INTERNAL_KEY] = internal_commitment.hex()
    return _bytes(strings)
