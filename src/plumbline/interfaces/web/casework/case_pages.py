"""Pages of cases: the procedures, the list of one, opening a case, and the case itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from itertools import islice
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import NotAllowed, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.casework import many_pages, sending_pages, thread_view
from plumbline.interfaces.web.casework.case_view import (
    Room,
    form_of,
    lines,
    offered,
    organisation_names,
    procedure_of,
    room_of,
    standing,
    typed,
    waits,
)
from plumbline.interfaces.web.casework.narrowing import Narrowed
from plumbline.interfaces.web.core import day_words
from plumbline.interfaces.web.core.error_pages import NO_ADDRESS
from plumbline.interfaces.web.records.evidence_pages import of_place
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.casework import (
    common_acts,
    form_drafts,
    holding,
    passing,
    perform,
    reading,
    registry,
)
from plumbline.procedures.casework.declaration import GIVEN, LINK, PARTY, ROLE, Act, Procedure
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.casework.members.listing import MOST as MOST_MEMBERS
from plumbline.procedures.casework.members.listing import some as some_members
from plumbline.procedures.casework.standing import EFFECT, RECEIPT, TAKE
from plumbline.procedures.casework.telling import referred
from plumbline.procedures.casework.telling.referred import Names
from plumbline.procedures.evidence import attaching
from plumbline.procedures.federation import case_packages
from plumbline.records.core.cases import CasePersonal
from plumbline.records.core.fields import PERSONAL
from plumbline.records.core.memberships import organisations_of
from plumbline.records.core.visibility import keeping
from plumbline.text import Text

ROWS = 50
EVENTS = 100
"""So many events a page shows, the newest first."""
MOST_WORD, LONGEST = 200, 19


def open_where_published(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that everybody may look at as far as it shows what is published; who is not signed in and would see
    nothing is asked to sign in."""
    @wraps(view)
    def shown(request: HttpRequest, **names: str) -> HttpResponse:
        try:
            return view(request, **names)
        except Missing:
            if Viewer.of(request).user is None:
                return redirect_to_login(request.get_full_path())
            raise
    return shown


@open_where_published
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
    if user is None and not shown:
        raise Missing.of(NO_ADDRESS)
    return render(request, "plumbline/cases/index.html", {
        "procedures": shown, "waits": waits(user, on), "drafts": _drafts(user),
        "may_take": bool(sending_pages.partners()) and any(each["may_open"] for each in shown)})


def _drafts(user: Any) -> list[dict[str, Any]]:
    """The forms that were put aside, each with where to go on."""
    found = []
    for each in form_drafts.of(user):
        procedure = registry.procedures().get(each.procedure)
        act = procedure.by_name.get(each.act) if procedure is not None else None
        if procedure is None or act is None:
            continue
        address = (reverse("case-act", args=(each.procedure, each.number, each.act)) if each.number
                   else reverse("case-new", args=(each.procedure,)))
        more = {"member": each.member} if each.number else {"act": each.act}
        found.append({"row": each, "title": words.say(act.title), "of": words.say(procedure.title),
                      "address": f"{address}?{urlencode({name: text for name, text in more.items() if text})}"})
    return found


@open_where_published
def listing(request: HttpRequest, name: str) -> HttpResponse:
    """The cases of one procedure that may be read, those that are due first above."""
    user, procedure, tree = Viewer.of(request).user, procedure_of(name), today_tree(request)
    state, after = request.GET.get("state", ""), request.GET.get("after", "")
    counts, states, on = reading.counted(procedure, user), procedure.machine(), timezone.localdate(timezone.now())
    narrowed = Narrowed.read(request.GET)
    kept = "&".join(filter(None, (urlencode({"state": state}) if state else "", narrowed.query)))
    try:
        rows, following = reading.page(procedure, user, state=state, after=after, most=ROWS,
                                       only=narrowed.only(procedure, user, on), kept=narrowed.query)
    except RecordError:  # a token that is not of this list: begin at the first page
        return HttpResponseRedirect(f"{request.path}?{kept}" if kept else request.path)
    if user is None and not counts:
        raise Missing.of(NO_ADDRESS)
    return render(request, "plumbline/cases/list.html", {
        "several": many_pages.offered(procedure, user) if user is not None else [],
        "procedure": procedure, "state": state, "kept": kept, "narrowed": narrowed.said(request),
        "may_open": bool(_opening(procedure, user)),
        "states": [(one, words.say(each.title), counts[one]) for one, each in states.items() if one in counts],
        "rows": [{"row": row, "state": words.say(states[row.state].title) if row.state in states else row.state,
                  "region": words.say(region_name(tree, row.region)), "late": bool(row.due and on > row.due),
                  "left": day_words.days_left((row.due - on).days if row.due else None)} for row in rows],
        "next": following, "after": after})


