"""One act done on many members of one case, with values of its own for each, all of them or none: decisions that come
back in a table. What comes of it is what comes of the same acts one by one, at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from plumbline.errors import PlumblineError, RecordError
from plumbline.home import Home
from plumbline.procedures.casework import holding, perform, refusals, summaries
from plumbline.procedures.casework.declaration import Act, Procedure
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.members.adding import reached
from plumbline.procedures.casework.registry import procedure as procedure_called
from plumbline.procedures.casework.standing import state_after, take
from plumbline.procedures.casework.writing import write
from plumbline.records.core import cases
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.readings import reading
from plumbline.text import Text


def act_on(home: Home, user: Any, name: str, number: str, act_name: str, rows: Mapping[str, Mapping[str, Any]], *,
           organisation: str = "", at: datetime) -> list[CaseEvent]:
    """Do an act on each member that ``rows`` names, with the values of that row; their events, in order.

    :raises RowsUnfit: with why each that cannot be done cannot, by its place from 0: nothing is done then.
    :raises RecordError: for an act that there is not, or that is not about a member."""
    procedure, act = _found(procedure_called(name), act_name)
    told = dict(zip(rows, perform.checked_all(procedure, act.name, act.specs, list(rows.values())) if rows else (),
                    strict=True))
    faults: dict[str, PlumblineError] = {member: each for member, each in told.items() if isinstance(each, RecordError)}
    with transaction.atomic():
        case = reached(home, user, procedure, number, list(rows), whole=act.guard is not None, at=at)
        procedure, act = case.procedure, case.procedure.by_name[act_name]
        events: list[tuple[CaseEvent, Mapping[str, str]]] = []
        with reading():
            for member, each in told.items():
                if isinstance(each, RecordError):
                    continue
                said, private = dict(each[0]) | perform.link_of(user), each[1]
                try:
                    part, late = perform.may_act(case, user, act, member, None, said, at)
                    own = holding.organisations(procedure, case.board, user, part, member)
                    said = perform.with_more(act, Asked(case, user, said, at, member))
                    whom = perform.acts_for(own, organisation, procedure, number)
                except PlumblineError as error:
                    faults[member] = error
                    continue
                said |= perform.wrote_of(write(act, case.board, number, member, {**said, **private}, at=at,
                                               actor=user.pk))
                state = state_after(procedure, act, case.board.at(member), perform.acts_as(user))
                events.append((perform.event_of(case.row, act, user, said, part=part, member=member, late=late,
                                                state=state, organisation=whom), private))
        if faults:
            order = {member: place for place, member in enumerate(rows)}
            named = [(Text(member, member), faults[member].what) for member in sorted(faults, key=order.__getitem__)]
            raise refusals.rows_unfit(refusals.place(procedure, number), named,
                                      {order[member]: each for member, each in faults.items()}, len(rows))
        cases.add_all([event for event, _ in events], at)
        for event, personal in events:
            perform.keep_beside(event, act, personal, at)
            take(procedure, case.board, event)
        summaries.renew_some(case, list(rows))
    return [event for event, _ in events]


def _found(procedure: Procedure, name: str) -> tuple[Procedure, Act]:
    act = procedure.by_name.get(name)
    if act is None or not act.of or act.adds or act.approvals > 1 or act.offline:
        raise refusals.act_unknown(procedure, name)
    return procedure, act
