"""One item of one region in an assessment year: what was said of it, what counts, and the form of whose turn it is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import MethodError, RecordError
from plumbline.interfaces.shared import reading, words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.web.assessment.year import answering, commenting
from plumbline.interfaces.web.assessment.year.year_room import Act, Done, Room, enter_region, perform
from plumbline.interfaces.web.core import typed
from plumbline.interfaces.web.records.evidence_pages import of_place
from plumbline.methods.assessment.flows import flow as flows
from plumbline.methods.assessment.scoring.determined import NOT_APPLICABLE
from plumbline.methods.assessment.scoring.evaluators import AGREED, Evaluator, Evaluators, panel_of
from plumbline.methods.assessment.year import board as acts
from plumbline.procedures.assessment.year import reading as year_reading
from plumbline.procedures.assessment.year import statements, year_status
from plumbline.procedures.assessment.year.loading import Read
from plumbline.rulebook.schemes.schemes import Item
from plumbline.text import Text

TRY, ATTACH = "try", "attach"
"""Acts of a form that do nothing yet: what its answer would score, and going to attach evidence, with what was typed
kept until one comes back."""


def _acts(number: str, region: str, item: Item) -> dict[str, Act]:
    """What the forms of an item's page do."""
    def state(room: Room, sent: QueryDict) -> Done:
        stage = sent.get("stage", "")
        row = statements.state(homes.current(), room.user, room.number, stage, region,
                               answering.composed(item, sent), item=item.id, reason=sent.get("reason", ""),
                               clause=sent.get("clause", "").strip(), at=timezone.now())
        said = {"item": item.id, "answer": answering.said(item, row.answer)}
        told = (_("Item %(item)s is kept, as late: %(answer)s.") if row.late
                else _("Item %(item)s is kept: %(answer)s.")) % said
        return told, _onward(room, stage, region, item.id)

    def close(room: Room, sent: QueryDict) -> Done:
        statements.close_panel(homes.current(), room.user, room.number, region, item.id,
                               reason=sent.get("reason", ""), at=timezone.now())
        return _("The panel is closed: the scores there are lie open."), _here(room, region, item.id)

    def agree(room: Room, sent: QueryDict) -> Done:
        statements.agree(homes.current(), room.user, room.number, region, item.id,
                         sent.get(answering.ANSWER, ""), reason=sent.get("reason", ""), at=timezone.now())
        return (_("What the panel agreed on is recorded. It counts in place of the scores, which stay."),
                _here(room, region, item.id))

    return {"state": state, "close": close, "agree": agree,
            "comment": commenting.act(region, item.id, reverse("year-item", args=(number, region, item.id)))}


@login_required
def page(request: HttpRequest, number: str, region: str, item: str) -> HttpResponse:
    """The item; posted, an answer."""
    room, problem, status = enter_region(request, number, region), None, 200
    try:
        of = room.year.item(item)
    except RecordError:
        raise Missing("request.no_item", Text("there is no such item in this year", "本年度考核没有该考核项"),
                      next_step=Text("Choose one from the region’s page", "请从地区页面中选择")) from None
    evidence = reverse("evidence-about", args=("year", (number, region, item)))
    if request.POST.get("act") == ATTACH and typed.keep(request, request.POST):
        return HttpResponseRedirect(evidence)
    if request.method == "POST" and request.POST.get("act") not in (TRY, ATTACH):
        done = perform(room, _acts(number, region, of))
        if isinstance(done, HttpResponseRedirect):
            typed.forget(request)
            return done
        problem, status = done
    sent = request.POST if request.method == "POST" else typed.kept(request)
    figure = reading.indicators().get(of.figure)
    events = year_reading.events_of(room.year, room.user, region=region, item=item)
    forms = _forms(room, region, of, events, sent)
    return render(request, "plumbline/years/item.html", {
        "answering": next((form["stage"].id for form in forms if not form["refused"]), ""),
        "room": room, "region": region, "name": room.region(region), "item": of, "figure": figure,
        "rule": of.words(figure.unit if figure else ""), "no_data": of.no_data, "problem": problem,
        "failed": request.POST.get("act", ""), "typed": request.POST,
        "said": _said(room, of, events), "events": events,
        "comments": commenting.shown(room, region, item, events), "forms": forms,
        "panel": _panel(room, region, of, events), "combined": _combined(room, region, of, events),
        **_beside(room, region, item),
        "evidence": of_place(room.user, "year", statements.key_of(room.year, region, item)),
        "evidence_address": evidence,
    }, status=status)


def _here(room: Room, region: str, item: str) -> str:
    return reverse("year-item", args=(room.number, region, item))


def _onward(room: Room, stage: str, region: str, item: str) -> str:
    """The next item that waits here for the same person; else the region."""
    year = year_reading.open_to(homes.current(), room.number, room.user, Read((region,)))
    waiting = [each.item for each in year_reading.waiting(year, room.user, on=room.on)
               if (each.stage, each.region) == (stage, region)]
    order = [each.id for each in room.year.scheme.items]
    after = [each for each in waiting if order.index(each) > order.index(item)] or waiting
    return _here(room, region, after[0]) if after else reverse("year-region", args=(room.number, region))


def _beside(room: Room, region: str, item: str) -> dict[str, Any]:
    order = [each.id for each in room.year.scheme.items]
    place = order.index(item)
    return {"before": order[place - 1] if place else "", "after": order[place + 1] if place + 1 < len(order) else ""}


