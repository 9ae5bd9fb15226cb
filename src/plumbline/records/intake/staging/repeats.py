"""Rows of one key in one file: equal content counts once; different content is set aside whole, since nothing in the
file says which is right.

Such rows are few, and known only when the whole file has been seen. They are read once more, as they were given: beside
those that were staged stand those the store knew already, and together they decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from plumbline.methods.shared.trust.merkle import RootBuilder
from plumbline.records.core.kinds import Kind
from plumbline.records.intake.reading import columns, meaning, reasons
from plumbline.records.intake.reading.report import Report
from plumbline.records.intake.reading.source import Source
from plumbline.records.intake.staging import checks
from plumbline.records.intake.staging.quarantine import Quarantine
from plumbline.rulebook.mappings.mappings import Mapping

if TYPE_CHECKING:
    from plumbline.records.intake.staging.parts import PartWriter, Taken


def rows_of_repeated(keys: Sequence[tuple[np.ndarray, np.ndarray | range]]) -> np.ndarray:
    """Numbers of the rows whose key may occur twice, from 64-bit hashes of all keys and the numbers of their rows."""
    if not keys:
        return np.array([], np.int64)
    every = np.concatenate([hashes for hashes, _ in keys])
    every.sort()
    twice = np.unique(every[1:][every[1:] == every[:-1]])
    if not len(twice):
        return np.array([], np.int64)
    return np.concatenate([np.asarray(rows)[np.isin(hashes, twice)] for hashes, rows in keys])


def drop(engine: duckdb.DuckDBPyConnection, plan: checks.Checks, source: Source, mapping: Mapping, rows: np.ndarray,
         writer: PartWriter, taken: Taken, quarantine: Quarantine) -> Path:
    """Write the staged rows that may stay into one new part and return it; mend the counts of ``taken``.

    ``rows`` are the numbers of those whose keys may occur twice: candidates, which are compared exactly here.
    """
    kind = plan.kind
    apart = writer.folder / "repeated.parquet"
    _write_again(engine, plan, source, mapping, rows, apart)
    fields = ", ".join(f'"{one.name}"' for one in kind.kept)
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE verdict AS SELECT row_, key_, min(row_) OVER (PARTITION BY key_) AS first_, "
        f"lead(row_) OVER (PARTITION BY key_ ORDER BY row_) AS next_, "
        f"count(*) OVER (PARTITION BY key_) AS of_key, count(*) OVER (PARTITION BY key_, {fields}) AS of_content "
        f"FROM read_parquet(?)", [str(apart)])
    conflicts = _set_aside(engine, kind, mapping, apart, source, taken, quarantine)
    target = writer.parts[-1]
    named = ", ".join(_quoted(part) for part in writer.parts[:-1])
    engine.execute(
        f"COPY (SELECT * FROM read_parquet([{named}]) WHERE row_ NOT IN (SELECT row_ FROM verdict "
        f"WHERE of_key > 1 AND (of_key <> of_content OR row_ <> first_)) ORDER BY row_) "
        f"TO {_quoted(target)} (FORMAT parquet)")
    left: Any = engine.execute("SELECT count(*), count(supersedes) FROM read_parquet(?)", [str(target)]).fetchone()
    again: Any = engine.execute(
        "SELECT count(*) FROM verdict WHERE of_key > 1 AND of_key = of_content AND row_ <> first_").fetchone()
    taken.repeated = again[0]
    taken.same += taken.rows - left[0] - conflicts - taken.repeated
    taken.rows, taken.corrections = left
    writer.root = RootBuilder()
    with pq.ParquetFile(target) as file:
        for batch in file.iter_batches(columns=["leaf"]):
            writer.root.extend(batch.column(0).to_pylist())
    return target


def _write_again(engine: duckdb.DuckDBPyConnection, plan: checks.Checks, source: Source, mapping: Mapping,
                 rows: np.ndarray, target: Path) -> None:
    """The rows with these numbers, typed and as given, into ``target``."""
    names = ", ".join(f'"{one.name}"' for one in plan.kind.kept)
    given = ", ".join(f"c{index}" for index in range(len(source.headers)))
    writer: pq.ParquetWriter | None = None
    try:
        for table, sql in _again(plan, source, mapping, rows):
            plan.take(engine, table)
            found = engine.sql(
                f"SELECT row_, key_, {names}, {given} FROM ({sql}) JOIN {checks.BATCH} USING (row_)",
            ).to_arrow_table()
            writer = writer or pq.ParquetWriter(target, found.schema)
            writer.write_table(found)
    finally:
        if writer is not None:
            writer.close()


def _again(plan: checks.Checks, source: Source, mapping: Mapping, rows: np.ndarray) -> Iterator[tuple[pa.Table, str]]:
    told, source.report = source.report, Report()  # what reading tells was told the first time
    meant = meaning.of(plan.wants, source, mapping)
    for numbers, batch, _ in source.told_batches():
        here = np.flatnonzero(np.isin(np.asarray(numbers), rows))
        if len(here):
            table, with_reasons = meant.numbered(np.asarray(numbers)[here].tolist(), batch.take(pa.array(here)))
            yield table, plan.query(with_reasons)
    source.take_malformed()  # they were told the first time
    source.report = told


def _set_aside(engine: duckdb.DuckDBPyConnection, kind: Kind, mapping: Mapping, apart: Path, source: Source,
               taken: Taken, quarantine: Quarantine) -> int:
    named = ", ".join(columns.of_field(mapping, name) for name in kind.key)
    given = ", ".join(f"c{index}" for index in range(len(source.headers)))
    differ = ", ".join(f'CASE WHEN count(DISTINCT coalesce(CAST("{one.name}" AS VARCHAR), chr(0))) > 1 '
                       f"THEN '{one.name}' END" for one in kind.kept)
    found = engine.execute(
        f"SELECT v.row_, v.key_, CASE WHEN first_ = v.row_ THEN next_ ELSE first_ END, differ_, {given} "
        f"FROM verdict AS v JOIN read_parquet($1) AS g USING (row_) JOIN "
        f"(SELECT key_, concat_ws(',', {differ}) AS differ_ FROM read_parquet($1) GROUP BY key_) AS d "
        f"ON d.key_ = v.key_ WHERE of_key <> of_content ORDER BY v.row_", [str(apart)])
    keys, count = set(), 0
    while row := found.fetchone():
        number, key, other, differing, *values = row
        differ_in = [columns.of_field(mapping, name) for name in differing.split(",")]
        note = reasons.AND.join([str(source.place(other)[1]), *differ_in])
        shown = key.replace("\x1f", ", ")
        quarantine.add(number, values, [(kind.by_name[kind.key[0]], named, shown, "conflict", note)])
        keys.add(key)
        count += 1
    taken.personal = [one for one in taken.personal if one[0] not in keys]
    return count


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
