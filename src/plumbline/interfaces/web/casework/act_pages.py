"""The form of one act of a case; posted, the act."""

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

from plumbline import home as homes
from plumbline.errors import NotAllowed, PlumblineError, RecordError
from plumbline.interfaces.shared.places import today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.web.casework.case_view import (
    Room,
    form_of,
    lines,
    missing_act,
    room_of,
    standing,
    status_of,
    typed,
)
from plumbline.interfaces.web.core import whole_numbers
from plumbline.procedures.casework import dispatch, form_drafts, holding, perform, reading
from plumbline.procedures.casework.declaration import Act
from plumbline.records.core.cases import CONFLICT
from plumbline.text import Text


@login_required
def act(request: HttpRequest, name: str, number: str, act: str) -> HttpResponse:
    """The form of an act, about the case or about ``?member=``."""
    return page(room_of(request, name, number), act)


def page(room: Room, act: str) -> HttpResponse:
    """The form of an act; posted, the act."""
    request, case = room.request, room.case
    if act in dispatch.COMMON:
        return _common(room, act)
    found = case.procedure.by_name.get(act)
    if found is None or found in case.procedure.opening:
        raise missing_act(act)
    given = request.POST if request.method == "POST" else request.GET
    member = given.get("member", "") if found.of and not found.adds else ""
    if found.of and not found.adds and member not in reading.members(case, room.user):
        raise Missing("case.member_unknown", Text("the case has no such member", "事项中没有此成员"),
                      next_step=Text("Look at the page of the case", "请查看事项页面"))
    place = form_drafts.place_of(case.procedure, act, case.number, member)
    draft = form_drafts.kept(room.user, place) if request.method == "GET" else None
    # A text that is kept to the letter is written on, not anew.
    held = {spec.name: reading.values(case, room.user, member).get(spec.name, "") for spec in found.specs if spec.exact}
    values = typed(found.specs, given, held | (draft.values if draft is not None else {}))
    form, problem, sure, status = form_of(request, case.procedure, found, values, opening=False), None, False, 200
    if request.method == "POST":
        try:
            if given.get("keep") and room.user is not None and not room.by_link:
                form_drafts.keep(room.user, place, values, at=timezone.now())
                messages.success(request, _("Your draft is kept. Nobody else sees it."))
                return HttpResponseRedirect(room.base)
            if found.final and not given.get("sure"):
                perform.checked(case.procedure, found.name, found.specs, values)
                if (refused := perform.refusal(case, room.user, found, member)) is not None:
                    raise refused
                sure = True
            else:
                perform.act(homes.current(), room.user, case.procedure.name, case.number, act, values, member=member,
                            organisation=given.get("for", ""),
                            seen=whole_numbers.whole_number(given.get("seen", ""), None), at=timezone.now())
                form_drafts.drop(room.user, place)
                messages.success(request, _("Done. It stands in the journal."))
                return HttpResponseRedirect(room.base)
        except PlumblineError as error:
            problem, status = _refused(form, error), status_of(error)
    else:
        problem = perform.refusal(case, room.user, found, member)
    case = room.again().case
    at = case.board.members.get(member) if member else case.board.case
    return render(request, "plumbline/cases/act.html", {
        "procedure": case.procedure, "case": case, "act": found, "member": member, "form": form, "problem": problem,
        "sure": sure, "seen": at.last if at is not None and not found.adds else "", "by_link": room.by_link,
        "draft": draft, "may_keep": not room.by_link, "known": _known(room, member) if member else [],
        "firms": _firms(room, found, member), "firm": given.get("for", ""),
        "answers": lines(found.specs, values, today_tree(request)) if sure else [],
        "state": standing(case, member), "back": room.base, "address": room.act(act)}, status=status)


def _known(room: Room, member: str) -> list[tuple[str, str]]:
    """What is known of the member that the act is about, as far as it is open to the reader: who decides on it sees
    it."""
    acts = room.case.procedure.acts_about(member)
    named = {act.adds for act in acts}
    specs = {spec.name: spec for act in acts for spec in act.told if spec.name not in named}
    return lines(tuple(specs.values()), reading.values(room.case, room.user, member), today_tree(room.request))


def _firms(room: Room, act: Act, member: str) -> list[str]:
    """The organisations among which who acts must choose; none where there is nothing to choose."""
    part = next((each for each in act.by if room.case.holds(room.user, each, member)), None)
    if part is None:
        return []
    own = holding.organisations(room.case.procedure, room.case.board, room.user, part, member)
    return own if len(own) > 1 else []


def _refused(form: Any, error: PlumblineError) -> PlumblineError | None:
    """What is said above the form; faults of fields stand beside them."""
    if isinstance(error, RecordError) and not isinstance(error, NotAllowed):
        form.refuse(error)
        problem: PlumblineError | None = form.problem
        form.problem = None
        return problem
    return error


def _common(room: Room, act: str) -> HttpResponse:
    """An act that every procedure has. Its form stands on the page of the case."""
    request, case = room.request, room.case
    if request.method != "POST":
        return HttpResponseRedirect(room.base)
    given: Mapping[str, str] = request.POST
    _run, wanted, of_members = dispatch.COMMON[act]
    member = given.get("member", "") if of_members else ""
    try:
        dispatch.do(homes.current(), room.user, case.procedure.name, case.number, act,
                    {name: given.get(name, "") for name in wanted}, member=member, at=timezone.now())
    except PlumblineError as error:
        return render(request, "plumbline/cases/refused.html", {
            "case": case, "procedure": case.procedure, "problem": error, "back": room.base, "by_link": room.by_link,
            "typed": given.get("text", given.get("reason", ""))}, status=status_of(error))
    messages.success(request, _("Done. It stands in the journal."))
    gone = act == CONFLICT and not member
    return HttpResponseRedirect(reverse("case-list", args=(case.procedure.name,)) if gone else room.base)
