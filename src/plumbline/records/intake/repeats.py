"""Rows of one key in one file: equal content counts once; different content is set aside whole, since nothing in the
file says which is right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from plumbline.methods.trust.merkle import RootBuilder
from plumbline.records.intake.quarantine import Quarantine
from plumbline.records.kinds import Kind
from plumbline.rulebook.mappings import Mapping

if TYPE_CHECKING:
    from plumbline.records.intake.staging import Staged, _Writer


def drop(engine: duckdb.DuckDBPyConnection, kind: Kind, writer: _Writer, staged: Staged, repeated: list[int],
         headers: list[str], mapping: Mapping, quarantine: Quarantine) -> Path:
    """Write the rows that may stay into one new part and return it; mend the counts of ``staged``.

    ``repeated`` are 64-bit hashes of the keys that may occur twice: candidates, which are compared exactly here.
    """
    parts = [str(part) for part in writer.parts[:-1]]
    key = " || chr(31) || ".join(f'CAST("{name}" AS VARCHAR)' for name in kind.key)
    fields = ", ".join(f'"{one.name}"' for one in kind.kept)
    engine.register("repeated", pa.table({"h": pa.array(repeated, pa.uint64())}))
    engine.execute(
        f"CREATE TEMP TABLE verdict AS SELECT row_, key_, min(row_) OVER (PARTITION BY key_) AS first_, "
        f"count(*) OVER (PARTITION BY key_) AS of_key, count(*) OVER (PARTITION BY key_, {fields}) AS of_content "
        f"FROM (SELECT *, {key} AS key_ FROM read_parquet(?) WHERE hash({key}) IN (SELECT h FROM repeated))", [parts])
    conflicts = engine.sql(
        "SELECT v.row_, v.key_, v.first_, s.* EXCLUDE (row_, salt, leaf, supersedes) FROM verdict AS v "
        "JOIN read_parquet(?) AS s USING (row_) WHERE of_key <> of_content ORDER BY v.row_",
        params=[parts]).to_arrow_table().to_pylist()
    for row in conflicts:
        note = f"row {row['first_']}" if row["first_"] != row["row_"] else "a later row"
        quarantine.add(row["row_"], [_text(row.get(mapping.columns.get(header, ""))) for header in headers],
                       [(kind.by_name[kind.key[0]], ", ".join(kind.key), row["key_"].replace("\x1f", ", "),
                         "conflict", note)])
    target = writer.parts[-1]
    named = ", ".join("'" + part.replace("'", "''") + "'" for part in parts)
    engine.execute(
        f"COPY (SELECT * FROM read_parquet([{named}]) WHERE row_ NOT IN (SELECT row_ FROM verdict "
        f"WHERE of_key > 1 AND (of_key <> of_content OR row_ <> first_)) ORDER BY row_) "
        f"TO '{str(target).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)")
    left: Any = engine.execute("SELECT count(*), count(supersedes) FROM read_parquet(?)", [str(target)]).fetchone()
    staged.same += staged.rows - left[0] - len(conflicts)
    staged.rows, staged.corrections = left
    writer.root = RootBuilder()
    with pq.ParquetFile(target) as file:
        for batch in file.iter_batches(columns=["leaf"]):
            writer.root.extend(batch.column(0).to_pylist())
    return target


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
