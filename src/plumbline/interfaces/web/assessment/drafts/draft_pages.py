"""Drafts of rules on pages: the list, a new one, the form beside the text, trying it, and deciding on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plumbline import home as homes
from plumbline.errors import ConflictError, NotAllowed, PlumblineError, RecordError
from plumbline.figures.cuts import cut as cuts
from plumbline.interfaces.shared import reading, words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.assessment.drafts.editor import showing, writing
from plumbline.interfaces.web.assessment.drafts.editor.parts import ITEM, WHOLE, Part, no_part
from plumbline.interfaces.web.assessment.drafts.editor.said import Said, said
from plumbline.interfaces.web.core import whole_numbers
from plumbline.methods.assessment.year import draft_states as states
from plumbline.methods.assessment.year.draft_states import Standing
from plumbline.procedures.assessment.drafts import drafting, rules, trying
from plumbline.procedures.assessment.drafts import reading as drafting_reading
from plumbline.procedures.assessment.drafts.declared_acts import ACTS
from plumbline.procedures.assessment.drafts.drafting import Case
from plumbline.procedures.assessment.drafts.patterns import PATTERNS
from plumbline.procedures.assessment.drafts.rules import Fault
from plumbline.procedures.common import own_acts
from plumbline.procedures.common.own_acts import Value
from plumbline.rulebook.schemes.schemes import Block
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page shows that is not saved yet: the ``text``, the text that the ``form`` is made from, and the one that
    a text counts as changed against."""

    text: str
    form: str
    was: str


WRITABLE = (states.DRAFT, states.PROPOSED, states.REJECTED)
STRUCTURE = ("add-block", "add-item", "remove", "up", "down", "rule")


def index(request: HttpRequest) -> HttpResponse:
    """The drafts under way, those that are over on request, and how to begin one."""
    user = _reader(request)
    if isinstance(user, HttpResponse):
        return user
    ended = request.GET.get("all") == "1"
    lines = [{"row": each, "state": _state(each.at), "mine": user.pk in each.at.authors}
             for each in drafting_reading.every(user, ended=ended)]
    return render(request, "plumbline/drafts/index.html", {
        "lines": lines, "ended": ended, "writer": drafting.may_write(user)})


def new(request: HttpRequest) -> HttpResponse:
    """Choose what to draft; posted, the draft is begun."""
    user = _reader(request)
    if isinstance(user, HttpResponse):
        return user
    drafting.must_write(user)
    given = request.POST if request.method == "POST" else request.GET
    what = given.get("what", "")
    what = what if what in rules.KINDS else rules.SCHEME
    target, pattern, file = (str(given.get(key, "")).strip() for key in ("target", "pattern", "file"))
    wrong: dict[str, str] | None = None
    if request.method == "POST":
        try:
            case = drafting.begin(homes.current(), user, what, target, at=timezone.now(), pattern=pattern, file=file)
        except PlumblineError as error:
            wrong = _told(error)
        else:
            return HttpResponseRedirect(reverse("draft", args=(case.number,)))
    there = {"scheme": [(id, words.say(one[-1].title)) for id, one in reading.schemes().items()],
             "indicator": [(id, words.say(one.title)) for id, one in sorted(reading.indicators().items())]}
    return render(request, "plumbline/drafts/new.html", {
        "what": what, "target": target, "pattern": pattern, "file": file, "wrong": wrong, "there": there[what],
        "patterns": [(name, words.say(one.title)) for name, one in PATTERNS[what].items()],
    }, status=422 if wrong else 200)


def draft(request: HttpRequest, number: int) -> HttpResponse:
    """One draft: form and text, where it stands, what can be done. Posted: what was typed is saved."""
    user = _reader(request)
    if isinstance(user, HttpResponse):
        return user
    case = _case(user, number)
    if request.method == "POST":
        return _save(request, user, case)
    return _page(request, user, case, Part.of(case.what, case.target, request.GET.get("part", "")))


@require_POST
def check(request: HttpRequest, number: int) -> HttpResponse:
    """What is wrong with what was typed so far; nothing is saved."""
    user = _reader(request)
    if isinstance(user, HttpResponse):
        return user
    case = _case(user, number)
    part = Part.of(case.what, case.target, request.POST.get("part", ""))
    try:
        text, told = _typed(request.POST, _text_seen(case, request.POST), part), None
    except PlumblineError as error:
        text, told = _plain(request.POST.get("text", "")), _told(error)
    fault = _fault(case, text)
    mirror = None if _was_changed(request.POST) or told else text
    return render(request, "plumbline/drafts/findings.html", {
        "fault": fault, "told": told, "total": _total(text), "mirror": mirror, "was": _hash(text), "live": True})


