"""The results of an assessment year side by side: what was published, and for who approves, what waits for approval."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline import home as homes
from plumbline.interfaces.shared import words
from plumbline.interfaces.web.assessment.year.year_room import Room, enter, titles
from plumbline.procedures.assessment.year import year_status
from plumbline.procedures.assessment.year.loading import WHOLE
from plumbline.procedures.assessment.year.year_status import Version


@login_required
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Every version, region by region; ``?region=`` shows one region's items."""
    room = enter(request, number, WHOLE)
    code = request.GET.get("region", "")
    found = year_status.versions(homes.current(), number, room.user, code)
    return render(request, "plumbline/years/result.html", {
        "room": room, "versions": found, "published": any(each.published for each in found),
        "rows": _rows(room, found), "region": code,
        "name": room.region(code) if code else "", "items": _items(found),
        "grades": {band["grade"]: titles(band.get("title")) for each in found for band in each.head["bands"]},
    })


def _rows(room: Room, found: list[Version]) -> list[dict[str, Any]]:
    """Each region with its score and grade in every version, and whether the newest differs from the one before."""
    by_version = [{each["code"]: each for each in one.rows} for one in found]
    codes = dict.fromkeys(code for one in reversed(by_version) for code in one)
    rows = []
    for code in codes:
        cells = [_cell(one.get(code)) for one in by_version]
        rows.append({"code": code, "name": room.region(code), "cells": cells,
                     "moved": len(cells) > 1 and cells[-1] != cells[-2]})
    return rows


def _cell(region: dict[str, Any] | None) -> dict[str, Any]:
    if region is None:
        return {"score": "", "grade": "", "withheld": ""}
    score = region["score"]
    return {"score": "" if score is None else words.number(Decimal(str(score))), "grade": region["grade"],
            "withheld": titles(region["withheld"])}


def _items(found: list[Version]) -> list[dict[str, Any]]:
    lines: dict[str, dict[str, Any]] = {}
    for place, one in enumerate(found):
        for item in one.region["items"] if one.region else ():
            line = lines.setdefault(item["id"], {"id": item["id"], "title": titles(item["title"]), "of": item["of"],
                                                 "cells": [None] * len(found), "why": ""})
            points = item["points"]
            line["cells"][place] = "–" if points is None else words.number(Decimal(str(points)))
            line["why"] = titles(item["explanation"])
    for line in lines.values():
        line["moved"] = len(found) > 1 and line["cells"][-1] != line["cells"][-2]
    return list(lines.values())
