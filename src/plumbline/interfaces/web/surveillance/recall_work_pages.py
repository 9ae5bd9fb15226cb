"""Where recall officers work: what is late, how much came by which channel, what was seen at outlets; and one recall
with everything that can be done in it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plumbline import home as homes
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.casework.case_view import Room, offered, organisation_names, room_of, standing
from plumbline.interfaces.web.core import day_words
from plumbline.interfaces.web.surveillance.recall_pages import missing
from plumbline.procedures.casework import holding, reading
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.surveillance.recalls import published, showing, working
from plumbline.rulebook.core import vocabularies


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The recalls that are open and seen to by whoever looks: those that are due first stand first."""
    user, on, tree = Viewer.of(request).user, timezone.localdate(), today_tree(request)
    if not showing.works(user):
        raise missing()
    states = procedure(published.PROCEDURE).machine()
    rows = [{"work": each, "state": words.say(states[each.state].title) if each.state in states else each.state,
             "region": words.say(region_name(tree, each.region)), "late": each.due is not None and on > each.due,
             "left": day_words.days_left((each.due - on).days if each.due else None),
             "silent": _titles(each.silent)} for each in working.open_recalls(user, on)]
    return render(request, "plumbline/recalls/work.html", {
        "rows": rows, "late": sum(each["late"] for each in rows), "on": on,
        "new": reverse("case-new", args=(published.PROCEDURE,))})


@login_required
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One recall as its officer sees it."""
    room = room_of(request, published.PROCEDURE, number)
    case, user = room.case, room.user
    if not case.inside(user):
        raise missing()
    shown = showing.show(homes.current(), user, number, at=timezone.now())
    names = organisation_names([case.board.values["organisation"]])
    firm = names.get(case.board.values["organisation"], case.board.values["organisation"])
    return render(request, "plumbline/recalls/work_one.html", {
        "case": case, "shown": shown, "key": (shown.number,), "record": shown.record, "state": standing(case),
        "acts": offered(room),
        "firm": firm, "adding": _adding(room), "lots": [_lot(room, lot) for lot in reading.members(case, user)],
        "channels": [_channel(each, case.on) for each in shown.progress.channels],
        "silent": _titles(working.silent(shown.progress)) if shown.record is not None else "",
        "rounds": working.rounds(user, shown.number), "evidence": reverse(
            "evidence-about", args=("case", (published.PROCEDURE, number))),
        "draw": _draw(case, shown) if shown.state == showing.RUNNING else "", "base": room.base})


def _lot(room: Room, lot: str) -> dict[str, Any]:
    known = room.case.board.of.get(lot, {})
    return {"name": lot, "units": int(known["units"]) if "units" in known else None,
            "state": words.say(room.case.state(lot).title), "why": known.get("how") or known.get("reason") or "",
            "acts": offered(room, lot)}


def _adding(room: Room) -> list[dict[str, str]]:
    """The act that adds a lot, as the recall stands: to one that is published it is another than before."""
    case = room.case
    running = case.state().name == showing.RUNNING
    if not running and (case.state().ends or published.FIELD in case.board.values):
        return []
    act = case.procedure.by_name["widen" if running else "add-lot"]
    if not any(case.holds(room.user, part) for part in act.by):
        return []
    return [{"title": words.say(act.title), "address": room.act(act.name)}]


def _channel(each: Any, on: date) -> dict[str, Any]:
    return {"row": each, "title": words.say(each.title), "days": (on - each.reported_on).days}


def _draw(case: Any, shown: Any) -> str:
    """The form that draws outlets for this recall, filled as far as it is known."""
    given = {"recall": shown.number, "region": holding.region_on(case.region, case.on)}
    return f"{reverse('case-new', args=('recall-check',))}?{urlencode(given)}"


def _titles(channels: tuple[str, ...]) -> str:
    return words.listed([words.say(vocabularies.title("recall-channel", each)) for each in channels])