def trial(request: HttpRequest, number: int) -> HttpResponse:
    """A draft computed on a cut, beside the rule in force; nothing of it is stored."""
    user = _reader(request)
    if isinstance(user, HttpResponse):
        return user
    case = _case(user, number)
    period, cut = request.GET.get("period", "").strip(), request.GET.get("cut", "")
    document: dict[str, Any] | None = None
    wrong: dict[str, str] | None = None
    if period:
        try:
            document = trying.tried(homes.current(), case, period, user=user, cut=cut or None)
        except PlumblineError as error:
            wrong = _told(error)
    regions = [one | {"title": Text.of(one["names"])} for one in document["regions"]] if document else []
    latest = reading.latest_cut()
    return render(request, "plumbline/drafts/trial.html", {
        "case": case, "document": document, "wrong": wrong, "regions": regions, "period": period, "cut": cut,
        "cuts": list(reversed(cuts.cut_ids(homes.current())))[:50],
        "years": reading.years(latest.id, str(latest.folder)) if latest else (),
        "title": _title(case), "changed": _changed(document) if document else [],
        "moved": sum(1 for one in regions if one["difference"] not in (None, 0, "0")),
        "grades": sum(1 for one in regions if one.get("grade_changes")),
    }, status=422 if wrong else 200)


