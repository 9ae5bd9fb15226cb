"""A long list as a file: the page that follows the worker, and the file for whoever asked for it."""

from __future__ import annotations

import hashlib
import hmac
from typing import TypeVar

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from plumbline import home as homes
from plumbline.interfaces.shared import export_jobs, job_notes
from plumbline.interfaces.shared.limits import client_key
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core import error_pages
from plumbline.interfaces.web.records.file_pages import sent
from plumbline.records.export.table import MEDIA
from plumbline.records.export.writing import written
from plumbline.text import Text

COOKIE = "plumb_export"
Answer = TypeVar("Answer", bound=HttpResponseBase)


def offered(request: HttpRequest, source: str, form: str, **values: str) -> HttpResponseBase:
    """The file of a list: at once where it is short, else by the worker, and then a page that follows it."""
    user = Viewer.of(request).user
    table = export_jobs.source(source)(user, values, request.GET)
    if request.method == "HEAD" or table.count_up_to(export_jobs.AT_ONCE + 1) <= export_jobs.AT_ONCE:
        return sent(table.name, form, written(table, form))
    written(table, form)  # refuses what the format cannot hold, before anybody waits for it
    try:
        job = export_jobs.begin(homes.current(), source=source, values=values, query=request.GET.urlencode(),
                                form=form, name=table.name, user=user, owner=_owner(request))
    except export_jobs.Busy:
        return error_pages.too_many(request, 60, "request.too_many_exports",
                                    Text("several lists are being written already", "已有多份清单正在生成"))
    address = reverse("export", args=(job.token,))
    response = HttpResponseRedirect(address, status=303)
    if user is None:
        response.set_signed_cookie(COOKIE, job.token, path=address, max_age=export_jobs.KEEP_SECONDS, httponly=True,
                                   samesite="Lax", secure=settings.HTTPS)
    return response


def records(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """The same list as a file, whole. What the reader may not see is left empty; nothing in it runs."""
    return offered(request, "records-export", form, name=name)


def items(request: HttpRequest, scheme: str, year: str, form: str) -> HttpResponseBase:
    """A published result as a table, one row for each item of each region. Nothing in it runs."""
    return offered(request, "results-items", form, scheme=scheme, year=year)


def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Where the list stands; the page asks for itself again every second while it is written."""
    job = _own(request, token)
    htmx = bool(getattr(request, "htmx", False))
    template = "plumbline/exports/progress.html" if htmx else "plumbline/exports/job.html"
    return _private(render(request, template, {"job": job, "goes_on": not job.over}))


def file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file, once it is whole."""
    job = _own(request, token)
    path = export_jobs.file_of(homes.current(), job)
    if job.state != job_notes.DONE or not path.is_file():
        raise Missing("request.export_unwritten", Text("this list is not written yet", "该清单尚未生成"),
                      next_step=Text("Follow it on its page", "请在其页面查看进度"))
    return _private(FileResponse(path.open("rb"), as_attachment=True, filename=job.name,
                                 content_type=MEDIA[job.form]))


def _own(request: HttpRequest, token: str) -> export_jobs.Job:
    """The job, for who asked for it and has the same rights still; for all others there is none."""
    job = export_jobs.find(homes.current(), token)
    user = Viewer.of(request).user
    if job is not None and job.rights == export_jobs.rights(user):
        if user is not None and job.actor == user.pk and job.key is None:
            return job
        if user is None and job.actor is None:
            held = request.get_signed_cookie(COOKIE, default="")
            if hmac.compare_digest(str(held), token):
                return job
    raise Missing("request.no_export", Text("there is no such list, or it is for somebody else",
                                            "没有该清单，或该清单不属于您"),
                  next_step=Text("Ask for it again in the list itself", "请在列表页面重新导出"))


def _owner(request: HttpRequest) -> str:
    user = Viewer.of(request).user
    if user is not None:
        return f"person {user.pk}"
    # A digest: addresses are kept nowhere.
    given = f"{settings.SECRET_KEY}\0{client_key(request)}".encode()
    return hashlib.sha256(given).hexdigest()[:16]


def _private(response: Answer) -> Answer:
    response["Cache-Control"] = "no-store"
    return response
