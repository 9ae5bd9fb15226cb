"""Samples as a laboratory works on them: the list of what came and what is due, a sample with its tests side by side,
and one portion with one form for all its results."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
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
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.casework.case_view import (
    Room,
    form_of,
    offered,
    organisation_names,
    room_of,
    standing,
    status_of,
)
from plumbline.interfaces.web.core import day_words, whole_numbers
from plumbline.interfaces.web.records.forms import Form
from plumbline.procedures.casework import holding, perform
from plumbline.procedures.casework.reading import members
from plumbline.procedures.evidence import attaching
from plumbline.procedures.surveillance.samples import names, reading, worklist
from plumbline.records.core import kinds, store
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

COMMON = ("tested_on", "method")
"""What is said once for all results of a form."""
EACH = ("value", "unit", "limit", "verdict")
SPARE = 2
"""Rows for parameters that were not ordered."""


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The portions that came, that are due, and that wait for somebody."""
    user, on, tree = Viewer.of(request).user, timezone.localdate(timezone.now()), today_tree(request)
    titles = {"coming": _("To be received"), "testing": _("To be tested"),
              "stopped": _("Stopped: the seal was broken"), "here": _("To be handed over"),
              "kept": _("Backups that are kept"), "done": _("Tested lately")}
    sections: list[dict[str, Any]] = [{
        "name": name, "title": titles[name], "more": len(rows) > worklist.MOST, "rows": [{
            "each": each, "region": words.say(region_name(tree, each.region)),
            "left": day_words.days_left((each.due - on).days if each.due and name != "done" else None),
        } for each in rows[:worklist.MOST]]} for name, rows in worklist.listed(user, on=on).items() if rows]
    return render(request, "plumbline/samples/list.html", {
        "sections": sections, "on": on, "late": sum(
            row["each"].late for section in sections if section["name"] != "done" for row in section["rows"])})