@require_POST
def act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Propose, approve, send back, withdraw, put in force, or go on from the newest text."""
    user = _reader(request)
    if isinstance(user, HttpResponse):
        return user
    told = {"propose": _("Proposed. A second person decides."), "approve": _("Approved."),
            "reject": _("Sent back with your reason."), "withdraw": _("Withdrawn. It stays to be read."),
            "enforce": _("It is in force."), "rebase": _("The draft goes on from the text in force.")}
    of = next((each for each in ACTS if each.name == act and act in told), None)
    if of is None:
        raise Missing("request.no_act", Text("there is no such act", "没有该操作"),
                      next_step=Text("Go back to the draft", "请返回草案"))
    case, given = _case(user, number), request.POST
    try:
        after = of.do(homes.current(), user, number, {value.name: _value(value, given) for value in of.values},
                      timezone.now())
    except PlumblineError as error:
        status = 403 if isinstance(error, NotAllowed) else 409 if isinstance(error, ConflictError) else 422
        return _page(request, user, _case(user, number), Part.of(case.what, case.target, ""), told=_told(error),
                     status=status)
    messages.success(request, _("It is in force.") if after.at.state == states.IN_FORCE else told[act])
    return HttpResponseRedirect(reverse("draft", args=(number,)))


def _save(request: HttpRequest, user: Any, case: Case) -> HttpResponse:
    given = request.POST
    part = Part.of(case.what, case.target, given.get("part", ""))
    base, do = _text_seen(case, given), given.get("do", "save")
    name, _space, where = do.partition(" ")
    target = Part.of(case.what, case.target, where) if where and name != "extend" else part
    try:
        text = _typed(given, base, part)
        if name == "extend":
            block = next((one for one in _above(showing.plain(text)) if one.id == where), None)
            if block is None:
                raise no_part(where)
            text = writing.extended(text, block.id, block.points)
        elif name in STRUCTURE:
            text = writing.acted(text, name, target, given.get("rule", ""))
            part = part if name in ("add-block", "rule") else target.above if name == "remove" else target
        elif name == "go":
            part = target
        seen = whole_numbers.key(given.get("seen", ""))
        drafting.save(homes.current(), user, case.number, text, seen=seen, at=timezone.now())
    except ConflictError:
        newest = _case(user, case.number)
        if _was_changed(given):
            mine = Typed(_plain(given["text"]), newest.text, newest.text)
        else:  # what was changed in the form is put onto their text
            merged = _put_onto(newest.text, given, base, part)
            mine = Typed(merged, merged, merged)
        return _page(request, user, newest, part, typed=mine, conflict=True, status=409)
    except PlumblineError as error:
        return _page(request, user, _case(user, case.number), part, typed=_kept(given, base, part), told=_told(error),
                     status=403 if isinstance(error, NotAllowed) else 422)
    if name == "save":
        messages.success(request, _("Saved."))
    return HttpResponseRedirect(f"{reverse('draft', args=(case.number,))}?part={part.path}")


def _typed(given: Mapping[str, str], base: str, part: Part) -> str:
    """What was typed: into the form, into the text, or into neither. :raises RecordError: into both, differently."""
    text = _plain(given.get("text", base))
    try:
        filled = writing.filled(base, part, given) if given.get("form") == part.path else base
    except PlumblineError:
        if not _was_changed(given):
            raise
        filled = base  # a text that no form can be written into is mended as a text
    if not _was_changed(given):
        return filled
    if filled not in (base, text):
        if chosen := given.get("keep", ""):
            return text if chosen == "text" else filled
        raise RecordError("draft.form_and_text", Text(
            "You changed the form and the text, and they no longer say the same", "表单和文本都有改动，且内容不一致"),
            next_step=Text("Choose below which of the two to keep, and save again",
                           "请在下方选择以哪一边为准，再次保存"))
    return text


def _kept(given: Mapping[str, str], base: str, part: Part) -> Typed:
    """Nothing that was typed is lost: the text and the form show it again."""
    try:
        filled = writing.filled(base, part, given) if given.get("form") == part.path else base
    except PlumblineError:
        filled = base
    return Typed(_plain(given["text"]), filled, base) if _was_changed(given) else Typed(filled, filled, filled)


def _put_onto(text: str, given: Mapping[str, str], base: str, part: Part) -> str:
    try:
        return writing.filled(text, part, given, base) if given.get("form") == part.path else text
    except PlumblineError:
        return text


def _page(request: HttpRequest, user: Any, case: Case, part: Part, *, typed: Typed | None = None,
          told: dict[str, str] | None = None, conflict: bool = False, status: int = 200) -> HttpResponse:
    home, at = homes.current(), case.at
    typed = typed or Typed(case.text, case.text, case.text)
    shown = typed.text
    decider = drafting.may_write(user) and user.pk not in at.authors and user.pk != at.proposer
    # Who is to decide reads; whoever wrote it may still change it, which takes the proposal back.
    open_ = drafting.may_write(user) and at.state in WRITABLE and not (decider and at.state == states.PROPOSED)
    held, fault, found = showing.plain(typed.form), None, None
    if at.state not in states.ENDED:
        weighed = rules.weighed(home, case.what, case.target, case.file, shown)
        if isinstance(weighed, Fault):
            fault = said(weighed, showing.plain(shown))
        else:
            found = weighed
    forms: dict[str, Any] = {"form": None}
    if held is not None:
        try:
            every = showing.fields(held, part, fault)
            forms = {"form": [one for one in every if one.of.path[0] != "rule"],
                     "rule_form": [one for one in every if one.of.path[0] == "rule"],
                     "apart": any(one.apart for one in every), "line": showing.first_line(shown, held, part)}
            forms |= showing.rules_of(held, part) if part.sort in (ITEM, WHOLE) else {}
        except (RecordError, TypeError, ValueError):
            part = Part.of(case.what, case.target, "")
            forms = {"form": showing.fields(held, part, fault)} if part.sort != WHOLE else forms
    outdated = drafting_reading.is_outdated(home, case)
    now = rules.text_now(home, case.what, case.target, case.file) if outdated else ""
    people = drafting_reading.people(at.authors | {one for one in (at.proposer, at.approver) if one is not None})
    return render(request, "plumbline/drafts/draft.html", {
        "case": case, "part": part, "text": shown, "was": _hash(typed.was), "fault": fault, "told": told,
        "conflict": conflict, "theirs": drafting_reading.difference(case.text, shown) if conflict else (),
        "open": open_, "state": _state(at), "title": _title(case),
        "authors": [people.get(one, "") for one in sorted(at.authors)], "approver": people.get(at.approver or 0, ""),
        "outdated": drafting_reading.difference(case.base, now) if outdated else (),
        "changes": drafting_reading.difference(case.base, shown), "decider": decider, "states": states,
        "mine": user.pk in at.authors, "stopping": rules.stopping(home, found)
        if found and at.state in (states.DRAFT, states.PROPOSED) else (),
        "above": _above(held),
        "history": _history(case), "total": _total(shown), "both": told is not None and "keep" not in request.POST
        and _was_changed(request.POST) and request.method == "POST",
        "heads": showing.heads(held, part) if held and part.sort != WHOLE else (),
        "blocks": showing.lines(held, part) if held and part.sort != WHOLE else (), **forms,
    }, status=status)


def _state(at: Standing) -> dict[str, Any]:
    """Where a draft stands, for the component of that name."""
    turn, who = states.TURN[at.state]
    due = at.day if at.state in (states.PROPOSED, states.APPROVED) else None
    return {"phase": words.say(states.STATES[at.state]), "since": timezone.localdate(at.since),
            "stage": words.say(turn), "who": words.say(who), "due": due,
            "left": _("the day it is to be in force") if due else "", "follows": words.say(states.NEXT[at.state])}


def _above(held: Mapping[str, Any] | None) -> tuple[Block, ...]:
    """The blocks that a scheme's text takes over, as the newest version above has them."""
    versions = reading.schemes().get(str(held.get("extends", ""))) if held else None
    return versions[-1].blocks if versions else ()


