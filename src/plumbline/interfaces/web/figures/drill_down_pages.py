"""What stands behind a figure: its records, its root, its document for programs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from plumbline.figures.indicators import compute
from plumbline.interfaces.shared import reading
from plumbline.interfaces.shared.places import record_address, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core.queries import changed
from plumbline.interfaces.web.figures import figure_view
from plumbline.interfaces.web.records import cells
from plumbline.records.core import kinds
from plumbline.records.core.fields import INTERNAL
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import CUT
from plumbline.text import Text

ROWS = 50
PARTS = ("denominator", "numerator", "excluded")


class Asked:
    """The figure an address names, for one reader."""

    def __init__(self, request: HttpRequest, indicator: str, region: str, period: str) -> None:
        self.viewer = Viewer.of(request)
        self.period = reading.period_named(period)
        self.cut = reading.cut_asked(request)
        self.tree = reading.place_named(self.cut, self.period, region)
        self.indicator = reading.indicator_named(self.viewer, indicator, region)
        self.region = region

    @property
    def kind(self) -> Kind:
        """The kind of record it counts."""
        return kinds.get(self.indicator.of)

    def readable(self) -> list[str]:
        """The fields to read: internal ones only where some region of the figure is open to this reader."""
        inside = {self.region, *self.tree.descendants(self.region)}
        some = sorted(inside & self.viewer.regions(self.kind)) or [self.region]
        allowed = self.viewer.fields(self.kind, some[0], CUT)
        return [spec.name for spec in self.kind.kept if spec.name in allowed]

    def sortable(self) -> frozenset[str]:
        """The fields to sort by: internal ones only where the whole region is open, since order tells values."""
        return self.viewer.fields(self.kind, self.region, CUT)


def records(request: HttpRequest, indicator: str, region: str, period: str) -> HttpResponse:
    """The records of one part of a figure, as they were frozen."""
    asked = Asked(request, indicator, region, period)
    kind = asked.kind
    part = request.GET.get("of", PARTS[0])
    if part not in PARTS:
        raise Missing("figure.part_unknown", Text("a figure has no such part", "数据没有这一部分"), next_step=Text(
            "Choose the numerator, the denominator or what was left out", "请选择分子、分母或未计入部分"))
    sort = request.GET.get("sort", "")
    descending, sort = sort.startswith("-"), sort.removeprefix("-")
    if sort not in asked.sortable():
        sort, descending = "", False
    names = asked.readable()
    page = compute.records(
        asked.cut, asked.indicator, region, asked.period, of=part, limit=ROWS, after=request.GET.get("after") or None,
        sort=sort or None, descending=descending, fields=names,
    )
    figure = compute.figure(asked.cut, asked.indicator, region, asked.period)
    latest = reading.latest_cut()
    face = figure_view.view_of(figure, asked.tree, latest.id if latest else "")
    columns = [kind.by_name[name] for name in dict.fromkeys([*kind.key, *kind.listed]) if name in names]
    columns += [kind.by_name[name] for name in names if kind.by_name[name] not in columns
                and name in kind.names(INTERNAL)]
    # The regions that others handed up are in the cut's tree only.
    tree = asked.tree if asked.cut.joint else today_tree(request)
    lines = []
    for row in page.rows:
        shown = _shown(asked.viewer, kind, row)
        if shown:
            lines.append(_line(kind, row, [cells.cell(spec, shown, tree) for spec in columns]))
    query = request.GET
    return render(request, "plumbline/figure/records.html", {
        "face": face, "kind": kind, "joint": asked.cut.joint, "part": part, "lines": lines, "count": page.count,
        "cut": asked.cut, "region": region, "parts": _parts(face, part),
        "heads": [{"spec": spec, "numeric": spec.type in cells.NUMBERS, "internal": spec.exposure is INTERNAL,
                   "sorted": ("descending" if descending else "ascending") if spec.name == sort else "",
                   "address": changed(query, sort=f"-{spec.name}" if spec.name == sort and not descending
                                      else spec.name, after=None) if spec.name in asked.sortable() else ""}
                  for spec in columns],
        "next": changed(query, after=page.next) if page.next else "",
        "first": changed(query, after=None) if request.GET.get("after") else "",
    })


def _line(kind: Kind, row: dict[str, Any], shown: list[cells.Cell]) -> dict[str, Any]:
    """One record. What another instance keeps has no page here, and neither has what it refers to."""
    keeper = row.get("instance", "")
    if keeper:
        shown = [replace(each, address="") for each in shown]
    return {"cells": shown, "address": "" if keeper else record_address(kind, row), "leaf": row["leaf"],
            "keeper": keeper}


def _parts(face: figure_view.FigureView, part: str) -> list[tuple[str, str, bool]]:
    titles = [("numerator", _("numerator")), ("denominator", _("denominator")), ("excluded", _("left out"))]
    if face.indicator.denominator is None:
        titles = [("denominator", _("counted")), ("excluded", _("left out"))]
    return [(title, face.records(name), name == part) for name, title in titles]


def _shown(viewer: Viewer, kind: Kind, row: dict[str, Any]) -> dict[str, Any]:
    allowed = viewer.fields(kind, row.get(kind.region) if kind.region else None, CUT)
    return {name: value for name, value in row.items() if name in allowed}


def root(request: HttpRequest, indicator: str, region: str, period: str) -> HttpResponse:
    """The Merkle root over the leaves of the records behind the figure, made when it is asked for."""
    asked = Asked(request, indicator, region, period)
    found = compute.figure(asked.cut, asked.indicator, region, asked.period, with_root=True)
    latest = reading.latest_cut()
    face = figure_view.view_of(found, asked.tree, latest.id if latest else "")
    return render(request, "plumbline/figure/proof.html", {"face": face, "root": found.root, "region": region})


def document(request: HttpRequest, indicator: str, region: str, period: str) -> JsonResponse:
    """The document of ``plumb figure --json``: with ``?records=50&of=numerator``, the first of its records too."""
    asked = Asked(request, indicator, region, period)
    found = compute.figure(asked.cut, asked.indicator, region, asked.period, with_root=True).as_dict()
    limit = request.GET.get("records", "0")
    part = request.GET.get("of", PARTS[0])
    found["records"] = []
    if limit.isdecimal() and 0 < int(limit[:6]) and part in PARTS:
        page = compute.records(asked.cut, asked.indicator, region, asked.period, of=part,
                               limit=min(int(limit[:6]), 500), fields=asked.readable())
        marks = ("leaf", "instance") if asked.cut.joint else ("leaf",)
        shown = [{**_shown(asked.viewer, asked.kind, row), **{name: row[name] for name in marks}} for row in page.rows
                 if _shown(asked.viewer, asked.kind, row)]
        found["records"] = [{name: _plain(value) for name, value in row.items()} for row in shown]
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, (date, Decimal)) else value
