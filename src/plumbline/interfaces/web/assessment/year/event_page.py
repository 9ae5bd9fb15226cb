"""Everything that happened in an assessment year, as far as I may know of it, each with its entry in the journal."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plumbline import home as homes
from plumbline.interfaces.shared import words
from plumbline.interfaces.web.assessment.year import answering, commenting, year_words
from plumbline.interfaces.web.assessment.year.year_room import Room, enter, perform
from plumbline.interfaces.web.core import whole_numbers
from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year.orders import JUDGE
from plumbline.procedures.assessment.year import comments, reading, year_titles

ROWS = 100


@login_required
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The newest first, a hundred a page; ``?region=`` and ``?item=`` narrow them, ``?before=`` goes on. Posted, a
    comment on the year as a whole."""
    room, problem, status = enter(request, number), None, 200
    if request.method == "POST":
        done = perform(room, {"comment": commenting.act("", "", reverse("year-events", args=(number,)))})
        if isinstance(done, HttpResponseRedirect):
            return done
        problem, status = done
    region, item = request.GET.get("region", ""), request.GET.get("item", "")
    found, more = reading.page_of(homes.current(), room.year, room.user, region=region, item=item,
                                  before=whole_numbers.key(request.GET.get("before", "")), most=ROWS)
    shown = [_line(room, each) for each in reversed(found)]
    return render(request, "plumbline/years/events.html", {
        "room": room, "lines": shown, "region": region, "item": item, "more": more,
        "last": shown[-1]["number"] if shown else 0, "regions": room.regions(),
        "items": [(each.id, words.say(each.title)) for each in room.year.scheme.items],
        "problem": problem, "failed": request.POST.get("act", ""), "typed": request.POST,
        "comments": commenting.shown(room, "", "", []) if not (region or item) else None,
    }, status=status)


def _line(room: Room, event: dict[str, Any]) -> dict[str, Any]:
    answer = event["answer"]
    if event["act"] in (acts.ASSIGN, acts.RELEASE):
        answer = pair(event["person"] or "–", words.say(year_titles.part(answer)))
    elif event["act"] in (acts.OPEN, acts.GO_ON, acts.EVALUATE, acts.APPROVE, acts.PUBLISH):
        answer = _without(event.get("gaps", 0))
    elif event["act"] == acts.RULE:
        answer = year_words.verdict(answer == acts.UPHELD)
    elif event["act"] == acts.COMMENT:
        answer = pair(_("for the authority alone"), answer) if event["clause"] == comments.INSIDE else answer
    elif event["act"] == JUDGE:
        answer = words.say(year_titles.order_state(answer))
    elif event["item"] and event["act"] in (acts.STATE, acts.CONSENSUS) and answer:
        answer = answering.said(room.year.item(event["item"]), answer)
    address = ""
    if event["region"] in room.year.board.regions:
        address = (reverse("year-item", args=(room.number, event["region"], event["item"])) if event["item"]
                   else reverse("year-region", args=(room.number, event["region"])))
    did = words.say(year_titles.act(event["act"]))
    return event | {"said": answer, "address": address,
                    "did": pair(did, room.stage(event["stage"])) if event["stage"] else did,
                    "place": room.region(event["region"]) if event["region"] else ""}


def _without(gaps: int) -> str:
    if not gaps:
        return ""
    return ngettext("%(n)s answer or value was missing", "%(n)s answers or values were missing", gaps) % {
        "n": words.number(gaps)}


def pair(one: str, other: str) -> str:
    """Two things with a colon between them, as the page's language writes it."""
    return _("%(one)s: %(other)s") % {"one": one, "other": other}
