"""What every page of cases shares: the case, who looks, forms made of acts, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plumbline import home as homes
from plumbline.errors import PlumblineError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core import day_words
from plumbline.interfaces.web.records.forms import Form
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.casework import reading, registry
from plumbline.procedures.casework.declaration import Act, Procedure
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.perform import act_kind, possible, refusal
from plumbline.procedures.casework.reading import Waiting, waiting
from plumbline.procedures.casework.telling.referred import Named, Names
from plumbline.records.core import kinds, store
from plumbline.records.core.fields import Spec
from plumbline.records.core.visibility import ORGANISATION
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

NO_NAMES: Names = {}


def procedure_of(name: str) -> Procedure:
    """The procedure of an address. :raises Missing: if there is none."""
    try:
        return registry.procedure(name)
    except RecordError as error:
        raise Missing(error.code, error.what, next_step=error.next_step) from error


@dataclass(frozen=True)
class Room:
    """A case before one reader: who that is, where its pages begin, and whether they came by a link, to whom nothing
    else is offered."""

    request: HttpRequest
    case: Found
    user: Any
    base: str
    by_link: bool = False

    def act(self, name: str) -> str:
        """The form of an act."""
        return f"{self.base}{quote(name, safe='')}"

    def of_many(self, what: str, name: str) -> str:
        """The form of an act on many members, or of a part that many are given."""
        return f"{self.base}{what}/{quote(name, safe='')}"

    def again(self) -> Room:
        """The same, as the case stands now."""
        case = find(homes.current(), self.user, self.case.procedure, self.case.number, at=timezone.now())
        return replace(self, case=case)

    @cached_property
    def members(self) -> list[str]:
        """The members that the reader may know of."""
        return reading.members(self.case, self.user)

    @property
    def takes_part(self) -> bool:
        """Whether the reader speaks of the case: who only reads, or reads what is published, does not."""
        return any(self.case.holds(self.user, part) for part in self.case.procedure.parts)


def room_of(request: HttpRequest, name: str, number: str) -> Room:
    """The case of an address. :raises Missing: if there is none, or it is closed to who looks: both alike."""
    user = Viewer.of(request).user
    return Room(request, case_of(user, name, number), user, reverse("case", args=(name, number)))


def case_of(user: Any, name: str, number: str) -> Found:
    """The case as ``user`` finds it. :raises Missing: if there is none, or it is closed to them: both alike."""
    try:
        return find(homes.current(), user, procedure_of(name), number, at=timezone.now())
    except RecordError as error:
        raise Missing(error.code, error.what, next_step=Text("Look for it in the list", "请在列表中查找")) from error


def missing_act(name: str) -> Missing:
    """That a case has no such act."""
    return Missing("case.act_unknown", Text(f"there is no act '{name[:60]}' here", f"没有名为“{name[:60]}”的动作"),
                   next_step=Text("Look at the page of the case", "请查看事项页面"))


def typed(specs: Iterable[Spec], given: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """What a form holds: what was sent, else what stood there ``before``. What is kept to the letter keeps its ends."""
    found = {spec.name: str(given.get(spec.name, before.get(spec.name, ""))) for spec in specs}
    return {spec.name: found[spec.name] if spec.exact else found[spec.name].strip() for spec in specs}


def form_of(request: HttpRequest, procedure: Procedure, act: Act, values: Mapping[str, str], *, opening: bool) -> Form:
    """The form of an act."""
    specs = (procedure.specs if opening else ()) + act.specs
    return Form(act_kind(procedure, act.name, specs), Viewer.of(request).user, today_tree(request), dict(values))


def lines(specs: tuple[Spec, ...], said: Mapping[str, str], tree: TreeAt, names: Names = NO_NAMES,
          ) -> list[tuple[str, str]]:
    """What was said, in words: the title of each field and its value."""
    return [(words.say(spec.title), shown(spec, said[spec.name], tree, names)) for spec in specs if said.get(spec.name)]


def shown(spec: Spec, text: str, tree: TreeAt, names: Names = NO_NAMES) -> str:
    """A value as a page shows it; records by the ``names`` that they had when it counted, as far as these tell."""
    if spec.type == "date":
        return words.day(date.fromisoformat(text))
    if spec.type == "flag":
        return _("yes") if text == "true" else _("no")
    if spec.type == "choice":
        return words.say(vocabularies.title(spec.vocabulary, text))
    if spec.exact:
        return ngettext("%(lines)s line of text", "%(lines)s lines of text", len(text.splitlines())) % {
            "lines": len(text.splitlines())}
    if spec.refers == "region":
        return words.say(region_name(tree, text))
    if any((spec.refers, code) in names for code in text.split(";")):
        return words.listed([_called(names.get((spec.refers, code)), code) for code in text.split(";")])
    if spec.refers == ORGANISATION:
        known = organisation_names(text.split(";"))
        return words.listed([f"{known[code]} ({code})" if code in known else code for code in text.split(";")])
    return text


def _called(named: Named | None, code: str) -> str:
    if named is None:
        return code
    told = f"{named.then} ({code})"
    return told + _("; now: %(name)s") % {"name": named.now} if named.now else told


def organisation_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of organisations, by code, as far as the register has them: it is open to everybody."""
    rows = store.current(kinds.get(ORGANISATION)).filter(code__in=set(codes))
    return dict(rows.values_list("code", "name"))


def standing(case: Found, member: str = "") -> dict[str, Any]:
    """Where a case (or a member of it) stands, since when, who must act, by when, what follows."""
    at, state, due = case.board.at(member), case.state(member), case.due(member)
    late = due is not None and case.on > due.day
    moves = [act for act in case.procedure.acts_about(member) if at.state in act.source and act.awaited
             and (late or not act.after_days)]
    parts = list(dict.fromkeys(words.say(part.title) for act in moves for part in act.awaited))
    left = day_words.days_left((due.day - case.on).days) if due is not None else ""
    return {
        "phase": words.say(state.title), "since": timezone.localdate(at.since) if at.since else None,
        "stage": words.listed([words.say(act.title) for act in moves]),
        "who": words.listed(parts), "people": "", "due": due.day if due is not None else None,
        "left": f"{left} · {_('provisional')}" if due is not None and due.provisional else left,
        "late": late, "follows": words.say(state.then) or "–",
    }


def offered(room: Room, member: str = "") -> list[dict[str, str]]:
    """What the reader may do now, each with the address of its form; ``why`` it cannot be done yet, where it cannot."""
    more = f"?{urlencode({'member': member})}" if member else ""
    return [{"title": words.say(act.title), "address": room.act(act.name) + more,
             "why": _why(refusal(room.case, room.user, act, member))}
            for act in possible(room.case, room.user, member)]


def _why(error: PlumblineError | None) -> str:
    return "" if error is None else words.sentences(error.what, error.why)


def waits(user: Any, on: date) -> list[tuple[Waiting, str, str, str]]:
    """What waits for ``user`` in any case: with its acts, the title of its procedure, and how far its last day is."""
    return [(each, words.listed([words.say(act.title) for act in each.acts]), words.say(each.procedure.title),
             day_words.days_left((each.due - on).days if each.due else None)) for each in waiting(user, on=on)]


def status_of(error: PlumblineError) -> int:
    """The status of a page that says that something was refused."""
    return {"NotAllowed": 403, "ConflictError": 409}.get(type(error).__name__, 422)
