"""What each error code means, for whoever met one: all of them, and each by itself."""

from __future__ import annotations

import re
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.errors import RulebookError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.rulebook.core.error_areas import AREAS
from plumbline.rulebook.core.error_codes import Explained, explanation, explanations
from plumbline.text import Text

MOST_ASKED = 200
FIRST = re.compile(r".+?(?:。|[.?!](?= |$))")
"""The first sentence of a meaning, which is enough in a list."""


def index(request: HttpRequest) -> HttpResponse:
    """The codes by area; with ``q`` those that hold every word of it."""
    asked = request.GET.get("q", "").strip()[:MOST_ASKED]
    found = [each for each in explanations().values() if _fits(each, asked.lower().split())]
    areas = [(area, words.say(AREAS[area]), [(each, _gist(each)) for each in of_it])
             for area, of_it in groupby(found, _area)]
    return render(request, "plumbline/errors/index.html", {"areas": areas, "asked": asked, "count": len(found)})


def one(request: HttpRequest, code: str) -> HttpResponse:
    """One code."""
    try:
        found = explanation(code)
    except RulebookError as error:
        raise Missing.of(error, next_step=Text("Look for it in the list of error codes",
                                               "请在错误代码列表中查找")) from error
    area = _area(found)
    return render(request, "plumbline/errors/one.html", {"error": found, "area": area, "title": words.say(AREAS[area])})


def _area(of: Explained) -> str:
    return of.code.partition(".")[0]


def _fits(of: Explained, asked: list[str]) -> bool:
    held = " ".join((of.code, of.meaning.en, of.meaning.zh, of.example)).lower()
    return all(word in held for word in asked)


def _gist(of: Explained) -> str:
    said = words.say(of.meaning)
    first = FIRST.match(said)
    return first[0] if first else said
