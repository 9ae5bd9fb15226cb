"""The figure page: the number, why it is so, how it compares, how it moved."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.errors import MethodError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators import compute
from plumbline.figures.indicators.figure import Figure
from plumbline.interfaces.shared import reading, words
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.charts import draw
from plumbline.interfaces.web.figures import figure_view
from plumbline.methods.shared import periods
from plumbline.methods.shared.periods import Period
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.records.core.fields import Spec
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.rulebook.indicators.indicator import Indicator

PERIODS = 6


def page(request: HttpRequest, indicator: str, region: str, period: str) -> HttpResponse:
    """Component 1, whole, with the comparison across the regions and the trend."""
    viewer = Viewer.of(request)
    when = reading.period_named(period)
    cut = reading.cut_asked(request)
    tree = reading.place_named(cut, when, region)
    of = reading.indicator_named(viewer, indicator, region)
    latest = reading.latest_cut()
    past = earlier(cut, of, region, when)
    everywhere = compute.figures(cut, of, when, with_change=True)
    here = everywhere[region]
    face = figure_view.view_of(here, tree, latest.id if latest else "")
    before = next((one for label, one in past if one is not None and here.change
                   and label == here.change.period), None)
    return render(request, "plumbline/figure/page.html", {
        "face": face, "cut": cut, "region": region, "period": when, "tree": tree,
        "ancestors": [(code, tree.name(code)) for code in reversed(tree.ancestors(region))],
        "overlap": figure_view.overlapping(here, before) if before else None,
        "strata": _strata(here), "trend": draw.trend(past, when.text), "past": [one for one in past if one[1]],
        "peers": peers(viewer, of, region, tree, everywhere, face.query),
        "json": f"{face.address}.json{face.query}", "proof": f"{face.address}/proof{face.query}",
        "method": figure_view.method(here), "here_own": here.own if tree.children(region) else 0,
    })


def earlier(cut: Cut, indicator: Indicator, region: str, when: Period) -> list[tuple[str, Figure | None]]:
    """The figure of ``when`` and of the periods before it that hold records, oldest first."""
    wanted = [when]
    oldest = min(reading.years(cut.id, str(cut.folder)), default=when.text[:4])
    try:
        while len(wanted) < PERIODS and str(periods.previous(wanted[0]).first.year) >= oldest:
            wanted.insert(0, periods.previous(wanted[0]))
    except MethodError:
        pass  # there is no year before year 1
    found = {one.period: one for one in compute.series(cut, indicator, region, wanted)}
    return [(each.text, found.get(each.text)) for each in wanted]


@dataclass(frozen=True, slots=True)
class Peer:
    """One row of the comparison."""

    code: str
    name: str
    face: figure_view.FigureView
    track: draw.Track
    here: bool


def peers(viewer: Viewer, of: Indicator, region: str, tree: TreeAt, everywhere: dict[str, Figure],
          query: str) -> dict[str, Any] | None:
    """The regions beside this one (those below it, where nothing is beside it), best first, on one scale."""
    parent = tree.parent(region)
    codes = tree.children(parent) if parent else tree.children(region)
    whole = everywhere[parent or region]
    shown = [everywhere[code] for code in codes if viewer.figure(of, code)]
    known = [one for one in shown if one.value is not None]
    if len(known) < 2:
        return None
    known.sort(key=lambda one: Decimal(one.value or 0), reverse=of.better != "lower")
    scale = draw.extent(known)
    # A whole that is not the reader's would tell what the parts that are not theirs make together.
    compares = of.denominator is not None and viewer.figure(of, parent or region)
    ref = scale.at(whole.value) if whole.value is not None and compares else None
    latest = "" if query else known[0].cut
    rows = [
        Peer(one.region, words.say(tree.name(one.region)), figure_view.view_of(one, tree, latest),
             draw.Track.of(one, scale, ref), one.region == region)
        for one in known
    ]
    return {"rows": rows, "ends": scale.ends, "whole": words.say(tree.name(parent or region)),
            "whole_value": (figure_view.joined(words.number(whole.value), figure_view.unit(of.unit))
                            if ref is not None else ""),
            "missing": len(codes) - len(known), "unit": figure_view.unit(of.unit)}


def _strata(figure: Figure) -> dict[str, Any] | None:
    if len(figure.strata) < 2:
        return None
    spec = figure_view.stratum_spec(figure.indicator)
    rows = [
        {"name": figure_view.stratum_name(figure.indicator, layer.stratum), "numerator": layer.numerator,
         "denominator": layer.denominator, "weight": layer.weight,
         "value": (figure_view.joined(words.number(layer.value), figure_view.unit(figure.unit))
                   if layer.value else "\u2013"),
         "share": words.number(Decimal(layer.share) * 100, 1) if layer.share else ""}
        for layer in sorted(figure.strata, key=lambda one: _place(spec, one.stratum))
    ]
    return {"title": words.say(spec.title) if spec else "", "lower": words.within(spec.title) if spec else "",
            "rows": rows, "weighted": figure.indicator.weights is not None,
            "counts": figure.indicator.denominator is None,
            "unobserved": [figure_view.stratum_name(figure.indicator, one) for one in figure.unobserved],
            "unweighted": [figure_view.stratum_name(figure.indicator, one) for one in figure.unweighted]}


def _place(spec: Spec | None, stratum: object) -> tuple[int, str]:
    """Strata in the order of their vocabulary, what is not known last."""
    if stratum is None:
        return 10_000, ""
    codes = list(vocabulary(spec.vocabulary)) if spec is not None and spec.vocabulary else []
    return (codes.index(str(stratum)) if stratum in codes else 9_999), str(stratum)
