"""Commenting on a draft standard without an account, or for an organisation: the form, and what it is answered with."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from plumbline import home as homes
from plumbline.errors import NotAllowed, PlumblineError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import today_tree
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.casework.case_view import case_of, organisation_names
from plumbline.interfaces.web.casework.link_pages import let_in
from plumbline.interfaces.web.records.evidence_pages import of_place
from plumbline.interfaces.web.records.forms import Form
from plumbline.procedures.casework import links
from plumbline.procedures.casework.perform import act_kind
from plumbline.procedures.standards.projects import comments, showing
from plumbline.procedures.standards.projects.names import DRAFT, MEMBER, PROJECT, SEND
from plumbline.records.core.visibility import ORGANISATION, parties_of
from plumbline.text import Text

COOKIE, SHOWN_FOR = "plumb_comment", 15 * 60
FIELDS = ("clause", "paragraph", "type", "text", "proposed", "body", "person", "contact")


@never_cache
def comment(request: HttpRequest, number: str) -> HttpResponseBase:
    """The form; posted, a comment."""
    user = Viewer.of(request).user
    case = case_of(user, PROJECT, number)
    own = sorted(str(code) for kind, code in parties_of(user) if kind == ORGANISATION) if user is not None else []
    names = organisation_names(own)
    if request.method != "POST":
        return _form(request, case, {"clause": request.GET.get("clause", "")[:60]}, names)
    given = request.POST
    values = {name: text for name in FIELDS if (text := given.get(name, "").strip())}
    whom = given.get("for", "") if given.get("for", "") in own else ""
    if whom:
        values["body"] = names.get(whom, whom)
    if given.get("website"):  # people do not see this field
        return _form(request, case, values, names, _by_machine(), 422)
    try:
        event, secret = comments.send(homes.current(), user, number, values, once=given.get("once", "")[:80],
                                      organisation=whom, at=timezone.now())
    except PlumblineError as error:
        return _form(request, case, values, names, error, 422)
    response = HttpResponseRedirect(reverse("project-comment-sent", args=(number,)))
    response.set_cookie(COOKIE, signing.dumps([number, event.member, secret], salt=COOKIE, compress=True),
                        max_age=SHOWN_FOR, path=reverse("project-comment", args=(number,)), httponly=True,
                        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return let_in(response, event, secret)


@never_cache
def sent(request: HttpRequest, number: str) -> HttpResponseBase:
    """The number of what was sent just now, and the address at which it can be followed."""
    try:
        project, member, secret = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=SHOWN_FOR)
        links.known(secret, on=timezone.localdate(timezone.now()))
    except (signing.BadSignature, NotAllowed):
        return HttpResponseRedirect(reverse("project", args=(number,)))
    if project != number:
        return HttpResponseRedirect(reverse("project", args=(number,)))
    return render(request, "plumbline/projects/sent.html", {
        "number": number, "member": member, "code": f"{number}-{member}",
        "address": request.build_absolute_uri(reverse("link", args=(secret,)))})


def _form(request: HttpRequest, case: Any, values: Mapping[str, str], names: Mapping[str, str],
          error: PlumblineError | None = None, status: int = 200) -> HttpResponse:
    closes = case.board.values.get("closes_on")
    act = case.procedure.by_name[SEND]
    form = Form(act_kind(case.procedure, act.name, act.specs), None, today_tree(request), dict(values))
    if isinstance(error, RecordError):
        form.refuse(error)
        error = form.problem
    by_name = {each.spec.name: each for each in form}
    return render(request, "plumbline/projects/comment.html", {
        "case": case, "number": case.number, "title": words.say(showing.title_of(case)),
        "open": showing.open_for_comments(case),
        "closes_on": date.fromisoformat(closes) if closes else None,
        "fields": [by_name[name] for name in FIELDS], "problem": error,
        "wrong": [each for each in form.wrong if each.spec.name != MEMBER],
        "organisations": sorted(names.items(), key=lambda each: each[1]), "chosen": request.POST.get("for", ""),
        "drafts": of_place(Viewer.of(request).user, DRAFT, (case.number,)),
        "once": request.POST.get("once", "")[:80] or secrets.token_urlsafe(16)}, status=status)


def _by_machine() -> RecordError:
    return RecordError("project.filled_by_machine", Text(
        "a field that people do not see was filled in", "填写了页面上不可见的栏目"), next_step=Text(
        "Send it once more as it stands below", "请核对下方内容后重新提交"))
