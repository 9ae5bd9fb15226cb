"""A city of two wards in which everything internal could leak: each internal value of each ward is a mark of its own.

Records are made from the declarations alone, so a new kind or field is in the tests as soon as it is declared.
"""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.cuts.freezing import freeze
from plumbline.home import Home
from plumbline.procedures.accounts import memberships
from plumbline.procedures.assessment.drafts import drafting
from plumbline.procedures.assessment.results.assess import assess
from plumbline.procedures.casework import common_acts, links, perform, registry
from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.evidence import attaching
from plumbline.procedures.records.imports import Outcome, import_file
from plumbline.records.core import kinds
from plumbline.records.core.fields import PUBLIC, Spec
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.core.memberships import ENTERPRISE
from plumbline.records.core.people import Role
from plumbline.rulebook.core.vocabularies import vocabulary
from tests import evidence
from tests.interfaces.web.rules import INDICATORS, SCHEME
from tests.procedures.casework.procedures import COMPLAINT, complaint, recall
from tests.procedures.casework.recalls import NAME

START = datetime(2014, 3, 1, 9, 0, tzinfo=UTC)
ROOT, WARDS = "chicago", ("1", "2")
REGION_ROWS = [
    {"code": ROOT, "name_en": "Chicago", "name_zh": "芝加哥市", "level": "city", "valid_from": "1837-03-04"},
    *({"code": ward, "name_en": f"Ward {ward}", "name_zh": f"第{ward}选区", "level": "ward", "parent": ROOT,
       "valid_from": "1923-01-01"} for ward in WARDS),
]
EACH = 3
PUBLIC_PERSONA, CITY, WARD_1, WARD_2 = "public", "city", "ward-1", "ward-2"
PERSONAS = {CITY: ROOT, WARD_1: "1", WARD_2: "2"}
FIRM_1, FIRM_2 = "firm-1", "firm-2"
FIRMS = {FIRM_1: "1", FIRM_2: "2"}
"""Somebody who acts for the first organisation of a ward, and holds no role."""
OF_FIRM = {"1": "3", "2": "4"}
"""Under what the marks stand that the authority of a ward shares with that organisation."""
MARK_LENGTH = 4
SIGN = "ꙮ"  # in no text of the pages, in no font's way, and one character long
PASSWORD = "a plumb line hangs true"


