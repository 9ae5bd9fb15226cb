"""What staging makes of a file: parts of good rows, and what was counted on the way."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from plumbline.methods.shared.trust.merkle import RootBuilder
from plumbline.records.core import hashing
from plumbline.records.core.kinds import Kind
from plumbline.records.verifying import streaming


@dataclass(slots=True)
class Taken:
    """What staging found for one kind. ``rows`` are new versions, ``corrections`` of them replace; ``same`` were known
    with this content; ``repeated`` give again what another row of the file gives; ``quarantined`` are set aside."""

    kind: str = ""
    rows: int = 0
    same: int = 0
    repeated: int = 0
    corrections: int = 0
    quarantined: int = 0
    root: str = ""
    personal: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


class PartWriter:
    """Writes parts, and folds every leaf into the root of the import."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        self.schema = pa.schema([
            *((one.name, streaming.arrow_type(one)) for one in kind.kept),
            ("salt", pa.binary()), ("leaf", pa.binary(32)), ("supersedes", pa.int64()), ("row_", pa.int64()),
        ])
        self.folder, self.parts, self.rows, self.root = folder, [self._name(folder, 0)], 0, RootBuilder()
        self._writer: pq.ParquetWriter | None = None

    @staticmethod
    def _name(folder: Path, number: int) -> Path:
        return folder / f"rows-{number:05d}.parquet"

    def write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.parts[-1], self.schema, compression="lz4", use_dictionary=False,
                                            write_statistics=False)
        self._writer.write_table(table)
        self.rows += table.num_rows
        for leaves in table.column("leaf").chunks:
            self.root.extend_packed(hashing.packed(leaves))

    def finish(self) -> Path:
        if self._writer is None:
            self.write(self.schema.empty_table())
        self.close()
        done = self.parts[-1]
        with done.open("r+b") as file:
            os.fsync(file.fileno())
        self.parts.append(self._name(self.folder, len(self.parts)))
        self.rows = 0
        return done

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
