"""Cases of the recall of docs/extending.md: an act on a long case, an act on one of many members, a long list, today.

Events beyond those that are measured are put into the store as they are, with no leaf: an act does not look at it. The
reference of each is the plain query of the rows that it needs.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _homes, _measure
from benchmarks._lines import Growth, Line

QUICK = {"turns": 5, "members": 300, "cases": 1_000}
SIZE = ("members", "cases")
_CASE = ("the rows of that case read plainly", ("milliseconds", "its rows read plainly", "cpu"))
_LIST = ("the rows of that page read plainly", ("milliseconds", "the rows of a page read plainly", "cpu"))
LINES = (
    Line("an act on a case with 1,000 events", ("milliseconds", "act, 1,000 events", "cpu"), *_CASE, unit="ms", most=50,
         absolute=True),
    Line("an act on one of many members", ("milliseconds", "act on one of many members", "cpu"),
         "the rows of a member read plainly", ("milliseconds", "the rows of a member read plainly", "cpu"),
         unit="ms", most=200, absolute=True, peak=("peak_mb",)),
    Line("a list of cases, its first page", ("milliseconds", "list of cases, its first page", "cpu"), *_LIST, unit="ms",
         most=200, absolute=True, peak=("peak_mb",)),
    Line("the rows of its first page", ("milliseconds", "the rows of its first page", "cpu"), *_LIST, unit="ms"),
    Line("the rows of a late page", ("milliseconds", "the rows of a late page", "cpu"), *_LIST, unit="ms"),
    Line("what waits for a person", ("milliseconds", "what waits for a person", "cpu"), *_LIST, unit="ms", most=150,
         absolute=True),
)
GROWTH = (
    Growth("members", 100, {"turns": 5, "cases": 500}, ("an act on one of many members",)),
    Growth("cases", 500, {"turns": 5, "members": 100}, (
        "a list of cases, its first page", "the rows of a late page", "what waits for a person")),
)
REGIONS = ("code,name_en,name_zh,level,parent,valid_from\ncity,City,市,city,,1900-01-01\n"
           "1,Ward 1,第1选区,ward,city,1900-01-01\n2,Ward 2,第2选区,ward,city,1900-01-01\n")
PROGRAM = _measure.TIMED + """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "plumbline.interfaces.settings"
import django; django.setup()
from datetime import UTC, datetime, timedelta
from django.test import Client
from plumbline import home as homes
from plumbline.procedures.casework import common_acts, perform, reading, registry
from plumbline.records.core.cases import Case, CaseEvent, CaseSummary
from plumbline.records.core.people import Role, User
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
NAME, home, turns = "example-recall", homes.current(), int(sys.argv[1])
procedure = registry.procedure(NAME)
people = {}
for name, region in (("chief", "city"), ("ward", "2")):
    people[name] = User.objects.create_user(name)
    Role.objects.create(user=people[name], name="officer", region=region)
clock = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
def now():
    clock[0] += timedelta(seconds=1)
    return clock[0]
def opened(region="1"):
    about = {"producer": "F1", "region": region, "product": "Kettle"}
    return perform.open_case(home, people["chief"], NAME, "open", about, at=now()).case
def plain(case, member, count):
    entry = CaseEvent.objects.filter(case=case).values_list("entry", flat=True)[0]
    rows = (CaseEvent(case=case, entry_id=entry, act="comment", member=member, said={"text": "word " * 20}, actor=1,
                      at=clock[0], salt=b"0" * 32, leaf=b"0" * 32) for _ in range(count))
    CaseEvent.objects.bulk_create(rows, batch_size=2000)
told = {}
long = opened()
plain(long, "", 1000)
told["act, 1,000 events"] = timed(lambda: common_acts.comment(home, people["chief"], NAME, long.number, "x", at=now()))
told["its rows read plainly"] = timed(lambda: list(CaseEvent.objects.filter(case=long, member="").values_list()))
large, count = opened(), int(sys.argv[2])
for number in range(count):
    if number < 3:
        perform.act(home, people["chief"], NAME, large.number, "add-lot", {"lot": f"L{number}"}, at=now())
