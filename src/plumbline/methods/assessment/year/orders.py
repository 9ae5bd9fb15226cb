"""Orders to rectify: each has its own last day, and owes a report of its own, which is accepted or returned.

Gansu's rules: the bottom three report within a month. How many days an order gives is said when it is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from plumbline.methods.assessment.flows.flow import Stage
from plumbline.methods.shared.periods import Period

JUDGE = "judge"
"""The act that accepts a report or returns it."""
ACCEPTED, RETURNED = "accepted", "returned"
DUE, REPORTED = "due", "reported"
STATES = (DUE, REPORTED, ACCEPTED, RETURNED)
MOST_DAYS = 3660
"""No order gives more days than ten years: a longer one is a slip of the finger."""


class Event(Protocol):
    """What an order reads of an event: its number, its day, what was said, and the last day it sets."""

    @property
    def number(self) -> int: ...
    @property
    def on(self) -> date: ...
    @property
    def answer(self) -> str: ...
    @property
    def late(self) -> bool: ...
    @property
    def due(self) -> date | None: ...


@dataclass
class Order:
    """One order: its number is that of its event. ``due`` is the last day it sets; None for one of version 0.1, whose
    day is that of the flow. ``reports`` and ``verdicts`` stand in the order in which they came."""

    number: int
    region: str
    on: date
    due: date | None
    reports: list[Event] = field(default_factory=list)
    verdicts: list[Event] = field(default_factory=list)

    def judged(self, verdict: Event) -> None:
        """Keep what came of a report. One that was returned may be due on another day."""
        self.verdicts.append(verdict)
        self.due = verdict.due or self.due

    @property
    def state(self) -> str:
        """due, reported (and not judged yet), accepted, or returned (and due again)."""
        if not self.reports:
            return DUE
        if not self.verdicts or self.verdicts[-1].number < self.reports[-1].number:
            return REPORTED
        return self.verdicts[-1].answer

    @property
    def owed(self) -> bool:
        """Whether its region owes a report."""
        return self.state in (DUE, RETURNED)


def oldest_open(orders: Iterable[Order]) -> Order | None:
    """The order that a report belongs to which names none: the oldest that owes one; else the newest that can still
    take one, whose report it replaces; else the newest."""
    every = list(orders)
    owed = [each for each in every if each.owed]
    waiting = [each for each in every if each.state == REPORTED]
    return owed[0] if owed else waiting[-1] if waiting else every[-1] if every else None


def last_day(stage: Stage, year: Period, published: date | None, ordered: date) -> date | None:
    """The last day of an order given on ``ordered`` that states none: that of the flow; where it has passed already, as
    many days after the order as the flow gives after publication."""
    due = stage.due.day(year, published)
    if due is None or due > ordered:
        return due
    opens = stage.opens.day(year, published)
    return ordered + timedelta(days=max((due - opens).days, 1)) if opens is not None else None
