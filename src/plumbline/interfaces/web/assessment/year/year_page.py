"""One assessment year: where it stands, its stages, what each region has done, and the one act that is due."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import GapsError, PlumblineError
from plumbline.interfaces.shared import words
from plumbline.interfaces.web.assessment.year import board_rows, gap_page, today_page
from plumbline.interfaces.web.assessment.year.year_room import Act, Done, Room, enter, perform, state
from plumbline.methods.assessment.flows import flow as flows
from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year.duties import YEARLY
from plumbline.procedures.assessment.year import approval, people, reading, year_status, year_titles
from plumbline.procedures.assessment.year.acts import TIMED
from plumbline.procedures.assessment.year.approval import obstacles
from plumbline.procedures.assessment.year.statements import STATED

CLOSING = (flows.EVALUATE, flows.APPROVE, flows.PUBLISH)


def _evaluate(room: Room, sent: QueryDict) -> Done:
    approval.evaluate(homes.current(), room.user, room.number, at=timezone.now(),
                      with_gaps=sent.get("gaps", "") if sent.get("known") and "table" not in sent else False)
    return (_("Evaluated. Nobody but who leads or approves reads the result until it is published. It waits for %(n)s "
              "approvals.") % {"n": words.number(room.year.flow.approvals)},
            reverse("year-result", args=(room.number,)))


def _approve(room: Room, sent: QueryDict) -> Done:
    approval.approve(homes.current(), room.user, room.number, reason=sent.get("reason", ""), at=timezone.now())
    return _("You have approved the evaluation."), room.address()


def _publish(room: Room, sent: QueryDict) -> Done:
    approval.publish(homes.current(), room.user, room.number, at=timezone.now())
    return (_("Published. Everyone reads the result now. The days in which to object have begun."),
            reverse("year-result", args=(room.number,)))


def _allow(room: Room, sent: QueryDict) -> Done:
    region = sent.get("region", "")
    people.allow_late(homes.current(), room.user, room.number, sent.get("stage", ""), region,
                      reason=sent.get("reason", ""), at=timezone.now())
    return (_("What comes late for %(region)s in this stage is kept, and said to be late.")
            % {"region": room.region(region)}, room.address())


def _go_on(room: Room, sent: QueryDict) -> Done:
    people.go_on(homes.current(), room.user, room.number, reason=sent.get("reason", ""), at=timezone.now())
    return _("The year goes on with the scheme and the flow as they are now."), room.address()


def _cancel(room: Room, sent: QueryDict) -> Done:
    people.cancel(homes.current(), room.user, room.number, reason=sent.get("reason", ""), at=timezone.now())
    return _("The year is cancelled. What was stated in it stays to be read."), room.address()


ACTS: dict[str, Act] = {"evaluate": _evaluate, "approve": _approve, "publish": _publish, "allow": _allow,
                        "go-on": _go_on, "cancel": _cancel}


@login_required
def page(request: HttpRequest, number: str) -> HttpResponseBase:
    """The board; posted, an act of whoever leads or approves."""
    room, status = enter(request, number), 200
    problem: PlumblineError | None = None
    gaps: dict[str, Any] | None = None
    if request.method == "POST":
        asks_table = request.POST.get("act") == "evaluate" and "table" in request.POST
        try:
            done = perform(room, ACTS)
        except GapsError as error:
            if asks_table:
                return gap_page.table(room, error)
            gaps, status = gap_page.asked(room, error), 422
        else:
            if isinstance(done, HttpResponseRedirect):
                return done
            problem, status = done
    board = reading.board_of(room.year, room.user, on=room.on)
    own, more = today_page.lines(room.year, room.user, room.on)
    against = _against(room)
    asked = {stage for region in board["regions"] for stage in region["stages"]}
    stages = [each for each in room.year.flow.stages if each.id in (flows.TARGET, *flows.BY_ITEM) or each.id in asked]
    return render(request, "plumbline/years/year.html", {
        "room": room, "state": state(room), "board": board, "due": _due(room), "problem": problem,
        "failed": request.POST.get("act", ""), "typed": request.POST,
        "own": [line for line in own if line["region"]], "more": more,
        "against": against[:board_rows.ROWS], "more_against": max(0, len(against) - board_rows.ROWS),
        "missing": _missing(room) if room.may_lead else 0, "gaps": gaps,
        "short": gap_page.short_panels(room) if room.may_lead else [],
        "stages": [{"title": room.stage(each["id"]), "opens": each["opens"], "due": each["due"],
                    "part": words.say(year_titles.part(each["part"])),
                    "is_open": _is_open(room, each)} for each in board["flow"]["stages"]],
        "columns": stages, "listed": board_rows.shown(room, board["regions"], stages, request.GET),
        "regions": room.regions() if len(room.year.board.regions) <= board_rows.ROWS else None,
        "timed": [each for each in room.year.flow.stages if each.part in TIMED],
        "published": board["versions"],
        "may_cancel": room.may_lead and not board["versions"] and room.year.board.phase != acts.CANCELLED,
        "filled_in": [stage for stage in room.year.flow.stages if stage.id in STATED
                      and room.year.board.holds(room.user.pk, stage.part)],
        "may_declare": bool(room.year.board.parts(room.user.pk) - {flows.ASSESSED}),
    }, status=status)


def _is_open(room: Room, stage: dict[str, Any]) -> bool:
    """Whether something can be done in a stage today: its days are running, and the year is in its phase."""
    phase = room.year.board.phase
    fits = phase in YEARLY[stage["id"]] if stage["id"] in YEARLY else (
        phase == acts.RUNNING if stage["id"] in flows.BEFORE_EVALUATION else bool(room.year.board.publications))
    return bool(fits and stage["opens"] is not None and stage["opens"] <= room.on
                and (stage["due"] is None or room.on <= stage["due"]))


def _due(room: Room) -> dict[str, str] | None:
    """The act of closing that is due, if it is this person's: what it is called and what it will do."""
    for stage in CLOSING:
        if year_status.refusal(room.year, room.user, stage, timezone.now()) is None:
            return {"act": stage, **_words_of(room, stage)}
    return None


def _words_of(room: Room, stage: str) -> dict[str, str]:
    if stage == flows.EVALUATE:
        return {"button": _("Evaluate the year"), "sentence": _(
            "The records are frozen, and every region is scored from the answers that count. Nothing is published: "
            "others look at the result first, and approve it.")}
    if stage == flows.APPROVE:
        return {"button": _("Approve the evaluation"), "sentence": _(
            "You put your name to this result as it stands. It takes %(n)s different people, and none of them made it.")
                % {"n": words.number(room.year.flow.approvals)}}
    return {"button": _("Publish the result"), "sentence": _(
        "Everyone reads scores and grades from then on, and the year is locked. It cannot be taken back: a mistake is "
        "corrected by an upheld objection, as a new version beside this one.")}


def _against(room: Room) -> list[dict[str, str]]:
    if not room.leads:
        return []
    items = {item.id: words.say(item.title) for item in room.year.scheme.items}
    return [{"region": room.region(each.region), "item": f"{each.item} {items[each.item]}",
             "said": words.sentences(each.what, each.next_step),
             "address": reverse("year-item", args=(room.number, each.region, each.item))}
            for each in obstacles(room.year) if not room.year.board.conflicted(room.user.pk, each.region)]


def _missing(room: Room) -> int:
    """How many items of regions nobody has answered in any stage."""
    return sum(map(room.year.board.unanswered, room.year.board.regions))
