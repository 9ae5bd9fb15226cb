"""Importing a file: ask, follow, see what came of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from plumbline import home as homes
from plumbline.errors import NotAllowed
from plumbline.interfaces.web import jobs, words
from plumbline.interfaces.web.access import Eyes
from plumbline.interfaces.web.mistakes import Missing
from plumbline.interfaces.web.views.files import sent
from plumbline.procedures.writing import may_import
from plumbline.records import kinds
from plumbline.records.defusing import undone
from plumbline.records.intake.quarantine import HEADER
from plumbline.records.journal import Entry
from plumbline.records.tables.table import XLSX, Column, Table, written
from plumbline.rulebook.mappings import load_mappings

SHOWN = 200
ROWS = 50
PARTS = {"reasons": "-reasons.csv", "rows": "-rows.csv"}


def _must_be_officer(request: HttpRequest) -> HttpResponse | None:
    """Nobody's: to sign-in; an officer's of a part only: refused, since a file can name any region."""
    eyes = Eyes.of(request)
    if eyes.user is None:
        return redirect_to_login(request.get_full_path(), reverse("sign-in"))
    if not any(may_import(eyes.user, kind) for kind in kinds.KINDS.values()):
        raise NotAllowed("an import can name any region, so it needs an officer's role over the whole tree")
    return None


def index(request: HttpRequest) -> HttpResponse:
    """Every import, newest first."""
    if (elsewhere := _must_be_officer(request)) is not None:
        return elsewhere
    entries = Entry.objects.filter(act="import").order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal():
        entries = entries.filter(pk__lt=int(before[:18]))
    found = list(entries[:ROWS + 1])
    return render(request, "plumbline/imports/index.html", {
        "entries": [_line(entry) for entry in found[:ROWS]],
        "next": found[ROWS - 1].pk if len(found) > ROWS else None,
    })


@csrf_exempt
def new(request: HttpRequest) -> HttpResponseBase:
    """Ask for an import. Who may is settled before anything of the upload is read; only then the form's token."""
    return _must_be_officer(request) or csrf_protect(_new)(request)


def _new(request: HttpRequest) -> HttpResponse:
    home = homes.current()
    offered = [kind for kind in kinds.KINDS.values() if may_import(Eyes.of(request).user, kind)]
    mappings = sorted(load_mappings(home).values(), key=lambda one: one.name)
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        chosen = request.POST.get("kind", "")
        mapping = request.POST.get("mapping", "")
        fitting = {one.name for one in mappings if one.kind == chosen}
        if file is None or isinstance(file, list) or not file.size:
            problem = _("Choose a file that is not empty.")
        elif chosen not in {kind.name for kind in offered}:
            problem = _("Choose the kind of record that the file holds.")
        elif mapping and mapping not in fitting:
            problem = _("This mapping is for another kind of record. Choose one that fits, or let the names decide.")
        else:
            job = jobs.begin(home, file, kind=chosen, mapping=mapping, actor=request.user.pk)
            return HttpResponseRedirect(reverse("import-job", args=(job.token,)))
    return render(request, "plumbline/imports/new.html", {
        "kinds": offered, "mappings": [one for one in mappings if one.kind in {kind.name for kind in offered}],
        "problem": problem, "chosen": request.POST.get("kind", "inspection"),
        "chosen_mapping": request.POST.get("mapping", ""),
    }, status=422 if problem else 200)


def job(request: HttpRequest, token: str) -> HttpResponse:
    """Follow one import; the page asks for itself again every second while it runs."""
    if (elsewhere := _must_be_officer(request)) is not None:
        return elsewhere
    found = jobs.find(homes.current(), token)
    if found is None:
        raise Missing(_("There is no such import."), _("Look for it in the list of imports."))
    htmx = bool(getattr(request, "htmx", False))
    if found.state == jobs.DONE and found.entry is not None:
        address = reverse("import", args=(found.entry,))
        if not htmx:
            return HttpResponseRedirect(address)
        response = HttpResponse()
        response["HX-Redirect"] = address
        return response
    kind = kinds.get(found.kind)
    template = "plumbline/imports/progress.html" if htmx else "plumbline/imports/job.html"
    # A follower that finds the job over asks for the whole page once more, without the polling.
    return render(request, template, {"job": found, "kind": kind, "percent": int(found.share * 100),
                                      "goes_on": not found.over and not found.lost})