@login_required
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One sample: its portions, through whose hands they went, and every test of them."""
    room = room_of(request, names.KIND, number)
    shown = members(room.case, room.user)
    return render(request, "plumbline/samples/sample.html", {
        "case": room.case, "state": standing(room.case), "values": _known(room), "back": room.base,
        "portions": [{"name": each, "state": standing(room.case, each),
                      "backup": reading.is_backup(room.case.board, each)} for each in shown],
        "tests": _tests(room, shown), "custody": _custody(room, shown)})


@login_required
def portion(request: HttpRequest, number: str, portion: str) -> HttpResponse:
    """One portion: receiving it, all its results in one form, finishing; posted, what the form asks."""
    room = room_of(request, names.KIND, number)
    if portion not in members(room.case, room.user):
        raise Missing("case.member_unknown", Text("the case has no such member", "事项中没有此成员"),
                      next_step=Text("Look at the page of the case", "请查看事项页面"))
    page = Portion(room, portion)
    if request.method == "POST" and page.post():
        return HttpResponseRedirect(reverse("sample-portion", args=(number, portion)))
    return page.show()


class Portion:
    """The page of one portion, and what was typed on it."""

    def __init__(self, room: Room, portion: str) -> None:
        self.room, self.portion, self.given = room, portion, room.request.POST
        self.problem: PlumblineError | None = None
        self.forms: dict[str, Form] = {}
        self.faults: Mapping[int, RecordError] = {}
        self.status = 200

    def post(self) -> bool:
        """Do what the form asks; False where it is refused."""
        act, room = self.given.get("act", ""), self.room
        seen = whole_numbers.whole_number(self.given.get("seen", ""), None)
        procedure = room.case.procedure
        try:
            if act == names.RESULT:
                count = worklist.record(
                    homes.current(), room.user, room.case.number, self.portion, self.typed(), seen=seen,
                    organisation=self.given.get("for", ""), at=timezone.now())
                messages.success(room.request, ngettext(
                    "%(n)s result is recorded.", "%(n)s results are recorded.", count) % {"n": count})
                return True
            if act not in (names.RECEIVE, names.RECEIVE_BROKEN, names.FINISH):
                raise Missing("case.act_unknown", Text("there is no such act here", "此处没有该动作"),
                              next_step=Text("Look at the page of the case", "请查看事项页面"))
            specs = procedure.by_name[act].specs
            said = {spec.name: self.given.get(spec.name, "").strip() for spec in specs}
            form = self.forms[act] = form_of(room.request, procedure, procedure.by_name[act], said, opening=False)
            try:
                perform.act(homes.current(), room.user, procedure.name, room.case.number, act, said,
                            member=self.portion, seen=seen, organisation=self.given.get("for", ""), at=timezone.now())
            except RecordError as error:
                form.refuse(error)
                self.problem, form.problem = form.problem, None
                self.status = status_of(error)
                return False
            messages.success(room.request, _("Done. It stands in the journal."))
            return True
        except Missing:
            raise
        except PlumblineError as error:
            self.problem, self.status = error, status_of(error)
            self.faults = error.faults if isinstance(error, worklist.ResultsUnfit) else {}
            return False

    def typed(self) -> list[dict[str, str]]:
        """The results that were filled in: of each the parameter, what was typed in its row, and what is said once for
        all. A row in which nothing was typed says nothing."""
        found = []
        for place in self._places():
            row = {name: self.given.get(f"{name}-{place}", "").strip() for name in ("parameter", *EACH)}
            if any(row[name] for name in EACH if name not in ("limit", "unit")) or (
                    place >= self._ordered() and row["parameter"]):
                found.append({name: text for name, text in {
                    **row, **{name: self.given.get(name, "").strip() for name in COMMON}}.items() if text})
        return found

    def _ordered(self) -> int:
        return len(reading.parameters(self.room.case.board, self.portion))

    def _places(self) -> range:
        return range(self._ordered() + SPARE)

    def show(self) -> HttpResponse:
        """The page."""
        room = self.room.again()
        case, board = room.case, room.case.board
        at = board.at(self.portion)
        can = {act["name"]: act for act in self._can(room)}
        own = [each for each in reading.tests(case.events) if each.portion == self.portion]
        newest, known = reading.newest(own, self.portion), board.of.get(self.portion, {})
        return render(room.request, "plumbline/samples/portion.html", {
            "case": case, "portion": self.portion, "state": standing(case, self.portion), "seen": at.last,
            "stands": at.state, "values": _known(room), "seal": known.get("seal", ""),
            "parameters": reading.parameters(board, self.portion), "broken": at.state == names.BROKEN,
            "damage": known.get("damage", ""), "problem": self.problem, "can": can,
            "flags": [title for name, title in (
                ("before_receipt", _("A result is from before the portion was received.")),
                ("not_ordered", _("A result is of a parameter that was not ordered.")),
                ("past_keeping", _("It was sent after the last day on which it was kept."))) if known.get(name)],
            "rows": self._rows(newest), "common": self._common(room), "tests": _tests(room, [self.portion]),
            "left": [each for each in reading.parameters(board, self.portion) if each not in newest],
            "custody": _custody(room, [self.portion]), "others": [
                each for each in offered(room, self.portion) if each["title"] not in {
                    act["title"] for act in can.values()}],
            "forms": {act: self.forms.get(act) or self._form(room, act) for act in (
                names.RECEIVE, names.RECEIVE_BROKEN, names.FINISH) if act in can},
            "firms": self._firms(room), "firm": self.given.get("for", ""),
            "evidence": reverse("evidence-about", args=(attaching.CASE, (names.KIND, case.number, self.portion))),
        }, status=self.status)

    def _can(self, room: Room) -> list[dict[str, str]]:
        procedure = room.case.procedure
        return [{"name": act.name, "title": words.say(act.title)}
                for act in perform.possible(room.case, room.user, self.portion) if act in (
                    procedure.by_name[each] for each in (names.RECEIVE, names.RECEIVE_BROKEN, names.RESULT,
                                                         names.FINISH))]

    def _form(self, room: Room, act: str) -> Form:
        return form_of(room.request, room.case.procedure, room.case.procedure.by_name[act], {}, opening=False)

    def _firms(self, room: Room) -> list[str]:
        """The laboratories among which who acts must choose."""
        part = room.case.procedure.part["laboratory"]
        if not room.case.holds(room.user, part, self.portion):
            return []
        own = holding.organisations(room.case.procedure, room.case.board, room.user, part, self.portion)
        return own if len(own) > 1 else []

    def _common(self, room: Room) -> list[Any]:
        form = Form(perform.act_kind(room.case.procedure, names.RESULT, tuple(
            spec for spec in room.case.procedure.by_name[names.RESULT].specs if spec.name in COMMON)), room.user,
            today_tree(room.request), {"tested_on": timezone.localdate(timezone.now()).isoformat(), **{
                name: self.given[name] for name in COMMON if name in self.given}})
        return list(form)

    def _rows(self, newest: Mapping[str, reading.Test]) -> list[dict[str, Any]]:
        """The rows of the form: what was ordered, and some for what was not."""
        ordered = reading.parameters(self.room.case.board, self.portion)
        faulty = [place for place in self._places() if any(
            self.given.get(f"{name}-{place}", "").strip() for name in EACH if name not in ("limit", "unit"))
            or (place >= len(ordered) and self.given.get(f"parameter-{place}", "").strip())]
        faults = {faulty[index]: error for index, error in self.faults.items() if index < len(faulty)}
        found = []
        for place in self._places():
            parameter = ordered[place] if place < len(ordered) else ""
            before = newest.get(parameter)
            error = faults.get(place)
            found.append({
                "place": place, "parameter": self.given.get(f"parameter-{place}", parameter), "fixed": bool(parameter),
                "before": before, "error": words.sentences(error.what, error.next_step) if error is not None else "",
                "value": self.given.get(f"value-{place}", ""), "verdict": self.given.get(f"verdict-{place}", ""),
                "unit": self.given.get(f"unit-{place}", before.unit if before else ""),
                "limit": self.given.get(f"limit-{place}", before.limit if before else ""),
                "verdicts": [(code, words.say(vocabularies.title("test-verdict", code)))
                             for code in vocabularies.vocabulary("test-verdict")]})
        return found


def _known(room: Room) -> dict[str, Any]:
    """What of the sample is open to the reader, in words."""
    names_open, values = room.case.open_fields(room.user), room.case.board.values
    known = {name: text for name, text in values.items() if name in names_open}
    product = store.current(kinds.get("product")).filter(code=known.get("product", "")).first()
    return {"item": known.get("item", ""), "lot": known.get("lot", ""), "product": product,
            "sampled_on": date.fromisoformat(known["sampled_on"]) if "sampled_on" in known else None,
            "design": words.say(vocabularies.title("sampling-design", known["design"])) if "design" in known else "",
            "lot_unknown": "lot_unknown" in known, "product_unknown": "product_unknown" in known}


def _tests(room: Room, portions: list[str]) -> list[dict[str, Any]]:
    """Every test of these portions, each parameter's together in the order of its attempts."""
    found = [each for each in reading.tests(room.case.events) if each.portion in portions]
    firms = organisation_names({each.laboratory for each in found})
    order = {each: place for place, each in enumerate(dict.fromkeys(test.parameter for test in found))}
    stands = room.case.board.values.get("stands", "") if "stands" in room.case.open_fields(room.user) else ""
    return [{"test": each, "laboratory": firms.get(each.laboratory, each.laboratory),
             "verdict": words.say(vocabularies.title("test-verdict", each.verdict)), "stands": each.portion == stands}
            for each in sorted(found, key=lambda each: (order[each.parameter], each.attempt))]


def _custody(room: Room, portions: list[str]) -> list[dict[str, Any]]:
    """The steps of these portions; in whose hands, as far as the reader may know."""
    steps = [each for each in reading.custody(room.case.events) if each.portion in portions]
    inside, titles = room.case.inside(room.user), room.case.procedure.by_name
    firms = organisation_names({each.holder for each in steps})
    return [{"step": each, "title": words.say(titles[each.act].title), "seal": each.seal,
             "holder": firms.get(each.holder, each.holder) if inside or each.holder in firms else "",
             "more": each.said.get("damage", "") or (each.said.get("reason", "") if inside else "")}
            for each in steps]
