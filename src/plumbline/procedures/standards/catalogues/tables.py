"""What a catalogue tells as tables of rows to take in, and what of it refers to what: sets by DuckDB, since millions of
designations do not fit beside everything else in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plumbline.procedures.standards.catalogues.told import Broken, Reader, Told
from plumbline.records.core import kinds, store
from plumbline.records.core.fields import PERSONAL

BATCH = 20_000
STANDARD, RELATION, COMMITTEE = "standard", "relation", "committee"


@dataclass(slots=True)
class Tables:
    """The tables in ``folder``: how many rows each has, and what could not be read."""

    folder: Path
    counts: dict[str, int] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)

    def path(self, kind: str) -> Path:
        """Where the table of a kind lies."""
        return self.folder / f"{kind}.parquet"


def names(kind: str) -> list[str]:
    """The fields of a kind, as the columns of its table."""
    return [each.name for each in kinds.get(kind).fields if each.exposure is not PERSONAL]


def write(entries: Iterable[tuple[int, Told | Broken]], reader: Reader, folder: Path) -> Tables:
    """Write what ``entries`` tell into ``folder``, a table a kind, all values as text."""
    tables = Tables(folder)
    writers = {kind: _Writer(tables, kind) for kind in (STANDARD, RELATION, COMMITTEE)}
    try:
        for _, one in entries:
            if isinstance(one, Broken):
                tables.broken.append(one)
            elif one.committee:
                writers[COMMITTEE].add(one.committee)
            else:
                writers[STANDARD].add(one.standard)
                for each in one.relations:
                    writers[RELATION].add({
                        "standard": one.standard["code"], "type": each.type, "target": each.target[:200],
                        "degree": each.degree, "said": each.said if each.said != each.type else "",
                        "evidence": reader.name, "target_standard": reader.canonical(each.target)})
    finally:
        for writer in writers.values():
            writer.close()
    return tables


class _Writer:
    def __init__(self, tables: Tables, kind: str) -> None:
        self.tables, self.kind, self.names = tables, kind, names(kind)
        self.schema = pa.schema([(name, pa.string()) for name in self.names])
        self.rows: list[dict[str, str]] = []
        self.file: pq.ParquetWriter | None = None

    def add(self, row: dict[str, str]) -> None:
        self.rows.append(row)
        if len(self.rows) >= BATCH:
            self._flush()

    def close(self) -> None:
        if self.rows or self.file is None:
            self._flush()
        if self.file is not None:
            self.file.close()

    def _flush(self) -> None:
        if self.file is None:
            self.file = pq.ParquetWriter(self.tables.path(self.kind), self.schema, compression="zstd")
        found = pa.array(self.rows, pa.struct(list(self.schema)))  # which reads the rows without a step in Python
        columns = [pc.replace_with_mask(each, pc.equal(each, ""), pa.scalar(None, pa.string()))
                   for each in found.flatten()]
        self.file.write_table(pa.table(columns, schema=self.schema))
        self.tables.counts[self.kind] = self.tables.counts.get(self.kind, 0) + len(self.rows)
        self.rows = []


def refer(tables: Tables, catalogue: str) -> dict[str, int]:
    """Let codes that another catalogue holds differ from its own, and let relations name the record of what they refer
    to wherever it is held: those of this catalogue, and earlier ones of which the other comes in only now. Returns how
    many targets are held, and how many are not."""
    known = tables.folder / "known.parquet"
    waiting = tables.folder / "waiting.parquet"
    _dump(known, ["code", "catalogue"], store.current(kinds.get(STANDARD)).order_by().values_list("code", "catalogue"))
    _dump(waiting, names(RELATION), store.current(kinds.get(RELATION)).filter(target_standard=None).order_by()
          .values_list(*names(RELATION)))
    with duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(tables.folder / "spill")}) as engine:
        engine.execute("SET enable_progress_bar = false")  # it would write beside what the command says
        for name in (STANDARD, RELATION):
            engine.execute(f"CREATE VIEW {name}s AS SELECT * FROM read_parquet('{tables.path(name)}')")
        engine.execute(f"CREATE VIEW waiting AS SELECT * FROM read_parquet('{waiting}')")
        engine.execute(f"CREATE TABLE held AS SELECT * FROM read_parquet('{known}')")
        engine.execute("CREATE TABLE renamed AS SELECT DISTINCT code, code || ' [' || ? || ']' AS own FROM standards "
                       "WHERE code IN (SELECT code FROM held WHERE catalogue IS DISTINCT FROM ?)",
                       [catalogue, catalogue])
        engine.execute("CREATE TABLE codes AS SELECT code FROM held UNION SELECT coalesce(own, code) FROM standards "
                       "LEFT JOIN renamed USING (code)")
        listed = ", ".join("coalesce(renamed.own, standards.code) AS code" if name == "code" else f"standards.{name}"
                           for name in names(STANDARD))
        _rewrite(engine, tables.path(STANDARD), f"SELECT {listed} FROM standards LEFT JOIN renamed USING (code)")
        told = ", ".join({
            "standard": "coalesce(renamed.own, told.standard) AS standard",
            "target_standard": "coalesce(exact.code, canonical.code) AS target_standard",
        }.get(name, f"told.{name}") for name in names(RELATION))
        _rewrite(engine, tables.path(RELATION), f"""
            SELECT {told} FROM relations told LEFT JOIN renamed ON renamed.code = told.standard
            LEFT JOIN codes exact ON exact.code = told.target
            LEFT JOIN codes canonical ON canonical.code = told.target_standard
            UNION ALL SELECT {', '.join('codes.code' if name == 'target_standard' else f'waiting.{name}'
                                        for name in names(RELATION))}
            FROM waiting JOIN codes ON codes.code = waiting.target
            WHERE (waiting.standard, waiting.type, waiting.target) NOT IN (
                SELECT (coalesce(renamed.own, relations.standard), relations.type, relations.target) FROM relations
                LEFT JOIN renamed ON renamed.code = relations.standard)""")
        counted = engine.execute("SELECT count(target_standard), count(*) - count(target_standard) "
                                 f"FROM read_parquet('{tables.path(RELATION)}')").fetchone()
        # What a catalogue says twice is one relation, in all its words.
        once = ", ".join(f"string_agg(DISTINCT {name}, '; ' ORDER BY {name}) AS said" if name == "said" else
                         name if name in ("standard", "type", "target") else f"min({name}) AS {name}"
                         for name in names(RELATION))
        _rewrite(engine, tables.path(RELATION), f"SELECT {once} FROM read_parquet('{tables.path(RELATION)}') "
                 "GROUP BY standard, type, target ORDER BY standard, type, target")
        rows = engine.execute(f"SELECT count(*) FROM read_parquet('{tables.path(RELATION)}')").fetchone()
        tables.counts[RELATION] = rows[0] if rows else 0
    held, missing = counted or (0, 0)
    return {"targets_held": held, "targets_not_held": missing}


def _dump(path: Path, columns: list[str], rows: Any) -> None:
    schema = pa.schema([(name, pa.string()) for name in columns])
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        for batch in _batched(rows.iterator(chunk_size=BATCH)):
            values = [pa.array([None if each is None else str(each) for each in column], pa.string())
                      for column in zip(*batch, strict=True)]
            file.write_table(pa.table(values, schema=schema))


def _batched(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _rewrite(engine: duckdb.DuckDBPyConnection, path: Path, query: str) -> None:
    aside = path.with_suffix(".new")
    engine.execute(f"COPY ({query}) TO '{aside}' (FORMAT parquet, COMPRESSION zstd)")
    aside.replace(path)
