"""Evidence: files attached to records."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, Query
from ninja.files import UploadedFile

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.api.core.declare import FORM, JSON, Group, caller_of, give
from plumbline.interfaces.api.core.problems import absent
from plumbline.interfaces.api.records.evidence_documents import Evidence, EvidenceList, Withdrawal
from plumbline.interfaces.shared.evidence import FORM_BYTES, POLICY
from plumbline.interfaces.shared.places import Keys
from plumbline.procedures.evidence import attaching, previews, reading
from plumbline.procedures.evidence.attaching import Place
from plumbline.procedures.evidence.reading import Seen
from plumbline.records.core import store
from plumbline.records.evidence.evidence import MOST_NOTE
from plumbline.records.evidence.scanning.media import MEDIA
from plumbline.text import Text

group = Group(Text("Evidence", "佐证材料"))
PLACE = "/api/v1/evidence"
LOST = Text("Look for it at its record: /api/v1/evidence?kind=KIND&key=KEY",
            "请在对应记录中查找：/api/v1/evidence?kind=KIND&key=KEY")
FileParam = Annotated[UploadedFile, File(description="PDF, JPEG, PNG, WebP, DOCX or XLSX.")]
KindQuery = Annotated[str, Query(max_length=60, description="The kind of record.")]
KeyQuery = Annotated[str, Query(max_length=500, description="The record's key, as in its address.")]
KindForm = Annotated[str, Form(max_length=60, description="The kind of record.")]
KeyForm = Annotated[str, Form(max_length=500, description="The record's key, as in its address.")]
NoteForm = Annotated[str, Form(max_length=MOST_NOTE, description="What it shows; for officers.")]
PublicForm = Annotated[Literal["true", "false"], Form(description="Whether everyone may open it.")]


@group.operation("GET", "/evidence", "listEvidence", Text("Evidence of one record", "一条记录的佐证材料"), EvidenceList,
                 also=(404,), about="Withdrawn evidence too. Keep 'state' and 'journal' beside a score: when the state "
                 "is another one later, the evidence that counts is another.")
def index(request: HttpRequest, kind: KindQuery, key: KeyQuery) -> HttpResponse:
    """What is attached and open to the caller."""
    user = caller_of(request).user
    place = _place(user, kind, key)
    whole = "note" in place.subject.open_fields(user, place.key, place.region)
    return give({
        "evidence": [_document(reading.one(user, each.row.number))
                     for each in reading.about(user, place)],
        "state": reading.state(place.subject.name, place.key) if whole else None,
        "journal": store.journal_head()["number"],
    })


@group.operation("POST", "/evidence", "attachEvidence", Text("Attach a file to a record", "为记录上传佐证材料"),
                 Evidence, status=201, also=(404, 409), writes=True, takes=(FORM,),
                 most=lambda: settings.EVIDENCE_BYTES + FORM_BYTES,
                 about="Its type is found from the content. A file that could act by itself, is locked, damaged or not "
                 "what its name says is refused with the reason.")
def attach(request: HttpRequest, file: FileParam, kind: KindForm, key: KeyForm, note: NoteForm = "",
           public: PublicForm = "false") -> HttpResponse:
    """Attach a file."""
    user = caller_of(request).user
    place = _place(user, kind, key)
    row = attaching.attach(homes.current(), user, place.subject.name, place.key, file.chunks(), name=file.name or "",
                           at=datetime.now(UTC), note=note, public=public == "true", most=settings.EVIDENCE_BYTES)
    return give(_document(_found(user, row.number)), 201, Location=f"{PLACE}/{row.number}")


@group.operation("GET", "/evidence/{number}", "readEvidence", Text("Read one piece of evidence", "一份佐证材料"),
                 Evidence, also=(404,))
def one(request: HttpRequest, number: str) -> HttpResponse:
    """What is known of it, and every act on it, newest first."""
    return give(_document(_found(caller_of(request).user, number)))


@group.operation("GET", "/evidence/{number}/file", "openEvidence", Text("The file itself", "原始文件"), None,
                 also=(404,), gives=tuple(MEDIA), about="Byte for byte what was attached; it is compared with its "
                 "SHA-256 first. The header ETag holds the SHA-256.")
def file(request: HttpRequest, number: str) -> FileResponse:
    """The bytes."""
    seen = _found(caller_of(request).user, number)[0]
    if not seen.readable:
        raise absent("request.evidence_withdrawn", Text("this evidence was withdrawn", "该佐证材料已撤回"), LOST)
    row = seen.row
    response = FileResponse(previews.original(homes.current(), row).open("rb"), as_attachment=True, filename=row.name,
                            content_type=row.media_type)
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{row.sha256}"'
    return response


@group.operation("POST", "/evidence/{number}/withdrawal", "withdrawEvidence",
                 Text("Withdraw a piece of evidence", "撤回一份佐证材料"), Evidence, also=(404, 409), writes=True,
                 takes=(JSON,), about="It counts no more. That it was there, the reason and the bytes stay.")
def withdraw(request: HttpRequest, number: str, body: Withdrawal) -> HttpResponse:
    """Withdraw it."""
    user = caller_of(request).user
    _found(user, number)
    attaching.withdraw(user, number, body.reason, at=datetime.now(UTC))
    return give(_document(_found(user, number)))


@group.operation("DELETE", "/evidence/{number}/withdrawal", "reinstateEvidence",
                 Text("Undo a withdrawal", "恢复一份佐证材料"), Evidence, also=(404, 409), writes=True,
                 about="It counts again.")
def reinstate(request: HttpRequest, number: str) -> HttpResponse:
    """Undo it."""
    user = caller_of(request).user
    _found(user, number)
    attaching.reinstate(user, number, at=datetime.now(UTC))
    return give(_document(_found(user, number)))


def _place(user: Any, kind: str, key: str) -> Place:
    try:
        return attaching.place_of(user, kind, Keys().to_python(key))
    except RecordError:
        raise absent("request.no_record", Text("there is no such record, or it is not open to you",
                                                "没有这条记录，或您无权查看"),
                      Text("Look for it in /api/v1/records", "请在/api/v1/records中查找")) from None


def _found(user: Any, number: str) -> list[Seen]:
    found = reading.one(user, number)
    if not found:
        raise absent("evidence.unknown", Text("there is no such evidence, or it is not open to you",
                                                  "没有该佐证材料，或您无权查看"), LOST)
    return found


def _document(found: list[Seen]) -> dict[str, Any]:
    seen = found[0]
    row = seen.row
    return {
        "number": row.number, "address": f"{PLACE}/{row.number}",
        "file": f"{PLACE}/{row.number}/file" if seen.readable else None, "kind": row.about,
        "key": Keys().to_url(row.parts), "region": row.region, "public": row.public, "name": row.name,
        "media_type": row.media_type, "size": row.size, "sha256": row.sha256, "pages": row.pages,
        "attached_at": row.attached_at.isoformat(), "attached_by": seen.shown.get("attached_by"),
        "note": seen.shown.get("note"), "withdrawn": row.withdrawn,
        "versions": [{
            "journal": each.row.entry.number, "at": each.row.entry.sealed_at.isoformat(), "act": each.row.entry.act,
            "withdrawn": each.row.withdrawn, "reason": each.shown.get("reason"),
            "by": each.row.entry.actor if each.internal else None,
        } for each in found],
    }
