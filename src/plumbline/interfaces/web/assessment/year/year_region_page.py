"""One region in an assessment year: its items side by side, its targets and reports, objections and orders."""

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
from plumbline.interfaces.web.assessment.year import answering, commenting, year_words
from plumbline.interfaces.web.assessment.year.year_room import Act, Done, Room, enter_region, perform
from plumbline.interfaces.web.core import day_words, whole_numbers
from plumbline.methods.assessment.flows import flow as flows
from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year.orders import ACCEPTED, REPORTED
from plumbline.procedures.assessment.papers import letters
from plumbline.procedures.assessment.year import approval, people, reading, statements, year_status, year_titles

TEXTS = (flows.TARGET,)


def _state(room: Room, sent: QueryDict) -> Done:
    region, stage = sent.get("region", ""), sent.get("stage", "")
    row = statements.state(homes.current(), room.user, room.number, stage, region, sent.get("text", ""),
                           reason=sent.get("reason", ""),
                           order=whole_numbers.whole_number(sent.get("order", ""), None),
                           at=timezone.now())
    said = _("Kept, and marked as late.") if row.late else _("Kept. A later statement would replace it, and this one "
                                                             "stays beside it.")
    return said, _here(room, region)


def _object(room: Room, sent: QueryDict) -> Done:
    region = sent.get("region", "")
    approval.object_to(homes.current(), room.user, room.number, region, sent.get("text", ""),
                       item=sent.get("item", ""), at=timezone.now())
    return _("Your objection is kept, under your account. Whoever leads the year answers it."), _here(room, region)


def _order(room: Room, sent: QueryDict) -> Done:
    region = sent.get("region", "")
    approval.order(homes.current(), room.user, room.number, region, sent.get("text", ""), days=_days(sent),
                   at=timezone.now())
    return (_("%(region)s is to rectify this and to report.") % {"region": room.region(region)}, _here(room, region))


def _judge(room: Room, sent: QueryDict) -> Done:
    accepted = sent.get("verdict") == ACCEPTED
    approval.judge(homes.current(), room.user, room.number, whole_numbers.key(sent.get("order", "")), accepted=accepted,
                   reason=sent.get("reason", ""), days=_days(sent), at=timezone.now())
    said = _("The report is accepted.") if accepted else _("The report is returned, and due again.")
    return said, _here(room, sent.get("region", ""))


def _days(sent: QueryDict) -> int | None:
    """The days that an order gives; None where none are said. What is no number is none that an order gives."""
    typed = sent.get("days", "").strip()
    return whole_numbers.whole_number(typed, 0) if typed else None


def _allow(room: Room, sent: QueryDict) -> Done:
    region = sent.get("region", "")
    people.allow_late(homes.current(), room.user, room.number, flows.REPORT, region, reason=sent.get("reason", ""),
                      order=whole_numbers.whole_number(sent.get("order", ""), None), at=timezone.now())
    return (_("What comes late for %(region)s in this stage is kept, and said to be late.")
            % {"region": room.region(region)}, _here(room, region))


ACTS: dict[str, Act] = {"state": _state, "object": _object, "order": _order, "judge": _judge, "allow": _allow}


def _here(room: Room, region: str) -> str:
    return reverse("year-region", args=(room.number, region))


@login_required
def page(request: HttpRequest, number: str, region: str) -> HttpResponse:
    """The region; posted, a text: a target, a report, an objection, an order."""
    room, problem, status = enter_region(request, number, region), None, 200
    if request.method == "POST":
        done = perform(room, ACTS | {"comment": commenting.act(region, "", _here(room, region))})
        if isinstance(done, HttpResponseRedirect):
            return done
        problem, status = done
    events = reading.events_of(room.year, room.user, region=region)
    stages = _columns(room, region, events)
    own = [each for each in reading.waiting(room.year, room.user, on=room.on) if each.region == region]
    waits = {each.item for each in own if each.item}
    rows = _rows(room, region, events, stages, waits)
    return render(request, "plumbline/years/region.html", {
        "room": room, "region": region, "name": room.region(region), "problem": problem,
        "failed": request.POST.get("act", ""), "typed": request.POST, "stages": [room.stage(each) for each in stages],
        "blocks": rows, "waits": len(waits), "next": next((each.item for each in own if each.item), ""),
        "texts": {stage: [each for each in reversed(events) if each["stage"] == stage and each["act"] == acts.STATE]
                  for stage in TEXTS},
        "may": {stage: _may(room, stage, region) for stage in (flows.TARGET, flows.OBJECT, flows.ORDER, flows.ANSWER)},
        "target_stage": room.year.flow.stage(flows.TARGET), "objections": _objections(room, region, events),
        "orders": _orders(room, region, events),
        "letters": letters.may_read(room.year, room.user, region)
        and bool(room.year.board.publications or room.year.board.evaluation),
        "published": bool(room.year.board.publications), "items": [(item.id, words.say(item.title))
                                                                   for item in room.year.scheme.items],
        "evidence": reverse("evidence-about", args=("year", (number, region))),
        "comments": commenting.shown(room, region, "", events),
    }, status=status)


