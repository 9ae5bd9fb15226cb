"""The regions of a year in a table: those that were looked for, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from plumbline.interfaces.shared import words
from plumbline.interfaces.web.assessment.year.year_room import Room
from plumbline.interfaces.web.core import whole_numbers
from plumbline.interfaces.web.core.queries import changed

ROWS = 100
"""Regions a page; above that many the table can be searched."""
OVERDUE, UNFINISHED = "overdue", "unfinished"


def shown(room: Room, regions: list[dict[str, Any]], stages: Sequence[Any], query: QueryDict) -> dict[str, Any]:
    """What the template of the table takes. ``regions`` as the board of the year tells them; ``?find=`` looks for a
    name or a code, ``?which=`` for those that are overdue or have answers to give, ``?page=`` goes on."""
    sought, which = query.get("find", "").strip(), query.get("which", "")
    found = [each for each in regions if _is(each, which) and (not sought or _called(room, each["code"], sought))]
    last = max(1, -(-len(found) // ROWS))
    page = min(max(1, whole_numbers.key(query.get("page", ""))), last)
    return {
        "rows": [_row(room, each, stages) for each in found[(page - 1) * ROWS:page * ROWS]],
        "find": sought, "which": which, "all": len(regions), "found": len(found), "page": page, "last": last,
        "many": len(regions) > ROWS, "choices": [(OVERDUE, _("with something overdue")),
                                                 (UNFINISHED, _("with answers still to give"))],
        "before": changed(query, page=str(page - 1)) if page > 1 else "",
        "next": changed(query, page=str(page + 1)) if page < last else ""}


def _is(region: dict[str, Any], which: str) -> bool:
    stages = region["stages"].values()
    if which == OVERDUE:
        return any(each["overdue"] for each in stages)
    return which != UNFINISHED or any(each["done"] < each["of"] for each in stages)


def _called(room: Room, code: str, sought: str) -> bool:
    name = room.year.here.past_name(code)
    return any(sought.casefold() in text.casefold() for text in (code, name.en, name.zh))


def _row(room: Room, each: dict[str, Any], stages: Sequence[Any]) -> dict[str, Any]:
    return {"name": room.region(each["code"]), "code": each["code"],
            "address": reverse("year-region", args=(room.number, each["code"])),
            "closed": room.year.board.conflicted(room.user.pk, each["code"]),
            "cells": [(words.say(stage.title), each["stages"].get(stage.id)) for stage in stages]}
