"""Links for people without an account: handed out and taken back on the page of a case, and what opens by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from plumbline import home as homes
from plumbline.errors import NotAllowed, PlumblineError
from plumbline.interfaces.shared.client_address import client_address, network
from plumbline.interfaces.web.casework import act_pages, case_pages
from plumbline.interfaces.web.casework.case_view import Room, room_of, status_of
from plumbline.interfaces.web.core import whole_numbers
from plumbline.interfaces.web.core.signing_in import name_key
from plumbline.procedures.casework import links
from plumbline.records.accounts.attempts import Attempt
from plumbline.records.core.cases import CaseEvent

COOKIE, OPEN_FOR = "plumb_link", 12 * 3600
DEVICE = "link"
TRIES, CLOSED_FOR = 5, timedelta(minutes=15)
"""Wrong codes for one link, from wherever, before it takes none for a while: few have its address at all."""


@login_required
@require_POST
def give(request: HttpRequest, name: str, number: str) -> HttpResponse:
    """Hand out a link. Its address and its code are shown this once."""
    room, given = room_of(request, name, number), request.POST
    try:
        event, secret, code = links.give(
            homes.current(), room.user, name, number, given.get("part", ""), member=given.get("member", ""),
            days=whole_numbers.whole_number(given.get("days", ""), None) or 0, at=timezone.now())
    except PlumblineError as error:
        return _refused(room, error)
    return render(request, "plumbline/cases/link-given.html", {
        "case": room.case, "procedure": room.case.procedure, "base": room.base,
        "part": room.case.procedure.part[event.said["part"]], "until": date.fromisoformat(event.said["until"]),
        "address": request.build_absolute_uri(reverse("link", args=(secret,))), "code": f"{code[:4]} {code[4:]}"})


@login_required
@require_POST
def revoke(request: HttpRequest, name: str, number: str) -> HttpResponse:
    """Take a link back."""
    room = room_of(request, name, number)
    try:
        links.revoke(homes.current(), room.user, name, number,
                     whole_numbers.whole_number(request.POST.get("link", ""), None) or 0, at=timezone.now())
    except PlumblineError as error:
        return _refused(room, error)
    messages.success(request, _("The link opens nothing any more."))
    return HttpResponseRedirect(room.base)


@never_cache
def one(request: HttpRequest, secret: str) -> HttpResponseBase:
    """What opens by a link: the case, as its part reads it. Who was not told the code yet is asked for it."""
    return entered(request, secret, _case)


def _case(room: Room) -> HttpResponseBase:
    part = room.case.procedure.part[room.user.part]
    return HttpResponseRedirect(f"{room.base}{part.page}") if part.page else case_pages.page(room)


@never_cache
def act(request: HttpRequest, secret: str, act: str) -> HttpResponseBase:
    """An act by a link."""
    return entered(request, secret, lambda room: act_pages.page(room, act))


def entered(request: HttpRequest, secret: str, show: Callable[[Room], HttpResponseBase], *, asks: bool = True,
            ) -> HttpResponseBase:
    """What ``show`` makes of the case, for who comes by a link and was told its code; else the question for it, or the
    way there from a page that does not ask (``asks``): of what is sent to that nothing is read before."""
    now = timezone.now()
    try:
        event = links.known(secret, on=timezone.localdate(now))
        user, case = links.bearer(homes.current(), event, at=now)
        if not _has_code(request, event):
            if not asks:
                return HttpResponseRedirect(reverse("link", args=(secret,)))
            return _door(request, secret, event, now)
        room = Room(request, case, user, reverse("link", args=(secret,)), by_link=True)
        return show(room)
    except NotAllowed as error:
        return render(request, "plumbline/cases/link.html", {"problem": error}, status=403)


def _door(request: HttpRequest, secret: str, event: CaseEvent, now: datetime) -> HttpResponse:
    """Ask for the code; with the right one, remember this browser for half a day."""
    base, key = reverse("link", args=(secret,)), name_key(f"link {event.pk}")
    # Kept apart from names that anybody may type where people sign in.
    wrong = Attempt.objects.filter(name=key, device=DEVICE)
    failed = wrong.filter(at__gt=now - CLOSED_FOR).count()
    code = request.POST.get("code", "") if request.method == "POST" else ""
    if failed < TRIES and code and links.fits(event, secret, code):
        wrong.delete()
        return let_in(HttpResponseRedirect(base), event, secret)
    if code and failed < TRIES:
        Attempt.objects.create(at=now, network=network(client_address(request)), name=key, device=DEVICE)
        failed += 1
    return render(request, "plumbline/cases/link.html", {
        "wrong": bool(code), "closed": failed >= TRIES, "minutes": int(CLOSED_FOR.total_seconds() // 60),
        "address": base}, status=429 if failed >= TRIES else 422 if code else 200)


def let_in(response: HttpResponse, event: CaseEvent, secret: str) -> HttpResponse:
    """Let the browser that gets ``response`` open the link from now on, for half a day: it was told the code."""
    response.set_cookie(COOKIE, signing.dumps(event.pk, salt=COOKIE), max_age=OPEN_FOR,
                        path=reverse("link", args=(secret,)), httponly=True, samesite="Lax",
                        secure=settings.SESSION_COOKIE_SECURE)
    return response


def _has_code(request: HttpRequest, event: CaseEvent) -> bool:
    try:
        return bool(signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=OPEN_FOR) == event.pk)
    except signing.BadSignature:
        return False


def _refused(room: Room, error: PlumblineError) -> HttpResponse:
    return render(room.request, "plumbline/cases/refused.html", {
        "case": room.case, "procedure": room.case.procedure, "problem": error, "back": room.base},
        status=status_of(error))
