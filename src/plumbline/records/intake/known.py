"""What the store already holds of the records in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.db import connection

from plumbline.errors import ConflictError
from plumbline.records.kinds import Kind


@dataclass(frozen=True, slots=True)
class Version:
    """The newest version of one record: its row, salt, leaf, and whether it withdraws the record."""

    id: int
    salt: bytes
    leaf: bytes
    withdrawn: bool


class Known:
    """Looks natural keys up, a batch at a time, through a temporary table that the key's index is joined with."""

    def __init__(self, kind: Kind, own: int) -> None:
        """``own`` is the entry of the import that asks: rows it has published already are not known yet."""
        self.kind = kind
        self.own = own
        self.holds_any = kind.model.objects.exclude(entry=own).exists()
        if self.holds_any:
            columns = ", ".join(f'k{index} {self._sql_type(name)}' for index, name in enumerate(kind.key))
            self._run("DROP TABLE IF EXISTS intake_keys")
            self._run(f"CREATE TEMPORARY TABLE intake_keys (key_ text, {columns})")

    def look_up(self, checked: pa.Table) -> dict[str, Version]:
        """Key text -> version, for the rows of ``checked`` that the store holds."""
        columns = [checked.column("key_").to_pylist()]
        columns += [_stored(checked.column(name)) for name in self.kind.key]
        holes = ", ".join(["%s"] * len(columns))
        self._run("DELETE FROM intake_keys")
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO intake_keys VALUES ({holes})", list(zip(*columns, strict=True)))
            table = self.kind.model._meta.db_table
            on = " AND ".join(f'r."{name}" = k.k{index}' for index, name in enumerate(self.kind.key))
            cursor.execute(
                f"SELECT k.key_, r.id, r.salt, r.leaf, r.withdrawn, r.superseded_id FROM intake_keys k "
                f"JOIN {table} r ON {on} WHERE r.entry_id <> %s AND (r.superseded_id IS NULL OR r.superseded_id IN "
                f"(SELECT id FROM records_entry WHERE state IN ('staging', 'publishing')))", [self.own])
            rows = cursor.fetchall()
        found: dict[str, Version] = {}
        for key, row_id, salt, leaf, withdrawn, superseded in rows:
            if superseded not in (None, self.own):
                raise ConflictError("another import is changing this record", where=f"{self.kind.name} {key}",
                                    next_step="Try again when it has finished")
            found[key] = Version(row_id, bytes(salt), bytes(leaf), bool(withdrawn))
        return found

    def close(self) -> None:
        """Drop the temporary table."""
        if self.holds_any:
            self._run("DROP TABLE IF EXISTS intake_keys")

    def _sql_type(self, name: str) -> str:
        return "bigint" if self.kind.by_name[name].type in ("integer", "decimal") else "text"

    @staticmethod
    def _run(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


def _stored(column: Any) -> list[Any]:
    # As the store writes it: days as ISO text.
    values: list[Any] = (column.cast(pa.string()) if pa.types.is_date(column.type) else column).to_pylist()
    return values
