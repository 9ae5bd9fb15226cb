"""Import of inspections: rows a second, peak memory, and how long a form waits meanwhile.

``store=postgresql`` measures it on a throwaway server, else it is SQLite. The reference beside it is the same file
poured into the same table shape by the store's driver alone: no validation, no hashes, no journal, one transaction. On
SQLite two more check the file as the import does, by hand and, where ``python`` names an interpreter that has them,
with polars and pandera; of these, processor time is compared.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import _checked_sides, _homes, _import_sides, _measure
from benchmarks._lines import Growth, Line

QUICK = {"rows": 40_000, "forms": 0}
SIZE = ("rows",)
LINES = (
    Line("a file imported into SQLite", ("processor_seconds",), "csv module and sqlite3 alone: no checks or hashes",
         ("reference", "processor_seconds"), peak=("peak_mb",), optional=True),
    Line("the same, beside a program that checks it", ("processor_seconds",), "the same checks written by hand",
         ("processor_seconds_of_references", "by_hand"), optional=True),
    Line("the same, beside polars and pandera", ("processor_seconds",), "the same checks by polars and pandera",
         ("processor_seconds_of_references", "polars_pandera"), optional=True),
    Line("a file imported into PostgreSQL", ("seconds_on_postgresql",), "COPY of the file as it is",
         ("reference", "seconds"), unit="s of wall", peak=("peak_mb",), optional=True),
    Line("memory at its highest", ("peak_mb",), unit="MB", most=1536, absolute=True),
    Line("a form saved meanwhile, the slowest", ("form_slowest_seconds",), unit="s of wall", most=2, absolute=True,
         optional=True),
)
GROWTH = (Growth("rows", 30_000, {"forms": 0}, ("a file imported into SQLite",)),)
TARGETS = {"sqlite": 100_000, "postgresql": 80_000}
SAVE_FORMS = """
import os, sys, time, json
os.environ["DJANGO_SETTINGS_MODULE"] = "plumbline.interfaces.settings"
import django; django.setup()
from datetime import datetime, timezone
from plumbline import home as homes
from plumbline.procedures.records import save
waits = []
for number in range(100000):
    if os.path.exists(sys.argv[1]):
        break
    began = time.perf_counter()
    save.keep("organisation", {"code": f"O{number}", "name": f"Office {number}", "region": "1"},
                 at=datetime.now(timezone.utc))
    waits.append(time.perf_counter() - began)
    time.sleep(0.3)
print(json.dumps(waits))
"""


def run(
    rows: int = 1_000_000, forms: int = 1, store: str = "sqlite", python: str = "", shared: str = "",
) -> dict[str, Any]:
    """Import ``rows`` synthetic inspections into ``store``; save a form every 0.3 s meanwhile if ``forms``."""
    with tempfile.TemporaryDirectory() as scratch, _import_sides.STORES[store](Path(scratch)) as reference:
        place = Path(scratch)
        file = place / "inspections.csv"
        _write(file, rows)
        # A home that was made on SQLite cannot be copied to another store.
        home = _homes.chicago(shared if store == "sqlite" else "", place / "home")
        stop = place / "stop"
        saver = None
        if forms:
            saver = subprocess.Popen([sys.executable, "-c", SAVE_FORMS, str(stop)], stdout=subprocess.PIPE,
                                     env=os.environ | {"PLUMBLINE_HOME": str(home)})
        done = _measure.plumb("import", "inspection", str(file), home=home)
        result: dict[str, Any] = {
            "name": "import_speed", "store": store, "rows": rows, "seconds": round(done["seconds"], 2),
            "rows_per_second": round(rows / done["seconds"]), "target_rows_per_second": TARGETS[store],
            "peak_mb": round(done["peak_mb"]), "target_peak_mb": 1536,
        }
        if saver:
            stop.touch()
            waits = sorted(json.loads(saver.communicate()[0]))
            result["form_saves"] = len(waits)
            result["form_median_seconds"] = _measure.median(waits)
            result["form_slowest_seconds"] = round(waits[-1], 3)
            result["target_form_seconds"] = 2
        beside = reference(file)
        result["reference"] = {"what": _import_sides.WHAT[store], "rows_per_second": round(rows / beside["seconds"]),
                               "seconds": beside["seconds"]}
        result["ratio_to_reference"] = round(done["seconds"] / beside["seconds"], 2)
        if store == "postgresql":  # whose server works beside, and is not counted with the program
            result["seconds_on_postgresql"] = result["seconds"]
        else:
            result["processor_seconds"] = round(done["processor_seconds"], 2)
            result["reference"]["processor_seconds"] = beside["processor_seconds"]
            checked = _checked_sides.measured(file, place, python)
            result["processor_seconds_of_references"] = checked
            result["ratio_of_processor_seconds"] = {
                name: round(done["processor_seconds"] / each, 2) for name, each in checked.items()}
        return result | {"machine": _measure.machine()}


def _write(file: Path, rows: int) -> None:
    # Numbers and days rise together, give or take two months, as they do in a register that is written day by day.
    with duckdb.connect() as engine:
        engine.execute("SELECT setseed(0.7)")
        engine.execute(f"""COPY (SELECT 'B' || i AS number, CAST(1 + CAST(hash(i) % 50 AS BIGINT) AS VARCHAR) AS region,
            CAST(DATE '2011-01-01' + CAST(i * 1400 // {rows} + hash(i, 1) % 60 AS INTEGER) AS VARCHAR) AS inspected_on,
            'canvass' AS purpose, ['pass', 'conditional', 'fail'][1 + CAST(hash(i, 2) % 3 AS BIGINT)] AS result,
            ['high', 'medium', 'low'][1 + CAST(hash(i, 3) % 3 AS BIGINT)] AS risk_class,
            CAST(hash(i, 4) % 3 AS BIGINT) AS critical_count, CAST(hash(i, 5) % 3 AS BIGINT) AS serious_count,
            CAST(hash(i, 6) % 9 AS BIGINT) AS minor_count, CAST(hash(i, 7) % 90000 AS BIGINT) AS establishment,
            'Kitchen number ' || CAST(hash(i, 7) % 90000 AS BIGINT) AS establishment_name,
            'Restaurant' AS facility_type, CAST(hash(i, 8) % 9999 AS BIGINT) || ' N HALSTED ST' AS address,
            '1006' AS licence_code, 'Retail Food Establishment' AS licence_title, '2011-04-16' AS licence_from,
            '2013-04-15' AS licence_to, ['blue', 'green', 'orange'][1 + CAST(hash(i, 9) % 3 AS BIGINT)]
            AS inspector_group
            FROM range({rows}) r(i)) TO '{file}' (HEADER)""")
