"""Taking in a file: asked for here, done by the worker, followed by its job."""

from __future__ import annotations

import csv
from itertools import islice
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile

from plumbline import home as homes
from plumbline.errors import NotAllowed
from plumbline.interfaces.api import documents
from plumbline.interfaces.api.declare import FORM, Group, caller_of, give
from plumbline.interfaces.api.faults import Fault
from plumbline.interfaces.api.problems import missing, unfit
from plumbline.interfaces.api.views.kinds import kind_named
from plumbline.interfaces.web import jobs
from plumbline.interfaces.web.jobs import Job
from plumbline.procedures.writing import may_import
from plumbline.records import kinds
from plumbline.records.journal import Entry
from plumbline.rulebook.mappings import load_mappings
from plumbline.rulebook.refusals import suggest
from plumbline.text import Text

group = Group(Text("Imports", "导入"))
SHOWN = 200
FileParam = Annotated[UploadedFile, File(description="CSV, XLSX, JSON Lines or Parquet.")]
KindParam = Annotated[str, Form(max_length=60, description="The kind of record that the file holds.")]
MappingParam = Annotated[str, Form(max_length=200, description="The name of a mapping; by the names of the columns "
                                   "unless given.")]


@group.operation("POST", "/imports", "beginImport", Text("Take in a file", "导入文件"), documents.Job, status=202,
                 also=(404,), writes=True, takes=(FORM,),
                 about="The file waits for the worker; the header Location names the job to follow. A file can name "
                 "any region, so it takes a role over the whole tree.")
def begin(request: HttpRequest, file: FileParam, kind: KindParam, mapping: MappingParam = "") -> HttpResponse:
    """Ask for an import."""
    user, home = caller_of(request).user, homes.current()
    chosen = kind_named(user, kind)
    if not may_import(user, chosen):
        raise NotAllowed("an import can name any region, so it needs an officer's role over the whole tree",
                         where=kind, next_step="Send single records of your region to /api/v1/records")
    fitting = sorted(each.name for each in load_mappings(home).values() if each.kind == kind)
    if mapping and mapping not in fitting:
        raise unfit(Fault("form", "mapping", Text(f"there is no mapping '{mapping[:60]}' of {kind}", "没有该映射"),
                          Text(suggest(mapping, fitting) or "Leave it out", "请删除该参数")))
    if not file.size:
        raise unfit(Fault("file", "file", Text("the file is empty", "文件为空"),
                          Text("Send its content", "请发送内容")))
    job = jobs.begin(home, file, kind=kind, mapping=mapping, actor=user.pk)
    return give(_document(job), 202, Location=f"/api/v1/imports/{job.token}")


@group.operation("GET", "/imports/{job}", "followImport", Text("Follow an import", "查看导入进度"), documents.Job,
                 also=(404,))
def follow(request: HttpRequest, job: str) -> HttpResponse:
    """How far it is, and what came of it. Shown to whoever asked for it, and to whoever may take in such files."""
    user, found = caller_of(request).user, jobs.find(homes.current(), job)
    if found is None or user is None or (found.actor != user.pk and not may_import(user, kinds.get(found.kind))):
        raise missing("there is no such import, or it is not open to you", "Begin one at /api/v1/imports")
    return give(_document(found))


def _document(job: Job) -> dict[str, Any]:
    error = job.error if job.error is None else {name: str(said) for name, said in job.error.items()}
    return {"job": job.token, "kind": job.kind, "mapping": job.mapping, "file": job.name, "state": job.state,
            "step": job.step, "share": job.share, "rows": job.rows, "lost": job.lost, "error": error,
            "outcome": _outcome(job)}


def _outcome(job: Job) -> dict[str, Any] | None:
    entry = Entry.objects.filter(pk=job.entry).first() if job.entry is not None else None
    if entry is None:
        return None
    detail: dict[str, Any] = entry.detail
    return {
        "import": entry.pk, "journal": entry.number, "mapping": detail.get("mapping", ""),
        "taken_in": entry.rows, "corrections": entry.superseded_rows, "unchanged": detail.get("unchanged", 0),
        "quarantined": detail.get("quarantined", 0), "sha256": detail.get("sha256", ""), "root": entry.root,
        "faults": _faults(detail.get("quarantine")),
    }


def _faults(name: str | None) -> list[dict[str, str]]:
    path = homes.current().quarantine / name if name else None
    if path is None or not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(islice(csv.DictReader(file), SHOWN))
