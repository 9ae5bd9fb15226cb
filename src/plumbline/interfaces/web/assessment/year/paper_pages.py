"""Papers of an assessment year: reports as PDF, letters as DOCX, workbooks that are filled in and taken back."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from plumbline import home as homes
from plumbline.errors import IntakeError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.assessment.results import history_pages
from plumbline.interfaces.web.core import whole_numbers
from plumbline.interfaces.web.records.file_pages import sent
from plumbline.procedures.assessment.papers import letters, reports, sheet_in, sheet_out
from plumbline.procedures.assessment.papers.sheet_lines import AnswerLine, lines
from plumbline.procedures.assessment.results import tables
from plumbline.procedures.assessment.year.acts import stage_of
from plumbline.procedures.assessment.year.loading import Year
from plumbline.records.core.people import User
from plumbline.records.export.table import XLSX
from plumbline.records.export.writing import written
from plumbline.text import Text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_BYTES = 10 << 20
"""Of a workbook that comes back."""


def report(request: HttpRequest, scheme: str, year: str, language: str, region: str = "") -> HttpResponse:
    """The report of a published year, or of one region in it, as the reader may see it."""
    try:
        made = reports.report(homes.current(), scheme, year, region=region, language=language,
                              user=Viewer.of(request).user)
    except RecordError as error:
        raise Missing("result.none", Text("there is no such report", "没有这份报告"), next_step=Text(
            "Look for a year that is published, on the overview", "请在总览页查找已公布的年度")) from error
    response = HttpResponse(made.content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{made.name}.pdf"'
    return response


def figures(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """The figures of a sheet as a table."""
    table = tables.sheet(history_pages.sheet_of(request, name)[1])
    return sent(table.name, form, written(table, form))


@login_required
def workbook(request: HttpRequest, number: str, stage: str) -> HttpResponseBase:
    """What the reader answers in a stage, as a workbook to fill in, in the page's language."""
    user = _mine(request, number, stage)[0]
    made = sheet_out.sheet(homes.current(), user, number, stage, language="zh" if words.chinese() else "en")
    return sent(made.name, XLSX, made.content)


@csrf_exempt
@login_required
def sheets(request: HttpRequest, number: str, stage: str) -> HttpResponseBase:
    """Where the workbook of a stage is fetched and handed in again. Who may, and whether the file is too large, is
    settled before anything of an upload is read; only then the form's token."""
    user, year, own = _mine(request, number, stage)
    if request.method == "POST" and whole_numbers.key(request.META.get("CONTENT_LENGTH")) > MOST_BYTES:
        return _page(request, year, stage, own, problem=_("The file is larger than %(most)s MB.")
                     % {"most": MOST_BYTES >> 20}, status=413)
    return csrf_protect(_taken if request.method == "POST" else _page)(request, year, stage, own, user=user)


@login_required
def letter(request: HttpRequest, number: str, region: str, kind: str, language: str) -> HttpResponse:
    """A letter to a region as DOCX; ``?objection=`` says which one is answered, ``?order=`` which it is of."""
    objection, order = (whole_numbers.whole_number(request.GET.get(name, ""), None) for name in ("objection", "order"))
    try:
        made = letters.letter(homes.current(), number, region, kind, Viewer.of(request).user, language=language,
                              authority=settings.AUTHORITY, objection=objection, order=order)
    except RecordError as error:
        raise Missing("letter.unknown", Text("there is no such letter", "没有这份公文"), next_step=Text(
            "A letter can be written once there is something to say", "有相应事项后方可生成公文")) from error
    response = HttpResponse(made.content, content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{made.name}.docx"'
    return response


def _taken(request: HttpRequest, year: Year, stage: str, own: list[AnswerLine], user: User) -> HttpResponse:
    file = request.FILES.get("file")
    if not isinstance(file, TemporaryUploadedFile) or not file.size:
        return _page(request, year, stage, own, problem=_("Choose a file that is not empty."), status=422)
    try:
        done = sheet_in.take(homes.current(), user, year.round.number, stage, Path(file.temporary_file_path()),
                             at=timezone.now())
    except IntakeError as error:
        return _page(request, year, stage, own, problem=_("Nothing of this file was taken in."), told=error, status=422)
    return _page(request, year, stage, own, done=done, status=422 if done.faults else 200)


def _page(request: HttpRequest, year: Year, stage: str, own: list[AnswerLine], *, user: User | None = None,
          problem: str = "", told: IntakeError | None = None, done: sheet_in.Taken | None = None,
          status: int = 200) -> HttpResponse:
    return render(request, "plumbline/papers/sheet.html", {
        "number": year.round.number, "stage": stage_of(year, stage), "title": year.scheme.title, "rows": len(own),
        "problem": problem, "told": told, "done": done, "label": year.round.year,
        "faults": done.faults if done else (),
    }, status=status)


def _mine(request: HttpRequest, number: str, stage: str) -> tuple[User, Year, list[AnswerLine]]:
    """Who asks, the year, and what they answer in the stage. :raises Missing: for a year they may not know of."""
    user = Viewer.of(request).user
    assert isinstance(user, User)
    try:
        return user, *lines(homes.current(), number, stage, user)
    except RecordError as error:
        raise Missing("request.no_workbook", Text("there is no such workbook", "没有这份工作簿"), next_step=Text(
            "Open the year, and choose a stage that is yours", "请打开该年度，选择由您填报的环节")) from error
