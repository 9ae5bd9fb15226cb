"""The page of a witness of a draw, opened by their link: first to what they commit, then what they reveal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.web.casework import link_pages
from plumbline.interfaces.web.casework.case_view import Room, standing, status_of
from plumbline.procedures.casework import perform
from plumbline.procedures.surveillance.spot_checks import published, sheet, witnesses

TESTIFY, REVEAL = "testify", "reveal"
SAID = {TESTIFY: ("witness", "commitment"), REVEAL: ("witness", "reveal")}


@never_cache
def page(request: HttpRequest, secret: str) -> HttpResponseBase:
    """What a witness has to do now; posted, it is done."""
    return link_pages.entered(request, secret, _page, asks=False)


def _page(room: Room) -> HttpResponse:
    request, case, status = room.request, room.case, 200
    problem: PlumblineError | None = None
    if (case.procedure.name, room.user.part) != (sheet.NAME, "witness"):
        return HttpResponseRedirect(room.base)
    act = _due(room)
    if request.method == "POST":
        said = {name: request.POST.get(name, "").strip() for name in SAID[act or TESTIFY]}
        try:
            perform.act(homes.current(), room.user, sheet.NAME, case.number, act or TESTIFY, said, at=timezone.now())
        except PlumblineError as error:
            problem, status = error, status_of(error)
        else:
            messages.success(request, _("Kept. It stands in the journal."))
            return HttpResponseRedirect(request.path)
    values, user = case.board.values, room.user
    mine = next((name for name, link in witnesses.said_by(values, witnesses.LINKS).items()
                 if link == str(user.number)), "")
    return render(request, "plumbline/spot_checks/witness.html", {
        "case": case, "title": values.get("title", case.number), "state": standing(case), "problem": problem,
        "region": words.say(region_name(today_tree(request), case.region)), "act": act, "mine": mine,
        "names": [mine] if mine else list(witnesses.names(values) if act == REVEAL else witnesses.awaited(
            {**values, witnesses.SOURCE: ""})),
        "hash": witnesses.said_by(values, witnesses.COMMITMENTS).get(mine, ""),
        "revealed": mine in witnesses.said_by(values, witnesses.REVEALS),
        "draw": published.shown(case) if published.is_committed(case) else None,
        "given": request.POST if problem else {}}, status=status)


def _due(room: Room) -> str:
    """What a witness may do as the case stands; empty: nothing."""
    case, values = room.case, room.case.board.values
    state = case.board.case.state
    if state in case.procedure.by_name[TESTIFY].source and witnesses.names(values):
        return TESTIFY
    return REVEAL if state in case.procedure.by_name[REVEAL].source and witnesses.by_witnesses(values) else ""
