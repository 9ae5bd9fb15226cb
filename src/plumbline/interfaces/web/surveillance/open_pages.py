"""Open data of surveillance as JSON, CSV and Atom (RFC 4287), with what changed since a day.

More than one answer holds goes on at the address that the header ``Link`` names ``next`` (RFC 8288); in Atom it stands
in the feed too (RFC 5005)."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from plumbline.errors import RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.web.core import atom, whole_numbers
from plumbline.procedures.surveillance import open_data
from plumbline.procedures.surveillance.open_data import Change, Changes
from plumbline.records.core import kinds
from plumbline.records.export.table import CSV, MEDIA, Column, Table
from plumbline.records.export.writing import written
from plumbline.records.query.changed_rows import WITHDRAWN
from plumbline.text import Text

JSON, ATOM = "json", "atom"
FORMS = (JSON, CSV, ATOM)
HOW = (Column("change"), Column("changed_at"), Column("journal", "integer"))


def index(request: HttpRequest) -> HttpResponse:
    """The sets, and how a program asks for them."""
    sets = [{"name": name, "kind": kinds.get(kind)} for name, kind in open_data.SETS.items()]
    return render(request, "plumbline/open/index.html", {
        "sets": sets, "forms": FORMS, "most": open_data.MOST,
        "example": reverse("open-data", args=("recalls", JSON)) + "?since=2026-01-01"})


def changes(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """What changed in a set ``since`` a day."""
    since = request.GET.get("since", "").strip()
    after = whole_numbers.key(request.GET.get("after", ""))
    if form not in FORMS:
        raise Missing("export.no_format", Text(f"there is no format '{form[:20]}'", f"没有格式“{form[:20]}”"))
    try:
        found = open_data.changes(name, since, after)
    except RecordError as error:
        if error.code == "open_data.no_set":
            raise Missing.of(error) from error
        return _refused(error)
    following = ""
    if found.next:
        query = urlencode({key: text for key, text in (("since", since), ("after", found.next)) if text})
        following = request.build_absolute_uri(f"{request.path}?{query}")
    made = {JSON: _json, CSV: _csv, ATOM: _atom}[form](request, name, found, following)
    if following:
        made["Link"] = f'<{following}>; rel="next"'
    return made


def _json(_request: HttpRequest, name: str, found: Changes, following: str) -> HttpResponse:
    document = {"set": name, "kind": found.kind.name, "since": found.since.isoformat() if found.since else None,
                "changes": [each.as_dict() for each in found.rows], "next": following or None}
    return HttpResponse(msgspec.json.encode(document), content_type="application/json; charset=utf-8")


def _csv(_request: HttpRequest, name: str, found: Changes, _following: str) -> HttpResponse:
    specs = found.kind.kept
    rows = [(each.how, each.at.isoformat(), each.entry, *(each.typed.get(spec.name) for spec in specs))
            for each in found.rows]
    table = Table(name, (*HOW, *(Column.of(spec) for spec in specs)), rows, lambda most: min(most, len(rows)))
    response = HttpResponse(b"".join(written(table, CSV)), content_type=MEDIA[CSV])
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _atom(request: HttpRequest, name: str, found: Changes, following: str) -> HttpResponse:
    items = (atom.Item(str(each.key), _title(each), _page(found, each), _told(found, each), each.at,
                       categories=(each.how,)) for each in found.rows)
    return atom.answer(request, title=words.say(found.kind.plural), page=reverse("open"), id=f"open/{name}",
                       items=items, since=found.since, following=following)


def _title(each: Change) -> str:
    said = {"added": _("New"), "corrected": _("Corrected"), "withdrawn": _("Withdrawn")}[each.how]
    colon = "：" if words.chinese() else ": "
    return f"{said}{colon}{each.title}" if each.title == each.key else f"{said}{colon}{each.title} ({each.key})"


def _page(found: Changes, each: Change) -> str:
    key = tuple(each.typed[name] for name in found.kind.key)
    if found.kind.name == "recall":
        return reverse("recall", args=(key,))
    return reverse("record", args=(found.kind.name, tuple(map(str, key))))


def _told(found: Changes, each: Change) -> str:
    if each.how == WITHDRAWN:
        return _("It was withdrawn: it counts no more.")
    return "\n".join(f"{words.say(spec.title)}: {each.values[spec.name]}" for spec in found.kind.kept
                     if each.values.get(spec.name))


def _refused(error: RecordError) -> HttpResponse:
    return HttpResponse(msgspec.json.encode({"error": error.as_dict()}), status=400,
                        content_type="application/json; charset=utf-8")
