"""What is new in one's cases, one's calendar at a secret address, and the address that mails go to."""

from __future__ import annotations

import secrets
from datetime import UTC, timedelta
from typing import Any

import icalendar
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core import whole_numbers
from plumbline.interfaces.web.core.error_pages import NO_ADDRESS
from plumbline.procedures.accounts import accounts
from plumbline.procedures.notices import digest, news
from plumbline.records.accounts.notices import CalendarAddress, key_of
from plumbline.records.core.people import may_act
from plumbline.text import Text

SECRET_BYTES = 24
REMIND = (timedelta(days=-7), timedelta(days=-1), timedelta(days=1))
"""When a calendar reminds of a last day: a week and a day before, and the day after."""


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """What others did in my cases and years, the newest first; posted, it is seen."""
    user, now = Viewer.of(request).user, timezone.now()
    if request.method == "POST":
        news.see(user, whole_numbers.whole_number(request.POST.get("up_to", ""), None) or 0)
        return HttpResponseRedirect(reverse("news"))
    found = list(news.told(homes.current(), user, at=now))
    return render(request, "plumbline/cases/news.html", {
        "lines": found, "unread": sum(each.unread for each in found), "up_to": found[0].number if found else 0})


@login_required
@require_POST
def calendar_address(request: HttpRequest) -> HttpResponse:
    """A new secret address for my calendar, shown this once; the one before opens nothing any more."""
    secret, user = secrets.token_urlsafe(SECRET_BYTES), Viewer.of(request).user
    CalendarAddress.objects.update_or_create(user=user, defaults={
        "sha256": key_of(secret), "made_at": timezone.now()})
    return render(request, "plumbline/account/calendar.html", {
        "address": request.build_absolute_uri(reverse("calendar", args=(secret,)))})


@never_cache
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """My last days, for a calendar program. Whoever has the address reads them: procedures, numbers, acts and days."""
    row = CalendarAddress.objects.select_related("user").filter(sha256=key_of(secret)).first()
    if row is None or not may_act(row.user):
        raise Missing.of(NO_ADDRESS)
    made = feed(row.user, request.build_absolute_uri("/").rstrip("/"))
    return HttpResponse(made, content_type="text/calendar; charset=utf-8")


def feed(user: Any, address: str) -> bytes:
    """The calendar of what waits for ``user``."""
    now, language = timezone.now(), user.language or "en"
    made = icalendar.Calendar()
    made.add("prodid", "-//Plumbline//plumbline//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Plumbline")
    for each in digest.waiting(homes.current(), user, on=timezone.localdate(now)):
        if each.due is None:
            continue
        event = icalendar.Event()
        event.add("uid", f"{each.uid}@plumbline")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", each.due)
        event.add("dtend", each.due + timedelta(days=1))
        event.add("summary", Text(f"{each.what.en} ({each.number})", f"{each.what.zh}（{each.number}）").say(language))
        event.add("url", f"{address}{each.address}")
        for before in REMIND:
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", "Plumbline")
            alarm.add("trigger", before)
            event.add_component(alarm)
        made.add_component(event)
    return bytes(made.to_ical())


@login_required
@require_POST
def mail_address(request: HttpRequest) -> HttpResponse:
    """The address that the mail of the day goes to; empty: none is sent."""
    given = request.POST.get("email", "").strip()
    if settings.DEMO:
        raise Missing.of(NO_ADDRESS)
    try:
        if given:
            validate_email(given)
        user: Any = request.user
        accounts.set_email(user, given, at=timezone.now(), actor=user.pk)
    except ValidationError:
        messages.error(request, _("This is no mail address: %(given)s") % {"given": given[:80]})
    except PlumblineError as error:
        messages.error(request, words.sentences(error.what, error.next_step))
    else:
        messages.success(request, _("What is due is sent to %(given)s, once a day at most.") % {"given": given}
                         if given else _("No mails are sent to you any more."))
    return HttpResponseRedirect(reverse("me"))
