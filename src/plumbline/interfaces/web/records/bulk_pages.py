"""Acting on many records of a list: choose, look at what will happen, do it, undo it. No step needs JavaScript."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plumbline.errors import ConflictError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import record_address, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core import whole_numbers
from plumbline.interfaces.web.records import cells
from plumbline.interfaces.web.records.forms import Form
from plumbline.interfaces.web.records.list_pages import known_kind, may_not_write
from plumbline.interfaces.web.records.listing import Listing
from plumbline.procedures.records import bulk, permitted_writing
from plumbline.records.core import kinds
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind
from plumbline.records.intake.staging.single import Faults
from plumbline.text import Text

SALT = "plumbline.many"
SHOWN = 20
REASON = 200


@login_required
@require_POST
def many(request: HttpRequest, name: str) -> HttpResponse:
    """Posted from a list: what was chosen, and what may be done with it. Posted from that page: done."""
    viewer = Viewer.of(request)
    kind = known_kind(viewer, name)
    if not permitted_writing.may_write(viewer.user, kind):
        raise may_not_write(kind)
    if "chosen" not in request.POST:
        return _ask(request, viewer, kind, _chosen(request, viewer, kind))
    rows = _signed(request, kind)
    reason = request.POST.get("reason", "").strip()[:REASON]
    act = request.POST.get("act", "")
    try:
        if not reason:
            return _ask(request, viewer, kind, rows, problem=_("Give a reason: it stands in the journal."))
        if act == bulk.WITHDRAW:
            done = bulk.withdraw(viewer.user, name, rows, reason=reason, at=timezone.now())
        else:
            field = request.POST.get("field", "")
            if field not in kind.settable:
                return _ask(request, viewer, kind, rows, problem=_("Choose the field to set."))
            done = bulk.set_field(viewer.user, name, rows, field, request.POST.get(field, "").strip(), reason=reason,
                                  at=timezone.now())
    except Faults as error:
        said = " ".join(words.sentences(why, remedy) for _field, why, remedy, _code in error.faults)
        return _ask(request, viewer, kind, rows, problem=said)
    if done.entry is None:
        messages.error(request, _("Nothing was changed: each of the records was changed meanwhile, stands so already, "
                                  "or is of another region."))
        return HttpResponseRedirect(reverse("record-list", args=(kind.name,)))
    return HttpResponseRedirect(reverse("change", args=(done.entry.number,)))


def _chosen(request: HttpRequest, viewer: Viewer, kind: Kind) -> list[int]:
    if request.POST.get("all"):
        return Listing(kind, viewer, QueryDict(request.POST.get("query", "")[:4000])).rows.ids(bulk.MOST)
    return [number for row in request.POST.getlist("row") if (number := whole_numbers.key(row))][:bulk.MOST]


def _signed(request: HttpRequest, kind: Kind) -> list[int]:
    try:
        name, rows = signing.loads(request.POST["chosen"], salt=SALT, max_age=24 * 3600)
    except (signing.BadSignature, ValueError, TypeError):
        name, rows = "", []
    if name != kind.name:
        raise Missing("request.choice_lost", Text("what was chosen cannot be read any more", "所选内容已失效"),
                      next_step=Text("Choose the records in the list again", "请回到列表重新选择记录"))
    return [int(row) for row in rows]


def _ask(request: HttpRequest, viewer: Viewer, kind: Kind, rows: list[int], problem: str = "") -> HttpResponse:
    tree = today_tree(request)
    found = [row for start in range(0, len(rows), 500)
             for row in kind.model.objects.filter(pk__in=rows[start:start + 500])]
    # Whoever may not write a record need not see it here; a row's number alone says nothing.
    open_to: dict[Any, bool] = {}
    for row in found:
        place = getattr(row, kind.region) if kind.region else None
        if place not in open_to:
            open_to[place] = permitted_writing.may_correct(viewer.user, kind, row)
    own = [row for row in found if open_to[getattr(row, kind.region) if kind.region else None]]
    form = Form(kind, viewer.user, tree, {name: request.POST.get(name, "") for name in kind.settable},
                only=kind.settable)
    columns = [kind.by_name[name] for name in kind.listed if name in kind.by_name][:5]
    return render(request, "plumbline/records/many.html", {
        "kind": kind, "count": len(own), "others": len(rows) - len(own), "most": bulk.MOST, "problem": problem,
        "chosen": signing.dumps((kind.name, [row.pk for row in own]), salt=SALT, compress=True),
        "fields": list(form) if kind.settable else [], "columns": columns,
        "lines": _lines(viewer, kind, own[:SHOWN], columns, tree), "reason": request.POST.get("reason", ""),
        "field_chosen": request.POST.get("field", ""), "more": max(0, len(own) - SHOWN),
    }, status=422 if problem else 200)


def _lines(viewer: Viewer, kind: Kind, rows: list[Any], columns: list[Any], tree: Any) -> list[dict[str, Any]]:
    return [{"cells": [cells.cell(spec, viewer.shown(kind, row), tree) for spec in columns],
             "address": record_address(kind, {part: getattr(row, part) for part in kind.key})} for row in rows]


@login_required
def change(request: HttpRequest, number: int) -> HttpResponse:
    """What one act on many records did, what it left alone and why; the undo."""
    viewer = Viewer.of(request)
    entry, kind = _entry(viewer, number)
    tree = today_tree(request)
    columns = [kind.by_name[name] for name in kind.listed if name in kind.by_name][:5]
    detail: dict[str, Any] = entry.detail
    written = kind.model.objects.filter(pk__in=detail["rows"][:SHOWN * 5])
    shown = [row for row in written if viewer.shown(kind, row) and _covers(viewer, kind, row)][:SHOWN]
    left = {int(row): why for row, why in detail.get("left", ())}
    alone = [row for row in kind.model.objects.filter(pk__in=list(left)[:500]) if _covers(viewer, kind, row)]
    said = {bulk.CHANGED: _("somebody changed it meanwhile"), bulk.NOT_OWN: _("of another region"),
            bulk.SAME: _("stood so already")}
    spec = kind.by_name.get(detail.get("field", ""))
    return render(request, "plumbline/records/change.html", {
        "entry": entry, "kind": kind, "act": entry.act, "reason": detail.get("reason", ""), "columns": columns,
        "spec": spec, "value": _value(kind, viewer, tree, spec, detail.get("value", "")),
        "mine": entry.actor == request.user.pk,
        "lines": _lines(viewer, kind, shown, columns, tree), "more": max(0, entry.rows - len(shown)),
        "left": [{**line, "why": said.get(left[row.pk], "")} for row, line in
                 zip(alone, _lines(viewer, kind, alone, columns[:1], tree), strict=True)],
        "left_count": len(left), "undone": detail.get("undone"), "undoes": detail.get("undoes"),
    })


@login_required
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Undo one act; the undo is an act of its own."""
    viewer = Viewer.of(request)
    _entry(viewer, number)
    try:
        done = bulk.undo(viewer.user, number, at=timezone.now())
    except ConflictError:
        messages.error(request, _("This was undone already."))
        return HttpResponseRedirect(reverse("change", args=(number,)))
    if done.entry is None:
        messages.error(request, _("Nothing could be undone: each of the records was changed since."))
        return HttpResponseRedirect(reverse("change", args=(number,)))
    return HttpResponseRedirect(reverse("change", args=(done.entry.number,)))


def _value(kind: Kind, viewer: Viewer, tree: Any, spec: Any, value: str) -> str:
    if spec is None:
        return ""
    (field,) = Form(kind, viewer.user, tree, {spec.name: value}, only=(spec.name,))
    return field.shown or _("not known")


def _covers(viewer: Viewer, kind: Kind, row: Any) -> bool:
    return not kind.region or getattr(row, kind.region) in viewer.regions(kind)


def _entry(viewer: Viewer, number: int) -> tuple[Entry, Kind]:
    """The entry, for those who may write some record of it; to others it is not there."""
    entry = Entry.objects.filter(number=number, act__in=bulk.ACTS, state=Entry.VISIBLE).first()
    kind = kinds.KINDS.get(entry.kind) if entry is not None else None
    if entry is not None and kind is not None and permitted_writing.may_write(viewer.user, kind):
        some = kind.model.objects.filter(pk__in=entry.detail["rows"])
        if not kind.region or some.filter(**{f"{kind.region}__in": sorted(viewer.regions(kind))}).exists():
            return entry, kind
    raise Missing("request.no_change", Text("there is no such change, or it is not open to you",
                                            "没有这项更改，或您无权查看"),
                  next_step=Text("Look for the records in their list", "请在列表中查找相关记录"))


