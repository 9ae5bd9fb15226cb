"""Under which rules a case goes on: those of its declaration when it was opened, until somebody decides on others."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Any

import msgspec

from plumbline.procedures.casework.declaration import Act, Procedure, State
from plumbline.procedures.casework.standing import FLOW, RULES


@cache
def rules_sha256(procedure: Procedure) -> str:
    """SHA-256 of what a declaration rules: who does what when, with which fields. Words may change; rules may not in
    silence."""
    members = procedure.members
    said = {
        "name": procedure.name, "region": procedure.region, "calendar": procedure.calendar,
        "parts": [[part.name, part.held, part.party, *filter(None, [part.capacity])] for part in procedure.parts],
        "states": [_state(each) for each in procedure.states], "acts": [_act(each) for each in procedure.acts],
        "members": [members.name, members.kind, [_state(each) for each in members.states]] if members else [],
        "about": [[spec.name, spec.type, spec.required, spec.exposure.value] for spec in procedure.specs],
        "public": list(procedure.public), **({"shared": list(procedure.shared)} if procedure.shared else {}),
        **({"withdrawal": True} if procedure.withdrawal is not None else {}),
        **({"giving": True} if procedure.giving is not None else {}),
        **({"against": procedure.against} if procedure.against else {}),
    }
    return sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def pinned(procedure: Procedure) -> dict[str, str]:
    """What an event says of the rules under which a case goes on: the hash of what they rule, and the flow file with
    the hash of its text, where one was laid over the declaration."""
    flow = procedure.flow
    return {RULES: rules_sha256(procedure)} | ({FLOW: f"{flow.id} {flow.sha256}"} if flow is not None else {})


def _state(state: State) -> list[Any]:
    days = state.days
    return [state.name, state.ends, list(state.needs), state.to,
            [days.number, days.working, days.field, days.late] if days is not None else []]


def _act(act: Act) -> list[Any]:
    return [act.name, [part.name for part in act.by], list(act.source), act.target, act.of, act.second_person,
            act.approvals, act.after_days, act.adds, act.guard is not None,
            *([[each.kind, sorted(each.fields)] for each in act.writes]),
            *([["offline", act.offline]] if act.offline else []), *([["effect"]] if act.effect is not None else []),
            *([["does"]] if act.does is not None else []), *([["then"]] if act.then is not None else []),
            *([["anybody"]] if act.anybody else []), *([["whole"]] if act.whole else []),
            [[spec.name, spec.type, spec.required, spec.exposure.value] for spec in act.told]]
