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
from plumbline.methods.assessment import drafts as states
from plumbline.methods.assessment.drafts import Standing, standing
from plumbline.procedures import drafting_rules as rules
from plumbline.procedures.drafting_patterns import PATTERNS
from plumbline.procedures.drafting_rules import Planned
from plumbline.procedures.writing import roots
from plumbline.records import drafts, locks
from plumbline.records.drafts import MOST_REASON, Draft, DraftEvent
from plumbline.records.people import User
from plumbline.records.visibility import keeping, reach
from plumbline.rulebook.files import own_files, replace

MOST_TEXT = 400_000
"""Characters of one rule; the longest published scheme we know has 40,000."""
UNKNOWN = "there is no such draft, or it is not open to this person"


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
    _must_write(user)
    rules.named(what, target)
    name, base = ("", "") if pattern else rules.in_force(home, what, target, file)
    if pattern:
        _must_be_new(home, what, target)
        if pattern not in PATTERNS[what]:
            raise RulebookError(f"there is no pattern '{pattern}'",
                                next_step=f"Choose one of: {', '.join(PATTERNS[what])}")
        text = text or PATTERNS[what][pattern].text(target)
    with transaction.atomic():
        locks.record(drafts.KIND, f"{what} {target}")
        row = Draft.objects.create(what=what, target=target, file=name)
        drafts.add(DraftEvent(draft=row, act=states.BEGIN, text=base, actor=user.pk), at)
        _keep(row, user, text or base, at)
    return load(row.pk)


def save(user: User, number: int, text: str, *, seen: int, at: datetime) -> Case:
    """Write ``text`` into a draft, of which the person saw version ``seen``. A proposal is taken back by it.

    :raises ConflictError: if somebody wrote meanwhile. :raises RecordError: if it is over, or approved.
    """
    with _acting(user, number) as case:
        _must_stand(case, states.DRAFT, states.PROPOSED, states.REJECTED)
        if seen != case.version:
            raise ConflictError("somebody wrote into this draft while you did", where=f"draft {number}",
                                next_step="Compare both texts, and save again with the newest version")
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
            raise RecordError("the text it begins from is as it was", where=f"draft {number}", next_step="Go on")
        drafts.add(DraftEvent(draft=case.row, act=states.REBASE, text=now, actor=user.pk), at)
    return load(number)


def propose(home: Home, user: User, number: int, *, seen: int, at: datetime, reason: str, day: date | None = None,
            ) -> Case:
    """Propose a draft, in force from ``day`` (of a scheme its text says it; of an indicator the default is today).

    :raises RulebookError: for a fault in it. :raises ConflictError: if the text in force changed since it was begun.
    """
    with _acting(user, number) as case:
        _must_stand(case, states.DRAFT)
        _must_be_seen(case, seen)
        found = _sound(home, case)
        first = found.scheme.valid_from if found.scheme else day or at.date()
        if found.scheme and day not in (None, first):
            raise RulebookError(f"the text says that it is in force from {first}", where=f"draft {number}: valid_from",
                                next_step=f"Write valid_from = {day} into it")
        drafts.add(DraftEvent(draft=case.row, act=states.PROPOSE, day=first, reason=_said(reason), actor=user.pk), at)
    return load(number)


def approve(home: Home, user: User, number: int, *, seen: int, at: datetime, reason: str = "",
            years_may_stop: bool = False) -> Case:
    """Approve a proposal of others, and put it in force if it is its day: a scheme says in its text from which years on
    it counts, so its file is written at once; an indicator counts as soon as it is written.

    ``years_may_stop``: whoever approves knows that the years of :func:`drafting_rules.stopping` stop until whoever
    leads them decides to go on.

    :raises NotAllowed: who wrote or proposed it. :raises ConflictError: as :func:`propose`.
    """
    with _acting(user, number) as case:
        if case.at.approver == user.pk:
            raise NotAllowed("this person approved it already", where=f"draft {number}",
                             next_step="Nobody does so twice")
        _must_stand(case, states.PROPOSED)
        _must_be_seen(case, seen)
        _must_be_another(case, user)
        stopped = rules.stopping(home, _sound(home, case))
        if stopped and not years_may_stop:
            raise RecordError(f"this would stop assessment years under way: {', '.join(stopped)}",
                              where=f"draft {number}", why="They settled on the text as it is now",
                              next_step="Approve it knowing that, with --years-may-stop; whoever leads them decides "
                                        "to go on")
        reason = _said(reason, needed=False)
        drafts.add(DraftEvent(draft=case.row, act=states.APPROVE, reason=reason, actor=user.pk), at)
    case = load(number)
    return enforce(home, user, number, at=at) if _is_due(case, at) else case


def reject(user: User, number: int, *, at: datetime, reason: str) -> Case:
    """Send a proposal back with a reason. :raises NotAllowed: who wrote or proposed it."""
    with _acting(user, number) as case:
        _must_stand(case, states.PROPOSED, states.APPROVED)
        _must_be_another(case, user)
        drafts.add(DraftEvent(draft=case.row, act=states.REJECT, reason=_said(reason), actor=user.pk), at)
    return load(number)


