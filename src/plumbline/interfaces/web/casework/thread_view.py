"""What led to a case and what followed, on the pages of cases and of records alike."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.interfaces.shared import job_notes, words
from plumbline.interfaces.web.casework.case_view import Room
from plumbline.procedures.casework.consequences import contests, effects, threads
from plumbline.procedures.casework.consequences.threads import Led, OfRecord
from plumbline.procedures.casework.reading import Telling
from plumbline.records.core.cases import CaseEffect, CaseEvent
from plumbline.records.core.kinds import Kind
from plumbline.text import Text


def of_case(room: Room) -> dict[str, Any]:
    """What led to this case, and what it led to, as far as the reader may know of it; until when it lasts, and what is
    said against it."""
    at, home, case, board = timezone.now(), homes.current(), room.case, room.case.board
    told: dict[str, Any] = {"ends_on": board.ends, "contests": _contests(room), "may_contest": [
        (member, member or _("the whole case")) for member in contests.contestable(case, room.user)],
        "opened_by_rule": bool(board.follows), **_background(room)}
    if room.user is None or room.by_link:
        return told
    came = [*map(_record, threads.came_of_records(case, room.user)),
            *map(_case, threads.came_of(home, case, room.user, at=at))]
    return told | {"came_of": came, "led_to": [_case(each) for each in threads.led_to(home, case, room.user, at=at)]}


def of_record(kind: Kind, key: tuple[str, ...], user: Any) -> list[dict[str, Any]]:
    """The cases that came of a record, as far as the reader may read both."""
    return [_case(each) for each in threads.of_record(homes.current(), kind, key, user, at=timezone.now())]


def _case(led: Led) -> dict[str, Any]:
    procedure, number = led.case.procedure, led.case.number
    return {"address": reverse("case", args=(procedure.name, number)), "title": procedure.title, "number": number,
            "consequence": led.consequence, "told": " · ".join(words.say(each) for each in led.told),
            "cause": _cause(words.say(led.cause))}


def _record(led: OfRecord) -> dict[str, Any]:
    return {"address": reverse("record", args=(led.kind.name, led.key)), "title": led.kind.title,
            "number": " ".join(led.key), "consequence": led.consequence, "told": "",
            "cause": _cause(words.say(led.cause))}


def _cause(what: str) -> str:
    return _("the record was %(what)s") % {"what": what} if what else ""


def _background(room: Room) -> dict[str, Any]:
    """What is or was done in the background after acts of the case, and whether something of it goes on."""
    shown = [{**each, "title": words.say(Text.of(each["title"])), "state": _STATES[each["state"]](),
              "goes_on": each["state"] in (CaseEffect.WAITING, CaseEffect.RUNNING),
              "percent": 100 * each["done"] // each["of"] if each["of"] else 0,
              "error": job_notes.told(each["error"], effects.GIVEN_UP) if each["error"] else None}
             for each in effects.of_case(room.case, room.user)] if room.user is not None else []
    return {"background": shown, "background_goes_on": any(each["goes_on"] for each in shown)}


_STATES = {CaseEffect.WAITING: lambda: _("waits for its turn"), CaseEffect.RUNNING: lambda: _("goes on"),
           CaseEffect.DONE: lambda: _("done"), CaseEffect.FAILED: lambda: _("failed")}


def _contests(room: Room) -> list[dict[str, Any]]:
    """What is contested, why and since when: the case and its members, as far as the reader may know of them; the words
    for who may read the event."""
    case, user = room.case, room.user
    telling, shown = Telling(case, user), []
    for member in case.board.contests:
        contest = case.contest(member)
        if contest is None or (member and not case.open_fields(user, member)):
            continue
        event = CaseEvent.objects.get(pk=contest.event)
        reason = telling.said(event, {}).get("reason", "") if telling.shows(event) else ""
        shown.append({"member": member, "at": contest.at, "reason": reason, "of_act": bool(contest.of),
                      "may_decide": contests.may_decide(case, user, member)})
    return shown
