"""What every page has by which somebody without an account opens a case: the number and the secret told once, the way
back by both, and to whom it goes."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from plumbline import home as homes
from plumbline.errors import NotAllowed
from plumbline.interfaces.web.casework.link_pages import let_in
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.casework import links
from plumbline.procedures.casework.finding import Found
from plumbline.records.core.cases import CaseEvent

SHOWN_FOR = 15 * 60


def to_be_told(cookie: str, event: CaseEvent, secret: str, problem: str = "", *, form: str, then: str,
               ) -> HttpResponse:
    """The way to the page called ``then``, which tells what was opened by the ``form`` just now."""
    response = HttpResponseRedirect(reverse(then))
    # Only this browser is told, and once: what is sent again by going back shows the same.
    response.set_cookie(cookie, signing.dumps([event.case.number, secret, problem], salt=cookie, compress=True),
                        max_age=SHOWN_FOR, path=reverse(form), httponly=True, samesite="Lax",
                        secure=settings.SESSION_COOKIE_SECURE)
    return let_in(response, event, secret)


def told(request: HttpRequest, cookie: str) -> tuple[str, str, str, Found] | None:
    """Number, secret, what went wrong beside it, and the case that this browser opened just now; None: none."""
    try:
        number, secret, problem = signing.loads(request.COOKIES.get(cookie, ""), salt=cookie, max_age=SHOWN_FOR)
        now = timezone.now()
        _who, case = links.bearer(homes.current(), links.known(secret, on=timezone.localdate(now)), at=now)
    except (signing.BadSignature, NotAllowed):
        return None
    return number, secret, problem, case


def followed(request: HttpRequest, procedure: str) -> HttpResponse | None:
    """The way to the case whose number and secret were typed; None where they do not fit."""
    secret = "".join(each for each in request.POST.get("secret", "").upper() if each.isalnum())
    number = "".join(each for each in request.POST.get("number", "") if each.isdigit())
    try:
        event = links.known(secret, on=timezone.localdate(timezone.now()))
        if event.case.procedure == procedure and links.fits(event, secret, number):
            return let_in(HttpResponseRedirect(reverse("link", args=(secret,))), event, secret)
    except NotAllowed:
        pass  # as if the number were wrong: which of the two it is, is nobody's business
    return None


def in_fours(secret: str) -> str:
    """A secret as it is written down."""
    return " ".join(secret[at:at + 4] for at in range(0, len(secret), 4))


def region_of(tree: TreeAt, asked: str) -> str:
    """The region that sees to it first: the one that is asked for, or the one above all; empty where there are
    several."""
    tops = [code for code in tree.codes if not tree.parent(code)]
    return asked if asked in tree else tops[0] if len(tops) == 1 else ""
