"""Who holds which part of a case, and who may read it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from plumbline.procedures.casework.declaration import GIVEN, ROLE, Part, Procedure
from plumbline.procedures.casework.standing import Board
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.fields import INTERNAL, Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.core.region_trees import tree
from plumbline.records.core.visibility import may_keep, visible
from plumbline.text import Text


@cache
def kind_of(procedure: Procedure) -> Kind:
    """What ``visible`` and ``may_keep`` are asked about the cases of ``procedure``: nothing is open to who has no
    role."""
    field = Spec("act", "text", Text("act", "动作"), INTERNAL, required=False, help=Text())
    return Kind(name=procedure.name, title=procedure.title, plural=procedure.plural, meaning=procedure.meaning,
                key=("number",), region="region", date="", column=procedure.column, cites=procedure.cites,
                model=CaseEvent, fields=(field,), public=False)


def region_on(region: str, on: date) -> str:
    """The region that goes on for one that ended: who has a role over it sees to its cases."""
    return tree().at(on).goes_on_as(region) or region


def holds(procedure: Procedure, region: str, board: Board, user: Any, part: Part, member: str = "") -> bool:
    """Whether ``user`` acts as ``part`` in a case of ``region`` (as it is called now), or for one ``member`` of it."""
    if user is None or conflicted(board, user, member):
        return False
    if part.held == ROLE:
        return may_keep(user, kind_of(procedure), region)
    if part.held == GIVEN:
        given = {(user.pk, part.name, ""), (user.pk, part.name, member)} & board.given
        return bool(given) and bool(visible(user, kind_of(procedure), region))
    return False


def conflicted(board: Board, user: Any, member: str = "") -> bool:
    """Whether ``user`` declared a conflict of interest over the case or this member of it."""
    return bool({(user.pk, ""), (user.pk, member)} & board.conflicts)


def may_read(procedure: Procedure, region: str, board: Board, user: Any) -> bool:
    """Whether ``user`` may know of a case of ``region`` (as it is called now) at all."""
    if user is None or conflicted(board, user):
        return False
    return bool(visible(user, kind_of(procedure), region))
