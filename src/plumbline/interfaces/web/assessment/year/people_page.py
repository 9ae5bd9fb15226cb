"""Who acts in an assessment year: giving a part, taking it back, declaring a conflict of interest."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.interfaces.shared import words
from plumbline.interfaces.web.assessment.year.year_room import Act, Done, Room, enter, perform
from plumbline.methods.assessment.flows import flow as flows
from plumbline.procedures.assessment.year import people, year_status, year_titles
from plumbline.procedures.assessment.year.refusals import region_missing
from plumbline.text import Text


def _assign(room: Room, sent: QueryDict) -> Done:
    person, part = sent.get("person", "").strip(), sent.get("part", "")
    people.assign(homes.current(), room.user, room.number, person, part, regions=sent.getlist("region"),
                  items=sent.getlist("item"), owner=sent.get("owner", ""), at=timezone.now())
    return (_("%(person)s now has the part “%(part)s”. You can take it back here.")
            % {"person": person, "part": words.say(year_titles.part(part))}, _here(room))


def _release(room: Room, sent: QueryDict) -> Done:
    person, part = sent.get("person", ""), sent.get("part", "")
    people.release(homes.current(), room.user, room.number, person, part, reason=sent.get("reason", ""),
                   at=timezone.now())
    return (_("%(person)s no longer has the part “%(part)s”. What they stated stays.")
            % {"person": person, "part": words.say(year_titles.part(part))}, _here(room))


def _conflict(room: Room, sent: QueryDict) -> Done:
    region = sent.get("region", "")
    if not region:
        raise region_missing(room.number, Text("a conflict of interest touches a region, or all of them",
                                               "利益冲突须指明地区，或全部地区"))
    people.declare_conflict(homes.current(), room.user, room.number,
                            region="" if region == EVERYWHERE else region,
                            reason=sent.get("reason", ""), at=timezone.now())
    return (_("Declared. From now on you read and score nothing there, and your scores there count no more."),
            _here(room))


EVERYWHERE = "*"
ACTS: dict[str, Act] = {"assign": _assign, "release": _release, "conflict": _conflict}


def _here(room: Room) -> str:
    return reverse("year-people", args=(room.number,))


@login_required
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Everybody's parts for who leads, one's own for all others."""
    room, problem, status = enter(request, number), None, 200
    if request.method == "POST":
        done = perform(room, ACTS)
        if isinstance(done, HttpResponseRedirect):
            return done
        problem, status = done
    held = year_status.parts(room.year, room.user)
    owners = {words.say(item.owner): item.owner.en or item.owner.zh for item in room.year.scheme.items}
    return render(request, "plumbline/years/people.html", {
        "room": room, "everywhere": EVERYWHERE, "problem": problem,
        "failed": request.POST.get("act", ""), "typed": request.POST,
        "chosen": {name: request.POST.getlist(name) for name in ("region", "item")},
        "rows": [{"held": each, "part": words.say(year_titles.part(each.part)), "over": _over(room, each),
                  "conflicts": [room.region(code) if code else _("every region") for code in each.conflicts]}
                 for each in held],
        "parts": [(name, words.say(year_titles.part(name)), _meaning(name)) for name in flows.PARTS],
        "candidates": people.candidates(room.year, room.user), "regions": room.regions(),
        "owners": sorted((named, said) for said, named in owners.items() if said),
        "items": [(item.id, words.say(item.title)) for item in room.year.scheme.items],
        "may_declare": bool(room.year.board.parts(room.user.pk) - {flows.ASSESSED}),
        "no_approvers": not any(each.part == flows.APPROVER for each in held),
    }, status=status)


def _over(room: Room, held: Any) -> str:
    regions = [room.region(code) for code in dict.fromkeys(region for region, _item in held.over) if code]
    items = [item for item in dict.fromkeys(item for _region, item in held.over) if item]
    said = [words.listed(regions) if regions else _("every region")]
    if items:
        said.append(_("items %(items)s") % {"items": words.listed(items)})
    return " · ".join(said)


def _meaning(part: str) -> str:
    return {
        flows.ASSESSED: _("files targets, evaluates itself, objects, reports"),
        flows.OFFICE: _("scores its own items"), flows.VISITOR: _("states what a visit found"),
        flows.EXPERT: _("scores items, independently of the others"),
        flows.LEAD: _("gives parts, evaluates, publishes, answers objections, orders"),
        flows.APPROVER: _("approves the evaluation, and reads everything"),
    }[part]
