"""Who acts for an organisation, over HTTP: read, invited, claimed, settled, handed over, ended. Who may is who may on
the pages: officers of its region, and who manages there."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path

from plumbline.errors import RecordError
from plumbline.interfaces.api.core import membership_documents as documents
from plumbline.interfaces.api.core.declare import JSON, Group, caller_of, give
from plumbline.interfaces.api.core.problems import absent
from plumbline.procedures.accounts import memberships
from plumbline.procedures.accounts.membership_reading import People, people_of
from plumbline.records.core.memberships import MOST_CODE, Invitation, Membership
from plumbline.text import Text

group = Group(Text("People of organisations", "单位人员"))
PLACE = "/organisations/{organisation}"
Organisation = Annotated[str, Path(max_length=MOST_CODE)]
Number = Annotated[int, Path(ge=1, lt=2**63)]
WRITES: dict[str, Any] = {"also": (404, 409), "writes": True}


@group.operation("GET", f"{PLACE}/people", "listPeople", Text("Who acts for an organisation", "代表某单位的人员"),
                 documents.PeopleDocument, also=(404,))
def index(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """With the codes that nobody used yet, but never a code itself. Officers of its region also read claims, and those
    that ended."""
    seen = _people(request, organisation)
    return give({"organisation": organisation, "memberships": [_document(each, seen) for each in seen.memberships()],
                 "invitations": [_invitation(each) for each in seen.invitations()]})


@group.operation("GET", "/claims", "listClaims", Text("Claims that wait for you", "待您处理的代表申请"),
                 documents.ClaimsDocument)
def claims(request: HttpRequest) -> HttpResponse:
    """Of people who say that they act for an organisation of your regions."""
    user, on = caller_of(request).user, timezone.localdate()
    waiting = memberships.claims_for(user) if user is not None else []
    return give({"claims": [_plain(each) | {"holds": each.holds(on), "proof": each.proof} for each in waiting]})


@group.operation("POST", f"{PLACE}/invitations", "invite", Text("Give out a code", "发放邀请码"),
                 documents.InvitedDocument, status=201, takes=(JSON,), **WRITES,
                 about="By it one person comes to act for the organisation, at /join/. The code is shown this once.")
def invite(request: HttpRequest, organisation: Organisation, body: documents.Inviting) -> HttpResponse:
    """Answers with the code."""
    seen = _people(request, organisation)
    made, code = memberships.invite(organisation, body.capacity, managing=body.manages, days=body.days, by=seen.user,
                                    at=timezone.now())
    return give(_invitation(made) | {"code": code}, 201, Cache_Control="no-store")


@group.operation("DELETE", f"{PLACE}/invitations/{{number}}", "revokeInvitation",
                 Text("Take a code back", "收回邀请码"), documents.InvitationDocument, **WRITES)
def revoke(request: HttpRequest, organisation: Organisation, number: Number) -> HttpResponse:
    """One that nobody used opens nothing from now on."""
    seen = _people(request, organisation)
    _must_have(seen, Invitation, number)
    return give(_invitation(memberships.revoke(number, by=seen.user, at=timezone.now())))


@group.operation("POST", f"{PLACE}/claims", "claimMembership",
                 Text("Say that you act for an organisation", "申请代表某单位"), documents.MembershipDocument,
                 status=201, takes=(JSON,), **WRITES)
def claim(request: HttpRequest, organisation: Organisation, body: documents.Claiming) -> HttpResponse:
    """Nothing follows until an officer of its region confirms it."""
    user = caller_of(request).user
    row = memberships.claim(user, organisation, body.capacity, body.proof, at=timezone.now())
    return give(_plain(row) | {"holds": False, "proof": row.proof}, 201)


@group.operation("POST", f"{PLACE}/people/{{number}}/settlement", "settleClaim",
                 Text("Confirm a claim, or refuse it", "确认或拒绝代表申请"), documents.MembershipDocument, status=201,
                 takes=(JSON,), **WRITES)
def settle(request: HttpRequest, organisation: Organisation, number: Number, body: documents.Settling) -> HttpResponse:
    """For officers of the organisation's region; nobody settles their own."""
    seen = _people(request, organisation)
    _must_have(seen, Membership, number)
    row = memberships.settle(number, confirmed=body.confirmed, managing=body.manages, by=seen.user, at=timezone.now())
    return give(_document(row, seen), 201)


@group.operation("PUT", f"{PLACE}/people/{{number}}/managing", "handOverMembership",
                 Text("Let a colleague manage, or no more", "授予或取消人员管理权"), documents.MembershipDocument,
                 takes=(JSON,), **WRITES)
def hand_over(request: HttpRequest, organisation: Organisation, number: Number, body: documents.Managing,
              ) -> HttpResponse:
    """Codes given out by who manages no more, and used by nobody, open nothing."""
    seen = _people(request, organisation)
    _must_have(seen, Membership, number)
    return give(_document(memberships.hand_over(number, body.manages, by=seen.user, at=timezone.now()), seen))


@group.operation("DELETE", f"{PLACE}/people/{{number}}", "endMembership", Text("End a membership", "终止代表关系"),
                 documents.MembershipDocument, **WRITES)
def end(request: HttpRequest, organisation: Organisation, number: Number) -> HttpResponse:
    """At once: today is the first day without. What the person did stays, and so does the membership, with its end."""
    seen = _people(request, organisation)
    _must_have(seen, Membership, number)
    return give(_document(memberships.end(number, by=seen.user, at=timezone.now()), seen))


def _people(request: HttpRequest, organisation: str) -> People:
    """The people of the organisation. :raises Problem: 404 for one that is not there, or not open to the caller."""
    try:
        return people_of(caller_of(request).user, organisation, timezone.localdate())
    except RecordError as error:
        raise absent(error.code, error.what, error.next_step) from error


def _must_have(seen: People, model: Any, number: int) -> None:
    try:
        seen.must_have(model, number)
    except RecordError as error:
        raise absent(error.code, error.what, error.next_step) from error


def _document(row: Membership, seen: People) -> dict[str, Any]:
    return _plain(row) | {"holds": row.holds(seen.on), "proof": row.proof if seen.settles else ""}


def _plain(row: Membership) -> dict[str, Any]:
    return {"membership": row.pk, "organisation": row.organisation, "name": row.user.username, "capacity": row.capacity,
            "state": row.state, "manages": row.manages, "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else None}


def _invitation(row: Invitation) -> dict[str, Any]:
    return {"invitation": row.pk, "organisation": row.organisation, "capacity": row.capacity, "manages": row.manages,
            "until": row.until.isoformat()}
