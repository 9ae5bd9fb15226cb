"""The task sheet of an inspector: what they are to inspect, in all spot checks, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from plumbline.procedures.casework import reading
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.casework.standing import ALSO, BESIDE, done_at
from plumbline.procedures.surveillance.spot_checks.tasks import INSPECTOR
from plumbline.records.core.cases import CaseEvent, CaseParty, CaseSummary
from plumbline.records.core.people import User

NAME = "spot-check"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a task: who gave it when, and whether another decides."""

    by: str
    result: str
    note: str
    given: datetime
    beside: bool


@dataclass(frozen=True, slots=True)
class SheetTask:
    """A task as its inspector needs it. ``answers`` are all that were sent, the first given first."""

    number: str
    title: str
    object: str
    name: str
    address: str
    due: date | None
    late: bool
    state: str
    answers: tuple[Answer, ...]


def tasks_of(user: Any, on: date) -> list[SheetTask]:
    """What ``user`` was given and is not settled: first what is to be inspected, the nearest last day first."""
    mine = CaseParty.objects.filter(case=OuterRef("case"), member=OuterRef("member"), person=user.pk, part=INSPECTOR)
    rows = list(reading.readable(procedure(NAME), user).filter(
        Exists(mine), state__in=("assigned", "answered"), away="").exclude(member="").select_related("case"))
    cases = {row.case_id for row in rows}
    going = dict(CaseSummary.objects.filter(case__in=cases, member="", ended=False).values_list("case", "title"))
    known: dict[tuple[int, str], CaseEvent] = {}
    answers: dict[tuple[int, str], list[CaseEvent]] = {}
    for event in CaseEvent.objects.filter(case__in=cases, member__in={row.member for row in rows},
                                          act__in=("add-task", "answer")).order_by("pk"):
        if event.act == "add-task":
            known[event.case_id, event.member] = event
        else:
            answers.setdefault((event.case_id, event.member), []).append(event)
    names = _names(each for several in answers.values() for each in several)
    found = []
    for row in rows:
        if row.case_id not in going:
            continue
        said = known[row.case_id, row.member].said
        found.append(SheetTask(
            row.case.number, going[row.case_id], row.member, said.get("name") or row.member, said.get("address", ""),
            row.due, row.state == "assigned" and row.due is not None and on > row.due, row.state,
            told(answers.get((row.case_id, row.member), []), names)))
    return sorted(found, key=lambda each: (each.state != "assigned", each.due or date.max, each.number, each.object))


def answers_to(case: Any, members: Iterable[str]) -> dict[str, tuple[Answer, ...]]:
    """The answers to some tasks of one case, by task: those of which there is more than one are to be compared."""
    found: dict[str, list[CaseEvent]] = {}
    for event in CaseEvent.objects.filter(case=case, act="answer", member__in=list(members)).order_by("pk"):
        found.setdefault(event.member, []).append(event)
    names = _names(each for several in found.values() for each in several)
    return {member: told(events, names) for member, events in found.items()}


def told(events: Iterable[CaseEvent], names: Mapping[int, str]) -> tuple[Answer, ...]:
    """The answers among ``events`` of one task, the first given first. The newest that was not kept beside another
    decides."""
    every = list(events)
    decides = next((each.pk for each in reversed(every) if each.said.get(BESIDE) != ALSO), 0)
    found = [Answer(names.get(each.actor, ""), each.said.get("result", ""), each.said.get("note", ""), done_at(each),
                    each.pk != decides) for each in every]
    return tuple(sorted(found, key=lambda each: each.given))


def _names(events: Iterable[CaseEvent]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in={each.actor for each in events} - {None}).values_list("pk", "username"))
