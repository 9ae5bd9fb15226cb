"""What an officer, department or panel writes as the determination of an item, when it is more than one word.

A number is written in digits, ``3`` or ``12.5``. Several numbers are named, ``made=3; extra=1``. Several things are set
apart by commas or semicolons, of either language: ``finance, talent``. ``none`` and ``all`` stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from plumbline.errors import MethodError
from plumbline.text import Text

NONE, ALL, PEERS = "none", "all", "peers"
_DIGITS = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
_QUOTIENT = re.compile(r"(\d{1,18})\s*/\s*(\d{1,18})")
_APART = re.compile(r"\s*[;；]\s*")
_LISTED = re.compile(r"\s*[,，、;；]\s*")
_NAMED = re.compile(r"\s*[=＝]\s*")


def one_number(text: str, name: str = "") -> Decimal:
    """The number that ``text`` is. ``name`` says which, in the message. :raises MethodError: for anything else."""
    if not _DIGITS.fullmatch(text.strip()):
        which, whose = (f" of '{name}'", f"“{name}”的") if name else ("", "")
        raise MethodError("score.not_number", Text(f"'{text}' is not a number{which}", f"{whose}“{text}”不是数字"),
                          next_step=Text("Write digits, as in 7.5, without a unit", "请填写数字，如7.5，不带单位"))
    return Decimal(text.strip())


def named_numbers(text: str, names: Sequence[str], *, needed: bool = True) -> dict[str, Decimal]:
    """The numbers of ``text`` by name; a number without a name is the first of ``names``, which is ``needed``.

    :raises MethodError: for a name that is unknown or there twice, and for what is no number.
    """
    found: dict[str, Decimal] = {}
    for part in _parts(text, _APART):
        name, value = _NAMED.split(part, maxsplit=1) if _NAMED.search(part) else (names[0], part)
        if name not in names:
            raise _not_asked(name, _example(names))
        if name in found:
            raise _twice(name, _example(names))
        found[name] = one_number(value, name)
    if needed and names[0] not in found:
        raise MethodError("score.number_missing", Text(f"'{names[0]}' is missing", f"缺少“{names[0]}”"),
                          next_step=_example(names))
    return found


def named_texts(text: str, names: Sequence[str]) -> dict[str, str]:
    """What stands in ``text`` by name, as it is written; what has no name is the first of ``names``.

    :raises MethodError: for a name that is unknown or there twice.
    """
    found: dict[str, str] = {}
    for part in _parts(text, _APART):
        name, value = _NAMED.split(part, maxsplit=1) if _NAMED.search(part) else (names[0] if names else "", part)
        if name not in names:
            raise _not_asked(name, _example(names))
        if name in found:
            raise _twice(name, _example(names))
        found[name] = value
    return found


def quotient(text: str) -> Fraction | None:
    """The exact quotient that ``45/60`` is; None where the text is not one. :raises MethodError: if it divides by 0."""
    found = _QUOTIENT.fullmatch(text.strip())
    if found is None:
        return None
    if not int(found[2]):
        raise MethodError("score.divides_by_nothing", Text(f"'{text.strip()}' divides by nothing",
                                                            f"“{text.strip()}”的分母为0"),
                          next_step=Text("Write how many of how many, as in 45/60", "请写成符合数/总数，如45/60"))
    return Fraction(int(found[1]), int(found[2]))


def split_peers(text: str) -> tuple[str, tuple[Decimal, ...]]:
    """``now=93.1; peers=92, 90`` as what is stated of oneself, and the values of others.

    :raises MethodError: for what is no number."""
    rest, peers = [], []
    for part in parts_of(text):
        name, *values = _NAMED.split(part, maxsplit=1)
        if name == PEERS and values:
            peers += [one_number(each, PEERS) for each in _LISTED.split(values[0]) if each]
        else:
            rest.append(part)
    return "; ".join(rest), tuple(peers)


def parts_of(text: str) -> list[str]:
    """What stands in ``text``, set apart by semicolons. :raises MethodError: for nothing at all."""
    return _parts(text, _APART)


def numbers(text: str) -> list[Decimal]:
    """The numbers of ``text``, set apart by semicolons. :raises MethodError: for what is no number."""
    return [one_number(part) for part in _parts(text, _APART)]


def count(value: Decimal, name: str) -> int:
    """``value`` as a whole number of things, 0 or more. :raises MethodError: for any other."""
    if value < 0 or value != value.to_integral_value():
        raise MethodError("score.not_count", Text(f"'{name}' counts things, and {value} is no count",
                                                  f"“{name}”是计数，{value}不是次数"),
                          next_step=Text("Write 0, 1, 2, …", "请填写0、1、2等整数"))
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
            raise _not_asked(part, Text(f"Write some of: {', '.join(known)}; or {NONE}, or {ALL}",
                                        f"可填写：{'、'.join(known)}；或{NONE}，或{ALL}"))
        if parts.count(part) > 1:
            raise _twice(part, Text("Write each once", "每项只填写一次"))
    return tuple(name for name in known if name in parts)


def _parts(text: str, apart: re.Pattern[str]) -> list[str]:
    parts = [part.strip() for part in apart.split(text.strip()) if part.strip()]
    if not parts:
        raise MethodError("score.nothing_determined", Text("nothing was determined", "未填写认定结果"),
                          next_step=Text("Write a value, or withdraw the determination", "请填写认定结果，或撤回认定"))
    return parts


def _not_asked(name: str, next_step: Text) -> MethodError:
    return MethodError("score.not_asked", Text(f"'{name}' is not asked for here", f"“{name}”不属于本项应填内容"),
                       next_step=next_step)


def _twice(name: str, next_step: Text) -> MethodError:
    return MethodError("score.answered_twice", Text(f"'{name}' is there twice", f"“{name}”重复"), next_step=next_step)


def _example(names: Sequence[str]) -> Text:
    said = "; ".join(f"{name}={place}" for place, name in zip(("3", "1", "1"), names, strict=False))
    return Text(f"Write {said}", f"请写成{said}")
