"""The records that an act writes, in its transaction: a case keeps events, and whatever a figure counts is a record.

They are made of what was said in the case, checked as any record is, and kept before the event is: whatever is wrong
with them refuses the act, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from plumbline.errors import RulebookError
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework.declaration import Act, Procedure, Writes
from plumbline.procedures.casework.standing import Board
from plumbline.records.core import kinds
from plumbline.records.core.kinds import KINDS
from plumbline.text import Text

NUMBER, MEMBER, DAY = "~number", "~member", "~day"
"""Where a record's field takes the number of the case, its member, or the day of the act."""


@dataclass(frozen=True)
class Situation:
    """What writes a record is asked with: the ``board`` as it stood before the act; ``values``, those of the case,
    over these of the member, over these of the act, personal ones too; and of a record of several the ``item``."""

    number: str
    member: str
    day: date
    board: Board
    values: Mapping[str, str]
    item: Any = None


def write(act: Act, board: Board, number: str, member: str, said: Mapping[str, str], *, at: datetime,
          actor: int | None) -> tuple[str, ...]:
    """Write what ``act`` writes; each record as ``KIND KEY``. In the transaction of the act, before its event."""
    if not act.writes:
        return ()
    # Only now: what checks records is heavy, and whoever asks which procedures there are writes none.
    from plumbline.procedures.records import save

    known = {**board.values, **board.of.get(member, {})}
    values = {name: text for name, text in known.items() if not act.whole or name not in act.fields} | dict(said)
    here, found = Situation(number, member, timezone.localdate(at), board, values), []
    for each in act.writes:
        kind = kinds.get(each.kind)
        for of in [here] if each.each is None else [replace(here, item=item) for item in each.each(here)]:
            row = save.keep(each.kind, {name: _value(source, of) for name, source in each.fields.items()}, at=at,
                            actor=actor)
            found.append(" ".join([each.kind, *(str(getattr(row, name)) for name in kind.key)]))
    return tuple(found)


def prove_writes(procedure: Procedure) -> None:
    """:raises RulebookError: for an act that writes a kind of record there is not, a field that it has not, or from a
    field of the case that there is not."""
    about = set(procedure.about) | {name for act in procedure.acts for name in (*act.fields, *act.gives)}
    for act in procedure.acts:
        for each in act.writes:
            kind = KINDS.get(each.kind)
            if kind is None:
                raise _fault(procedure, act, Text(f"there is no record kind '{each.kind}'",
                                                  f"没有记录类型“{each.kind}”"), suggest(each.kind, sorted(KINDS)))
            for name, source in each.fields.items():
                if name not in kind.by_name:
                    raise _fault(procedure, act, Text(f"{each.kind} has no field '{name}'",
                                                      f"“{kind.title.zh}”没有字段“{name}”"),
                                 suggest(name, list(kind.by_name)))
                if isinstance(source, str) and source not in (NUMBER, MEMBER, DAY, *about):
                    raise _fault(procedure, act, Text(f"the case has no field '{source}'", f"事项没有字段“{source}”"),
                                 suggest(source, sorted(about)))


def _value(source: Any, here: Situation) -> Any:
    if callable(source):
        return source(here)
    own = {NUMBER: here.number, MEMBER: here.member, DAY: here.day}
    return own[source] if source in own else here.values.get(source)


def _fault(procedure: Procedure, act: Act, what: Text, next_step: Text) -> RulebookError:
    return RulebookError("procedure.writes_unfit", what, where=f"{procedure.name}: {act.name}", next_step=next_step)


__all__ = ["DAY", "MEMBER", "NUMBER", "Situation", "Writes", "prove_writes", "write"]
