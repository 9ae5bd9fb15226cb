"""Recalls as everybody sees them: which there are, whether one's own product is among them, and each by itself, with
what to do first."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core import whole_numbers
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.surveillance import warnings
from plumbline.procedures.surveillance.recalls import notice, published, showing
from plumbline.procedures.surveillance.recalls.showing import Shown
from plumbline.text import Text

ROWS = 30
STATES = (showing.RUNNING, showing.CLOSED)


def index(request: HttpRequest) -> HttpResponse:
    """The recalls that are published, the newest first; and, of a product that is named, what it is warned of."""
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    number = max(1, whole_numbers.whole_number(request.GET.get("page", ""), 1) or 1)
    rows = showing.rows(state)
    found = showing.of_records(rows[(number - 1) * ROWS:number * ROWS + 1])
    user = Viewer.of(request).user

    def address(**changed: Any) -> str:
        return "?" + urlencode({name: value for name, value in {"state": state, **changed}.items() if value})

    return render(request, "plumbline/recalls/index.html", {
        "recalls": [notice.titled(each) for each in found[:ROWS]], "state": state, "total": rows.count(),
        "asked": _asked(request), "works": user is not None and showing.works(user),
        "choices": [(address(state=each), each) for each in ("", *STATES)],
        "back": address(page=number - 1) if number > 1 else "",
        "next": address(page=number + 1) if len(found) > ROWS else ""})


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What a shopper asks: is this product, or this lot of it, recalled?"""
    product, lot = (request.GET.get(name, "").strip()[:160] for name in ("product", "lot"))
    if not product or not (product + lot).isprintable():
        return {"product": product if product.isprintable() else "", "lot": ""}
    on = timezone.localdate()
    return {"product": product, "lot": lot, "on": on, "told": True, "found": warnings.warnings(product, lot, on=on)}


def one(request: HttpRequest, key: tuple[str, ...]) -> HttpResponse:
    """One recall: what to do, what it is about, how far it is."""
    shown = _published(request, key)
    own = shown.case if shown.case is not None and shown.case.inside(Viewer.of(request).user) else None
    return render(request, "plumbline/recalls/one.html", {
        "notice": notice.notice(shown), "shown": shown, "key": (shown.number,), "record": shown.record, "case": own,
        "words": {"advice": notice.ADVICE, "what": notice.WHAT, "why": notice.WHY, "progress": notice.PROGRESS},
        "running": shown.state == showing.RUNNING, "revoked": shown.record.withdrawn,
        "cites": procedure(published.PROCEDURE).cites})


def paper(request: HttpRequest, key: tuple[str, ...], language: str) -> HttpResponse:
    """The notice as PDF, as it stands today."""
    shown = _published(request, key)
    if language not in notice.LANGUAGES:
        raise missing()
    on: date = timezone.localdate()
    made = notice.paper(homes.current(), shown, language, authority=settings.AUTHORITY, on=on)
    response = HttpResponse(made.content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{made.name}.pdf"'
    return response


def _published(request: HttpRequest, key: tuple[str, ...]) -> Shown:
    """The recall of an address, once it is published. :raises Missing: where there is none: before that nobody is told
    here that there is one."""
    try:
        shown = showing.show(homes.current(), Viewer.of(request).user, "/".join(key), at=timezone.now())
    except RecordError as error:
        raise missing() from error
    if shown.record is None:
        raise missing()
    return shown


def missing() -> Missing:
    """That there is no such recall."""
    return Missing("recall.unknown", Text("there is no such recall", "没有该召回"),
                   next_step=Text("Look for it among all recalls", "请在召回列表中查找"))
