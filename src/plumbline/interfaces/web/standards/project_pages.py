"""Projects of standards: which there are, one with its draft and its comments by clause, and the tables on which
comments come and go."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import NotAllowed, PlumblineError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.casework.case_view import (
    Room,
    offered,
    organisation_names,
    room_of,
    shown,
    standing,
    status_of,
)
from plumbline.interfaces.web.core import day_words, whole_numbers
from plumbline.interfaces.web.core.error_pages import NO_ADDRESS
from plumbline.interfaces.web.records.evidence_pages import of_place
from plumbline.procedures.casework import holding
from plumbline.procedures.casework.members import given
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.common.archive import plain_errors
from plumbline.procedures.standards.projects import acts, comments, forms, showing
from plumbline.procedures.standards.projects.names import COMMENTING, DECIDE, DRAFT, OPEN, PROJECT, PUBLISHED
from plumbline.records.core.visibility import keeping
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

SHOWN = 50
"""Comments on one page, rows that are shown before they are taken, and faults that are told."""
MOST_WORD = 200
COMMENTS, DECISIONS = "comments", "decisions"


def index(request: HttpRequest) -> HttpResponse:
    """The projects that the reader may know of: those open for comments, those that go on, those that are over."""
    user, on = Viewer.of(request).user, timezone.localdate()
    going, over = showing.listed(user, ended=False), showing.listed(user, ended=True)
    open_ = [each for each in going if each.stage == COMMENTING and (each.due is None or each.due >= on)]
    rest = [each for each in going if each not in open_]
    own = procedure(PROJECT)
    return render(request, "plumbline/projects/index.html", {
        "groups": [(_("Open for comments"), [_line(request, each, on) for each in open_], True),
                   (_("Going on"), [_line(request, each, on) for each in rest], False),
                   (_("Published"), [_line(request, each, on) for each in over if each.stage == PUBLISHED], False)],
        "any": bool(going or over), "procedure": own,
        "new": reverse("case-new", args=(PROJECT,)) if user is not None and _may_open(user) else ""})


def _may_open(user: Any) -> bool:
    return bool(keeping(user, holding.kind_of(procedure(PROJECT))).tops)


def _line(request: HttpRequest, each: showing.Listed, on: Any) -> dict[str, Any]:
    states = procedure(PROJECT).machine()
    return {"row": each, "stage": words.say(states[each.stage].title) if each.stage in states else each.stage,
            "region": words.say(region_name(today_tree(request), each.region)),
            "late": each.due is not None and not each.ended and on > each.due,
            "left": day_words.days_left((each.due - on).days) if each.due and not each.ended else ""}


def one(request: HttpRequest, number: str) -> HttpResponse:
    """One project: where it stands, its draft, the comments by clause, and what the reader can do."""
    room = room_of(request, PROJECT, number)
    case, user, values = room.case, room.user, room.case.board.values
    reads = comments.may_collate(case, user)
    lines = comments.collation(case, user) if reads else []
    state, word = request.GET.get("state", ""), request.GET.get("q", "").strip()[:MOST_WORD]
    fitting = [each for each in lines if (not state or each.state == state) and (
        not word or word.casefold() in " ".join((each.number, *each.said.values())).casefold())]
    first = (whole_numbers.whole_number(request.GET.get("from", ""), 0) or 0) // SHOWN * SHOWN
    may_decide = room.takes_part and comments.takes(case) and any(
        case.holds(user, part) for part in case.procedure.by_name[DECIDE].by)
    names = organisation_names(acts.drafters(values))
    return render(request, "plumbline/projects/one.html", {
        "case": case, "number": number, "title": words.say(showing.title_of(case)), "state": standing(case),
        "base": room.base, "way": showing.way(case), "facts": _facts(request, room),
        "drafters": [names.get(code, code) for code in acts.drafters(values)],
        "drafts": of_place(user, DRAFT, (number,)), "attach": reverse("evidence-about", args=(DRAFT, (number,))),
        "acts": _acts(room) if user is not None else [], "takes_part": room.takes_part,
        "open": showing.open_for_comments(case), "closes_on": _day(values.get("closes_on")), "reads": reads,
        "total": len(lines), "undecided": sum(each.state == OPEN for each in lines),
        "counts": _counts(case, lines), "chosen": state, "word": word, "fit": len(fitting),
        "clauses": [(each.clause, [_comment(room, line, may_decide) for line in each.lines])
                    for each in showing.by_clause(fitting[first:first + SHOWN])],
        "next": _page_address(state, word, first + SHOWN) if len(fitting) > first + SHOWN else "",
        "back": _page_address(state, word, first - SHOWN) if first else "",
        "may_decide": may_decide, "COMMENTS": COMMENTS, "DECISIONS": DECISIONS,
        "standard": values.get("code", "") if case.state().name == PUBLISHED else ""})


def _acts(room: Room) -> list[dict[str, str]]:
    """What the reader may do now; where comments are opened with the first day until which they may be."""
    first = showing.earliest_close(room.case)
    return [{**each, "address": f"{each['address']}?{urlencode({'closes_on': first.isoformat()})}"}
            if first is not None and each["address"] == room.act("open-comments") else each for each in offered(room)]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _page_address(state: str, word: str, first: int) -> str:
    query = {"state": state, "q": word, "from": str(first) if first else ""}
    return f"?{urlencode({name: text for name, text in query.items() if text})}#comments"


def _counts(case: Any, lines: list[comments.Line]) -> list[tuple[str, str, int]]:
    members = case.procedure.members
    return [(state.name, words.say(state.title), count) for state in members.states
            if (count := sum(each.state == state.name for each in lines))]


def _facts(request: HttpRequest, room: Room) -> list[tuple[str, str]]:
    case, open_ = room.case, room.case.open_fields(room.user)
    found = []
    for spec in (*case.procedure.specs, *case.procedure.by_name["hand-in-plan"].specs,
                 *case.procedure.by_name["publish"].specs):
        text = case.board.values.get(spec.name)
        if not text or spec.name in ("title_zh", "title_en", "drafting") or spec.name not in open_:
            continue
        found.append((words.say(spec.title), shown(spec, text, today_tree(request))))
    return found


def _comment(room: Room, line: comments.Line, may_decide: bool) -> dict[str, Any]:
    said, state = line.said, room.case.procedure.machine("comment")[line.state]
    return {"line": line, "said": said, "state": words.say(state.title), "open": line.state == OPEN,
            "type": words.say(vocabularies.title("comment-type", said["type"])) if said.get("type") else "",
            "decision": words.say(vocabularies.title("comment-decision", said["decision"]))
            if said.get("decision") else "",
            "decide": f"{room.act(DECIDE)}?{urlencode({'member': line.number})}" if may_decide else "",
            "page": f"{room.base}?{urlencode({'member': line.number})}" if room.takes_part else ""}


def file(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """The comments with what was decided on each, as a workbook or a Word document."""
    user = Viewer.of(request).user
    try:
        made = showing.file(homes.current(), user, number, form, _language(), at=timezone.now())
    except (RecordError, NotAllowed) as error:
        raise Missing(error.code, error.what, next_step=error.next_step) from error
    return _download(made, f"comments-{number}", form)


def empty_form(_request: HttpRequest, form: str) -> HttpResponse:
    """The empty form for comments."""
    try:
        return _download(forms.empty(form, _language()), "comments-form", form)
    except RecordError as error:
        raise Missing.of(NO_ADDRESS) from error


def _language() -> str:
    return "zh" if words.chinese() or not (get_language() or "").startswith("en") else "en"


def _download(content: bytes, name: str, form: str) -> HttpResponse:
    response = HttpResponse(content, content_type=forms.MEDIA[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["Cache-Control"] = "no-store"
    return response


@login_required
def table(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Comments, or decisions on them, from a table: looked at first, then all of it is done, or nothing."""
    room = room_of(request, PROJECT, number)
    act = room.case.procedure.by_name[DECIDE]
    if what not in (COMMENTS, DECISIONS) or not any(room.case.holds(room.user, part) for part in act.by):
        raise Missing.of(NO_ADDRESS)
    problem: PlumblineError | None = None
    found, status, read, counted = list[comments.Spot](), 200, None, None
    if request.method == "POST":
        try:
            read = _read(request, what)
            sure = bool(request.POST.get("sure"))
            counted = _taken(room, number, what, read, check=not sure)
            if sure:
                messages.success(request, _said(what, counted))
                return HttpResponseRedirect(f"{reverse('project', args=(number,))}#comments")
        except comments.TableUnfit as error:
            problem, status, found = error, 422, list(error.spots)
        except PlumblineError as error:
            problem, status = error, status_of(error)
    specs = comments.filled_specs() if what == COMMENTS else comments.shown_specs()
    names = [spec for spec in specs if read is not None and any(row.get(spec.name) for row in read.rows)]
    answer = render(request, "plumbline/projects/table.html", {
        "case": room.case, "number": number, "what": what, "decisions": what == DECISIONS, "problem": problem,
        "spots": [tuple(words.say(text) for text in spot) for spot in found[:SHOWN]], "spot_count": len(found),
        "sure": counted is not None and bool(counted.numbers), "said": _would(what, counted) if counted else "",
        "notes": [words.say(Text(each["text"]["en"], each["text"]["zh"])) for each in read.notes] if read else [],
        "passed_over": words.listed(read.passed_over) if read is not None else "",
        "heads": [words.say(spec.title) for spec in names],
        "shown": [[row.get(spec.name, "") for spec in names] for row in read.rows[:SHOWN]] if read else [],
        "count": len(read.rows) if read is not None else 0, "most": given.MOST,
        "rows": given.as_text(forms.columns(specs), read.rows) if read is not None and counted else ""}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _taken(room: Room, number: str, what: str, read: given.Given, *, check: bool) -> Any:
    take = comments.add if what == COMMENTS else comments.decide
    return take(homes.current(), room.user, number, read.rows, read.places, check=check, at=timezone.now())


def _read(request: HttpRequest, what: str) -> given.Given:
    """What was sent: a file; or, once it was looked at, its rows."""
    reads = forms.read_comments if what == COMMENTS else forms.read_decisions
    file = request.FILES.get("file")
    with plain_errors(Text("the upload", "上传的文件")), tempfile.TemporaryDirectory() as folder:
        if not isinstance(file, UploadedFile):
            rows = request.POST.get("rows", "")
            if not rows:
                raise RecordError("project.no_file", Text("no file was chosen", "未选择文件"), where="file",
                                  next_step=Text("Choose a workbook or a Word document", "请选择工作簿或Word文档"))
            kept = Path(folder) / "rows.csv"
            kept.write_text(rows, "utf-8")
            return reads(kept)
        if (file.size or 0) > forms.MOST_BYTES:
            raise given.too_long(Text(f"The file is larger than {forms.MOST_BYTES >> 20} MB",
                                      f"文件超过{forms.MOST_BYTES >> 20} MB"), file.name or "")
        kept = Path(folder) / f"table{Path(file.name or '').suffix[:8]}"
        with kept.open("wb") as stream:
            for piece in file.chunks():
                stream.write(piece)
        return reads(kept, called=file.name or kept.name)


def _would(what: str, counted: Any) -> str:
    told: Mapping[str, int] = {"n": len(counted.numbers), "before": counted.before}
    if what == COMMENTS:
        return _("%(n)s comments are new; %(before)s stand there already and are left out.") % told
    return _("%(n)s decisions are new; %(before)s stand there already; on %(yet)s rows nothing is decided yet.") % {
        **told, "yet": counted.yet}


def _said(what: str, counted: Any) -> str:
    if what == COMMENTS:
        return _("%(n)s comments were taken down.") % {"n": len(counted.numbers)}
    return _("%(n)s comments were decided.") % {"n": len(counted.numbers)}
