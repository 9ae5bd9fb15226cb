"""What the store already holds of the records in a file."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from plumbline.errors import ConflictError
from plumbline.records.core import store
from plumbline.records.core.kinds import Kind
from plumbline.records.intake.staging import pouring
from plumbline.records.verifying import streaming
from plumbline.text import Text

TABLE = "intake_keys"
READ_AT_ONCE = 500_000
"""Up to so many records, the first field of every key is read at once: most large files bring new records to a small
register, and a row whose key begins like none of its keys needs no look-up (measured: half of all checking)."""


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
        self.others = {entry for entry in store.hidden_entries() if entry != own}
        self._beginnings: pa.Array | None = None
        if self.holds_any:
            self._beginnings = self._read_beginnings()
            columns = ", ".join(f'k{index} {self._sql_type(name)}' for index, name in enumerate(kind.key))
            self._run(f"DROP TABLE IF EXISTS {TABLE}")
            self._run(f"CREATE TEMPORARY TABLE {TABLE} (key_ text, {columns})")

    def look_up(self, checked: pa.Table) -> dict[str, Version]:
        """Key text -> version, for the rows of ``checked`` that the store holds."""
        on = " AND ".join(f'r."{name}" = k.k{index}' for index, name in enumerate(self.kind.key))
        names = ["key_", *(f"k{index}" for index in range(len(self.kind.key)))]
        given = checked.select(["key_", *self.kind.key])
        if self._beginnings is not None:
            first = given.column(1)
            given = given.filter(pc.is_in(first, value_set=self._beginnings.cast(first.type)))
        if not given.num_rows:
            return {}
        given = given.rename_columns(names)
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {TABLE}" if connection.vendor == "postgresql" else f"DELETE FROM {TABLE}")
            for batch in given.to_batches():
                pouring.ready(TABLE, batch)()
            if connection.vendor == "postgresql":
                cursor.execute(f"ANALYZE {TABLE}")  # else the server, expecting few keys or many, reads every record
            # The condition is that of the index of current keys. Without it every record would be looked through.
            cursor.execute(
                f"SELECT k.key_, r.id, r.salt, r.leaf, r.withdrawn, r.entry_id FROM {TABLE} k "
                f"JOIN {self.kind.model._meta.db_table} r ON {on} WHERE r.superseded_id IS NULL AND r.entry_id <> %s",
                [self.own])
            rows = cursor.fetchall()
        found: dict[str, Version] = {}
        for key, row_id, salt, leaf, withdrawn, entry in rows:
            if entry in self.others:
                raise ConflictError("record.being_imported", Text("another import is changing this record",
                                                                  "另一次导入正在更改该记录"),
                                    where=f"{self.kind.name} {key}",
                                    next_step=Text("Try again when it has finished", "请待该次导入完成后再试"))
            found[key] = Version(row_id, bytes(salt), bytes(leaf), bool(withdrawn))
        return found

    def _read_beginnings(self) -> pa.Array | None:
        spec = self.kind.by_name[self.kind.key[0]]
        if self.kind.model.objects.filter(superseded=None)[READ_AT_ONCE:].exists():
            return None
        found = self.kind.model.objects.filter(superseded=None).exclude(entry=self.own).order_by()
        return pa.array(found.values_list(spec.name, flat=True), streaming.arrow_type(spec))

    def close(self) -> None:
        """Drop the temporary table."""
        if self.holds_any:
            self._run(f"DROP TABLE IF EXISTS {TABLE}")

    def _sql_type(self, name: str) -> str:
        spec = self.kind.by_name[name]
        if spec.type in ("integer", "decimal"):
            return "bigint"
        if spec.type == "date":
            return "date"
        return 'text COLLATE "C"' if connection.vendor == "postgresql" else "text"

    @staticmethod
    def _run(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)
