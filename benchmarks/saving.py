"""Saving one record by form: processor time of the act, of its check alone, and of the check as it was made before.

The reference for the check is the same query through the relation that batches of a file go through, with the
optimizer; the reference for the act is one INSERT of the same values in a transaction of its own.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _homes, _measure
from benchmarks._lines import Growth, Line

QUICK = {"count": 10}
SIZE: tuple[str, ...] = ()
LINES = (
    Line("one record kept: checked, hashed, sealed, journalled", ("milliseconds", "act"), "one plain INSERT",
         ("milliseconds", "insert"), unit="ms"),
    Line("its check alone", ("milliseconds", "check"), "the same check by the way of batches",
         ("milliseconds", "check_as_in_batches"), unit="ms", most=1),
)
GROWTH: tuple[Growth, ...] = ()
PROGRAM = """
import json, os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "plumbline.interfaces.settings"
import django; django.setup()
from datetime import UTC, datetime
import duckdb, pyarrow as pa
from django.db import connection
from plumbline.procedures.records.save import keep
from plumbline.records.core import kinds
from plumbline.records.intake.reading import meaning
from plumbline.records.intake.reading.report import Report
from plumbline.records.intake.staging import checks, single, stage
kind, count = kinds.get("inspection"), int(sys.argv[1])
at = datetime(2026, 1, 1, tzinfo=UTC)
def values(number):
    return {"number": str(number), "region": "1", "inspected_on": "2013-01-05", "purpose": "canvass", "result": "pass"}
def of_each(act):
    act(0)
    began = time.process_time()
    for number in range(1, count + 1):
        act(number)
    return (time.process_time() - began) / count * 1000
keep("region", {"code": "1", "name_en": "One", "level": "ward", "valid_from": "1900-01-01"}, at=at)
engine, plan = duckdb.connect(config={"threads": 1}), single._plan(kind)
def in_batch(number):
    texts = [values(number).get(field.name, "") for field in kind.fields]
    given = pa.record_batch({f"c{place}": pa.array([text], pa.string()) for place, text in enumerate(texts)})
    read, odd = meaning.Meaning(plan.wants, list(kind.by_name), Report()).columns(given)
    engine.register(checks.REGIONS, stage.region_versions())
    return plan.run(engine, pa.table(read | {"row_": pa.array([1], pa.int64())}), odd).to_pylist()
def inserted(number):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO plain VALUES (%s, %s, %s, %s, %s)", list(values(number).values()))
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE plain (number text, region text, inspected_on text, purpose text, result text)")
told = {"act": [], "check": [], "check_as_in_batches": [], "insert": []}
for turn in range(5):
    told["act"].append(of_each(lambda number: keep(kind.name, values(turn * 1000 + number), at=at)))
    told["check"].append(of_each(lambda number: single.check(kind, values(number))))
    told["check_as_in_batches"].append(of_each(in_batch))
    told["insert"].append(of_each(inserted))
print(json.dumps(told))
"""


def run(count: int = 50, shared: str = "") -> dict[str, Any]:
    """Medians of five turns of ``count`` records each, in milliseconds of processor time a record."""
    with tempfile.TemporaryDirectory() as folder:
        home = _homes.empty(shared, Path(folder) / "home")
        told = _measure.child("-c", PROGRAM, str(count), home=home)
    found = {name: _measure.median(each) for name, each in told.items()}
    return {"name": "saving", "milliseconds": found,
            "ratio_of_the_check": round(found["check_as_in_batches"] / found["check"], 2),
            "machine": _measure.machine()}
