"""References that point to nothing known: a register often arrives after its events, so they are taken in and told.

A field says to what it refers (``Spec.refers``); what it names is known where a record of that kind counts now. A
reference to a region is known by the region's code, whatever its versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from plumbline.methods.shared.succession import JOINED
from plumbline.records.core import kinds, store
from plumbline.records.core.fields import Spec
from plumbline.records.core.kinds import Kind

AT_ONCE = 500
FEW = 5_000
"""So many values are looked up one by one, by the index of the key; more are compared with all keys there are."""


def fields(kind: Kind) -> tuple[Spec, ...]:
    """The fields of ``kind`` that refer to records of a declared kind. Of one that nobody outside may know of it is not
    told whether it has a record."""
    return tuple(spec for spec in kind.kept if spec.refers in kinds.KINDS and kinds.get(spec.refers).public)


def key_of(spec: Spec) -> str:
    """The field of the kind referred to that holds what ``spec`` names."""
    return kinds.get(spec.refers).key[0]


def to_nothing(refers: str, name: str) -> Q:
    """The rows whose field ``name`` names no known record of the kind ``refers``; one without a value names nothing,
    and points nowhere."""
    there = store.current(kinds.get(refers)).filter(**{kinds.get(refers).key[0]: OuterRef(name)})
    return Q(**{f"{name}__isnull": False}) & ~Q(Exists(there))


def known(spec: Spec, values: Iterable[str]) -> set[str]:
    """Those of ``values`` that a record of the kind referred to has as its key."""
    key, rows = key_of(spec), store.current(kinds.get(spec.refers)).order_by()
    values, found = iter(values), set[str]()
    while some := list(islice(values, AT_ONCE)):
        found.update(rows.filter(**{f"{key}__in": some}).values_list(key, flat=True))
    return found


def keys(spec: Spec) -> Iterator[str]:
    """Every key of the kind referred to."""
    rows: QuerySet[Any] = store.current(kinds.get(spec.refers)).order_by()
    yield from rows.values_list(key_of(spec), flat=True).iterator(chunk_size=20_000)


def counted(kind: Kind, spec: Spec) -> list[tuple[str, int]]:
    """What ``spec`` names in the records of ``kind`` that count, and is not known: each with the number of records, the
    most first."""
    rows = store.current(kind).order_by()
    if spec.several:
        numbers: dict[str, int] = {}
        for text in rows.exclude(**{spec.name: None}).values_list(spec.name, flat=True):
            for one in text.split(JOINED):
                numbers[one] = numbers.get(one, 0) + 1
        there = known(spec, numbers)
        found = [(one, number) for one, number in numbers.items() if one not in there]
    else:
        lost = rows.filter(to_nothing(spec.refers, spec.name)).values_list(spec.name)
        found = list(lost.annotate(rows=Count("id")))
    return sorted(found, key=lambda one: (-one[1], one[0]))
