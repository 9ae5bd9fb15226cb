"""A signal: why it is one, the records that make it, what of them is known, and what is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import record_address, region_name, today_tree
from plumbline.interfaces.web.casework import thread_view
from plumbline.interfaces.web.casework.case_view import Room, room_of, standing, status_of
from plumbline.interfaces.web.surveillance.watch.watch_page import must_enter, product_names, series_title
from plumbline.interfaces.web.surveillance.watch.week_bars import bars, most_of
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.casework import perform, reading
from plumbline.procedures.surveillance.cases import signal_review
from plumbline.procedures.surveillance.watch import expecting
from plumbline.records.core import kinds
from plumbline.records.core.kinds import Kind

if TYPE_CHECKING:
    from plumbline.procedures.surveillance.watch.series import SeriesOfSignal

ACTS = ("dismiss", "watch", "make-case")


@login_required
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One signal; posted, what is decided on it."""
    user = must_enter(request)
    room = room_of(request, signal_review.NAME, number)
    problem, status, given = None, 200, {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in ("act", "reason", "until")}
        act = given["act"] if given["act"] in ACTS else ""
        values = {"reason": given["reason"]} | ({"until": given["until"]} if act == "watch" else {})
        try:
            perform.act(homes.current(), user, signal_review.NAME, number, act, values, at=timezone.now())
        except PlumblineError as error:
            problem, status = error, status_of(error)
        else:
            messages.success(request, _("Done. It stands in the journal."))
            return HttpResponseRedirect(reverse("watch") if act != "make-case" else request.path)
    return render(request, "plumbline/watch/signal.html", _shown(room, today_tree(request)) | {
        "problem": problem, "given": given}, status=status)


def _shown(room: Room, here: TreeAt) -> dict[str, Any]:
    case = room.case
    from plumbline.procedures.surveillance.watch import series  # counts anew: heavy, and only here

    row = signal_review.signal(case.board.values.get("signal", ""))
    acts = {act.name: act for act in perform.possible(case, room.user) if act.name in ACTS}
    history = [{"title": words.say(reading.title_of(case.procedure, each["act"])), "by": each["by"],
                "at": each["at"], "reason": each["said"].get("reason", "")}
               for each in reversed(reading.history(case, room.user)) if each["act"] in ACTS]
    shown: dict[str, Any] = {
        "case": case, "row": row, "state": standing(case), "acts": acts, "history": history,
        "title": series_title(row, product_names([row])) if row is not None else case.number,
        "region": words.say(region_name(here, case.region)),
        "led_to": thread_view.of_case(room).get("led_to", [])}
    found = series.of_signal(homes.current(), row, case.on) if row is not None else None
    if row is None:
        return shown
    shown["why"] = words.say(expecting.why(row.reports, row.expected, row.upper))
    if found is None:
        return shown
    kind = kinds.get(found.rule.kind)
    most = most_of([[n for _week, n, _bound in found.weeks], [bound for _week, _n, bound in found.weeks]])
    return shown | {
        "rule": found.rule, "bars": bars(found.weeks, most), "weeks": found.weeks,
        "records": [_record(kind, each, found) for each in found.rows], "more": found.more,
        "events": [{"address": record_address(kinds.get(each.kind), dict(zip(
            kinds.get(each.kind).key, each.key, strict=True))), "kind": kinds.get(each.kind), "key": " ".join(each.key),
            "reports": each.reports} for each in found.known.events]}


def _record(kind: Kind, row: Any, found: SeriesOfSignal) -> dict[str, Any]:
    key = {part: getattr(row, part) for part in kind.key}
    named = next((str(getattr(row, name)) for name in ("product_name", "item", "title") if getattr(row, name, None)),
                 "")
    return {"address": record_address(kind, key), "title": named or " ".join(map(str, key.values())),
            "key": " ".join(map(str, key.values())), "day": getattr(row, found.rule.date),
            "known": row.pk in found.known.rows}
