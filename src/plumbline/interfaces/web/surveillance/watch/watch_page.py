"""The watch room: what stands out, what is open, what is late, what came in, and where reports come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from math import fsum
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plumbline import home as homes
from plumbline.errors import NotAllowed
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import record_address, region_name, today_tree
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core import day_words
from plumbline.interfaces.web.surveillance.watch.week_bars import bars, most_of
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.surveillance.cases import product_risk, signal_review
from plumbline.procedures.surveillance.watch import expecting, room
from plumbline.procedures.surveillance.watch.known_events import values_of
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import CaseSummary
from plumbline.records.core.visibility import keeping, reach
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.surveillance.watch_files import Watched, in_force
from plumbline.text import Text

FIRST = "complaint"
COLON = Text(": ", "：")


def must_enter(request: HttpRequest) -> Any:
    """Who looks. :raises NotAllowed: to who has no role in surveillance anywhere."""
    user = Viewer.of(request).user
    if not room.may_enter(user):
        raise NotAllowed("case.part_not_held", Text("the watch room is for officers of surveillance",
                                                    "监测室仅供监督管理人员使用"), where="watch",
                         next_step=Text("Ask who administers your region for a role", "请向所在地区管理员申请角色"))
    return user


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The whole room."""
    user, here, on = must_enter(request), today_tree(request), timezone.localdate()
    source = request.GET.get("of", FIRST)
    source = source if source in room.SOURCES else FIRST
    watched_on, expect = expecting.kept(homes.current(), reach(user, room.COLUMN).regions())
    known = {name: dict(each.machine()) for name, each in procedures().items()}
    titles = {name: each.title for name, each in procedures().items()}
    waits = room.signals(user)
    products = product_names(each.row for each in waits)
    return render(request, "plumbline/watch/room.html", {
        "signals": [signal_line(each, products, here, on) for each in waits if each.state == "raised"],
        "watched": [signal_line(each, products, here, on) for each in waits if each.state != "raised"],
        "watched_on": watched_on, "stale": watched_on is not None and watched_on < on, "expect": expect,
        "false_alarms": fsum(each.expected for each in expect), "stand_out": sum(each.alarms for each in expect),
        "risks": [_case(row, known, titles, here, on) for row in room.risks(user)],
        "late": [_case(row, known, titles, here, on) for row in room.late(user, on)],
        "alerts": [_alert(row, here) for row in room.new(user, "alert", on)],
        "complaints": [_complaint(row, here) for row in room.new(user, "complaint", on)],
        "writes": bool(keeping(user, kinds.get("alert")).tops),
        "days": room.DAYS_NEW, "sources": [(name, words.say(each.title), name == source)
                                           for name, each in room.SOURCES.items()],
        **_trends(user, source, on, here), "new_risk": reverse("case-new", args=(product_risk.NAME,))})


def signal_line(of: room.SignalLine, products: Mapping[str, str], here: TreeAt, on: date) -> dict[str, Any]:
    """A signal in the words of the page."""
    row = of.row
    return {"row": row, "title": series_title(row, products), "address": reverse("watch-signal", args=(of.case,)),
            "region": words.say(region_name(here, row.region)), "due": of.due,
            "why": words.say(expecting.why(row.reports, row.expected, row.upper)),
            "left": day_words.days_left((of.due - on).days if of.due else None),
            "late": of.due is not None and of.due < on, "case": of.case}


def product_names(rows: Iterable[Any]) -> dict[str, str]:
    """The names of the products that signals are about, by code, as far as the register has them: it is public."""
    codes = {row.product for row in rows if row.product}
    found = store.current(kinds.get("product")).filter(code__in=codes) if codes else []
    return {row.code: row.name for row in found}


def series_title(row: Any, products: Mapping[str, str]) -> str:
    """What a signal is about: the values that its reports share, codes in words."""
    kind, rule = kinds.KINDS.get(row.of_kind or ""), rule_of(row)
    said = []
    for name, value in values_of(row.counted_by).items():
        spec = kind.by_name.get(name) if kind is not None else None
        coded = spec is not None and spec.vocabulary
        said.append(words.say(vocabularies.title(coded, value)) if coded else products.get(value, value))
    counted = " · ".join(filter(None, said)) or row.series
    of = rule.title if rule is not None else kind.plural if kind is not None else None
    return f"{words.say(of)}{words.say(COLON)}{counted}" if of is not None else counted


def rule_of(row: Any) -> Watched | None:
    """The rule by which a signal was found, as it was that day."""
    plans = in_force(homes.current(), row.found_on)
    return next((each for plan in plans for each in plan.series if each.id == row.rule), None)


def _case(row: CaseSummary, known: dict[str, Any], titles: dict[str, Text], here: TreeAt, on: date) -> dict[str, Any]:
    state = known.get(row.procedure, {}).get(row.state)
    names = {product_risk.NAME: "watch-risk", signal_review.NAME: "watch-signal"}
    number = row.case.number
    address = reverse(names[row.procedure], args=(number,)) if row.procedure in names else reverse(
        "case", args=(row.procedure, number))
    return {"row": row, "number": number, "address": address, "state": words.say(state.title) if state else row.state,
            "of": words.say(titles[row.procedure]) if row.procedure in titles else row.procedure,
            "region": words.say(region_name(here, row.region)), "late": row.due is not None and row.due < on,
            "left": day_words.days_left((row.due - on).days if row.due else None)}


def _alert(row: Any, here: TreeAt) -> dict[str, Any]:
    return {"row": row, "address": record_address(kinds.get("alert"), {"source": row.source, "number": row.number}),
            "title": row.product_name or row.title or row.number,
            "hazard": words.say(vocabularies.title("hazard-class", row.hazard_class)),
            "level": words.say(vocabularies.title("risk-level", row.risk_level)),
            "region": words.say(region_name(here, row.region))}


def _complaint(row: Any, here: TreeAt) -> dict[str, Any]:
    return {"row": row, "address": record_address(kinds.get("complaint"), {"number": row.number}),
            "title": row.product_name or row.product or row.number,
            "region": words.say(region_name(here, row.region))}


def _trends(user: Any, source: str, on: date, here: TreeAt) -> dict[str, Any]:
    days, found = room.trends(user, source, on, here)
    most = most_of([each.counts for each in found])
    return {"weeks": days, "most": int(most), "trends": [
        {"name": words.say(region_name(here, each.region)), "region": each.region, "counts": each.counts,
         "total": sum(each.counts),
         "bars": bars([(day, n, None) for day, n in zip(days, each.counts, strict=True)], most)} for each in found],
        "kind": room.SOURCES[source].kind}
