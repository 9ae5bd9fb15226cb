"""Deciding about many standards as it was proposed: all with one proposal, of one department or by one rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from plumbline.errors import PlumblineError, RecordError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.standards.reform import OUTCOMES, WITHDRAW
from plumbline.procedures.casework import perform, refusals
from plumbline.procedures.casework.consequences.effects import Doing
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.many import MOST
from plumbline.procedures.casework.members import acting
from plumbline.procedures.casework.standing import Board
from plumbline.procedures.records import bulk as many_records
from plumbline.procedures.standards.editions import STANDARD
from plumbline.procedures.standards.reform.deciding import put_off
from plumbline.procedures.standards.reform.listing import PROCEDURE
from plumbline.records.core.people import User
from plumbline.text import Text

ACTS = {each: each for each in OUTCOMES} | {WITHDRAW: "withdraw-standard"}
"""By which act each conclusion is drawn: a case itself can be withdrawn, so that of a standard has another name."""
AT_ONCE = 250
"""So many decisions are kept in one transaction: the case is read seldom, and others who write wait a moment only."""
REASON = "标准集中复审"
"""What the journal says of reviews that are written for many standards at once."""
NARROWING = ("department", "rule")
"""What narrows a decision about many, beside the proposal."""


def fitting(board: Board, said: Mapping[str, str]) -> list[str]:
    """The standards that are proposed for what is ``said``, and that nobody objected to or decided about."""
    return [member for member, each in board.members.items() if each.state == "proposed"
            and board.of[member].get("proposal") == said["proposal"]
            and all(board.of[member].get(name, "") == said[name] for name in NARROWING if said.get(name))]


def must_have_some(asked: Asked) -> None:
    """:raises RecordError: where nothing is left that fits."""
    if asked.at is None or "proposal" not in asked.said:
        return  # nothing is said yet
    if not fitting(asked.case.board, asked.said):
        raise RecordError("reform.nothing_fits", Text("no standard that waits for a decision fits",
                                                      "没有符合条件的待决定标准"), where="proposal",
                          next_step=Text("What was objected to is decided one by one; look at the inventory",
                                         "有反馈意见的须逐项决定；请查看清单"))


def decide_all(doing: Doing) -> Mapping[str, str]:
    """Decide about each that fits as it was proposed; one that cannot be is left, and it is told why. What changed
    since it was asked for - another proposal, an objection - is not decided about."""
    user, said, board = User.objects.get(pk=doing.event.actor), doing.event.said, doing.board
    name, number, act = str(doing.event.case.procedure), str(doing.event.case.number), ACTS[said["proposal"]]
    waits, refused = fitting(board, said), dict[str, PlumblineError]()
    for start in range(0, len(waits), AT_ONCE):
        some, at = {member: board.at(member).last for member in waits[start:start + AT_ONCE]}, doing.clock()
        with put_off() as changes:
            done = acting.act_on(doing.home, user, name, number, act, some, {}, at=at,
                                 records=((STANDARD, each) for each in some),
                                 first=partial(_write, changes, user, at))
        refused |= {member: each for member, each in done.items() if isinstance(each, PlumblineError)}
        doing.progress(start + len(some), len(waits))
    return {"decided": str(len(waits) - len(refused)), **_told(refused)}


def _write(changes: Mapping[int, Mapping[str, Any]], user: Any, at: datetime) -> None:
    """Write what was decided of many standards as one change of many records."""
    if changes:
        many_records.correct(user, STANDARD, changes, reason=REASON, at=at)


def _told(refused: Mapping[str, PlumblineError]) -> dict[str, str]:
    if not refused:
        return {}
    first = next(iter(refused))
    return {"left": str(len(refused)), "left_first": first, "left_why": refused[first].what.zh,
            "left_why_en": refused[first].what.en}


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a standard that was chosen: nothing said, it was decided; else the error."""

    standard: str
    error: PlumblineError | None = None


def decide_chosen(home: Home, user: Any, number: str, chosen: Mapping[str, int | None], outcome: str, reason: str, *,
                  proposed: Mapping[str, str], at: datetime) -> list[Decided]:
    """Decide about the standards that were ``chosen`` on a page, each with the newest event that was seen of it: for
    the ``outcome``, or, where that is empty, as each was ``proposed``. Each is an act of its own; what cannot be done
    is told, and the rest is done. :raises RecordError: for none, or another outcome."""
    refusals.must_be_some(PROCEDURE, len(chosen), MOST)
    if outcome and outcome not in ACTS:
        raise RecordError("reform.no_outcome",
                          Text(f"'{outcome[:40]}' is no conclusion", f"没有“{outcome[:40]}”这一结论"), where="outcome",
                          next_step=suggest(outcome, list(ACTS)))
    found = []
    for place, (standard, seen) in enumerate(chosen.items()):
        act = ACTS[outcome or proposed.get(standard, "keep")]
        try:
            perform.act(home, user, PROCEDURE, number, act, {"reason": reason} if reason else {}, member=standard,
                        seen=seen, at=at + timedelta(microseconds=place))
        except PlumblineError as error:
            found.append(Decided(standard, error))
        else:
            found.append(Decided(standard))
    return found
