"""Writing one record on a page: create, correct, withdraw, undo a withdrawal, and erase what is personal.

Two officers may have the same record open. Who saves second sees what the first one saved, beside what they typed, and
chooses field by field; what only the first one changed is taken over, and nothing typed is lost.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.interfaces.shared.places import record_address, today_tree
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core import whole_numbers
from plumbline.interfaces.web.records.forms import Form, texts_of
from plumbline.interfaces.web.records.list_pages import known_kind, may_not_write, no_record
from plumbline.procedures.records import permitted_writing, viewing
from plumbline.records.core.fields import PERSONAL, Spec
from plumbline.records.core.kinds import Kind
from plumbline.text import Text

REASON = 200


def new(request: HttpRequest, name: str) -> HttpResponse:
    """An empty form; posted, a record."""
    viewer = Viewer.of(request)
    if viewer.user is None:
        return redirect_to_login(request.get_full_path(), reverse("sign-in"))
    kind = known_kind(viewer, name)
    if not permitted_writing.may_write(viewer.user, kind):
        raise may_not_write(kind)
    given = request.POST if request.method == "POST" else request.GET
    values = {spec.name: str(given.get(spec.name, "")).strip() for spec in kind.fields}
    form = Form(kind, viewer.user, today_tree(request), values)
    status, there = 200, ""
    if request.method == "POST":
        try:
            row = permitted_writing.create(viewer.user, name, values, at=timezone.now())
        except ConflictError:
            there, status = record_address(kind, values), 409
        except (RecordError, NotAllowed) as error:
            form.refuse(error)
            status = 422
        else:
            messages.success(request, _("Kept. It counts from now on, and stands in the journal."))
            return HttpResponseRedirect(_address(kind, row))
    return render(request, "plumbline/records/form.html", {"kind": kind, "form": form, "there": there}, status=status)


def correct(request: HttpRequest, name: str, key: tuple[str, ...]) -> HttpResponse:
    """The newest version in a form; posted, a version after it."""
    viewer = Viewer.of(request)
    if viewer.user is None:
        return redirect_to_login(request.get_full_path(), reverse("sign-in"))
    kind, found = _found(viewer, name, key)
    newest = found[0]
    if newest.row.withdrawn or not permitted_writing.may_correct(viewer.user, kind, newest.row):
        raise NotAllowed("request.record_closed", Text(
            "this record is withdrawn, or of a region that is not this person's",
            "该记录已撤回，或所属地区不归此人管辖"))
    now = texts_of(kind, newest.shown)
    if request.method != "POST":
        return _form(request, Form(kind, viewer.user, today_tree(request), now, newest.row), newest)
    seen = request.POST.get("seen", "")
    typed = {name: str(request.POST.get(name, value)).strip() if name not in kind.key else value
             for name, value in now.items()}
    for one in now:
        if request.POST.get(f"take-{one}") == "theirs":
            typed[one] = now[one]
    for one in kind.names(PERSONAL):
        # What was erased while the form was open does not come back because it still stood there.
        if typed[one] == request.POST.get(f"was-{one}"):
            typed[one] = now[one]
    form = Form(kind, viewer.user, today_tree(request), typed, newest.row)
    base = next((texts_of(kind, each.shown) for each in found if str(each.row.pk) == seen), {})
    if seen != str(newest.row.pk):
        return _conflict(request, form, newest, base, now)
    changes = {one: value for one, value in typed.items() if value != now[one]}
    try:
        row = permitted_writing.correct(viewer.user, name, key, changes, seen=newest.row.pk, at=timezone.now())
    except ConflictError:  # somebody was quicker by less than this request took
        kind, found = _found(viewer, name, key)
        form.row = found[0].row
        return _conflict(request, form, found[0], now, texts_of(kind, found[0].shown))
    except (RecordError, NotAllowed) as error:
        form.refuse(error)
        return _form(request, form, newest, status=422)
    messages.success(request, _("Saved as a new version; the one before stays in the journal.") if changes
                     else _("Nothing was different, so nothing was changed."))
    return HttpResponseRedirect(_address(kind, row))


@require_POST
def withdraw(request: HttpRequest, name: str, key: tuple[str, ...]) -> HttpResponse:
    """Take one record out of what counts."""
    viewer = Viewer.of(request)
    kind, _versions = _found(viewer, name, key)
    seen = request.POST.get("seen", "")
    row = permitted_writing.withdraw(viewer.user, name, key, seen=whole_numbers.key(seen), at=timezone.now(),
                                     reason=request.POST.get("reason", "").strip()[:REASON])
    messages.success(request, _("Withdrawn. It counts no more; you can undo that here."))
    return HttpResponseRedirect(_address(kind, row))


@require_POST
def restore(request: HttpRequest, name: str, key: tuple[str, ...]) -> HttpResponse:
    """Undo a withdrawal: the content before it counts again."""
    viewer = Viewer.of(request)
    kind, _versions = _found(viewer, name, key)
    row = permitted_writing.restore(viewer.user, name, key, at=timezone.now())
    messages.success(request, _("It counts again, as it stood before."))
    return HttpResponseRedirect(_address(kind, row))


def erase(request: HttpRequest, name: str, key: tuple[str, ...]) -> HttpResponse:
    """What is known of the person behind one record, to be looked at before it is erased; posted, it is."""
    viewer = Viewer.of(request)
    if viewer.user is None:
        return redirect_to_login(request.get_full_path(), reverse("sign-in"))
    kind, found = _found(viewer, name, key)
    address = _address(kind, found[0].row)
    if request.method == "POST":
        if permitted_writing.erase_personal(viewer.user, name, key, at=timezone.now()):
            messages.success(request, _("The personal data of this record was erased, for good."))
        else:
            messages.info(request, _("There was no personal data left to erase."))
        return HttpResponseRedirect(address)
    shown = permitted_writing.to_erase(viewer.user, name, key).shown
    held = [(spec, shown[spec.name]) for spec in personal_held(kind, shown)]
    return render(request, "plumbline/records/erase.html", {"kind": kind, "key": key, "address": address, "held": held})


def personal_held(kind: Kind, shown: dict[str, Any]) -> list[Spec]:
    """The personal fields of which something is known, among what is ``shown`` of a record."""
    return [spec for spec in kind.fields if spec.exposure is PERSONAL and shown.get(spec.name) is not None]


def _found(viewer: Viewer, name: str, key: tuple[str, ...]) -> tuple[Kind, list[viewing.Version]]:
    kind = known_kind(viewer, name)
    found = viewing.versions(kind, key, viewer.user)
    if not found:
        raise no_record()
    return kind, found


def _address(kind: Kind, row: Any) -> str:
    return record_address(kind, {part: getattr(row, part) for part in kind.key})


def _conflict(request: HttpRequest, form: Form, newest: viewing.Version, base: dict[str, str],
              now: dict[str, str]) -> HttpResponse:
    """What both changed is put side by side; what only the other changed is taken over."""
    typed = dict(form.values)
    taken = []
    for spec in form.kind.fields:
        mine, theirs, before = typed[spec.name], now[spec.name], base.get(spec.name)
        if mine == theirs:
            continue
        if mine == before:
            typed[spec.name] = theirs
            taken.append(spec)
        elif theirs != before or before is None:
            form.theirs[spec.name] = theirs
    form.values = typed
    return _form(request, form, newest, taken=taken, conflict=True, status=409)


def _form(request: HttpRequest, form: Form, newest: viewing.Version, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "plumbline/records/form.html", {
        "kind": form.kind, "form": form, "newest": newest.row, "address": _address(form.kind, newest.row),
        "was": {name: text for name, text in texts_of(form.kind, newest.shown).items()
                if name in form.kind.names(PERSONAL)}, **more,
    }, status=status)