@login_required
def new(request: HttpRequest, name: str) -> HttpResponse:
    """The form that opens a case; posted, a case."""
    user, procedure = Viewer.of(request).user, procedure_of(name)
    acts, firms = _opening(procedure, user), sorted(organisations_of(user))
    if not acts:
        raise NotAllowed("case.part_not_held", Text("you may not open cases of this procedure", "您无权在该流程中立案"),
                         where=procedure.name, next_step=Text("Ask who administers your region for a role",
                                                              "请向所在地区管理员申请角色"))
    given = request.POST if request.method == "POST" else request.GET
    act = next((each for each in acts if each.name == given.get("act")), acts[0])
    place = form_drafts.place_of(procedure, act.name)
    draft = form_drafts.kept(user, place) if request.method == "GET" else None
    filled = {} if request.method == "POST" else _filled(procedure, act, user) | (draft.values if draft else {})
    values = typed(procedure.specs + act.specs, given, filled)
    form, status = form_of(request, procedure, act, values, opening=True), 200
    if request.method == "POST" and given.get("keep"):
        try:
            form_drafts.keep(user, place, values, at=timezone.now())
        except RecordError as error:
            form.refuse(error)
            status = 422
        else:
            messages.success(request, _("Your draft is kept. Nobody else sees it."))
            return HttpResponseRedirect(reverse("cases"))
    elif request.method == "POST":
        try:
            event = perform.open_case(homes.current(), user, name, act.name, values, organisation=given.get("for", ""),
                                      at=timezone.now())
        except (RecordError, NotAllowed) as error:
            form.refuse(error)
            status = 422
        else:
            form_drafts.drop(user, place)
            messages.success(request, _("Opened. It stands in the journal, and has this number from now on."))
            return HttpResponseRedirect(reverse("case", args=(name, event.case.number)))
    return render(request, "plumbline/cases/act.html", {
        "draft": draft, "may_keep": True, "procedure": procedure, "act": act, "form": form,
        "firm": given.get("for", ""),
        "firms": firms if len(firms) > 1 and any(part.held == PARTY for part in act.by) else [],
        "others": [each for each in acts if each is not act],
        "back": reverse("case-list", args=(name,))}, status=status)


@open_where_published
def one(request: HttpRequest, name: str, number: str) -> HttpResponse:
    """One case: where it stands, what is known of it, what can be done, its members, and everything that happened."""
    return page(room_of(request, name, number))


def page(room: Room) -> HttpResponse:
    """The page of a case, as it is before one reader."""
    case, user, tree, procedure = room.case, room.user, today_tree(room.request), room.case.procedure
    leads = case.holds(user, procedure.lead)
    specs = {spec.name: spec for spec in procedure.specs}
    for act in procedure.acts_of():
        specs |= {spec.name: spec for spec in act.told if spec.name not in specs}
    known, query = reading.values(case, user), room.request.GET
    before = query.get("before", "")
    told = reading.history(case, user, before=int(before) if before.isdecimal() and len(before) < LONGEST else 0,
                           most=EVENTS + 1)
    older, told = len(told) > EVENTS, told[-EVENTS:]
    said = [(spec, known.get(spec.name, "")) for spec in specs.values()]
    said += [(specs[name], text) for each in told for name, text in each["said"].items() if name in specs]
    names, at = referred.names(case, said), referred.settled_at(case)
    return render(room.request, "plumbline/cases/case.html", {
        "as_of": timezone.localdate(at) if at is not None and names else None, "case": case,
        "procedure": procedure, "state": standing(case), "acts": offered(room), "base": room.base,
        "by_link": room.by_link, "lines": lines(tuple(specs.values()), known, tree, names),
        **_members(room, query), "older": told[0]["number"] if older else 0, "newest": not before,
        "add": _adding(room), "leads": leads, "changed": case.changed, "ended": case.state().ends,
        "inside": case.inside(user), "late": _late(case) if leads else [], **_parts(case, leads),
        **_elsewhere(room, leads), **thread_view.of_case(room), "speaks_of": speaks_of(room),
        "evidence": _evidence(room),
        "history": _history(case, told, tree, names), "twice": _twice(case, user),
        "may_withdraw": common_acts.may_withdraw(case, user),
        "page": procedure.page.format(number=case.number) if leads or speaks_of(room) else "",
        "holds_personal": leads and _holds_personal(case),
    })


