"""Acting in drafts of rules by number: the acts of the engine, with what the editor needs to know of one, and refused
in the words of who writes rules.

Each act is one function, one transaction, one event. Who writes a rule holds an officer's role over the whole tree in
the assessment column: a rule is everybody's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.fields.json import KT

from plumbline.errors import ConflictError, NotAllowed, PlumblineError, RecordError
from plumbline.home import Home
from plumbline.methods.assessment.year import draft_states as states
from plumbline.methods.assessment.year.draft_states import MOST_REASON, MOST_TEXT, Happened, Standing, standing
from plumbline.procedures.assessment.drafts.work import place
from plumbline.procedures.casework import common_acts, holding, perform, registry
from plumbline.procedures.casework.declaration import Procedure
from plumbline.records.assessment.drafts import COLUMN, KIND
from plumbline.records.core import locks
from plumbline.records.core.cases import WHOLE, CaseEvent, CaseSummary
from plumbline.records.core.people import User
from plumbline.records.core.visibility import cases_open_to, may_keep, reach
from plumbline.rulebook.core.files import finish
from plumbline.text import Text

ANYBODY: Any = object()
"""Who reads on the machine itself, by commands."""
UNKNOWN = Text("there is no such draft, or it is not open to this person", "没有该草案，或您无权查看")
COMPARED = Text("Compare both texts, and save again with the newest version", "请比较两个文本后再次保存")
TEXT, REASON = Text("text", "文本"), Text("reason", "理由")


@dataclass(frozen=True)
class Case:
    """One draft as its readers find it. ``what`` is ``indicator`` or ``scheme``, ``target`` its id; ``file`` the name
    of the file in the rulebook it begins from, empty for a new rule."""

    number: int
    what: str
    target: str
    file: str
    at: Standing
    text: str
    base: str
    happened: tuple[Happened, ...]

    @property
    def version(self) -> int:
        """What somebody who saw this text names when acting on it."""
        return self.at.text


def procedure() -> Procedure:
    """The procedure of drafts."""
    return registry.procedure(KIND)


def may_write(user: Any) -> bool:
    """Whether ``user`` may draft, approve and reject rules: who may keep assessments of every region. In a home
    without regions it is whoever may keep some."""
    return may_keep(user, holding.kind_of(procedure()), WHOLE)


def may_read(user: Any) -> bool:
    """Whether ``user`` may read drafts: who writes them, and auditors of the same reach."""
    return reach(user, COLUMN).covers(WHOLE)


def begin(home: Home, user: User, what: str, target: str, *, at: datetime, pattern: str = "", file: str = "",
          text: str = "") -> Case:
    """Begin a draft of the rule ``target``: from its text in force (of a scheme the file ``file``, or the newest), for
    a new rule from ``pattern``; ``text`` is written into it at once. Its author is ``user``.

    :raises NotAllowed: who may not. :raises RulebookError: for an id that is none; for a rule that is there, or not.
    """
    must_write(user)
    _must_fit(text)
    given = {"what": what, "target": target, "pattern": pattern, "file": file, "text": text}
    event = perform.open_case(home, user, KIND, states.BEGIN, {name: each for name, each in given.items() if each},
                              at=at)
    return load(int(event.case.number))


def save(home: Home, user: User, number: int, text: str, *, seen: int | None = None, at: datetime) -> Case:
    """Write ``text`` into a draft, of which the person saw version ``seen`` (None: the newest). A proposal is taken
    back by it.

    :raises ConflictError: if somebody wrote meanwhile. :raises RecordError: if it is over, or approved.
    """
    must_write(user)
    _must_fit(text)
    case = load(number, user)
    if text == case.text and seen in (None, case.version) and case.at.state in (
            states.DRAFT, states.PROPOSED, states.REJECTED):
        return case
    return act(states.SAVE, home, user, number, seen=seen, at=at, text=text)


def sweep(home: Home) -> None:
    """Finish or remove what changes of the rulebook left when they were cut short; waits for one that is running."""
    with transaction.atomic():
        locks.record(KIND, "rulebook")
        finish(home)


def load(number: int, user: Any = ANYBODY) -> Case:
    """The draft ``number`` as it stands, if it is open to ``user``. :raises RecordError: if there is none."""
    rows = CaseSummary.objects.filter(procedure=KIND, case__number=str(number), member="")
    rows = rows if user is ANYBODY else rows.filter(cases_open_to(user, KIND, COLUMN))
    row = rows.values_list("case", flat=True).first()
    if row is None:
        raise RecordError("draft.unknown", UNKNOWN, where=place(number), next_step=Text(
            "List the drafts with: plumb rule list", "请从草案列表中查找（命令行：plumb rule list）"))
    happened = events_of(row)
    first, at = happened[0], standing(happened)
    texts = {pk: (text, base) for pk, text, base in CaseEvent.objects.filter(pk__in=(at.text, at.based)).values_list(
        "pk", KT("said__text"), KT("said__base"))}
    base = texts[at.based][1] or ""
    text = texts[at.text][0]
    return Case(number, first.what or "", first.target or "", first.file or "", at, base if text is None else text,
                base, happened)


def events_of(*rows: int) -> tuple[Happened, ...]:
    """What happened in these cases, in order, without the texts; comments, and who takes part, left out."""
    acts = (*procedure().by_name, states.WITHDRAW)
    found = CaseEvent.objects.filter(case__in=rows, act__in=acts).order_by("pk").values_list(
        "pk", "case", "act", "state", "actor", "at", KT("said__what"), KT("said__target"), KT("said__file"),
        KT("said__day"), KT("said__reason"))
    return tuple(Happened(*each) for each in found)


def text_at(number: int, event: int) -> str | None:
    """The text that was written into a draft by one event; None where none was."""
    found: str | None = CaseEvent.objects.filter(
        case__procedure=KIND, case__number=str(number), pk=event, act=states.SAVE).values_list(
        KT("said__text"), flat=True).first()
    return found


def must_write(user: User) -> None:
    """:raises NotAllowed: who may not write rules."""
    if not may_write(user):
        raise NotAllowed(
            "draft.no_writer", Text("this person may not write rules", "您无权起草规则"),
            why=Text("It takes an officer's role over every region without a parent, in the assessment column",
                     "须在考核业务上对全部顶层地区具有工作人员角色"),
            next_step=Text("Ask whoever administers the home", "请向本系统管理员申请"))


def act(name: str, home: Home, user: User, number: int, *, seen: int | None = None, at: datetime, **given: Any) -> Case:
    """Do the act ``name`` of the declaration in a draft of which the person saw version ``seen`` (None: the newest),
    with its values, and what follows at once; the draft after it. What is refused is told in the words of drafts."""
    must_write(user)
    if "reason" in given:
        given["reason"] = _said(given["reason"], needed=name != states.APPROVE)
    values = {key: each for key, each in given.items() if each or key == "text"}
    try:
        if name == states.WITHDRAW:
            common_acts.withdraw(home, user, KIND, str(number), values["reason"], at=at)
        else:
            perform.act(home, user, KIND, str(number), name, values, seen=seen, at=at)
    except PlumblineError as error:
        if (said := OWN_WORDS.get(error.code)) is not None:
            raise said(load(number, user), user, name) from error
        raise
    return load(number)


rebase, propose, approve, enforce, reject, withdraw = (partial(act, each) for each in (
    states.REBASE, states.PROPOSE, states.APPROVE, states.ENFORCE, states.REJECT, states.WITHDRAW))


def _not_standing(case: Case, user: User, act: str) -> PlumblineError:
    if act == states.APPROVE and case.at.approver == user.pk:
        return NotAllowed("draft.approved_already", Text("this person approved it already", "您已审定过"),
                          where=place(case.number), next_step=Text("Nobody does so twice", "同一人只能审定一次"))
    state = states.STATES[case.at.state]
    return RecordError("draft.state", Text(f"this draft is {state.en}", f"草案{state.zh}，不能进行此操作"),
                       where=place(case.number), why=states.NEXT[case.at.state], next_step=Text(
        "Look where it stands with: plumb rule show", "请查看草案当前状态（命令行：plumb rule show）"))


def _overtaken(case: Case, _user: User, act: str) -> PlumblineError:
    if act == states.SAVE:
        return ConflictError("draft.changed_meanwhile", Text("somebody wrote into this draft while you did",
                                                             "有人同时修改了这份草案"), where=place(case.number),
                             next_step=COMPARED)
    return ConflictError("draft.not_newest", Text("this is not the newest text of the draft", "这不是草案的最新文本"),
                         where=place(case.number), next_step=Text("Read it again before you decide",
                                                                  "请重新阅读后再决定"))


OWN_WORDS: Mapping[str, Callable[[Case, User, str], PlumblineError]] = {
    "case.not_its_turn": _not_standing, "case.ended": _not_standing, "case.changed_meanwhile": _overtaken,
    # Loading it for the person refuses in the words of drafts.
    "case.unknown": _not_standing,
}
"""What the engine refuses, told as who writes rules knows it."""


def _must_fit(text: str, most: int = MOST_TEXT, of: Text = TEXT) -> None:
    if len(text) > most:
        raise RecordError("draft.too_long", Text(f"this is longer than {most} characters", f"超过{most}个字符"),
                          where=of, next_step=Text("Shorten it", "请缩短"))


def _said(text: str, *, needed: bool) -> str:
    text = text.strip()
    if needed and not text:
        raise RecordError("draft.no_reason", Text("this is missing", "此项缺失"), where=REASON, next_step=Text(
            "Say why in a sentence; it stays beside the act", "请用一句话说明理由，理由将一并留存"))
    _must_fit(text, MOST_REASON, REASON)
    return text
