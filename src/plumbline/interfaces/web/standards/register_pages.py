"""The register of standards, searched as one types."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plumbline import home as homes
from plumbline.interfaces.shared import searches, words
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core.whole_numbers import whole_number
from plumbline.procedures.search import following, standards_register
from plumbline.procedures.standards import showing
from plumbline.records.core import kinds
from plumbline.records.search.words import MOST_ASKED
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

ROWS, MOST_ROWS, VALUES = 25, 500, 12
EXAMPLES = ("ISO 9001", "GB/T 19001", "质量")
FACETS = ("status", "level", "issuer", "committee", "doctype", "sector", "catalogue")
WHY = {"number": Text("number", "编号"), "document": Text("another edition of it", "同一标准的其他版本"),
       "title": Text("title", "名称")}


def index(request: HttpRequest) -> HttpResponse:
    """What of the register fits ``?q=``, narrowed by facets; without it, how to ask."""
    asked = request.GET.get("q", "")
    user, home, at = Viewer.of(request).user, homes.current(), timezone.now()
    following.keep_up(home, at=at)
    chosen = {name: [each for each in request.GET.getlist(name) if each][:VALUES] for name in FACETS}
    chosen = {name: values for name, values in chosen.items() if values}
    rows = min(whole_number(request.GET.get("rows", ""), ROWS) or ROWS, MOST_ROWS)
    found = standards_register.search(home, user, asked, on=timezone.localdate(at), facets=chosen, limit=rows)

    def address(**changed: Any) -> str:
        query: dict[str, Any] = {"q": found.text, **chosen, **changed}
        return "?" + urlencode({name: value for name, value in query.items() if value}, doseq=True)

    return render(request, "plumbline/standards/index.html", {
        "found": found, "asked": found.text, "most": MOST_ASKED, "searching": True, "held": bool(asked.strip()),
        "hits": [_hit(each) for each in found.hits],
        "meant": [(each, address_of(each["designation"])) for each in found.did_you_mean],
        "facets": [_facet(name, found.facets.get(name, []), chosen, address) for name in FACETS],
        "chosen": chosen, "clear": "?" + urlencode({"q": found.text}),
        "more": address(rows=min(rows + ROWS * 2, MOST_ROWS)) if found.total > len(found.hits) < MOST_ROWS else "",
        "examples": [(each, "?" + urlencode({"q": each})) for each in EXAMPLES],
        "behind": words.say(searches.behind(following.standing(home))) if found.behind else ""})


def _hit(found: dict[str, Any]) -> dict[str, Any]:
    titles = found["titles"]
    first, second = ("zh", "en") if words.chinese() else ("en", "zh")
    return found | {
        "address": address_of(found["code"]), "title": titles.get(first) or titles.get(second) or "",
        "second": titles.get(second) if titles.get(first) else "", "live": found["status"] == "in-force",
        "stands": words.say(showing.status_title(found["status"])) if found["status"] else "",
        "why": [words.say(WHY[each]) if each in WHY else each for each in found["why"]],
        "day": date.fromisoformat(found["published_on"]) if found["published_on"] else None}


def _facet(name: str, counts: list[dict[str, Any]], chosen: dict[str, list[str]], address: Any) -> dict[str, Any]:
    spec = kinds.get("standard").by_name[name]
    own = chosen.get(name, [])
    shown = counts[:VALUES] + [{"value": each, "count": 0} for each in own
                               if each not in {one["value"] for one in counts[:VALUES]}]
    return {"name": name, "title": words.say(spec.title), "values": [{
        "said": words.say(vocabularies.title(spec.vocabulary, each["value"])) if spec.vocabulary else each["value"],
        "count": each["count"], "on": each["value"] in own,
        "address": address(**{name: [one for one in own if one != each["value"]] if each["value"] in own
                              else [*own, each["value"]]})} for each in shown]}


def address_of(code: str) -> str:
    """The page of the standard ``code``."""
    return reverse("standard", args=((code,),))
