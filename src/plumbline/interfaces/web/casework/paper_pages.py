"""What of cases leaves as a file: their list as a table, the members of one, and the letter of an act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from plumbline.errors import RecordError
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.web.casework.case_view import case_of, procedure_of, room_of
from plumbline.interfaces.web.casework.narrowing import Narrowed
from plumbline.interfaces.web.core.error_pages import NO_ADDRESS
from plumbline.interfaces.web.records.export_pages import offered
from plumbline.procedures.casework.telling import letters, tables
from plumbline.records.export.table import Table
from plumbline.text import Text

MOST_WORD = 200
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def export(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """The cases that I may read as a table, whole. Nothing in it runs."""
    procedure_of(name)
    return offered(request, "cases-export", form, name=name)


def case_list(user: Any, values: Mapping[str, str], query: QueryDict) -> Table:
    """The source of that table: in the server, and again in the worker that writes it."""
    own = user if getattr(user, "is_authenticated", False) else None
    procedure = procedure_of(values["name"])
    return tables.cases_table(procedure, own, language=get_language() or "en", state=query.get("state", ""),
                              only=Narrowed.read(query).only(procedure, own, timezone.localdate()))


def members(request: HttpRequest, name: str, number: str, form: str) -> HttpResponseBase:
    """The members of a case that I may know of as a table, whole. Nothing in it runs."""
    return offered(request, "case-members-export", form, name=name, number=number)


def member_list(user: Any, values: Mapping[str, str], query: QueryDict) -> Table:
    """The source of that table: in the server, and again in the worker that writes it. :raises Missing: for a case that
    is closed to who asks, or has no members."""
    own = user if getattr(user, "is_authenticated", False) else None
    case = case_of(own, values["name"], values["number"])
    if case.procedure.members is None:
        raise Missing.of(NO_ADDRESS)
    return tables.members_table(case, own, language=get_language() or "en", state=query.get("member-state", ""),
                                word=query.get("q", "").strip()[:MOST_WORD])


def letter(request: HttpRequest, name: str, number: str, event: int, language: str) -> HttpResponse:
    """The letter of one act as DOCX, with what of it is open to me."""
    room = room_of(request, name, number)
    try:
        made = letters.letter(room.case, room.user, event, language=language, authority=settings.AUTHORITY)
    except RecordError as error:
        raise Missing(error.code, error.what, next_step=Text("Look at the history of the case",
                                                             "请查看事项经过")) from error
    response = HttpResponse(made.content, content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{made.name}.docx"'
    return response
