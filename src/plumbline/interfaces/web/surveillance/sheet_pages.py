"""The task sheet on an inspector's phone: it works without scripts, and with them without a network.

Nothing of a person is kept on a device unless the person says so: the sheet can be taken along, and is forgotten with
one button, with signing out, or once somebody else signs in. Answers that wait to be sent stay until they are."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from pathlib import Path
from typing import Any

import msgspec
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import PlumblineError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.casework.case_view import status_of
from plumbline.interfaces.web.core import day_words
from plumbline.procedures.surveillance.spot_checks import sheet
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

RESULT = "draw-result"


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """What I am to inspect, one tap a result; posted, one answer that is given now."""
    user, now = Viewer.of(request).user, timezone.now()
    problem: PlumblineError | None = None
    if request.method == "POST":
        said = {name: request.POST.get(name, "").strip() for name in ("number", "object", "result", "note")}
        given = now.astimezone(UTC).replace(microsecond=0).isoformat()
        (taken,) = sheet.send(homes.current(), user, [{**said, "given": given}], at=now)
        problem = taken.error
        if problem is None:
            messages.success(request, _("Kept, beside another answer.") if taken.beside else _("Kept."))
            return HttpResponseRedirect(request.path)
    on = timezone.localdate(now)
    tasks = sheet.tasks_of(user, on)
    count = Counter(each.state for each in tasks)
    return render(request, "plumbline/spot_checks/sheet.html", {
        "problem": problem, "open": count["assigned"], "late": sum(each.late for each in tasks),
        "tasks": [{"task": each, "left": day_words.days_left((each.due - on).days if each.due else None),
                   "answers": [(words.say(vocabularies.title(RESULT, one.result)), one) for one in each.answers]}
                  for each in tasks],
        "results": [(code, words.say(term.title)) for code, term in vocabularies.vocabulary(RESULT).items()],
        "on": on}, status=status_of(problem) if problem else 200)


@login_required
def answers(request: HttpRequest) -> HttpResponse:
    """For the sheet's script. Asked: who is signed in, the server's time, and a token to send with. Posted: the answers
    that were given without a network; what became of each."""
    user, now = Viewer.of(request).user, timezone.now()
    if request.method != "POST":
        return JsonResponse({"user": request.user.get_username(), "now": int(now.timestamp() * 1000),
                             "token": get_token(request)})
    try:
        sent = _sent(request.body)
        taken = sheet.send(homes.current(), user, sent, at=now)
    except PlumblineError as error:
        return JsonResponse({"error": _said(error)}, status=status_of(error))
    return JsonResponse({"answers": [{
        "number": each.number, "object": each.object, "beside": each.beside,
        "error": _said(each.error) if each.error is not None else None} for each in taken]})


def worker(request: HttpRequest) -> HttpResponse:
    """The script that opens the sheet where there is no network; it may do so for no other page."""
    found = finders.find("plumbline/tasks-worker.js")
    assert isinstance(found, str)
    return HttpResponse(Path(found).read_bytes(), content_type="text/javascript")


def _sent(body: bytes) -> list[dict[str, str]]:
    try:
        found: Any = msgspec.json.decode(body)
        return [{str(name): str(text) for name, text in each.items()} for each in found["answers"]]
    except (msgspec.DecodeError, TypeError, KeyError, AttributeError) as error:
        raise RecordError("spot_check.answers_unfit", Text("these are no answers", "所提交的内容不是答复"),
                          where="answers", next_step=Text("Open the task sheet again, with a network",
                                                          "请在有网络时重新打开任务单")) from error


def _said(error: PlumblineError) -> dict[str, str]:
    return {"code": str(error.code), "text": words.sentences(error.what, error.why, error.next_step)}
