"""The references that check what an import checks: programs that take a CSV into SQLite, by hand and with polars and
pandera. They hash nothing, keep no journal and set no row aside: at the first bad row they stop."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

from benchmarks import _measure

TABLE = """
names = ["number", "region", "inspected_on", "purpose", "result", "risk_class", "critical_count", "serious_count",
         "minor_count", "establishment", "establishment_name", "facility_type", "address", "licence_code",
         "licence_title", "licence_from", "licence_to", "inspector_group"]
LENGTHS = {"number": 160, "region": 80, "establishment": 160, "establishment_name": 200, "facility_type": 200,
           "address": 200, "licence_code": 20, "licence_title": 200}
CHOICES = {"purpose": ["canvass", "complaint"], "result": ["pass", "conditional", "fail"],
           "risk_class": ["high", "medium", "low"], "inspector_group": ["blue", "green", "orange"]}
COUNTS = ["critical_count", "serious_count", "minor_count"]
DAYS = ["inspected_on", "licence_from", "licence_to"]
REGIONS = [str(n) for n in range(1, 51)]
import sqlite3, sys
store = sqlite3.connect(sys.argv[2])
store.execute(f"CREATE TABLE i (id INTEGER PRIMARY KEY, {', '.join(names)})")
store.execute("CREATE UNIQUE INDEX n ON i (number)")
store.execute("CREATE INDEX rd ON i (region, inspected_on, id)")
store.execute("CREATE INDEX d ON i (inspected_on, id)")
insert = f"INSERT INTO i ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
"""
BY_HAND = TABLE + """
import csv
from datetime import date
choices, regions = {name: set(those) for name, those in CHOICES.items()}, set(REGIONS)
first, last = date(1800, 1, 1), date(2200, 12, 31)
def checked(row):
    row = {name: value.strip() or None for name, value in row.items()}
    assert row["number"] and row["inspected_on"] and row["region"] in regions
    for name, length in LENGTHS.items():
        value = row[name]
        assert value is None or (len(value) <= length and value.isprintable())
    for name, those in choices.items():
        assert row[name] is None or row[name] in those
    for name in COUNTS:
        if row[name] is not None:
            row[name] = int(row[name])
            assert row[name] >= 0
    for name in DAYS:
        if row[name] is not None:
            assert first <= date.fromisoformat(row[name]) <= last
    return [row[name] for name in names]
with store, open(sys.argv[1], encoding="utf-8", newline="") as text:
    store.executemany(insert, map(checked, csv.DictReader(text)))
"""
POLARS = TABLE + """
from datetime import date
import polars as pl
import pandera.polars as pa
frame = pl.read_csv(sys.argv[1], infer_schema=False, null_values=[""]).with_columns(pl.all().str.strip_chars())
frame = frame.with_columns(*(pl.col(n).cast(pl.Int64) for n in COUNTS), *(pl.col(n).str.to_date() for n in DAYS))
text = {name: pa.Column(str, [pa.Check.str_length(max_value=length), pa.Check.str_matches(r"^[^\\x00-\\x1f]*$")],
                        nullable=name not in ("number", "region"), unique=name == "number")
        for name, length in LENGTHS.items()}
text["region"] = pa.Column(str, pa.Check.isin(REGIONS))
schema = pa.DataFrameSchema({
    **text, **{name: pa.Column(str, pa.Check.isin(those), nullable=True) for name, those in CHOICES.items()},
    **{name: pa.Column(int, pa.Check.ge(0), nullable=True) for name in COUNTS},
    **{name: pa.Column(pl.Date, [pa.Check.ge(date(1800, 1, 1)), pa.Check.le(date(2200, 12, 31))],
                       nullable=name != "inspected_on") for name in DAYS}})
frame = schema.validate(frame).select(names).with_columns(pl.col(n).cast(str) for n in DAYS)
with store:
    for part in frame.iter_slices(50_000):
        store.executemany(insert, part.rows())
"""
PROGRAMS = {"by_hand": BY_HAND, "polars_pandera": POLARS}


def measured(file: Path, scratch: Path, python: str = "") -> dict[str, float]:
    """Processor seconds of each reference over ``file``. ``python``: an interpreter that has polars and pandera; where
    none has, only the program by hand runs."""
    found = {}
    for name, program in PROGRAMS.items():
        runs = python or sys.executable
        if name == "polars_pandera" and not python and not importlib.util.find_spec("pandera"):
            continue
        began = _measure.processor_seconds()
        subprocess.run([runs, "-c", program, str(file), str(scratch / f"{name}.sqlite3")], check=True)
        found[name] = round(_measure.processor_seconds() - began, 2)
    return found
