"""The part of a region or an organisation in standards: figures by level, role, rank and year, each opening to its
records."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from plumbline import home as homes
from plumbline.errors import FigureError, RecordError
from plumbline.figures.indicators.figure import Figure
from plumbline.interfaces.shared import reading, words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.charts import draw
from plumbline.interfaces.web.figures import figure_view
from plumbline.interfaces.web.figures.figure_view import FigureView
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.standards import parts
from plumbline.procedures.standards.parts import Parts
from plumbline.text import Text

SHORT = {
    parts.ALL: Text("All levels", "全部级别"), "participation.international": Text("International", "国际标准"),
    "participation.national": Text("National", "国家标准"), "participation.industry": Text("Industry", "行业标准"),
    "participation.other": Text("Local, group and enterprise", "地方、团体和企业标准"),
    "participation.led": Text("Led the drafting", "主导制定"),
    "participation.first": Text("First among the drafters", "起草单位排名第一"),
    "participation.led_national_industry": Text("Led, national or industry", "主导制定国家标准、行业标准"),
    "participation.zhejiang_made": Text("“Zhejiang Made”", "“浙江制造”标准"),
    "participation.zhejiang_made_led": Text("Led, “Zhejiang Made”", "主导制定“浙江制造”标准")}
OF_MARKS = ("participation.zhejiang_made", "participation.zhejiang_made_led")
"""Shown only where there are some."""


def page(request: HttpRequest) -> HttpResponse:
    """The part of ``?region=`` or ``?organisation=`` in ``?year=``, as the figures of the latest cut tell it."""
    region, organisation, year = (request.GET.get(name, "").strip()[:160]
                                  for name in ("region", "organisation", "year"))
    cut, viewer = reading.latest_cut(), Viewer.of(request)
    if year:
        year = reading.period_named(year).text
    found = None
    if cut is not None:
        try:
            found = parts.parts(cut, homes.current(), region=region, organisation=organisation, year=year,
                                user=viewer.user)
        except (RecordError, FigureError) as error:
            raise Missing.of(error, next_step=Text("Choose a region or an organisation",
                                                   "请选择地区或单位")) from error
    if cut is None or found is None:
        return render(request, "plumbline/standards/parts.html", {"found": None, "cut": cut})
    tree = reading.place_named(cut, reading.period_named(found.year), found.region)
    return render(request, "plumbline/standards/parts.html", _shown(found, tree, cut) | {
        "about": {"region": region, "organisation": organisation}})


def _shown(found: Parts, tree: TreeAt, cut: Any) -> dict[str, Any]:
    def address(**changed: str) -> str:
        query = {"region": "" if found.organisation else found.region, "organisation": found.organisation, **changed}
        return f"{reverse('standards-parts')}?{urlencode({name: text for name, text in query.items() if text})}"

    base = found.region
    weight = figure_view.view_of(found.weight, tree, cut.id) if found.weight is not None else None
    return {
        "found": found, "cut": cut, "tree": tree, "levels": [_line(each, tree, cut.id) for each in found.levels],
        "roles": [_line(each, tree, cut.id) for each in found.roles
                  if each.numerator or each.indicator.id.partition("@")[0] not in OF_MARKS],
        "weight": weight, "weight_made": weight.made if weight is not None else None,
        "trend": draw.trend([(each.period, each) for each in found.series], found.year) if len(found.series) > 1
        else None, "series": [_line(each, tree, cut.id) for each in found.series],
        "name": found.name or words.say(tree.name(base)), "place": words.say(tree.name(base)),
        "years": [(each, address(year=each), each == found.year) for each in found.years],
        "above": [] if found.organisation else [(words.say(tree.name(code)), address(region=code, year=found.year))
                                                for code in reversed(tree.ancestors(base))],
        "below": [] if found.organisation else [(words.say(tree.name(code)), address(region=code, year=found.year))
                                                for code in tree.children(base)],
        "organisation_record": reverse("record", args=("organisation", (found.organisation,)))
        if found.organisation else ""}


def _line(figure: Figure, tree: TreeAt, latest: str) -> dict[str, Any]:
    view: FigureView = figure_view.view_of(figure, tree, latest)
    name = figure.indicator.id.partition("@")[0]
    return {"title": words.say(SHORT[name]) if name in SHORT else view.title, "value": view.value or "0",
            "address": f"{view.address}{view.query}", "records": view.numerator_records, "period": view.period}
