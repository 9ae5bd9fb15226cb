"""Evidence: what is attached to a record, attaching and withdrawing it, its file and its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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
    return {"lines": [_line(each) for each in found], "address": _about(kind.name, key), "may": may}


def of_place(user: Any, name: str, key: tuple[str, ...]) -> list[EvidenceLine]:
    """What is attached to a thing that is no record, as far as it is open to ``user``."""
    return [_line(each) for each in reading.of_record(user, name, key)]


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
        if whole_numbers.key(request.META.get("CONTENT_LENGTH")) > settings.EVIDENCE_BYTES + FORM_BYTES:
            problem = not_evidence("evidence_file.too_large", "", most=settings.EVIDENCE_BYTES >> 20)
            return _page(request, viewer, place, (words.say(problem.what), words.say(problem.next_step)), 413)
        with plain_errors(Text("the upload", "上传的文件")):
            return csrf_protect(_attach)(request, viewer, place)
    return csrf_protect(_page)(request, viewer, place)


def _attach(request: HttpRequest, viewer: Viewer, place: Place) -> HttpResponse:
    file = next((each for each in (request.FILES.get(name) for name in ("file", "photo"))
                 if isinstance(each, UploadedFile)), None)
    if file is None:
        return _page(request, viewer, place, (_("No file was chosen."), _("Choose a file, or take a photograph.")), 422)
    try:
        row = attaching.attach(
            homes.current(), viewer.user, place.subject.name, place.key, file.chunks(), name=file.name or "",
            at=datetime.now(UTC), note=request.POST.get("note", ""), public=request.POST.get("public") == "yes",
            most=settings.EVIDENCE_BYTES)
    except Refused as error:
        return _page(request, viewer, place, (words.say(error.what), words.say(error.next_step)), 422)
    except ConflictError:
        said = (_("This very file is attached here already."), _("It is in the list below."))
        return _page(request, viewer, place, said, 409)
    except RecordError:
        said = (_("The note is too long, or holds characters that cannot be shown."), _("Shorten it."))
        return _page(request, viewer, place, said, 422)
    messages.success(request, _("%(name)s is attached.") % {"name": row.name})
    return HttpResponseRedirect(_about(place.subject.name, place.key))


def _page(request: HttpRequest, viewer: Viewer, place: Place, problem: tuple[str, str] | None = None,
          status: int = 200) -> HttpResponse:
    kind = KINDS.get(place.subject.name)
    case = place.key if place.subject.name == attaching.CASE else ()
    year = place.key if place.subject.name == YEAR else ()
    return render(request, "plumbline/evidence/about.html", {
        "case": reverse("case", args=case[:2]) if case else "", "shares": place.subject.shares(viewer.user, place.key),
        "item": reverse("year-item", args=year) if len(year) == 3 else "",
        "year_region": reverse("year-region", args=year[:2]) if year else "",
        "lines": [_line(each) for each in reading.about(viewer.user, place)], "problem": problem,
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
        "line": _line(seen), "row": seen.row, "seen": seen, "text": text[:SHOWN_TEXT],
        "cut_short": len(text) > SHOWN_TEXT, "pictures": range(1, seen.row.pictures + 1) if seen.readable else (),
        "versions": [(each, people.get(each.row.entry.actor, "")) for each in found],
        "region": words.say(region_name(today_tree(request), seen.row.region)),
        "attached_by": people.get(seen.row.attached_by, ""), "place": _about(seen.row.about, seen.row.parts),
    })


def original(request: HttpRequest, number: str) -> HttpResponseBase:
    """The file as it was attached, compared with its hash, to be saved and never shown in place."""
    row = _readable(request, number)
    return _file(previews.original(homes.current(), row), row.media_type, name=row.name)


def picture(request: HttpRequest, number: str, part: str) -> HttpResponseBase:
    """A picture of one page (``1`` and so on), or the small one."""
    path = previews.picture(homes.current(), _readable(request, number), part)
    if path is None:
        raise _missing()
    return _file(path, "image/jpeg")


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


def _line(seen: Seen) -> EvidenceLine:
    row = seen.row
    of = subject(row.about)
    return EvidenceLine(seen, row.name, words.say(MEDIA[row.media_type].title),
                        f"{words.say(of.title) if of else row.about} {' '.join(row.parts)}")


def _about(name: str, key: tuple[str, ...]) -> str:
    return reverse("evidence-about", args=(name, key))


def _file(path: Path, type: str, *, name: str = "") -> FileResponse:
    response = FileResponse(path.open("rb"), as_attachment=bool(name), filename=name or "picture.jpg",
                            content_type=type)
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
