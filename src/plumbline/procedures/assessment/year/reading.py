"""An assessment year as one person may see it. Whatever shows an event asks :func:`readable`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import cache
from typing import Any

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.methods.assessment.flows import flow as flows
from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year.duties import Duty, Tally, due_of, duties, standings, tallies
from plumbline.methods.assessment.year.orders import Order
from plumbline.procedures.assessment.year import comments
from plumbline.procedures.assessment.year.approval import changed_since, evidence_of, obstacles
from plumbline.procedures.assessment.year.loading import EVERYTHING, OVERVIEW, Read, Year, load, load_all
from plumbline.procedures.assessment.year.refusals import unknown
from plumbline.procedures.evidence.attaching import ANYBODY
from plumbline.records.assessment import rounds
from plumbline.records.assessment.rounds import Round, RoundEvent
from plumbline.records.core.people import User
from plumbline.records.core.visibility import visible

OWN = (flows.TARGET, flows.SELF, flows.OBJECT, flows.ANSWER, flows.ORDER, flows.REPORT)
"""Stages of which an assessed government sees its own before publication."""
SCORING = {
    flows.OFFICE: (flows.TARGET, flows.SELF, flows.VISIT, flows.DEPARTMENT),
    flows.VISITOR: (flows.TARGET, flows.SELF, flows.VISIT),
    flows.EXPERT: (flows.TARGET, flows.SELF, flows.VISIT, flows.PANEL),
}
"""What each part reads of the regions and items it acts for."""


def readable(user: Any, year: Year, event: RoundEvent) -> bool:
    """Whether ``user`` may know of this event at all.

    One's own always. An expert's score by nobody else until the panel's scores lie open. Nothing of a region over which
    one declared a conflict, and nothing where ``visible`` shows nothing. Before publication who is assessed reads only
    what it stated itself, and who scores what they act for; after it, whoever has a part in the year and a role over
    the region. Comments as :func:`comments.reads` says. Who leads or approves reads all the rest. :data:`ANYBODY` runs
    commands on the machine.
    """
    board, region = year.board, _region(year, event)
    if user is ANYBODY:
        return True
    if user is None or not board.parts(user.pk):
        return False
    if user.pk == event.actor:
        return True
    to_all = event.act == acts.COMMENT and not region
    if board.conflicted(user.pk, region) or not (to_all or visible(user, rounds.kind_of(), region or year.round.top)):
        return False
    if event.act == acts.STATE and event.stage == flows.PANEL and not board.opened(region, event.item):
        return False
    if event.act == acts.COMMENT:
        return comments.reads(year, user, event, region)
    parts = board.parts(user.pk)
    if parts & flows.LEADING:
        return True
    if event.act in (acts.OPEN, acts.PUBLISH, acts.GO_ON):
        return True
    if event.act in (acts.ASSIGN, acts.RELEASE, acts.DECLARE, acts.EVALUATE, acts.APPROVE):
        return bool(user.pk == event.person)
    if flows.ASSESSED in parts and board.holds(user.pk, flows.ASSESSED, region):
        return event.stage in OWN or bool(board.publications)
    return any(board.holds(user.pk, part, region, event.item) and event.stage in stages
               for part, stages in SCORING.items())


def years(user: Any) -> list[Round]:
    """The years that ``user`` may know of: those in which they have a part; all for :data:`ANYBODY`."""
    rows = Round.objects.order_by("-pk")
    if user is ANYBODY:
        return list(rows)
    if user is None:
        return []
    mine = RoundEvent.objects.filter(act=acts.ASSIGN, person=user.pk).values("round")
    return list(rows.filter(pk__in=mine))


def has_part(user: Any) -> bool:
    """Whether ``user`` was ever given a part in any year: decides what the pages offer, and nothing else."""
    return user is not None and RoundEvent.objects.filter(act=acts.ASSIGN, person=user.pk).exists()


def open_to(home: Home, number: str, user: Any, read: Read = EVERYTHING) -> Year:
    """The year called ``number``, as far as it is ``read``. :raises RecordError: if there is none, or none that
    ``user`` may know of."""
    year = load(home, number, read)
    if user is not ANYBODY and (user is None or not year.board.parts(user.pk)):
        raise unknown(number)
    return year


def board(home: Home, number: str, user: Any, *, on: date) -> dict[str, Any]:
    """Where a year stands on a day: its phase, each stage with its days, and each region that ``user`` may see with
    what it has done of each stage. ``orders`` to rectify stand with their own days. ``against``
    says what stands against an evaluation, for who leads."""
    return board_of(open_to(home, number, user, OVERVIEW), user, on=on)


def board_of(year: Year, user: Any, *, on: date) -> dict[str, Any]:
    """The same for a year that was opened to ``user``."""
    leads = leading(year, user)
    published = year.board.published_on
    return {
        "number": year.round.number, "scheme": year.scheme.id, "year": year.round.year, "phase": year.board.phase,
        "changed": year.changed, "top": year.round.top, "versions": len(year.board.publications),
        "flow": {"id": year.flow.id, "stages": [
            {"id": stage.id, "title": stage.title.as_dict(), "part": stage.part,
             "opens": stage.opens.day(year.period, published), "due": stage.due.day(year.period, published)}
            for stage in year.flow.stages]},
        "regions": [{"code": region, "stages": {
            each.stage: {"done": each.done, "of": each.of, "late": each.late, "overdue": each.overdue}
            for each in standings(year.board, region, on)}}
            for region in year.board.regions if leads or stands_in(year, user, region)],
        "orders": [order_of(year, each, on=on) for each in year.board.orders.values()
                   if readable(user, year, year.event(each.number))],
        "against": [each.say("en") for each in obstacles(year)] if leads else [],
    }


def order_of(year: Year, order: Order, *, on: date) -> dict[str, Any]:
    """An order to rectify as it stands: its own last day, whether its report came, and what came of that."""
    due, event = due_of(year.board, order), year.event(order.number)
    report, verdict = order.reports[-1] if order.reports else None, order.verdicts[-1] if order.verdicts else None
    return {"number": order.number, "region": order.region, "text": event.answer, "ordered": order.on, "due": due,
            "state": order.state, "overdue": order.owed and due is not None and on > due,
            "report": report.number if report is not None else None, "late": report is not None and report.late,
            "reason": year.event(verdict.number).reason if verdict is not None else ""}


def today(home: Home, user: Any, *, on: date) -> list[dict[str, Any]]:
    """What waits to be done by ``user`` in any year; by anybody, for :data:`ANYBODY`."""
    return [{"year": year.round.number, **_duty(each)} for year in load_all(home, years(user), OVERVIEW, stopped=[])
            for each in waiting(year, user, on=on)]


def waiting(year: Year, user: Any, *, on: date, most: int | None = None) -> Iterator[Duty]:
    """What waits in one year to be done by ``user``, in the order of the flow; by anybody, for :data:`ANYBODY`. In each
    stage of the first ``most`` regions, if that many are enough."""
    person, reads = None if user is ANYBODY else user.pk, _reads(user)
    return (each for each in duties(year.board, on, person, most) if not each.region or reads(each.region))


def waits(year: Year, user: Any, *, on: date) -> list[Tally]:
    """How many things wait there, by stage."""
    return tallies(year.board, on, None if user is ANYBODY else user.pk, _reads(user))


def _reads(user: Any) -> Callable[[str], bool]:
    """Whether ``user`` reads something of a region, asked once for each."""
    return cache(lambda region: user is ANYBODY or bool(visible(user, rounds.kind_of(), region)))


def all_open_to(home: Home, user: Any, stopped: list[tuple[Round, RulebookError]] | None = None) -> list[Year]:
    """The years that are open to ``user`` now, newest first, as their boards are read. Those whose rules cannot be used
    are ``stopped``: nothing can be done in them until the file that the reason names is mended."""
    found = load_all(home, years(user), OVERVIEW, stopped=[] if stopped is None else stopped)
    return [year for year in found if user is ANYBODY or year.board.parts(user.pk)]


def events(home: Home, number: str, user: Any, *, region: str = "", item: str = "") -> list[dict[str, Any]]:
    """What was stated and decided in a year, side by side, as far as ``user`` may see it: who, when, clause, reason,
    evidence, and whether that changed since. ``counts``: whether the answer is the one that counts; None before
    publication for who does not lead."""
    return events_of(open_to(home, number, user, Read((region,)) if region else EVERYTHING), user, region=region,
                     item=item)


def events_of(year: Year, user: Any, *, region: str = "", item: str = "",
              only: Collection[int] | None = None) -> list[dict[str, Any]]:
    """The same for a year that was opened to ``user``; of the events ``only``, if they are named."""
    rows = [row for row in year.events if (not region or _region(year, row) == region)
            and (not item or row.item == item) and (only is None or row.pk in only) and readable(user, year, row)]
    places = {(of, row.item) for row in rows if row.item in year.board.items
              and (of := _region(year, row)) in year.board.regions}
    counted = {each.number for of, id in places for each in year.board.final(of, id)}
    names = dict(User.objects.filter(pk__in={row.actor for row in rows} | {row.person for row in rows})
                 .values_list("pk", "username"))
    told = leading(year, user) or bool(year.board.publications)
    attached = evidence_of(year)
    now = {each.number: each for said in year.board.stated.values() for each in said}
    return [{
        "number": row.pk, "act": row.act, "stage": row.stage, "region": row.region, "item": row.item,
        "answer": row.answer, "reason": row.reason, "clause": row.clause, "evidence": row.evidence,
        "evidence_changed": row.act == acts.STATE and row.pk in now and changed_since(year, now[row.pk], attached),
        "by": names.get(row.actor), "person": names.get(row.person), "about": row.about, "late": row.late,
        "counts": row.pk in counted if told else None,
        **_gaps(row), "at": row.at, "journal": row.entry.number, "leaf": bytes(row.leaf).hex(),
    } for row in rows]


def page_of(home: Home, year: Year, user: Any, *, region: str = "", item: str = "", before: int = 0,
            after: int | None = None, most: int) -> tuple[list[dict[str, Any]], bool]:
    """Some of the same, in order, of a year read as its board is: the ``most`` newest, of those before one; or where
    ``after`` is given the first after that one. And whether there are more."""
    rows = RoundEvent.objects.filter(round=year.round).defer("document").select_related("entry")
    if region:
        rows = rows.filter(region__in=year.here.went_into(region))
    if item:
        rows = rows.filter(item=item)
    if before:
        rows = rows.filter(pk__lt=before)
    rows = rows.order_by("-pk") if after is None else rows.filter(pk__gt=after).order_by("pk")
    found: list[RoundEvent] = []
    for row in rows.iterator(chunk_size=most + 1):
        row.round = year.round
        if readable(user, year, row):
            found.append(row)
        if len(found) > most:
            break
    shown = found[:most]
    regions = {_region(year, row) for row in shown} & set(year.board.regions)
    whole = load(home, year.round.number, Read(tuple(sorted(regions))))
    return events_of(whole, user, only={row.pk for row in shown}), len(found) > most


def _gaps(row: RoundEvent) -> dict[str, int]:
    """How many answers and values an evaluation was knowingly made without."""
    told = row.entry.detail if row.act == acts.EVALUATE and isinstance(row.entry.detail, dict) else {}
    return {"gaps": told["gaps"]} if isinstance(told.get("gaps"), int) else {}


def _region(year: Year, event: RoundEvent) -> str:
    return (year.resolve(event.region) or event.region) if event.region else ""


def leading(year: Year, user: Any) -> bool:
    """Whether ``user`` leads or approves the year, or runs commands on the machine."""
    return user is ANYBODY or bool(year.board.parts(user.pk) & flows.LEADING)


def stands_in(year: Year, user: Any, region: str) -> bool:
    """Whether ``user`` acts for or over ``region`` in the year."""
    held = any(year.board.holds(user.pk, part, region) for part in year.board.parts(user.pk))
    return held and not year.board.conflicted(user.pk, region) and bool(visible(user, rounds.kind_of(), region))


def _duty(each: Duty) -> dict[str, Any]:
    return {"stage": each.stage, "part": each.part, "region": each.region, "item": each.item, "due": each.due,
            "late": each.late, "soon": each.soon, **({"order": each.order} if each.order is not None else {})}

