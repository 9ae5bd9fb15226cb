"""The outlets that an inspector is to visit while recalls run, with what to look for, and what was noted there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from plumbline.procedures.casework import reading
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.casework.standing import ALSO, BESIDE, done_at
from plumbline.procedures.surveillance.recalls.published import KIND, lots_of
from plumbline.procedures.surveillance.recalls.sampling import PROCEDURE
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import CaseEvent, CaseParty, CaseSummary
from plumbline.records.core.people import User

INSPECTOR, NOTE = "inspector", "note"
TO_CHECK, CHECKED = "to-check", "checked"
Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Noted:
    """What somebody noted at an outlet (``said``: the fields of the act), when, and whether another note decides."""

    by: str
    said: Said
    given: datetime
    beside: bool


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet as its inspector needs it: the ``recall`` is the record, None where it was withdrawn; ``lots`` none:
    all lots of the product. ``notes`` are all that were sent, the first given first."""

    number: str
    code: str
    name: str
    address: str
    recall: Any
    lots: tuple[str, ...]
    due: date | None
    late: bool
    state: str
    notes: tuple[Noted, ...]


def outlets_of(user: Any, on: date) -> list[Outlet]:
    """What ``user`` was given and is not settled, of rounds that go on: the nearest last day first."""
    mine = CaseParty.objects.filter(Q(member=OuterRef("member")) | Q(member=""), case=OuterRef("case"), person=user.pk,
                                    part=INSPECTOR)
    rows = list(reading.readable(procedure(PROCEDURE), user).filter(
        Exists(mine), state__in=(TO_CHECK, CHECKED), away="").exclude(member="").select_related("case"))
    cases = {row.case_id for row in rows}
    going = set(CaseSummary.objects.filter(case__in=cases, member="", ended=False).values_list("case", flat=True))
    rows = [row for row in rows if row.case_id in going]
    if not rows:
        return []
    of = dict(CaseEvent.objects.filter(case__in=going, act="draw", member="").values_list("case", "said__recall"))
    recalls = {each.number: each for each in store.current(kinds.get(KIND)).filter(number__in=set(of.values()))}
    shops = {each.code: each for each in store.current(kinds.get("establishment")).filter(
        code__in={row.member for row in rows})}
    notes = _notes(going, {row.member for row in rows})
    found = []
    for row in rows:
        recall, shop = recalls.get(of.get(row.case_id, "")), shops.get(row.member)
        found.append(Outlet(
            row.case.number, row.member, shop.name if shop else row.member, (shop and shop.address) or "", recall,
            tuple(lots_of(recall)) if recall else (), row.due,
            row.state == TO_CHECK and row.due is not None and on > row.due, row.state,
            tuple(notes.get((row.case_id, row.member), ()))))
    return sorted(found, key=lambda each: (each.state != TO_CHECK, each.due or date.max, each.number, each.code))


def _notes(cases: set[int], members: set[str]) -> dict[tuple[int, str], list[Noted]]:
    events = list(CaseEvent.objects.filter(case__in=cases, member__in=members, act=NOTE).order_by("pk"))
    names = dict(User.objects.filter(pk__in={each.actor for each in events} - {None}).values_list("pk", "username"))
    decides = {(each.case_id, each.member): each.pk for each in events if each.said.get(BESIDE) != ALSO}
    found: dict[tuple[int, str], list[Noted]] = {}
    for each in events:
        place = (each.case_id, each.member)
        found.setdefault(place, []).append(Noted(names.get(each.actor, ""), each.said, done_at(each),
                                                 decides.get(place) != each.pk))
    return {place: sorted(every, key=lambda note: note.given) for place, every in found.items()}
