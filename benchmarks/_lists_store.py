"""Fills a home's store with inspections, straight into its tables: for lists, which read no hash, the slow way adds
nothing. Leaves and salts are random bytes of the right length. A process of its own, on the home and store that its
environment names.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

PROVINCES, COUNTIES = 30, 100
YEARS = 10
SEED = 7
BATCH = 50_000
RARE = 100_000  # one inspection in so many has the rare result


def _uniform(draw: int, below: int) -> str:
    return f"(hash(i * 1000 + {draw}, {SEED}) % {below})::BIGINT"


def query(rows: int) -> str:
    """The inspections: a year's come in together, in no order of days, as offices hand them in."""
    many = max(1, rows // 10)
    county = f"'p' || {_uniform(8, PROVINCES)} || '-c' || {_uniform(1, COUNTIES)}"
    return f"""SELECT (1000000 + hash(i, {SEED}) % 100000000)::VARCHAR || '-' || i AS number, {county} AS region,
        (make_date((2014 + i * {YEARS} // {rows})::INTEGER, 1, 1) + {_uniform(2, 365)}::INTEGER)::DATE AS inspected_on,
        'canvass' AS purpose, CASE WHEN {_uniform(9, RARE)} = 0 THEN 'conditional'
        ELSE ['pass', 'pass', 'pass', 'pass', 'fail'][1 + {_uniform(3, 5)}] END AS result,
        ['high', 'medium', 'low'][1 + {_uniform(4, 3)}] AS risk_class, {_uniform(5, 4)}::BIGINT AS critical_count,
        {_uniform(6, many)}::VARCHAR AS establishment, 'The name of place ' || {_uniform(6, many)}
        AS establishment_name, {_uniform(7, 9999)} || ' N LONG STREET' AS address FROM range({rows}) t(i)"""


def fill(rows: int, query: Callable[[int], str] = query) -> dict[str, Any]:
    """Regions by the usual road, inspections by the short one: those that ``query`` makes. Indexes are made when the
    rows are in."""
    import duckdb
    import numpy as np
    import pyarrow as pa
    from django.db import connection, transaction

    from plumbline.procedures.records import save
    from plumbline.records.core import kinds, store
    from plumbline.records.core.journal import Entry
    from plumbline.records.intake import publishing
    from plumbline.records.intake.staging import pouring

    at = datetime.now(UTC)
    parts = [("top", None), *((f"p{p}", "top") for p in range(PROVINCES)),
             *((f"p{p}-c{c}", f"p{p}") for p in range(PROVINCES) for c in range(COUNTIES))]
    region = kinds.get("region").model
    with transaction.atomic():
        entry = store.write_entry("import", "region", actor=None, at=at, rows=len(parts))
        region.objects.bulk_create([
            region(entry=entry, salt=bytes(32), leaf=bytes(32), code=code, name_en=code, name_zh=code, parent=parent,
                   level="county", valid_from=at.date().replace(year=1900, day=1)) for code, parent in parts])
    kind = kinds.get("inspection")
    model, table = kind.model, kind.model._meta.db_table
    with connection.schema_editor() as editor:
        for index in model._meta.indexes:
            editor.remove_index(model, index)
        for constraint in model._meta.constraints:
            editor.remove_constraint(model, constraint)
    entry = Entry.objects.create(act="import", kind=kind.name, begun_at=at, rows=rows, state=Entry.PUBLISHING)
    random = np.random.default_rng(SEED)
    began = time.perf_counter()
    with duckdb.connect(config={"memory_limit": "1GB", "threads": 1}) as source, publishing.wide_cache():
        for batch in source.sql(query(rows)).to_arrow_reader(BATCH):
            count = batch.num_rows
            more = {
                **{name: pa.FixedSizeBinaryArray.from_buffers(
                    pa.binary(32), count, [None, pa.py_buffer(random.bytes(32 * count))]) for name in ("salt", "leaf")},
                "entry_id": pa.array([entry.pk] * count, pa.int64()), "withdrawn": pa.array([False] * count),
            }
            whole = pa.RecordBatch.from_arrays([*batch.columns, *more.values()], names=[*batch.schema.names, *more])
            pour = pouring.ready(table, whole)
            with transaction.atomic():
                pour()
    poured = time.perf_counter() - began
    took: dict[str, float] = {}
    for add, every in (("add_constraint", model._meta.constraints), ("add_index", model._meta.indexes)):
        for one in every:
            began = time.perf_counter()
            with connection.schema_editor() as editor:
                getattr(editor, add)(model, one)
            took[one.name] = round(time.perf_counter() - began, 1)
    with transaction.atomic():
        store.seal(entry, at)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    save.keep("inspection", {
        "number": "one-more", "region": "p1-c1", "inspected_on": "2023-12-31", "purpose": "canvass", "result": "fail",
        "critical_count": "1"}, at=datetime.now(UTC))
    return {"poured_seconds": round(poured, 1), "index_seconds": took, "index_mb": _sizes(connection, model)}


def _sizes(connection: Any, model: Any) -> dict[str, float]:
    """Megabytes of the table and of each index, where the store tells."""
    table = model._meta.db_table
    names = [table, *(each.name for each in (*model._meta.constraints, *model._meta.indexes))]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            found = {}
            for name in names:
                cursor.execute("SELECT pg_relation_size(%s)", [name])
                found[name] = round(cursor.fetchone()[0] / 1e6, 1)
            return found
        try:
            cursor.execute("SELECT name, SUM(pgsize) FROM dbstat GROUP BY name")
        except Exception:  # noqa: BLE001 - this SQLite was built without the table that tells sizes
            return {}
        return {name: round(size / 1e6, 1) for name, size in cursor.fetchall() if name in names}


if __name__ == "__main__":
    import json
    from pathlib import Path

    from plumbline.interfaces.cli.core import boot

    boot.start(Path(sys.argv[1]))
    print(json.dumps(fill(int(sys.argv[2]))))
