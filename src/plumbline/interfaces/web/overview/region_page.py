"""A region's page: its grade above, and the cards of the home page for this region."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.interfaces.shared import cards, reading
from plumbline.interfaces.shared.cards import REGION, Asked
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.assessment.results.yearly import label, year_asked
from plumbline.interfaces.web.core import world
from plumbline.interfaces.web.overview import showing


def page(request: HttpRequest, code: str) -> HttpResponse:
    """One region in one year."""
    held = year_asked(request)
    if held is None:
        return render(request, "plumbline/empty.html", {"held": world.here()})
    if code not in held.tree:
        raise reading.no_region(code)
    asked = Asked(request, Viewer.of(request), REGION, code, code, held)
    graded, tree = held.result.regions.get(code) if held.result else None, held.tree
    return render(request, "plumbline/region.html", {
        "held": held, "place": REGION, "region": code, "name": tree.name(code),
        "period": held.period, "label": label(held),
        "graded": graded, "word": held.result.words.get(graded.grade) if held.result and graded else None,
        "ancestors": [(one, tree.name(one)) for one in reversed(tree.ancestors(code))],
        "rows": showing.rows(showing.asked_for(cards.cards().values(), asked)),
    })
