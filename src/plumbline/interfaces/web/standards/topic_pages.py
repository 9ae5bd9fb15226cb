"""Topics across borders: their list, one as a matrix of parameters and countries, and what goods must meet on a
market, on one page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.web.standards import topic_view as view
from plumbline.methods.shared import natural_order
from plumbline.procedures.standards.topics import access, matrix, side_by_side
from plumbline.procedures.standards.topics.reading import COUNTRY, countries, named
from plumbline.records.export.table import MEDIA, Column, Table
from plumbline.records.export.writing import written
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

MOST = 20
"""So many countries stand side by side."""
PARTS = {"standard": Text("Standards", "标准"),
         "certificate": Text("Certificates and declarations", "证书和符合性声明"),
         "mark": Text("Marks and labels", "标志和标签"), "body": Text("Bodies whose results count", "结果获认可的机构")}
HEADS = ("topic", "on", "parameter", "parameter_en", "parameter_zh", "country", "state", "why", "requirement",
         "document", "clause", "applies_to", "operator", "value", "value_to", "unit", "text_en", "text_zh",
         "common_value", "common_value_to", "common_unit", "method", "base", "against", "computed", "computed_why",
         "confirmed", "confirmed_on")


def index(request: HttpRequest) -> HttpResponse:
    """The topics of ``?on=``, and the question of an exporter."""
    on, wrong = _day(request)
    listed = [view.topic(each) for each in matrix.listed(on)]
    return render(request, "plumbline/topics/index.html", {
        "topics": listed, "on": on, "wrong": wrong, **_choices(on, "", "", "")})


def one(request: HttpRequest, code: tuple[str, ...]) -> HttpResponse:
    """One topic as of ``?on=``: ``?country=`` as often as wanted, held against ``?base=``."""
    on, wrong = _day(request)
    found, trouble = _shown(request, "/".join(code), on)
    chosen = [each["code"] for each in found["countries"]]
    documents = side_by_side.documents(homes.current(), found["topic"]["code"], on, ",".join(chosen))
    name, other = view.called(found["topic"]["titles"], found["topic"]["code"])
    asked = {"country": chosen, "base": found["base"], "on": on.isoformat()}
    return render(request, "plumbline/topics/one.html", {
        "key": (found["topic"]["code"],), "name": name, "other": other,
        "scope": view.called(found["topic"]["scope"], "")[0],
        "on": on, "today": on == timezone.localdate(), "wrong": wrong, "trouble": trouble,
        "base": words.say(named(found["base"])), "base_code": found["base"],
        "countries": [(each["code"], view.say(each["title"])) for each in found["countries"]],
        "offered": [(each, words.say(named(each)), each in chosen) for each in _offered(found, chosen)],
        "others": [(each, title) for each, title in _all_countries() if each not in chosen],
        "rows": [view.row(each, found["base"]) for each in found["rows"]], "more": found["more"],
        "faults": [view.say(each["why"]) for each in found["faults"]],
        "missing": [(view.say(each["title"]), each) for each in found["countries"]
                    if each["not_read"] or not each["covered"]],
        "documents": [(words.say(named(of)), [view.document(each) for each in documents["documents"]
                                              if each["country"] == of]) for of in chosen],
        "bases": view.bases(documents["bases"], chosen), "query": view.query(**asked)})


def export(request: HttpRequest, code: tuple[str, ...], form: str) -> HttpResponse:
    """The matrix as a file, a line for each requirement and for each gap."""
    on, _ = _day(request)
    found, _ = _shown(request, "/".join(code), on)
    rows = list(_lines(found))
    table = Table(f"topic-{found['topic']['code']}", tuple(map(Column, HEADS)), rows, lambda most: min(most, len(rows)))
    response = HttpResponse(b"".join(written(table, form)), content_type=MEDIA[form])
    response["Content-Disposition"] = f'attachment; filename="topic-{on.isoformat()}.{form}"'
    return response


def market(request: HttpRequest) -> HttpResponse:
    """What ``?product=`` from ``?from=`` must meet in ``?to=``, as of ``?on=``; what is not asked yet, is asked."""
    on, wrong = _day(request)
    product, start, end = (request.GET.get(name, "").strip()[:80] for name in ("product", "from", "to"))
    choices = {"on": on, "wrong": wrong, **_choices(on, product, start, end)}
    if not (product and start and end):
        return render(request, "plumbline/topics/access.html", choices)
    try:
        found = access.access(product, start, end, on)
    except RecordError as error:
        return render(request, "plumbline/topics/access.html", choices | {
            "trouble": words.sentences(error.what, error.next_step)})
    name, other = view.called(found["product"]["titles"], found["product"]["code"])
    steps = sorted((each | {"sort": sort} for sort, parts in found["parts"].items() for each in parts
                    if each["days"] is not None or each["after"] or sort == "step"),
                   key=lambda each: natural_order.key(each["number"]))
    return render(request, "plumbline/topics/access.html", choices | {
        "found": found, "name": name, "other": other, "of": view.say(found["from"]["title"]),
        "there": view.say(found["to"]["title"]), "checked": view.day((found["route"] or {}).get("checked_on")),
        "everywhere": bool(found["route"] and found["route"]["from_everywhere"]),
        "regulations": [_regulation(each) for each in found["regulations"]],
        "coming": [_regulation(each) for each in found["coming"]],
        "parts": [(words.say(title), [_part(each) for each in found["parts"][sort]]) for sort, title in PARTS.items()],
        "steps": [_part(each) | {"longest": each["number"] in found["days"]["order"]} for each in steps],
        "requirements": [(view.called(each["titles"], each["topic"]), [_required(row) for row in each["rows"]])
                         for each in found["requirements"]],
        "days": found["days"], "open": [view.say(each) for each in found["open"]]})


def _day(request: HttpRequest) -> tuple[date, str]:
    """The day that is asked for, else today; and what was written, where it is no day."""
    given = request.GET.get("on", "").strip()[:40]
    try:
        return (date.fromisoformat(given) if given else timezone.localdate()), ""
    except ValueError:
        return timezone.localdate(), given


def _shown(request: HttpRequest, code: str, on: date) -> tuple[dict[str, Any], str]:
    """The topic, with the countries and the base that are asked for; without them, and what is wrong, where they are
    none. :raises Missing: for a topic that there is not."""
    wanted = ",".join(request.GET.getlist("country"))[:600]
    try:
        chosen = ",".join(countries(wanted)[:MOST])
        return matrix.show(code, on, chosen, request.GET.get("base", "")[:80]), ""
    except RecordError as error:
        if error.code.endswith("country"):
            return matrix.show(code, on), words.sentences(error.what, error.next_step)
        raise Missing.of(error) from error


def _offered(found: dict[str, Any], chosen: list[str]) -> list[str]:
    """The countries of the topic, then those that were asked for besides."""
    own: list[str] = next((each["countries"] for each in matrix.listed(date.fromisoformat(found["on"]))
                if each["code"] == found["topic"]["code"]), [])
    return list(dict.fromkeys([*own, *chosen]))


def _all_countries() -> list[tuple[str, str]]:
    found = [(code, words.say(term.title)) for code, term in vocabularies.vocabulary(COUNTRY).items()]
    return sorted(found, key=lambda each: each[1]) if not words.chinese() else found


def _choices(on: date, product: str, start: str, end: str) -> dict[str, Any]:
    """What the question of an exporter offers."""
    goods = [(code, view.called(titles, code)[0]) for code, titles in access.products(on).items()]
    return {"products": goods, "product": product, "start": start, "end": end, "every": _all_countries()}


def _regulation(each: dict[str, Any]) -> dict[str, Any]:
    return each | {"name": view.called(each["titles"], each["code"])[0], "since": view.day(each["valid_from"]),
                   "notified": view.day(each["notified_on"]),
                   "stands": words.say(vocabularies.title("regulation-force", each["force"])),
                   "address": view.address({"regulation": each["code"]})}


def _part(each: dict[str, Any]) -> dict[str, Any]:
    name, other = view.called(each["titles"], each["number"])
    return each | {"name": name, "other": other, "address": view.address(each)}


def _required(row: dict[str, Any]) -> dict[str, Any]:
    name, other = view.called(row["titles"], row["parameter"])
    return {"name": name, "other": other, "there": [view.requirement(each) for each in row["there"]["requirements"]],
            "at_home": [view.requirement(each) for each in row["at_home"]["requirements"]],
            "absent": words.say(view.ABSENT.get(row["at_home"]["state"], Text()))}


def _lines(found: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for row in found["rows"]:
        head = (found["topic"]["code"], found["on"], row["parameter"], row["titles"].get("en"), row["titles"].get("zh"))
        for country, cell in row["cells"].items():
            why = view.say(cell["why"]) or None
            if not cell["requirements"]:
                yield (*head, country, cell["state"], why, *[None] * 14, found["base"], *[None] * 5)
            for each in cell["requirements"]:
                common, verdict = each["common"] or {}, each["verdict"] or {}
                confirmed = verdict.get("confirmed") or {}
                yield (*head, country, cell["state"], why, each["code"], each["document"], each["clause"],
                       each["applies_to"], each["operator"], each["value"], each["value_to"], each["unit"] or None,
                       each["says"]["en"], each["says"]["zh"], common.get("value"), common.get("value_to"),
                       common.get("unit") or None, each["method"], found["base"], verdict.get("against"),
                       verdict.get("computed"), view.say(verdict["why"]) if verdict else None,
                       confirmed.get("verdict"), confirmed.get("on"))
