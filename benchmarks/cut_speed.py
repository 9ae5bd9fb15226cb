"""A cut of many inspections on SQLite, every leaf made anew: processor time, and that of a second cut of the same.

The reference beside it reads the same table with Python's sqlite3 and writes it, as it comes, as one Parquet file: no
leaf is looked at, no row is sorted.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _homes, _measure
from benchmarks._lines import Growth, Line
from benchmarks.import_speed import _write

QUICK = {"rows": 40_000}
SIZE = ("rows",)
LINES = (
    Line("a cut, every leaf made anew", ("processor_seconds",), "sqlite3 and Parquet alone: no leaf, no order",
         ("reference_processor_seconds",), peak=("peak_mb",)),
    Line("a second cut of the same", ("unchanged_processor_seconds",), "the first cut", ("processor_seconds",)),
    Line("a cut, by itself", ("processor_seconds",), most=6.5, absolute=True),
)
GROWTH = (Growth("rows", 30_000, lines=("a cut, every leaf made anew",)),)

PLAIN = """
import sqlite3, sys
import pyarrow as pa, pyarrow.parquet as pq
store = sqlite3.connect(sys.argv[1])
found = store.execute("SELECT * FROM records_inspection WHERE superseded_id IS NULL ORDER BY id")
names = [column[0] for column in found.description]
whole = ("bigint", "integer", "bool")
shape = {row[1]: pa.int64() if row[2].lower() in whole else pa.binary() if row[2] == "BLOB" else pa.string()
         for row in store.execute("PRAGMA table_info(records_inspection)")}
schema = pa.schema([(name, shape[name]) for name in names])
with pq.ParquetWriter(sys.argv[2], schema, compression="zstd") as file:
    while rows := found.fetchmany(65_536):
        columns = [pa.array(column, kind) for column, kind in zip(zip(*rows), schema.types)]
        file.write_table(pa.Table.from_arrays(columns, schema=schema))
"""


def run(rows: int = 1_000_000, shared: str = "") -> dict[str, Any]:
    """Import ``rows`` synthetic inspections, freeze them twice."""
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        home = _homes.copied(shared, f"imported-{rows}", lambda to: imported(shared, to, rows), place / "home")
        first, again = (_measure.plumb("cut", home=home) for _ in range(2))
        done = _measure.ran("-c", PLAIN, str(home / "plumbline.sqlite3"), str(place / "plain.parquet"))
        beside = done["processor_seconds"]
        return {
            "name": "cut_speed", "rows": rows, "processor_seconds": round(first["processor_seconds"], 2),
            "target_processor_seconds": 6.5 * rows / 1_000_000, "seconds": round(first["seconds"], 2),
            "peak_mb": round(first["peak_mb"]), "unchanged_processor_seconds": round(again["processor_seconds"], 2),
            "reference_processor_seconds": round(beside, 2),
            "ratio_to_reference": round(first["processor_seconds"] / beside, 2), "machine": _measure.machine(),
        }


def imported(shared: str, home: Path, rows: int) -> None:
    """Make ``home``: Chicago, and ``rows`` synthetic inspections, not yet in a cut."""
    _homes.chicago(shared, home)
    file = home.with_name(f"{home.name}.csv")
    _write(file, rows)
    _measure.plumb("import", "inspection", str(file), home=home)
    file.unlink()
