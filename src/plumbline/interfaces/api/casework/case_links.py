"""Links of cases over HTTP: handed out to somebody without an account, listed, taken back. For who sees to the case."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path

from plumbline import home as homes
from plumbline.interfaces.api.casework import case_documents as documents
from plumbline.interfaces.api.casework.cases import WRITES, group, known
from plumbline.interfaces.api.core.declare import caller_of, give
from plumbline.procedures.casework import links
from plumbline.procedures.casework.common_acts import must_lead
from plumbline.procedures.casework.finding import Found
from plumbline.text import Text

__all__ = ["group"]  # one address has one router, so links stand in the group of cases
PLACE = "/cases/{procedure}/{number}/links"
Number = Annotated[int, Path(ge=1, lt=2**63)]


@group.operation("GET", PLACE, "listCaseLinks", Text("The links of a case", "事项的办理链接"), documents.CaseLinks,
                 also=(403, 404))
def index(request: HttpRequest, procedure: str, number: str) -> HttpResponse:
    """Those that were not taken back. Neither address nor code, which nobody keeps."""
    user = caller_of(request).user
    found = known(user, procedure, number)
    must_lead(found, user)
    return _list(found, user)


@group.operation("POST", PLACE, "giveCaseLink", Text("Hand out a link", "发放办理链接"), documents.GivenLink,
                 about="By it somebody without an account has one part of the case. The address and the code are shown "
                 "this once; send the address, and say the code by another way.", **WRITES)
def give_(request: HttpRequest, procedure: str, number: str, body: documents.GivingLink) -> HttpResponse:
    """Answers with the address, relative to the server, and the code."""
    user = caller_of(request).user
    of = known(user, procedure, number).procedure
    event, secret, code = links.give(homes.current(), user, of.name, number, body.part, member=body.member,
                                     days=body.days, at=timezone.now())
    return give({"link": event.pk, "part": body.part, "member": body.member, "until": event.said["until"],
                 "address": f"/link/{secret}/", "code": code}, 201, Cache_Control="no-store")


@group.operation("DELETE", f"{PLACE}/{{link}}", "revokeCaseLink", Text("Take a link back", "收回办理链接"),
                 documents.CaseLinks, also=(404, 409), writes=True)
def revoke(request: HttpRequest, procedure: str, number: str, link: Number) -> HttpResponse:
    """It opens nothing from now on; what was done by it stays. Answers with those that are left."""
    user = caller_of(request).user
    of = known(user, procedure, number).procedure
    links.revoke(homes.current(), user, of.name, number, link, at=timezone.now())
    return _list(known(user, procedure, number), user)


def _list(found: Found, user: Any) -> HttpResponse:
    return give({"links": [{"link": link, "part": each.part, "member": each.member, "until": each.until.isoformat()}
                           for link, each in found.board.links.items()
                           if not each.member or found.open_fields(user, each.member)]})
