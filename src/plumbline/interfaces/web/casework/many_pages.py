"""One act on many cases or members: chosen among those that wait for who looks, with one form for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plumbline import home as homes
from plumbline.errors import PlumblineError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.casework.case_view import form_of, missing_act, procedure_of
from plumbline.interfaces.web.core import day_words
from plumbline.interfaces.web.core.error_pages import NO_ADDRESS
from plumbline.procedures.casework import many, reading
from plumbline.procedures.casework.declaration import Act, Procedure
from plumbline.procedures.casework.reading import Waiting

SHOWN = 200
"""Cases or members among which one page lets choose."""
APART = "\x1f"
FEWEST = 2


@login_required
def act(request: HttpRequest, name: str, act: str) -> HttpResponse:
    """Choose what waits, fill in once, and do it; posted, what became of each."""
    user, procedure = Viewer.of(request).user, procedure_of(name)
    found = procedure.by_name.get(act)
    if found is None or found in procedure.opening or found.adds:
        raise missing_act(act)
    waits = [each for each in waiting_for(procedure, user) if found in each.acts]
    if not waits:
        raise Missing.of(NO_ADDRESS)
    given = request.POST
    values = {spec.name: str(given.get(spec.name, "")).strip() for spec in found.specs}
    form, status = form_of(request, procedure, found, values, opening=False), 200
    problem: PlumblineError | None = None
    by_row = bool(found.specs) and bool((given if request.method == "POST" else request.GET).get("rows"))
    faults: Mapping[many.Target, PlumblineError] = {}
    chosen = [each for each in given.getlist("on") if APART in each]
    if request.method == "POST":
        targets = [(number, member) for number, _, member in (each.partition(APART) for each in chosen)]
        try:
            outcomes = many.act_on(
                homes.current(), user, name, act, targets, {} if by_row else values, at=timezone.now(),
                each={target: _own(given, found, APART.join(target)) for target in targets} if by_row else {})
        except PlumblineError as error:
            if isinstance(error, many.RowsUnfit):
                faults, problem = error.faults, error
            elif isinstance(error, RecordError):
                form.refuse(error)
                form.problem, problem = None, form.problem
            else:
                problem = error
            status = 422
        else:
            return render(request, "plumbline/cases/many-done.html", {
                "procedure": procedure, "act": found, "outcomes": outcomes,
                "done": sum(each.event is not None for each in outcomes), "back": reverse("case-list", args=(name,))})
    return render(request, "plumbline/cases/many.html", {
        "procedure": procedure, "act": found, "form": form, "problem": problem, "most": many.MOST,
        "by_row": by_row, "may_differ": bool(found.specs), "specs": found.specs,
        "rows": [_row(each, chosen, request.method == "POST") | (
            {"fields": _fields(request, procedure, found, each, faults)} if by_row else {}) for each in waits[:SHOWN]],
        "more": max(0, len(waits) - SHOWN), "back": reverse("case-list", args=(name,))}, status=status)


def _own(given: Any, act: Act, value: str) -> dict[str, str]:
    """What was typed in the row of one case or member."""
    typed = {spec.name: str(given.get(f"{spec.name}~{value}", "")).strip() for spec in act.specs}
    return {name: text for name, text in typed.items() if text}


def _fields(request: HttpRequest, procedure: Procedure, act: Act, each: Waiting,
            faults: Mapping[many.Target, PlumblineError]) -> list[dict[str, Any]]:
    """The fields of the row of one case or member, each with the name that it is sent by."""
    value = f"{each.number}{APART}{each.member}"
    form = form_of(request, procedure, act, _own(request.POST, act, value), opening=False)
    if isinstance(error := faults.get((each.number, each.member)), RecordError):
        form.refuse(error)
    return [{"field": field, "name": f"{field.spec.name}~{value}"} for field in form]


def waiting_for(procedure: Procedure, user: Any) -> list[Waiting]:
    """What waits for a person in the cases of one procedure."""
    return reading.waiting(user, on=timezone.localdate(timezone.now()), of=[procedure])


def offered(procedure: Procedure, user: Any) -> list[tuple[Act, int]]:
    """The acts that wait for a person in several cases or members, with in how many."""
    counted = Counter(act for each in waiting_for(procedure, user) for act in each.acts)
    return [(act, count) for act, count in counted.items() if count >= FEWEST and not act.adds]


def _row(each: Waiting, chosen: list[str], sent: bool) -> dict[str, Any]:
    value, on = f"{each.number}{APART}{each.member}", timezone.localdate(timezone.now())
    return {"value": value, "each": each, "chosen": value in chosen if sent else True,
            "left": day_words.days_left((each.due - on).days if each.due else None),
            "acts": words.listed([words.say(act.title) for act in each.acts])}
