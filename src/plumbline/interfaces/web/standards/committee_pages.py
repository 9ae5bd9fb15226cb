"""Technical committees: the list of them, and one with all there is about it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.shared import searches, words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.standards.register_pages import address_of
from plumbline.interfaces.web.standards.watch_pages import watching_of
from plumbline.procedures.search import committee_register
from plumbline.procedures.search.cases_naming import naming
from plumbline.procedures.standards import announcing, committee_showing, showing
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

SHOWN = 50
"""So many of its standards are listed; the search has all of them."""


def index(request: HttpRequest) -> HttpResponse:
    """The committees, by code; those that fit ``?q=``."""
    found = committee_showing.committees(request.GET.get("q", ""), after=request.GET.get("after", "")[:160])
    query = {"q": found["text"], "after": found["next"]}
    return render(request, "plumbline/standards/committees.html", {
        "found": found, "lines": [_line(each) for each in found["committees"]], "searching": True,
        "more": "?" + urlencode({name: text for name, text in query.items() if text}) if found["next"] else ""})


def one(request: HttpRequest, code: tuple[str, ...]) -> HttpResponse:
    """One committee as it is today."""
    name, today = "/".join(code), timezone.localdate()
    try:
        told = committee_register.committee(homes.current(), name, today)
    except RecordError as error:
        raise Missing.of(error, next_step=Text("Look at the list of committees",
                                               "请查看标准化技术委员会列表")) from error
    titles, tree, viewer = told["titles"], today_tree(request), Viewer.of(request)
    first, second = ("zh", "en") if words.chinese() else ("en", "zh")
    listed = told["standards"]["listed"]
    everything = f"{reverse('standards')}?{urlencode({'q': name, 'committee': name})}"
    return render(request, "plumbline/standards/committee.html", {
        "told": told, "title": titles.get(first) or titles.get(second, ""),
        "second": titles.get(second) if titles.get(first) else "", "stands": _status(told["status"]),
        "created": _day(told["created_on"]), "parent": _line(told["parent"]) if told["parent"] else None,
        "children": [_line(each) for each in told["children"]],
        "secretariats": [each | {"place": words.say(region_name(tree, each["region"])), "from": _day(each["from"]),
                                 "until": _day(each["until"])} for each in told["secretariats"]],
        "counts": [(words.say(vocabularies.title("standard-status", status)), count,
                    f"{everything}&{urlencode({'status': status})}")
                   for status, count in told["standards"]["by_status"].items()],
        "standards": [_standard(each) for each in listed[:SHOWN]], "all": everything,
        "cut": told["standards"]["total"] > len(listed[:SHOWN]) + len(told["work"]),
        "work": [_standard(each) for each in told["work"]],
        "participants": [each | {"address": f"{reverse('standards-parts')}?"
                                 + urlencode({"organisation": each["organisation"]})}
                         for each in told["participants"]["listed"]],
        "cases": [{"title": words.say(hit.title), "number": hit.key, "stands": words.say(hit.stands),
                   "address": searches.address(hit, tree)}
                  for hit in naming(homes.current(), viewer.user, name, "standards", on=today)],
        "feed": f"{reverse('standards-feed-page')}?{urlencode({'committee': name})}",
        "watching": watching_of(viewer.user, announcing.COMMITTEE, name)})


def _line(each: dict[str, Any]) -> dict[str, Any]:
    return each | {"address": reverse("standard-committee", args=((each["code"],),)), "title": _title(each["titles"]),
                   "stands": _status(each["status"]), "active": each["status"] in (None, "active")}


def _standard(each: dict[str, Any]) -> dict[str, Any]:
    return each | {"address": address_of(each["code"]), "title": _title(each["titles"]),
                   "stands": words.say(showing.status_title(each["state"])),
                   "live": each["state"] in ("in-force", "published")}


def _title(titles: dict[str, str]) -> str:
    return titles.get("zh" if words.chinese() else "en") or next(iter(titles.values()), "")


def _status(code: str | None) -> str:
    return words.say(vocabularies.title("committee-status", code)) if code else ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
