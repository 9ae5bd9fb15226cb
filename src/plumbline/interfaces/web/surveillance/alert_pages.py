"""Notices of dangerous products: what is being written, the form with its score, and the same notice twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plumbline import home as homes
from plumbline.errors import ConflictError, NotAllowed, PlumblineError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.casework.case_view import (
    Room,
    form_of,
    lines,
    offered,
    room_of,
    standing,
    status_of,
    typed,
)
from plumbline.interfaces.web.core import whole_numbers
from plumbline.procedures.casework import holding, perform, reading, registry
from plumbline.procedures.casework.declaration import Act
from plumbline.procedures.surveillance.cases.product_alert import BEGIN, NAME, SAVE
from plumbline.procedures.surveillance.notice_scoring import score_notice
from plumbline.procedures.surveillance.notices import matching, twins
from plumbline.procedures.surveillance.notices.twins import Number
from plumbline.procedures.surveillance.notices.writing import CONTENT, PUBLISHED, SOURCE, current
from plumbline.records.core.visibility import keeping
from plumbline.text import Text

MOST_SHOWN = 50


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """What is being written, what waits to be matched, and which notices are there twice: for officers."""
    procedure, user, tree = registry.procedure(NAME), _officer(request), today_tree(request)
    states = procedure.machine()
    rows = reading.page(procedure, user, ended=False, most=MOST_SHOWN).rows
    return render(request, "plumbline/surveillance/alerts.html", {
        "procedure": procedure, "waiting": matching.waiting(user), "twins": twins.twins(), "revised": twins.revised(),
        "rows": [{"number": row.case.number, "title": row.title, "address": reverse("alert", args=(row.case.number,)),
                  "state": words.say(states[row.state].title), "region": words.say(region_name(tree, row.region))}
                 for row in rows]})


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """The form of a notice that begins; posted, its case."""
    user, procedure = _officer(request), registry.procedure(NAME)
    act = procedure.by_name[BEGIN]
    values = typed(procedure.specs + act.specs, request.POST if request.method == "POST" else request.GET, {})
    form, status = form_of(request, procedure, act, values, opening=True), 200
    if request.method == "POST":
        try:
            event = perform.open_case(homes.current(), user, NAME, BEGIN, values, at=timezone.now())
        except (RecordError, NotAllowed) as error:
            form.refuse(error)
            status = 422
        else:
            messages.success(request, _("Begun. Nobody but the officers of the region reads it before it is "
                                        "published."))
            return HttpResponseRedirect(reverse("alert", args=(event.case.number,)))
    return render(request, "plumbline/surveillance/alert.html", {
        "procedure": procedure, "form": form, **_judged(values)}, status=status)


@login_required
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One own notice: the form with its score as long as it is written, else what it says; posted, what was written."""
    room = room_of(request, NAME, number)
    case, procedure = room.case, room.case.procedure
    act = procedure.by_name[SAVE]
    held = reading.values(case, room.user)
    may = act in perform.possible(case, room.user)
    values = typed(act.specs, request.POST, {}) if request.method == "POST" else {
        name: held.get(name, "") for name in CONTENT}
    form, problem, status = form_of(request, procedure, act, values, opening=False), None, 200
    if request.method == "POST":
        try:
            perform.act(homes.current(), room.user, NAME, number, SAVE, values, at=timezone.now(),
                        seen=whole_numbers.whole_number(request.POST.get("seen", ""), None))
        except PlumblineError as error:
            problem, status = _refused(form, error), status_of(error)
        else:
            messages.success(request, _("Written."))
            return HttpResponseRedirect(request.path)
    return render(request, "plumbline/surveillance/alert.html", {
        "procedure": procedure, "case": case, "form": form if may or request.method == "POST" else None,
        "problem": problem, "state": standing(case), "seen": case.board.case.last, "acts": _offered(room, act),
        "lines": lines(act.specs, held, today_tree(request)), "base": room.base,
        "record": _record(case.number), **_judged(values, Number(SOURCE, number))}, status=status)


@login_required
@require_POST
def score(request: HttpRequest) -> HttpResponse:
    """What the notice in the form is worth to who looks for the product, as part of a page: nothing is kept."""
    _officer(request)
    specs = registry.procedure(NAME).by_name[SAVE].specs
    number = request.POST.get("number", "")
    return render(request, "plumbline/surveillance/alert-score.html", _judged(
        typed(specs, request.POST, {}), Number(SOURCE, number) if number else None))


def _judged(values: Mapping[str, str], own: Number | None = None) -> dict[str, Any]:
    """The score of a notice, what it does not say, and the notices that say the same."""
    return {"score": score_notice(homes.current(), values), "same": twins.twins_of(values, but=own),
            "own": own.number if own is not None else ""}


def _offered(room: Room, written: Act) -> list[dict[str, str]]:
    """What can be done beside writing, which the page is for."""
    # What could only be done with a notice that everybody reads is not told of before.
    hidden = {room.act(written.name)} | (set() if PUBLISHED in room.case.board.entered else {room.act("retract")})
    return [each for each in offered(room) if each["address"] not in hidden]


def _record(number: str) -> str:
    """The address of the notice as it is published; empty where it is not."""
    return reverse("record", args=("alert", (SOURCE, number))) if current(number) is not None else ""


def _refused(form: Any, error: PlumblineError) -> PlumblineError | None:
    """What is said above the form; faults of fields stand beside them."""
    if isinstance(error, RecordError) and not isinstance(error, NotAllowed | ConflictError):
        form.refuse(error)
        problem: PlumblineError | None = form.problem
        form.problem = None
        return problem
    return error


def _officer(request: HttpRequest) -> Any:
    """Who looks, an officer of surveillance. :raises NotAllowed: to others."""
    user = Viewer.of(request).user
    if not keeping(user, holding.kind_of(registry.procedure(NAME))).tops:
        raise NotAllowed("case.part_not_held", Text("notices are for officers of surveillance",
                                                    "产品安全通报由监督人员办理"),
                         next_step=Text("Ask who administers your region for a role", "请向所在地区管理员申请角色"))
    return user

