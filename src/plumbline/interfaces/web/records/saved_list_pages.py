"""Saved lists: kept under a name from the list's own page, opened from there and from the overview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plumbline.errors import RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.records.list_pages import known_kind, shares
from plumbline.procedures.records import saved_lists
from plumbline.records.accounts.saved_lists import SavedList
from plumbline.records.core.kinds import KINDS, Kind

PASSING = ("after", "totals")
"""Parts of a list's address that are of the moment."""


def offered(request: HttpRequest, kind: Kind | None = None) -> list[dict[str, Any]]:
    """The saved lists open to the reader, with address and words, for a page to offer."""
    tree = today_tree(request)
    return [{
        "list": each.list, "own": each.own, "address": address(each.list), "kind": KINDS[each.list.kind],
        "shared": words.say(region_name(tree, each.list.shared)) if each.list.shared else "",
    } for each in saved_lists.lists(Viewer.of(request).user, kind)]


def address(held: SavedList) -> str:
    """Where a saved list opens."""
    path = reverse("record-list", args=(held.kind,))
    return f"{path}?{held.query}" if held.query else path


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The lists that the reader keeps or that are shared with them: open, rename, share, delete."""
    return render(request, "plumbline/records/saved.html", {"lists": offered(request), "shares": shares(request)})


@login_required
@require_POST
def save(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the filters of one kind's list under a name."""
    viewer = Viewer.of(request)
    kind = known_kind(viewer, name)
    query = QueryDict(request.POST.get("query", "")[:4000], mutable=True)
    for part in PASSING:
        query.pop(part, None)
    try:
        held = saved_lists.save(viewer.user, kind, request.POST.get("name", ""), query.urlencode(),
                                request.POST.get("shared", ""), at=timezone.now())
    except RecordError as error:
        messages.error(request, words.sentences(error.what, error.next_step))
        text = query.urlencode()
        return HttpResponseRedirect(reverse("record-list", args=(kind.name,)) + (f"?{text}" if text else ""))
    messages.success(request, _("Kept as “%(name)s”. You find it here and on the overview.") % {"name": held.name})
    return HttpResponseRedirect(address(held))


@login_required
@require_POST
def change(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Rename (and share), delete, or have back one of the reader's own lists."""
    user = Viewer.of(request).user
    try:
        if act == "rename":
            held = saved_lists.rename(user, number, request.POST.get("name", ""), request.POST.get("shared", ""))
            messages.success(request, _("Saved as “%(name)s”.") % {"name": held.name})
        elif act == "delete":
            saved_lists.delete(user, number, at=timezone.now())
            return HttpResponseRedirect(f"{reverse('saved')}?deleted={number}")
        else:
            held = saved_lists.restore(user, number)
            messages.success(request, _("“%(name)s” is back.") % {"name": held.name})
    except RecordError as error:
        messages.error(request, words.sentences(error.what, error.next_step))
    return HttpResponseRedirect(reverse("saved"))