def _elsewhere(room: Room, leads: bool) -> dict[str, Any]:
    """What has to do with other authorities: to whom the case can be passed, what was asked of whom, and who had it."""
    case, here = room.case, today_tree(room.request)
    if not case.inside(room.user):
        return {}
    questions = [{"number": number, "region": words.say(region_name(here, each.region)), "due": each.due, "mine": mine,
                  "question": each.question,
                  "late": case.on > each.due} for number, each, mine in passing.open_questions(case, room.user)]
    groups: dict[str, list[passing.Target]] = {}
    for each in passing.targets(case) if leads and not case.state().ends and not case.away else ():
        groups.setdefault(each.way, []).append(each)
    return {"questions": questions, "seen_by": words.say(region_name(here, case.region)),
            "passed": bool(case.board.regions), "came": case.board.holder != "" and not case.away,
            "may_send_again": bool(case.away) and case_packages.may_send_again(case, room.user),
            "partners": sending_pages.partners() if leads and not case.state().ends else [],
            "targets": [(words.say(passing.WAYS[way]), [(one.code, words.say(one.name)) for one in these])
                        for way, these in groups.items()]}


def _evidence(room: Room) -> dict[str, Any]:
    """What is attached to the case; by a link, on a page of its own."""
    case, key = room.case, (room.case.procedure.name, room.case.number)
    if room.by_link:
        return {"own": f"{room.base}evidence/"}
    if room.user is None:
        return {}
    return {"lines": of_place(room.user, attaching.CASE, key), "may": room.takes_part and not case.state().ends,
            "address": reverse("evidence-about", args=(attaching.CASE, key))}


MOST_CHOSEN = 100
"""Members among which somebody chooses in a form."""


def speaks_of(room: Room) -> list[tuple[str, str]]:
    """Of what the reader may speak: the case, its members; none for the public, which reads what is published."""
    whole = [("", _("the whole case"))] if room.takes_part else []
    case, user = room.case, room.user
    members = list(islice((each for each in room.members if any(
        case.holds(user, part, each) for part in case.procedure.parts)), MOST_CHOSEN + 1))
    return whole + [(each, each) for each in members] if len(members) <= MOST_CHOSEN else whole


def _late(case: Found) -> list[tuple[str, str]]:
    """Where the last day has passed: the case, its members."""
    found = [("", _("the whole case"))] if _is_late(case, "") else []
    return found + [(each, each) for each in islice((
        each for each in case.board.members if _is_late(case, each)), MOST_CHOSEN)]


def _is_late(case: Found, member: str) -> bool:
    due = case.due(member)
    return due is not None and case.on > due.day


def _parts(case: Found, leads: bool) -> dict[str, Any]:
    """What who sees to the case settles about who takes part in it."""
    if not leads:
        return {}
    parts, on = case.procedure.parts, case.on
    return {
        "given": [part for part in parts if part.held == GIVEN],
        "linked": [part for part in parts if part.held == LINK],
        "organised": [part for part in parts if part.held == PARTY and not holding.names_each(case.procedure, part)],
        "links": [{"number": number, "until": link.until, "member": link.member, "over": on > link.until,
                   "part": words.say(case.procedure.part[link.part].title)}
                  for number, link in case.board.links.items() if link.part in case.procedure.part]}


def _opening(procedure: Procedure, user: Any) -> list[Act]:
    """The acts by which ``user`` may open a case somewhere."""
    keeps, firms = keeping(user, holding.kind_of(procedure)), organisations_of(user)
    own = bool(keeps.tops) if procedure.region else keeps.whole
    return [act for act in procedure.opening
            if any((part.held == ROLE and own) or (part.held == PARTY and firms) for part in act.by)]


