"""Evidence: what is attached to a record, attaching and withdrawing it, its file and its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from plumbline import home as homes
from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.evidence import FORM_BYTES, POLICY
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer, region_of
from plumbline.interfaces.web.core import whole_numbers
from plumbline.procedures.casework import registry
from plumbline.procedures.common.archive import plain_errors
from plumbline.procedures.evidence import attaching, previews, reading
from plumbline.procedures.evidence.attaching import Place
from plumbline.procedures.evidence.reading import Seen
from plumbline.records.assessment.rounds import KIND as YEAR
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.evidence.evidence import key_of, subject
from plumbline.records.evidence.scanning.media import MEDIA
from plumbline.records.evidence.scanning.words import Refused, not_evidence
from plumbline.text import Text

SHOWN_TEXT = 6_000
Problem: TypeAlias = tuple[tuple[str, str], int]
"""What is wrong with an upload and what to do, and the status of the page that says so."""


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One attachment in a list."""

    seen: Seen
    title: str
    media: str
    about: str

    @property
    def picture(self) -> bool:
        """Whether there is a picture that this reader may see."""
        return self.seen.readable and self.seen.row.pictures > 0


def showing(viewer: Viewer, kind: Kind, row: Any) -> dict[str, Any]:
    """What a record's page says of its evidence."""
    key = key_of(kind, row)
    found = reading.of_record(viewer.user, kind.name, key)
    may = viewer.user is not None and not row.withdrawn and _may(viewer.user, kind, key, region_of(kind, row) or "")
    return {"lines": [line_of(each) for each in found], "address": _about(kind.name, key), "may": may}


def of_place(user: Any, name: str, key: tuple[str, ...]) -> list[EvidenceLine]:
    """What is attached to a thing that is no record, as far as it is open to ``user``."""
    return [line_of(each) for each in reading.of_record(user, name, key)]


@csrf_exempt
def about(request: HttpRequest, name: str, key: tuple[str, ...]) -> HttpResponseBase:
    """What is attached to one thing, with the form to attach more. Who may, and whether the file is too large, is
    settled before anything of an upload is read; only then the form's token."""
    viewer = Viewer.of(request)
    place = _place(viewer.user, name, key)
    if place is None:
        raise _missing()
    if request.method == "POST":
        if viewer.user is None:
            return redirect_to_login(request.get_full_path(), reverse("sign-in"))
        if not attaching.may_attach(viewer.user, place):
            raise NotAllowed("evidence.not_allowed", Text(
                "attaching evidence needs an officer's role over the record's region",
                "上传佐证材料须具有该记录所属地区的工作人员权限"))
        if (problem := too_large(request)) is not None:
            return _page(request, viewer, place, *problem)
        with plain_errors(Text("the upload", "上传的文件")):
            return csrf_protect(_attach)(request, viewer, place)
    return csrf_protect(_page)(request, viewer, place)


def _attach(request: HttpRequest, viewer: Viewer, place: Place) -> HttpResponse:
    problem = taken_in(request, viewer.user, place)
    if problem is not None:
        return _page(request, viewer, place, *problem)
    return HttpResponseRedirect(_about(place.subject.name, place.key))


def too_large(request: HttpRequest) -> Problem | None:
    """What to say of an upload that is larger than is taken; asked before anything of it is read."""
    if whole_numbers.key(request.META.get("CONTENT_LENGTH")) <= settings.EVIDENCE_BYTES + FORM_BYTES:
        return None
    problem = not_evidence("evidence_file.too_large", "", most=settings.EVIDENCE_BYTES >> 20)
    return (words.say(problem.what), words.say(problem.next_step)), 413


def taken_in(request: HttpRequest, user: Any, place: Place) -> Problem | None:
    """Attach the file of a form; None where it is attached, which the next page says."""
    file = next((each for each in (request.FILES.get(name) for name in ("file", "photo"))
                 if isinstance(each, UploadedFile)), None)
    if file is None:
        return (_("No file was chosen."), _("Choose a file, or take a photograph.")), 422
    try:
        row = attaching.attach(
            homes.current(), user, place.subject.name, place.key, file.chunks(), name=file.name or "",
            at=datetime.now(UTC), note=request.POST.get("note", ""), public=request.POST.get("public") == "yes",
            most=settings.EVIDENCE_BYTES)
    except Refused as error:
        return (words.say(error.what), words.say(error.next_step)), 422
    except ConflictError:
        return (_("This very file is attached here already."), _("It is in the list below.")), 409
    except RecordError as error:
        if error.code == "evidence.link_full":
            return (words.say(error.what), words.say(error.next_step)), 422
        return (_("The note is too long, or holds characters that cannot be shown."), _("Shorten it.")), 422
    messages.success(request, _("%(name)s is attached.") % {"name": row.name})
    return None


def _page(request: HttpRequest, viewer: Viewer, place: Place, problem: tuple[str, str] | None = None,
          status: int = 200) -> HttpResponse:
    kind = KINDS.get(place.subject.name)
    case = place.key if place.subject.name == attaching.CASE else ()
    year = place.key if place.subject.name == YEAR else ()
    return render(request, "plumbline/evidence/about.html", {
        "case": reverse("case", args=case[:2]) if case else "", "shares": place.subject.shares(viewer.user, place.key),
        "item": reverse("year-item", args=year) if len(year) == 3 else "",
        "year_region": reverse("year-region", args=year[:2]) if year else "",
        "lines": [line_of(each) for each in reading.about(viewer.user, place)], "problem": problem,
        "title": _title(place), "kind": kind,
        "record": reverse("record", args=(kind.name, place.key)) if kind else "",
        "may": attaching.may_attach(viewer.user, place), "most": settings.EVIDENCE_BYTES >> 20,
        "region": words.say(region_name(today_tree(request), place.region)), "note": request.POST.get("note", ""),
        "open": place.subject.public,
    }, status=status)