def one(request: HttpRequest, number: int) -> HttpResponse:
    """What came of one import, with what was set aside."""
    if (elsewhere := _must_be_officer(request)) is not None:
        return elsewhere
    entry = _entry(number)
    line = _line(entry)
    reasons = _file(entry, "reasons")
    return render(request, "plumbline/imports/one.html", {
        **line, "faults": _faults(reasons) if reasons else [], "most": SHOWN, "has_files": reasons is not None,
    })


def download(request: HttpRequest, number: int, part: str) -> HttpResponseBase:
    """The quarantine: its reasons, or the rows as they were given, to be mended and imported again."""
    if (elsewhere := _must_be_officer(request)) is not None:
        return elsewhere
    path = _file(_entry(number), part) if part in PARTS else None
    if path is None:
        raise Missing(_("This import set nothing aside."))
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv; charset=utf-8")


def reasons(request: HttpRequest, number: int) -> HttpResponseBase:
    """The reasons as a workbook, which an office can pass on."""
    if (elsewhere := _must_be_officer(request)) is not None:
        return elsewhere
    path = _file(_entry(number), "reasons")
    if path is None:
        raise Missing(_("This import set nothing aside."))
    columns = tuple(Column(name, "integer" if name == "row" else "text") for name in HEADER)
    table = Table("reasons", columns, _reasons(path), lambda most: sum(1 for _ in islice(_reasons(path), most)))
    return sent(path.stem, XLSX, written(table, XLSX))


def _reasons(path: Path) -> Iterator[list[Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield [int(row[name]) if name == "row" else undone(row[name]) for name in HEADER]


def _entry(number: int) -> Entry:
    entry = Entry.objects.filter(act="import", pk=number).first()
    if entry is None:
        raise Missing(_("There is no such import."), _("Look for it in the list of imports."))
    return entry


def _line(entry: Entry) -> dict[str, Any]:
    detail: dict[str, Any] = entry.detail if isinstance(entry.detail, dict) else {}
    kind = kinds.KINDS.get(entry.kind)
    mapping = str(detail.get("mapping", ""))
    if mapping == f"{entry.kind} by names":
        mapping = _("by their names")
    states = {Entry.VISIBLE: _("taken in"), Entry.EMPTY: _("nothing new"), Entry.ABANDONED: _("taken back"),
              Entry.STAGING: _("being checked"), Entry.PUBLISHING: _("being published")}
    return {
        "entry": entry, "kind": kind, "file": detail.get("file", ""), "mapping": mapping,
        "encoding": detail.get("encoding", ""), "sha256": detail.get("sha256", ""),
        "same": detail.get("unchanged", 0), "quarantined": detail.get("quarantined", 0), "rows": entry.rows,
        "corrections": entry.superseded_rows, "state": states.get(entry.state, entry.state),
    }


def _file(entry: Entry, part: str) -> Path | None:
    detail: dict[str, Any] = entry.detail if isinstance(entry.detail, dict) else {}
    name = detail.get("quarantine")
    if not name:
        return None
    name = Path(str(name)).name.removesuffix(PARTS["reasons"]) + PARTS[part]
    path = homes.current().quarantine / name
    return path if path.is_file() else None


def _faults(path: Path) -> list[dict[str, str]]:
    chinese = words.chinese()
    found = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.append({**row, "reason": row["reason_zh"] if chinese else row["reason"],
                          "remedy": row["remedy_zh"] if chinese else row["remedy"]})
            if len(found) == SHOWN:
                break
    return found
