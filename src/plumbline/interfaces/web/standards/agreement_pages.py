"""Agreements as everybody sees them: which there are, what each party owes, and what is late on a day."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plumbline.errors import RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core import whole_numbers
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.methods.standards import commitments
from plumbline.procedures.standards.agreements import names, showing
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

ROWS = 30
TYPES = "agreement-type"


def index(request: HttpRequest) -> HttpResponse:
    """The agreements of ``?region=`` and below, of one ``?type=``, as they stood ``?on=``; what of them was late."""
    tree, (on, wrong) = today_tree(request), _day(request)
    region, type_ = request.GET.get("region", ""), request.GET.get("type", "")
    region = region if region in tree else ""
    terms = vocabularies.vocabulary(TYPES)
    type_ = type_ if type_ in terms else ""
    number = max(1, whole_numbers.whole_number(request.GET.get("page", ""), 1) or 1)
    rows = showing.rows(region=region, type=type_).filter(signed_on__lte=on)
    total = rows.count()
    found = showing.listed(rows[(number - 1) * ROWS:number * ROWS], on)
    today = on == timezone.localdate()

    def address(**changed: Any) -> str:
        asked = {"region": region, "type": type_, "on": "" if today else on.isoformat(), **changed}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    late = showing.late(on, region=region) if not type_ else [
        each for each in showing.late(on, region=region) if each["agreement"] in {one.row.number for one in found}]
    return render(request, "plumbline/agreements/index.html", {
        "found": [_listed(each, tree) for each in found], "total": total, "late": [_late(each) for each in late[:ROWS]],
        "late_more": len(late) - ROWS if len(late) > ROWS else 0, "late_all": len(late),
        "types": [(address(type=each), words.say(terms[each].title) if each else "", each == type_)
                  for each in ("", *terms)],
        "region": region, "region_name": words.say(region_name(tree, region)) if region else "",
        "above": [(address(region=each), words.say(region_name(tree, each))) for each in _above(tree, region)],
        "everywhere": address(region=""), "on": on, "today": today, "wrong": wrong, "type": type_,
        "given": on.isoformat(),
        "back": address(page=number - 1) if number > 1 else "",
        "next": address(page=number + 1) if number * ROWS < total else ""})


def one(request: HttpRequest, key: tuple[str, ...]) -> HttpResponse:
    """One agreement as of ``?on=``: its parties, what each owes, bodies founded under it, reviews."""
    on, wrong = _day(request)
    try:
        told = showing.show(Viewer.of(request).user, "/".join(key), on)
    except RecordError as error:
        raise Missing.of(error, next_step=Text("Look for it among all agreements", "请在协议列表中查找")) from error
    tree = today_tree(request)
    return render(request, "plumbline/agreements/one.html", {
        "told": told, "on": on, "today": on == timezone.localdate(), "wrong": wrong, "given": on.isoformat(),
        "type": words.say(vocabularies.title(TYPES, told["type"])),
        "state": words.say(showing.STATES[told["state"]]), "live": told["state"] == showing.IN_FORCE,
        "place": told["place"], "region": words.say(region_name(tree, told["region"])),
        "region_address": reverse("agreements") + "?" + urlencode({"region": told["region"]}),
        "parties": [each | {"address": reverse("record", args=("organisation", (each["organisation"],)))}
                    for each in told["parties"]],
        "days": [(title, date.fromisoformat(told[name])) for name, title in (
            ("signed_on", words.say(Text("Signed on", "签署日期"))),
            ("valid_to", words.say(Text("Valid to", "有效期止"))),
            ("renewed_on", words.say(Text("Renewed on", "续签日期"))),
            ("ended_on", words.say(Text("Ended on", "终止日期")))) if told[name]],
        "personal": "signers" in told,
        "owed": [_owed(each) for each in told["commitments"]],
        "counts": [(words.say(showing.STANDS[state]), count, state == commitments.LATE)
                   for state, count in told["counts"].items() if count],
        "bodies": [each | {"said": words.say(vocabularies.title("joint-body-type", each["type"])),
                           "day": date.fromisoformat(each["founded_on"])} for each in told["bodies"]],
        "reviews": [each | {"said": words.say(vocabularies.title("agreement-conclusion", each["conclusion"])),
                            "day": date.fromisoformat(each["reviewed_on"])} for each in told["reviews"]],
        "record": reverse("record", args=(names.KIND, (told["number"],))),
        "case": reverse("case", args=(names.PROCEDURE, told["case"])) if told["case"] else ""})


def _listed(each: showing.Listed, tree: TreeAt) -> dict[str, Any]:
    counts = each.counts
    return {"row": each.row, "key": (each.row.number,), "state": words.say(showing.STATES[each.state]),
            "live": each.state == showing.IN_FORCE, "owed": sum(counts.values()) - counts[commitments.RELEASED],
            "done": counts[commitments.DONE] + counts[commitments.DONE_LATE], "late": counts[commitments.LATE],
            "type": words.say(vocabularies.title(TYPES, each.row.type)),
            "region": words.say(region_name(tree, each.row.region))}


def _late(each: dict[str, Any]) -> dict[str, Any]:
    return each | {"key": (each["agreement"],), "day": date.fromisoformat(each["due"])}


def _owed(each: dict[str, Any]) -> dict[str, Any]:
    return each | {"said": words.say(showing.STANDS[each["state"]]), "late": each["state"] == commitments.LATE,
                   "open": each["state"] in (commitments.LATE, commitments.OWED),
                   "due_day": date.fromisoformat(each["due"]),
                   "done_day": date.fromisoformat(each["done_on"]) if each["done_on"] else None,
                   "record": reverse("record", args=(names.COMMITMENT, (each["agreement"], each["number"])))}


def _above(tree: TreeAt, region: str) -> list[str]:
    return list(reversed(tree.ancestors(region))) if region else []


def _day(request: HttpRequest) -> tuple[date, bool]:
    """The day that ``?on=`` names, and whether it names none."""
    given, today = request.GET.get("on", "").strip(), timezone.localdate()
    try:
        return (date.fromisoformat(given), False) if given else (today, False)
    except ValueError:
        return today, True
