"""The card of an inspector: what is to be inspected, and the way to the sheet."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from plumbline.interfaces.shared.cards import HOME, MINE, SMALL, Asked, Card, declare
from plumbline.procedures.surveillance.recalls import outlet_sheet
from plumbline.procedures.surveillance.spot_checks import sheet
from plumbline.text import Text


def _tasks(asked: Asked) -> dict[str, Any] | None:
    user = asked.viewer.user
    if user is None:
        return None
    on, open_, mine = timezone.localdate(), 0, False
    if sheet.is_inspector(user):
        mine, open_ = True, sum(each.state == "assigned" for each in sheet.tasks_of(user, on))
    if outlet_sheet.is_inspector(user):
        mine = True
        open_ += sum(each.state == outlet_sheet.TO_CHECK for each in outlet_sheet.outlets_of(user, on))
    if not mine:
        return None
    return {"heading": TITLE, "count": open_, "address": reverse("task-sheet")}


TITLE = Text("My tasks", "我的任务")
declare(Card("my-tasks", TITLE, "surveillance", Text(
    "What you are to inspect in spot checks and to visit while recalls run, and the sheet for the phone.",
    "双随机抽查和召回核查中派给您的任务及手机任务单。"),
    "plumbline/cards/count.html", _tasks, SMALL, places=(HOME,), after=MINE))
