"""A region's page: its grade above, and the cards of the home page for this region."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.interfaces.shared import reading
from plumbline.interfaces.shared.cards import REGION
from plumbline.interfaces.shared.places import today_tree
from plumbline.interfaces.web.assessment.results.yearly import label, year_asked
from plumbline.interfaces.web.overview import showing
from plumbline.interfaces.web.overview.overview_page import unfrozen


def page(request: HttpRequest, code: str) -> HttpResponse:
    """One region in one year; in a home in which nothing is frozen yet, what there is."""
    held = year_asked(request)
    if held is None:
        return unfrozen(request, REGION, code if code in today_tree(request) else "")
    if code not in held.tree:
        raise reading.no_region(code)
    graded, tree = held.result.regions.get(code) if held.result else None, held.tree
    return render(request, "plumbline/region.html", {
        "held": held, "place": REGION, "region": code, "name": tree.name(code), "period": held.period,
        "label": label(held),
        "graded": graded, "word": held.result.words.get(graded.grade) if held.result and graded else None,
        "ancestors": [(one, tree.name(one)) for one in reversed(tree.ancestors(code))],
        "rows": showing.page(request, REGION, code, held),
    })
