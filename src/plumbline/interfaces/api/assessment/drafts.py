"""Drafts of rules, read and acted in: most operations are made from the declaration of the acts."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query

from plumbline import home as homes
from plumbline.errors import RecordError, RulebookError
from plumbline.interfaces.api.assessment import draft_documents as documents
from plumbline.interfaces.api.casework.own import ALSO, offer
from plumbline.interfaces.api.core.declare import JSON, Group, caller_of, give
from plumbline.interfaces.api.core.problems import Problem, absent
from plumbline.procedures.assessment.drafts import drafting, reading
from plumbline.procedures.assessment.drafts.declared_acts import ACTS
from plumbline.procedures.assessment.drafts.drafting import Case
from plumbline.text import Text

group = Group(Text("Drafts of rules", "规则草案"))
PLACE = "/api/v1/drafts"
EndedParam = Annotated[bool, Query(description="Whether those that are in force or withdrawn are listed too.")]


@group.operation("GET", "/drafts", "listDrafts", Text("The drafts of rules", "规则草案列表"), documents.Drafts)
def index(request: HttpRequest, ended: EndedParam = False) -> HttpResponse:
    """Those under way, for who writes rules and for auditors of the same reach; none for others."""
    user = caller_of(request).user
    found = reading.every(user, ended=ended) if drafting.may_read(user) else []
    return give({"drafts": [reading.line(each) for each in found]})


@group.operation("POST", "/drafts", "beginDraft", Text("Begin a draft", "起草规则"), documents.Draft, status=201,
                 also=ALSO, writes=True, takes=(JSON,), about="Of a change to a rule, from its text in force; with a "
                 "pattern, of a new one.")
def begin(request: HttpRequest, body: documents.DraftBegun) -> HttpResponse:
    """Its author is the caller."""
    try:
        made = drafting.begin(homes.current(), caller_of(request).user, body.what, body.target, pattern=body.pattern,
                              file=body.file, text=body.text, at=timezone.now())
    except RulebookError as error:  # what was sent, and no file of the server
        raise Problem.of(422, error) from error
    return _given(caller_of(request).user, made.number, made)


@group.operation("GET", "/drafts/{number}", "readDraft", Text("One draft", "一份规则草案"), documents.Draft,
                 also=(404,), about="The document of plumb rule show --json.")
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Where it stands, its first fault, what happened to it, and its text."""
    return give(reading.document(homes.current(), _known(caller_of(request).user, number)))


def _known(user: Any, number: int) -> Case:
    """The draft. :raises Problem: 404 where there is none, or none that the caller may know of."""
    try:
        if drafting.may_read(user):
            return drafting.load(number, user)
    except RecordError:
        pass  # told below, as one that is not open is
    raise absent("draft.unknown", Text("there is no such draft, or it is not open to you", "没有该草案，或您无权查看"),
                 Text("Choose one from /api/v1/drafts", "请从/api/v1/drafts中选择"))


def _given(_user: Any, number: int, made: Any) -> HttpResponse:
    return give(reading.document(homes.current(), made), 201, Location=f"{PLACE}/{number}")


offer(group, ACTS, "/drafts", int, _known, documents.Draft, _given, faults=RulebookError)
