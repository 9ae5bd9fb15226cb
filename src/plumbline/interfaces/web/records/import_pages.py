"""Importing a file: ask, follow, see what came of it."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
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
from plumbline.home import Home
from plumbline.interfaces.shared import import_jobs, import_requests, job_notes, words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer, is_importer
from plumbline.interfaces.web.core import whole_numbers
from plumbline.interfaces.web.records.file_pages import sent
from plumbline.procedures.records.permitted_writing import may_import
from plumbline.records.core import kinds
from plumbline.records.core.defusing import undone
from plumbline.records.core.journal import Entry
from plumbline.records.export.table import XLSX, Column, Table
from plumbline.records.export.writing import written
from plumbline.records.intake.staging.quarantine import HEADER
from plumbline.rulebook.mappings import mappings as rulebook
from plumbline.rulebook.mappings.mappings import load_mappings
from plumbline.text import Text

SHOWN = 200
ROWS = 50
PARTS = {"reasons": "-reasons.csv", "rows": "-rows.csv"}


def _must_be_officer(request: HttpRequest) -> HttpResponse | None:
    """Nobody's: to sign-in; an officer's of a part only: refused, since a file can name any region."""
    viewer = Viewer.of(request)
    if viewer.user is None:
        return redirect_to_login(request.get_full_path(), reverse("sign-in"))
    if not is_importer(viewer.user):
        raise import_requests.whole_tree_needed()
    return None


def index(request: HttpRequest) -> HttpResponse:
    """Every import, newest first."""
    if (elsewhere := _must_be_officer(request)) is not None:
        return elsewhere
    entries = Entry.objects.filter(act="import").order_by("-pk")
    before = request.GET.get("before", "")
    if (limit := whole_numbers.key(before)):
        entries = entries.filter(pk__lt=limit)
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
    offered = {kind.name: kind for kind in kinds.KINDS.values() if may_import(Viewer.of(request).user, kind)}
    mappings = [one for one in sorted(load_mappings(home).values(), key=lambda one: one.name)
                if set(one.kinds) <= set(offered)]
    problem = ""
    if request.method == "POST":
        problem, job = _begun(request, home, offered, {one.name: one for one in mappings})
        if job is not None:
            return HttpResponseRedirect(reverse("import-job", args=(job.token,)))
    return render(request, "plumbline/imports/new.html", {
        "kinds": offered.values(), "problem": problem, "chosen": request.POST.get("kind", "inspection"),
        "mappings": [(one, [offered[name].plural for name in one.kinds]) for one in mappings],
        "chosen_mapping": request.POST.get("mapping", ""), "sheets": "\n".join(request.POST.getlist("sheet")),
        "asked": {name: request.POST.get(name, "") for name in ("encoding", "heading", "year", "hidden")},
    }, status=422 if problem else 200)


def _begun(request: HttpRequest, home: Home, offered: Collection[str], mappings: Mapping[str, rulebook.Mapping],
           ) -> tuple[str, import_jobs.Job | None]:
    """The import that the form asks for, or what is wrong with it."""
    file, own = request.FILES.get("file"), request.FILES.get("mapping_file")
    kind, name = request.POST.get("kind", ""), request.POST.get("mapping", "")
    sheets = [line for given in request.POST.getlist("sheet") for line in given.splitlines()]
    reading = import_requests.reading({name: str(value) for name, value in request.POST.items()}, sheets)
    given = import_requests.own_mapping(own) if own is not None else mappings.get(name)
    if file is None or isinstance(file, list) or not file.size:
        return _("Choose a file that is not empty."), None
    for unfit in (reading, given):
        if isinstance(unfit, import_requests.Unfit):
            return words.sentences(unfit.reason, unfit.remedy), None
    assert isinstance(reading, rulebook.Reading)
    assert not isinstance(given, import_requests.Unfit)
    if kind not in (*offered, "") or (not kind and given is None) or (given and not set(given.kinds) <= set(offered)):
        return _("Choose the kind of record that the file holds."), None
    if (name and given is None) or (kind and given is not None and kind not in given.kinds):
        return _("This mapping is for another kind of record. Choose one that fits, or let the names decide."), None
    return "", import_jobs.begin(home, file, kind=kind, mapping=name, actor=request.user.pk, reading=reading,
                                 own=given if own is not None else None)


def job(request: HttpRequest, token: str) -> HttpResponse:
    """Follow one import; the page asks for itself again every second while it runs."""
    if (elsewhere := _must_be_officer(request)) is not None:
        return elsewhere
    found = import_jobs.find(homes.current(), token)
    if found is None:
        raise _no_import()
    htmx = bool(getattr(request, "htmx", False))
    if found.state == job_notes.DONE and found.entry is not None:
        address = reverse("import", args=(found.entry,))
        if not htmx:
            return HttpResponseRedirect(address)
        response = HttpResponse()
        response["HX-Redirect"] = address
        return response
    plurals = [kinds.get(name).plural for name in import_jobs.kinds_of(homes.current(), found)]
    template = "plumbline/imports/progress.html" if htmx else "plumbline/imports/job.html"
    # A follower that finds the job over asks for the whole page once more, without the polling.
    return render(request, template, {"job": found, "plurals": plurals, "percent": int(found.share * 100),
                                      "draft": (found.draft or {}).get("zh" if words.chinese() else "en", ""),
                                      "goes_on": not found.over and not found.lost})


def draft(request: HttpRequest, token: str) -> HttpResponse:
    """The draft of a mapping that was made for a file whose columns are not known."""
    if (elsewhere := _must_be_officer(request)) is not None:
        return elsewhere
    found = import_jobs.find(homes.current(), token)
    if found is None or not found.draft:
        raise Missing("request.no_draft_of_mapping", Text("there is no draft for this import", "此次导入没有映射草稿"))
    text = found.draft["zh" if words.chinese() else "en"]
    return HttpResponse(text, content_type="application/toml; charset=utf-8",
                        headers={"Content-Disposition": 'attachment; filename="mapping.toml"'})


def one(request: HttpRequest, number: int) -> HttpResponse:
    """What came of one import, with what was set aside."""
    if (elsewhere := _must_be_officer(request)) is not None:
        return elsewhere
    entry = _entry(number)
    line = _line(entry, with_others=True)
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
        raise _nothing_aside()
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv; charset=utf-8")


def reasons(request: HttpRequest, number: int) -> HttpResponseBase:
    """The reasons as a workbook, which an office can pass on."""
    if (elsewhere := _must_be_officer(request)) is not None:
        return elsewhere
    path = _file(_entry(number), "reasons")
    if path is None:
        raise _nothing_aside()
    columns = tuple(Column(name, "integer" if name == "row" else "text") for name in HEADER)
    table = Table("reasons", columns, _reasons(path), lambda most: sum(1 for _ in islice(_reasons(path), most)))
    return sent(path.stem, XLSX, written(table, XLSX))


def _reasons(path: Path) -> Iterator[list[Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):  # files of earlier versions have no codes
            yield [int(row[name]) if name == "row" else undone(row.get(name, "")) for name in HEADER]


def _no_import() -> Missing:
    return Missing("request.no_import", Text("there is no such import", "没有这次导入"),
                   next_step=Text("Look for it in the list of imports", "请在导入记录中查找"))


def _nothing_aside() -> Missing:
    return Missing("request.nothing_set_aside", Text("this import set nothing aside", "本次导入没有留待更正的行"))


def _entry(number: int) -> Entry:
    entry = Entry.objects.filter(act="import", pk=number).first()
    if entry is None:
        raise _no_import()
    return entry


def _line(entry: Entry, with_others: bool = False) -> dict[str, Any]:
    detail: dict[str, Any] = entry.detail if isinstance(entry.detail, dict) else {}
    kind = kinds.KINDS.get(entry.kind)
    mapping = str(detail.get("mapping", ""))
    if mapping == f"{entry.kind} by names":
        mapping = _("by their names")
    states = {Entry.VISIBLE: _("taken in"), Entry.EMPTY: _("nothing new"), Entry.ABANDONED: _("taken back"),
              Entry.TAKING_BACK: _("taken back"), Entry.STAGING: _("being checked"),
              Entry.PUBLISHING: _("being published")}
    return {
        "entry": entry, "kind": kind, "file": detail.get("file", ""), "mapping": mapping,
        "encoding": detail.get("encoding", ""), "sha256": detail.get("sha256", ""),
        "same": detail.get("unchanged", 0), "repeated": detail.get("repeated", 0),
        "together": [(one, kinds.KINDS.get(one.kind)) for one in Entry.objects.filter(
            pk__in=detail["together"]).order_by("pk")] if with_others and "together" in detail else [],
         "quarantined": detail.get("quarantined", 0), "rows": entry.rows,
        "notes": [Text.of(one["text"]) for one in detail.get("notes", [])],
        "reasons": [{**one, "reason": Text.of(one["reason"])} for one in detail.get("reasons", [])],
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
