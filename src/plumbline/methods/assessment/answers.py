"""What an officer, department or panel writes as the determination of an item, when it is more than one word.

A number is written in digits, ``3`` or ``12.5``. Several numbers are named, ``made=3; extra=1``. Several things are set
apart by commas or semicolons, of either language: ``finance, talent``. ``none`` and ``all`` stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from plumbline.errors import MethodError

NONE, ALL = "none", "all"
_DIGITS = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
_APART = re.compile(r"\s*[;；]\s*")
_LISTED = re.compile(r"\s*[,，、;；]\s*")
_NAMED = re.compile(r"\s*[=＝]\s*")


def one_number(text: str, name: str = "") -> Decimal:
    """The number that ``text`` is. ``name`` says which, in the message. :raises MethodError: for anything else."""
    if not _DIGITS.fullmatch(text.strip()):
        which = f" of '{name}'" if name else ""
        raise MethodError(f"'{text}' is not a number{which}", next_step="Write digits, as in 7.5, without a unit")
    return Decimal(text.strip())


def named_numbers(text: str, names: Sequence[str]) -> dict[str, Decimal]:
    """The numbers of ``text`` by name; a number without a name is the first of ``names``.

    :raises MethodError: for a name that is unknown or there twice, and for what is no number.
    """
    found: dict[str, Decimal] = {}
    for part in _parts(text, _APART):
        name, value = _NAMED.split(part, maxsplit=1) if _NAMED.search(part) else (names[0], part)
        if name not in names:
            raise MethodError(f"'{name}' is not asked for here", next_step=f"Write {_example(names)}")
        if name in found:
            raise MethodError(f"'{name}' is there twice", next_step=f"Write {_example(names)}")
        found[name] = one_number(value, name)
    if names[0] not in found:
        raise MethodError(f"'{names[0]}' is missing", next_step=f"Write {_example(names)}")
    return found


def numbers(text: str) -> list[Decimal]:
    """The numbers of ``text``, set apart by semicolons. :raises MethodError: for what is no number."""
    return [one_number(part) for part in _parts(text, _APART)]


def count(value: Decimal, name: str) -> int:
    """``value`` as a whole number of things, 0 or more. :raises MethodError: for any other."""
    if value < 0 or value != value.to_integral_value():
        raise MethodError(f"'{name}' counts things, and {value} is no count", next_step="Write 0, 1, 2, …")
    return int(value)


def listed(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """Those of ``known`` that ``text`` names, in the order of ``known``; ``none`` and ``all`` may stand for them.

    :raises MethodError: for a name that is not known, or there twice.
    """
    parts = _parts(text, _LISTED)
    if parts == [NONE]:
        return ()
    if parts == [ALL]:
        return tuple(known)
    for part in parts:
        if part not in known:
            raise MethodError(f"'{part}' is not asked for here",
                              next_step=f"Write some of: {', '.join(known)}; or {NONE}, or {ALL}")
        if parts.count(part) > 1:
            raise MethodError(f"'{part}' is there twice", next_step="Write each once")
    return tuple(name for name in known if name in parts)


def _parts(text: str, apart: re.Pattern[str]) -> list[str]:
    parts = [part.strip() for part in apart.split(text.strip()) if part.strip()]
    if not parts:
        raise MethodError("nothing was determined", next_step="Write a value, or withdraw the determination")
    return parts


def _example(names: Sequence[str]) -> str:
    return "; ".join(f"{name}={place}" for place, name in zip(("3", "1", "1"), names, strict=False))
