"""The editor of a risk assessment: scenarios with their steps, the level as one types, the short way for what is known
to be serious, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plumbline import home as homes
from plumbline.errors import NotAllowed, PlumblineError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.web.casework.case_view import (
    Room,
    form_of,
    offered,
    organisation_names,
    room_of,
    standing,
    status_of,
)
from plumbline.interfaces.web.surveillance.watch import risk_form, risk_view
from plumbline.procedures.casework import perform, reading
from plumbline.procedures.surveillance.cases.product_risk import NAME
from plumbline.procedures.surveillance.risks import acts, grading
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.surveillance.known_risks import in_force, known_risk
from plumbline.rulebook.surveillance.risk_files import load_risk_rules, risk_rules

HERE = ("change-basis", "known-risk", "assess")
"""The acts whose forms stand on this page."""
TOLD = ("assess", "known-risk", "review", "send-back", "rebut", "skip-hearing", "answer", "decide")


@login_required
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The editor; posted, one of its acts."""
    room = room_of(request, NAME, number)
    problem: PlumblineError | None = None
    typed: dict[str, str] | None = None
    status = 200
    if request.method == "POST":
        act, member, values = _sent(request.POST)
        try:
            perform.act(homes.current(), room.user, NAME, number, act, values, member=member, at=timezone.now())
        except PlumblineError as error:
            problem, status = error, status_of(error)
            typed = values if act in ("add-scenario", "change-scenario") else None
        else:
            messages.success(request, _("Done. It stands in the journal."))
            return HttpResponseRedirect(request.path)
    return render(request, "plumbline/watch/risk.html", _shown(room, request, typed, problem), status=status)


@login_required
@require_POST
def check(request: HttpRequest, number: str) -> HttpResponse:
    """The level as it would be with the scenario that is just typed; nothing is kept."""
    room = room_of(request, NAME, number)
    values = risk_form.scenario_sent(request.POST)
    name = request.POST.get("member", "") or values["scenario"] or _("this one")
    return render(request, "plumbline/watch/risk_level.html", _level(room, name, values) | {"live": True})


def _sent(given: Mapping[str, str]) -> tuple[str, str, dict[str, str]]:
    """The act that a form asks for, about which scenario, with what."""
    act = given.get("do", "")
    if act == "add-scenario":
        return act, "", risk_form.scenario_sent(given)
    if act == "change-scenario":
        values = risk_form.scenario_sent(given)
        values.pop("scenario")
        return act, given.get("member", ""), values
    if act == "strike-scenario":
        return act, given.get("member", ""), {"reason": given.get("reason", "")}
    names = {"change-basis": ("rules", "units_in_use", "product", "maker"), "known-risk": ("known", "reason"),
             "assess": ("remark",)}.get(act, ())
    return act, "", {name: given.get(name, "").strip() for name in names}


def _shown(room: Room, request: HttpRequest, typed: dict[str, str] | None, problem: PlumblineError | None,
           ) -> dict[str, Any]:
    case, here = room.case, today_tree(request)
    values = reading.values(case, room.user)
    drafting = case.state().name == acts.DRAFTING and not case.state().ends
    may = {act.name for act in perform.possible(case, room.user)}
    chosen = request.POST.get("member", "") or request.GET.get("scenario", "")
    chosen = chosen if chosen in case.board.members and case.state(chosen).name == grading.STATED else ""
    maker = values.get("maker", "")
    shown = {
        "case": case, "values": values, "state": standing(case), "drafting": drafting and "change-basis" in may,
        "title": values.get("title", "") or case.number, "region": words.say(region_name(here, case.region)),
        "maker": organisation_names([maker]).get(maker, maker) if maker else "",
        "level_kept": words.say(vocabularies.title(grading.LEVELS, values.get("level"))),
        "basis": values.get("basis", ""), "known": _known(room, values), "problem": problem,
        "acts": [each for each in offered(room) if each["address"] not in {room.act(name) for name in HERE}],
        "papers": [(language, reverse("watch-risk-paper", args=(case.number, language)))
                   for language in ("en", "zh")],
        "history": _history(room), **_level(room, chosen, typed if chosen else None)}
    if shown["drafting"]:
        shown |= _editor(room, request, chosen, typed, problem)
    return shown


def _editor(room: Room, request: HttpRequest, chosen: str, typed: dict[str, str] | None,
            problem: PlumblineError | None) -> dict[str, Any]:
    """The forms, filled with what stands or was typed."""
    case = room.case
    act = case.procedure.by_name["change-scenario" if chosen else "add-scenario"]
    held = typed if typed is not None else dict(case.board.of.get(chosen, {}))
    form = form_of(request, case.procedure, act, held, opening=False)
    if isinstance(problem, RecordError) and not isinstance(problem, NotAllowed) and typed is not None:
        form.refuse(problem)
    basis = case.procedure.by_name["change-basis"]
    rules = load_risk_rules(homes.current())
    return {
        "chosen": chosen, "form": [field for field in form if field.spec.name != "steps"],
        "steps": risk_form.lines(held.get("steps", "")), "strengths": risk_form.strengths(),
        "basis_form": [field for field in form_of(request, case.procedure, basis, case.board.values, opening=False)
                       if field.spec.name != "rules"],
        "rule_sets": [(each.dated.id, words.say(each.dated.title), each.dated.id == case.board.values.get("rules"))
                      for each in rules.values()],
        "known_list": [(each.id, words.say(each.title)) for each in in_force(homes.current(), case.on).values()],
        "edit": [(name, f"?{urlencode({'scenario': name})}#scenario") for name in reading.members(case, room.user)
                 if case.state(name).name == grading.STATED]}


def _level(room: Room, name: str, typed: Mapping[str, str] | None) -> dict[str, Any]:
    """The level as it is, or would be with a scenario that is typed; or why there is none."""
    board = room.case.board
    try:
        live = grading.scenario_of(name, typed) if typed is not None else None
        return {"told": risk_view.told(grading.graded(homes.current(), board, live)), "live_name": name if live else ""}
    except PlumblineError as error:
        return {"told": None, "why_not": error, "plain": _plain(room), **_empty_matrix(room)}


def _empty_matrix(room: Room) -> dict[str, Any]:
    try:
        rules = risk_rules(homes.current(), room.case.board.values.get("rules", ""))
    except PlumblineError:
        return {}
    return {"matrix": risk_view.matrix(rules, None), "severities": range(1, rules.matrix.severities + 1)}


def _plain(room: Room) -> list[str]:
    """The names of the scenarios that stand, where no level can be given."""
    return [name for name in reading.members(room.case, room.user)
            if room.case.state(name).name == grading.STATED]


def _known(room: Room, values: Mapping[str, str]) -> dict[str, Any] | None:
    if values.get("basis") != acts.KNOWN:
        return None
    try:
        found = known_risk(homes.current(), values.get("known", ""), room.case.on)
    except PlumblineError:
        return {"title": values.get("known", ""), "cites": None}
    return {"title": words.say(found.title), "cites": found.cites}


def _history(room: Room) -> list[dict[str, Any]]:
    return [{"title": words.say(reading.title_of(room.case.procedure, each["act"])), "by": each["by"] or "",
             "at": each["at"], "words": [each["said"][name] for name in ("reason", "remark", "opinion", "answer")
                                         if each["said"].get(name)]}
            for each in reversed(reading.history(room.case, room.user)) if each["act"] in TOLD]
