"""A complaint of the public: the form that opens it without an account, what it is answered with, and following it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from plumbline import home as homes
from plumbline.errors import PlumblineError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.web.casework import opened_by_anybody
from plumbline.interfaces.web.core import whole_numbers
from plumbline.interfaces.web.records.forms import Form
from plumbline.procedures.casework import links, registry
from plumbline.procedures.casework.perform import act_kind
from plumbline.procedures.common.archive import plain_errors
from plumbline.procedures.evidence import attaching
from plumbline.procedures.surveillance.cases.product_complaint import COMPLAIN, MOST_SUBJECT, NAME, number_of
from plumbline.records.core.cases import CaseEvent
from plumbline.records.evidence.scanning.media import IMAGES
from plumbline.text import Text

COOKIE = "plumb_complaint"
PHOTO_BYTES, FORM_BYTES = 2_800_000, 100_000
"""Together they are less than what the server keeps of what a stranger sends (``serving/requests.py``)."""
FIELDS = ("subject", "story", "contact")


@never_cache
@csrf_exempt
def complain(request: HttpRequest) -> HttpResponseBase:
    """The form; posted, a complaint. What is too large is refused before anything of it is read."""
    if request.method == "POST":
        length = whole_numbers.key(request.META.get("CONTENT_LENGTH"))
        if not length or length > PHOTO_BYTES + FORM_BYTES:
            return csrf_protect(lambda asked: _form(asked, {}, _too_large(), 413))(request)
        with plain_errors(Text("the upload", "上传的文件")):
            return csrf_protect(_posted)(request)
    about = {"subject": request.GET.get("about", "")[:MOST_SUBJECT]}
    return csrf_protect(lambda asked: _form(asked, about))(request)


def _posted(request: HttpRequest) -> HttpResponse:
    given = request.POST
    values = {name: given.get(name,
                              "").strip() for name in FIELDS} | {
                                  "region": opened_by_anybody.region_of(today_tree(request),
                                                                        str(given.get("region", "")))}
    if given.get("website"):  # people do not see this field; nothing is lost where a browser filled it all the same
        return _form(request, values, RecordError("complaint.filled_by_machine", Text(
            "a field that people do not see was filled in", "填写了页面上不可见的栏目"), next_step=Text(
                "Send it once more as it stands below", "请核对下方内容后重新提交")), 422)
    photo = request.FILES.get("photo")
    if isinstance(photo, UploadedFile) and (photo.size or 0) > PHOTO_BYTES:
        return _form(request, values, _too_large(), 413)
    try:
        event, secret = links.open_by_anybody(homes.current(), NAME, COMPLAIN, values, once=given.get("once", "")[:80],
                                              at=timezone.now())
    except PlumblineError as error:
        return _form(request, values, error, 422)
    problem = _attached(event, photo) if isinstance(photo, UploadedFile) else ""
    return opened_by_anybody.to_be_told(COOKIE, event, secret, problem, form="complain", then="complain-sent")


def _attached(event: CaseEvent, photo: Any) -> str:
    """Attach the photograph by the link of its complaint; what is wrong with it, where it cannot be."""
    now = datetime.now(UTC)
    who, _case = links.bearer(homes.current(), event, at=now)
    try:
        attaching.attach(homes.current(), who, attaching.CASE, (NAME, event.case.number), photo.chunks(),
                         name=photo.name or "", at=now, most=PHOTO_BYTES, only=IMAGES)
    except PlumblineError as error:
        return "" if error.code == "evidence.attached_already" else words.sentences(error.what, error.next_step)
    return ""


@never_cache
def sent(request: HttpRequest) -> HttpResponseBase:
    """The number and the secret of what was sent just now, with what follows and until when."""
    told = opened_by_anybody.told(request, COOKIE)
    if told is None:
        return HttpResponseRedirect(reverse("complain-follow"))
    number, secret, problem, case = told
    due = case.due()
    return render(request, "plumbline/surveillance/complaint-sent.html", {
        "number": number_of(number), "secret": opened_by_anybody.in_fours(secret),
        "problem": problem, "address": reverse("link", args=(secret,)), "due": due.day if due is not None else None,
        "region": words.say(region_name(today_tree(request), case.region)),
        "evidence": reverse("link-evidence", args=(secret,))})


@never_cache
def follow(request: HttpRequest) -> HttpResponseBase:
    """Where somebody types the number and the secret of their complaint; with the right ones, the way to it."""
    if request.method != "POST":
        return render(request, "plumbline/surveillance/complaint-follow.html")
    if (response := opened_by_anybody.followed(request, NAME)) is not None:
        return response
    return render(request, "plumbline/surveillance/complaint-follow.html", {
        "wrong": True, "number": request.POST.get("number", "")[:40]}, status=422)


def _form(request: HttpRequest, values: Mapping[str, str], error: PlumblineError | None = None, status: int = 200,
          ) -> HttpResponse:
    procedure = registry.procedure(NAME)
    act, tree = procedure.by_name[COMPLAIN], today_tree(request)
    region = values.get("region") or opened_by_anybody.region_of(tree, request.GET.get("region", ""))
    form = Form(act_kind(procedure, act.name, procedure.specs + act.specs), None, tree, values)
    if isinstance(error, RecordError):
        form.refuse(error)
        error = form.problem
    tops = [code for code in tree.codes if not tree.parent(code)]
    return render(request, "plumbline/surveillance/complain.html", {
        "fields": [each for each in form if each.spec.name in FIELDS], "problem": error,
        "region": region, "region_title": words.say(region_name(tree, region)),
        "regions": [] if region and (len(tops) == 1 or request.GET.get("region")) else [
            (code, words.say(region_name(tree, code))) for code in tops],
        "wrong": form.wrong, "once": request.POST.get("once", "")[:80] or secrets.token_urlsafe(16),
        "asked": bool(request.GET.get("region")), "tops": tops}, status=status)


def _too_large() -> RecordError:
    return RecordError("complaint.photo_too_large", Text("the photograph is too large to be sent with the form",
                                                         "照片过大，无法随表单提交"), next_step=Text(
        "Go back, send the complaint without it, and add a smaller one afterwards: nothing was kept yet",
        "请返回，先不附照片提交，之后再补充较小的照片；目前尚未保存任何内容"))


