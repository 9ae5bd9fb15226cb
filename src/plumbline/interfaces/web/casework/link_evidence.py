"""Evidence by a link: what somebody without an account attaches to the case that their link is for, sees of it, and
withdraws. The same checks of files as everywhere; what others attached is there only where it is shared."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from plumbline import home as homes
from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.web.casework.case_view import Room
from plumbline.interfaces.web.casework.link_pages import entered
from plumbline.interfaces.web.core.error_pages import NO_ADDRESS
from plumbline.interfaces.web.records import evidence_pages
from plumbline.interfaces.web.records.evidence_pages import Problem
from plumbline.procedures.common.archive import plain_errors
from plumbline.procedures.evidence import attaching, previews, reading
from plumbline.procedures.evidence.attaching import Place
from plumbline.procedures.evidence.reading import Seen
from plumbline.text import Text


@never_cache
@csrf_exempt
def page(request: HttpRequest, secret: str) -> HttpResponseBase:
    """What is attached and open to who has the link, with the form to attach more. Whether they may, and whether the
    file is too large, is settled before anything of an upload is read; only then the form's token."""
    def show(room: Room) -> HttpResponseBase:
        if request.method == "POST":
            return _posted(room, secret)
        return csrf_protect(lambda _request: _page(room, secret))(request)

    return entered(request, secret, show, asks=False)


@never_cache
def original(request: HttpRequest, secret: str, number: str) -> HttpResponseBase:
    """The file as it was attached, to be saved and never shown in place."""
    def give(room: Room) -> HttpResponseBase:
        row = _readable(room, number).row
        return evidence_pages.file_of(previews.original(homes.current(), row), row.media_type, name=row.name)

    return entered(request, secret, give, asks=False)


@never_cache
def picture(request: HttpRequest, secret: str, number: str) -> HttpResponseBase:
    """The small picture of one attachment."""
    def give(room: Room) -> HttpResponseBase:
        path = previews.picture(homes.current(), _readable(room, number).row, "small")
        if path is None:
            raise Missing.of(NO_ADDRESS)
        return evidence_pages.file_of(path, "image/jpeg")

    return entered(request, secret, give, asks=False)


@never_cache
@require_POST
def withdraw(request: HttpRequest, secret: str, number: str) -> HttpResponseBase:
    """Withdraw what was attached by this link, with the reason."""
    def done(room: Room) -> HttpResponseBase:
        _readable(room, number)
        try:
            row = attaching.withdraw(room.user, number, request.POST.get("reason", ""), at=datetime.now(UTC))
        except (RecordError, NotAllowed, ConflictError) as error:
            messages.error(request, words.sentences(error.what, error.why, error.next_step))
        else:
            messages.success(request, _("%(name)s counts no more.") % {"name": row.name})
        return HttpResponseRedirect(reverse("link-evidence", args=(secret,)))

    return entered(request, secret, done, asks=False)


def key_of(room: Room) -> tuple[str, ...]:
    """To what is attached by a link: the case that it is for, or the member of it."""
    key = (room.case.procedure.name, room.case.number)
    return (*key, room.user.member) if room.user.member else key


def _place(room: Room) -> Place:
    return attaching.place_of(room.user, attaching.CASE, key_of(room))


def _posted(room: Room, secret: str) -> HttpResponseBase:
    if not attaching.may_attach(room.user, _place(room)):
        return _page(room, secret, ((_("Nothing can be attached any more."), _("Ask who sent you the link.")), 403))
    if (problem := evidence_pages.too_large(room.request)) is not None:
        return _page(room, secret, problem)

    def attach(request: HttpRequest) -> HttpResponse:
        found = evidence_pages.taken_in(request, room.user, _place(room))
        return _page(room, secret, found) if found is not None else HttpResponseRedirect(
            reverse("link-evidence", args=(secret,)))

    with plain_errors(Text("the upload", "上传的文件")):
        return csrf_protect(attach)(room.request)


def _page(room: Room, secret: str, problem: Problem | None = None) -> HttpResponse:
    place = _place(room)
    told, status = problem or (None, 200)
    return render(room.request, "plumbline/cases/link-evidence.html", {
        "lines": [_shown(each, secret) for each in reading.about(room.user, place)], "problem": told,
        "may": attaching.may_attach(room.user, place), "most": settings.EVIDENCE_BYTES >> 20, "back": room.base,
        "files": attaching.MOST_BY_LINK, "procedure": room.case.procedure, "number": room.case.number,
        "note": room.request.POST.get("note", "") if status in (409, 422) else ""}, status=status)  # else unread


def _shown(seen: Seen, secret: str) -> dict[str, Any]:
    of = (secret, seen.row.number)
    return {"line": evidence_pages.line_of(seen), "row": seen.row, "seen": seen, "file": reverse(
        "link-evidence-file", args=of), "picture": reverse("link-evidence-picture", args=of),
        "withdraw": reverse("link-evidence-withdraw", args=of)}


def _readable(room: Room, number: str) -> Seen:
    """One attachment of the place that the link is for, which is open to who has it. :raises Missing: else."""
    found = reading.one(room.user, number)
    if not found or found[0].row.about != attaching.CASE or found[0].row.parts != key_of(room) or (
            not found[0].readable):
        raise Missing.of(NO_ADDRESS)
    return found[0]