def _history(case: Case) -> list[dict[str, Any]]:
    events = case.happened
    people = drafting_reading.people(frozenset(one.actor for one in events if one.actor is not None))
    said_ = {states.BEGIN: _("begun"), states.SAVE: _("written"), states.REBASE: _("compared with the text in force"),
             states.PROPOSE: _("proposed"), states.APPROVE: _("approved"), states.ENFORCE: _("put in force"),
             states.REJECT: _("sent back"), states.WITHDRAW: _("withdrawn")}
    # Of what one person wrote in a row, the last stands for all.
    told = [one for one, after in zip_longest(events, events[1:])
            if after is None or (one.act, one.actor) != (after.act, after.actor) or one.act != states.SAVE]
    return [{"at": one.at, "act": said_[one.act], "who": people.get(one.actor or 0, ""), "reason": one.reason or ""}
            for one in told]


def _title(case: Case) -> str:
    held = showing.plain(case.text) or {}
    table = held.get(case.target.partition(".")[2], {}) if case.what == rules.INDICATOR else held
    title = table.get("title") if isinstance(table, Mapping) else None
    return words.say(Text.of(title)) if isinstance(title, str | Mapping) else str(case.target)


def _changed(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [one | {"title": Text.of(one["title"]), "why": [Text.of(each) for each in one["why"]],
                   "rules": {part: Text.of(one[part]["rule"]) if one[part] else Text() for part in ("own", "other")}}
            for one in document.get("items", ()) if one["changes"]]


def _total(text: str) -> showing.FieldLine | None:
    held = showing.plain(text)
    return showing.total(held) if held and "full" in held else None


def _fault(case: Case, text: str) -> Said | None:
    found = rules.fault_of(homes.current(), case.what, case.target, case.file, text)
    return said(found, showing.plain(text)) if found else None


def _told(error: PlumblineError) -> dict[str, str]:
    return {"code": error.code, "what": words.say(error.what), "why": words.say(error.why),
            "next_step": words.say(error.next_step), "where": words.say(error.where)}


def _text_seen(case: Case, given: Mapping[str, str]) -> str:
    """The text that the form was made from: the newest, or the older one that was seen."""
    seen = whole_numbers.whole_number(given.get("seen", ""), case.version)
    if seen == case.version:
        return case.text
    text = drafting.text_at(case.number, seen) if seen is not None else None
    return case.text if text is None else text


def _was_changed(given: Mapping[str, str]) -> bool:
    return "text" in given and _hash(_plain(given["text"])) != given.get("was", "")


def _hash(text: str) -> str:
    # A browser gives back a text area without the line break at its beginning, and with others at its end.
    return sha256(_plain(text).strip().encode()).hexdigest()


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _value(value: Value, given: Mapping[str, str]) -> Any:
    """One value of an act as its form sends it."""
    text = given.get(value.name, "")
    return whole_numbers.key(text) if value.type == own_acts.WHOLE else (
        bool(text) if value.type == own_acts.FLAG else text)


def _case(user: Any, number: int) -> Case:
    try:
        return drafting.load(number, user)
    except RecordError as error:
        raise _no_draft() from error


def _reader(request: HttpRequest) -> Any:
    user = Viewer.of(request).user
    if user is None:
        return redirect_to_login(request.get_full_path(), reverse("sign-in"))
    if not drafting.may_read(user):
        raise _no_draft()
    return user


def _no_draft() -> Missing:
    return Missing("draft.unknown", Text("there is no such draft, or it is not open to you",
                                         "没有该草案，或您无权查看"),
                   next_step=Text("Look for it in the list", "请在列表中查找"))
