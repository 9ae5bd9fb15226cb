"""One objection to a published result, and its answer: dismissed, or upheld with the right answer to one item."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.web.assessment.year import answering, year_words
from plumbline.interfaces.web.assessment.year.year_room import Act, Done, Room, enter_region, perform
from plumbline.interfaces.web.core import day_words
from plumbline.methods.assessment.flows import flow as flows
from plumbline.methods.assessment.scoring.determined import NOT_APPLICABLE
from plumbline.methods.assessment.scoring.evaluators import Evaluators
from plumbline.methods.assessment.scoring.judged import CONSENSUS, Expert
from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year.duties import window
from plumbline.procedures.assessment.papers import letters
from plumbline.procedures.assessment.year import approval, reading, year_status
from plumbline.rulebook.schemes.schemes import Item
from plumbline.text import Text


def _acts(region: str, number: int, item: Item | None) -> dict[str, Act]:
    def rule(room: Room, sent: QueryDict, *, upheld: bool) -> None:
        approval.rule_on(homes.current(), room.user, room.number, number, upheld=upheld,
                         reason=sent.get("reason", ""), item=item.id if item else "",
                         answer=corrected(item, sent) if upheld and item else "", at=timezone.now())

    def uphold(room: Room, sent: QueryDict) -> Done:
        rule(room, sent, upheld=True)
        return _("Upheld. The year is to be evaluated, approved and published anew."), room.address()

    def dismiss(room: Room, sent: QueryDict) -> Done:
        rule(room, sent, upheld=False)
        return _("Dismissed. Who objected reads your reason."), reverse("year-region", args=(room.number, region))

    return {"uphold": uphold, "dismiss": dismiss}


def corrected(item: Item, sent: QueryDict) -> str:
    """The right answer that was typed, as it counts: for a panel, as what it agreed on."""
    answer = answering.composed(item, sent)
    if isinstance(item.rule, Evaluators):
        return item.rule.agreed(answer)
    alone = isinstance(item.rule, Expert) and answer and "=" not in answer and answer != NOT_APPLICABLE
    return f"{CONSENSUS}={answer}" if alone else answer


@login_required
def page(request: HttpRequest, number: str, region: str, objection: int) -> HttpResponse:
    """The objection; posted, its answer. ``?item=`` names what it corrects, where the objection names none."""
    room, problem, status = enter_region(request, number, region), None, 200
    events = reading.events_of(room.year, room.user, region=region)
    found = next((each for each in events if each["number"] == objection and each["act"] == acts.OBJECT), None)
    if found is None:
        raise Missing("objection.unknown", Text("there is no such objection, or it is not open to you",
                                                "没有该异议，或未对您开放"),
                      next_step=Text("Choose one from the region’s page", "请从地区页面中选择"))
    item = _item(room, found["item"] or request.POST.get("item", "") or request.GET.get("item", ""))
    if request.method == "POST":
        done = perform(room, _acts(region, objection, item))
        if isinstance(done, HttpResponseRedirect):
            return done
        problem, status = done
    ruling = next((each for each in events if each["about"] == objection and each["act"] == acts.RULE), None)
    stage = room.year.flow.stage(flows.ANSWER)
    due = window(room.year.board, stage)[1] if stage is not None else None
    refused = year_status.refusal(room.year, room.user, flows.ANSWER, timezone.now(), region=region)
    return render(request, "plumbline/years/objection.html", {
        "room": room, "region": region, "name": room.region(region), "objection": found, "ruling": ruling, "item": item,
        "verdict": year_words.verdict(ruling["answer"] == acts.UPHELD) if ruling else "", "problem": problem,
        "failed": request.POST.get("act", ""), "typed": request.POST, "due": due,
        "left": day_words.days_left((due - room.on).days if due else None), "may": refused is None and ruling is None,
        "letters": letters.may_read(room.year, room.user, region),
        "items": [(each.id, words.say(each.title)) for each in room.year.scheme.items], **_inputs(room, region, item),
    }, status=status)


def _item(room: Room, id: str) -> Item | None:
    try:
        return room.year.item(id) if id else None
    except RecordError:
        return None


def _inputs(room: Room, region: str, item: Item | None) -> dict[str, Any]:
    """The inputs for the right answer, and what counts so far."""
    if item is None:
        return {}
    counted = room.year.board.final(region, item.id) if room.leads else []
    return {"inputs": answering.inputs(room.year.scheme, item, "", room.on) if not item.figure else None,
            "counted": [answering.said(item, each.answer) for each in counted], "rule": item.words()}
