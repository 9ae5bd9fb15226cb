"""One act done on many members of one case in one go, as ``adding.py`` adds many.

What comes of it is what comes of the same acts one by one, at one moment: an event for each, with its leaf and its
entry of the journal, and the same rows for lists. The case is read once, and rows are written many at a time. Either
one thing is said of all, and what cannot be done of one member keeps back no other; or each has values of its own, as
decisions that come back in a table, and all of them are done or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from plumbline.errors import PlumblineError, RecordError
from plumbline.home import Home
from plumbline.procedures.casework import holding, perform, refusals, summaries
from plumbline.procedures.casework.declaration import Act, Procedure
from plumbline.procedures.casework.finding import Asked, Found
from plumbline.procedures.casework.members.adding import reached
from plumbline.procedures.casework.registry import procedure as procedure_called
from plumbline.procedures.casework.standing import state_after, take
from plumbline.procedures.casework.writing import write
from plumbline.records.core import cases, locks
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.readings import reading
from plumbline.text import Text


def act_on(home: Home, user: Any, name: str, number: str, act_name: str, members: Mapping[str, int | None],
           values: Mapping[str, Any], *, organisation: str = "", records: Iterable[tuple[str, str]] = (),
           first: Callable[[], None] | None = None, at: datetime) -> dict[str, CaseEvent | PlumblineError]:
    """Do an act, with the same ``values``, on ``members``, each with its newest event that the person saw (None: none
    is known); of each its event, or why it was left alone. ``records``, by kind and key, are those that the work of the
    act writes: they are locked first, since the locks of records are taken before the journal's. ``first`` is called
    in the transaction before any event is kept: what that work put off is written there.

    :raises RecordError: for an act that there is not, that is about the case itself, adds a member, takes several
    people, or is followed by another; and for a fault in the values: then nothing is done."""
    procedure, act = _fit(procedure_called(name), act_name)
    said, personal = perform.checked(procedure, act.name, act.specs, values)
    said |= perform.link_of(user)
    with transaction.atomic():
        case = reached(home, user, procedure, number, list(members), whole=act.guard is not None, at=at)
        procedure, act = case.procedure, case.procedure.by_name[act_name]
        for kind, key in sorted(set(records)):
            locks.record(kind, key)
        found: dict[str, CaseEvent | PlumblineError] = {}
        for member, seen in members.items():
            try:
                with transaction.atomic():
                    found[member] = _event(case, user, act, said, personal, member, seen, organisation, at)
            except PlumblineError as error:
                found[member] = error
        if first is not None:
            first()
        _keep(case, act, [(each, personal) for each in found.values() if isinstance(each, CaseEvent)], at)
    return found


def act_on_each(home: Home, user: Any, name: str, number: str, act_name: str, rows: Mapping[str, Mapping[str, Any]], *,
                organisation: str = "", at: datetime) -> list[CaseEvent]:
    """Do an act on each member that ``rows`` names, with the values of that row; their events, in order.

    :raises RowsUnfit: with why each that cannot be done cannot, by its place from 0: nothing is done then.
    :raises RecordError: for an act as :func:`act_on` refuses."""
    procedure, act = _fit(procedure_called(name), act_name)
    told = dict(zip(rows, perform.checked_all(procedure, act.name, act.specs, list(rows.values())) if rows else (),
                    strict=True))
    faults: dict[str, PlumblineError] = {}
    with transaction.atomic():
        case = reached(home, user, procedure, number, list(rows), whole=act.guard is not None, at=at)
        procedure, act = case.procedure, case.procedure.by_name[act_name]
        events: list[tuple[CaseEvent, Mapping[str, str]]] = []
        with reading():
            for member, each in told.items():
                try:
                    if isinstance(each, RecordError):
                        raise each
                    said = dict(each[0]) | perform.link_of(user)
                    events.append((_event(case, user, act, said, each[1], member, None, organisation, at), each[1]))
                except PlumblineError as error:
                    faults[member] = error
        if faults:
            order = {member: place for place, member in enumerate(rows)}
            named = [(Text(member, member), faults[member].what) for member in sorted(faults, key=order.__getitem__)]
            raise refusals.rows_unfit(refusals.place(procedure, number), named,
                                      {order[member]: each for member, each in faults.items()}, len(rows))
        _keep(case, act, events, at)
    return [event for event, _ in events]


def _keep(case: Found, act: Act, events: Sequence[tuple[CaseEvent, Mapping[str, str]]], at: datetime) -> None:
    cases.add_all([event for event, _ in events], at)
    for event, personal in events:
        perform.keep_beside(event, act, personal, at)
        take(case.procedure, case.board, event)
    summaries.renew_some(case, [event.member for event, _ in events])


def _fit(procedure: Procedure, name: str) -> tuple[Procedure, Act]:
    act = procedure.by_name.get(name)
    if act is None or not act.of or act.adds or act.approvals > 1 or act.then is not None or act.offline:
        raise refusals.act_unknown(procedure, name)
    return procedure, act


def _event(case: Found, user: Any, act: Act, said: Mapping[str, str], personal: Mapping[str, str], member: str,
           seen: int | None, organisation: str, at: datetime) -> CaseEvent:
    """The event of one member, which nobody kept yet; its records are written."""
    part, late = perform.may_act(case, user, act, member, seen, said, at)
    own = holding.organisations(case.procedure, case.board, user, part, member)
    acts_for = perform.acts_for(own, organisation, case.procedure, case.number)  # refused before anything is written
    told = perform.with_more(act, Asked(case, user, said, at, member))
    told |= perform.wrote_of(write(act, case.board, case.number, member, {**told, **personal}, at=at,
                                   actor=user.pk if user is not None else None))
    state = state_after(case.procedure, act, case.board.at(member), perform.acts_as(user))
    return perform.event_of(case.row, act, user, told, part=part, member=member, late=late, state=state,
                            organisation=acts_for)
