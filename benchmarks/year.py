"""An assessment year of 3,000 counties and 100 items, 300,000 answers in it: an act, the board, what waits, the pages.

The answers beyond those that are measured are put into the store as they are, with no leaf: an act does not look at it.
The reference of each is the plain query of the rows that it needs, or of all rows of the year.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _measure, _results_home

ROOT = Path(__file__).parents[1]
PROGRAM = """
import json, os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "plumbline.interfaces.settings"
import django; django.setup()
from datetime import UTC, date, datetime, timedelta
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from plumbline import home as homes
from plumbline.procedures.assessment.year import acts, loading, people, reading, statements
from plumbline.records.assessment.rounds import Round, RoundEvent
from plumbline.records.core.people import Role, User
settings.ALLOWED_HOSTS.append("testserver")
home, turns = homes.current(), int(sys.argv[1])
who = {}
for name in ("lead", "clerk", "visitor"):
    who[name] = User.objects.create_user(name)
    Role.objects.create(user=who[name], name="officer", region="top")
at = datetime(2015, 1, 20, 9, tzinfo=UTC)
year = acts.open_year(home, who["lead"], "counties", "2014", "top", at=at)
number = year.number
people.assign(home, who["lead"], number, "visitor", "visitor", at=at)
found = loading.load(home, number)
regions, items = found.board.regions, list(found.board.items)
owner = found.scheme.items[0].owner.en
people.assign(home, who["lead"], number, "clerk", "department", owner=owner, at=at)
entry = RoundEvent.objects.first().entry_id
def plain(act, many, **more):
    RoundEvent.objects.bulk_create((RoundEvent(round=year, entry_id=entry, act=act, at=at, salt=b"0" * 32,
        leaf=b"0" * 32, **each, **more) for each in many), 2000)
people_of = User.objects.bulk_create([User(username=f"of-{code}") for code in regions])
plain("assign", ({"region": code, "person": one.pk} for code, one in zip(regions, people_of)), answer="assessed",
      actor=who["lead"].pk)
for start in range(0, len(regions), 300):
  plain("state", ({"region": code, "item": item} for code in regions[start:start + 300] for item in items),
        stage="self", answer="all", actor=who["clerk"].pk, reason="As the file says, " * 3)
def timed(act, times=turns):
    act()
    spent, waited = [], []
    for _ in range(times):
        cpu, wall = time.process_time(), time.perf_counter()
        act()
        spent.append((time.process_time() - cpu) * 1000)
        waited.append((time.perf_counter() - wall) * 1000)
    with CaptureQueriesContext(connection) as asked:
        act()
    return {"cpu": spent, "wall": waited, "queries": len(asked)}
told, left = {}, iter(regions)
told["an act"] = timed(lambda: statements.state(home, who["visitor"], number, "visit", next(left), "some",
                                                item=items[-1], at=at))
told["its region's rows read plainly"] = timed(lambda: list(
    RoundEvent.objects.filter(round=year, region=regions[5]).values_list()))
told["the board"] = timed(lambda: reading.board(home, number, who["visitor"], on=at.date()), 3)
told["the board, of who leads"] = timed(lambda: reading.board(home, number, who["lead"], on=at.date()), 3)
told["today, of who leads"] = timed(lambda: reading.today(home, who["lead"], on=at.date()), 3)
told["all its rows read plainly"] = timed(lambda: list(RoundEvent.objects.filter(round=year).values_list(
    "id", "act", "stage", "region", "item", "answer", "late", "actor")), 3)
browser = Client(raise_request_exception=True)
browser.force_login(who["lead"])
def page(address):
    assert browser.get(address).status_code == 200, address
for name, address in (("the page of the year", f"/years/{number}/"), ("the page of a region",
        f"/years/{number}/{regions[7]}/"), ("the page of an item", f"/years/{number}/{regions[7]}/items/{items[-1]}")):
    told[name] = timed(lambda: page(address), 2)
print(json.dumps(told))
"""


def run(turns: int = 20, regions: int = 3000, items: int = 100) -> dict[str, Any]:
    """Medians, in milliseconds of processor time and of wall clock, and the queries of one."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        _results_home.begin(home, regions, items, 0)
        environment = {**os.environ, "PLUMBLINE_HOME": str(home), "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", PROGRAM, str(turns)], check=False,
                              capture_output=True, text=True, env=environment, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(done.stderr)
    told = json.loads(done.stdout)
    return {"milliseconds": {name: {"cpu": _measure.median(each["cpu"]), "wall": _measure.median(each["wall"]),
                                    "queries": each["queries"]} for name, each in told.items()}, **_measure.machine()}
