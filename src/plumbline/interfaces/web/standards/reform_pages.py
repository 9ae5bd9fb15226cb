"""The page of a round of reform: for who decides its inventory, narrowed and decided about in bulk; for everybody what
was decided, and the counts before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plumbline import home as homes
from plumbline.errors import PlumblineError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.web.casework.case_pages import open_where_published
from plumbline.interfaces.web.casework.case_view import Room, lines, offered, room_of, standing, status_of
from plumbline.interfaces.web.core.whole_numbers import whole_number
from plumbline.procedures.standards.reform import bulk, counting, showing
from plumbline.procedures.standards.reform.listing import PROCEDURE
from plumbline.procedures.standards.reform.showing import Line
from plumbline.records.export.table import CSV, MEDIA, XLSX
from plumbline.records.export.writing import written
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

ROWS = 100
OUTCOME, REASON, LIST, MOMENT = "reform-outcome", "health-reason", "health-list", "count-moment"
ASKED = ("proposal", "rule", "department", "outcome", "finding", "stands", "word")
"""What narrows the inventory."""
MOST_WORD, APART = 100, "\x1f"
STANDS = {"open": Text("waits for a decision", "待决定"), "objected": Text("objected to", "有反馈意见"),
          "decided": Text("decided", "已决定"), "task": Text("to be carried out", "待落实"),
          "left-out": Text("taken out", "已移出")}
FILTERS = ("issuer", "level", "catalogue", "ics", "ccs", "committee", "sector", "until")
ONE_BY_ONE = {"drafted": ("propose", ("proposed",)), "hearing": ("object", ("proposed", "objected")),
              "published": ("carry-out", ("to-revise", "to-merge", "to-convert")),
              "deciding": ("carry-out", ("to-revise", "to-merge", "to-convert"))}
"""In each state of a round, which act about a single standard is offered beside it, and where that standard stands."""


@open_where_published
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The round; posted, what was chosen is decided about."""
    room, problem, refused, status = room_of(request, PROCEDURE, number), None, [], 200
    if request.method == "POST":
        if room.user is None:
            return redirect_to_login(request.get_full_path())
        try:
            done = _decide(room, number)
        except PlumblineError as error:
            problem, status = error, status_of(error)
        else:
            refused = [each for each in done if each.error is not None]
            good = len(done) - len(refused)
            if good:
                messages.success(request, ngettext("%(n)s standard is decided about.",
                                                   "%(n)s standards are decided about.", good) % {"n": good})
            if not refused:
                return HttpResponseRedirect(request.get_full_path())
            status = 422
        room = room.again()
    return render(request, "plumbline/reform/round.html",
                  _shown(room) | {"problem": problem, "refused": [
                      (each.standard, words.sentences(each.error.what, each.error.next_step))
                      for each in refused if each.error is not None]},
                  status=status)


def _decide(room: Room, number: str) -> list[bulk.Decided]:
    given = room.request.POST
    chosen, proposed = dict[str, int | None](), dict[str, str]()
    for each in given.getlist("on"):
        standard, _apart, rest = each.partition(APART)
        seen, _apart, proposal = rest.partition(APART)
        chosen[standard], proposed[standard] = whole_number(seen, 0), proposal if proposal in bulk.ACTS else "keep"
    return bulk.decide_chosen(homes.current(), room.user, number, chosen, given.get("outcome", ""),
                              given.get("reason", "").strip(), proposed=proposed, at=timezone.now())


