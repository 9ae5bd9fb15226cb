"""Contesting what followed by itself: whoever has a part in the case says why it should not have been opened, or why an
act in it should not have been done that nobody did; somebody else decides. While that waits the case goes on, and says
so. Where the contest is upheld, a case that was opened is lifted; an act is taken back: the state is the one before it,
unless somebody acted on it since."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.home import Home
from plumbline.procedures.casework import refusals
from plumbline.procedures.casework.common_acts import REASON, done, must_lead, taking_part
from plumbline.procedures.casework.declaration import LIFTED
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.casework.perform import acts_as
from plumbline.procedures.casework.standing import CONTEST, DISMISS, UPHOLD
from plumbline.records.core.cases import CaseEvent
from plumbline.text import Text


def contest(home: Home, user: Any, name: str, number: str, reason: str, *, member: str = "", at: datetime) -> CaseEvent:
    """Say why a case that followed from something else should not have been opened, or the newest act in it that nobody
    did should not have been done, in the case or about a ``member``: for whoever has a part in it.
    :raises RecordError: where all of it was done by people, or it has ended. :raises ConflictError: where it is
    contested already."""
    def fits(found: Found, user: Any) -> None:
        taking_part(member)(found, user)
        if not followed(found, member):
            raise RecordError("case.not_of_consequence", Text("all of this was done by somebody",
                                                              "该事项均由人员办理"),
                              where=refusals.place(found.procedure, number, member),
                              why=Text("Only what followed by itself from something else is contested",
                                       "只有由其他事项或记录自动引起的事项可以提出异议"),
                              next_step=Text("Say it in a comment, or let it be withdrawn", "请提出意见，或申请撤回"))
        if found.over(member):
            raise refusals.ended(found.procedure, number)
        if member in found.board.contests:
            raise ConflictError("case.contested", Text("this is contested already", "此事项已有异议"),
                                where=refusals.place(found.procedure, number, member),
                                next_step=Text("Wait for the decision, or add a comment", "请等待处理决定，或补充意见"))

    return done(home, user, name, number, CONTEST, REASON, {"reason": reason}, member, at, fits)


def uphold(home: Home, user: Any, name: str, number: str, reason: str, *, member: str = "", at: datetime) -> CaseEvent:
    """Decide that the contest is right: the case is lifted, and nothing more is done in it; or the act is taken back.
    For who sees to the case, and did not contest it."""
    return done(home, user, name, number, UPHOLD, REASON, {"reason": reason}, member, at,
                partial(must_decide, member=member), state=partial(_lifted, member))


def dismiss(home: Home, user: Any, name: str, number: str, reason: str, *, member: str = "", at: datetime) -> CaseEvent:
    """Decide that the contest is not right: the case goes on. For who sees to the case, and did not contest it."""
    return done(home, user, name, number, DISMISS, REASON, {"reason": reason}, member, at,
                partial(must_decide, member=member))


def followed(found: Found, member: str = "") -> bool:
    """Whether something of the case, or about a ``member`` of it, followed by itself and was not lifted."""
    return bool(found.board.at(member).followed or (not member and found.board.follows))


def contestable(found: Found, user: Any) -> list[str]:
    """The members (empty: the case itself) of which ``user`` may contest what followed by itself."""
    return [member for member in ("", *found.board.members)
            if followed(found, member) and member not in found.board.contests and not found.over(member)
            and any(found.holds(user, part, member) for part in found.procedure.parts)]


def _lifted(member: str, found: Found) -> str:
    """The state once a contest is upheld: that before the act; none, where somebody acted on it since."""
    standing, of = found.board.at(member), found.board.contests[member].of
    if not of:
        return LIFTED
    return standing.left[-1].state if standing.entered == of and standing.left else ""


def must_decide(found: Found, user: Any, member: str = "") -> None:
    """:raises NotAllowed: to who does not see to the case, or contested it. :raises RecordError: where nobody does."""
    must_lead(found, user)
    if member not in found.board.contests:
        raise RecordError("case.not_contested", Text("nobody contests this case", "该事项没有待处理的异议"),
                          where=refusals.place(found.procedure, found.number, member),
                          next_step=Text("Look at the page of the case", "请查看事项页面"))
    if found.over(member):
        raise refusals.ended(found.procedure, found.number)
    if found.board.contests[member].who == acts_as(user):
        raise NotAllowed("case.own_contest", Text("somebody else decides on a contest than who made it",
                                                  "异议须由提出者以外的人员处理"),
                         where=refusals.place(found.procedure, found.number),
                         next_step=Text("Ask a colleague", "请由其他同事处理"))


def may_decide(found: Found, user: Any, member: str = "") -> bool:
    """Whether ``user`` may decide on what is said against the case, or against what followed in a ``member``."""
    try:
        must_decide(found, user, member)
    except (RecordError, NotAllowed):
        return False
    return True
