"""Pages of cases: the procedures, the list of one, opening a case, and the case itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import NotAllowed, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.casework.case_view import (
    case_of,
    form_of,
    lines,
    offered,
    procedure_of,
    standing,
    waits,
)
from plumbline.interfaces.web.core import day_words, whole_numbers
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.casework import holding, perform, reading, registry
from plumbline.procedures.casework.declaration import GIVEN, Act, Procedure
from plumbline.procedures.casework.finding import Found
from plumbline.records.core.visibility import keeping
from plumbline.text import Text

ROWS = 50


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The procedures, how many cases of each stand where, and what waits for whoever looks."""
    user, on = Viewer.of(request).user, timezone.localdate(timezone.now())
    shown = []
    for each in registry.procedures().values():
        counts, may_open = reading.counted(each, user), bool(_opening(each, user))
        if counts or may_open:
            states = [(words.say(state.title), counts[name]) for name, state in each.machine().items()
                      if name in counts]
            shown.append({"procedure": each, "states": states, "may_open": may_open})
    return render(request, "plumbline/cases/index.html", {"procedures": shown, "waits": waits(user, on)})


@login_required
def listing(request: HttpRequest, name: str) -> HttpResponse:
    """The cases of one procedure that may be read, those that are due first above."""
    user, procedure, tree = Viewer.of(request).user, procedure_of(name), today_tree(request)
    state, first = request.GET.get("state", ""), whole_numbers.whole_number(request.GET.get("from", "0"), 0) or 0
    rows = reading.listed(procedure, user, state=state, after=first, most=ROWS + 1)
    counts, states, on = reading.counted(procedure, user), procedure.machine(), timezone.localdate(timezone.now())
    return render(request, "plumbline/cases/list.html", {
        "procedure": procedure, "state": state, "may_open": bool(_opening(procedure, user)),
        "states": [(one, words.say(each.title), counts[one]) for one, each in states.items() if one in counts],
        "rows": [{"row": row, "state": words.say(states[row.state].title) if row.state in states else row.state,
                  "region": words.say(region_name(tree, row.region)), "late": bool(row.due and on > row.due),
                  "left": day_words.days_left((row.due - on).days if row.due else None)} for row in rows[:ROWS]],
        "next": first + ROWS if len(rows) > ROWS else None})


@login_required
def new(request: HttpRequest, name: str) -> HttpResponse:
    """The form that opens a case; posted, a case."""
    user, procedure = Viewer.of(request).user, procedure_of(name)
    acts = _opening(procedure, user)
    if not acts:
        raise NotAllowed("case.part_not_held", Text("you may not open cases of this procedure", "您无权在该流程中立案"),
                         where=procedure.name, next_step=Text("Ask who administers your region for a role",
                                                              "请向所在地区管理员申请角色"))
    given = request.POST if request.method == "POST" else request.GET
    act = next((each for each in acts if each.name == given.get("act")), acts[0])
    values = {spec.name: str(given.get(spec.name, "")).strip() for spec in procedure.specs + act.specs}
    form, status = form_of(request, procedure, act, values, opening=True), 200
    if request.method == "POST":
        try:
            event = perform.open_case(homes.current(), user, name, act.name, values, at=timezone.now())
        except (RecordError, NotAllowed) as error:
            form.refuse(error)
            status = 422
        else:
            messages.success(request, _("Opened. It stands in the journal, and has this number from now on."))
            return HttpResponseRedirect(reverse("case", args=(name, event.case.number)))
    return render(request, "plumbline/cases/act.html", {
        "procedure": procedure, "act": act, "form": form, "others": [each for each in acts if each is not act],
        "back": reverse("case-list", args=(name,))}, status=status)


@login_required
def one(request: HttpRequest, name: str, number: str) -> HttpResponse:
    """One case: where it stands, what is known of it, what can be done, its members, and everything that happened."""
    case, user, tree = case_of(request, name, number), Viewer.of(request).user, today_tree(request)
    procedure, leads = case.procedure, case.holds(Viewer.of(request).user, case.procedure.lead)
    told = reading.history(case, user)
    specs = {spec.name: spec for spec in procedure.specs}
    for act in procedure.acts_of():
        specs |= {spec.name: spec for spec in act.specs if spec.name not in specs}
    return render(request, "plumbline/cases/case.html", {
        "case": case, "procedure": procedure, "state": standing(case), "acts": offered(case, user),
        "lines": lines(tuple(specs.values()), case.board.values, tree),
        "members": [_member(case, user, member) for member in case.board.members
                    if not holding.conflicted(case.board, user, member)],
        "add": _adding(case, user), "leads": leads, "changed": case.changed, "ended": case.state().ends,
        "late": standing(case)["late"], "given": [part for part in procedure.parts if part.held == GIVEN],
        "history": [_event(procedure, each, tree) for each in reversed(told)],
        "may_withdraw": leads or (user is not None and case.board.opened_by == user.pk),
    })


def _opening(procedure: Procedure, user: Any) -> list[Act]:
    """The acts by which ``user`` may open a case somewhere."""
    own = keeping(user, holding.kind_of(procedure))
    return [act for act in procedure.opening if own.tops and any(not part.outside for part in act.by)]


def _member(case: Found, user: Any, member: str) -> dict[str, Any]:
    return {"name": member, "state": standing(case, member), "acts": offered(case, user, member)}


def _adding(case: Found, user: Any) -> list[dict[str, str]]:
    """The acts that add a member, where ``user`` may."""
    acts = [act for act in case.procedure.acts if act.adds and not case.state().ends
            and any(case.holds(user, part) for part in act.by)]
    return [{"title": words.say(act.title), "address": reverse("case-act", args=(
        case.procedure.name, case.number, act.name))} for act in acts]


def _event(procedure: Procedure, each: dict[str, Any], tree: TreeAt) -> dict[str, Any]:
    state, act = procedure.machine(each["member"]).get(each["state"]), procedure.by_name.get(each["act"])
    specs = (procedure.specs if act in procedure.opening else ()) + (act.specs if act is not None else ())
    said = lines(specs, each["said"], tree)
    words_of = [each["said"][key] for key in ("text", "reason") if key in each["said"]]
    part = procedure.part.get(each["part"])
    return {**each, "when": datetime.fromisoformat(each["at"]), "title": words.say(Text.of(each["title"])),
            "lines": said, "words": "" if said else " ".join(words_of),
            "state": words.say(state.title) if state is not None else each["state"],
            "part": words.say(part.title) if part is not None else ""}


def missing_act(name: str) -> Missing:
    """That a case has no such act."""
    return Missing("case.act_unknown", Text(f"there is no act '{name[:60]}' here", f"没有名为“{name[:60]}”的动作"),
                   next_step=Text("Look at the page of the case", "请查看事项页面"))