def _said(room: Room, item: Item, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each stage with what was said in it, the newest first; every expert's score in a line of its own."""
    stages = [*(stage.id for stage in room.year.flow.stages if stage.id in flows.BY_ITEM), flows.ANSWER]
    found = []
    for stage in stages:
        rows = [_line(room, item, each) for each in reversed(events)
                if each["stage"] == stage and each["act"] == acts.STATE and each["answer"]]
        if not rows:
            continue
        newest = {row["by"]: row for row in reversed(rows)} if stage == flows.PANEL else {"": rows[0]}
        shown = list(newest.values())
        found.append({"title": room.stage(stage), "lines": shown, "earlier": [row for row in rows if row not in shown]})
    return found


def _line(room: Room, item: Item, event: dict[str, Any]) -> dict[str, Any]:
    alone = event["act"] == acts.STATE and event["stage"] == flows.PANEL
    return event | {"said": answering.said(item, event["answer"]),
                    "points": answering.scored(room.year.scheme, item, event["answer"], room.on, alone=alone,
                                                stage=event["stage"])}


def _forms(room: Room, region: str, item: Item, events: list[dict[str, Any]], sent: QueryDict) -> list[dict[str, Any]]:
    """A form for each stage in which it is this person's turn, filled with what they ``sent`` or said before."""
    found = []
    for stage in room.year.flow.stages:
        if stage.id not in flows.BY_ITEM or not year_status.answerable(room.year, stage.id, item.id):
            continue
        if not room.year.board.holds(room.user.pk, stage.part, region, item.id):
            continue
        error = year_status.refusal(room.year, room.user, stage.id, timezone.now(), region=region, item=item.id)
        form: dict[str, Any] = {"stage": stage, "title": words.say(stage.title),
                                "due": stage.due.day(room.year.period, room.year.board.published_on),
                                "refused": error}
        if error is None:
            form |= _filled(room, item, stage.id, sent, events)
        found.append(form)
    return found


def _filled(room: Room, item: Item, stage: str, sent: QueryDict, events: list[dict[str, Any]]) -> dict[str, Any]:
    again = sent.get("stage") == stage
    own = [each for each in events if each["stage"] == stage and each["act"] == acts.STATE
           and (stage != flows.PANEL or each["by"] == room.user.username)]
    given = answering.composed(item, sent) if again else own[-1]["answer"] if own else ""
    filled: dict[str, Any] = {
        "inputs": answering.inputs(room.year.scheme, item, given, room.on, stage), "again": bool(own),
        "reason": sent.get("reason", "") if again else own[-1]["reason"] if own else "",
        "clause": sent.get("clause", "") if again else own[-1]["clause"] if own else item.clause}
    if again and given:
        try:
            filled["trial"] = answering.explained(room.year.scheme, item, given, room.on, alone=stage == flows.PANEL,
                                                   stage=stage)
        except MethodError as error:
            filled["trial_refused"] = error
    return filled


def _combined(room: Room, region: str, item: Item, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of an item that several stages score: each with its weight, and what it gave as far as this person may read."""
    rule = item.rule
    if not isinstance(rule, Evaluators) or not rule.stages:
        return []
    counted = {each.number for each in room.year.board.final(region, item.id)}
    readable = [each for each in events if each["number"] in counted]
    if any(each["stage"] == flows.ANSWER or each["answer"] == NOT_APPLICABLE for each in readable):
        return []  # one answer stands for all of them
    given = rule.texts(rule.join((each["stage"], each["answer"]) for each in readable)) if readable else {}
    return [{"title": each.title, "stage": room.stage(each.stage), "weight": each.weight,
             "given": given[each.id].removeprefix(AGREED) if each.id in given else "",
             "points": _gives(room, item, rule, each, given.get(each.id, ""))}
            for each in rule.who]


def _gives(room: Room, item: Item, rule: Evaluators, one: Evaluator, given: str) -> str:
    """What one evaluator's score gives to the item; empty where the rule does not take it, or there is none."""
    try:
        found = rule.gives(one, given, item.points, room.year.scheme.rounding) if given else None
    except MethodError:
        return ""
    return "" if found is None else words.number(found)


def _panel(room: Room, region: str, item: Item, events: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The panel of an item that experts score: how many have, how far apart they are, what may be done about it."""
    board = room.year.board
    panel = panel_of(item.rule)
    if flows.PANEL not in board.items[item.id] or panel is None:
        return None
    leads = room.may_lead and board.phase == acts.RUNNING
    is_open = board.opened(region, item.id)
    scores = board.scores(region, item.id).values() if is_open and _reads(room, events) else ()
    numbers = [answering.exact(each.answer) for each in scores if each.answer != NOT_APPLICABLE]
    apart = max(numbers) - min(numbers) if len(numbers) > 1 else None
    agreed = next((each for each in reversed(events) if each["act"] == acts.CONSENSUS), None)
    return {
        "is_open": is_open, "have": len(board.scores(region, item.id)) if room.leads else None,
        "of": len(board.scorers(region, item.id)), "least": panel.least,
        "apart": None if apart is None else words.number(apart),
        "spread": None if panel.spread is None else words.number(panel.spread),
        "disagree": apart is not None and panel.spread is not None and apart > panel.spread,
        "agreed": None if agreed is None else _line(room, item, agreed), "most": format(panel.scale, "f"),
        "may_close": leads and not is_open, "may_agree": leads and is_open,
    }


def _reads(room: Room, events: list[dict[str, Any]]) -> bool:
    return any(each["stage"] == flows.PANEL and each["act"] == acts.STATE for each in events)

