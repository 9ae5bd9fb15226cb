"""A case that goes from one authority to another: submitted upward, handed down, passed sideways or back; and others
asked for their opinion meanwhile, several at once, each until a day. It stays one case: whoever had it goes on reading
it, whoever has it now acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from plumbline.errors import ConflictError, RecordError
from plumbline.home import Home
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.casework import holding, refusals
from plumbline.procedures.casework.common_acts import DATED, REASON, WORDS, done, must_lead
from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.casework.standing import ADVISE, CONSULT, PASS, Consulted
from plumbline.records.core.cases import WHOLE, CaseEvent
from plumbline.records.core.region_trees import tree
from plumbline.records.core.visibility import may_keep
from plumbline.text import Text

MOST_SIDEWAYS = 200
UP, DOWN, ASIDE = "up", "down", "aside"
WAYS = {UP: Text("upward", "上报"), DOWN: Text("downward", "下交"), ASIDE: Text("sideways", "移送")}


@dataclass(frozen=True, slots=True)
class Target:
    """A region that a case can go to, and which way that is."""

    code: str
    name: Text
    way: str


def targets(case: Found) -> Iterator[Target]:
    """The regions that a case can be passed to: those above, those below, and those beside it. One that is everybody's
    is passed to none, and those below the top can be asked for their opinion."""
    here, own = tree().at(case.on), case.region
    if own == WHOLE:
        for code in [each for top in here.roots for each in here.children(top)][:MOST_SIDEWAYS]:
            yield Target(code, here.name(code), DOWN)
        return
    if own not in here:
        return
    for code in here.ancestors(own):
        yield Target(code, here.name(code), UP)
    for code in here.children(own):
        yield Target(code, here.name(code), DOWN)
    parent = here.parent(own)
    for code in (here.children(parent) if parent is not None else ())[:MOST_SIDEWAYS]:
        if code != own:
            yield Target(code, here.name(code), ASIDE)


def pass_on(home: Home, user: Any, name: str, number: str, to: str, reason: str, *, at: datetime) -> CaseEvent:
    """Let the authority of another region see to the case from now on: for who sees to it. :raises RecordError: for a
    region that there is not, the one that has it, or a case that has ended."""
    def fits(found: Found, user: Any) -> None:
        must_lead(found, user)
        _must_go_on(found)
        must_be_of_one(found)
        _must_be_another(found, to)

    return done(home, user, name, number, PASS, REASON, {"reason": reason}, "", at, fits, also={"to": to})


def must_be_of_one(found: Found) -> None:
    """:raises RecordError: for a case that is everybody's: no one authority has it, so none hands it to another."""
    if not found.procedure.region:
        raise RecordError("case.of_all", Text("this case is of all regions, and is not passed on",
                                              "该事项属于全部地区，不能转交或移送"),
                          where=refusals.place(found.procedure, found.number),
                          next_step=Text("Ask others for their opinion instead", "可改为征求其他单位意见"))


def consult(home: Home, user: Any, name: str, number: str, to: str, text: str, due: str, *, at: datetime) -> CaseEvent:
    """Ask the authority of another region for its opinion, until a day: it reads the case from now on. Several can be
    asked at once. :raises RecordError: for a region there is not, the one that has the case, or a day that has passed.
    :raises ConflictError: for one that is asked already."""
    def fits(found: Found, user: Any) -> None:
        must_lead(found, user)
        _must_go_on(found)
        _must_be_another(found, to)
        if date.fromisoformat(due) < found.on:
            raise RecordError("case.day_passed", Text("this day has passed", "该日期已过"), where=due,
                              next_step=Text("Choose a later one", "请选择以后的日期"))
        if any(each.region == to and not each.answered for each in found.board.consulted.values()):
            raise ConflictError("case.consulted", Text("this authority is asked already", "已征求该单位意见"),
                                where=refusals.place(found.procedure, number),
                                next_step=Text("Wait for its answer", "请等待其答复"))

    return done(home, user, name, number, CONSULT, DATED, {"text": text, "due": due}, "", at, fits, also={"to": to})


def advise(home: Home, user: Any, name: str, number: str, consultation: str, text: str, *, at: datetime) -> CaseEvent:
    """Answer a consultation, by its number: for officers of the region that was asked. :raises RecordError: for one
    that there is not, or that was answered. :raises NotAllowed: to others."""
    def fits(found: Found, user: Any) -> None:
        asked = found.board.consulted.get(int(consultation)) if consultation.isdecimal() else None
        if asked is None or asked.answered:
            raise RecordError("case.not_consulted", Text("there is no such question, or it was answered",
                                                         "没有该项征求意见，或已答复"),
                              where=refusals.place(found.procedure, number),
                              next_step=Text("Look at the page of the case", "请查看事项页面"))
        if not may_advise(found.procedure, asked, user, found.on):
            raise refusals.not_theirs(found.procedure, number, "", (found.procedure.lead,))

    return done(home, user, name, number, ADVISE, WORDS, {"text": text}, "", at, fits, also={"consult": consultation})


def may_advise(procedure: Procedure, asked: Consulted, user: Any, on: date) -> bool:
    """Whether ``user`` answers for the authority that was asked."""
    return may_keep(user, holding.kind_of(procedure), holding.region_on(asked.region, on))


def open_questions(case: Found, user: Any) -> list[tuple[int, Consulted, bool]]:
    """The consultations that wait, each with its number and whether ``user`` may answer it."""
    return [(number, each, may_advise(case.procedure, each, user, case.on))
            for number, each in case.board.consulted.items() if not each.answered]


def way(here: TreeAt, old: str, new: str) -> str:
    """Which way a case goes from one region to another."""
    if old in here and new in here:
        if new in here.ancestors(old):
            return UP
        if old in here.ancestors(new):
            return DOWN
    return ASIDE


def _must_go_on(found: Found) -> None:
    if found.state().ends:
        raise refusals.ended(found.procedure, found.number)


def _must_be_another(found: Found, to: str) -> None:
    here = tree().at(found.on)
    if to not in here:
        raise refusals.region_unknown(found.procedure, found.number, to)
    if to == found.region:
        raise RecordError("case.passed_already", Text("this authority sees to the case", "该事项已由该地区办理"),
                          where=refusals.place(found.procedure, found.number),
                          next_step=Text("Choose another", "请另选地区"))

