"""Where a commitment stands on a day, from its days alone; and how many of an agreement stand where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

OWED, LATE, DONE, DONE_LATE, RELEASED = "owed", "late", "done", "done-late", "released"
STATES = (LATE, OWED, DONE, DONE_LATE, RELEASED)
"""In the order in which they are told: what somebody must see to comes first."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one commitment: ``due`` on, ``done_on``, ``released_on`` (None: not, or not yet known)."""

    due: date
    done_on: date | None = None
    released_on: date | None = None


@dataclass(frozen=True, slots=True)
class Stands:
    """How a commitment stands: its ``state``, and by how many days it is, or was, late; 0: by none."""

    state: str
    days_late: int = 0


def stands(days: Days, on: date) -> Stands:
    """How a commitment stands on the day ``on``. What was done or released after that day had not happened then. The
    last day still counts as in time. What was done before it was released is done.

    >>> stands(Days(date(2018, 6, 30)), date(2018, 7, 1))
    Stands(state='late', days_late=1)
    """
    done = days.done_on if days.done_on is not None and days.done_on <= on else None
    if done is not None:
        over = (done - days.due).days
        return Stands(DONE_LATE, over) if over > 0 else Stands(DONE)
    if days.released_on is not None and days.released_on <= on:
        return Stands(RELEASED)
    over = (on - days.due).days
    return Stands(LATE, over) if over > 0 else Stands(OWED)


def counted(these: Iterable[Stands]) -> dict[str, int]:
    """How many stand where; every state is named."""
    found = dict.fromkeys(STATES, 0)
    for each in these:
        found[each.state] += 1
    return found
