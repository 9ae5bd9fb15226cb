"""Import of inspections: rows a second, peak memory, and how long a form waits meanwhile.

``store=postgresql`` measures it on a throwaway server, else it is SQLite. The reference beside it is the same file
poured into the same table shape by the store's driver alone: no validation, no hashes, no journal, one transaction.
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

from benchmarks import _import_sides, _measure

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


def run(rows: int = 1_000_000, forms: int = 1, store: str = "sqlite") -> dict[str, Any]:
    """Import ``rows`` synthetic inspections into ``store``; save a form every 0.3 s meanwhile if ``forms``."""
    with tempfile.TemporaryDirectory() as scratch, _import_sides.STORES[store](Path(scratch)) as reference:
        place = Path(scratch)
        file = place / "inspections.csv"
        _write(file, rows)
        home = place / "home"
        _measure.plumb("world", "load", "chicago", home=home)
        stop = place / "stop"
        saver = None
        if forms:
            saver = subprocess.Popen([sys.executable, "-c", SAVE_FORMS, str(stop)], stdout=subprocess.PIPE,
                                     env=os.environ | {"PLUMBLINE_HOME": str(home)})
        done = _measure.plumb("import", "inspection", str(file), home=home)
        result: dict[str, Any] = {
            "name": "import_speed", "store": store, "rows": rows, "seconds": round(done["seconds"], 2),
            "rows_per_second": round(rows / done["seconds"]), "target_rows_per_second": 60_000,
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
        result["reference"] = {"what": _import_sides.WHAT[store], "rows_per_second": round(rows / beside)}
        result["ratio_to_reference"] = round(done["seconds"] / beside, 2)
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
