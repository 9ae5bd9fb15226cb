"""A region's page: its grade, where the points went, how it moved, who is beside it, what lies below it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline import home as homes
from plumbline.figures.indicators import compute
from plumbline.interfaces.shared import reading, words
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.assessment.results import grades
from plumbline.interfaces.web.assessment.results.yearly import Year, label, year_asked
from plumbline.interfaces.web.charts import draw
from plumbline.interfaces.web.core import world
from plumbline.interfaces.web.figures import figure_view
from plumbline.interfaces.web.figures.figure_pages import earlier
from plumbline.interfaces.web.overview.overview_page import of_region
from plumbline.procedures.assessment.scoring.reading import read_region
from plumbline.records.core import kinds

BESIDE = 2


def page(request: HttpRequest, code: str) -> HttpResponse:
    """One region in one year."""
    held = year_asked(request)
    if held is None:
        return render(request, "plumbline/empty.html", {"held": world.here()})
    if code not in held.tree:
        raise reading.no_region(code)
    shared = of_region(request, held, code)
    graded = held.result.regions.get(code) if held.result else None
    tree, items = held.tree, _items(request, held, graded) if graded else []
    return render(request, "plumbline/region.html", {
        **shared, "label": label(held), "graded": graded,
        "word": held.result.words.get(graded.grade) if held.result and graded else None,
        "items": items, "beside": _beside(held, graded),
        "bar": draw.points([(float(one["got"] or 0), float(one["of"])) for one in items if one["of"]]),
        "trends": _trends(held, code, shared["faces"]),
        "ancestors": [(one, tree.name(one)) for one in reversed(tree.ancestors(code))],
        "children": [(one, tree.name(one)) for one in tree.children(code)],
        "dated": [kind for kind in kinds.KINDS.values() if kind.date and kind.public and held.cut.rows(kind.name)],
    })


def _items(request: HttpRequest, held: Year, graded: grades.Graded) -> list[dict[str, Any]]:
    known = reading.indicators()
    latest = reading.latest_cut()
    region = None
    if held.result is not None:
        region = read_region(homes.current(), held.result.number, graded.code, user=Viewer.of(request).user)
    rows = []
    for item in region["items"] if region else ():
        # What an officer determined is internal, and so are the words that repeat it: those are not there.
        of = known.get((item["figure"] or {}).get("indicator", ""))
        face = None
        if of is not None:
            found = compute.figure(held.cut, of, graded.code, held.period)
            face = figure_view.view_of(found, held.tree, latest.id if latest else "")
        got, full = _exact(item["points"]), _exact(item["of"])
        rows.append({
            "id": item["id"], "title": grades.text(item["title"]), "got": got, "of": full, "clause": item["clause"],
            "owner": grades.text(item.get("owner")), "face": face,
            "explanation": grades.text(item.get("explanation")),
            "bar": draw.points([(float(got or 0), float(full or 0))]) if full else [],
        })
    return rows


def _exact(points: float | None) -> Decimal | None:
    """Points of the document, which are JSON numbers of few places, as the decimals they were."""
    return None if points is None else Decimal(str(points))


def _beside(held: Year, graded: grades.Graded | None) -> list[dict[str, Any]]:
    if held.result is None or graded is None or graded.rank is None:
        return []
    ranked = [one for one in held.result.ranked if one.rank is not None]
    place = next(index for index, one in enumerate(ranked) if one.code == graded.code)
    first = max(0, min(place - BESIDE, len(ranked) - 2 * BESIDE - 1))
    return [{"one": one, "word": held.result.words.get(one.grade), "here": one.code == graded.code}
            for one in ranked[first:first + 2 * BESIDE + 1]]


def _trends(held: Year, code: str, shown: list[figure_view.FigureView]) -> list[dict[str, Any]]:
    found = []
    for face in shown:
        past = earlier(held.cut, face.indicator, code, held.period)
        chart = draw.trend(past, held.period.text)
        if chart.known:
            found.append({"face": face, "chart": chart, "past": past, "unit": figure_view.unit(face.indicator.unit),
                          "title": words.say(face.indicator.title)})
    return found