def _shown(room: Room) -> dict[str, Any]:
    case, request = room.case, room.request
    inside, public = case.inside(room.user), case.board.case.state in showing.PUBLISHED
    every = showing.open_to(case, room.user)
    asked = {name: request.GET.get(name, "")[:MOST_WORD] for name in ASKED if request.GET.get(name, "").strip()}
    found = showing.narrowed(every, asked)
    at = min(max(whole_number(request.GET.get("page", ""), 1) or 1, 1), max(1, -(-len(found) // ROWS)))
    state = case.board.case.state
    deciding = state == "deciding" and inside
    values, tree = case.board.values, today_tree(request)
    counts = _counts(case.number) if inside or public else []
    return {
        "case": case, "base": room.base, "title": values.get("title", case.number), "inside": inside,
        "region": words.say(region_name(tree, case.region)), "state": standing(case), "public": public,
        "acts": [each for each in offered(room) if not each["address"].endswith("/decide-all")] if inside else [],
        "facts": lines(tuple(each for each in case.procedure.specs if each.name in FILTERS), values, tree),
        "not_theirs": int(values.get("not_theirs") or 0), "total": len(every), "fit": len(found),
        "listing": state == "drafted" and not every, "deciding": deciding,
        "progress": [_progress(row, room, deciding) for row in showing.progress(every)],
        "departments": [_progress(row, room, False) for row in showing.progress(every, "department")],
        "rows": [_row(each, room, case.on) for each in found[(at - 1) * ROWS:at * ROWS]],
        "asked": asked, "choices": _choices(every, asked), "outcomes": _titles(OUTCOME),
        "pages": _pages(asked, at, len(found)), "counts": counts,
        "by_department": any(not each["whole"] for each in counts),
        "files": [(form.upper(), reverse("reform-outcome", args=(case.number, form))) for form in (CSV, XLSX)]
        if public else [],
        "query": "?" + urlencode(asked | ({"page": str(at)} if at > 1 else {}))}


def _row(line: Line, room: Room, on: date) -> dict[str, Any]:
    case = room.case
    act, where = ONE_BY_ONE.get(case.board.case.state, ("", ()))
    may = act and line.state in where and any(
        case.holds(room.user, part, line.standard) for part in case.procedure.by_name[act].by)
    mine = room.user is not None and line.proposer == room.user.pk
    return {
        "line": line, "title": words.say(line.title), "address": reverse("standard", args=((line.standard,),)),
        "proposal": words.say(vocabularies.title(OUTCOME, line.proposal)), "why": words.say(line.why),
        "outcome": words.say(vocabularies.title(OUTCOME, line.outcome)) if line.outcome else "",
        "findings": [words.say(vocabularies.title(REASON, each)) for each in line.findings],
        "stands": words.say(case.state(line.standard).title), "waits": line.state in showing.OPEN,
        "value": APART.join((line.standard, str(line.seen), line.proposal)), "mine": mine,
        "wanted": words.say(vocabularies.title(OUTCOME, line.wanted)) if line.wanted else "",
        "act": words.say(case.procedure.by_name[act].title) if may else "",
        "act_address": f"{room.act(act)}?{urlencode({'member': line.standard})}" if may else "",
        "member": f"{room.base}?{urlencode({'word': line.standard})}"}


def _progress(row: showing.Row, room: Room, deciding: bool) -> dict[str, Any]:
    named = dict(_titles(OUTCOME))
    return {"of": row.of, "title": named.get(row.of, row.of), "row": row, "decided": sum(row.outcomes.values()),
            "outcomes": [(named[outcome], count) for outcome, count in row.outcomes.items()],
            "list": "?" + urlencode({"proposal" if row.of in named else "department": row.of}) + "#inventory",
            "all": f"{room.act('decide-all')}?{urlencode({'proposal': row.of})}" if deciding and row.open else ""}


def _titles(vocabulary: str) -> list[tuple[str, str]]:
    return [(code, words.say(term.title)) for code, term in vocabularies.vocabulary(vocabulary).items()]


def _choices(every: list[Line], asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """What narrows the inventory, with the values that occur."""
    reasons = {each for line in every for each in line.findings}
    departments = sorted({line.department for line in every if line.department})
    known: Iterable[tuple[str, str, list[tuple[str, str]]]] = (
        ("proposal", _("Proposal"), _titles(OUTCOME)),
        ("stands", _("Where it stands"), [(name, words.say(title)) for name, title in STANDS.items()]),
        ("finding", _("Finding"), [each for each in _titles(REASON) if each[0] in reasons]),
        ("department", _("Department"), [(each, each) for each in departments] if len(departments) > 1 else []),
        ("outcome", _("Decision"), _titles(OUTCOME) if any(line.outcome for line in every) else []))
    return [{"name": name, "title": title, "values": values, "chosen": asked.get(name, "")}
            for name, title, values in known if values]


def _pages(asked: Mapping[str, str], at: int, fit: int) -> dict[str, str]:
    def address(page: int) -> str:
        return "?" + urlencode(dict(asked) | {"page": str(page)}) + "#inventory"

    return {"before": address(at - 1) if at > 1 else "", "after": address(at + 1) if at * ROWS < fit else ""}


def _counts(number: str) -> list[dict[str, Any]]:
    """The counts of each list, at each moment side by side, over all departments and by department; each opens."""
    rows = [each for each in counting.kept(round=number) if each.reason == counting.ANY]
    moments = [each for each in counting.MOMENTS if any(row.moment == each for row in rows)]
    departments = sorted({row.department for row in rows})
    shown = []
    for name, title in _titles(LIST):
        for department in ("", *departments) if len(departments) > 1 else ("",):
            some = {moment: [row for row in rows if row.list == name and row.moment == moment
                             and department in ("", row.department)] for moment in moments}
            shown.append({"list": title, "department": department or _("All departments"), "whole": not department,
                          "numbers": [{
                              "moment": words.say(vocabularies.title(MOMENT, moment)),
                              "count": sum(row.count for row in some[moment]),
                              "total": sum(row.total for row in some[moment]),
                              "address": reverse("record-list", args=("health_count",)) + "?" + urlencode(
                                  {"where": "round", "is": number, "list": name, "moment": moment})}
                              for moment in moments]})
    return shown


@open_where_published
def outcome(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """What was decided about each standard as a file, as of ``?on=``."""
    room = room_of(request, PROCEDURE, number)
    try:
        on = date.fromisoformat(request.GET["on"]) if request.GET.get("on") else room.case.on
        pieces = written(showing.table(room.case, on), form)
    except (ValueError, RecordError) as error:
        known = error if isinstance(error, RecordError) else RecordError("reform.not_published", Text(
            "this is no day", "不是有效日期"), where="on", next_step=Text("Write 2026-01-31", "请写作2026-01-31"))
        raise Missing.of(known) from error
    response = HttpResponse(b"".join(pieces), content_type=MEDIA[form])
    response["Content-Disposition"] = f'attachment; filename="reform-{room.case.number}.{form}"'
    return response
