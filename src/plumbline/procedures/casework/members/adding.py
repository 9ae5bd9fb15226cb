"""Adding many members to a case, and giving parts of many, in one go.

What comes of it is what comes of the same acts one by one, at one moment: an event for each, with its leaf and its
entry of the journal, and the same rows for lists. The case is read once, the values are checked by one query, and rows
are written many at a time, so that thousands take seconds. One that cannot be keeps back all of its call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from plumbline.errors import PlumblineError, RecordError
from plumbline.home import Home
from plumbline.procedures.casework import common_acts, holding, perform, refusals, summaries
from plumbline.procedures.casework.declaration import Act, Part, Procedure
from plumbline.procedures.casework.finding import Asked, Found, find, find_some
from plumbline.procedures.casework.registry import procedure as procedure_called
from plumbline.procedures.casework.standing import ASSIGN, Standing, state_after, take
from plumbline.procedures.casework.writing import write
from plumbline.records.core import cases, locks
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.readings import reading
from plumbline.text import Text

AT_ONCE = 250
"""So many members are a good number for one call: the case is read seldom, and others who write wait a moment only."""
Row = Mapping[str, Any]
Gift = tuple[str, str]
"""A member, and the sign-in name of a person."""


def add(home: Home, user: Any, name: str, number: str, act_name: str, rows: Sequence[Row], *, organisation: str = "",
        seen: int | None = None, at: datetime) -> list[CaseEvent]:
    """Add a member for each of ``rows``, which are the values of an act that adds one; their events, in order. ``seen``
    is the newest event of the case itself that the person saw: the same rows sent once more, as by an impatient click,
    are added once.

    :raises RecordError: as of one act, with the place of the row (the first is 1) where its values cannot be taken.
    :raises ConflictError: for a member that is there already, or is named twice. :raises NotAllowed: to who does not
    hold the part."""
    procedure, act = adding(procedure_called(name), act_name)
    told = _told(procedure, act, rows)
    names = [said[act.adds] for said, _personal in told]
    with transaction.atomic():
        case = reached(home, user, procedure, number, names, whole=act.guard is not None, at=at)
        procedure, act = case.procedure, case.procedure.by_name[act_name]
        again = _again(case, act, user, told, seen) if seen is not None else []
        if again:
            return again
        with reading():
            events = [_event(case, user, act, said, personal, organisation, at) for said, personal in told]
        cases.add_all(events, at)
        for event, (_said, personal) in zip(events, told, strict=True):
            perform.keep_beside(event, act, personal, at)
        for event in events:  # what stood there before it had its number counts no more
            case.board.members.pop(event.member, None)
            case.board.of.pop(event.member, None)
            take(procedure, case.board, event)
        summaries.renew_some(case, names)
    return events


def unfit(home: Home, user: Any, name: str, number: str, act_name: str, rows: Sequence[Row], *, at: datetime,
          ) -> dict[int, PlumblineError]:
    """Why some of ``rows`` could not be added now, by their place from 0: all that is wrong, told before anything is
    done. Nobody is kept waiting, and nothing is kept. Of a member that is there and closed to ``user`` nothing is told;
    adding it is refused.

    :raises PlumblineError: where no row could be: no such case or act, not this person's part, nothing is added now."""
    procedure, act = adding(procedure_called(name), act_name)
    case = find(home, user, procedure, number, at=at)
    procedure, act = case.procedure, case.procedure.by_name[act_name]
    if case.away:
        raise refusals.away(procedure, number, case.away)
    if (refused := perform.refusal(case, user, act)) is not None:
        raise refused
    found, names = dict[int, PlumblineError](), set[str]()
    with reading():
        for place, each in enumerate(perform.checked_all(procedure, act.name, act.specs, rows) if rows else ()):
            if isinstance(each, RecordError):
                found[place] = each
                continue
            said, member = each[0], each[0][act.adds]
            if member in names:
                found[place] = refusals.member_twice(procedure, "", member)
            elif member not in case.board.members or case.open_fields(user, member):
                try:
                    part, late = perform.may_act(case, user, act, member, None, said, at)
                except PlumblineError as error:
                    found[place] = error
                else:
                    take(procedure, case.board, perform.event_of(
                        case.row, act, user, said, part=part, member=member, late=late, state=act.target))
            names.add(member)
    return found


def give(home: Home, user: Any, name: str, number: str, part: str, gifts: Iterable[Gift], *, whole: bool = False,
         at: datetime) -> list[CaseEvent | PlumblineError]:
    """Give a ``part`` of several members, each to a person: the event of each, or why it was not given, in order. What
    is refused keeps back no other, unless they are to be given as a ``whole``: then nothing is given, and the events
    are kept nowhere. :raises PlumblineError: where there is no such case or part."""
    procedure, every = procedure_called(name), list(gifts)
    of = common_acts.given_part(procedure, part)
    with transaction.atomic():
        case = reached(home, user, procedure, number, [member for member, _ in every],
                        whole=common_acts.whole_to_give(procedure), at=at)
        found = _given(case, user, of, every, at)
        events = [each for each in found if isinstance(each, CaseEvent)]
        if whole and len(events) < len(found):
            return found
        cases.add_all(events, at)
        # Who takes part moves nothing: of the summaries all but the parties stays as it is.
        summaries.renew_parties(case, list(dict.fromkeys(event.member for event in events)))
    return found


