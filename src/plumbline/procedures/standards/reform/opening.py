"""Opening a round where somebody waits for its inventory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.standards.reform import OUTCOMES
from plumbline.procedures.casework import perform
from plumbline.procedures.casework.consequences import effects
from plumbline.procedures.casework.finding import find
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.standards.reform.listing import PROCEDURE
from plumbline.records.core.cases import CaseEffect
from plumbline.text import Text


def open_round(home: Home, user: Any, values: Mapping[str, str], *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """Open a round as ``user``, and draw its inventory up; its number, and how many standards are proposed for what.
    :raises PlumblineError: as opening a case does, and where the inventory could not be drawn up: the round is there
    then, and has it tried again."""
    event = perform.open_case(home, user, PROCEDURE, "open", values, at=clock())
    number = str(event.case.number)
    effects.run(home, clock=clock)
    row = CaseEffect.objects.get(event=event)
    if row.state == CaseEffect.FAILED:
        raise RecordError("reform.not_drawn_up", Text("the inventory could not be drawn up", "清单编制失败"),
                          where=number, why=Text(row.error["what"]["en"], row.error["what"]["zh"]),
                          next_step=Text("Look at the page of the round, and have it tried again",
                                         "请查看本轮复审页面，并重新办理"))
    board = find(home, user, procedure(PROCEDURE), number, at=clock()).board
    counts = Counter(held["proposal"] for held in board.of.values())
    return {"number": number, "total": len(board.members), "state": board.case.state,
            "not_theirs": int(board.values.get("not_theirs") or 0),
            "proposals": {outcome: counts[outcome] for outcome in OUTCOMES}}
