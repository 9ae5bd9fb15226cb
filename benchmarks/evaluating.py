"""An assessment year of 3,000 counties and 100 items with an answer to each: evaluated, approved, published; then one
region of it read by pages and by the API.

``store`` is sqlite or postgresql, the latter on a throwaway server. The answers are put into the store as they are, and
have no leaf: what is measured does not look at it. The reference of an act is the reading of all answers, that of what
is read of one region the plain query of its row.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _import_sides, _measure, _results_home
from benchmarks._lines import Growth, Line

QUICK = {"regions": 100, "items": 40, "turns": 3}
SIZE = ("regions", "items")
_ALL, _ROW = ("all answers read plainly", "cpu_s"), ("its row read plainly", "cpu_ms")
LINES = (
    Line("a year evaluated", ("evaluate", "cpu_s"), "all answers read plainly", _ALL, peak=("evaluate", "peak_mb")),
    Line("its result published", ("publish", "cpu_s"), "all answers read plainly", _ALL),
    *(Line(f"one region: {what}", (name, "cpu_ms"), "its row read plainly", _ROW, unit="ms") for what, name in (
        ("page of the year", "one region, page of the year"), ("public page", "one region, public page"),
        ("API", "one region, API"))),
)
GROWTH = (Growth("regions", 100, {"items": 100, "turns": 3}, ("a year evaluated",)),)
ROOT = Path(__file__).parents[1]
PROGRAM = _measure.TIMED + """
import json, os, random, resource, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "plumbline.interfaces.settings"
import django; django.setup()
from datetime import UTC, datetime
from django.conf import settings
from django.test import Client
from plumbline import home as homes
from plumbline.procedures.assessment.year import acts, approval, loading, people
from plumbline.procedures.evidence.reading import states
from plumbline.records.assessment import round_marks
from plumbline.records.assessment.determinations import AssessedRegion
from plumbline.records.assessment.rounds import RoundEvent
from plumbline.records.core.people import Role, User
settings.ALLOWED_HOSTS.append("testserver")
home, turns, chance = homes.current(), int(sys.argv[1]), random.Random(7)
who = {}
for name in ("lead", "clerk", "first", "second"):
    who[name] = User.objects.create_user(name)
    Role.objects.create(user=who[name], name="officer", region="top")
at = datetime(2015, 7, 20, 9, tzinfo=UTC)
year = acts.open_year(home, who["lead"], "counties", "2014", "top", at=at)
number = year.number
for name in ("first", "second"):
    people.assign(home, who["lead"], number, name, "approver", at=at)
found = loading.load(home, number)
regions, items = found.board.regions, list(found.board.items)
entry, nothing = RoundEvent.objects.first().entry_id, states("year", number)((number, regions[0], items[0]))
for start in range(0, len(regions), 300):
    RoundEvent.objects.bulk_create((RoundEvent(round=year, entry_id=entry, act="state", at=at, salt=b"0" * 32,
        leaf=b"0" * 32, region=code, item=item, stage="self", answer=chance.choice(("all", "some", "none")),
        actor=who["clerk"].pk, reason="As the file says.", evidence_state=nothing)
        for code in regions[start:start + 300] for item in items), 2000)
round_marks.renew_all(year)
told = {"answers": RoundEvent.objects.filter(act="state").count()}
def peak():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
def once(name, act):
    cpu, wall = time.process_time(), time.perf_counter()
    found = act()
    told[name] = {"cpu_s": round(time.process_time() - cpu, 2), "wall_s": round(time.perf_counter() - wall, 2),
                  "peak_mb": peak()}
    return found
once("all answers read plainly", lambda: list(RoundEvent.objects.filter(round=year).values_list(
    "id", "act", "stage", "region", "item", "answer", "late", "actor")))
once("evaluate", lambda: approval.evaluate(home, who["lead"], number, at=at))
for name in ("first", "second"):
    once("approve, " + name, lambda: approval.approve(home, who[name], number, at=at))
def note(name, act):
    took = timed(act)
    told[name] = {"cpu_ms": sorted(took["cpu"])[turns // 2], "wall_ms": sorted(took["wall"])[turns // 2],
                  "queries": took["queries"]}
browser = Client(raise_request_exception=True)
browser.force_login(who["lead"])
def page(address, client=browser):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return sum(map(len, answer)) if answer.streaming else len(answer.content)
note("one region before publication, page of the year", lambda: page(f"/years/{number}/result?region={regions[7]}"))
once("publish", lambda: approval.publish(home, who["lead"], number, at=at))
public = Client(raise_request_exception=True)
note("one region, page of the year", lambda: page(f"/years/{number}/result?region={regions[7]}"))
note("one region, public page", lambda: page(f"/results/counties/2014/{regions[7]}/", public))
note("one region, API", lambda: page(f"/api/v1/assessments/counties/2014/regions/{regions[7]}", public))
note("its row read plainly", lambda: bytes(AssessedRegion.objects.values_list("content", flat=True).get(
    code=regions[7])))
before = peak()
told["bytes of the whole by the API"] = once(
    "the whole by the API", lambda: page("/api/v1/assessments/counties/2014", public))
told["more memory for it, MB"] = peak() - before
print(json.dumps(told))
"""


def run(regions: int = 3_000, items: int = 100, turns: int = 7, store: str = "sqlite") -> dict[str, Any]:
    """Processor and wall seconds of each act, and medians of what reads one region."""
    with tempfile.TemporaryDirectory() as folder, _import_sides.STORES[store](Path(folder)):
        home = Path(folder) / "home"
        _results_home.begin(home, regions, items, 0)
        environment = {**os.environ, "PLUMBLINE_HOME": str(home), "PYTHONPATH": os.pathsep.join(
            [str(ROOT), os.environ.get("PYTHONPATH", "")])}
        done = subprocess.run([sys.executable, "-c", PROGRAM, str(turns)], check=False, capture_output=True, text=True,
                              env=environment, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    return {"name": "evaluating", "regions": regions, "items": items, "store": store,
            **json.loads(done.stdout.splitlines()[-1]), "load": os.getloadavg()[0], "machine": _measure.machine()}


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
