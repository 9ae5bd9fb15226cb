"""The register of standards: searched as one types, and one standard as of a day."""

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
from plumbline.interfaces.web.core.whole_numbers import whole_number
from plumbline.procedures.search import following, standards_register
from plumbline.procedures.standards import showing
from plumbline.records.core import kinds
from plumbline.records.search.words import MOST_ASKED
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

ROWS, MOST_ROWS, VALUES = 25, 500, 12
EXAMPLES = ("ISO 9001", "GB/T 19001", "质量")
FACETS = ("status", "level", "issuer", "doctype", "sector", "catalogue")
WHY = {"number": Text("number", "编号"), "document": Text("another edition of it", "同一标准的其他版本"),
       "title": Text("title", "名称")}
GROUPS = (("replaces", Text("Replaces", "代替")), ("replaced_by", Text("Replaced by", "被代替")),
          ("amends", Text("Amends", "修改")), ("amended_by", Text("Amended by", "被修改")),
          ("adopts", Text("Adopts", "采用")), ("adopted_by", Text("Adopted by", "被采用")))


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
        "meant": [(each, _address(each["designation"])) for each in found.did_you_mean],
        "facets": [_facet(name, found.facets.get(name, []), chosen, address) for name in FACETS],
        "chosen": chosen, "clear": "?" + urlencode({"q": found.text}),
        "more": address(rows=min(rows + ROWS * 2, MOST_ROWS)) if found.total > len(found.hits) < MOST_ROWS else "",
        "examples": [(each, "?" + urlencode({"q": each})) for each in EXAMPLES],
        "behind": words.say(searches.behind(following.standing(home))) if found.behind else ""})


def _hit(found: dict[str, Any]) -> dict[str, Any]:
    titles = found["titles"]
    first, second = ("zh", "en") if words.chinese() else ("en", "zh")
    return found | {
        "address": _address(found["code"]), "title": titles.get(first) or titles.get(second) or "",
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


def one(request: HttpRequest, code: tuple[str, ...]) -> HttpResponse:
    """One standard as of ``?on=``, or as of today."""
    given = request.GET.get("on", "").strip()
    today = timezone.localdate()
    try:
        on, wrong = (date.fromisoformat(given), False) if given else (today, False)
    except ValueError:
        on, wrong = today, True
    try:
        shown = showing.show(homes.current(), "/".join(code), on)
    except RecordError as error:
        raise Missing.of(error, next_step=Text("Search the register", "请检索标准库")) from error
    told = shown.document
    first = "zh" if words.chinese() else "en"
    titles = told["titles"]
    title, tree = titles.get(first) or next(iter(titles.values()), ""), today_tree(request)
    return render(request, "plumbline/standards/one.html", {
        "told": told, "on": on, "today": on == today, "wrong": wrong, "given": given if wrong else on.isoformat(),
        "title": title, "titles": [(language, text) for language, text in titles.items() if text != title],
        "state": words.say(showing.status_title(told["status"]["state"])), "live": shown.state.live,
        "since": shown.state.since, "why": words.sentence(shown.state.why),
        "match": told["match"] != "edition", "newest": _newer(told),
        "editions": [_line(each, told["code"], on, today) for each in told["editions"]],
        "supplements": [_line(each, told["code"], on, today) for each in told["supplements"]],
        "groups": [(words.say(title), [_related(each) for each in told[name]]) for name, title in GROUPS if told[name]],
        "others": [(words.say(vocabularies.title("standard-relation", each["type"].removesuffix(" (of it)"))),
                    _related(each)) for each in told["relations"][:50]],
        "drafted": [each | {"place": words.say(region_name(tree, each["region"])),
                            "part": words.say(vocabularies.title("participation-role", each["role"]))}
                    for each in told["drafted_by"]],
        "facts": list(_facts(told)), "record": reverse("record", args=("standard", (told["code"],)))})


def _newer(told: dict[str, Any]) -> str:
    """The edition in force on the day, where another one is shown."""
    live = told["newest_live"]
    return live if live and live != told["code"] else ""


def _line(each: dict[str, Any], shown: str, on: date, today: date) -> dict[str, Any]:
    query = "" if on == today else "?" + urlencode({"on": on.isoformat()})
    return each | {"address": _address(each["code"]) + query, "current": each["code"] == shown,
                   "stands": words.say(showing.status_title(each["state"])), "live": each["state"] == "in-force",
                   "day": date.fromisoformat(each["published_on"]) if each["published_on"] else None}


def _related(each: dict[str, Any]) -> dict[str, Any]:
    return each | {"address": _address(each["code"]) if each["held"] else "",
                   "degree": words.say(vocabularies.title("adoption-degree", each["degree"])) if each["degree"] else ""}


def _facts(told: dict[str, Any]) -> list[tuple[str, str]]:
    spec = kinds.get("standard").by_name
    level = words.say(vocabularies.title("standard-level", told["level"]))
    days = {name: words.day(date.fromisoformat(told[name])) for name in (
        "published_on", "effective_on", "confirmed_on", "withdrawn_on") if told[name]}
    values = {"level": level, "issuer": told["issuer"], **days, "edition": told["edition"], "stage": told["stage"],
              "doctype": told["doctype"], "ics": ", ".join(told["ics"]), "ccs": ", ".join(told["ccs"]),
              "committee": ", ".join(told["committees"]), "document": told["document"]}
    return [(words.say(spec[name].title), text) for name, text in values.items() if text]


def _address(code: str) -> str:
    return reverse("standard", args=((code,),))
