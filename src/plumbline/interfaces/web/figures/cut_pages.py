"""Cuts: frozen copies of the records that figures are computed from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import NotAllowed
from plumbline.figures.cuts import cut as cuts
from plumbline.figures.cuts.cut import Cut
from plumbline.interfaces.shared import cut_jobs, job_notes, reading, words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.methods.shared.trust.signing import fingerprint
from plumbline.procedures.figures.waiting import may_freeze
from plumbline.records.core import kinds
from plumbline.text import Text

SHOWN = 50


def index(request: HttpRequest) -> HttpResponse:
    """Every cut, newest first."""
    ids = list(reversed(cuts.cut_ids(homes.current())))
    return render(request, "plumbline/cuts/index.html", {
        "cuts": [reading.cut_named(name) for name in ids[:SHOWN]], "more": max(0, len(ids) - SHOWN),
        "may_freeze": may_freeze(Viewer.of(request).user),
    })


def new(request: HttpRequest) -> HttpResponse:
    """Ask for a cut of the records as they are now."""
    if (elsewhere := _must_freeze(request)) is not None:
        return elsewhere
    back = request.POST.get("back", request.GET.get("back", ""))
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = ""
    if request.method == "POST":
        found = cut_jobs.begin(homes.current(), actor=request.user.pk, back=back)
        return HttpResponseRedirect(reverse("cut-job", args=(found.token,)))
    return render(request, "plumbline/cuts/new.html", {"latest": reading.latest_cut(), "back": back})


def job(request: HttpRequest, token: str) -> HttpResponse:
    """Follow one freeze; the page asks for itself again every second while it runs, and leads back when it is done."""
    if (elsewhere := _must_freeze(request)) is not None:
        return elsewhere
    found = cut_jobs.find(homes.current(), token)
    if found is None:
        raise Missing("request.no_freeze", Text("there is no such freeze", "没有这项生成任务"),
                      next_step=Text("Look for the cut in the list of cuts", "请在快照列表中查找"))
    htmx = bool(getattr(request, "htmx", False))
    if found.state == job_notes.DONE:
        address = found.back or reverse("cut", args=(found.cut,))
        messages.success(request, _("The records are frozen: figures count them now."))
        response = HttpResponse() if htmx else HttpResponseRedirect(address)
        if htmx:
            response["HX-Redirect"] = address
        return response
    return render(request, "plumbline/cuts/progress.html" if htmx else "plumbline/cuts/job.html", {
        "job": found, "kind": kinds.KINDS.get(found.kind), "goes_on": not found.over and not found.lost})


def _must_freeze(request: HttpRequest) -> HttpResponse | None:
    """Nobody's: to sign-in; an officer's of a part only: refused, since a cut holds every region."""
    user = Viewer.of(request).user
    if user is None:
        return redirect_to_login(request.get_full_path(), reverse("sign-in"))
    if not may_freeze(user):
        raise NotAllowed("request.role_over_tree", Text(
            "a cut holds every region, so freezing needs an officer's role over the whole tree",
            "快照包含全部地区，生成快照须具有全域的工作人员权限"))
    return None


def one(request: HttpRequest, name: str) -> HttpResponse:
    """What one cut holds, and what it was made of. Kinds nobody outside may know of are left to those who may."""
    cut = reading.cut_named(name)
    ids = cuts.cut_ids(homes.current())
    place = ids.index(name)
    before = reading.cut_named(ids[place - 1]) if place else None
    open_kinds = {kind.name for kind in Viewer.of(request).kinds()}
    rows = []
    for kind_name, held in sorted(cut.held.kinds.items()):
        if kind_name in open_kinds:
            earlier = before.held.kinds.get(kind_name) if before else None
            rows.append({"kind": kinds.get(kind_name), "rows": held.rows, "sha256": held.sha256,
                         "same": earlier is not None and earlier.sha256 == held.sha256,
                         "difference": held.rows - earlier.rows if earlier else None})
    return render(request, "plumbline/cuts/one.html", {
        "cut": cut, "rows": rows, "before": before, "latest": place == len(ids) - 1,
        "received": _received(request, cut),
    })


def _received(request: HttpRequest, cut: Cut) -> list[dict[str, Any]]:
    """Of a joint cut: which instances handed up what, as known when, signed by which key."""
    tree = today_tree(request)
    rows: dict[str, int] = {}
    for held in cut.held.kinds.values():
        for part in held.parts:
            rows[part.instance] = rows.get(part.instance, 0) + part.rows
    return [{
        "name": name, "region": words.say(region_name(tree, told["region"])), "code": told["region"],
        "as_of": datetime.fromisoformat(told["as_of"]), "received_at": datetime.fromisoformat(told["received_at"]),
        "rows": rows.get(name, 0), "fingerprint": fingerprint(told["key"]), "cut": told["cut"],
        "days": (cut.held.as_of.date() - datetime.fromisoformat(told["as_of"]).date()).days,
    } for name, told in sorted(cut.held.received.items())]
