"""An assessment year of 3,000 counties and 100 items, 300,000 answers in it: an act, the board, what waits, the pages.

The answers beyond those that are measured are put into the store as they are, with no leaf: an act does not look at it.
The reference of each is the plain query of the rows that it needs, or of all rows of the year.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _measure, _results_home
from benchmarks._lines import Growth, Line

QUICK = {"turns": 5, "regions": 300}
SIZE = ("regions", "items")
_REGION = ("its region's rows read plainly", ("milliseconds", "its region's rows read plainly", "cpu"))
_ALL = ("all rows of the year read plainly", ("milliseconds", "all its rows read plainly", "cpu"))
LINES = (
    Line("an act", ("milliseconds", "an act", "cpu"), *_REGION, unit="ms", most=200, absolute=True, peak=("peak_mb",)),
    Line("the board", ("milliseconds", "the board", "cpu"), *_ALL, unit="ms", most=1000, absolute=True,
         peak=("peak_mb",)),
    Line("the board, of who leads", ("milliseconds", "the board, of who leads", "cpu"), *_ALL, unit="ms", most=1000,
         absolute=True),
    Line("today, of who leads", ("milliseconds", "today, of who leads", "cpu"), *_ALL, unit="ms"),
    Line("the page of the year", ("milliseconds", "the page of the year", "cpu"), *_ALL, unit="ms"),
    Line("the page of a region", ("milliseconds", "the page of a region", "cpu"), *_REGION, unit="ms"),
    Line("the page of an item", ("milliseconds", "the page of an item", "cpu"), *_REGION, unit="ms"),
)
GROWTH = (Growth("regions", 100, {"turns": 5}, ("an act", "the board", "the page of the year")),)
PROGRAM = _measure.TIMED + """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "plumbline.interfaces.settings"
import django; django.setup()
from datetime import UTC, date, datetime, timedelta
from django.conf import settings
from django.test import Client
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
told, left = {}, iter(regions)
told["an act"] = timed(lambda: statements.state(home, who["visitor"], number, "visit", next(left), "some",
                                                item=items[-1], at=at))
told["its region's rows read plainly"] = timed(lambda: list(
    RoundEvent.objects.filter(round=year, region=regions[5]).values_list()))
told["the board"] = timed(lambda: reading.board(home, number, who["visitor"], on=at.date()), 5)
told["the board, of who leads"] = timed(lambda: reading.board(home, number, who["lead"], on=at.date()), 5)
told["today, of who leads"] = timed(lambda: reading.today(home, who["lead"], on=at.date()), 5)
told["all its rows read plainly"] = timed(lambda: list(RoundEvent.objects.filter(round=year).values_list(
    "id", "act", "stage", "region", "item", "answer", "late", "actor")), 5)
browser = Client(raise_request_exception=True)
browser.force_login(who["lead"])
def page(address):
    assert browser.get(address).status_code == 200, address
for name, address in (("the page of the year", f"/years/{number}/"), ("the page of a region",
        f"/years/{number}/{regions[7]}/"), ("the page of an item", f"/years/{number}/{regions[7]}/items/{items[-1]}")):
    told[name] = timed(lambda: page(address), 3)
from benchmarks import _measure
told["peak_mb"] = _measure.peak_mb()
print(json.dumps(told))
"""


def run(turns: int = 20, regions: int = 3000, items: int = 100, shared: str = "") -> dict[str, Any]:
    """Medians, in milliseconds of processor time and of wall clock, and the queries of one."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        _results_home.begin(home, regions, items, 0, shared)
        told = _measure.child("-c", PROGRAM, str(turns), home=home)
    return {"name": "year", "regions": regions, "items": items, "peak_mb": told.pop("peak_mb"),
            "milliseconds": _measure.medians(told), "machine": _measure.machine()}
