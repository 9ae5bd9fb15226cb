"""What the public may ask for in a minute, by what it costs us. Whoever is signed in or brings a token is not counted
here; neither is what costs next to nothing. Only ``plumb serve`` counts, for it marks each request (wsgi.py)."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping

from django.http import HttpRequest

from plumbline.interfaces.shared.limits import Limiter, client_key
from plumbline.interfaces.shared.setting_values import count

SERVED = "plumbline.served"
"""The key of a request's environment by which the server says that it came in from outside."""
SIGN_IN, FORMS, COMPLAINTS, SEARCH, EXPORTS, CHECKS, FIGURES, API = (
    "sign_in", "forms", "complaints", "search", "exports", "checks", "figures", "api")
USUAL = {SIGN_IN: 60, FORMS: 120, COMPLAINTS: 6, SEARCH: 120, EXPORTS: 20, CHECKS: 60, FIGURES: 240, API: 240}
"""Requests a minute of one client."""
ADDRESSES = {
    "records-export": EXPORTS, "results-items": EXPORTS, "results-export": EXPORTS, "sheet-export": EXPORTS,
    "report": EXPORTS, "region-report": EXPORTS, "export-file": EXPORTS,
    "figure-proof": CHECKS, "figure-json": CHECKS, "figure-records": CHECKS, "record": CHECKS,
    "product": CHECKS, "standard": CHECKS, "standard-committee": CHECKS, "project": CHECKS, "project-file": EXPORTS,
    "project-form": EXPORTS, "standards-adoption": SEARCH, "standards-parts": FIGURES,
    "topic": CHECKS, "access": CHECKS, "topic-matrix": EXPORTS,
    "figure": FIGURES, "region": FIGURES, "sheet": FIGURES, "rescore": FIGURES, "published-grades": FIGURES,
}
POSTED = {"sign-in": SIGN_IN, "complain": COMPLAINTS, "project-comment": COMPLAINTS,
          "standard-say": COMPLAINTS}
"""Forms that cost otherwise than others do: a complaint opens a case that officers read, and so do comments on a
draft and what is said of a clause."""
SEARCHES = frozenset({"search", "standards", "standard-committees", "standards-feed-page", "standards-feed-atom",
                      "standards-feed-json", "record-list", "results-ranking", "results-compare"})


class Allowances:
    """The counts of one server."""

    def __init__(self, per_minute: Mapping[str, int]) -> None:
        self.limiters = {name: Limiter(per_minute.get(name, usual)) for name, usual in USUAL.items()}

    def wait(self, request: HttpRequest, name: str) -> int:
        """Count one request of the public for what ``name`` names. How many whole seconds to wait; 0: go on."""
        if not request.META.get(SERVED):
            return 0
        return math.ceil(self.limiters[name].wait(client_key(request), time.monotonic()))


def cost_of(request: HttpRequest) -> str:
    """What a request for a page costs, by name; empty where nobody counts."""
    match = request.resolver_match
    name = (match.url_name if match else "") or ""
    if request.method == "POST":
        return POSTED.get(name, FORMS)
    if name in SEARCHES:
        return SEARCH if request.GET else ""
    return ADDRESSES.get(name, "")


def read(given: object) -> dict[str, int]:
    """The setting ``public_per_minute``: a number for all, or a table of numbers by name; what is not named has its
    usual value. :raises ValueError: for what is neither, and for a name that nothing has."""
    if not isinstance(given, dict):
        return dict.fromkeys(USUAL, count(given))
    if unknown := sorted(set(given) - set(USUAL)):
        raise ValueError(f"{unknown[0][:40]!r} is none of {', '.join(USUAL)}")
    return USUAL | {name: count(value) for name, value in given.items()}
