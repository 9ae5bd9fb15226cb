"""The assessment year, acted in: one POST for each act. Each answers with the event that it added."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plumbline import home as homes
from plumbline.errors import RulebookError
from plumbline.interfaces.api.assessment import year_documents as documents
from plumbline.interfaces.api.assessment.years import board_of, event_of, group, known
from plumbline.interfaces.api.core.declare import JSON, caller_of, give
from plumbline.interfaces.api.core.problems import Problem
from plumbline.procedures.assessment.year import acts, approval, loading, people, reading, statements
from plumbline.procedures.evidence.attaching import ANYBODY
from plumbline.text import Text

__all__ = ["group"]  # one address has one router, so acts stand in the group of what is read
PLACE = "/api/v1/years"
EMPTY: dict[str, Any] = {"status": 201, "also": (404, 409), "writes": True}
WRITES: dict[str, Any] = {**EMPTY, "takes": (JSON,)}


@group.operation("POST", "/years", "openYear", Text("Open a year", "启动年度考核"), documents.Board, status=201,
                 also=(409,), writes=True, takes=(JSON,), about="The caller leads it from then on.")
def open_(request: HttpRequest, body: documents.Opening) -> HttpResponse:
    """Its scheme and flow are from now on those in force."""
    user = caller_of(request).user
    try:
        made = acts.open_year(homes.current(), user, body.scheme, body.year, body.region, at=timezone.now())
    except RulebookError as error:  # what was named, and no file of the server
        raise Problem.of(422, error) from error
    return give(board_of(known(user, made.number), user), 201, Location=f"{PLACE}/{made.number}")


@group.operation("POST", "/years/{number}/parts", "assignPart", Text("Give a part", "分配职责"), documents.Event,
                 **WRITES)
def assign(request: HttpRequest, number: str, body: documents.Assignment) -> HttpResponse:
    """For whoever leads the year. Answers with the last of the events added: one for each region and item."""
    user = _here(request, number)
    rows = people.assign(homes.current(), user, number, body.person, body.part, regions=body.regions,
                         items=body.items, owner=body.owner, at=timezone.now())
    return _added(user, number, rows[-1])


@group.operation("POST", "/years/{number}/parts/release", "releasePart", Text("Take a part back", "收回职责"),
                 documents.Event, **WRITES)
def release(request: HttpRequest, number: str, body: documents.Release) -> HttpResponse:
    """What they stated stays."""
    user = _here(request, number)
    return _added(user, number, people.release(homes.current(), user, number, body.person, body.part,
                                               reason=body.reason, at=timezone.now()))


@group.operation("POST", "/years/{number}/conflicts", "declareConflict",
                 Text("Declare a conflict of interest", "声明利益冲突"), documents.Event, **WRITES)
def conflict(request: HttpRequest, number: str, body: documents.Conflict) -> HttpResponse:
    """From then on the caller reads and scores nothing there. It is not taken back."""
    user = _here(request, number)
    return _added(user, number, people.declare_conflict(homes.current(), user, number, region=body.region,
                                                        reason=body.reason, at=timezone.now()))


@group.operation("POST", "/years/{number}/late", "allowLate", Text("Allow what comes late", "准许逾期补报"),
                 documents.Event, **WRITES)
def late(request: HttpRequest, number: str, body: documents.Late) -> HttpResponse:
    """It is kept, and said to be late."""
    user = _here(request, number)
    return _added(user, number, people.allow_late(homes.current(), user, number, body.stage, body.region,
                                                  reason=body.reason, order=body.order, at=timezone.now()))


@group.operation("POST", "/years/{number}/going-on", "goOn", Text("Go on with a changed text", "按修改后的文本继续"),
                 documents.Event, **WRITES)
def go_on(request: HttpRequest, number: str, body: documents.Reason) -> HttpResponse:
    """Where the scheme or the flow changed during the year."""
    user = _here(request, number)
    return _added(user, number, people.go_on(homes.current(), user, number, reason=body.reason,
                                             at=timezone.now()))


@group.operation("POST", "/years/{number}/cancellation", "cancelYear", Text("Cancel a year", "撤销年度考核"),
                 documents.Event, **WRITES, about="For whoever leads a year that was opened by mistake, until it has "
                 "published a result. What was stated stays to be read; it may be opened again: POST /years.")
def cancel(request: HttpRequest, number: str, body: documents.Reason) -> HttpResponse:
    """Nothing more is done in it."""
    user = _here(request, number)
    return _added(user, number, people.cancel(homes.current(), user, number, reason=body.reason,
                                              at=timezone.now()))


@group.operation("POST", "/years/{number}/statements", "fileStatement", Text("State something", "填报"),
                 documents.Event, **WRITES, about="Evidence is attached before: POST /evidence with kind=year and "
                 "key=NUMBER/REGION/ITEM. A later statement counts in place of an earlier one, which stays.")
def state(request: HttpRequest, number: str, body: documents.Statement) -> HttpResponse:
    """A target, a self-evaluation, a score, what a visit found, a report."""
    user = _here(request, number)
    return _added(user, number, statements.state(
        homes.current(), user, number, body.stage, body.region, body.answer, item=body.item, reason=body.reason,
        clause=body.clause, order=body.order, at=timezone.now()))


@group.operation("POST", "/years/{number}/panels/close", "closePanel", Text("Close a panel", "结束专家评分"),
                 documents.Event, **WRITES)
def close(request: HttpRequest, number: str, body: documents.Closing) -> HttpResponse:
    """The scores that are there lie open then."""
    user = _here(request, number)
    return _added(user, number, statements.close_panel(homes.current(), user, number, body.region, body.item,
                                                       reason=body.reason, at=timezone.now()))


@group.operation("POST", "/years/{number}/panels/agree", "agreePanel", Text("Record an agreement", "录入合议结果"),
                 documents.Event, **WRITES)
def agree(request: HttpRequest, number: str, body: documents.Agreement) -> HttpResponse:
    """It counts in place of the scores, which stay."""
    user = _here(request, number)
    return _added(user, number, statements.agree(homes.current(), user, number, body.region, body.item, body.answer,
                                                 reason=body.reason, at=timezone.now()))


@group.operation("POST", "/years/{number}/evaluation", "evaluateYear", Text("Evaluate a year", "综合评价"),
                 documents.Event, **EMPTY, about="Nobody but who leads or approves reads the result before it is "
                 "published: GET /years/{number}/result. Where answers or values are missing, the problem document "
                 "lists each under gaps, with who owes it and what it costs; send {\"with_gaps\": true} to go on.")
def evaluate(request: HttpRequest, number: str, body: documents.Evaluation | None = None) -> HttpResponse:
    """Every region is scored from the answers that count."""
    user = _here(request, number)
    return _added(user, number, approval.evaluate(
        homes.current(), user, number, with_gaps=body is not None and body.with_gaps, at=timezone.now()))


@group.operation("POST", "/years/{number}/approval", "approveYear", Text("Approve an evaluation", "审定评价结果"),
                 documents.Event, **WRITES)
def approve(request: HttpRequest, number: str, body: documents.Remark) -> HttpResponse:
    """Not by who made it, and by nobody twice."""
    user = _here(request, number)
    return _added(user, number, approval.approve(homes.current(), user, number, reason=body.reason,
                                                 at=timezone.now()))


@group.operation("POST", "/years/{number}/publication", "publishYear", Text("Publish a result", "公布结果"),
                 documents.Event, **EMPTY)
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Everyone reads it from then on. It is not taken back."""
    user = _here(request, number)
    return _added(user, number, approval.publish(homes.current(), user, number, at=timezone.now()))


