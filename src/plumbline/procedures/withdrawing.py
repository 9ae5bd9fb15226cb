"""Withdrawing a record that a person names by its key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from plumbline.errors import RecordError
from plumbline.procedures import keeping
from plumbline.records import kinds, store
from plumbline.records.kinds import Kind


def withdraw_by_key(kind_name: str, key: Sequence[str], *, at: datetime, actor: int | None = None) -> dict[str, str]:
    """Take the record with this natural key out of what counts; returns the key by field. Raises RecordError for a key
    that is not whole or names no record that counts."""
    kind = kinds.get(kind_name)
    if len(key) != len(kind.key):
        raise RecordError(f"the key of {kind.name} has {len(kind.key)} parts, and {len(key)} were given",
                          next_step=f"Give, in this order: {', '.join(kind.key)}")
    row = store.current(kind).filter(**_typed(kind, key)).first()
    if row is None:
        raise RecordError(f"no {kind.name} with this key counts", where=", ".join(key),
                          next_step="Look it up in the list of records, or in the records behind a figure")
    keeping.withdraw(kind.name, row.pk, at=at, actor=actor)
    return dict(zip(kind.key, key, strict=True))


def _typed(kind: Kind, key: Sequence[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, text in zip(kind.key, key, strict=True):
        of = kind.by_name[name].type
        try:
            values[name] = date.fromisoformat(text) if of == "date" else int(text) if of == "integer" else text
        except ValueError as error:
            raise RecordError(f"'{text}' is not {'a day' if of == 'date' else 'a whole number'}",
                              where=f"{kind.name}.{name}", next_step="Write it as the record shows it") from error
    return values
