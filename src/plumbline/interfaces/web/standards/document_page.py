"""One standard as of a day: its line of editions, what it has to do with others, and what there is about it."""

from __future__ import annotations

from collections.abc import Iterator
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
from plumbline.interfaces.web.charts import editions
from plumbline.interfaces.web.charts.editions import Held
from plumbline.interfaces.web.standards.register_pages import address_of
from plumbline.interfaces.web.standards.watch_pages import watching_of
from plumbline.methods.standards import adoption
from plumbline.procedures.search.cases_naming import naming
from plumbline.procedures.standards import announcing, showing
from plumbline.records.core import kinds
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

GROUPS = (("replaces", Text("Replaces", "代替")), ("replaced_by", Text("Replaced by", "被代替")),
          ("amends", Text("Amends", "修改")), ("amended_by", Text("Amended by", "被修改")),
          ("adopts", Text("Adopts", "采用")), ("adopted_by", Text("Adopted by", "被采用")))
CURRENT = {adoption.CURRENT: Text("its current edition", "为现行版本"),
           adoption.SUPERSEDED: Text("an edition that no longer holds", "所采用版本已失效"),
           adoption.UNDATED: Text("whichever edition holds", "不注日期，以现行版本为准"),
           adoption.NOT_HELD: Text("whether that edition holds is not known", "所采用版本是否现行不明")}
OVER = frozenset({"replaced", "withdrawn", "cancelled"})
OTHERS = 50
"""So many other relations are listed; the record's own list has all."""


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
    told, viewer = shown.document, Viewer.of(request)
    titles = told["titles"]
    title = titles.get("zh" if words.chinese() else "en") or next(iter(titles.values()), "")
    document, query = told["document"] or told["code"], "" if on == today else f"?{urlencode({'on': on.isoformat()})}"
    return render(request, "plumbline/standards/one.html", {
        "told": told, "on": on, "today": on == today, "wrong": wrong, "given": given if wrong else on.isoformat(),
        "title": title, "titles": [(language, text) for language, text in titles.items() if text != title],
        "state": words.say(showing.status_title(told["status"]["state"])), "live": shown.state.live,
        "since": shown.state.since, "why": words.sentence(shown.state.why), "match": told["match"] != "edition",
        "newest": _newer(told), "newest_address": address_of(_newer(told)) + query if _newer(told) else "",
        **_line(told, on, today, query),
        "groups": [(words.say(title), [_related(each, query) for each in told[name]])
                   for name, title in GROUPS if told[name]],
        "others": [(words.say(vocabularies.title("standard-relation", each["type"].removesuffix(" (of it)"))),
                    _related(each, query)) for each in told["relations"][:OTHERS]],
        "more_others": max(len(told["relations"]) - OTHERS, 0), "drafted": list(_drafters(request, told)),
        "committees": [(each, reverse("standard-committee", args=((each,),))) for each in told["committees"]],
        "named": list(_named(told)), "cases": list(_cases(request, viewer, told, today)),
        "facts": list(_facts(told)), "record": reverse("record", args=("standard", (told["code"],))),
        "feed": f"{reverse('standards-feed-page')}?{urlencode({'document': document})}",
        "watching": watching_of(viewer.user, announcing.DOCUMENT, document)})


def _newer(told: dict[str, Any]) -> str:
    """The edition in force on the day, where another one is shown."""
    live: str | None = told["newest_live"]
    return live if live and live != told["code"] else ""


def _line(told: dict[str, Any], on: date, today: date, query: str) -> dict[str, Any]:
    """Editions and supplements in one line, each supplement after the edition that it belongs to."""
    ordered = [(each, False) for each in told["editions"]]
    for each in told["supplements"]:
        of = [at for at, (one, within) in enumerate(ordered) if each["designation"].startswith(one["designation"])]
        ordered.insert(of[-1] + 1 if of else len(ordered), (each, True))
    lines = [_edition(each, within, told["code"], query) for each, within in ordered]
    drawn = editions.line([Held(each["begin"], each["end"], each["state"] in OVER) for each in lines], on, today)
    spans = drawn.spans if drawn is not None else [None] * len(lines)
    return {"line": drawn, "editions": [each | {"span": span} for each, span in zip(lines, spans, strict=True)]}


def _edition(each: dict[str, Any], within: bool, shown: str, query: str) -> dict[str, Any]:
    return each | {
        "address": address_of(each["code"]) + query, "current": each["code"] == shown, "within": within,
        "stands": words.say(showing.status_title(each["state"])), "live": each["state"] in ("in-force", "published"),
        "begin": _day(each["in_force_from"]), "end": _day(each["until"]), "day": _day(each["published_on"]),
        "later": each["state"] == "draft",
        "from": _day(each["in_force_from"]) if each["in_force_from"] != each["published_on"] else None,
        "confirmed": _day(each["confirmed_on"])}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _related(each: dict[str, Any], query: str) -> dict[str, Any]:
    return each | {"address": address_of(each["code"]) + query if each["held"] else "",
                   "degree": words.say(vocabularies.title("adoption-degree", each["degree"])) if each["degree"] else "",
                   "current": words.say(CURRENT[each["edition"]]) if "edition" in each else "",
                   "past": each.get("edition") == adoption.SUPERSEDED}


def _drafters(request: HttpRequest, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    tree = today_tree(request)
    for each in told["drafted_by"]:
        yield each | {"place": words.say(region_name(tree, each["region"])),
                      "part": words.say(vocabularies.title("participation-role", each["role"])),
                      "address": f"{reverse('standards-parts')}?{urlencode({'organisation': each['organisation']})}"}


def _named(told: dict[str, Any]) -> Iterator[tuple[str, int, bool, str]]:
    """The kinds of records that name it: how many, whether there are more, and their list."""
    for name, count in told["named_by"].items():
        if count:
            query = urlencode({showing.NAMING[name]: told["code"]})
            yield (words.say(kinds.get(name).plural), count, count >= showing.MOST_NAMED,
                   f"{reverse('record-list', args=(name,))}?{query}")


def _cases(request: HttpRequest, viewer: Viewer, told: dict[str, Any], today: date) -> Iterator[dict[str, Any]]:
    tree = today_tree(request)
    for hit in naming(homes.current(), viewer.user, told["designation"], "standards", on=today):
        yield {"title": words.say(hit.title), "number": hit.key, "stands": words.say(hit.stands),
               "address": searches.address(hit, tree)}


def _facts(told: dict[str, Any]) -> list[tuple[str, str]]:
    spec = kinds.get("standard").by_name
    level = words.say(vocabularies.title("standard-level", told["level"]))
    days = {name: words.day(date.fromisoformat(told[name])) for name in (
        "published_on", "effective_on", "confirmed_on", "withdrawn_on") if told[name]}
    values = {"level": level, "issuer": told["issuer"], **days, "edition": told["edition"], "stage": told["stage"],
              "doctype": told["doctype"], "ics": ", ".join(told["ics"]), "ccs": ", ".join(told["ccs"]),
              "document": told["document"]}
    return [(words.say(spec[name].title), text) for name, text in values.items() if text]