@group.operation("POST", "/years/{number}/objections", "objectToYear", Text("Object to a result", "提出异议"),
                 documents.Event, **WRITES)
def object_(request: HttpRequest, number: str, body: documents.ObjectionSent) -> HttpResponse:
    """For the region one acts for, under one's own account."""
    user = _here(request, number)
    return _added(user, number, approval.object_to(homes.current(), user, number, body.region, body.text,
                                                   item=body.item, at=timezone.now()))


@group.operation("POST", "/years/{number}/objections/{objection}/answer", "answerObjection",
                 Text("Answer an objection", "答复异议"), documents.Event, **WRITES,
                 about="One that is upheld is evaluated, approved and published anew.")
def rule(request: HttpRequest, number: str, objection: int, body: documents.Ruling) -> HttpResponse:
    """Upheld with the right answer, or dismissed."""
    user = _here(request, number)
    return _added(user, number, approval.rule_on(
        homes.current(), user, number, objection, upheld=body.upheld, reason=body.reason, item=body.item,
        answer=body.answer, at=timezone.now()))


@group.operation("POST", "/years/{number}/orders", "orderRectification", Text("Order to rectify", "下达整改通知"),
                 documents.Event, **WRITES)
def order(request: HttpRequest, number: str, body: documents.Order) -> HttpResponse:
    """The region reports: a statement in the stage report, by the last day of this order."""
    user = _here(request, number)
    return _added(user, number, approval.order(homes.current(), user, number, body.region, body.text,
                                               days=body.days, at=timezone.now()))


@group.operation("POST", "/years/{number}/orders/{order}/judgement", "judgeReport",
                 Text("Accept or return a report", "审核整改报告"), documents.Event, **WRITES,
                 about="One that is returned, with a reason, is due again.")
def judge(request: HttpRequest, number: str, order: int, body: documents.Judgement) -> HttpResponse:
    """The report of one order to rectify."""
    user = _here(request, number)
    return _added(user, number, approval.judge(
        homes.current(), user, number, order, accepted=body.accepted, reason=body.reason, days=body.days,
        at=timezone.now()))


def _here(request: HttpRequest, number: str) -> Any:
    """Who acts; the year is open to them."""
    user = caller_of(request).user
    known(user, number, loading.WHOLE)
    return user


def _added(user: Any, number: str, row: Any) -> HttpResponse:
    """The event that the caller added, as they read it; also where it was the last they could do in this year."""
    now = loading.load(homes.current(), number, loading.Read((row.region,) if row.region else ()))
    found = reading.events_of(now, user if now.board.parts(user.pk) else ANYBODY, only=(row.pk,))
    added = found[0]
    return give(event_of(added if now.board.parts(user.pk) else added | {"counts": None}), 201)
