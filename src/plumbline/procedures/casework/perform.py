"""Doing an act of a procedure: one act, one transaction, one event.

Before it, the case is read under a lock, and the act refused where it is not its turn, not its actor's, too early or
too late. An act about a member locks that member alone, so that two members never wait for each other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from plumbline.errors import PlumblineError, RecordError
from plumbline.home import Home
from plumbline.methods.shared.trust import canonical
from plumbline.procedures.casework import holding, refusals, summaries
from plumbline.procedures.casework.declaration import REFUSED, Act, Days, Guard, Part, Procedure
from plumbline.procedures.casework.finding import Asked, Found, assembled, find
from plumbline.procedures.casework.flow_over import ruled
from plumbline.procedures.casework.registry import procedure as procedure_called
from plumbline.procedures.casework.rules import pinned
from plumbline.procedures.casework.standing import (
    ABOUT_PARTIES,
    BECAUSE,
    BY_LINK,
    COMMENT,
    ENDS,
    FOLLOWS,
    WROTE,
    Board,
    Standing,
    fold,
    state_after,
    term,
)
from plumbline.procedures.casework.telling import webhooks
from plumbline.procedures.casework.writing import write
from plumbline.records.core import cases, locks
from plumbline.records.core.cases import Case, CaseEffect, CaseEvent, CasePersonal
from plumbline.records.core.fields import PERSONAL, Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import Bearer
from plumbline.records.intake.staging import single
from plumbline.rulebook.calendars.calendars import calendar
from plumbline.text import UNSAID, Citation, Text

logger = logging.getLogger(__name__)
DIGITS = 4
after_acts: list[Callable[[CaseEvent, datetime], None]] = []
"""What is told of each act, in its transaction: ``consequences.py`` keeps what is to follow."""


def open_case(home: Home, user: Any, name: str, act_name: str, values: Mapping[str, Any], *, organisation: str = "",
              at: datetime) -> CaseEvent:
    """Open a case of the procedure ``name``, for an ``organisation`` where the person acts for several that it names;
    its first event. :raises NotAllowed: for a region, or an organisation, that is not the person's. :raises
    RecordError: with every fault of the values."""
    procedure = ruled(home, procedure_called(name), timezone.localdate(at))
    act = next((each for each in procedure.opening if each.name == act_name), None)
    if act is None:
        raise refusals.act_unknown(procedure, act_name)
    said, personal = checked(procedure, act.name, procedure.specs + act.specs, values)
    region, on, board = procedure.region_of(said), timezone.localdate(at), Board(values=dict(said))
    now = holding.region_on(region, on)
    part = next((each for each in act.by if holding.holds(procedure, now, board, user, each)), None)
    if part is None:
        raise refusals.not_theirs(procedure, region, "", act.by)
    own = holding.organisations(procedure, board, user, part)
    return _opened(home, procedure, act, user, said, personal, part=part, at=at,
                   organisation=acts_for(own, organisation, procedure, ""))


def open_in(home: Home, procedure: Procedure, act: Act, user: Any, values: Mapping[str, Any], *, part: Part,
            at: datetime) -> CaseEvent:
    """Open a case of a ``procedure``, as it is ruled, in a ``part`` that was settled: by ``user``, or by nobody who has
    an account. :raises RecordError: with every fault of the values."""
    said, personal = checked(procedure, act.name, procedure.specs + act.specs, values)
    return _opened(home, procedure, act, user, said, personal, part=part, at=at)


def open_because(home: Home, name: str, act_name: str, values: Mapping[str, Any], *, because: str, follows: str,
                 part: str = "", lasts: Days | None = None, at: datetime) -> CaseEvent:
    """Open a case as what ``follows`` (a consequence by its name) from something else: nobody's act, in a ``part``, or
    that of who sees to it. ``because`` says of what; the case ends by itself with the day until which it ``lasts``. In
    a transaction. :raises RecordError: with every fault of the values."""
    procedure = ruled(home, procedure_called(name), timezone.localdate(at))
    act = next(each for each in procedure.opening if each.name == (act_name or procedure.opening[0].name))
    said, personal = checked(procedure, act.name, procedure.specs + act.specs, values)
    said |= {BECAUSE: because, FOLLOWS: follows}
    if lasts is not None and lasts.field and lasts.field in said:
        said[ENDS] = said[lasts.field]
    elif lasts is not None and lasts.number:
        on = timezone.localdate(at)
        said[ENDS] = term(lasts, on, calendar(home, procedure.calendar)).day.isoformat()
    return _opened(home, procedure, act, None, said, personal, part=procedure.part.get(part, procedure.lead), at=at)


def _opened(home: Home, procedure: Procedure, act: Act, user: Any, said: Mapping[str, str],
            personal: Mapping[str, str], *, part: Part, organisation: str = "", at: datetime) -> CaseEvent:
    region, on, board = procedure.region_of(said), timezone.localdate(at), Board(values=dict(said))
    actor, now = user.pk if user is not None else None, holding.region_on(region, on)
    with transaction.atomic():
        row = Case.objects.create(procedure=procedure.name, number=_next_number(procedure, on), region=region)
        new = Found(home, procedure, row, board, now, on)
        asked = Asked(new, user, said, at)
        if act.guard is not None:
            must_meet(act.guard, asked, act.title)
        said = with_more(act, asked)
        wrote = wrote_of(write(act, board, str(row.number), "", {**said, **personal}, at=at, actor=actor))
        event = _keep(row, act, user, at, {**said, **pinned(procedure), **wrote}, personal, part=part, state=act.target,
                      organisation=organisation)
        opened = Found(home, procedure, row, fold(procedure, [event]), now, on, (event,))
        summaries.renew(opened, "")
    _and_then(act, opened, asked, at)
    return event


def act(home: Home, user: Any, name: str, number: str, act_name: str, values: Mapping[str, Any], *, member: str = "",
        seen: int | None = None, organisation: str = "", at: datetime) -> CaseEvent:
    """Do an act in a case; its event. ``seen`` is the newest event of the case (or of the ``member``) that the person
    saw. The same act sent once more, as by an impatient click, is done once. ``organisation`` says for which it is
    done, where the person acts for several that are parties to the case.

    :raises RecordError: for a case, act or member there is not, in a state in which the act is not done, with a fault
    in its values. :raises NotAllowed: to who does not hold its part, or did the act before where it takes a second
    person. :raises ConflictError: if somebody acted since."""
    procedure = procedure_called(name)
    found = procedure.by_name.get(act_name)
    if found is None or found in procedure.opening:
        raise refusals.act_unknown(procedure, act_name)
    said, personal = checked(procedure, act_name, found.specs, values)
    said |= link_of(user)
    if found.adds:
        member = said[found.adds]
    if bool(member) is not bool(found.of):
        raise refusals.member_unknown(procedure, number, "", ()) if found.of else refusals.member_unknown(
            procedure, number, member, ())
    with transaction.atomic():
        case = acting(home, user, procedure, number, member, whole=found.guard is not None, at=at)
        procedure, found = case.procedure, case.procedure.by_name[act_name]
        again = _again(case, found, user, said, personal, member, seen, organisation)
        if again is not None:
            return again
        part, late = may_act(case, user, found, member, seen, said, at)
        own = holding.organisations(procedure, case.board, user, part, member)
        asked = Asked(case, user, said, at, member)
        event, after, takes_effect = _done(asked, found, member, personal, part=part, late=late, at=at,
                                           organisation=acts_for(own, organisation, procedure, number))
    if takes_effect:
        _and_then(found, after, asked, at)
    return event


def act_because(home: Home, name: str, number: str, act_name: str, values: Mapping[str, Any], *, member: str = "",
                because: str, follows: str, part: str = "", at: datetime) -> CaseEvent | None:
    """Do an act in a case as what ``follows`` (a consequence by its name) from something else: nobody's act, in a
    ``part``, or the first that may do it. ``because`` says of what. In a transaction. None: the case has ended, or the
    member has. :raises RecordError: for a case or member that there is not, a state in which the act is not done (yet),
    a fault in the values."""
    procedure = procedure_called(name)
    found = procedure.by_name[act_name]
    said, personal = checked(procedure, act_name, found.specs, values)
    said |= {BECAUSE: because, FOLLOWS: follows}
    _lock(procedure, number, member)
    row = Case.objects.filter(procedure=name, number=number).first() if number.isprintable() else None
    if row is None:
        raise refusals.unknown(procedure, number)
    events = cases.events_of(row, None if found.guard is not None else member)
    case = assembled(home, procedure, row, events, timezone.localdate(at))
    procedure, found = case.procedure, case.procedure.by_name[act_name]
    if case.away:
        raise refusals.away(procedure, number, case.away)
    if case.changed:
        raise refusals.rules_changed(procedure, number)
    if member and member not in case.board.members:
        raise refusals.member_unknown(procedure, number, member, ())
    if case.state().ends or case.state(member).ends:
        return None
    state = case.board.at(member).state
    if state not in found.source:
        raise refusals.not_its_turn(procedure, number, member, found, state, [])
    due = case.due(member)
    if found.after_days and (due is None or case.on <= due.day):
        raise refusals.too_early(procedure, number, member, due.day if due is not None else None)
    _met(case, None, found, member, said, at)
    return _done(Asked(case, None, said, at, member), found, member, personal, at=at,
                 part=next((each for each in found.by if each.name == part), found.by[0]))[0]


def _done(asked: Asked, act: Act, member: str, personal: Mapping[str, str], *, part: Part, at: datetime,
          late: bool = False, organisation: str = "") -> tuple[CaseEvent, Found, bool]:
    """Keep an act that may be done; its event, the case after it, and whether it took effect."""
    case, user, said = asked.case, asked.user, dict(asked.said)
    standing = case.board.members.get(member, Standing(member)) if member else case.board.case
    # Records first: their locks are taken before the journal's, which the event takes.
    state = state_after(case.procedure, act, standing, acts_as(user))
    takes_effect = act.approvals < 2 or bool(state)
    if takes_effect:
        said = with_more(act, asked)
        wrote = write(act, case.board, case.number, member, {**said, **personal}, at=at,
                      actor=user.pk if user is not None else None)
        said |= wrote_of([*wrote, *said.get(WROTE, "").splitlines()])  # and those that its own work wrote
    event = _keep(case.row, act, user, at, said, personal, part=part, member=member, late=late,
                  organisation=organisation, state=state)
    after = case.after(event)
    summaries.renew(after, member)
    return event, after, takes_effect


def with_more(act: Act, asked: Asked) -> dict[str, str]:
    """What is said, and what the work of the act adds to it; what that gives as empty is left out."""
    more = act.does(asked) if act.does is not None else {}
    return {name: text for name, text in {**asked.said, **more}.items() if text or name not in more}


def _and_then(done: Act, case: Found, asked: Asked, at: datetime) -> None:
    # What follows from another case is nobody's act, so nobody goes on with it at once.
    following = done.then(replace(asked, case=case)) if done.then is not None and asked.user is not None else None
    for name, values in following if isinstance(following, list) else [following] if following is not None else []:
        act(case.home, asked.user, case.procedure.name, case.number, name, values, at=at)


def acting(home: Home, user: Any, procedure: Procedure, number: str, member: str, *, whole: bool, at: datetime,
           also_away: bool = False) -> Found:
    """The case, nobody else acting in it (or for this member of it) until the transaction ends. :raises RecordError:
    for one that another instance has, unless ``also_away``."""
    _lock(procedure, number, member)
    found = find(home, user, procedure, number, member=None if whole else member, at=at)
    if found.away and not also_away:
        raise refusals.away(procedure, number, found.away)
    return found


def _lock(procedure: Procedure, number: str, member: str) -> None:
    if member:
        locks.shared(procedure.name, number)
        locks.record(procedure.name, f"{number}\x1f{member}")
    else:
        locks.record(procedure.name, number)


def may_act(case: Found, user: Any, act: Act, member: str, seen: int | None, said: Mapping[str, str] | None = None,
            at: datetime | None = None) -> tuple[Part, bool]:
    """The part in which ``user`` does ``act`` now, and whether it is late; ``said`` is what with, None: nothing is said
    yet. :raises PlumblineError: where it is not done."""
    procedure, number, board = case.procedure, case.number, case.board
    if case.changed:
        raise refusals.rules_changed(procedure, number)
    if act.of and not act.adds:
        case.must_know(user, member)
    part = next((each for each in act.by if case.holds(user, each, member)), None)
    if part is None:
        raise refusals.not_theirs(procedure, number, member, act.by)
    if act.adds and member in board.members:
        raise refusals.member_twice(procedure, number, member)
    if case.lapsed or (act.of and case.state().ends):
        raise refusals.ended(procedure, number)
    if act.adds:
        _met(case, user, act, member, said, at)
        return part, False
    standing = board.at(member)
    if seen is not None and _overtaken(case, standing, seen):
        raise refusals.changed_meanwhile(procedure, number, member)
    if standing.state not in act.source:
        raise refusals.not_its_turn(procedure, number, member, act, standing.state, possible(case, user, member))
    _by_who_may(case, user, act, member, standing)
    late = in_time(case, act, part, member)
    _met(case, user, act, member, said, at)
    return part, late


def _overtaken(case: Found, standing: Standing, seen: int) -> bool:
    """Whether something happened since that who saw event ``seen`` must look at."""
    by = case.procedure.overtaken_by
    if not by:
        return seen != standing.last
    return seen > standing.last or any(each.pk > seen for each in case.events if each.act in by)


def possible(case: Found, user: Any, member: str = "") -> list[Act]:
    """The acts that ``user`` can do now with the case, or with a member of it, as far as state, part and day go."""
    if (member and case.state().ends) or case.away or case.lapsed:
        return []
    standing, due = case.board.at(member), case.due(member)
    late = due is not None and case.on > due.day
    return [each for each in case.procedure.acts_about(member)
            if standing.state in each.source and (late or not each.after_days)
            and any(case.holds(user, part, member) for part in each.by)]


def refusal(case: Found, user: Any, act: Act, member: str = "") -> PlumblineError | None:
    """Why ``user`` cannot do ``act`` now; None where it can be done."""
    try:
        may_act(case, user, act, member, None)
    except PlumblineError as error:
        return error
    return None


def checked(procedure: Procedure | None, name: str, specs: tuple[Spec, ...], values: Mapping[str, Any],
            ) -> tuple[dict[str, str], dict[str, str]]:
    """The fields of the act ``name`` (of None: every procedure) as texts, those that are personal apart.
    :raises RecordError: with every fault named."""
    if not specs:
        for given in values:
            raise RecordError("case.no_fields", Text("this act takes nothing more", "此动作不需要填写内容"),
                              where=given[:60], next_step=Text("Leave it out", "请删去"))
        return {}, {}
    return _as_texts(specs, values, single.check(act_kind(procedure, name, specs), values).typed)


def checked_all(procedure: Procedure, name: str, specs: tuple[Spec, ...], rows: Sequence[Mapping[str, Any]],
                ) -> list[tuple[dict[str, str], dict[str, str]] | RecordError]:
    """The same, of an act with fields that is done many times, all ``rows`` at once: of each why it cannot be taken, if
    it cannot."""
    found = single.check_all(act_kind(procedure, name, specs), rows)
    return [each if isinstance(each, RecordError) else _as_texts(specs, values, each.typed)
            for values, each in zip(rows, found, strict=True)]


def _as_texts(specs: tuple[Spec, ...], values: Mapping[str, Any], typed: Mapping[str, Any],
              ) -> tuple[dict[str, str], dict[str, str]]:
    texts = {spec.name: canonical.plain(typed[spec.name]) for spec in specs}
    # What is kept to the letter may also be emptied, and has the ends of lines that every machine reads.
    exact = {spec.name: str(values[spec.name]).replace("\r\n", "\n") for spec in specs
             if spec.exact and values.get(spec.name) is not None}
    return ({spec.name: text for spec in specs if (text := texts[spec.name]) and spec.exposure is not PERSONAL} | exact,
            {spec.name: text for spec in specs if (text := texts[spec.name]) and spec.exposure is PERSONAL})


@cache
def act_kind(procedure: Procedure | None, name: str, specs: tuple[Spec, ...]) -> Kind:
    """The fields of an act as those of a kind of record: they are checked by the same query, and make the same form."""
    region = procedure.region if procedure is not None and procedure.region in {spec.name for spec in specs} else ""
    return Kind(name=f"{procedure.name if procedure is not None else ''}~{name}", title=Text(), plural=Text(),
                meaning=Text(), key=(specs[0].name,) if specs else (), region=region, date="",
                column=procedure.column if procedure is not None else "", cites=Citation(name, ours=True),
                model=CaseEvent, fields=specs, public=False)


def _by_who_may(case: Found, user: Any, act: Act, member: str, standing: Standing) -> None:
    if act.second_person and standing.actor is not None and standing.actor == acts_as(user):
        raise refusals.second_person(case.procedure, case.number, member)
    if act.approvals > 1 and acts_as(user) in standing.done.get(act.name, ()):
        raise refusals.done_already(case.procedure, case.number, member, act)


def in_time(case: Found, act: Act, part: Part, member: str) -> bool:
    due, state = case.due(member), case.state(member)
    late = due is not None and case.on > due.day
    if act.after_days and not late:
        raise refusals.too_early(case.procedure, case.number, member, due.day if due is not None else None)
    if act.after_days or due is None or not late or state.days is None:
        return False
    if part.outside and state.days.late == REFUSED and not case.board.at(member).allowed:
        raise refusals.late(case.procedure, case.number, member, due.day)
    return True


def _met(case: Found, user: Any, act: Act, member: str, given: Mapping[str, str] | None, at: datetime | None) -> None:
    if act.guard is not None:
        must_meet(act.guard, Asked(case, user, given or {}, at, member), act.title)


def must_meet(guard: Guard, asked: Asked, title: Text) -> None:
    """:raises PlumblineError: where a condition, of what is called ``title``, is not fulfilled."""
    case = asked.case
    try:
        said = guard.check(case.board) if guard.check is not None else None
        if not said and guard.must is not None:
            guard.must(asked)
    except PlumblineError:
        raise
    except Exception as error:  # a condition is anybody's code: whatever it raises, nothing is lost and it is told
        logger.exception("a condition failed: %s %s", case.procedure.name, title.en)
        raise refusals.guard_failed(case.procedure, case.number, title) from error
    if said:
        # What a condition says may name any member: it is for who reads them all.
        whole = len(case.open_members(asked.user)) == len(case.board.members)
        raise refusals.not_met(case.procedure, case.number, asked.member, said if whole else UNSAID)


def _again(case: Found, act: Act, user: Any, said: Mapping[str, str], personal: Mapping[str, str], member: str,
           seen: int | None, organisation: str) -> CaseEvent | None:
    """The event that this very act made just before: by the same person, with the same values, on what they saw."""
    if seen is None or user is None:
        return None
    rows = CaseEvent.objects.filter(case=case.row, member=member, pk__gt=seen)
    rows = rows.exclude(act__in=(COMMENT, *ABOUT_PARTIES))
    found = list(rows.select_related("personal").order_by("pk")[:2])
    if len(found) != 1 or (organisation and found[0].organisation != organisation):
        return None
    made = found[0]
    same = (made.act, made.actor) == (act.name, user.pk) and says_the_same(made, act, said, personal)
    return made if same else None


def says_the_same(event: CaseEvent, act: Act, said: Mapping[str, str], personal: Mapping[str, str]) -> bool:
    """Whether an ``event`` of ``act`` was made of these values."""
    held = event.personal.said if hasattr(event, "personal") else {}
    # What the act did besides stands in its event too, and was not sent.
    known = {name: text for name, text in event.said.items() if name != WROTE and (act.does is None or name in said)}
    return (known, held) == (dict(said), dict(personal))


def acts_as(user: Any) -> int | None:
    """The number of who acts, as :func:`~plumbline.procedures.casework.standing.who_did` tells it of an event."""
    return -user.number if isinstance(user, Bearer) else user.pk if user is not None else None


def link_of(user: Any) -> dict[str, str]:
    """What an event says of who came by a link."""
    return {BY_LINK: str(user.number)} if isinstance(user, Bearer) else {}


def wrote_of(records: Sequence[str]) -> dict[str, str]:
    """What an event says of the records that its act wrote."""
    return {WROTE: "\n".join(records)} if records else {}


def acts_for(own: Sequence[str], organisation: str, procedure: Procedure, number: str) -> str:
    """The organisation that is acted for: the one named, or the only one. :raises NotAllowed: for one that is not the
    person's. :raises RecordError: where it must be said."""
    if organisation and organisation not in own:
        raise refusals.not_for_that_one(procedure, number, organisation)
    if not organisation and len(own) > 1:
        raise refusals.say_for_whom(procedure, number, own)
    return organisation or next(iter(own), "")


