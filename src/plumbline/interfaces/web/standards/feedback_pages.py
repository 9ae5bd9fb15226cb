"""Saying something about a clause of a standard, without an account: the form, the number and the secret, following
it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from plumbline import home as homes
from plumbline.errors import PlumblineError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.web.casework import opened_by_anybody
from plumbline.interfaces.web.records.forms import Form
from plumbline.procedures.casework import links, registry
from plumbline.procedures.casework.perform import act_kind
from plumbline.procedures.standards.cases.standard_feedback import NAME, SAY
from plumbline.procedures.standards.health_lists import opening
from plumbline.text import Text

COOKIE = "plumb_feedback"
FIELDS = ("standard", "clause", "sort", "remark", "contact")


@never_cache
def say(request: HttpRequest) -> HttpResponseBase:
    """The form, of ``?standard=``; posted, what was said."""
    tree = today_tree(request)
    given = request.POST if request.method == "POST" else request.GET
    values = {name: given.get(name, "").strip() for name in FIELDS}
    values["region"] = opened_by_anybody.region_of(tree, given.get("region", ""))
    if request.method != "POST":
        return _form(request, values)
    if given.get("website"):  # people do not see this field; nothing is lost where a browser filled it all the same
        return _form(request, values, RecordError("feedback.filled_by_machine", Text(
            "a field that people do not see was filled in", "填写了页面上不可见的栏目"), next_step=Text(
                "Send it once more as it stands below", "请核对下方内容后重新提交")), 422)
    try:
        event, secret = links.open_by_anybody(homes.current(), NAME, SAY, values, once=given.get("once", "")[:80],
                                              at=timezone.now())
    except PlumblineError as error:
        return _form(request, values, error, 422)
    return opened_by_anybody.to_be_told(COOKIE, event, secret, form="standard-say", then="standard-said")


@never_cache
def said(request: HttpRequest) -> HttpResponseBase:
    """The number and the secret of what was sent just now, with until when it is answered."""
    told = opened_by_anybody.told(request, COOKIE)
    if told is None:
        return HttpResponseRedirect(reverse("standard-say-follow"))
    number, secret, _problem, case = told
    due = case.due()
    return render(request, "plumbline/standards/said.html", {
        "number": number, "secret": opened_by_anybody.in_fours(secret), "address": reverse("link", args=(secret,)),
        "due": due.day if due is not None else None, "standard": case.board.values["standard"]})


@never_cache
def follow(request: HttpRequest) -> HttpResponseBase:
    """Where somebody types number and secret; with the right ones, the way to what they said."""
    if request.method != "POST":
        return render(request, "plumbline/standards/say-follow.html")
    if (response := opened_by_anybody.followed(request, NAME)) is not None:
        return response
    return render(request, "plumbline/standards/say-follow.html", {
        "wrong": True, "number": request.POST.get("number", "")[:40]}, status=422)


def _form(request: HttpRequest, values: Mapping[str, str], error: PlumblineError | None = None, status: int = 200,
          ) -> HttpResponse:
    procedure, tree = registry.procedure(NAME), today_tree(request)
    act = procedure.by_name[SAY]
    form = Form(act_kind(procedure, act.name, procedure.specs + act.specs), None, tree, values)
    if isinstance(error, RecordError):
        form.refuse(error)
        error = form.problem
    code = values["standard"]
    row = opening.titles([code]).get(code) if code else None
    first, second = ("title_zh", "title_en") if words.chinese() else ("title_en", "title_zh")
    tops = [each for each in tree.codes if not tree.parent(each)]
    return render(request, "plumbline/standards/say.html", {
        "fields": [each for each in form if each.spec.name in FIELDS and (each.spec.name != "standard" or row is None)],
        "standard": row, "title": (getattr(row, first, "") or getattr(row, second, "")) if row is not None else "",
        "address": reverse("standard", args=((row.code,),)) if row is not None else "", "problem": error,
        "wrong": form.wrong, "region": values["region"],
        "regions": [] if values["region"] else [(each, words.say(region_name(tree, each))) for each in tops],
        "once": request.POST.get("once", "")[:80] or secrets.token_urlsafe(16)}, status=status)