class Clock:
    """Goes on by a second each time."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class World:
    """What the tests need to know of the city."""

    home: Home
    clock: Clock
    cut: Cut | None = None
    marks: dict[str, set[str]] = field(default_factory=dict)
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    draft: int = 0
    cases: dict[str, str] = field(default_factory=dict)
    complaints: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)

    def firm(self, ward: str) -> str:
        """The code of the first organisation of a ward."""
        return str(self.records["organisation"][(int(ward) - 1) * EACH]["code"])

    def mark(self, ward: str) -> str:
        """A new mark that belongs to ``ward``: four characters, so that it fits the shortest field."""
        known = self.marks.setdefault(ward, set())
        new = f"{SIGN}{ward}{_letters(len(known))}"
        known.add(new)
        return new

    def day(self, ward: str) -> date:
        """A day that belongs to ``ward`` and to nothing else, known in each way a page may write it."""
        known = self.marks.setdefault(ward, set())
        day = date(1950 + int(ward), 11, 1) + timedelta(days=sum(SIGN not in one for one in known))
        known |= {day.isoformat(), f"{day.day} Nov {day.year}", f"{day.year}年11月{day.day}日"}
        return day

    def told(self, ward: str, text: str) -> set[str]:
        """The marks of ``ward`` that ``text`` holds."""
        signs = {text[found.start():found.start() + MARK_LENGTH] for found in re.finditer(SIGN, text)}
        return {mark for mark in self.marks[ward] if (mark in signs if SIGN in mark else mark in text)}

    def year(self, ward: str) -> str:
        """A year that belongs to ``ward`` and to nothing else: one that lies in two, and in no text of the pages."""
        known = self.marks.setdefault(ward, set())
        first = 1800 + 40 * int(ward) + sum(SIGN not in one for one in known)
        known.add(year := f"{first}-{(first + 1) % 100:02d}")
        return year


def _letters(number: int) -> str:
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    return alphabet[number // 26 % 26] + alphabet[number % 26]


def build(home: Home) -> World:
    """Fill the store and ``home``: regions, three records of every kind in each ward, people, cut, assessments."""
    world = World(home, Clock())
    (home.rulebook / "indicators").mkdir(exist_ok=True)
    (home.rulebook / "schemes").mkdir(exist_ok=True)
    take_in(world, "region", [{"parent": "", **row} for row in REGION_ROWS])
    for kind in in_order():
        rows = [values_of(world, kind, ward, number) for ward in WARDS for number in range(1, EACH + 1)]
        take_in(world, kind.name, rows)
    (home.rulebook / "indicators" / "local.toml").write_text(INDICATORS, "utf-8")
    (home.rulebook / "schemes" / "local.toml").write_text(SCHEME, "utf-8")
    world.cut = freeze(home)
    for ward in WARDS:
        attach(world, ward)
    for year in ("2012", "2013"):
        assess(home, "local", year, at=world.clock())
    for name, region in PERSONAS.items():
        user = get_user_model().objects.create_user(name, password=PASSWORD)
        Role.objects.create(user=user, name=Role.OFFICER, region=region, column="*")
    for name, ward in FIRMS.items():
        user = get_user_model().objects.create_user(name, password=PASSWORD)
        memberships.add(user, world.firm(ward), ENTERPRISE, by=None, at=world.clock(), managing=True)
        other = get_user_model().objects.create_user(f"claims-{ward}")
        memberships.claim(other, world.firm(ward), ENTERPRISE, world.mark(ward), at=world.clock())
    world.draft = drafted(world)
    with declared():
        for ward in WARDS:
            world.cases[ward] = opened(world, ward)
        for ward in WARDS:
            world.complaints[ward], world.links[ward] = complained(world, ward)
    return world


def opened(world: World, ward: str) -> str:
    """A case that could leak: in what it is about, in a member, in what was done and said, to others and to the firm
    that is a party to it."""
    user, firm = get_user_model().objects.get(username=f"ward-{ward}"), OF_FIRM[ward]

    def done(act: str, **values: str) -> None:
        perform.act(world.home, user, NAME, number, act, values, at=world.clock())

    about = {"producer": world.firm(ward), "region": ward, "product": world.mark(firm)}
    number = str(perform.open_case(world.home, user, NAME, "open", about, at=world.clock()).case.number)
    done("add-lot", lot=world.mark(firm))
    done("notify", reason=world.mark(firm), due=world.day(firm).isoformat(), note=world.mark(ward))
    common_acts.comment(world.home, user, NAME, number, world.mark(firm), at=world.clock())
    common_acts.comment(world.home, user, NAME, number, world.mark(ward), "yes", at=world.clock())
    return number


def complained(world: World, ward: str) -> tuple[str, str]:
    """A complaint that could leak, the secret of a link that was handed out in it, and what was attached by that."""
    user = get_user_model().objects.get(username=f"ward-{ward}")
    about = {"region": ward, "matter": world.mark(ward), "source": world.mark(ward)}
    number = str(perform.open_case(world.home, user, COMPLAINT, "take", about, at=world.clock()).case.number)
    now = timezone.now()  # a link is open for a year at most
    event, secret, _code = links.give(world.home, user, COMPLAINT, number, "complainant", at=now)
    who, _case = links.bearer(world.home, event, at=now)
    # What else its bytes hold is taken out, as of whatever comes without an account: its size makes it one of its own.
    photo = evidence.photo(30, 30 + int(ward), comment=world.mark(ward))
    row = attaching.attach(world.home, who, attaching.CASE, (COMPLAINT, number), [photo],
                           name=f"{world.mark(ward)}.jpg", note=world.mark(ward), at=now)
    world.marks[ward] |= {row.sha256}
    world.sent[ward] = row.number
    return number, secret


@contextmanager
def declared() -> Iterator[Procedure]:
    """The procedures of the city's cases, known for as long as the city is there."""
    before, held = dict(registry.procedures()), registry._declared
    for name in (NAME, COMPLAINT):
        held.pop(name, None)
    try:
        registry.declare(complaint())
        yield registry.declare(recall())
    finally:
        # What was there, whatever a test has put in its place until its end.
        held.clear()
        held.update(before)


def drafted(world: World) -> int:
    """A draft of a rule that could leak: what stands in its text is for who may write rules, and for no ward."""
    told = "".join(f"# {world.mark(ward)}\n" for ward in WARDS)
    user = get_user_model().objects.get(username=CITY)
    return drafting.begin(world.home, user, "scheme", "local", at=world.clock(), text=SCHEME + told).number


