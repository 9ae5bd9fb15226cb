"""The assessment year, acted in: one POST for each act, most of them made from their declaration. Each answers with the
event that it added."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plumbline import home as homes
from plumbline.errors import RulebookError
from plumbline.interfaces.api.assessment import year_documents as documents
from plumbline.interfaces.api.assessment.years import board_of, event_of, group, known
from plumbline.interfaces.api.casework.own import offer
from plumbline.interfaces.api.core.declare import JSON, caller_of, give
from plumbline.interfaces.api.core.problems import Problem
from plumbline.procedures.assessment.year import acts, approval, loading, reading
from plumbline.procedures.assessment.year.declared_acts import ACTS
from plumbline.procedures.evidence.attaching import ANYBODY
from plumbline.text import Text

__all__ = ["group"]  # one address has one router, so acts stand in the group of what is read
PLACE = "/api/v1/years"
EMPTY: dict[str, Any] = {"status": 201, "also": (404, 409), "writes": True}


@group.operation("POST", "/years", "openYear", Text("Open a year", "启动年度考核"), documents.Board, status=201,
                 also=(409,), writes=True, takes=(JSON,), about="The caller leads it from then on.")
def open_(request: HttpRequest, body: documents.YearOpening) -> HttpResponse:
    """Its scheme and flow are from now on those in force."""
    user = caller_of(request).user
    try:
        made = acts.open_year(homes.current(), user, body.scheme, body.year, body.region, at=timezone.now())
    except RulebookError as error:  # what was named, and no file of the server
        raise Problem.of(422, error) from error
    return give(board_of(known(user, made.number), user), 201, Location=f"{PLACE}/{made.number}")


@group.operation("POST", "/years/{number}/evaluation", "evaluateYear", Text("Evaluate a year", "综合评价"),
                 documents.YearEvent, **EMPTY, about="Nobody but who leads or approves reads the result before it is "
                 "published: GET /years/{number}/result. Where answers or values are missing, the problem document "
                 "lists each under gaps, with who owes it and what it costs; send {\"with_gaps\": true} to go on.")
def evaluate(request: HttpRequest, number: str, body: documents.Evaluation | None = None) -> HttpResponse:
    """Every region is scored from the answers that count."""
    user = _here(request, number)
    return _added(user, number, approval.evaluate(
        homes.current(), user, number, with_gaps=body is not None and body.with_gaps, at=timezone.now()))


def _enter(user: Any, number: str) -> None:
    known(user, number, loading.WHOLE)


def _here(request: HttpRequest, number: str) -> Any:
    """Who acts; the year is open to them."""
    user = caller_of(request).user
    _enter(user, number)
    return user


def _added(user: Any, number: str, made: Any) -> HttpResponse:
    """The event that the caller added, as they read it; also where it was the last they could do in this year."""
    row = made[-1] if isinstance(made, list) else made
    now = loading.load(homes.current(), number, loading.Read((row.region,) if row.region else ()))
    found = reading.events_of(now, user if now.board.parts(user.pk) else ANYBODY, only=(row.pk,))
    added = found[0]
    return give(event_of(added if now.board.parts(user.pk) else added | {"counts": None}), 201)


offer(group, ACTS, "/years", str, _enter, documents.YearEvent, _added)
