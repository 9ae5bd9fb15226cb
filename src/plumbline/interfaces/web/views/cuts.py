"""Cuts: frozen copies of the records that figures are computed from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline import home as homes
from plumbline.figures import cut as cuts
from plumbline.figures.cut import Cut
from plumbline.interfaces.web import reading, words
from plumbline.interfaces.web.access import Eyes
from plumbline.interfaces.web.places import region_name, today_tree
from plumbline.methods.trust.signing import fingerprint
from plumbline.records import kinds

SHOWN = 50


def index(request: HttpRequest) -> HttpResponse:
    """Every cut, newest first."""
    ids = list(reversed(cuts.cut_ids(homes.current())))
    return render(request, "plumbline/cuts/index.html", {
        "cuts": [reading.cut_named(name) for name in ids[:SHOWN]], "more": max(0, len(ids) - SHOWN),
    })


def one(request: HttpRequest, name: str) -> HttpResponse:
    """What one cut holds, and what it was made of. Kinds nobody outside may know of are left to those who may."""
    cut = reading.cut_named(name)
    ids = cuts.cut_ids(homes.current())
    place = ids.index(name)
    before = reading.cut_named(ids[place - 1]) if place else None
    open_kinds = {kind.name for kind in Eyes.of(request).kinds()}
    rows = []
    for kind_name, held in sorted(cut.held.kinds.items()):
        if kind_name in open_kinds:
            earlier = before.held.kinds.get(kind_name) if before else None
            rows.append({"kind": kinds.get(kind_name), "rows": held.rows, "sha256": held.sha256,
                         "same": earlier is not None and earlier.sha256 == held.sha256,
                         "difference": held.rows - earlier.rows if earlier else None})
    return render(request, "plumbline/cuts/one.html", {
        "cut": cut, "rows": rows, "before": before, "latest": place == len(ids) - 1,
        "received": _received(request, cut),
    })


def _received(request: HttpRequest, cut: Cut) -> list[dict[str, Any]]:
    """Of a joint cut: which instances handed up what, as known when, signed by which key."""
    tree = today_tree(request)
    rows: dict[str, int] = {}
    for held in cut.held.kinds.values():
        for part in held.parts:
            rows[part.instance] = rows.get(part.instance, 0) + part.rows
    return [{
        "name": name, "region": words.say(region_name(tree, told["region"])), "code": told["region"],
        "as_of": datetime.fromisoformat(told["as_of"]), "received_at": datetime.fromisoformat(told["received_at"]),
        "rows": rows.get(name, 0), "fingerprint": fingerprint(told["key"]), "cut": told["cut"],
        "days": (cut.held.as_of.date() - datetime.fromisoformat(told["as_of"]).date()).days,
    } for name, told in sorted(cut.held.received.items())]
