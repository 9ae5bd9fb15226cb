"""The overview: this year in the region. Five figures, the grades, what changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.errors import MethodError
from plumbline.figures.indicators import compute
from plumbline.interfaces.shared import reading
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.assessment.results import ranking_changes
from plumbline.interfaces.web.assessment.results.yearly import Year, label, year_asked
from plumbline.interfaces.web.core import world
from plumbline.interfaces.web.figures import figure_view
from plumbline.interfaces.web.records import saved_list_pages
from plumbline.methods.shared import periods
from plumbline.rulebook.indicators.indicator import Indicator

FIGURES = 5


def overview(request: HttpRequest) -> HttpResponse:
    """The region at the top of the tree, this year."""
    held = year_asked(request)
    if held is None or not held.tree.roots:
        return render(request, "plumbline/empty.html", {"held": world.here()})
    here = world.here()
    region = here.region if here is not None and here.region in held.tree else held.tree.roots[0]
    return render(request, "plumbline/home.html", {
        **of_region(request, held, region), "label": label(held), "saved": saved_list_pages.offered(request),
        "others": [(code, held.tree.name(code)) for code in held.tree.roots if code != region],
    })


def of_region(request: HttpRequest, held: Year, region: str) -> dict[str, Any]:
    """What the overview and a region's page share: its figures, its parts' grades, what changed among them."""
    viewer = Viewer.of(request)
    latest = reading.latest_cut()
    chosen = indicators_shown(viewer, held, region)
    try:
        whens = [held.period, periods.previous(held.period)]
    except MethodError:
        whens = [held.period]
    compute.prepare(held.cut, chosen, whens)
    figures = [compute.figure(held.cut, of, region, held.period) for of in chosen]
    return {
        "held": held, "region": region, "name": held.tree.name(region), "period": held.period,
        "faces": [figure_view.view_of(one, held.tree, latest.id if latest else "") for one in figures],
        "parts": ranking_changes.parts(held, region), "moves": ranking_changes.moves(held, region),
    }


def indicators_shown(viewer: Viewer, held: Year, region: str) -> list[Indicator]:
    """The five figures of a region: the world's choice, else what its scheme rests on, else the first there are."""
    known = reading.indicators()
    here = world.here()
    wanted = list(here.figures) if here else []
    wanted += list(held.scheme.figures) if held.scheme else []
    wanted += list(known)
    found = [known[name] for name in dict.fromkeys(wanted) if name in known]
    return [one for one in found if viewer.figure(one, region)][:FIGURES]
