"""Drafting a rule: written, proposed, approved by a second person, put in force as a file of the own rulebook.

Each act is one function, one transaction, one event. Who writes a rule holds an officer's role over the whole tree in
the assessment column: a rule is everybody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from plumbline.errors import ConflictError, NotAllowed, RecordError, RulebookError
from plumbline.home import Home
from plumbline.methods.assessment.year import draft_states as states
from plumbline.methods.assessment.year.draft_states import MOST_REASON, MOST_TEXT, Standing, standing
from plumbline.procedures.assessment.drafts import rules
from plumbline.procedures.assessment.drafts.patterns import PATTERNS, placeholders
from plumbline.procedures.assessment.drafts.rules import Planned
from plumbline.procedures.records.permitted_writing import roots
from plumbline.records.assessment import drafts
from plumbline.records.assessment.drafts import Draft, DraftEvent
from plumbline.records.core import locks
from plumbline.records.core.people import User
from plumbline.records.core.visibility import keeping, reach
from plumbline.rulebook.core.files import finish, own_files, replace
from plumbline.text import Text, written_day

UNKNOWN = Text("there is no such draft, or it is not open to this person", "没有该草案，或您无权查看")
COMPARED = Text("Compare both texts, and save again with the newest version", "请比较两个文本后再次保存")
TEXT, REASON = Text("text", "文本"), Text("reason", "理由")
SHORTEN = Text("Shorten it", "请缩短")


@dataclass(frozen=True)
class Case:
    """One draft as its acts find it. ``version`` is the number of the event that holds the newest text."""

    row: Draft
    at: Standing
    text: str
    base: str

    @property
    def version(self) -> int:
        """What somebody who saw this text names when acting on it."""
        return self.at.text


def may_write(user: Any) -> bool:
    """Whether ``user`` may draft, approve and reject rules: who may keep assessments of every region. In a home
    without regions it is whoever may keep some."""
    own, tops = keeping(user, drafts.kind_of()), roots()
    return all(own.covers(code) for code in tops) if tops else bool(own.tops)


def may_read(user: Any) -> bool:
    """Whether ``user`` may read drafts: who writes them, and auditors of the same reach."""
    own, tops = reach(user, drafts.kind_of().column), roots()
    return all(own.covers(code) for code in tops) if tops else bool(own.tops)


def begin(home: Home, user: User, what: str, target: str, *, at: datetime, pattern: str = "", file: str = "",
          text: str = "") -> Case:
    """Begin a draft of the rule ``target``: from its text in force (of a scheme the file ``file``, or the newest), for
    a new rule from ``pattern``; ``text`` is written into it at once. Its author is ``user``.

    :raises NotAllowed: who may not. :raises RulebookError: for an id that is none; for a rule that is there, or not.
    """
    must_write(user)
    rules.named(what, target)
    name, base = ("", "") if pattern else rules.in_force(home, what, target, file)
    if pattern:
        _must_be_new(home, what, target)
        if pattern not in PATTERNS[what]:
            raise RulebookError("draft.unknown_pattern", Text(f"there is no pattern '{pattern}'",
                                                              f"没有模板“{pattern}”"), next_step=Text(
                f"Choose one of: {', '.join(PATTERNS[what])}", f"可选：{'、'.join(PATTERNS[what])}"))
        text = text or PATTERNS[what][pattern].text(target)
    with transaction.atomic():
        locks.record(drafts.KIND, f"{what} {target}")
        row = Draft.objects.create(what=what, target=target, file=name)
        drafts.add(DraftEvent(draft=row, act=states.BEGIN, text=base, actor=user.pk), at,
                   {"what": what, "target": target, "file": name})
        _keep(row, user, text or base, at)
    return load(row.pk)


def save(home: Home, user: User, number: int, text: str, *, seen: int | None = None, at: datetime) -> Case:
    """Write ``text`` into a draft, of which the person saw version ``seen`` (None: the newest). A proposal is taken
    back by it.

    :raises ConflictError: if somebody wrote meanwhile. :raises RecordError: if it is over, or approved.
    """
    with _acting(user, number) as case:
        _must_stand(case, states.DRAFT, states.PROPOSED, states.REJECTED)
        if seen not in (None, case.version):
            raise ConflictError("draft.changed_meanwhile", Text("somebody wrote into this draft while you did",
                                                                "有人同时修改了这份草案"), where=place(number),
                                next_step=COMPARED)
        if text != case.text:
            _keep(case.row, user, text, at)
    return load(number)


def rebase(home: Home, user: User, number: int, *, at: datetime) -> Case:
    """Take the text in force as it is now for what the draft begins from: whoever does so has compared both.
    :raises RecordError: if it has not changed."""
    with _acting(user, number) as case:
        _must_stand(case, states.DRAFT, states.PROPOSED, states.REJECTED)
        now = rules.text_now(home, case.row.what, case.row.target, case.row.file)
        if now == case.base:
            raise RecordError("draft.base_unchanged", Text("the text it begins from is as it was",
                                                           "所依据的现行文本没有变动"), where=place(number),
                              next_step=Text("Go on", "可以继续"))
        drafts.add(DraftEvent(draft=case.row, act=states.REBASE, text=now, actor=user.pk), at)
    return load(number)


def propose(home: Home, user: User, number: int, *, seen: int | None = None, at: datetime, reason: str,
            day: date | None = None) -> Case:
    """Propose a draft, in force from ``day`` (of a scheme its text says it; of an indicator the default is today).

    :raises RulebookError: for a fault in it. :raises ConflictError: if the text in force changed since it was begun.
    """
    with _acting(user, number) as case:
        _must_stand(case, states.DRAFT)
        _must_be_seen(case, seen)
        found = _sound(home, case)
        _says_something(case)
        first = found.scheme.valid_from if found.scheme else day or at.date()
        if found.scheme and day not in (None, first):
            raise RulebookError("draft.day_differs", Text(f"the text says that it is in force from {first}",
                                                          f"文本中的生效日期为{written_day(first, 'zh')}"),
                                where=place(number, "valid_from"),
                                next_step=Text(f"Write valid_from = {day} into it", f"请在文本中写valid_from = {day}"))
        drafts.add(DraftEvent(draft=case.row, act=states.PROPOSE, day=first, reason=_said(reason), actor=user.pk), at)
    return load(number)


def approve(home: Home, user: User, number: int, *, seen: int | None = None, at: datetime, reason: str = "",
            years_may_stop: bool = False) -> Case:
    """Approve a proposal of others, and put it in force if it is its day: a scheme says in its text from which years on
    it counts, so its file is written at once; an indicator counts as soon as it is written.

    ``years_may_stop``: whoever approves knows that the years of :func:`drafting_rules.stopping` stop until whoever
    leads them decides to go on.

    :raises NotAllowed: who wrote or proposed it. :raises ConflictError: as :func:`propose`.
    """
    with _acting(user, number) as case:
        if case.at.approver == user.pk:
            raise NotAllowed("draft.approved_already", Text("this person approved it already", "您已审定过"),
                             where=place(number), next_step=Text("Nobody does so twice", "同一人只能审定一次"))
        _must_stand(case, states.PROPOSED)
        _must_be_seen(case, seen)
        _must_be_another(case, user)
        stopped = rules.stopping(home, _sound(home, case))
        if stopped and not years_may_stop:
            raise RecordError(
                "draft.stops_years", Text(f"this would stop assessment years under way: {', '.join(stopped)}",
                                          f"将使正在进行的考核年度中止：{'、'.join(stopped)}"), where=place(number),
                why=Text("They settled on the text as it is now", "这些年度以现行文本为准"),
                next_step=Text("Approve it knowing that, with --years-may-stop; whoever leads them decides to go on",
                               "请在确认后再审定（命令行用--years-may-stop）；由年度负责人决定是否继续"))
        reason = _said(reason, needed=False)
        drafts.add(DraftEvent(draft=case.row, act=states.APPROVE, reason=reason, actor=user.pk), at)
    case = load(number)
    return enforce(home, user, number, at=at) if _is_due(case, at) else case


def reject(home: Home, user: User, number: int, *, at: datetime, reason: str) -> Case:
    """Send a proposal back with a reason. :raises NotAllowed: who wrote or proposed it."""
    with _acting(user, number) as case:
        _must_stand(case, states.PROPOSED, states.APPROVED)
        _must_be_another(case, user)
        drafts.add(DraftEvent(draft=case.row, act=states.REJECT, reason=_said(reason), actor=user.pk), at)
    return load(number)


def withdraw(home: Home, user: User, number: int, *, at: datetime, reason: str) -> Case:
    """Give a draft up. What was written stays to be read. :raises NotAllowed: who wrote none of it."""
    with _acting(user, number) as case:
        _must_stand(case, states.DRAFT, states.PROPOSED, states.REJECTED, states.APPROVED)
        if user.pk not in case.at.authors:
            raise NotAllowed("draft.not_author", Text("only who wrote it withdraws a draft", "只有起草人可以撤回草案"),
                             where=place(number), next_step=Text("Send it back with a reason, once it is proposed",
                                                                 "提请审定后可附理由退回"))
        drafts.add(DraftEvent(draft=case.row, act=states.WITHDRAW, reason=_said(reason), actor=user.pk), at)
    return load(number)


def enforce(home: Home, user: User, number: int, *, at: datetime) -> Case:
    """Put an approved draft in force: its file is written into the rulebook, and that of a version before it ended.
    All of it counts at one moment, or nothing does; cut short, it is done by doing it again.

    :raises RecordError: before its day. :raises HomeError: if the files cannot be written.
    """
    with _acting(user, number, whole_rulebook=True) as case:
        _must_stand(case, states.APPROVED)
        if not _is_due(case, at):
            raise RecordError("draft.not_due", Text(f"it is to be in force from {case.at.day}",
                                                    f"应于{written_day(case.at.day, 'zh')}起生效"), where=place(number),
                              next_step=Text("Do it on that day", "请在生效日办理"))
        found = rules.planned(home, case.row.what, case.row.target, case.row.file, case.text)
        folder = rules.FOLDERS[case.row.what]
        own = dict(own_files(home, folder))
        if any(own.get(name) != text for name, text in found.files.items()):
            _must_rest_on_what_is(home, case)
            replace(home, found.files)
        drafts.add(DraftEvent(draft=case.row, act=states.ENFORCE, reason=" ".join(sorted(found.files))[:MOST_REASON],
                              actor=user.pk), at)
    return load(number)


def sweep(home: Home) -> None:
    """Finish or remove what changes of the rulebook left when they were cut short; waits for one that is running."""
    with transaction.atomic():
        locks.record(drafts.KIND, "rulebook")
        finish(home)


def load(number: int) -> Case:
    """The draft ``number`` as it stands. :raises RecordError: if there is none."""
    row = Draft.objects.filter(pk=number).first()
    if row is None:
        raise RecordError("draft.unknown", UNKNOWN, where=place(number), next_step=Text(
            "List the drafts with: plumb rule list", "请从草案列表中查找（命令行：plumb rule list）"))
    events = drafts.events_of(row)
    at = standing(events)
    texts = {event.pk: str(event.text) for event in events}
    return Case(row, at, texts[at.text], texts[at.based])


def place(number: int, key: str = "") -> Text:
    """The draft ``number``, and a ``key`` of its text, as the place of an error."""
    within = f": {key}" if key else ""
    return Text(f"draft {number}{within}", f"草案{number}{within}")


@contextmanager
def _acting(user: User, number: int, *, whole_rulebook: bool = False) -> Iterator[Case]:
    must_write(user)
    with transaction.atomic():
        if whole_rulebook:
            locks.record(drafts.KIND, "rulebook")
        locks.record(drafts.KIND, str(number))
        yield load(number)


def _keep(row: Draft, user: User, text: str, at: datetime) -> None:
    plain = text.replace("\r\n", "\n")
    if len(plain) > MOST_TEXT:
        raise RecordError("draft.too_long", Text(f"this is longer than {MOST_TEXT} characters",
                                                 f"超过{MOST_TEXT}个字符"), where=TEXT, next_step=SHORTEN)
    drafts.add(DraftEvent(draft=row, act=states.SAVE, text=plain, actor=user.pk), at)


def _sound(home: Home, case: Case) -> Planned:
    _must_rest_on_what_is(home, case)
    return rules.planned(home, case.row.what, case.row.target, case.row.file, case.text)


def _says_something(case: Case) -> None:
    """:raises RulebookError: where words of a pattern still stand for what its author means."""
    for where, words in placeholders(rules.parsed(case.text).unwrap()):
        raise RulebookError(
            "draft.placeholder",
            Text(f"'{words}' still stands for what is meant", f"“{words}”是模板文字，尚未改写"),
            where=place(case.row.pk, where),
            why=Text("These are the words of the pattern, and everybody would read them",
                     "模板文字一旦生效，将为所有人所见"), next_step=Text("Write what it is", "请填写实际内容"))


def _must_rest_on_what_is(home: Home, case: Case) -> None:
    row = case.row
    if not row.file:
        _must_be_new(home, row.what, row.target)
    elif rules.text_now(home, row.what, row.target, row.file) != case.base:
        raise ConflictError(
            "draft.outdated", Text("the rule was changed since this draft was begun", "起草之后，现行规则已有变动"),
            where=row.file, why=Text("Put in force, it would undo that change", "如直接生效，将撤销该变动"),
            next_step=Text(f"Compare both texts, then go on from the newest: plumb rule rebase {row.pk}",
                           f"请比较两个文本，再以最新文本为基础继续（命令行：plumb rule rebase {row.pk}）"))


def _must_be_new(home: Home, what: str, target: str) -> None:
    if rules.text_now(home, what, target, ""):
        raise RulebookError("draft.rule_exists", Text(f"there is already a rule '{target}'", f"规则“{target}”已存在"),
                            where=what, next_step=Text("Draft a change of that one, or choose another id",
                                                       "请起草对其的修改，或另取编号"))


def must_write(user: User) -> None:
    """:raises NotAllowed: who may not write rules."""
    if not may_write(user):
        raise NotAllowed(
            "draft.no_writer", Text("this person may not write rules", "您无权起草规则"),
            why=Text("It takes an officer's role over every region without a parent, in the assessment column",
                     "须在考核业务上对全部顶层地区具有工作人员角色"),
            next_step=Text("Ask whoever administers the home", "请向本系统管理员申请"))


def _must_stand(case: Case, *expected: str) -> None:
    if case.at.state not in expected:
        state = states.STATES[case.at.state]
        raise RecordError("draft.state", Text(f"this draft is {state.en}", f"草案{state.zh}，不能进行此操作"),
                          where=place(case.row.pk), why=states.NEXT[case.at.state], next_step=Text(
            "Look where it stands with: plumb rule show", "请查看草案当前状态（命令行：plumb rule show）"))


def _must_be_seen(case: Case, seen: int | None) -> None:
    if seen not in (None, case.version):
        raise ConflictError("draft.not_newest", Text("this is not the newest text of the draft",
                                                     "这不是草案的最新文本"), where=place(case.row.pk),
                            next_step=Text("Read it again before you decide", "请重新阅读后再决定"))


def _must_be_another(case: Case, user: User) -> None:
    if user.pk in case.at.authors or user.pk == case.at.proposer:
        raise NotAllowed("draft.own", Text("nobody decides on what they wrote or proposed",
                                           "起草人和提请人不得审定自己的草案"), where=place(case.row.pk),
                         next_step=Text("Let a second person decide", "请由另一人审定"))


def _is_due(case: Case, at: datetime) -> bool:
    return case.row.what == rules.SCHEME or case.at.day is None or case.at.day <= at.date()


def _said(text: str, *, needed: bool = True) -> str:
    text = text.strip()
    if needed and not text:
        raise RecordError("draft.no_reason", Text("this is missing", "此项缺失"), where=REASON, next_step=Text(
            "Say why in a sentence; it stays beside the act", "请用一句话说明理由，理由将一并留存"))
    if len(text) > MOST_REASON:
        raise RecordError("draft.too_long", Text(f"this is longer than {MOST_REASON} characters",
                                                 f"超过{MOST_REASON}个字符"), where=REASON, next_step=SHORTEN)
    return text
