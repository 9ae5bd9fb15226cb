"""Leaves made anew from what the store holds: salt and kept fields, a batch at a time."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from plumbline.methods.shared.trust.leaf import SALT_BYTES
from plumbline.records.core import hashing
from plumbline.records.core.canonical_sql import canonical_sql
from plumbline.records.core.fields import INTERNAL, PUBLIC
from plumbline.records.core.kinds import Kind

BATCH = "batch"


class Recomputer:
    """Makes the leaves of one kind. Close it when done."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._engine = duckdb.connect(config={"memory_limit": "256MB"})
        public, internal = ([one for one in kind.fields if one.exposure is wanted] for wanted in (PUBLIC, INTERNAL))
        hidden = canonical_sql(internal) if internal else "''"
        self._sql = f"SELECT {canonical_sql(public)} AS public_, {hidden} AS internal_ FROM {BATCH}"

    def altered(self, rows: pa.RecordBatch, salts: list[bytes]) -> list[int]:
        """Which of ``rows`` (the kept fields and ``leaf``) have another leaf than their fields give under ``salts``."""
        self._engine.register(BATCH, rows)
        told = self._engine.sql(self._sql).to_arrow_table()
        made = hashing.leaves(self.kind.name, told.column(0).to_pylist(), told.column(1).to_pylist(), salts)
        if b"".join(made) == hashing.packed(rows.column("leaf")):
            return []
        leaves = rows.column("leaf").to_pylist()
        odd = [index for index, (leaf, held) in enumerate(zip(made, leaves, strict=True)) if leaf != held]
        # One by one, as methods/trust has it, before anybody is told that a record was altered.
        return [index for index in odd if not self._fits(rows, index, salts[index], leaves[index])]

    def _fits(self, rows: pa.RecordBatch, index: int, salt: bytes, leaf: bytes) -> bool:
        row: dict[str, Any] = rows.slice(index, 1).to_pylist()[0]
        public, internal = ({name: row[name] for name in self.kind.names(one)} for one in (PUBLIC, INTERNAL))
        if len(salt) == SALT_BYTES and not any(value is not None for value in internal.values()):
            internal = {}  # written before the kind had internal fields
        elif len(salt) != SALT_BYTES * (2 if internal else 1):
            return False
        hidden = hashing.opened(internal) if internal else ""
        return hashing.leaves(self.kind.name, [hashing.opened(public)], [hidden], [salt]) == [leaf]

    def close(self) -> None:
        """Let go of the engine."""
        self._engine.close()
