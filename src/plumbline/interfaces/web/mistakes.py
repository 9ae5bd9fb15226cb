"""What a reader sees when something cannot be done: what happened, why, and what to do now."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plumbline import errors

logger = logging.getLogger(__name__)
TEMPLATE = "plumbline/mistake.html"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One page's worth of explanation. ``detail`` is an error's own words, which are English."""

    title: str
    what: str
    next_step: str = ""
    detail: str = ""


class Missing(Exception):
    """There is no such thing to show, or it is not for this reader: the two look alike on purpose."""

    def __init__(self, what: str, next_step: str = "") -> None:
        self.what = what
        self.next_step = next_step
        super().__init__(what)


class Closed(Missing):
    """What the reader knows to be there, and closed to themselves."""


def show(request: HttpRequest, status: int, mistake: Mistake) -> HttpResponse:
    """The page for ``mistake``; a JSON document where JSON was asked for."""
    if request.path.endswith(".json"):
        error = {"what": mistake.what, "next_step": mistake.next_step, "detail": mistake.detail}
        return JsonResponse({"error": error}, status=status)
    return render(request, TEMPLATE, {"mistake": mistake, "status": status}, status=status)


class Explain:
    """Turns the project's own errors into pages with the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django with whatever a view raised."""
        if isinstance(error, Closed):
            return show(request, 403, Mistake(_("This is not open to you"), error.what, error.next_step))
        if isinstance(error, Missing):
            return show(request, 404, Mistake(_("Not found"), error.what, error.next_step or _look_elsewhere()))
        if isinstance(error, errors.NotAllowed):
            return forbidden(request, error)
        if isinstance(error, errors.PlumblineError):
            return _explained(request, error)
        return None


def _explained(request: HttpRequest, error: errors.PlumblineError) -> HttpResponse:
    if isinstance(error, (errors.HomeError, errors.CutError, errors.RulebookError)):
        logger.error("%s", error)
        mistake = Mistake(
            _("This cannot be shown at the moment"),
            _("Something in this authority's data directory needs its keeper. Nothing was changed by your visit."),
            _("Tell the people who run this Plumbline; the server's log names the file."),
            f"{error.what}. {error.next_step}" if _is_known(request) else "",
        )
        return show(request, 503, mistake)
    status = 409 if isinstance(error, errors.ConflictError) else 400
    title = _("Someone else changed this meanwhile") if status == 409 else _("This cannot be done as asked")
    return show(request, status, Mistake(title, _("The request was read, and refused for this reason:"), "",
                                         str(error)))


def _is_known(request: HttpRequest) -> bool:
    return bool(getattr(getattr(request, "user", None), "is_authenticated", False))


def _look_elsewhere() -> str:
    return _("Check the address, or begin again from the overview.")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return show(request, 400, Mistake(
        _("The request could not be read"), _("The server did not understand what was sent."), _look_elsewhere(),
    ))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this person may not do this."""
    next_step = _("Ask whoever administers your region for the role you need.")
    if not _is_known(request):
        next_step = _("Sign in, if you work for the authority.")
    detail = str(exception) if isinstance(exception, errors.NotAllowed) else ""
    return show(request, 403, Mistake(
        _("This is not open to you"), _("What you asked for needs a role over this region."), next_step, detail,
    ))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose token does not fit."""
    return show(request, 403, Mistake(
        _("This form is too old to be taken"),
        _("It was opened in another session, or the browser does not keep cookies. Nothing was saved."),
        _("Go back, load the page anew and send the form again."),
    ))


def locked(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """429: too many wrong passwords."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return show(request, 429, Mistake(
        _("Too many attempts"),
        _("The password was wrong %(count)s times, so this name cannot sign in from here for %(minutes)s minutes.")
        % {"count": settings.AXES_FAILURE_LIMIT, "minutes": minutes},
        _("Wait, then try again. If you forgot the password, ask whoever administers your region."),
    ))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return show(request, 404, Mistake(_("Not found"), _("There is no page at this address."), _look_elsewhere()))


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Nothing of the page's frame is trusted here: the store itself may be what failed."""
    mistake = Mistake(
        _("Something went wrong on our side"),
        _("The page could not be made. Nothing was changed."),
        _("Try again in a minute. If it stays, tell the people who run this Plumbline; the server's log says more."),
    )
    context = {"mistake": mistake, "language": get_language()}
    return HttpResponse(loader.render_to_string("plumbline/broken.html", context), status=500)
