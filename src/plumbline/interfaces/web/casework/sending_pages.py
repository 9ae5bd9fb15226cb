"""Cases that go to other instances and come from them: a package to download, one to upload, and receipts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.casework.case_view import Room, room_of, status_of
from plumbline.interfaces.web.core.error_pages import NO_ADDRESS
from plumbline.procedures.casework import holding, registry
from plumbline.procedures.federation import case_packages, trusting
from plumbline.records.core.visibility import keeping

ENDING = "plumbcase"


def partners() -> list[str]:
    """The instances that a case can go to."""
    return list(trusting.known(homes.current()))


@login_required
@require_POST
def send(request: HttpRequest, name: str, number: str) -> HttpResponse:
    """Hand a case to another instance, and offer its package; where it is there already, the package as a download."""
    room, given = room_of(request, name, number), request.POST
    was_here = not room.case.away
    answer = _download(room, f"{name}-{number}", lambda file: case_packages.send(
        homes.current(), room.user, name, number, given.get("instance", ""), given.get("to", ""),
        given.get("reason", ""), file, at=timezone.now()))
    if was_here and answer.status_code == HTTPStatus.OK:
        messages.success(request, _("Handed over. Download the file and send it to them; they take it in."))
        return HttpResponseRedirect(room.base)
    return answer


@login_required
@require_POST
def receipt(request: HttpRequest, name: str, number: str) -> HttpResponse:
    """The receipt for who sent a case, as a download."""
    room = room_of(request, name, number)
    if not room.case.inside(room.user):
        raise Missing.of(NO_ADDRESS)
    return _download(room, f"{name}-{number}-receipt", lambda file: case_packages.receipt(
        homes.current(), name, number, file, at=timezone.now()))


@login_required
def take(request: HttpRequest) -> HttpResponse:
    """Take in a package or a receipt that another instance sent: for officers of any procedure."""
    user, problem, status = Viewer.of(request).user, None, 200
    if not any(keeping(user, holding.kind_of(each)).tops for each in registry.procedures().values()):
        raise Missing.of(NO_ADDRESS)
    file = request.FILES.get("file") if request.method == "POST" else None
    if isinstance(file, UploadedFile) and user is not None:
        try:
            with tempfile.TemporaryDirectory() as folder:
                kept = Path(folder) / "given"
                with kept.open("wb") as stream:
                    for piece in file.chunks():
                        stream.write(piece)
                if case_packages.is_receipt(kept):
                    event = case_packages.acknowledge(homes.current(), kept, at=timezone.now())
                    case = event.case
                else:
                    case = case_packages.take(homes.current(), kept, at=timezone.now(), actor=user.pk).case
        except PlumblineError as error:
            problem, status = error, status_of(error)
        else:
            messages.success(request, _("Taken in. It stands in the journal."))
            return HttpResponseRedirect(reverse("case", args=(case.procedure, case.number)))
    elif request.method == "POST":
        status = 422
    return render(request, "plumbline/cases/take.html", {
        "problem": problem, "none": status == 422 and problem is None, "partners": partners()}, status=status)


def _download(room: Room, name: str, write: Callable[[Path], object]) -> HttpResponse:
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "package"
            write(file)
            content = file.read_bytes()
    except PlumblineError as error:
        return render(room.request, "plumbline/cases/refused.html", {
            "case": room.case, "procedure": room.case.procedure, "problem": error, "back": room.base,
            "typed": room.request.POST.get("reason", "")}, status=status_of(error))
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}.{ENDING}"'
    return response
