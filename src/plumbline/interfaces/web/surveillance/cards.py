"""The card of an inspector: what is to be inspected, and the way to the sheet."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from plumbline.interfaces.shared.cards import HOME, MINE, SMALL, Asked, Card, declare
from plumbline.procedures.surveillance.spot_checks import sheet
from plumbline.text import Text


def _tasks(asked: Asked) -> dict[str, Any] | None:
    user = asked.viewer.user
    if user is None or not sheet.is_inspector(user):
        return None
    open_ = sum(each.state == "assigned" for each in sheet.tasks_of(user, timezone.localdate()))
    return {"heading": TITLE, "count": open_, "address": reverse("task-sheet")}


TITLE = Text("My tasks", "我的任务")
declare(Card("my-tasks", TITLE, "surveillance", Text(
    "What you are to inspect in spot checks, and the sheet for the phone.",
    "双随机抽查中派给您的检查任务及手机任务单。"),
    "plumbline/cards/count.html", _tasks, SMALL, places=(HOME,), after=MINE))
