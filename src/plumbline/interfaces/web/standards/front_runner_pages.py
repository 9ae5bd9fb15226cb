"""Enterprise standards that run ahead of the national one for a product, with the figures, as of a day."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.interfaces.shared import words
from plumbline.procedures.standards.front_runners import front_runners, products
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

MOST_NAME = 80
VERDICT = "requirement-verdict"
SIGNS = {"ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "eq": "= ", "between": ""}


def page(request: HttpRequest) -> HttpResponse:
    """What ``?product=`` is compared by, as of ``?on=``; without it, the products that can be."""
    product, given = request.GET.get("product", "").strip()[:MOST_NAME], request.GET.get("on", "").strip()
    today = timezone.localdate()
    try:
        on, wrong = (date.fromisoformat(given), False) if given else (today, False)
    except ValueError:
        on, wrong = today, True
    home, found, problem, known = homes.current(), None, None, []
    try:
        known = products(home, on)
        found = front_runners(home, product, on) if product else None
    except PlumblineError as error:
        problem = error
    return render(request, "plumbline/reform/front_runners.html", {
        "product": product, "on": on, "given": given if wrong else on.isoformat(), "wrong": wrong, "found": found,
        "problem": problem, "known": [each | {"address": "?" + urlencode(
            {"product": each["product"]} | ({"on": on.isoformat()} if on != today else {}))} for each in known],
        **(_shown(found) if found is not None else {})}, status=404 if problem is not None else 200)


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "against": [_standard(each) for each in found["against"]],
        "ahead": [_standard(each) | {"rank": each["rank"], "lines": [_line(one) for one in each["lines"]],
                                     "undeclared": each["undeclared"]} for each in found["front_runners"]],
        "others": [_standard(each) | {"why": words.sentence(_text(each["why"])),
                                      "lines": [_line(one) for one in each["lines"]]} for each in found["others"]],
        "findings": [_standard(each) | {"clause": each["clause"], "lines": [_line(one) for one in each["lines"]]}
                     for each in found["findings"]]}


def _standard(each: dict[str, Any]) -> dict[str, Any]:
    first, second = ("zh", "en") if words.chinese() else ("en", "zh")
    return {"designation": each["designation"], "issuer": each["issuer"] or "", "mandatory": each.get("mandatory"),
            "title": each["title"][first] or each["title"][second] or "",
            "address": reverse("standard", args=((each["standard"],),))}


def _line(one: dict[str, Any]) -> dict[str, Any]:
    return {"parameter": words.say(_text(one["title"])), "own": said(one["own"]), "against": said(one["against"]),
            "document": one["against"]["document"], "goods": one["against"]["goods"] or "",
            "verdict": words.say(vocabularies.title(VERDICT, one["verdict"])), "ahead": one["verdict"] == "stricter",
            "below": one["verdict"] == "looser", "why": words.sentence(_text(one["why"]))}


def _text(both: dict[str, str]) -> Text:
    return Text(both["en"], both["zh"])


def said(one: dict[str, Any]) -> str:
    """A requirement in a few signs."""
    if one["operator"] not in SIGNS:
        return one["text"] or words.say(vocabularies.title("requirement-operator", one["operator"]))
    upper = f"–{one['value_to']}" if one["value_to"] else ""
    return f"{SIGNS[one['operator']]}{one['value']}{upper} {one['unit'] or ''}".strip()
