"""The question before a year is evaluated with gaps: what is missing, who owes it, what it will cost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from plumbline.errors import GapsError
from plumbline.interfaces.shared import words
from plumbline.interfaces.web.assessment.year.year_room import Room
from plumbline.methods.assessment.scoring.evaluators import panel_of
from plumbline.methods.assessment.scoring.wording import number
from plumbline.methods.assessment.year import board as acts
from plumbline.procedures.assessment.year import gaps
from plumbline.procedures.assessment.year.answers import too_few

FIRST = 50
"""So many gaps the page names; beyond that it sums them up, and the table holds all."""
MOST_SUMS = 100
PIECE = 64 << 10
"""Characters that are sent together."""


def asked(room: Room, error: GapsError) -> dict[str, Any]:
    """What the page asks: the first gaps one by one and, where there are many, all summed up by item and by region."""
    more = len(error.gaps) > FIRST
    sums = [(_("By item"), _sums(error, "item")), (_("By region"), _sums(error, "region"))] if more else []
    return {"count": len(error.gaps) + error.hidden, "hidden": error.hidden, "token": error.token, "more": more,
            "sums": sums, "first": [{
                "region": words.say(each.name), "item": f"{each.item} {words.say(each.title)}",
                "what": words.say(each.what), "owes": words.say(each.owes()), "cost": words.say(each.cost),
                "address": reverse("year-item", args=(room.number, each.region, each.item)),
            } for each in error.gaps[:FIRST]]}


def _sums(error: GapsError, name: str) -> list[tuple[str, str, str, str]]:
    found = sorted(gaps.counted(error.gaps, name), key=lambda each: -each[1])
    return [(f"{first.item} {words.say(first.title)}" if name == "item" else words.say(first.name),
             words.number(count), number(lost), words.number(withheld))
            for first, count, lost, withheld in found[:MOST_SUMS]]


def table(room: Room, error: GapsError) -> HttpResponseBase:
    """All gaps as CSV, in the page's language, in pieces: of a large year there are as many as answers."""
    rows = gaps.table(error.gaps, "zh" if words.chinese() else "en")
    response = StreamingHttpResponse(_pieces(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{room.number}-gaps.csv"'
    return response


def _pieces(rows: Iterable[list[str]]) -> Iterator[bytes]:
    out = io.StringIO("\ufeff")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row)
        if out.tell() >= PIECE:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def short_panels(room: Room) -> list[dict[str, str]]:
    """Panels that lie open, of which fewer have scored than the rule needs: nothing counts of them."""
    board, found = room.year.board, []
    for item in room.year.scheme.items:
        panel = panel_of(item.rule)
        for region in board.regions if panel is not None else ():
            counted = board.panel_scores(region, item.id)
            if (counted and too_few(item, counted) and board.opened(region, item.id)
                    and not board.conflicted(room.user.pk, region) and board.phase == acts.RUNNING):
                assert panel is not None
                found.append({"region": room.region(region), "item": f"{item.id} {words.say(item.title)}",
                              "said": words.sentences(gaps.short(len(counted), panel.least), gaps.ENOUGH),
                              "address": reverse("year-item", args=(room.number, region, item.id))})
    return found
