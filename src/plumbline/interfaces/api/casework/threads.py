"""What led to a case and what followed from it, or from a record, over HTTP: as far as the caller may read both."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.api.casework import case_documents as documents
from plumbline.interfaces.api.casework.cases import group, known
from plumbline.interfaces.api.core.declare import caller_of, give
from plumbline.interfaces.api.core.problems import absent
from plumbline.interfaces.api.records.showing import versions_at
from plumbline.interfaces.shared.places import Keys
from plumbline.procedures.casework.consequences import threads
from plumbline.records.core import kinds
from plumbline.text import Text

__all__ = ["group"]  # one address has one router, so threads stand in the group of cases


@group.operation("GET", "/cases/{procedure}/{number}/thread", "readCaseThread",
                 Text("What led to a case, and what it led to", "事项的来由与后续"), documents.Thread, also=(404,))
def of_case(request: HttpRequest, procedure: str, number: str) -> HttpResponse:
    """By which rule, where that is written, and what became of a record that it followed from."""
    user, at, home = caller_of(request).user, timezone.now(), homes.current()
    case = known(user, procedure, number)
    if user is None:
        return give({"came_of": [], "led_to": [], "background": []})
    return give(threads.document(home, case, user, at=at))


@group.operation("GET", "/followed/{kind}/{path:key}", "listFollowedFromRecord",
                 Text("What followed from a record", "记录引起的后续办理"), documents.Followed, also=(404,))
def of_record(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The cases that it led to, where each stands, and whether the record was corrected since."""
    user: Any = caller_of(request).user
    try:
        of = kinds.get(kind)
    except RecordError as error:
        raise absent(error.code, error.what, error.next_step) from error
    versions_at(of, key, user)
    found = threads.of_record(homes.current(), of, Keys().to_python(key), user, at=timezone.now())
    return give({"led_to": [each.as_dict() for each in found]})
