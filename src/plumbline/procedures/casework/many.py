"""One act done on many cases, or on many members of cases, at once: each by itself, so that what cannot be done is told
and the rest is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from plumbline.errors import PlumblineError, RecordError
from plumbline.home import Home
from plumbline.procedures.casework import perform, refusals
from plumbline.procedures.casework.registry import procedure as procedure_called
from plumbline.records.core.cases import CaseEvent
from plumbline.text import Text

MOST = 500
Target = tuple[str, str]
"""The number of a case, and a member of it; empty: the case itself."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: its event, or the error that says why it was left alone."""

    number: str
    member: str
    event: CaseEvent | None = None
    error: PlumblineError | None = None


def act_on(home: Home, user: Any, name: str, act_name: str, targets: Iterable[Target], values: Mapping[str, Any], *,
           at: datetime) -> list[Outcome]:
    """Do an act with the same ``values`` on each of ``targets``, in their order; what became of each. Each is a
    transaction and an event of its own. :raises RecordError: for an act that there is not, that opens a case or adds a
    member, for no target or more than :data:`MOST`, and for values that would be refused everywhere."""
    procedure, chosen = procedure_called(name), list(dict.fromkeys(targets))
    act = procedure.by_name.get(act_name)
    if act is None or act in procedure.opening or act.adds:
        raise refusals.act_unknown(procedure, act_name)
    if not 1 <= len(chosen) <= MOST:
        raise RecordError("case.how_many", Text(f"1 to {MOST} are done at once, not {len(chosen)}",
                                                f"一次可办理1至{MOST}项，不能是{len(chosen)}项"),
                          where=procedure.name, next_step=Text("Choose fewer, and do the others after",
                                                               "请减少选择，其余分次办理"))
    perform.checked(procedure, act.name, act.specs, values)
    found = []
    for place, (number, member) in enumerate(chosen):
        moment = at + timedelta(microseconds=place)
        try:
            event = perform.act(home, user, name, number, act_name, values, member=member, at=moment)
        except PlumblineError as error:
            found.append(Outcome(number, member, error=error))
        else:
            found.append(Outcome(number, member, event))
    return found
