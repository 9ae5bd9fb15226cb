"""The overview: this year in the region, made of cards."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.interfaces.shared.cards import HOME
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.web.assessment.results.yearly import label, year_asked
from plumbline.interfaces.web.overview import showing


def overview(request: HttpRequest) -> HttpResponse:
    """The region at the top of the tree, this year; of a home in which nothing is frozen yet, what there is."""
    held = year_asked(request)
    region = showing.top_of(held, request)
    if held is None or not region:
        return unfrozen(request, HOME, region)
    return render(request, "plumbline/home.html", {
        "held": held, "place": HOME, "region": region, "name": held.tree.name(region), "period": held.period,
        "label": label(held), "rows": showing.page(request, HOME, region, held),
    })


def unfrozen(request: HttpRequest, place: str, region: str) -> HttpResponse:
    """The page of a home without a cut: how to begin, or the cards that need none where there is something on them."""
    rows = showing.page(request, place, region, None) if region else []
    return render(request, "plumbline/empty.html", {
        "place": place, "region": region, "rows": rows,
        "name": region_name(today_tree(request), region) if region else None})
