"""The acts that every procedure has, as a form or a program asks for them: by name, with their values as texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework import common_acts, passing, refusals
from plumbline.procedures.casework.consequences import contests, effects
from plumbline.procedures.casework.registry import procedure as procedure_called
from plumbline.procedures.casework.standing import (
    ADVISE,
    ALLOW,
    ASSIGN,
    COMMENT,
    CONSULT,
    CONTEST,
    DISMISS,
    ERASE,
    GO_ON,
    PASS,
    RELEASE,
    REPLACE,
    RETRY,
    UPHOLD,
    WITHDRAW,
)
from plumbline.records.core.cases import CONFLICT, CaseEvent
from plumbline.text import Text


def do(home: Home, user: Any, name: str, number: str, act: str, values: Mapping[str, str], *, member: str = "",
       at: datetime) -> CaseEvent:
    """Do one of :data:`COMMON` with its ``values`` by name, as a form or a program sends them. :raises RecordError: for
    a value it does not take."""
    run, wanted, of_members = COMMON[act]
    for given in values:
        if given not in wanted:
            raise RecordError("case.no_fields", Text(f"this act takes no '{given[:60]}'",
                                                     f"此动作没有“{given[:60]}”这一项"), where=given[:60],
                              next_step=suggest(given, wanted))
    if member and not of_members:
        raise refusals.member_unknown(procedure_called(name), number, member, ())
    more = {"member": member} if of_members else {}
    return run(home, user, name, number, *(values.get(each, "") for each in wanted), at=at, **more)


COMMON: Mapping[str, tuple[Callable[..., CaseEvent], tuple[str, ...], bool]] = {
    COMMENT: (common_acts.comment, ("text", "inside"), True),
    CONFLICT: (common_acts.declare_conflict, ("reason",), True),
    ALLOW: (common_acts.allow_late, ("reason",), True), GO_ON: (common_acts.go_on, ("reason",), False),
    WITHDRAW: (common_acts.withdraw, ("reason",), False), ERASE: (common_acts.erase, ("reason",), False),
    ASSIGN: (common_acts.assign, ("person", "part"), True), RELEASE: (common_acts.release, ("person", "part"), True),
    REPLACE: (common_acts.replace_party, ("part", "organisation", "reason", "replaced"), True),
    PASS: (passing.pass_on, ("to", "reason"), False), CONSULT: (passing.consult, ("to", "text", "due"), False),
    ADVISE: (passing.advise, ("consult", "text"), False),
    CONTEST: (contests.contest, ("reason",), True), UPHOLD: (contests.uphold, ("reason",), True),
    DISMISS: (contests.dismiss, ("reason",), True), RETRY: (effects.again, ("effect",), False),
}
"""The acts that every procedure has, by name: each with the values it takes, in order, and whether it may be about a
member."""
