"""The card of an inspector: what is to be inspected, and the way to the sheet."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from plumbline.interfaces.shared.cards import HOME, MINE, SMALL, Asked, Card, declare
from plumbline.procedures.casework import reading
from plumbline.procedures.surveillance.recalls import outlet_sheet, sampling
from plumbline.procedures.surveillance.spot_checks import sheet
from plumbline.procedures.surveillance.spot_checks.tasks import INSPECTOR
from plumbline.text import Text


def _tasks(asked: Asked) -> dict[str, Any] | None:
    user = asked.viewer.user
    if user is None:
        return None
    on, open_ = timezone.localdate(), 0
    given = reading.given_in(user, {sheet.NAME: INSPECTOR, sampling.PROCEDURE: outlet_sheet.INSPECTOR})
    if not given:
        return None
    if sheet.NAME in given:
        open_ += sum(each.state == "assigned" for each in sheet.tasks_of(user, on))
    if sampling.PROCEDURE in given:
        open_ += sum(each.state == outlet_sheet.TO_CHECK for each in outlet_sheet.outlets_of(user, on))
    return {"heading": TITLE, "count": open_, "address": reverse("task-sheet")}


TITLE = Text("My tasks", "我的任务")
declare(Card("my-tasks", TITLE, "surveillance", Text(
    "What you are to inspect in spot checks and to visit while recalls run, and the sheet for the phone.",
    "双随机抽查和召回核查中派给您的任务及手机任务单。"),
    "plumbline/cards/count.html", _tasks, SMALL, places=(HOME,), after=MINE))