def _title(place: Place) -> str:
    """What evidence is attached to; of a case by what its procedure is called."""
    key = place.key
    if place.subject.name == attaching.CASE:
        return " ".join([words.say(registry.procedure(key[0]).title), *key[1:]])
    return " ".join([words.say(place.subject.title), *key])


def one(request: HttpRequest, number: str) -> HttpResponse:
    """One attachment: its pictures or its text, what is known of it, and every version."""
    viewer = Viewer.of(request)
    found = _found(viewer, number)
    seen = found[0]
    home = homes.current()
    text = previews.text(home, seen.row) if seen.readable else ""
    people = reading.names_of({each.row.entry.actor for each in found if each.row.entry.actor is not None}
                              if seen.internal else set())
    return render(request, "plumbline/evidence/one.html", {
        "line": line_of(seen), "row": seen.row, "seen": seen, "text": text[:SHOWN_TEXT],
        "cut_short": len(text) > SHOWN_TEXT, "pictures": range(1, seen.row.pictures + 1) if seen.readable else (),
        "versions": [(each, people.get(each.row.entry.actor, "")) for each in found],
        "region": words.say(region_name(today_tree(request), seen.row.region)),
        "attached_by": _who(seen, people), "place": _about(seen.row.about, seen.row.parts),
    })


def original(request: HttpRequest, number: str) -> HttpResponseBase:
    """The file as it was attached, compared with its hash, to be saved and never shown in place."""
    row = _readable(request, number)
    return file_of(previews.original(homes.current(), row), row.media_type, name=row.name)


def picture(request: HttpRequest, number: str, part: str) -> HttpResponseBase:
    """A picture of one page (``1`` and so on), or the small one."""
    path = previews.picture(homes.current(), _readable(request, number), part)
    if path is None:
        raise _missing()
    return file_of(path, "image/jpeg")


@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw an attachment, with the reason."""
    viewer = Viewer.of(request)
    row = _found(viewer, number)[0].row
    reason = request.POST.get("reason", "")
    if not reason.strip():
        messages.error(request, _("Say why it counts no more. Nothing was changed."))
        return HttpResponseRedirect(reverse("evidence", args=(row.number,)))
    attaching.withdraw(viewer.user, row.number, reason, at=datetime.now(UTC))
    messages.success(request, _("%(name)s counts no more. That it was there, and why it was withdrawn, stays; you can "
                                "undo it here.") % {"name": row.name})
    return HttpResponseRedirect(reverse("evidence", args=(row.number,)))


@require_POST
def reinstate(request: HttpRequest, number: str) -> HttpResponse:
    """Undo a withdrawal."""
    viewer = Viewer.of(request)
    row = _found(viewer, number)[0].row
    attaching.reinstate(viewer.user, row.number, at=datetime.now(UTC))
    messages.success(request, _("%(name)s counts again.") % {"name": row.name})
    return HttpResponseRedirect(reverse("evidence", args=(row.number,)))


def _may(user: Any, kind: Kind, key: tuple[str, ...], region: str) -> bool:
    of = subject(kind.name)
    try:
        return of is not None and attaching.may_attach(user, attaching.place_at(of, key, region))
    except RecordError:
        return False  # it belongs to no region, and there is no one region above all


def _place(user: Any, name: str, key: tuple[str, ...]) -> Place | None:
    try:
        return attaching.place_of(user, name, key)
    except RecordError:
        return None


def _found(viewer: Viewer, number: str) -> list[Seen]:
    found = reading.one(viewer.user, number)
    if not found:
        raise _missing()
    return found


def _readable(request: HttpRequest, number: str) -> Any:
    seen = _found(Viewer.of(request), number)[0]
    if not seen.readable:
        raise _missing()
    return seen.row


def _missing() -> Missing:
    return Missing("evidence.unknown", Text("there is no such evidence, or it is not open to you",
                                               "没有该佐证材料，或您无权查看"),
                   next_step=Text("Look for it at its record", "请在对应记录中查找"))


def _who(seen: Seen, people: dict[int, str]) -> str:
    """Who attached it, for who may know: a name, or the link by which somebody came."""
    number = seen.shown.get("attached_by")
    return _("by link %(number)s") % {"number": -number} if number is not None and number < 0 else people.get(
        seen.row.attached_by, "")


def line_of(seen: Seen) -> EvidenceLine:
    """An attachment as lists show it."""
    row = seen.row
    of = subject(row.about)
    return EvidenceLine(seen, row.name, words.say(MEDIA[row.media_type].title),
                        f"{words.say(of.title) if of else row.about} {' '.join(row.parts)}")


def _about(name: str, key: tuple[str, ...]) -> str:
    return reverse("evidence-about", args=(name, key))


def file_of(path: Path, type: str, *, name: str = "") -> FileResponse:
    """A file as it is given out: saved under ``name``, or shown as a picture, and never as a page of its own."""
    response = FileResponse(path.open("rb"), as_attachment=bool(name), filename=name or "picture.jpg",
                            content_type=type)
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
