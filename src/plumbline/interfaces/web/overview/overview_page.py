"""The overview: this year in the region, made of cards."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.interfaces.shared import cards
from plumbline.interfaces.shared.cards import HOME, Asked
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.assessment.results.yearly import label, year_asked
from plumbline.interfaces.web.core import world
from plumbline.interfaces.web.overview import showing


def overview(request: HttpRequest) -> HttpResponse:
    """The region at the top of the tree, this year."""
    held = year_asked(request)
    if held is None or not held.tree.roots:
        return render(request, "plumbline/empty.html", {"held": world.here()})
    here = world.here()
    region = here.region if here is not None and here.region in held.tree else held.tree.roots[0]
    asked = Asked(request, Viewer.of(request), HOME, region, "", held)
    return render(request, "plumbline/home.html", {
        "held": held, "place": HOME, "region": region, "name": held.tree.name(region),
        "period": held.period, "label": label(held),
        "rows": showing.rows(showing.asked_for(cards.cards().values(), asked)),
    })
