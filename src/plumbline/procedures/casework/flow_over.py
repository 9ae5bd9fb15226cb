"""A procedure as it is ruled on a day: its declaration, with what the flow file in force says over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework.declaration import Days, Part, Procedure, State
from plumbline.procedures.casework.proving import prove
from plumbline.rulebook.flows.procedure_flows import ProcedureFlow, flow_for
from plumbline.text import Text

KEPT = 256


def ruled(home: Home, procedure: Procedure, on: date) -> Procedure:
    """``procedure`` as it is ruled on a day. :raises RulebookError: for a flow file that is faulty, names what the
    procedure does not have, or under which a case could get stuck."""
    flow = flow_for(home, procedure.name, on)
    return procedure if flow is None else laid_over(procedure, _Same(flow))


class _Same:
    """A flow, equal to another with the same text: its tables cannot be hashed."""

    def __init__(self, flow: ProcedureFlow) -> None:
        self.flow = flow

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.flow.sha256 == other.flow.sha256 and self.flow.id == other.flow.id

    def __hash__(self) -> int:
        return hash(self.flow.sha256)


@lru_cache(maxsize=KEPT)
def laid_over(procedure: Procedure, over: _Same) -> Procedure:
    """``procedure`` with what a flow says of its days, its parts and its approvals; proved anew."""
    flow = over.flow
    members = procedure.members
    states = [each.name for each in (*procedure.states, *(members.states if members is not None else ()))]
    _only(flow, "days", flow.days, states)
    _only(flow, "approvals", flow.approvals, procedure.by_name)
    _only(flow, "parts", flow.parts, procedure.part)
    parts = {part.name: replace(part, title=flow.parts.get(part.name, part.title)) for part in procedure.parts}
    made = replace(
        procedure, parts=tuple(parts.values()), states=_states(flow, procedure.states),
        members=replace(members, states=_states(flow, members.states)) if members is not None else None,
        acts=tuple(replace(act, by=_parts(parts, act.by), approvals=flow.approvals.get(act.name, act.approvals))
                   for act in procedure.acts), flow=flow)
    prove(made)
    return made


def _states(flow: ProcedureFlow, states: Iterable[State]) -> tuple[State, ...]:
    found = []
    for state in states:
        term = flow.days.get(state.name)
        if term is not None:
            late = state.days.late if state.days is not None else Days().late
            state = replace(state, days=Days(term.number, term.working, late=late))
        found.append(state)
    return tuple(found)


def _parts(known: Mapping[str, Part], by: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(known[part.name] for part in by)


def _only(flow: ProcedureFlow, key: str, said: Mapping[str, object], known: Iterable[str]) -> None:
    for name in said:
        if name not in known:
            raise RulebookError("flow.not_declared", Text(
                f"the procedure '{flow.procedure}' has no '{name}'", f"流程“{flow.procedure}”没有“{name}”"),
                where=f"{flow.file}: {key}", next_step=suggest(name, list(known)))
