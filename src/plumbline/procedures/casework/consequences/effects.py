"""What takes long after an act: kept with its event, done in the background, at least once.

While it goes on the page of the case tells how far it is. What came of it stands in the case as an event; why it
failed, with the code of the error, beside it, until who sees to the case has it tried again. A program that is stopped
in between leaves it to the next, which begins anew."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from plumbline.errors import PlumblineError, RecordError
from plumbline.home import Home
from plumbline.procedures.casework import refusals, summaries
from plumbline.procedures.casework.common_acts import done, must_lead
from plumbline.procedures.casework.declaration import Effect
from plumbline.procedures.casework.finding import Found, assembled
from plumbline.procedures.casework.reading import Telling, title_of
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.casework.standing import EFFECT, RETRY, Board
from plumbline.records.core import cases, locks
from plumbline.records.core.cases import CaseEffect, CaseEvent
from plumbline.text import Text

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]
SIGN_SECONDS = 1.0
"""How often progress is written down."""
LOST = timedelta(minutes=10)
"""After so long without a sign, who worked at it is taken for dead."""
MOST_TRIES = 3
"""So many programs may end at it before it is given up."""
MOST_TEXT = 2000
GIVEN_UP = RecordError("case.effect_given_up", Text(
    "the program that worked in the background came to its end each time", "后台程序每次办理时都异常结束"),
    next_step=Text("Look at its log, then have it tried again", "请查看日志，然后重新办理"))


@dataclass
class Doing:
    """What an effect is done with: the ``event`` that it follows, the ``board`` of its case, and a ``clock``."""

    home: Home
    event: CaseEvent
    board: Board
    clock: Clock
    row: int
    _told: float = field(default=0.0, init=False)

    def progress(self, done: int, of: int) -> None:
        """Say that ``done`` of ``of`` steps are done."""
        if (now := time.monotonic()) - self._told >= SIGN_SECONDS:
            self._told = now
            CaseEffect.objects.filter(pk=self.row).update(done=done, of=of, changed_at=self.clock())


def waiting() -> QuerySet[CaseEffect]:
    """What is to be done and nobody works at."""
    return CaseEffect.objects.filter(state=CaseEffect.WAITING).order_by("pk")


def failed() -> QuerySet[CaseEffect]:
    """What failed, and waits for somebody to have it tried again."""
    return CaseEffect.objects.filter(state=CaseEffect.FAILED).order_by("pk")


def take_up(*, at: datetime, alone: bool = False) -> int:
    """Put back what somebody began and left: what gave no sign for :data:`LOST`, or, where nobody else can be at it
    (``alone``), all of it. What ended too many programs is given up. Returns how many were put back."""
    rows = CaseEffect.objects.filter(state=CaseEffect.RUNNING)
    rows = rows if alone else rows.filter(changed_at__lt=at - LOST)
    rows.filter(tries__gte=MOST_TRIES).update(state=CaseEffect.FAILED, error=GIVEN_UP.as_dict(), changed_at=at)
    return rows.filter(tries__lt=MOST_TRIES).update(state=CaseEffect.WAITING, changed_at=at)


def run(home: Home, *, clock: Clock) -> int:
    """Do what waits, the oldest first; returns how many were done. What fails says why, and stops no other."""
    take_up(at=clock())
    return sum(_do(home, number, clock) for number in list(waiting().values_list("pk", flat=True)))


def _do(home: Home, number: int, clock: Clock) -> bool:
    taken = CaseEffect.objects.filter(pk=number, state=CaseEffect.WAITING)
    if not taken.update(state=CaseEffect.RUNNING, tries=F("tries") + 1, done=0, of=0, changed_at=clock()):
        return False
    row = CaseEffect.objects.select_related("event__case").get(pk=number)
    of, case = _effect(row.event), row.event.case
    try:
        if of is None:
            raise RecordError("case.effect_gone", Text("the procedure does not know this any more",
                                                       "该流程已不再包含此项后台办理"), where=str(case),
                              next_step=Text("Bring its declaration back, then have it tried again",
                                             "请恢复其声明后重新办理"))
        on = timezone.localdate(clock())
        board = assembled(home, procedures()[case.procedure], case, cases.events_of(case), on).board
        outcome = {str(name)[:40]: str(text)[:MOST_TEXT]
                   for name, text in of.do(Doing(home, row.event, board, clock, number)).items()}
        _keep(home, row, outcome, clock())
    except Exception as error:
        # What takes long is anybody's code: the others are done.
        logger.exception("what takes long after an act failed: %s", case)
        told = error if isinstance(error, PlumblineError) else RecordError("case.effect_failed", Text(
            "it failed in an unforeseen way", "办理时发生未预料的错误"), where=str(case),
            why=Text(type(error).__name__, type(error).__name__),
            next_step=Text("Tell the people who run this server; its log says where",
                           "请告知本服务器的运维人员；服务器日志中写明了位置"))
        CaseEffect.objects.filter(pk=number).update(state=CaseEffect.FAILED, error=told.as_dict(), tries=0,
                                                    changed_at=clock())
        return False
    return True


def _keep(home: Home, row: CaseEffect, outcome: Mapping[str, str], at: datetime) -> None:
    """Keep what came of it, with an event of the case, once."""
    event = row.event
    with transaction.atomic():
        case = event.case
        locks.record(case.procedure, f"{case.number}\x1f{event.member}" if event.member else case.number)
        if not CaseEffect.objects.filter(pk=row.pk, state=CaseEffect.RUNNING).update(
                state=CaseEffect.DONE, outcome=dict(outcome), error=None, tries=0, changed_at=at):
            return  # somebody else came first
        made = cases.add(CaseEvent(case=case, act=EFFECT, member=event.member, said=dict(outcome), about=event.pk,
                                   actor=None), at)
        found = assembled(home, procedures()[case.procedure], case, cases.events_of(case), timezone.localdate(at))
        summaries.renew(found, made.member)


def again(home: Home, user: Any, name: str, number: str, effect: str, *, at: datetime) -> CaseEvent:
    """Have what failed tried again, by the number of the event that it follows: for who sees to the case. :raises
    RecordError: where nothing that failed follows it."""
    def fits(found: Found, user: Any) -> None:
        must_lead(found, user)
        rows = failed().filter(event__case=found.row, event=int(effect)) if effect.isdecimal() else failed().none()
        if not rows.update(state=CaseEffect.WAITING, changed_at=at):
            raise RecordError("case.nothing_failed", Text("nothing that failed follows this",
                                                          "该动作之后没有失败的后台办理"),
                              where=refusals.place(found.procedure, number),
                              next_step=Text("Look at the page of the case", "请查看事项页面"))

    return done(home, user, name, number, RETRY, (), {}, "", at, fits, also={"effect": effect})


def of_case(case: Found, user: Any) -> list[dict[str, Any]]:
    """What is or was done in the background after acts of the case, as far as ``user`` may know of these."""
    telling, found = Telling(case, user), []
    for row in CaseEffect.objects.filter(event__case=case.row).select_related("event").order_by("pk"):
        of = _effect(row.event)
        if telling.shows(row.event):
            found.append({
                "event": row.event.pk, "act": row.event.act, "member": row.event.member,
                "title": (of.title if of is not None else title_of(case.procedure, row.event.act)).as_dict(),
                "state": row.state, "done": row.done, "of": row.of,
                "outcome": row.outcome if telling.reads(row.event.member) else {},
                "error": row.error if telling.inside else None, "changed_at": row.changed_at.isoformat()})
    return found


def _effect(event: CaseEvent) -> Effect | None:
    procedure = procedures().get(event.case.procedure)
    act = procedure.by_name.get(event.act) if procedure is not None else None
    return act.effect if act is not None else None
