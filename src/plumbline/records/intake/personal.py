"""Personal values on their way to a kind's erasable side table. They are never hashed, journalled or cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from plumbline.methods.shared.trust import canonical
from plumbline.records.core.kinds import Kind

SEPARATOR = "\x1f"
"""Joins the parts of a natural key in the table of personal fields."""


def key_of(kind: Kind, values: Mapping[str, Any]) -> str:
    """Under which key the personal fields of the record with these values of its key are kept."""
    return SEPARATOR.join(canonical.plain(values[name]) or "" for name in kind.key)


def keep(kind: Kind, rows: Sequence[tuple[str, dict[str, Any]]]) -> int:
    """Keep personal values by natural key, in the caller's transaction; returns how many rows that changed.

    Each row names the same fields; fields it does not name stay as they are.
    """
    if not rows:
        return 0
    names = list(rows[0][1])
    table = kind.personal._meta.db_table
    columns = ", ".join(f'"{name}"' for name in ["key", *names])
    new = ", ".join(f'"{name}" = excluded."{name}"' for name in names)
    differ = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    other = " OR ".join(f'{table}."{name}" {differ} excluded."{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO {table} ({columns}) VALUES ({", ".join(["%s"] * (len(names) + 1))}) '
            f'ON CONFLICT ("key") DO UPDATE SET {new} WHERE {other}',
            [(key, *(values[name] for name in names)) for key, values in rows])
        changed: int = cursor.rowcount
        return max(0, changed)


def correct(kind: Kind, key: str, given: dict[str, Any]) -> bool:
    """Keep what a form gave for one record, empty values too; whether that changed anything."""
    known = kind.personal.objects.filter(key=key)
    if not known.exists() and all(value is None for value in given.values()):
        return False
    return bool(keep(kind, [(key, given)]))
