"""What every page has around its own content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import plumbline
from plumbline.errors import RulebookError
from plumbline.interfaces.shared import demo, words
from plumbline.interfaces.shared.viewer import is_importer, is_officer, is_watcher, takes_part
from plumbline.procedures.assessment.year import reading
from plumbline.procedures.casework import registry
from plumbline.records.core.memberships import LABORATORY, capacities_of

APPEARANCE_COOKIE = "plumb_appearance"
DARK_MEDIA = {"auto": "(prefers-color-scheme: dark)", "dark": "all", "light": ""}


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main navigation."""

    title: str
    address: str
    current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Language, appearance, navigation, who is looking."""
    appearance = request.COOKIES.get(APPEARANCE_COOKIE, "auto")
    if appearance not in DARK_MEDIA:
        appearance = "auto"
    return {
        "language": get_language(),
        "appearance": appearance,
        "appearances": (("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))),
        "dark_media": DARK_MEDIA[appearance],
        "places": _places(request),
        "here": request.get_full_path(),
        "demo": _demo(request),
        "version": plumbline.__version__,
    }


def _places(request: HttpRequest) -> list[Place]:
    user = getattr(request, "user", None)
    named = [("home", _("Overview"), ("/regions/", "/figures/")), ("results", _("Results"), ()),
             ("recalls", _("Recalls"), ("/open/",)),
             ("records", _("Records"), (
                 "/changes/", "/lists/", "/standards/", "/agreements/", "/projects/", "/topics/", "/access/")),
             ("rules", _("Rules"), ()), ("cuts", _("Cuts"), ())]
    if is_importer(user):
        named.append(("imports", _("Import"), ()))
    if is_officer(user):
        named.append(("years", _("Years"), ()))
    cases = takes_part(user) and _has_procedures()
    if cases:
        named.append(("cases", _("Cases"), ()))
    if any(LABORATORY in has for has in capacities_of(user).values()):
        named.append(("samples", _("Samples"), ()))
    if is_watcher(user):
        named.insert(0, ("watch", _("Watch room"), ()))
    if cases or reading.has_part(user if getattr(user, "is_authenticated", False) else None):
        named.insert(0, ("today", _("Today’s work"), ()))
    places = []
    for name, title, also in named:
        address = reverse(name)
        inside = request.path == address or (address != "/" and request.path.startswith(address))
        places.append(Place(title, address, inside or request.path.startswith(tuple(also))))
    return places


def _has_procedures() -> bool:
    try:
        # One that tells by itself whose turn it is has its own place, such as drafts among the rules.
        return any(each.waits for each in registry.procedures().values())
    except RulebookError:
        return True  # the page of cases says what is wrong with them; no other page fails for it


def _demo(request: HttpRequest) -> dict[str, Any] | None:
    if not settings.DEMO:
        return None
    return {"chosen": demo.chosen(request),
            "personas": [(each.name, words.say(each.title)) for each in demo.personas()]}
