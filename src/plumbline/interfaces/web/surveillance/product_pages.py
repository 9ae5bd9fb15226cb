"""The page of one product: everything that is known of it, in order of time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from plumbline.interfaces.shared.places import today_tree
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.records import cells
from plumbline.interfaces.web.records.list_pages import no_record
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.surveillance.notices import product_history
from plumbline.procedures.surveillance.notices.product_history import Happened
from plumbline.records.core import kinds

TOLD = {
    "recall": ("title", "lots", "defect", "remedy", "affected", "closed_on"),
    "corrective_measure": ("measure", "initiative", "lots", "scope", "valid_to"),
    "sampling": ("result", "lot", "laboratory"),
    "alert": ("title", "hazard", "risk_level", "codes", "measures", "notifier"),
    "complaint": ("matter", "lot", "outcome", "closed_on"),
    "risk_assessment": ("level", "harm", "units_in_use", "rules"),
}
"""What is told of a record in the history, as far as it is known; all of it stands on its own page."""
TEST = ("parameter", "value", "unit", "limit", "verdict")


def page(request: HttpRequest, code: tuple[str, ...]) -> HttpResponse:
    """The page of the product ``code``."""
    viewer, tree = Viewer.of(request), today_tree(request)
    found = product_history.history(viewer.user, code[0]) if len(code) == 1 else None
    if found is None:
        raise no_record()
    kind = kinds.get("product")
    name = " ".join(filter(None, (found.shown.get("brand"), found.shown.get("name"), found.shown.get("model"))))
    return render(request, "plumbline/surveillance/product.html", {
        "name": name, "product": found.product, "maker": found.maker,
        "lines": [(spec, cells.cell(spec, found.shown, tree)) for spec in kind.kept
                  if found.shown.get(spec.name) is not None and spec.name not in ("name", "maker")],
        "record": reverse("record", args=("product", code)),
        "recalls": [_told(each, tree) for each in found.recalls],
        "events": [_told(each, tree) for each in found.events],
        "lots": [(each, reverse("record", args=("lot", (each.code,)))) for each in found.lots], "cut": found.cut,
        "complain": f"{reverse('complain')}?{urlencode({'about': name or code[0]})}"})


def _told(happened: Happened, tree: TreeAt) -> dict[str, Any]:
    kind, tests = happened.kind, kinds.get("test")
    return {
        "kind": kind, "day": happened.day, "internal": not kind.public,
        "title": next(filter(None, map(happened.shown.get, ("title", "matter", "product_name"))), ""),
        "number": happened.key[-1], "address": reverse("record", args=(kind.name, happened.key)),
        "lines": [(kind.by_name[name].title, cells.text(kind.by_name[name], happened.shown[name], tree))
                  for name in TOLD[kind.name]
                  if happened.shown.get(name) is not None and name not in ("title", "matter")],
        "tests": [[cells.text(tests.by_name[name], each.get(name), tree) for name in TEST] for each in happened.tests]}