def attach(world: World, ward: str) -> None:
    """A photograph that could leak: in its bytes, its hash, its name and its note; and one that is open to everyone."""
    about = ("inspection", (str(world.records["inspection"][(int(ward) - 1) * EACH]["number"]),))
    own = evidence.photo(30, 20, comment=world.mark(ward))
    row = attaching.attach(world.home, attaching.ANYBODY, *about, [own], name=f"{world.mark(ward)}.jpg",
                           note=world.mark(ward), at=world.clock())
    world.evidence[ward] = row.number
    world.marks[ward] |= {row.sha256}
    row = attaching.attach(world.home, attaching.ANYBODY, *about, [evidence.photo(30, 21, colour=f"#00000{ward}")],
                           name="open.jpg", note=world.mark(ward), public=True, at=world.clock())
    world.open[ward] = row.number


def in_order() -> Iterator[Kind]:
    """Every kind but regions, those that others refer to first."""
    waiting = {name: kind for name, kind in KINDS.items() if name != "region"}
    while waiting:
        ready = [kind for kind in waiting.values()
                 if not (set(kind.references.values()) - {kind.name}) & waiting.keys()]
        assert ready, f"kinds refer to each other in a circle: {sorted(waiting)}"
        for kind in ready:
            yield waiting.pop(kind.name)


def values_of(world: World, kind: Kind, ward: str, number: int) -> dict[str, Any]:
    """One record of ``kind`` in ``ward`` with every field filled."""
    values = {spec.name: _value(world, kind, spec, ward, number) for spec in kind.fields}
    values |= FITTING.get(kind.name, lambda *_: {})(ward, number)
    world.records.setdefault(kind.name, []).append(values)
    return values


def take_in(world: World, kind: str, rows: list[dict[str, Any]]) -> Outcome:
    """Import ``rows`` from a CSV file, as an officer would."""
    path = world.home.inbox / f"{kind}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({name: _written(value) for name, value in row.items()} for row in rows)
    outcome = import_file(world.home, kind, path, clock=world.clock)
    assert (outcome.rows, outcome.quarantined) == (len(rows), 0), outcome.sample
    return outcome


def _value(world: World, kind: Kind, spec: Spec, ward: str, number: int) -> Any:
    if spec.refers == "region":
        return ward
    if spec.refers == kind.name:
        return world.records[kind.name][-1][kind.key[0]] if number > 1 else None
    if spec.refers:
        return world.records[spec.refers][WARDS.index(ward) * EACH + number - 1][kinds.get(spec.refers).key[0]]
    if spec.type == "choice":
        codes = list(vocabulary(spec.vocabulary))
        return codes[number % len(codes)]
    if spec.type == "text":
        if spec.exposure is not PUBLIC:
            return world.year(ward) if spec.reads == "year" else world.mark(_owner(kind, spec, ward, number))
        return f"{ward}00{number}" if spec.name in kind.key else f"{spec.name} {ward}.{number}"[:spec.max_length]
    if spec.type == "date":
        if spec.exposure is PUBLIC and (kind.public or spec.name == kind.date):
            return date(2013, int(ward), number)
        return world.day(_owner(kind, spec, ward, number))
    if spec.type == "flag":
        return number % 2 == 0
    value = number + (spec.minimum or 0)
    return value if spec.maximum is None else min(value, spec.maximum)


def _owner(kind: Kind, spec: Spec, ward: str, number: int) -> str:
    """Who may read it: the ward's officers, and the firm where its kind shares it with a party, or is open to nobody
    else."""
    own = spec.name in kind.shared or (spec.exposure is PUBLIC and not kind.public)
    return OF_FIRM[ward] if number == 1 and own else ward


def _determination(ward: str, number: int) -> dict[str, Any]:
    # One that the scheme knows, so that the year can be assessed; its reason is what must not leak.
    if number == 1:
        return {"scheme": "local", "year": "2013", "item": "plan", "value": ("whole", "part")[int(ward) - 1]}
    return {"scheme": f"other-{number}"}


def _of_a_month(ward: str, number: int) -> dict[str, Any]:
    # A period must agree with its length and its last day.
    month = (int(ward) - 1) * EACH + number
    return {"period": f"2013-{month:02d}", "span": "month", "ends_on": date(2013, month, monthrange(2013, month)[1])}


FITTING = {"determination": _determination, "statistic": _of_a_month, "statement": _of_a_month}


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def looking_as(persona: str) -> Client:
    """A browser in which ``persona`` is signed in."""
    client = Client()
    if persona != PUBLIC_PERSONA:
        client.force_login(get_user_model().objects.get(username=persona))
    return client
