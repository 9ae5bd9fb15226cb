"""Cases of procedures: lists, one case, what happened in it, what waits; opening one, and its acts, one POST each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import BeforeValidator, Field

from plumbline import home as homes
from plumbline.errors import RecordError, RulebookError
from plumbline.interfaces.api.casework import case_documents as documents
from plumbline.interfaces.api.core.declare import JSON, Group, caller_of, give
from plumbline.interfaces.api.core.problems import Problem, absent
from plumbline.interfaces.api.records.kind_documents import MOST_ROWS, USUAL_ROWS, digits
from plumbline.procedures.casework import dispatch, many, offline, overview, perform, reading, registry
from plumbline.procedures.casework.declaration import Act, Procedure
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.flow_over import ruled
from plumbline.procedures.casework.rules import rules_sha256
from plumbline.records.core.fields import Spec
from plumbline.text import Text

group = Group(Text("Cases of procedures", "事项办理"))
PLACE = "/api/v1/cases"
Page = Annotated[int, BeforeValidator(digits), Field(ge=1, le=MOST_ROWS)]
StateParam = Annotated[str, Query(max_length=40, description="Only cases in this state.")]
WhichParam = Annotated[str, Query(max_length=10, pattern=f"^({'|'.join(overview.WHICH)})?$", description=(
    "Only cases that are open, late, due within seven days, or (mine) in which something waits for the caller."))]
RegionParam = Annotated[str, Query(max_length=80, description="Only cases of this region and all below it.")]
AfterParam = Annotated[str, Query(max_length=18, pattern="^[0-9]*$",
                                  description="The token 'next' of the page before.")]
CasesAfterParam = Annotated[str, Query(max_length=2000, description="The token 'next' of the page before.")]
WRITES: dict[str, Any] = {"status": 201, "also": (404, 409), "writes": True, "takes": (JSON,)}


@group.operation("GET", "/cases", "listProcedures", Text("Every procedure, as it is declared", "全部流程及其声明"),
                 documents.Procedures)
def index(request: HttpRequest) -> HttpResponse:
    """With its states, its acts and their fields."""
    return give({"procedures": [declared(each) for each in registry.procedures().values()]})


@group.operation("GET", "/today/cases", "listCasesToday", Text("What waits for you in any case", "待您办理的事项"),
                 documents.CaseDuties)
def today(request: HttpRequest) -> HttpResponse:
    """The nearest last day first; nothing waits for who sent no token."""
    user = caller_of(request).user
    return give({"waiting": [{
        "procedure": each.procedure.name, "number": each.number, "member": each.member, "title": each.title,
        "state": each.state, "due": each.due.isoformat() if each.due else None, "provisional": each.provisional,
        "late": each.late, "soon": each.soon, "acts": [act.name for act in each.acts],
    } for each in reading.waiting(user, on=timezone.localdate())]})


@group.operation("GET", "/cases/{procedure}", "listCases", Text("The cases of a procedure", "某流程的事项"),
                 documents.Cases, also=(404,))
def listing(request: HttpRequest, procedure: str, state: StateParam = "", which: WhichParam = "",
            region: RegionParam = "", after: CasesAfterParam = "", limit: Page = USUAL_ROWS) -> HttpResponse:
    """As far as they are open to the caller."""
    user, of = caller_of(request).user, named(procedure)
    only = overview.Reading((of,), user, timezone.localdate()).only(which, region)
    rows, following = reading.page(of, user, state=state, after=after, most=limit, only=only, kept=f"{which} {region}")
    return give({"cases": [{
        "number": row.case.number, "title": row.title, "region": row.region, "state": row.state,
        "due": row.due.isoformat() if row.due else None, "provisional": row.provisional, "ended": row.ended,
    } for row in rows], "next": following or None})


@group.operation("GET", "/cases/{procedure}/{number}", "readCase", Text("Where one case stands", "事项的当前状态"),
                 documents.Case, also=(404,), about="The document of plumb case show --json.")
def one(request: HttpRequest, procedure: str, number: str) -> HttpResponse:
    """What is known of it, its members, and what the caller can do now."""
    user = caller_of(request).user
    return give(reading.document(known(user, procedure, number), user))


@group.operation("GET", "/cases/{procedure}/{number}/events", "listCaseEvents",
                 Text("Everything that happened in a case", "事项的全部经过"), documents.Events, also=(404,))
def events(request: HttpRequest, procedure: str, number: str, after: AfterParam = "", limit: Page = USUAL_ROWS,
           ) -> HttpResponse:
    """The oldest first."""
    user = caller_of(request).user
    found = [each for each in reading.history(known(user, procedure, number), user) if each["number"] > int(after or 0)]
    return give({"events": found[:limit], "next": str(found[limit - 1]["number"]) if len(found) > limit else None})


@group.operation("POST", "/cases/{procedure}", "openCase", Text("Open a case", "立案"), documents.Case, **WRITES)
def open_(request: HttpRequest, procedure: str, body: documents.Opening) -> HttpResponse:
    """Answers with the case; its number is in it."""
    user, of = caller_of(request).user, named(procedure)
    at = timezone.now()
    ruled(homes.current(), of, timezone.localdate(at))
    with _told_of_what_was_sent():
        event = perform.open_case(homes.current(), user, of.name, body.act or of.opening[0].name, body.values,
                                  organisation=body.organisation, at=at)
    return _now(user, of.name, event.case.number)


@group.operation("POST", "/cases/{procedure}/{number}/acts/{act}", "actInCase", Text("Do an act in a case", "办理动作"),
                 documents.Case, **WRITES,
                 about="Acts that every procedure has: comment (text, inside), declare-conflict, allow-late, go-on, "
                       "withdraw (reason), assign, release (person, part), replace-party (part, organisation, reason, "
                       "replaced), pass-on (to, reason), consult (to, text, due), advise (consult, text); of a case "
                       "that followed by itself contest, uphold-contest, dismiss-contest (reason); retry-effect "
                       "(effect). Links have operations of their own.")
def do(request: HttpRequest, procedure: str, number: str, act: str, body: documents.Doing) -> HttpResponse:
    """Answers with the case as it stands now."""
    user = caller_of(request).user
    case, at = known(user, procedure, number), timezone.now()
    if body.given is not None:
        offline.act(homes.current(), user, case.procedure.name, number, act, body.values, given=body.given,
                    member=body.member, organisation=body.organisation, at=at)
    elif act in dispatch.COMMON:
        dispatch.do(homes.current(), user, case.procedure.name, number, act, body.values, member=body.member, at=at)
    else:
        with _told_of_what_was_sent():
            perform.act(homes.current(), user, case.procedure.name, number, act, body.values, member=body.member,
                        seen=body.seen, organisation=body.organisation, at=at)
    if act == "declare-conflict" and not body.member:  # from now on the caller reads nothing of it
        return give(reading.document(case, user) | {"values": {}, "members": [], "acts": []}, 201)
    return _now(user, case.procedure.name, number)


@contextmanager
def _told_of_what_was_sent() -> Iterator[None]:
    """An act may find a fault in a rule that was sent; the rules of the procedure itself were read before."""
    try:
        yield
    except RulebookError as error:
        raise Problem.of(422, error) from error


@group.operation("POST", "/cases/{procedure}/acts/{act}", "actOnManyCases",
                 Text("Do an act on many cases or members", "批量办理动作"), documents.Outcomes, status=200,
                 also=(404,), writes=True, takes=(JSON,))
def do_many(request: HttpRequest, procedure: str, act: str, body: documents.DoingMany) -> HttpResponse:
    """All values are checked first; then each is done by itself: what cannot be done is told, and the rest is done."""
    own = {(each.number, each.member): each.values for each in body.targets}
    found = many.act_on(homes.current(), caller_of(request).user, named(procedure).name, act, own, body.values,
                        each={target: values for target, values in own.items() if values}, at=timezone.now())
    return give({"done": sum(each.event is not None for each in found), "outcomes": [_outcome(each) for each in found]})


def _outcome(each: many.Outcome) -> dict[str, Any]:
    error = each.error
    return {"number": each.number, "member": each.member, "event": each.event.pk if each.event else None,
            "state": each.event.state if each.event else "",
            **({"code": str(error.code), "what": error.what.as_dict(), "why": error.why.as_dict(),
                "next_step": error.next_step.as_dict()} if error is not None
               else {"code": None, "what": None, "why": None, "next_step": None})}


def named(name: str) -> Procedure:
    """The procedure called so. :raises Problem: 404 where there is none."""
    try:
        return registry.procedure(name)
    except RecordError as error:
        raise absent(error.code, error.what, error.next_step) from error


def known(user: Any, name: str, number: str) -> Found:
    """The case. :raises Problem: 404 where there is none, or none that the caller may know of."""
    try:
        return find(homes.current(), user, named(name), number, at=timezone.now())
    except RecordError as error:
        raise absent(error.code, error.what, Text(f"Choose one from {PLACE}/{name[:40]}",
                                                  f"请从{PLACE}/{name[:40]}中选择")) from error


def declared(procedure: Procedure) -> dict[str, Any]:
    """A procedure as a document."""
    members = procedure.members
    return {"name": procedure.name, "title": procedure.title.as_dict(), "column": procedure.column,
            "rules_sha256": rules_sha256(procedure), "states": list(procedure.machine()),
            "member_states": [each.name for each in members.states] if members is not None else [],
            "acts": [_act(procedure, each) for each in procedure.acts]}


def _act(procedure: Procedure, act: Act) -> dict[str, Any]:
    opens = act in procedure.opening
    return {"name": act.name, "title": act.title.as_dict(), "by": [part.name for part in act.by],
            "source": list(act.source), "target": act.target, "of": act.of, "opens": opens,
            "second_person": act.second_person, "approvals": act.approvals, "after_days": act.after_days,
            "offline": act.offline,
            "fields": [_field(spec) for spec in (procedure.specs if opens else ()) + act.specs]}


def _field(spec: Spec) -> dict[str, Any]:
    return {"name": spec.name, "type": spec.type, "title": spec.title.as_dict(), "exposure": spec.exposure.value,
            "required": spec.required, "max_length": spec.max_length, "vocabulary": spec.vocabulary,
            "refers": spec.refers}


def _now(user: Any, name: str, number: str) -> HttpResponse:
    found = known(user, name, number)
    return give(reading.document(found, user), 201, Location=f"{PLACE}/{name}/{number}",
                ETag=f'"{found.board.case.last}"')
