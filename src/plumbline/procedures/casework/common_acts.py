"""Acts that every procedure has: comments, parts given and taken back, conflicts of interest, what comes late, going on
under changed rules, and giving a case up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from plumbline.errors import NotAllowed, PlumblineError, RecordError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework import holding, refusals, summaries
from plumbline.procedures.casework.declaration import GIVEN, PARTY, WITHDRAWN, Part, Procedure, specs_of
from plumbline.procedures.casework.finding import Asked, Found
from plumbline.procedures.casework.flow_over import ruled
from plumbline.procedures.casework.perform import acting, checked, link_of, must_meet
from plumbline.procedures.casework.registry import procedure as procedure_called
from plumbline.procedures.casework.rules import pinned
from plumbline.procedures.casework.standing import (
    ALLOW,
    ASSIGN,
    COMMENT,
    ERASE,
    GO_ON,
    INSIDE,
    RELEASE,
    REPLACE,
    RULES,
    TITLES,
    WITHDRAW,
)
from plumbline.records.core import cases, store
from plumbline.records.core.cases import CONFLICT, CaseEvent, CasePersonal
from plumbline.records.core.fields import Spec, day, ref, text
from plumbline.records.core.people import User, open_accounts
from plumbline.records.core.readings import once
from plumbline.records.core.visibility import ORGANISATION, PERSON, Bearer, appointable, parties_of, with_roles
from plumbline.text import Text

MOST_WORDS = 2000


REASON = specs_of({"reason": text("Reason", "理由", required=True, max_length=MOST_WORDS)})
PARTY_NAMED = specs_of({"organisation": ref("Organisation", "单位", "organisation", required=True),
                        "reason": text("Reason", "理由", required=True, max_length=MOST_WORDS)})
DATED = specs_of({"text": text("Question", "征求事项", required=True, max_length=MOST_WORDS),
                  "due": day("Until", "期限", required=True)})
WORDS = specs_of({"text": text("Comment", "意见", required=True, max_length=MOST_WORDS)})


def comment(home: Home, user: Any, name: str, number: str, words: str, inside: str = "", *, member: str = "",
            at: datetime) -> CaseEvent:
    """Say something about a case, or a member of it, to all who are parties to it; with anything in ``inside``, to the
    authority alone. Nothing changes by it."""
    also = {INSIDE: "true"} if inside else {}
    return done(home, user, name, number, COMMENT, WORDS, {"text": words}, member, at,
                _insider if inside else taking_part(member), also=also)


def assign(home: Home, user: Any, name: str, number: str, person: str, part: str, *, member: str = "",
           at: datetime) -> CaseEvent:
    """Give ``person`` a part of the case, or of one ``member``. :raises NotAllowed: to who does not see to the case;
    for a person who may not read it, or declared a conflict. :raises RecordError: for a part that is not given to
    anybody."""
    return _given(home, user, name, number, ASSIGN, person, part, member, at)


def release(home: Home, user: Any, name: str, number: str, person: str, part: str, *, member: str = "",
            at: datetime) -> CaseEvent:
    """Take a part back from ``person``. What they did stays."""
    return _given(home, user, name, number, RELEASE, person, part, member, at)


def declare_conflict(home: Home, user: Any, name: str, number: str, reason: str, *, member: str = "", at: datetime,
                     ) -> CaseEvent:
    """Say that one's own interest is touched: from now on nothing of the case (or of the ``member``) is read or done by
    ``user``. It is not taken back."""
    def involved(found: Found, user: Any) -> None:
        if isinstance(user, Bearer) or not found.inside(user):
            taking_part(member)(found, user)
        if isinstance(user, Bearer):
            raise refusals.not_theirs(found.procedure, number, member, (found.procedure.lead,))

    return done(home, user, name, number, CONFLICT, REASON, {"reason": reason}, member, at, involved)


def allow_late(home: Home, user: Any, name: str, number: str, reason: str, *, member: str = "", at: datetime,
               ) -> CaseEvent:
    """Let what comes after the last day of the state be kept; it is said to be late."""
    return done(home, user, name, number, ALLOW, REASON, {"reason": reason}, member, at, must_lead)


def go_on(home: Home, user: Any, name: str, number: str, reason: str, *, at: datetime) -> CaseEvent:
    """Decide that the case goes on under the rules as they are now. :raises RecordError: if they did not change, or
    have no place for the state in which the case or a member stands."""
    now = pinned(ruled(home, procedure_called(name), timezone.localdate(at)))

    def settled(found: Found, user: Any) -> None:
        must_lead(found, user)
        if found.board.rules == now[RULES]:
            raise RecordError("case.rules_unchanged", Text("the rules of this case did not change",
                                                           "该事项的规则没有变化"),
                              where=refusals.place(found.procedure, number),
                              next_step=Text("Go on: nothing is to be decided", "请照常办理，无须决定"))
        for of, standing in (("", found.board.case), *found.board.members.items()):
            if standing.state not in found.procedure.machine(of):
                raise refusals.state_gone(found.procedure, number, of, standing.state)

    return done(home, user, name, number, GO_ON, REASON, {"reason": reason}, "", at, settled, also=now)


def withdraw(home: Home, user: Any, name: str, number: str, reason: str, *, at: datetime) -> CaseEvent:
    """Give a case up: nothing more is done in it, and what was done stays to be read. For who opened it, and who sees
    to it. :raises RecordError: if it has ended."""
    def going(found: Found, user: Any) -> None:
        must_withdraw(found, user, at)

    return done(home, user, name, number, WITHDRAW, REASON, {"reason": reason}, "", at, going, state=WITHDRAWN)


def may_withdraw(found: Found, user: Any) -> bool:
    """Whether ``user`` may give the case up now."""
    try:
        must_withdraw(found, user, None)
    except PlumblineError:
        return False
    return True


def must_withdraw(found: Found, user: Any, at: datetime | None) -> None:
    """:raises PlumblineError: where ``user`` may not give the case up, or the procedure's condition of that is not
    fulfilled."""
    if not opened(found, user):
        must_lead(found, user)
    if found.state().ends:
        raise refusals.ended(found.procedure, found.number)
    condition = found.procedure.withdrawal
    if condition is not None:
        must_meet(condition, Asked(found, user, {}, at), TITLES[WITHDRAW])


def replace_party(home: Home, user: Any, name: str, number: str, part: str, organisation: str, reason: str,
                  replaced: str = "", *, member: str = "", at: datetime) -> CaseEvent:
    """Let another ``organisation`` be the party in ``part`` from now on, where the one named was split, merged or
    mistaken: its people act and read, and those of the other no more. Where several are named, ``replaced`` is the one
    that goes. :raises RecordError: for a part that no organisation has, or one to be replaced that is not named."""
    procedure = procedure_called(name)
    of = procedure.part.get(part)
    if of is None or of.held != PARTY:
        raise refusals.part_not_given(procedure, part, PARTY)
    if holding.names_each(procedure, of) is not bool(member):
        raise refusals.member_unknown(procedure, number, member, ())
    def settled(found: Found, user: Any) -> None:
        must_lead(found, user)
        named = sorted(str(who[1]) for each, who in holding.parties(procedure, found.board, member) if each == part)
        if replaced not in named and (replaced or len(named) > 1):
            raise RecordError("case.replaced_whom", Text("say which of the organisations is replaced",
                                                         "请说明变更哪一个单位"),
                              where=refusals.place(procedure, number, member), next_step=suggest(replaced, named))

    said = {"reason": reason, "organisation": organisation}
    return done(home, user, name, number, REPLACE, PARTY_NAMED, said, member, at, settled,
                also={"part": part, "field": of.party} | ({"replaced": replaced} if replaced else {}))


def erase(home: Home, user: Any, name: str, number: str, reason: str, *, at: datetime) -> CaseEvent:
    """Erase all that is personal of what was said in a case, of its members too. That it was erased stays, with the
    ``reason``; nothing of it remains in the store, for it was never copied. Also once the case has ended."""
    with transaction.atomic():
        event = done(home, user, name, number, ERASE, REASON, {"reason": reason}, "", at, must_lead)
        gone, _ = CasePersonal.objects.filter(event__case=event.case_id).delete()
        if gone:
            transaction.on_commit(store.forget)
    return event


def opened(found: Found, user: Any) -> bool:
    """Whether ``user``, or the organisation that the person acts for, opened the case, and takes part in it still."""
    board, own = found.board, parties_of(user)
    if board.opened_for:
        party = (ORGANISATION, board.opened_for)
        return party in own and any(who == party for _, who in holding.parties(found.procedure, board))
    return bool(own) and board.opened_by == user.pk and any(found.holds(user, each) for each in found.procedure.parts)


def done(home: Home, user: Any, name: str, number: str, act: str, specs: tuple[Spec, ...], values: Mapping[str, str],
         member: str, at: datetime, may: Callable[[Found, Any], None], *, state: str | Callable[[Found], str] = "",
         also: Mapping[str, str] | None = None) -> CaseEvent:
    """Do an act that every procedure has: its ``values`` checked by ``specs``, asked of ``may``, and kept with what it
    says ``also``. ``state`` is what it brings about, or tells it of the case."""
    procedure = procedure_called(name)
    said = checked(None, act, specs, values)[0] | dict(also or {}) | link_of(user)
    with transaction.atomic():
        whole = act == GO_ON or (act == WITHDRAW and procedure.withdrawal is not None)
        found = acting(home, user, procedure, number, member, whole=whole, at=at, also_away=act == CONFLICT)
        if member:
            found.must_know(user, member)
        may(found, user)
        return _keep(found, user, act, said, member, at, state(found) if callable(state) else state)


def _given(home: Home, user: Any, name: str, number: str, act: str, person: str, part: str, member: str,
           at: datetime) -> CaseEvent:
    procedure = procedure_called(name)
    of = given_part(procedure, part)
    with transaction.atomic():
        whole = whole_to_give(procedure) and act == ASSIGN
        found = acting(home, user, procedure, number, member, whole=whole, at=at)
        said = may_give(found, user, act, person, of, member, at)
        return _keep(found, user, act, said, member, at, "")


def given_part(procedure: Procedure, name: str) -> Part:
    """The part of that name. :raises RecordError: for one that is not given to anybody."""
    of = procedure.part.get(name)
    if of is None or of.held != GIVEN:
        raise refusals.part_not_given(procedure, name)
    return of


def whole_to_give(procedure: Procedure) -> bool:
    """Whether a condition of giving a part looks at the case as a whole."""
    return procedure.giving is not None and procedure.giving.check is not None


def may_give(found: Found, user: Any, act: str, person: str, of: Part, member: str, at: datetime) -> dict[str, str]:
    """What the event says by which ``person`` is given the part, or it is taken back. :raises PlumblineError: where
    that cannot be."""
    procedure, number = found.procedure, found.number
    if member:
        found.must_know(user, member)
    must_lead(found, user)
    whom = once((PERSON, person, act == RELEASE), lambda: _person(procedure, number, person, gone=act == RELEASE))
    held = (whom.pk, of.name) in found.board.given.get(member, ())
    if held is (act == ASSIGN):
        raise refusals.part_as_it_is(procedure, number, person, of, held=held)
    if act == ASSIGN and not _may_know(found, whom, member):
        raise refusals.no_reach(procedure, number, person)
    said = {"person": str(whom.pk), "part": of.name}
    if act == ASSIGN and procedure.giving is not None:
        must_meet(procedure.giving, Asked(found, user, {**said, "member": member}, at, member), TITLES[ASSIGN])
    return said


def know(names: Collection[str]) -> None:
    """Ask for the people called ``names`` and their roles at once: within one reading they are then known one by
    one."""
    for each in with_roles(open_accounts().filter(username__in=names)):
        once((PERSON, each.username, False), partial(_itself, each))
        once((PERSON, str(each.pk)), partial(_itself, each))


def _itself(user: User) -> User:
    return user


def person_given(asked: Asked) -> User:
    """Whom a condition of giving a part is asked about."""
    number = asked.said["person"]
    return once((PERSON, number), lambda: User.objects.get(pk=int(number)))


def _keep(found: Found, user: Any, act: str, said: Mapping[str, str], member: str, at: datetime, state: str,
          ) -> CaseEvent:
    event = cases.add(event_by(found, user, act, said, member, state), at)
    summaries.renew(found.after(event), member)
    return event


def event_by(found: Found, user: Any, act: str, said: Mapping[str, str], member: str, state: str = "") -> CaseEvent:
    """What an act that every procedure has is kept as: in the first part that ``user`` holds."""
    part = next((each for each in found.procedure.parts if found.holds(user, each, member)), None)
    own = holding.organisations(found.procedure, found.board, user, part, member) if part is not None else []
    return CaseEvent(case=found.row, act=act, member=member, said=dict(said), state=state,
                     part=part.name if part is not None else "", organisation=own[0] if len(own) == 1 else "",
                     actor=user.pk)


def anybody(found: Found, user: Any) -> None:
    """Whoever has a part in the case, not as one of the public, nor who only reads. What is said of the case itself is
    not for who has a part in one member alone. :raises NotAllowed: to others."""
    if not any(found.holds(user, each) for each in found.procedure.parts):
        raise refusals.not_theirs(found.procedure, found.number, "", found.procedure.parts)


def taking_part(member: str) -> Callable[[Found, Any], None]:
    """Who may speak of the case, or of a ``member``: whoever has a part in it."""
    def of_member(found: Found, user: Any) -> None:
        if not any(found.holds(user, each, member) for each in found.procedure.parts):
            raise refusals.not_theirs(found.procedure, found.number, member, found.procedure.parts)

    return of_member if member else anybody


def _insider(found: Found, user: Any) -> None:
    if not found.inside(user):
        raise refusals.not_theirs(found.procedure, found.number, "", (found.procedure.lead,))


def must_lead(found: Found, user: Any) -> None:
    """:raises NotAllowed: to who does not see to the case."""
    if not found.holds(user, found.procedure.lead):
        raise refusals.not_theirs(found.procedure, found.number, "", (found.procedure.lead,))


def _may_know(found: Found, whom: User, member: str) -> bool:
    may = appointable(whom, found.procedure.column).covers(found.region)
    return may and not holding.conflicted(found.board, whom, member)


def _person(procedure: Procedure, number: str, name: str, *, gone: bool) -> User:
    known = User.objects.all() if gone else open_accounts()
    found = known.filter(username=name).first() if name.isprintable() else None
    if found is None:
        raise NotAllowed("case.person_unknown", Text(f"there is nobody called '{name[:60]}' here",
                                                     f"没有登录名为“{name[:60]}”的人员"),
                         where=refusals.place(procedure, number),
                         next_step=Text("Check the spelling, or have an account made: plumb user add NAME",
                                        "请核对拼写，或先建立账户：plumb user add NAME"))
    return found
