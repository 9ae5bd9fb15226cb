"""Staging: the good rows of a file, typed, salted and hashed, in a Parquet file apart from the store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plumbline.methods.trust.merkle import RootBuilder
from plumbline.records import kinds, store
from plumbline.records.fields import INTERNAL, PERSONAL, Spec
from plumbline.records.intake import checks, hashing, known
from plumbline.records.intake.ahead import ahead
from plumbline.records.intake.quarantine import Quarantine
from plumbline.records.intake.reader import Source
from plumbline.records.kinds import Kind
from plumbline.rulebook.mappings import Mapping

MEMORY = "384MB"
PIECE_ROWS = 8_192
Progress = Callable[[str, float, int], None]


@dataclass(slots=True)
class Staged:
    """What staging found. ``rows`` are new versions, ``same`` were known with this content, ``corrections`` replace."""

    path: Path
    rows: int = 0
    same: int = 0
    corrections: int = 0
    root: str = ""
    personal: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def stage(kind: Kind, source: Source, mapping: Mapping, folder: Path, quarantine: Quarantine,
          progress: Progress) -> Staged:
    """Check every row of ``source``, quarantine the bad, hash the good into ``folder/rows.parquet``."""
    plan = checks.compile_checks(kind, source.headers, mapping, controls=source.controls)
    schema = pa.schema([
        *((one.name, store.arrow_type(one)) for one in kind.kept),
        ("salt", pa.binary()), ("leaf", pa.binary(32)), ("supersedes", pa.int64()), ("row_", pa.int64()),
    ])
    staged = Staged(folder / "rows.parquet")
    engine = connect(folder)
    hashes: list[np.ndarray] = []
    try:
        engine.register(checks.REGIONS, region_versions())
        register = known.Known(kind)
        with pq.ParquetWriter(staged.path, schema, compression="zstd", compression_level=1) as writer:
            for table, found, share in ahead(_checked(plan, source, engine)):
                checked = _set_aside(plan, kind, mapping, source, table, found, quarantine)
                hashes.append(checked.column("key_hash_").to_numpy())
                kept = _hash(kind, checked, register, staged, schema)
                writer.write_table(kept)
                progress("checking", share, staged.rows + staged.same + quarantine.rows)
        for one in source.malformed:
            quarantine.add(one.row, [one.text], [(None, "", one.text, "malformed", one.reason)])
        register.close()
        if repeated := _repeated(hashes):
            _drop_repeats(engine, kind, staged, repeated, source, quarantine, schema)
    finally:
        engine.close()
    staged.root = _root(staged.path)
    _sync(staged.path)
    return staged


def _checked(plan: checks.Checks, source: Source, engine: duckdb.DuckDBPyConnection,
             ) -> Iterator[tuple[pa.Table, pa.Table, float]]:
    for rows, batch, share in source.batches():
        numbered = batch.append_column("row_", pa.array(rows, pa.int64()))
        # In pieces, so that the engine checks them on every core.
        table = pa.Table.from_batches([numbered.slice(start, PIECE_ROWS)
                                       for start in range(0, numbered.num_rows, PIECE_ROWS)])
        engine.register(checks.BATCH, table)
        found = engine.sql(plan.sql).to_arrow_table()
        order = found.column("row_").to_numpy()
        if (order[1:] < order[:-1]).any():
            found = found.sort_by("row_")
        yield table, found, share


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """An engine with a bounded memory that spills into ``folder``."""
    return duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill")})


def region_versions() -> pa.Table:
    """Code and days of every region version known now, for the region checks."""
    rows = list(store.current(kinds.get("region")).values_list("code", "valid_from", "valid_to"))
    last = checks.LAST_DAY
    return pa.table({
        "code": pa.array([row[0] for row in rows], pa.string()),
        "valid_from": pa.array([row[1] for row in rows], pa.date32()),
        "valid_to": pa.array([str(row[2] or last) for row in rows], pa.string()).cast(pa.date32()),
    })


def _set_aside(plan: checks.Checks, kind: Kind, mapping: Mapping, source: Source, given: pa.Table,
               checked: pa.Table, quarantine: Quarantine) -> pa.Table:
    bad = checked.column("bad_")
    if not bad.to_numpy().any():
        return checked
    columns = {field_name: column for column, field_name in mapping.columns.items()}
    raw = given.filter(bad).select([f"c{index}" for index in range(len(source.headers))])
    lines = list(zip(*(column.to_pylist() for column in raw.columns), strict=True))
    for values, row in zip(lines, checked.filter(bad).to_pylist(), strict=True):
        faults: list[tuple[Spec | None, str, str, str, str]] = [
            (kind.by_name[name], columns.get(name, name), row["r_" + name] or "", row[code], "")
            for name, code in plan.reasons if row[code] is not None
        ]
        quarantine.add(row["row_"], list(values), faults)
    return checked.filter(pc.invert(bad))


def _hash(kind: Kind, checked: pa.Table, register: known.Known, staged: Staged, schema: pa.Schema) -> pa.Table:
    public, hidden = checked.column("public_").to_pylist(), checked.column("internal_").to_pylist()
    internal = bool(kind.names(INTERNAL))
    salts = hashing.salts(checked.num_rows, internal)
    supersedes: list[int | None] = [None] * checked.num_rows
    if kind.personal is not None:
        _personal(kind, checked, staged)
    if register.holds_any:
        versions = register.look_up(checked)
        held = [(index, versions[key]) for index, key in enumerate(checked.column("key_").to_pylist())
                if key in versions]
        leaves_then = hashing.leaves(kind.name, [public[index] for index, _ in held],
                                     [hidden[index] for index, _ in held], [one.salt for _, one in held])
        same = set()
        for (index, version), leaf in zip(held, leaves_then, strict=True):
            supersedes[index] = version.id
            if leaf == version.leaf and not version.withdrawn:
                same.add(index)
        if same:
            staged.same += len(same)
            stay = [index for index in range(checked.num_rows) if index not in same]
            checked = checked.take(pa.array(stay, pa.int64()))
            public, hidden = [public[index] for index in stay], [hidden[index] for index in stay]
            salts, supersedes = [salts[index] for index in stay], [supersedes[index] for index in stay]
    leaves = hashing.leaves(kind.name, public, hidden, salts)
    staged.rows += len(leaves)
    staged.corrections += sum(one is not None for one in supersedes)
    names = [one.name for one in kind.kept]
    columns = [checked.column(name).cast(schema.field(name).type) for name in names]
    extra = [pa.array(salts, pa.binary()), pa.array(leaves, pa.binary(32)), pa.array(supersedes, pa.int64()),
             checked.column("row_")]
    return pa.table([*columns, *extra], schema=schema)


def _personal(kind: Kind, checked: pa.Table, staged: Staged) -> None:
    names = kind.names(PERSONAL)
    keys = checked.column("key_").to_pylist()
    for key, values in zip(keys, checked.select(names).to_pylist(), strict=True):
        if any(value is not None for value in values.values()):
            staged.personal.append((key, values))


def _repeated(hashes: list[np.ndarray]) -> list[int]:
    # 64-bit hashes of the keys: eight bytes a row find the few candidates, which are then compared exactly.
    if not hashes:
        return []
    every = np.concatenate(hashes)
    every.sort()
    return [int(one) for one in np.unique(every[1:][every[1:] == every[:-1]])]


def _drop_repeats(engine: duckdb.DuckDBPyConnection, kind: Kind, staged: Staged, repeated: list[int], source: Source,
                  quarantine: Quarantine, schema: pa.Schema) -> None:
    """Rows of one key in one file: equal content counts once; different content is set aside whole, since nothing in
    the file says which is right."""
    key = " || chr(31) || ".join(f'CAST("{name}" AS VARCHAR)' for name in kind.key)
    fields = ", ".join(f'"{one.name}"' for one in kind.kept)
    engine.register("repeated", pa.table({"h": pa.array(repeated, pa.uint64())}))
    engine.execute(
        f"CREATE TEMP TABLE verdict AS SELECT row_, key_, min(row_) OVER (PARTITION BY key_) AS first_, "
        f"count(*) OVER (PARTITION BY key_) AS of_key, count(*) OVER (PARTITION BY key_, {fields}) AS of_content "
        f"FROM (SELECT *, {key} AS key_ FROM read_parquet(?) "
        f"WHERE hash({key}) IN (SELECT h FROM repeated))", [str(staged.path)])
    conflicts = engine.sql(
        "SELECT v.row_, v.key_, v.first_, s.* EXCLUDE (row_, salt, leaf, supersedes) FROM verdict AS v "
        "JOIN read_parquet(?) AS s USING (row_) WHERE of_key <> of_content ORDER BY v.row_",
        params=[str(staged.path)]).to_arrow_table().to_pylist()
    place = {name: str(index) for index, name in enumerate(kind.by_name)}
    for row in conflicts:
        given = [None if row.get(name) is None else str(row[name]) for name in place]
        note = f"row {row['first_']}" if row["first_"] != row["row_"] else "a later row"
        quarantine.add(row["row_"], given,
                       [(kind.by_name[kind.key[0]], ", ".join(kind.key), row["key_"].replace("\x1f", ", "),
                         "conflict", note)])
    target = staged.path.with_name("rows-once.parquet")
    engine.execute(
        f"COPY (SELECT * FROM read_parquet('{_sql_path(staged.path)}') WHERE row_ NOT IN (SELECT row_ FROM verdict "
        f"WHERE of_key > 1 AND (of_key <> of_content OR row_ <> first_)) ORDER BY row_) "
        f"TO '{_sql_path(target)}' (FORMAT parquet)")
    left = engine.execute("SELECT count(*), count(supersedes) FROM read_parquet(?)", [str(target)]).fetchone()
    assert left is not None
    staged.same += staged.rows - left[0] - len(conflicts)
    staged.rows, staged.corrections = left
    staged.path.unlink()
    staged.path = target


def _sql_path(path: Path) -> str:
    return str(path).replace("'", "''")


def _root(path: Path) -> str:
    tree = RootBuilder()
    for batch in pq.ParquetFile(path).iter_batches(columns=["leaf"]):
        tree.extend(batch.column(0).to_pylist())
    return tree.root().hex()


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
