"""Taking in a file: asked for here, done by the worker, followed by its job."""

from __future__ import annotations

import csv
from itertools import islice
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile

from plumbline import home as homes
from plumbline.errors import Code
from plumbline.interfaces.api.core import documents
from plumbline.interfaces.api.core.declare import FORM, Group, caller_of, give
from plumbline.interfaces.api.core.faults import Fault
from plumbline.interfaces.api.core.problems import absent, unfit
from plumbline.interfaces.api.records.kinds import kind_named
from plumbline.interfaces.shared import import_jobs, import_requests, job_notes
from plumbline.interfaces.shared.import_jobs import Job
from plumbline.interfaces.shared.import_requests import whole_tree_needed
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.records.permitted_writing import may_import
from plumbline.records.core import kinds
from plumbline.records.core.journal import Entry
from plumbline.rulebook.mappings.mappings import Mapping, Reading, load_mappings
from plumbline.text import Text

group = Group(Text("Imports", "导入"))
SHOWN = 200
NO_SHEET: list[str] = []
Asked = TypeVar("Asked", Mapping, Reading)
FileParam = Annotated[UploadedFile, File(description="CSV, XLSX, XLS, ODS, JSON Lines or Parquet.")]
KindParam = Annotated[str, Form(max_length=60, description="The kind of record that the file holds; left out, those "
                                "that the mapping names.")]
MappingParam = Annotated[str, Form(max_length=200, description="The name of a mapping; by the names of the columns "
                                   "unless given.")]
OwnParam = Annotated[UploadedFile | None, File(description="A mapping that comes with the file, instead of a name.")]
EncodingParam = Annotated[str, Form(max_length=40, description="How the text is encoded, such as gb18030.")]
SheetParam = Annotated[list[str], Form(max_length=50, description="The sheets of a workbook to read, hidden or not.")]
HeadingParam = Annotated[str, Form(max_length=7, description="The row of the headings, from 1.")]
YearParam = Annotated[str, Form(max_length=4, description="The year of headings that are months.")]
HiddenParam = Annotated[bool, Form(description="Whether hidden rows and columns are read too.")]


@group.operation("POST", "/imports", "beginImport", Text("Take in a file", "导入文件"), documents.Job, status=202,
                 also=(404,), writes=True, takes=(FORM,),
                 about="The file waits for the worker; the header Location names the job to follow. A file can name "
                 "any region, so it takes a role over the whole tree.")
def begin(request: HttpRequest, file: FileParam, kind: KindParam = "", mapping: MappingParam = "",
          mapping_file: OwnParam = None, encoding: EncodingParam = "", sheet: SheetParam = NO_SHEET,
          heading: HeadingParam = "", year: YearParam = "", hidden: HiddenParam = False) -> HttpResponse:
    """Ask for an import."""
    user, home = caller_of(request).user, homes.current()
    own = None if mapping_file is None else _fit(import_requests.own_mapping(mapping_file))
    known = load_mappings(home)
    given = own or known.get(mapping)
    if not kind and given is None:
        raise unfit(Fault("form", "kind", Code("import.kind_unsaid"),
                          Text("it is not said what the file holds", "未说明文件内容的种类"),
                          Text("Name the kind, or a mapping, which names it", "请指明记录种类，或指明映射")))
    for name in [kind] if kind else given.kinds if given else ():
        if not may_import(user, kind_named(user, name)):
            raise whole_tree_needed(where=name, next_step=Text("Send single records of your region to /api/v1/records",
                                                               "请将您所辖地区的记录逐条发送至/api/v1/records"))
    fitting = sorted(each.name for each in known.values() if not kind or kind in each.kinds)
    if (mapping and mapping not in fitting) or (own and kind and kind not in own.kinds):
        raise unfit(Fault("form", "mapping", Code("request.no_mapping"),
                          Text(f"there is no mapping '{mapping[:60]}' of {kind}", f"{kind}没有映射“{mapping[:60]}”"),
                          suggest(mapping, fitting) or Text("Leave it out", "请删除该参数")))
    reading = _fit(import_requests.reading({"encoding": encoding, "heading": heading, "year": year,
                                            "hidden": "1" if hidden else ""}, sheet))
    if not file.size:
        raise unfit(Fault("file", "file", Code("file.empty"), Text("the file is empty", "文件为空"),
                          Text("Send its content", "请发送内容")))
    job = import_jobs.begin(home, file, kind=kind, mapping=mapping, actor=user.pk, reading=reading, own=own)
    return give(_document(job), 202, Location=f"/api/v1/imports/{job.token}")


