"""``plumb assess --json`` of a year of 3,000 counties and 100 items, as a command from the start to the document.

The reference is a program that scores the same year from the same store by itself: sqlite3, decimals and the rules of
this one scheme written out. Every total must be the same; it keeps no result and explains nothing.
"""

from __future__ import annotations

import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks import _measure, _results_home
from benchmarks._lines import Growth, Line
from benchmarks._results_home import SCHEME, YEARS

QUICK = {"regions": 300, "items": 40}
SIZE = ("regions", "items")
LINES = (
    Line("a year assessed and printed", ("processor_seconds",), "a program for this scheme alone, no explanations",
         ("reference", "processor_seconds"), peak=("peak_mb",)),
    Line("memory at its highest", ("peak_mb",), "the same program", ("reference", "peak_mb"), unit="MB"),
)
GROWTH = (Growth("regions", 100, {"items": 100}, ("a year assessed and printed",)),)
PLAIN = """
import json, resource, sqlite3, sys, tomllib
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
store, year = sqlite3.connect(sys.argv[1]), sys.argv[3]
scheme = tomllib.load(open(sys.argv[2], "rb"), parse_float=Decimal)
items = [item for block in scheme["block"] for item in block["item"]]
alive = "superseded_id IS NULL AND NOT withdrawn"
answers = {(region, item): value for region, item, value in store.execute(
    f"SELECT region, item, value FROM records_determination WHERE {alive} AND scheme = ? AND year = ?",
    [scheme["id"], year])}
counted = {region: (good, whole) for region, good, whole in store.execute(
    f"SELECT region, SUM(result <> 'fail'), COUNT(*) FROM records_inspection WHERE {alive} AND purpose = 'canvass' "
    "AND inspected_on BETWEEN ? AND ? GROUP BY region", [year + "-01-01", year + "-12-31"])}
places = [region for region, in store.execute(
    f"SELECT DISTINCT code FROM records_region WHERE {alive} AND level = 'county'")]
totals, tenth = {}, Decimal("0.1")
for region in places:
    total = Decimal(0)
    good, whole = counted.get(region, (0, 0))
    rate = (Decimal(good) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else None
    for item in items:
        rule = item["rule"]
        if "figure" in item:
            if rate is not None:
                short = max(Decimal(0), rule["per_point"]["against"] - rate) * rule["per_point"]["deduct"]
                total += max(Decimal(0), item["points"] - short).quantize(tenth, ROUND_HALF_UP)
        else:
            got = answers.get((region, item["determination"]))
            total += next((level["points"] for level in rule["levels"] if level["value"] == got), 0)
    totals[region] = str(total)
# A process as short as this one has ended before somebody beside it looks at its memory.
unit = 1 << 20 if sys.platform == "darwin" else 1024
print(json.dumps({"totals": totals, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit}))
"""


def run(regions: int = 3_000, items: int = 100, seed: int = 7, shared: str = "") -> dict[str, Any]:
    """Assess the last year of a home that has all its records and a cut."""
    filled: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        _results_home.frozen(home, regions, items, seed, shared, filled)
        done = _measure.plumb("assess", SCHEME, "--year", YEARS[-1], home=home)
        plain = _measure.ran("-c", PLAIN, str(home / "plumbline.sqlite3"),
                             str(home / "rulebook" / "schemes" / f"{SCHEME}.toml"), YEARS[-1])
    document = done.pop("out")
    beside, told = json.loads(plain["out"]), {each["code"]: each for each in json.loads(document)["regions"]}
    same = {code: Decimal(str(each["score"])) for code, each in told.items()} == {
        code: Decimal(total) for code, total in beside["totals"].items()}
    _measure.agreed(same, "the program for this scheme")
    return {
        "name": "assess", "regions": regions, "items": items, "filled": filled,
        "processor_seconds": round(done["processor_seconds"], 2), "seconds": round(done["seconds"], 2),
        "peak_mb": round(done["peak_mb"]), "document_mb": round(len(document) / 1e6, 2),
        "reference": {"processor_seconds": round(plain["processor_seconds"], 3), "peak_mb": beside["peak_mb"]},
        "load": _measure.load(), "machine": _measure.machine(),
    }
