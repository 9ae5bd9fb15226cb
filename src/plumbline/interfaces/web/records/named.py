"""What records are called that others refer to: an officer knows a firm by its name, not by its number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from plumbline.interfaces.shared import words
from plumbline.procedures.search.record_titles import name_fields, title_of
from plumbline.records.core import kinds, store
from plumbline.records.core.fields import Spec

Names: TypeAlias = Mapping[tuple[str, Any], str]
"""What a record is called, by its kind and its key."""
REGION = "region"


def names_of(specs: Iterable[Spec], rows: Iterable[Mapping[str, Any]]) -> Names:
    """What the records are called now to which the fields ``specs`` of ``rows`` refer, in the reader's language. Only
    those of kinds that are open to everybody are asked for, one question a kind."""
    given = list(rows)
    asked: dict[str, set[Any]] = {}
    for spec in specs:
        codes = {row[spec.name] for row in given if row.get(spec.name) is not None} if _has_names(spec) else ()
        asked.setdefault(spec.refers, set()).update(codes)
    hidden = store.hidden_entries() if any(asked.values()) else []
    found: dict[tuple[str, Any], str] = {}
    for name, codes in asked.items():
        kind = kinds.KINDS.get(name)
        if kind is None or not codes:
            continue
        (key,) = kind.key
        named = store.current(kind, hidden).filter(**{f"{key}__in": sorted(codes)}).order_by()
        for row in named.values(key, *name_fields(kind)):
            if title := title_of(kind, row):
                found[name, row[key]] = words.say(title)
    return found


def _has_names(spec: Spec) -> bool:
    target = kinds.KINDS.get(spec.refers)
    return (target is not None and target.public and spec.refers != REGION and not spec.several
            and len(target.key) == 1 and bool(name_fields(target)))