entry = CaseEvent.objects.filter(case=large).values_list("entry", flat=True)[0]
CaseEvent.objects.bulk_create((CaseEvent(case=large, entry_id=entry, act="add-lot", member=f"L{number}",
    state="on-sale", said={"lot": f"L{number}"}, actor=1, at=clock[0], salt=b"0" * 32, leaf=b"0" * 32)
    for number in range(3, count)), 2000)
for number in range(0, count):
    plain(large, f"L{number}", 99)
lots = iter(range(count))
told["the rows of a member read plainly"] = timed(lambda: list(CaseEvent.objects.filter(
    case=large, member="L7").values_list()))
told["act on one of many members"] = timed(lambda: perform.act(
    home, people["chief"], NAME, large.number, "account", {"how": "x"}, member=f"L{next(lots)}", at=now()))
many = int(sys.argv[3])
made = Case.objects.bulk_create([Case(procedure=NAME, number=f"2025-{n:06d}", region="2" if n < many // 20 else "1")
                                 for n in range(many)], 2000)
CaseSummary.objects.bulk_create((CaseSummary(case=case, procedure=NAME, region=case.region, state="opened",
    since=clock[0], event=1, until=day, due=day, title=f"Product {number}") for number, case in enumerate(made)
    for day in [clock[0].date() + timedelta(days=number % 90)]), 2000)
browser = Client(raise_request_exception=True)
browser.force_login(people["chief"])
def page():
    assert browser.get(f"/cases/{NAME}/").status_code == 200
told["list of cases, its first page"] = timed(page)
tokens = [""]
while len(tokens) < min(150, many // 50):
    tokens.append(reading.page(procedure, people["chief"], after=tokens[-1], most=50).next)
for name, token in (("its first", ""), ("a late", tokens[-1])):
    told[f"the rows of {name} page"] = timed(
        lambda: reading.page(procedure, people["chief"], after=token, most=50))
told["the rows of a page read plainly"] = timed(lambda: list(CaseSummary.objects.filter(
    procedure=NAME, member="").order_by("ended", "until", "pk")[:50].values_list()))
told["what waits for a person"] = timed(lambda: reading.waiting(people["ward"], on=clock[0].date()))
from benchmarks import _measure
told["peak_mb"] = _measure.peak_mb()
print(json.dumps(told))
"""


def run(turns: int = 20, members: int = 3000, cases: int = 10_000, shared: str = "") -> dict[str, Any]:
    """Medians over ``turns``, in milliseconds of processor time and of wall clock, and the queries of one."""
    with tempfile.TemporaryDirectory() as folder:
        home, page = Path(folder) / "home", (_measure.ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
        found = re.search(r"<!-- file: example_recall.py -->\n```python\n(.*?)```", page, re.DOTALL)
        assert found is not None
        (Path(folder) / "example_recall.py").write_text(found[1], encoding="utf-8")
        (Path(folder) / "regions.csv").write_text(REGIONS, encoding="utf-8")
        _homes.empty(shared, home)
        _measure.plumb("import", "region", str(Path(folder) / "regions.csv"), home=home)
        settings = home / "plumbline.toml"
        settings.write_text('extensions = ["example_recall"]\n' + settings.read_text("utf-8"), "utf-8")
        path = os.pathsep.join([folder, *filter(None, [os.environ.get("PYTHONPATH")])])
        told = _measure.child("-c", PROGRAM, str(turns), str(members), str(cases), home=home, PYTHONPATH=path)
    return {"name": "casework", "members": members, "cases": cases, "peak_mb": told.pop("peak_mb"),
            "milliseconds": _measure.medians(told), "machine": _measure.machine()}
