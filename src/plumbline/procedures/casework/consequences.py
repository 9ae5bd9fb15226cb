"""What an act in one procedure opens in another: declared once, with its rule and where that is written, and done after
the transaction of the act, at least once and never twice.

A column names another's procedure and imports nothing of it. What is to follow is kept with the act's event, so that
nothing is lost when a program stops in between; whoever runs :func:`run` next does it. What led to what is seen on both
cases, by whoever may read both."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from plumbline import home as homes
from plumbline.errors import PlumblineError, RulebookError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework import perform
from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.casework.standing import Board, fold
from plumbline.records.core import cases, locks
from plumbline.records.core.cases import CaseConsequence, CaseEvent
from plumbline.text import Citation, Text

logger = logging.getLogger(__name__)
MOST_TRIES = 20
"""How often what fails is tried again by itself; after that somebody must see to it."""


@dataclass(frozen=True)
class Happened:
    """What a rule is asked about: the ``event``, and the ``board`` of its case as it stands."""

    event: CaseEvent
    board: Board

    @property
    def values(self) -> Mapping[str, str]:
        """What is known: of the case, over it of the member, over it what the act said."""
        of = self.board.of.get(self.event.member, {})
        said = {name: text for name, text in self.event.said.items() if not name.startswith("~")}
        return {**self.board.values, **of, **said}


@dataclass(frozen=True)
class Consequence:
    """After ``act`` in cases of ``procedure``: where ``rule`` says so, a case of ``opens`` is opened, with ``fields``
    from what is known (the name of a field, or a function of :class:`Happened`). ``cites`` is where the rule is
    written."""

    name: str
    title: Text
    procedure: str
    act: str
    opens: str
    fields: Mapping[str, str | Callable[[Happened], str | None]]
    cites: Citation
    rule: Callable[[Happened], bool] = lambda _happened: True
    opening: str = ""


_declared: dict[str, Consequence] = {}


def declare(consequence: Consequence) -> Consequence:
    """Make a consequence known. :raises RulebookError: if its name is taken."""
    if consequence.name in _declared:
        raise RulebookError("consequence.declared_twice", Text(
            f"there is a consequence '{consequence.name}' already", f"已有名为“{consequence.name}”的后续办理规则"),
            where=consequence.name, next_step=Text("Give one of them another name", "请为其中一个另取名称"))
    _declared[consequence.name] = consequence
    return consequence


def consequences() -> dict[str, Consequence]:
    """Every consequence by name, once the procedures are found. :raises RulebookError: for one that names what there is
    not, or a chain of them that comes back to where it began."""
    known = procedures()
    for each in _declared.values():
        _prove(each, known)
    _must_end(_declared.values(), known)
    return dict(sorted(_declared.items()))


def note(event: CaseEvent, at: datetime) -> None:
    """Keep what is to follow from ``event``. In its transaction; done once that is committed."""
    found = [each for each in _declared.values() if (each.procedure, each.act) == (event.case.procedure, event.act)]
    rows = [CaseConsequence.objects.create(name=each.name, event=event, made_at=at).pk for each in found]
    if rows:
        transaction.on_commit(partial(_soon, rows, at + timedelta(microseconds=1)))


def _soon(rows: list[int], at: datetime) -> None:
    run(homes.current(), at=at, only=rows)


perform.after_acts.append(note)


def run(home: Home, *, at: datetime, only: Iterable[int] | None = None) -> int:
    """Do what is to follow and was not done, the oldest first; returns how many cases were opened. What fails is kept,
    with why, and tried again the next time."""
    rows = waiting() if only is None else waiting().filter(pk__in=list(only))
    return sum(_do(home, number, at) for number in list(rows.values_list("pk", flat=True)))


def waiting() -> QuerySet[CaseConsequence]:
    """What is to follow and was not done, as far as it is tried by itself."""
    return CaseConsequence.objects.filter(done_at=None, tries__lt=MOST_TRIES).order_by("pk")


def stopped() -> QuerySet[CaseConsequence]:
    """What failed too often to be tried again by itself."""
    return CaseConsequence.objects.filter(done_at=None, tries__gte=MOST_TRIES).order_by("pk")


def try_again() -> None:
    """Let what failed too often be tried again."""
    stopped().update(tries=0)


def _do(home: Home, number: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            locks.record("consequence", str(number))
            row = CaseConsequence.objects.select_related("event__case").get(pk=number)
            if row.done_at is not None:
                return False
            of = consequences().get(row.name)
            if of is None:
                return False  # its column is not installed here any more: it waits
            happened = _happened(row.event)
            if of.rule(happened):
                row.opened = _open(home, of, happened, at)
            else:
                row.why_not = "rule"
            row.done_at = at
            row.save()
            return row.opened is not None
    except Exception as error:  # noqa: BLE001 - a rule is anybody's code: what it raises stops no other consequence
        said = str(error) if isinstance(error, PlumblineError) else type(error).__name__
        logger.warning("a consequence could not be done", extra={"fields": {"consequence": number}})
        kept = CaseConsequence.objects.filter(pk=number, done_at=None)
        kept.update(tries=_next(kept), why_not=said[:400])
        return False


def _next(rows: QuerySet[CaseConsequence]) -> int:
    return (rows.values_list("tries", flat=True).first() or 0) + 1


def _happened(event: CaseEvent) -> Happened:
    procedure = procedures()[event.case.procedure]
    return Happened(event, fold(procedure, cases.events_of(event.case)))


def _open(home: Home, of: Consequence, happened: Happened, at: datetime) -> Any:
    values = {name: source(happened) if callable(source) else happened.values.get(source)
              for name, source in of.fields.items()}
    event = happened.event
    because = f"{event.case.procedure} {event.case.number} {event.pk}"
    return perform.open_because(home, of.opens, of.opening, {name: text for name, text in values.items() if text},
                                because=because, at=at).case


@dataclass(frozen=True)
class Led:
    """One step of a thread: the other case, and the consequence that led from one to the other."""

    case: Found
    consequence: Consequence


def led_to(home: Home, case: Found, user: Any, *, at: datetime) -> list[Led]:
    """The cases that came of this one, as far as ``user`` may read them."""
    rows = CaseConsequence.objects.filter(event__case=case.row).exclude(opened=None).select_related("opened")
    return _readable(home, user, [(row.opened, row.name) for row in rows.order_by("pk")], at)


def came_of(home: Home, case: Found, user: Any, *, at: datetime) -> list[Led]:
    """The cases that led to this one, as far as ``user`` may read them."""
    rows = CaseConsequence.objects.filter(opened=case.row).select_related("event__case")
    return _readable(home, user, [(row.event.case, row.name) for row in rows.order_by("pk")], at)


def _readable(home: Home, user: Any, pairs: list[tuple[Any, str]], at: datetime) -> list[Led]:
    found = []
    for row, name in pairs:
        of, procedure = _declared.get(name), procedures().get(row.procedure)
        if of is None or procedure is None:
            continue
        try:
            found.append(Led(find(home, user, procedure, row.number, at=at), of))
        except PlumblineError:  # closed to this reader: nothing of it is told
            continue
    return found


def _prove(each: Consequence, known: Mapping[str, Procedure]) -> None:
    source, target = known.get(each.procedure), known.get(each.opens)
    if source is None or target is None:
        missing = each.procedure if source is None else each.opens
        raise _fault(each, Text(f"there is no procedure '{missing}'", f"没有流程“{missing}”"),
                     suggest(missing, list(known)))
    if each.act not in source.by_name:
        raise _fault(each, Text(f"'{each.procedure}' has no act '{each.act}'",
                                f"“{each.procedure}”没有动作“{each.act}”"),
                     suggest(each.act, source.by_name))
    if source.by_name[each.act].offline:
        raise _fault(each, Text(f"'{each.act}' may be sent after it was done, and another answer may take its place",
                                f"动作“{each.act}”可事后补传，其结果可能被另一答复取代"),
                     Text("Let it follow from the act by which the answer is taken up",
                          "请改为由采用该答复的动作引出后续办理"))
    act = next((one for one in target.opening if one.name == (each.opening or target.opening[0].name)), None)
    if act is None:
        raise _fault(each, Text(f"'{each.opens}' is not opened by '{each.opening}'",
                                f"“{each.opens}”不能由动作“{each.opening}”立案"),
                     suggest(each.opening, [one.name for one in target.opening]))
    wanted = {spec.name for spec in (*target.specs, *act.specs)}
    for name in each.fields:
        if name not in wanted:
            raise _fault(each, Text(f"'{each.opens}' is not opened with a field '{name}'",
                                    f"“{each.opens}”立案没有字段“{name}”"), suggest(name, sorted(wanted)))


def _must_end(every: Iterable[Consequence], known: Mapping[str, Procedure]) -> None:
    """A chain of consequences must come to an end: the act that opens a case may itself have consequences."""
    leads: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for each in every:
        opening = each.opening or known[each.opens].opening[0].name
        leads.setdefault((each.procedure, each.act), []).append((each.opens, opening))
    for begin in leads:
        seen, waits = set(), [begin]
        while waits:
            for place in leads.get(waits.pop(), ()):
                if place == begin:
                    raise RulebookError("consequence.loops", Text(
                        f"what follows from '{begin[1]}' of '{begin[0]}' leads back to it",
                        f"“{begin[0]}”的动作“{begin[1]}”所引起的后续办理又回到其自身"), where=begin[0],
                        why=Text("Cases would open one another without end", "事项将无限地相互立案"),
                        next_step=Text("Let one of them follow from another act", "请改由其他动作引起其中之一"))
                if place not in seen:
                    seen.add(place)
                    waits.append(place)


def _fault(each: Consequence, what: Text, next_step: Text) -> RulebookError:
    return RulebookError("consequence.unfit", what, where=each.name, next_step=next_step)
