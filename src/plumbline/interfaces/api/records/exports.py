"""A whole list as a file: asked for here, written by the worker, followed by its job, fetched with the same token."""

from __future__ import annotations

from typing import Any

import ninja.errors
import pydantic
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from ninja import Body

from plumbline import home as homes
from plumbline.errors import Code
from plumbline.interfaces.api.core import documents
from plumbline.interfaces.api.core.caller import NEXT_STEP, TOKEN_NEEDED
from plumbline.interfaces.api.core.declare import JSON, Group, caller_of, give
from plumbline.interfaces.api.core.faults import Fault
from plumbline.interfaces.api.core.problems import Problem, absent, unauthorized, unfit
from plumbline.interfaces.api.records import kind_documents
from plumbline.interfaces.api.records.kinds import kind_named
from plumbline.interfaces.api.records.list_parameters import asked_of
from plumbline.interfaces.shared import export_jobs, job_notes
from plumbline.interfaces.shared.export_jobs import Job
from plumbline.methods.shared.suggesting import suggest
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import RowsOpen, rows_open_to
from plumbline.records.export import records
from plumbline.records.export.table import MEDIA, Table
from plumbline.records.export.writing import written
from plumbline.records.query.listing import ENTERED, Asked, Rows, open_fields
from plumbline.text import Text

group = Group(Text("Exports", "导出"))
SOURCE = "api-records"
LOST = Text("Ask for the list anew at /api/v1/exports", "请在/api/v1/exports重新申请导出")
PAGING = ("after", "limit", "count")


@group.operation("POST", "/exports", "beginExport", Text("Ask for a whole list as a file", "导出整份清单"),
                 documents.Export, status=202, also=(400, 403, 404), takes=(JSON,),
                 about="The worker writes it; the header Location names the job to follow. It takes a token, and the "
                 "file is for that token alone, for a day.")
def begin(request: HttpRequest, asked: Body[documents.Exporting]) -> HttpResponse:
    """Ask for a file."""
    caller = caller_of(request)
    if caller.token is None:
        raise unauthorized(TOKEN_NEEDED, Text("an export needs a token", "导出须使用令牌"), NEXT_STEP)
    kind = kind_named(caller.user, asked.kind)
    table = table_of(caller.user, {"kind": asked.kind}, QueryDict(asked.query))
    written(table, asked.format)  # refuses what the format cannot hold
    try:
        job = export_jobs.begin(homes.current(), source=SOURCE, values={"kind": kind.name}, query=asked.query,
                                form=asked.format, name=kind.name, user=caller.user, key=caller.token.pk,
                                owner=f"token {caller.token.pk}")
    except export_jobs.Busy:
        raise Problem(429, "request.too_many_exports",
                      Text("as many lists as may be are being written already", "正在导出的清单已达上限"),
                      next_step=Text("Wait until one is done", "请等待其中一份完成"),
                      headers={"Retry-After": "60"}) from None
    return give(_document(job), 202, Location=f"/api/v1/exports/{job.token}")


@group.operation("GET", "/exports/{job}", "followExport", Text("Follow an export", "查看导出进度"), documents.Export,
                 also=(404,))
def follow(request: HttpRequest, job: str) -> HttpResponse:
    """How far it is. Shown to the token that asked for it, while its person has the same roles."""
    return give(_document(_own(request, job)))


@group.operation("GET", "/exports/{job}/file", "openExport", Text("The file", "导出文件"), None, also=(404,),
                 gives=tuple(MEDIA.values()), about="Once the state is done.")
def file(request: HttpRequest, job: str) -> FileResponse:
    """The bytes."""
    found = _own(request, job)
    path = export_jobs.file_of(homes.current(), found)
    if found.state != job_notes.DONE or not path.is_file():
        raise absent("request.export_unwritten", Text("this list is not written yet", "清单尚未生成"),
                      Text(f"Follow it at /api/v1/exports/{job}", f"请在/api/v1/exports/{job}查看进度"))
    return FileResponse(path.open("rb"), as_attachment=True, filename=found.name, content_type=MEDIA[found.form],
                        headers={"Cache-Control": "no-store"})


def table_of(user: Any, values: Any, query: QueryDict) -> Table:
    """The whole list that ``GET /records/KIND?query`` gives in pages, with the fields open to ``user``.
    :raises Problem: with every fault of the query."""
    kind = kind_named(user, values["kind"])
    opened = rows_open_to(user, kind)
    asked = _asked(kind, opened, query)
    order = "id" if asked.sort == ENTERED else asked.sort
    rows = Rows(kind, opened.regions, asked, opened.organisations).matching.order_by(
        f"{'-' * asked.descending}{order}", "id")
    return records.table(kind, open_fields(kind, opened.regions, opened.organisations), rows, user, opened)


def _asked(kind: Kind, opened: RowsOpen, query: QueryDict) -> Asked:
    found = kind_documents.documents(kind)
    known = {*found.asking.model_fields} - {*PAGING}
    if strange := [name for name in query if name not in known]:
        raise unfit(*(Fault("body", "query", Code("request.unknown_parameter"),
                            Text(f"a list has no parameter '{name[:60]}'", f"没有参数“{name[:60]}”"),
                            suggest(name, sorted(known)) or Text("Leave it out", "请删除该参数")) for name in strange))
    given = {name: query.getlist(name) if name in found.filters else query[name] for name in query}
    try:
        return asked_of(kind, opened, found, found.asking(**given))
    except pydantic.ValidationError as error:
        raise ninja.errors.ValidationError([
            {"type": one["type"], "loc": ("query", *one["loc"]), "msg": one["msg"], "ctx": one.get("ctx", {})}
            for one in error.errors()]) from error


def _own(request: HttpRequest, token: str) -> Job:
    caller, job = caller_of(request), export_jobs.find(homes.current(), token)
    if job is None or caller.token is None or job.key != caller.token.pk \
            or job.rights != export_jobs.rights(caller.user):
        raise absent("request.no_export", Text("there is no such list, or it is for another token",
                                                "没有该清单，或属于其他令牌"), LOST)
    return job


def _document(job: Job) -> dict[str, Any]:
    return {"job": job.token, "kind": job.values.get("kind", ""), "format": job.form, "state": job.state,
            "rows": job.rows, "total": job.total,
            "error": job.told.as_dict() if job.state == job_notes.FAILED else None}