def _next_number(procedure: Procedure, on: date) -> str:
    locks.record(procedure.name, "~numbers")
    year = "" if procedure.counted else f"{on.year}-"
    own = Case.objects.exclude(number__contains=".")  # the others came from homes whose name stands before their number
    newest = own.filter(procedure=procedure.name, number__startswith=year).order_by("-pk").first()
    count = int(newest.number.removeprefix(year)) if newest is not None else 0
    return f"{year}{count + 1:0{DIGITS if year else 1}d}"


def event_of(row: Case, act: Act, user: Any, said: Mapping[str, str], *, part: Part, state: str, member: str = "",
             late: bool = False, organisation: str = "") -> CaseEvent:
    """What an act is kept as."""
    return CaseEvent(case=row, act=act.name, member=member, said=dict(said), state=state, part=part.name,
                     organisation=organisation, late=late, actor=user.pk if user is not None else None)


def _keep(row: Case, act: Act, user: Any, at: datetime, said: Mapping[str, str], personal: Mapping[str, str],
          **of: Any) -> CaseEvent:
    event = cases.add(event_of(row, act, user, said, **of), at)
    keep_beside(event, act, personal, at)
    return event


def keep_beside(event: CaseEvent, act: Act, personal: Mapping[str, str], at: datetime) -> None:
    """Keep what belongs to an event that was kept: what is personal of it, what is to be done after it and whom it is
    told. Of an act that several people do nothing follows until the last of them did it."""
    if personal:
        CasePersonal.objects.create(event=event, said=dict(personal))
    if act.approvals > 1 and not event.state:
        return
    if act.effect is not None:
        CaseEffect.objects.create(event=event, made_at=at, changed_at=at)
    webhooks.note(event, at)
    for follow in after_acts:
        follow(event, at)