def withdraw(user: User, number: int, *, at: datetime, reason: str) -> Case:
    """Give a draft up. What was written stays to be read. :raises NotAllowed: who wrote none of it."""
    with _acting(user, number) as case:
        _must_stand(case, states.DRAFT, states.PROPOSED, states.REJECTED, states.APPROVED)
        if user.pk not in case.at.authors:
            raise NotAllowed("only who wrote it withdraws a draft", where=f"draft {number}",
                             next_step="Send it back with a reason, once it is proposed")
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
            raise RecordError(f"it is to be in force from {case.at.day}", where=f"draft {number}",
                              next_step="Do it on that day")
        found = rules.planned(home, case.row.what, case.row.target, case.row.file, case.text)
        folder = rules.FOLDERS[case.row.what]
        own = dict(own_files(home, folder))
        if any(own.get(name) != text for name, text in found.files.items()):
            _must_rest_on_what_is(home, case)
            replace(home, found.files)
        drafts.add(DraftEvent(draft=case.row, act=states.ENFORCE, reason=" ".join(sorted(found.files))[:MOST_REASON],
                              actor=user.pk), at)
    return load(number)


def load(number: int) -> Case:
    """The draft ``number`` as it stands. :raises RecordError: if there is none."""
    row = Draft.objects.filter(pk=number).first()
    if row is None:
        raise RecordError(UNKNOWN, where=f"draft {number}", next_step="List the drafts with: plumb rule list")
    events = drafts.events_of(row)
    at = standing(events)
    texts = {event.pk: str(event.text) for event in events}
    return Case(row, at, texts[at.text], texts[at.based])


@contextmanager
def _acting(user: User, number: int, *, whole_rulebook: bool = False) -> Iterator[Case]:
    _must_write(user)
    with transaction.atomic():
        if whole_rulebook:
            locks.record(drafts.KIND, "rulebook")
        locks.record(drafts.KIND, str(number))
        yield load(number)


def _keep(row: Draft, user: User, text: str, at: datetime) -> None:
    plain = text.replace("\r\n", "\n")
    if len(plain) > MOST_TEXT:
        raise RecordError(f"this is longer than {MOST_TEXT} characters", where="text", next_step="Shorten it")
    drafts.add(DraftEvent(draft=row, act=states.SAVE, text=plain, actor=user.pk), at)


def _sound(home: Home, case: Case) -> Planned:
    _must_rest_on_what_is(home, case)
    return rules.planned(home, case.row.what, case.row.target, case.row.file, case.text)


def _must_rest_on_what_is(home: Home, case: Case) -> None:
    row = case.row
    if not row.file:
        _must_be_new(home, row.what, row.target)
    elif rules.text_now(home, row.what, row.target, row.file) != case.base:
        raise ConflictError("the rule was changed since this draft was begun", where=row.file,
                            why="Put in force, it would undo that change",
                            next_step=f"Compare both texts, then go on from the newest: plumb rule rebase {row.pk}")


def _must_be_new(home: Home, what: str, target: str) -> None:
    if rules.text_now(home, what, target, ""):
        raise RulebookError(f"there is already a rule '{target}'", where=what,
                            next_step="Draft a change of that one, or choose another id")


def _must_write(user: User) -> None:
    if not may_write(user):
        raise NotAllowed("this person may not write rules",
                         why="It takes an officer's role over every region without a parent, in the assessment column",
                         next_step="Ask whoever administers the home")


def _must_stand(case: Case, *expected: str) -> None:
    if case.at.state not in expected:
        raise RecordError(f"this draft is {states.STATES[case.at.state].en}", where=f"draft {case.row.pk}",
                          why=states.NEXT[case.at.state].en, next_step="Look where it stands with: plumb rule show")


def _must_be_seen(case: Case, seen: int) -> None:
    if seen != case.version:
        raise ConflictError("this is not the newest text of the draft", where=f"draft {case.row.pk}",
                            next_step="Read it again before you decide")


def _must_be_another(case: Case, user: User) -> None:
    if user.pk in case.at.authors or user.pk == case.at.proposer:
        raise NotAllowed("nobody decides on what they wrote or proposed", where=f"draft {case.row.pk}",
                         next_step="Let a second person decide")


def _is_due(case: Case, at: datetime) -> bool:
    return case.row.what == rules.SCHEME or case.at.day is None or case.at.day <= at.date()


def _said(text: str, *, needed: bool = True) -> str:
    text = text.strip()
    if needed and not text:
        raise RecordError("this is missing", where="reason", next_step="Say why in a sentence; it stays beside the act")
    if len(text) > MOST_REASON:
        raise RecordError(f"this is longer than {MOST_REASON} characters", where="reason", next_step="Shorten it")
    return text
