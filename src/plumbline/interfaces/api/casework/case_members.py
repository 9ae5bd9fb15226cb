"""Many members of a case over HTTP: added, or given to people, all of them or none."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plumbline import home as homes
from plumbline.interfaces.api.casework import case_documents as documents
from plumbline.interfaces.api.casework.cases import WRITES, group, known
from plumbline.interfaces.api.core.declare import caller_of, give
from plumbline.interfaces.api.core.rows import each_told
from plumbline.procedures.casework.members import given
from plumbline.text import Text

__all__ = ["group"]  # one address has one router, so members stand in the group of cases
PLACE = "/cases/{procedure}/{number}"


@group.operation("POST", f"{PLACE}/members/{{act}}", "addCaseMembers", Text("Add many members", "批量增加成员"),
                 documents.MembersDone, **WRITES,
                 about="Adds a member for each row by an act that adds one: all of them, or none. Every fault of every "
                       "row is told at once, as rows.NUMBER.FIELD, the first row being 0.")
def add(request: HttpRequest, procedure: str, number: str, act: str, body: documents.AddingMembers) -> HttpResponse:
    """Answers with the members that were added, in order."""
    user = caller_of(request).user
    of = known(user, procedure, number).procedure
    with each_told():
        events = given.add(homes.current(), user, of.name, number, act, body.rows, seen=body.seen,
                           organisation=body.organisation, at=timezone.now())
    return give({"done": [each.member for each in events]}, 201)


@group.operation("POST", f"{PLACE}/parts/{{part}}", "giveCaseMembers",
                 Text("Give a part of many members", "批量分配成员职责"), documents.MembersDone, **WRITES,
                 about="Gives a part of each member to a person: all of it, or nothing. For who sees to the case.")
def give_(request: HttpRequest, procedure: str, number: str, part: str, body: documents.GivingMembers) -> HttpResponse:
    """Answers with the members of which the part was given, in order."""
    user = caller_of(request).user
    of = known(user, procedure, number).procedure
    with each_told():
        events = given.give(homes.current(), user, of.name, number, part,
                            [{given.MEMBER: each.member, given.PERSON: each.person} for each in body.rows],
                            at=timezone.now())
    return give({"done": [each.member for each in events]}, 201)