@group.operation("GET", "/imports/{job}", "followImport", Text("Follow an import", "查看导入进度"), documents.Job,
                 also=(404,))
def follow(request: HttpRequest, job: str) -> HttpResponse:
    """How far it is, and what came of it. Shown to whoever asked for it, and to whoever may take in such files."""
    user, found = caller_of(request).user, import_jobs.find(homes.current(), job)
    of = () if found is None else import_jobs.kinds_of(homes.current(), found)
    if found is None or user is None or (found.actor != user.pk and not (
            of and all(may_import(user, kinds.get(name)) for name in of))):
        raise absent("request.no_import", Text("there is no such import, or it is not open to you",
                                                "没有这次导入，或您无权查看"),
                      Text("Begin one at /api/v1/imports", "请在/api/v1/imports发起导入"))
    return give(_document(found))


def _fit(asked: Asked | import_requests.Unfit) -> Asked:
    """What was asked. :raises Problem: 422, where it is wrong."""
    if isinstance(asked, import_requests.Unfit):
        raise unfit(Fault("form", asked.field, asked.code, asked.reason, asked.remedy))
    return asked


def _document(job: Job) -> dict[str, Any]:
    error = job.told.as_dict() if job.state == job_notes.FAILED else None
    return {"job": job.token, "kind": job.kind, "mapping": job.mapping, "file": job.name, "state": job.state,
            "step": job.step, "share": job.share, "rows": job.rows, "lost": job.lost, "error": error,
            "draft": job.draft["en"] if job.draft else None, "outcome": _outcome(job)}


def _outcome(job: Job) -> dict[str, Any] | None:
    entry = Entry.objects.filter(pk=job.entry).first() if job.entry is not None else None
    if entry is None:
        return None
    detail: dict[str, Any] = entry.detail
    return {
        "import": entry.pk, "journal": entry.number, "mapping": detail.get("mapping", ""),
        "taken_in": entry.rows, "corrections": entry.superseded_rows, "unchanged": detail.get("unchanged", 0),
        "quarantined": detail.get("quarantined", 0), "sha256": detail.get("sha256", ""), "root": entry.root,
        "encoding": detail.get("encoding", ""), "reasons": detail.get("reasons", []), "notes": detail.get("notes", []),
        "faults": _faults(detail.get("quarantine")), "repeated": detail.get("repeated", 0),
        "kinds": [_of_kind(one) for one in _together(entry)],
    }


def _together(entry: Entry) -> list[Entry]:
    """The entries of all kinds that one file gave."""
    return list(Entry.objects.filter(pk__in=entry.detail.get("together", [entry.pk])).order_by("pk"))


def _of_kind(entry: Entry) -> dict[str, Any]:
    detail = entry.detail
    return {"kind": entry.kind, "import": entry.pk, "journal": entry.number, "taken_in": entry.rows,
            "unchanged": detail.get("unchanged", 0), "repeated": detail.get("repeated", 0),
            "corrections": entry.superseded_rows, "quarantined": detail.get("quarantined", 0), "root": entry.root}


def _faults(name: str | None) -> list[dict[str, str]]:
    path = homes.current().quarantine / name if name else None
    if path is None or not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(islice(csv.DictReader(file), SHOWN))
