"""Doing what is to follow: after the transaction of what it follows from, at least once, and never twice by a unique
row for each event, or each record, of each consequence.

What is to follow from an act is kept with its event, so that nothing is lost when a program stops in between; what is
to follow from records is found by following the journal (``journal.py``). Whoever runs :func:`run` next does it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.procedures.casework import perform
from plumbline.procedures.casework.consequences import journal
from plumbline.procedures.casework.consequences.declared import Consequence, Happened, Recorded, consequences, known
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.casework.standing import fold
from plumbline.records.core import cases, locks
from plumbline.records.core.cases import Case, CaseConsequence, CaseEvent

logger = logging.getLogger(__name__)
MOST_TRIES = 20
"""How often what fails is tried again by itself; after that somebody must see to it."""
RULE, GONE, NONE, OVER = "rule", "withdrawn", "no-case", "ended"
"""Why nothing followed: the rule says so, the record was withdrawn meanwhile, there is no case in which to act, or that
has ended."""


def note(event: CaseEvent, at: datetime) -> None:
    """Keep what is to follow from ``event``. In its transaction; done once that is committed."""
    found = [each for each in known().values() if (each.procedure, each.act) == (event.case.procedure, event.act)]
    rows = [CaseConsequence.objects.create(name=each.name, event=event, made_at=at).pk for each in found]
    if rows:
        transaction.on_commit(partial(_soon, rows, at + timedelta(microseconds=1)))


def _soon(rows: list[int], at: datetime) -> None:
    try:
        run(homes.current(), at=at, only=rows)
    except PlumblineError:  # the act is done; what follows waits until the declarations are mended
        logger.exception("what follows from an act waits")


perform.after_acts.append(note)


def run(home: Home, *, at: datetime, only: Iterable[int] | None = None, fresh: bool = False) -> int:
    """Look at the records written since, then do what is to follow and was not done, the oldest first; returns in how
    many cases: opened, or acted in. What fails is kept, with why, and tried again the next time. ``only`` these rows,
    and no records; ``fresh``: what did not fail yet. :raises RulebookError: for consequences that cannot be."""
    of = consequences()
    if only is None:
        journal.look(of, at=at)
    rows = waiting() if only is None else waiting().filter(pk__in=list(only))
    rows = rows.filter(tries=0) if fresh else rows
    return sum(_do(home, of, number, at) for number in list(rows.values_list("pk", flat=True)))


def to_do() -> bool:
    """Whether something is to follow that was not tried yet, or records were not looked at: small reads."""
    return journal.behind(known()) or waiting().filter(tries=0).exists()


def waiting() -> QuerySet[CaseConsequence]:
    """What is to follow and was not done, as far as it is tried by itself."""
    return CaseConsequence.objects.filter(done_at=None, tries__lt=MOST_TRIES).order_by("pk")


def failing() -> QuerySet[CaseConsequence]:
    """What failed, and is tried again by itself."""
    return waiting().filter(tries__gt=0)


def stopped() -> QuerySet[CaseConsequence]:
    """What failed too often to be tried again by itself."""
    return CaseConsequence.objects.filter(done_at=None, tries__gte=MOST_TRIES).order_by("pk")


def try_again() -> None:
    """Let what failed too often be tried again."""
    stopped().update(tries=0)


def _do(home: Home, declared: Mapping[str, Consequence], number: int, at: datetime) -> bool:
    name = ""
    try:
        with transaction.atomic():
            locks.record("consequence", str(number))
            row = CaseConsequence.objects.select_related("event__case").get(pk=number)
            of, name = declared.get(row.name), row.name
            if row.done_at is not None or of is None:  # without its column it waits
                return False
            happened = _happened(row.event) if row.event is not None else journal.newest(row.kind, row.key)
            if happened is None:
                row.why_not = GONE
            elif of.rule(happened):
                row.opened, row.why_not = (_act if of.acts_in else _open)(home, of, happened, at)
            else:
                row.why_not = RULE
            row.entry = happened.entry if isinstance(happened, Recorded) else row.entry
            row.done_at = at
            row.save()
            return row.opened is not None
    except Exception as error:  # noqa: BLE001 - a rule is anybody's code: what it raises stops no other consequence
        why = journal.said(error)
        logger.warning("a consequence could not be done", extra={"fields": {
            "consequence": name, "row": number, "error": why}})
        CaseConsequence.objects.filter(pk=number, done_at=None).update(tries=F("tries") + 1, why_not=why)
        return False


def _happened(event: CaseEvent) -> Happened:
    procedure = procedures()[event.case.procedure]
    return Happened(event, fold(procedure, cases.events_of(event.case)))


def _open(home: Home, of: Consequence, happened: Happened | Recorded, at: datetime) -> tuple[Case | None, str]:
    return perform.open_because(home, of.opens, of.opening, _values(of, happened), because=_because(happened),
                                follows=of.name, part=of.part, lasts=of.lasts, at=at).case, ""


def _act(home: Home, of: Consequence, happened: Happened | Recorded, at: datetime) -> tuple[Case | None, str]:
    number = of.case(happened) if of.case is not None else ""
    if not number:
        return None, NONE
    member = of.member(happened) if of.member is not None else ""
    event = perform.act_because(home, of.acts_in, number, of.does, _values(of, happened), member=member,
                                because=_because(happened), follows=of.name, part=of.part, at=at)
    return (event.case, "") if event is not None else (None, OVER)


def _values(of: Consequence, happened: Happened | Recorded) -> dict[str, Any]:
    """What the act takes, as far as it is known."""
    values = {name: source(happened) if callable(source) else happened.values.get(source)
              for name, source in of.fields.items()}
    return {name: value for name, value in values.items() if value not in (None, "")}


def _because(happened: Happened | Recorded) -> str:
    if isinstance(happened, Recorded):
        return f"{happened.kind} {happened.key}"
    return f"{happened.event.case.procedure} {happened.event.case.number} {happened.event.pk}"