def ungivable(home: Home, user: Any, name: str, number: str, part: str, gifts: Sequence[Gift], *, at: datetime,
              ) -> dict[int, PlumblineError]:
    """Why some of ``gifts`` could not be given now, by their place from 0: told before anything is done. :raises
    PlumblineError: where there is no such case or part, or it is not this person's to give."""
    procedure = procedure_called(name)
    of = common_acts.given_part(procedure, part)
    case = find(home, user, procedure, number, at=at)
    if case.away:
        raise refusals.away(procedure, number, case.away)
    common_acts.must_lead(case, user)
    return {place: each for place, each in enumerate(_given(case, user, of, gifts, at))
            if isinstance(each, PlumblineError)}


def _given(case: Found, user: Any, of: Part, gifts: Sequence[Gift], at: datetime) -> list[CaseEvent | PlumblineError]:
    """The event of each gift, which nobody kept yet, or why it cannot be given."""
    found: list[CaseEvent | PlumblineError] = []
    with reading():
        common_acts.know({person for _, person in gifts})
        for member, person in gifts:
            try:
                said = common_acts.may_give(case, user, ASSIGN, person, of, member, at)
            except PlumblineError as error:
                found.append(error)
            else:
                event = common_acts.event_by(case, user, ASSIGN, said, member)
                take(case.procedure, case.board, event)  # the same one again is refused
                found.append(event)
    return found


def adding(procedure: Procedure, name: str) -> tuple[Procedure, Act]:
    """The act of that name, with its procedure. :raises RecordError: for one that adds no member."""
    act = procedure.by_name.get(name)
    if act is None or not act.adds:
        raise refusals.act_unknown(procedure, name)
    return procedure, act


def _again(case: Found, act: Act, user: Any, told: Sequence[tuple[dict[str, str], dict[str, str]]], seen: int,
           ) -> list[CaseEvent]:
    """The events that these very rows made since ``seen``, by the same person; none, where one of them made none."""
    sent = {said[act.adds]: (said, personal) for said, personal in told}
    rows = CaseEvent.objects.filter(case=case.row, act=act.name, actor=user.pk, pk__gt=seen, member__in=sent)
    made = {event.member: event for event in rows.select_related("personal")}
    for member, (said, personal) in sent.items():
        event = made.get(member)
        if event is None or not perform.says_the_same(event, act, said, personal):
            return []
    return [made[member] for member in sent]


def _told(procedure: Procedure, act: Act, rows: Sequence[Row]) -> list[tuple[dict[str, str], dict[str, str]]]:
    found, names = list[tuple[dict[str, str], dict[str, str]]](), set[str]()
    for place, each in enumerate(perform.checked_all(procedure, act.name, act.specs, rows) if rows else (), 1):
        if isinstance(each, RecordError):
            each.where = Text(f"{each.where.en}, row {place}", f"{each.where.zh}，第{place}行")
            raise each
        member = each[0][act.adds]
        if member in names:
            raise refusals.member_twice(procedure, "", member)
        names.add(member)
        found.append(each)
    return found


def reached(home: Home, user: Any, procedure: Procedure, number: str, names: Sequence[str], *, whole: bool,
             at: datetime) -> Found:
    """The case with the members called ``names``, or all of them: nobody else acts for these until the transaction
    ends. Locks are taken in one order, so that two who add the same never wait for each other."""
    locks.shared(procedure.name, number)
    for each in sorted(set(names)):
        locks.record(procedure.name, f"{number}\x1f{each}")
    found = find_some(home, user, procedure, number, None if whole else names, at=at)
    if found.away:
        raise refusals.away(procedure, number, found.away)
    return found


def _event(case: Found, user: Any, act: Act, said: Mapping[str, str], personal: Mapping[str, str], organisation: str,
           at: datetime) -> CaseEvent:
    member, actor = said[act.adds], user.pk
    said = {**said, **perform.link_of(user)}
    part, late = perform.may_act(case, user, act, member, None, said, at)
    own = holding.organisations(case.procedure, case.board, user, part, member)
    said = perform.with_more(act, Asked(case, user, said, at, member))
    said |= perform.wrote_of(write(act, case.board, case.number, member, {**said, **personal}, at=at, actor=actor))
    state = state_after(case.procedure, act, Standing(member), perform.acts_as(user))
    event = perform.event_of(case.row, act, user, said, part=part, member=member, late=late, state=state,
                             organisation=perform.acts_for(own, organisation, case.procedure, case.number))
    if act.guard is not None:  # whose condition of the next looks at this one too
        take(case.procedure, case.board, event)
    return event


__all__ = ["AT_ONCE", "Gift", "Row", "add", "adding", "give", "reached", "unfit", "ungivable"]
