"""Comments in an assessment year: words between those who act in it. Nothing rests on one: neither where the year
stands nor a score."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plumbline.errors import NotAllowed
from plumbline.home import Home
from plumbline.methods.assessment.flows.flow import ASSESSED, EXPERT, LEADING
from plumbline.methods.assessment.year import board as acts
from plumbline.procedures.assessment.year.acts import acting, happen, said
from plumbline.procedures.assessment.year.loading import Year
from plumbline.procedures.assessment.year.refusals import conflicted, not_assessed, unknown
from plumbline.records.assessment import rounds
from plumbline.records.assessment.rounds import RoundEvent
from plumbline.records.core.people import User
from plumbline.records.core.visibility import visible
from plumbline.text import Text

INSIDE = "inside"
"""Stands in a comment's ``clause`` where no assessed government reads it."""


def comment(home: Home, user: User, number: str, text: str, *, region: str = "", item: str = "", inside: bool = False,
            at: datetime) -> RoundEvent:
    """Say something to all who act over ``region`` and ``item``, ``inside`` the authority or to the assessed government
    too. With no region named it is said to all who act in the year, by those whose role reaches all of it: what one
    assessed government says no other reads.

    :raises NotAllowed: who does not act there, declared a conflict, or is assessed and would speak inside.
    :raises RecordError: for a year, region or item there is not, and for an empty text.
    """
    with acting(home, number, region or None) as year:
        if not year.board.parts(user.pk):
            raise unknown(number)
        if region and region not in year.board.regions:
            raise not_assessed(number, region, year.board.regions)
        if item:
            year.item(item)
        if year.board.conflicted(user.pk, region):
            raise conflicted(number, region)
        own = parts_over(year, user, region, item)
        if not own:
            raise NotAllowed("year.comment_not_here", Text(
                "this person has no part over this region and item", "本人在该地区和考核项没有职责"),
                where=" ".join(filter(None, [number, region, item])),
                next_step=Text("Comment on what you act for", "请在本人职责范围内发表意见"))
        if inside and own == {ASSESSED}:
            raise NotAllowed("year.comment_inside", Text(
                "who is assessed does not speak inside the authority", "被考核方不能发表内部意见"), where=number,
                next_step=Text("Leave out that it is for the authority alone", "请取消“仅供考核方内部查阅”"))
        return happen(year, user, acts.COMMENT, at, region=region, item=item, answer=said(text, "comment"),
                      clause=INSIDE if inside else "")


def parts_over(year: Year, user: Any, region: str, item: str = "") -> set[str]:
    """The parts that ``user`` has over ``region`` and ``item``, where their role reaches."""
    if not visible(user, rounds.kind_of(), region or year.round.top):
        return set()
    return {part for part in year.board.parts(user.pk) if year.board.holds(user.pk, part, region, item)}


def reads(year: Year, user: Any, event: RoundEvent, region: str) -> bool:
    """Whether ``user``, who declared no conflict, reads a comment on ``region``: who acts there does; one on the year
    as a whole, who acts in it; one from inside, nobody who is assessed only; what an expert says of an item, who leads
    alone, until the panel's scores lie open."""
    board = year.board
    parts = parts_over(year, user, region, event.item) if region else set(board.parts(user.pk))
    if parts & LEADING:
        return True
    if event.item and board.holds(event.actor, EXPERT, region, event.item) and not board.opened(region, event.item):
        return False
    return bool(parts - {ASSESSED} if event.clause == INSIDE else parts)
