"""Which notice is about which product: an officer looks at both and says so, and undoes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plumbline.errors import PlumblineError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.casework.case_view import status_of
from plumbline.interfaces.web.core import whole_numbers
from plumbline.procedures.surveillance.notices import matching
from plumbline.procedures.surveillance.notices.matching import DIFFERENT, OPEN, SAME, Candidate
from plumbline.records.core import kinds
from plumbline.rulebook.core import vocabularies

BESIDE = (("product_name", "name"), ("brand", "brand"), ("model", "model"), ("codes", "gtin"), ("maker", "maker"))
"""What stands beside one another: a field of the notice, and the field of the product."""


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, notice by notice, and what was decided last."""
    return _page(request, None, 200)


@login_required
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """A decision on one candidate, on all of a notice, or undone."""
    given = request.POST
    user, now = Viewer.of(request).user, timezone.now()
    try:
        for each in given.getlist("match"):  # one by one: what was decided before one that cannot be is decided
            *key, seen = each.split("\x1f")
            matching.decide(user, tuple(key), given.get("decision", ""), reason=given.get("reason", "").strip()[:400],
                            seen=whole_numbers.whole_number(seen, None) or -1, at=now)
    except PlumblineError as error:
        return _page(request, error, status_of(error))
    said = {SAME: _("The same product: the notice stands on its page now."), DIFFERENT: _("Not the same product."),
            OPEN: _("Undone. It is open again; what was decided stands in its history.")}
    messages.success(request, said[given.get("decision", OPEN)])
    return HttpResponseRedirect(reverse("alert-matches"))


def _page(request: HttpRequest, problem: PlumblineError | None, status: int) -> HttpResponse:
    found = matching.to_decide(Viewer.of(request).user)
    alert = kinds.get("alert")
    return render(request, "plumbline/surveillance/matches.html", {
        "problem": problem, "more": found.more, "groups": [{
            "title": (group.alert.title or group.alert.product_name or "") if group.alert else "",
            "name": f"{words.say(vocabularies.title('alert-source', group.source))} {group.number}",
            "address": reverse("record", args=("alert", (group.source, group.number))) if group.alert else "",
            "hazard": group.alert.hazard if group.alert else "", "picture": _picture(group.alert),
            "all": [_token(each) for each in group.candidates],
            "candidates": [_shown(each) | {"beside": [
                (alert.by_name[one].title, getattr(group.alert, one, None) or "",
                 getattr(each.product, other, None) or "")
                for one, other in BESIDE]} for each in group.candidates]} for group in found.groups],
        "recent": [_shown(each) for each in found.recent], "same": SAME, "different": DIFFERENT, "open": OPEN,
    }, status=status)


def _shown(candidate: Candidate) -> dict[str, Any]:
    match, product = candidate.match, candidate.product
    probability = match.probability
    return {
        "token": _token(candidate), "product": match.product, "name": product.name if product else "",
        "address": reverse("product", args=((match.product,),)) if product else "",
        "likely": f"{probability * 100:.0f} %" if probability is not None else "", "basis": match.basis or "",
        "decision": words.say(vocabularies.title("match-decision", match.decision)),
        "notice": f"{words.say(vocabularies.title('alert-source', match.source))} {match.number}",
        "history": reverse("record", args=(matching.KIND, (match.source, match.number, match.product)))}


def _token(candidate: Candidate) -> str:
    """A candidate and the version of it that is seen, as a form sends them."""
    match = candidate.match
    return "\x1f".join((match.source, match.number, match.product, str(match.pk)))


def _picture(alert: Any) -> str:
    """The address of the notice's photograph, where it has one: shown as a link, for it lies elsewhere."""
    said = str(alert.picture or "") if alert is not None else ""
    return said if said.startswith(("https://", "http://")) else ""
