"""What waits for me, in any year, by deadline."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.assessment.year.year_room import duty_address, today
from plumbline.interfaces.web.casework import case_view
from plumbline.interfaces.web.core import day_words, membership_pages
from plumbline.methods.assessment.flows import flow as flows
from plumbline.methods.assessment.flows.flow import Stage
from plumbline.methods.assessment.year import draft_states as states
from plumbline.methods.assessment.year.duties import Duty
from plumbline.procedures.assessment.drafts import reading as drafting_reading
from plumbline.procedures.assessment.year import reading as year_reading
from plumbline.procedures.assessment.year import year_status
from plumbline.procedures.assessment.year.loading import Year
from plumbline.procedures.notices import news

MOST = 50
"""Regions of which a page names what waits in one stage; beyond that it counts."""


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Everything that waits, the nearest last day first."""
    user, on = Viewer.of(request).user, today()
    years = year_reading.all_open_to(homes.current(), user)
    found, more = list[dict[str, Any]](), list[tuple[Year, int]]()
    for year in years:
        own, left = lines(year, user, on)
        found += own
        more += [(year, left)] if left else []
    found.sort(key=lambda line: (line["due"] is None, line["due"] or date.max))
    return render(request, "plumbline/years/today.html", {
        "lines": found, "more": [(year.round.number, left) for year, left in more],
        "late": sum(line["late"] for line in found), "soon": sum(line["soon"] for line in found),
        "drafts": [(each, words.say(states.TURN[each.at.state][0]), timezone.localdate(each.at.since))
                   for each in drafting_reading.waiting(user, on=on)],
        "cases": case_view.waits(user, on), "claims": membership_pages.claims(user),
        "unread": news.unread(homes.current(), user, at=timezone.now(), most=50),
        "years": len(years), "may_open": bool(year_status.may_open(user)), "on": on})


def lines(year: Year, user: Any, on: date) -> tuple[list[dict[str, Any]], int]:
    """One line for each stage and region, with the items that wait in it; one for each order to rectify. Of a stage
    those of the first :data:`MOST` regions; and how many things more wait."""
    grouped: dict[tuple[str, str, int | None], list[Duty]] = {}
    for each in year_reading.waiting(year, user, on=on, most=MOST):
        grouped.setdefault((each.stage, each.region, each.order), []).append(each)
    found = [_line(year, stage, region, waiting, on) for (stage, region, _order), waiting in grouped.items()]
    total = sum(each.count for each in year_reading.waits(year, user, on=on))
    return found, total - sum(map(len, grouped.values()))


def _stage(id: str, of: Stage | None, first: Duty) -> str:
    if id == flows.ORDER and first.order is not None:
        return _("Report of rectification to judge")
    return words.say(of.title) if of else id


def _line(year: Year, stage: str, region: str, waiting: list[Duty], on: date) -> dict[str, Any]:
    first, number, of = waiting[0], str(year.round.number), year.flow.stage(stage)
    titles = {item.id: words.say(item.title) for item in year.scheme.items}
    return {
        "address": duty_address(number, stage, region, first.item, first.order),
        "stage": _stage(stage, of, first),
        "region": words.say(region_name(year.here, region)), "year": number, "scheme": words.say(year.scheme.title),
        "period": year.period, "due": first.due, "late": first.late, "soon": first.soon,
        "left": day_words.days_left((first.due - on).days if first.due else None),
        "items": [(each.item, titles[each.item], duty_address(number, stage, region, each.item))
                  for each in waiting if each.item],
    }
