"""Watching a standard, a committee or a class of the ICS, and the list of what one watches."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plumbline.errors import NotAllowed, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.procedures.standards import announcing, watching
from plumbline.procedures.standards.announcing import COMMITTEE, DOCUMENT, ICS


def watching_of(user: Any, sort: str, name: str) -> dict[str, Any]:
    """What a page says of watching something: whether the reader may, and whether they do."""
    under = announcing.named(sort, name)
    return {"may": user is not None, "does": bool(watching.is_watched(user, [under])) if user is not None else False,
            "sort": sort, "name": name, "under": under}


def address_of(sort: str, name: str) -> str:
    """The page of what is watched."""
    if sort == DOCUMENT:
        return reverse("standard", args=((name,),))
    if sort == COMMITTEE:
        return reverse("standard-committee", args=((name,),))
    return f"{reverse('standards-feed-page')}?{urlencode({ICS: name})}"


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """What the reader watches."""
    user = Viewer.of(request).user
    return render(request, "plumbline/standards/watched.html", {"most": watching.MOST, "watched": [
        {"sort": words.say(watching.TITLES[each.sort]), "name": each.name, "under": each.under, "since": each.since,
         "address": address_of(each.sort, each.name)} for each in watching.watched(user)]})


@login_required
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Watch something, or no longer, and go back to where that was asked."""
    user = Viewer.of(request).user
    try:
        if under := request.POST.get("stop", ""):
            watching.unwatch(user, under[:announcing.LONGEST])
            messages.success(request, _("You are not told of it any more."))
        else:
            watching.watch(user, request.POST.get("sort", ""), request.POST.get("name", ""), at=timezone.now())
            messages.success(request, _("You are told here, and by the mail of the day, what becomes of it."))
    except (RecordError, NotAllowed) as error:
        messages.error(request, words.sentences(error.what, error.next_step))
    back = request.POST.get("next", "")
    fits = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(back if fits else reverse("standards-watched"))