def _filled(procedure: Procedure, act: Act, user: Any) -> dict[str, str]:
    """What a form that opens a case holds before anything is typed: the organisation, where the person acts for one."""
    firms = organisations_of(user)
    return {part.party: next(iter(firms)) for part in act.by if part.held == PARTY and len(firms) == 1}


def _members(room: Room, query: QueryDict) -> dict[str, Any]:
    """Some of the members, and by what they are looked for."""
    of = room.case.procedure.members
    if of is None:
        return {}
    state, word, after = (query.get(name, "").strip()[:MOST_WORD] for name in ("member-state", "q", "after"))
    some = some_members(room.case, room.user, state=state, word=word, after=after)
    kept = {name: text for name, text in (("member-state", state), ("q", word)) if text}
    titles = {each.name: words.say(each.title) for each in of.states}
    return {"members": [_member(room, member) for member in some.shown], "some": some, "member_state": state,
            "word": word, "after": after, "many": some.total > MOST_MEMBERS,
            "member_states": [(name, titles.get(name, name), count) for name, count in some.states.items()],
            "first_members": f"?{urlencode(kept)}#members", "members_kept": f"?{urlencode(kept)}" if kept else "",
            "more_members": f"?{urlencode({**kept, 'after': some.next})}#members" if some.next else ""}


def _member(room: Room, member: str) -> dict[str, Any]:
    return {"name": member, "state": standing(room.case, member), "acts": offered(room, member)}


def _holds_personal(case: Found) -> bool:
    """Whether something personal was said in the case that was not erased."""
    return bool(holding.kind_of(case.procedure).names(PERSONAL)) and CasePersonal.objects.filter(
        event__case=case.row).exists()


def _adding(room: Room) -> list[dict[str, str]]:
    """The acts that add a member, where the reader may."""
    case = room.case
    acts = [act for act in case.procedure.acts if act.adds and not case.state().ends
            and any(case.holds(room.user, part) for part in act.by)]
    return [{"title": words.say(act.title), "address": room.act(act.name),
             "many": "" if room.by_link else room.of_many("members", act.name)} for act in acts]


def _history(case: Found, told: list[dict[str, Any]], tree: TreeAt, called: Names) -> list[dict[str, Any]]:
    """Everything that happened, the newest first."""
    names = organisation_names({each["organisation"] for each in told if each["organisation"]})
    return [_event(case.procedure, each, tree, called) | {"firm": names.get(each["organisation"], each["organisation"])}
            for each in reversed(told)]


def _twice(case: Found, user: Any) -> list[str]:
    """For the authority: of what several answers were sent later, the case (empty) or its members."""
    if not case.inside(user):
        return []
    return [member for member in ("", *case.board.members) if case.board.at(member).beside
            and (not member or case.open_fields(user, member))]


def _event(procedure: Procedure, each: dict[str, Any], tree: TreeAt, names: Names) -> dict[str, Any]:
    state, act = procedure.machine(each["member"]).get(each["state"]), procedure.by_name.get(each["act"])
    specs = (procedure.specs if act in procedure.opening else ()) + (act.told if act is not None else ())
    told = {name: text for name, text in each["said"].items() if act is None or name != act.adds}
    said = lines(specs, told, tree, names)
    words_of = [each["said"][key] for key in ("text", "reason") if key in each["said"]]
    if act is None and "to" in each["said"]:
        words_of.insert(0, f"{words.say(region_name(tree, each['said']['to']))} ·")
    if each["act"] == EFFECT:
        words_of = [f"{name}: {text}" for name, text in each["said"].items()]
    if each["act"] in (TAKE, RECEIPT):
        words_of = [each["said"].get("from", "")]
    part = procedure.part.get(each["part"])
    return {**each, "declared": act is not None, "when": datetime.fromisoformat(each["at"]),
            "given": datetime.fromisoformat(each["given"]) if each["given"] else None,
            "title": words.say(Text.of(each["title"])),
            "lines": said, "words": "" if said else " ".join(words_of),
            "state": words.say(state.title) if state is not None else each["state"],
            "part": words.say(part.title) if part is not None else ""}