def _may(room: Room, stage: str, region: str) -> bool:
    return year_status.refusal(room.year, room.user, stage, timezone.now(), region=region) is None


def _orders(room: Room, region: str, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The orders of the region, the newest first, each with its days, its reports and what may be done with it."""
    shown, found = {each["number"]: each for each in events}, []
    for order in reversed(room.year.board.orders_of(region)):
        if order.number not in shown:
            continue
        now = reading.order_of(room.year, order, on=room.on)
        refused = year_status.refusal(room.year, room.user, flows.REPORT, timezone.now(), region=region,
                                      order=order.number)
        found.append(shown[order.number] | now | {
            "said": words.say(year_titles.order_state(order.state)), "left": _left(room, now),
            "reports": [shown[each.number] for each in reversed(order.reports) if each.number in shown],
            "verdicts": [shown[each.number] | {"said": words.say(year_titles.order_state(each.answer))}
                         for each in reversed(order.verdicts) if each.number in shown],
            "may_report": refused is None,
            "may_judge": order.state == REPORTED and _may(room, flows.ORDER, region),
            "may_allow": now["overdue"] and room.may_lead
            and not room.year.board.may_be_late(flows.REPORT, region, order.number)})
    return found


def _left(room: Room, now: dict[str, Any]) -> str:
    return day_words.days_left((now["due"] - room.on).days) if now["due"] and now["state"] != ACCEPTED else ""


def _columns(room: Room, region: str, events: list[dict[str, Any]]) -> list[str]:
    """The stages whose answers this person may read here, in the order of the flow."""
    there = {each["stage"] for each in events}
    board, user = room.year.board, room.user.pk
    return [stage.id for stage in room.year.flow.stages if stage.id in flows.BY_ITEM
            and (room.leads or stage.id in there or board.holds(user, stage.part, region))]


def _rows(room: Room, region: str, events: list[dict[str, Any]], stages: list[str], waits: set[str],
          ) -> list[dict[str, Any]]:
    board = room.year.board
    newest: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in events:
        if each["act"] == acts.STATE and each["item"]:
            key = (each["item"], each["stage"])
            kept = [one for one in newest.get(key, []) if each["stage"] == flows.PANEL and one["by"] != each["by"]]
            newest[key] = [*kept, each]
        elif each["act"] == acts.CONSENSUS:
            newest[each["item"], "agreed"] = [each]
    blocks = []
    for block in room.year.scheme.blocks:
        shown = [item for item in block.items
                 if room.leads or board.publications or any((item.id, stage) in newest for stage in stages)
                 or any(board.holds(room.user.pk, _part(room, stage), region, item.id)
                        and year_status.answerable(room.year, stage, item.id) for stage in stages)]
        if shown:
            blocks.append({"block": block, "items": [{
                "item": item, "address": reverse("year-item", args=(room.number, region, item.id)),
                "waits": item.id in waits, "computed": bool(item.figure),
                "cells": [(room.stage(stage), [_cell(room, item, each) for each in newest.get((item.id, stage), [])],
                           stage in board.items[item.id]) for stage in stages],
                "agreed": [_cell(room, item, each) for each in newest.get((item.id, "agreed"), [])],
            } for item in shown]})
    return blocks


def _part(room: Room, stage: str) -> str:
    found = room.year.flow.stage(stage)
    return found.part if found is not None else ""


def _cell(room: Room, item: Any, event: dict[str, Any]) -> dict[str, Any]:
    return event | {"said": answering.said(item, event["answer"])}


def _objections(room: Room, region: str, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rulings = {each["about"]: each for each in events if each["act"] == acts.RULE}
    first = next((each["number"] for each in events if each["act"] == acts.OBJECT
                  and each["number"] not in rulings), None)
    return [each | {"ruling": rulings.get(each["number"]),
                    "verdict": year_words.verdict(rulings.get(each["number"], {}).get("answer") == acts.UPHELD),
                    "first": each["number"] == first,
                    "address": reverse("year-objection", args=(room.number, region, each["number"]))}
            for each in events if each["act"] == acts.OBJECT]
