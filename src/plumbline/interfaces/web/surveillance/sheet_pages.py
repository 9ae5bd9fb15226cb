"""The sheet on an inspector's phone: tasks of spot checks and outlets of recalls, each with what to tap. It works
without scripts, and with them without a network.

Nothing of a person is kept on a device unless the person says so: the sheet can be taken along, and is forgotten with
one button, with signing out, or once somebody else signs in. Answers that wait to be sent stay until they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date
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
from plumbline.procedures.surveillance import phone_answers
from plumbline.procedures.surveillance.recalls import outlet_sheet
from plumbline.procedures.surveillance.spot_checks import sheet
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

RESULT = "draw-result"


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """What I am to inspect and to visit, with what to tap; posted, one answer that is given now."""
    user, now = Viewer.of(request).user, timezone.now()
    problem: PlumblineError | None = None
    if request.method == "POST":
        said = {str(name): str(text).strip() for name, text in request.POST.items()}
        given = now.astimezone(UTC).replace(microsecond=0).isoformat()
        (taken,) = phone_answers.send(homes.current(), user, [{**said, "given": given}], at=now)
        problem = taken.error
        if problem is None:
            messages.success(request, _("Kept, beside another answer.") if taken.beside else _("Kept."))
            return HttpResponseRedirect(request.path)
    on = timezone.localdate(now)
    tasks, outlets = sheet.tasks_of(user, on), outlet_sheet.outlets_of(user, on)
    stand = [*((each.state, each.late) for each in tasks), *((each.state, each.late) for each in outlets)]
    return render(request, "plumbline/spot_checks/sheet.html", {
        "problem": problem, "open": sum(state in ("assigned", outlet_sheet.TO_CHECK) for state, _late in stand),
        "late": sum(late for _state, late in stand),
        "tasks": [{"task": each, "left": day_words.days_left((each.due - on).days if each.due else None),
                   "answers": [(words.say(vocabularies.title(RESULT, one.result)), one) for one in each.answers]}
                  for each in tasks],
        "outlets": [_outlet(each, on) for each in outlets],
        "results": [(code, words.say(term.title)) for code, term in vocabularies.vocabulary(RESULT).items()],
        "on": on}, status=status_of(problem) if problem else 200)


def _outlet(each: outlet_sheet.Outlet, on: date) -> dict[str, Any]:
    return {"outlet": each, "left": day_words.days_left((each.due - on).days if each.due else None), "notes": [
        (" · ".join(_seen(note.said)), note) for note in each.notes]}


def _seen(said: Mapping[str, str]) -> list[str]:
    """What was noted at an outlet, in words."""
    found = []
    for name, yes, no in (("told", _("was told"), _("was not told")),
                          ("on_shelf", _("still on the shelf"), _("not on the shelf"))):
        if name in said:
            found.append(yes if said[name] == "true" else no)
    if "units_seen" in said:
        found.append(_("%(count)s units seen") % {"count": said["units_seen"]})
    return found


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
        taken = phone_answers.send(homes.current(), user, sent, at=now)
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
