"""Where a draft of a rule stands, from what happened to it: written, proposed, approved by a second, in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from plumbline.text import Text

BEGIN, SAVE, REBASE = "begin", "save", "rebase"
PROPOSE, APPROVE, ENFORCE, REJECT, WITHDRAW = "propose", "approve", "enforce", "reject", "withdraw"
DRAFT, PROPOSED, APPROVED, IN_FORCE, REJECTED, WITHDRAWN = (
    "draft", "proposed", "approved", "in-force", "rejected", "withdrawn")
STATES = {
    DRAFT: Text("being written", "起草中"),
    PROPOSED: Text("proposed", "已提请审定"),
    APPROVED: Text("approved", "已审定，待生效"),
    IN_FORCE: Text("in force", "已生效"),
    REJECTED: Text("sent back", "已退回"),
    WITHDRAWN: Text("withdrawn", "已撤回"),
}
NEXT = {
    DRAFT: Text("Whoever writes it proposes it when it is ready.", "起草完成后由起草人提请审定。"),
    PROPOSED: Text("A second person, who wrote none of it, approves it or sends it back.",
                   "由未参与起草的另一人审定或退回。"),
    APPROVED: Text("It is put in force on its day.", "到生效日后付诸实施。"),
    IN_FORCE: Text("Nothing is left to do. A change begins with a new draft.", "流程已完成。如需修改，请另起草案。"),
    REJECTED: Text("Whoever writes it changes it and proposes it anew, or withdraws it.",
                   "由起草人修改后重新提请审定，或撤回。"),
    WITHDRAWN: Text("Nothing is left to do.", "流程已结束。"),
}
_NOBODY = (Text(), Text())
TURN = {
    DRAFT: (Text("Writing and proposing", "起草并提请审定"), Text("whoever writes it", "起草人")),
    PROPOSED: (Text("Approving or sending back", "审定或退回"), Text("a second person", "另一人")),
    APPROVED: (Text("Putting it in force", "付诸实施"), Text("anybody who may write rules", "有权起草规则的人员")),
    IN_FORCE: _NOBODY,
    REJECTED: (Text("Changing it", "修改"), Text("whoever writes it", "起草人")),
    WITHDRAWN: _NOBODY,
}
"""What has to be done in a state, and by whom."""
ENDED = (IN_FORCE, WITHDRAWN)
MOST_TEXT, MOST_REASON = 400_000, 2000
"""Characters of one rule, of which the longest published scheme we know has 40,000; and of a reason."""


class Happened(NamedTuple):
    """One event, without the texts it holds: its number, the case that it is of, what was done and which state that
    brought about (empty: all stays), who did it and when; and what it says of the rule, the day and the reason."""

    pk: int
    case: int
    act: str
    state: str
    actor: int | None
    at: datetime
    what: str | None = None
    target: str | None = None
    file: str | None = None
    day: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a draft stands: its ``state`` ``since`` when; the number of the event that holds its newest ``text`` and of
    the one that holds the text it is ``based`` on; who wrote it, who approved it, and the day it is proposed for."""

    state: str
    since: datetime
    text: int
    based: int
    authors: frozenset[int]
    proposer: int | None
    approver: int | None
    day: date | None


def standing(events: Iterable[Happened]) -> Standing:
    """Fold the events of one draft, in their order, of which the first begins it."""
    rows = list(events)
    state, since, text, based = DRAFT, rows[0].at, rows[0].pk, rows[0].pk
    authors: set[int] = set()
    proposer = approver = None
    day = ""
    for row in rows:
        if row.state and row.state != state:
            state, since, approver = row.state, row.at, approver if row.state == IN_FORCE else None
        if row.act in (BEGIN, REBASE):
            based = row.pk
        if row.act == SAVE:
            text = row.pk
        if row.act in (BEGIN, SAVE, REBASE) and row.actor is not None:
            authors.add(row.actor)
        if row.act == PROPOSE:
            proposer, day = row.actor, row.day or ""
        if row.act == APPROVE:
            approver = row.actor
    return Standing(state, since, text, based, frozenset(authors), proposer, approver,
                    date.fromisoformat(day) if day else None)
