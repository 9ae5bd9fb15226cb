"""The line of editions: when each edition of a document held, as places on one scale of years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plumbline.interfaces.web.charts.draw import WIDE
from plumbline.interfaces.web.charts.scale import Scale

STEPS = (1, 2, 5, 10, 20, 50, 100, 1000)
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Held:
    """From which day until which an edition held: no ``begin`` where nobody tells it, no ``end`` where it goes on or
    nobody tells it; ``over``: it no longer holds."""

    begin: date | None
    end: date | None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """One edition on the line. ``begin`` to ``end`` held; ``open``: it goes on; ``unknown``: it is over, and nobody
    says since when. ``begin`` is None where there is nothing to draw."""

    begin: float | None
    end: float
    open: bool
    unknown: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The spans of a document, the place of the day that is looked at, and years with their places, which lie evenly
    from one end of the scale to the other."""

    spans: tuple[Span, ...]
    now: float
    ticks: tuple[tuple[float, str], ...]


def line(held: Sequence[Held], on: date, today: date) -> Line | None:
    """One span for each of ``held``, in their order, on a scale that reaches to ``today``; None where no day of any is
    known."""
    days = [day for each in held for day in (each.begin, each.end) if day is not None]
    if not any(each.begin for each in held):
        return None
    first, last = min(*days, on).year, min(max(*days, on, today).year + 1, date.max.year)
    step = next((each for each in STEPS if last // each - first // each < MOST_TICKS), STEPS[-1])
    years = range(max(first // step * step, 1), min(-(-last // step) * step, date.max.year) + 1, step)
    scale = Scale(date(years[0], 1, 1).toordinal(), date(years[-1], 1, 1).toordinal(), WIDE)
    return Line(tuple(_span(each, scale) for each in held), scale.at(on.toordinal()),
                tuple((scale.at(date(year, 1, 1).toordinal()), str(year)) for year in years))


def _span(each: Held, scale: Scale) -> Span:
    if each.begin is None:
        return Span(None, 0.0, False, each.over)
    begin = scale.at(each.begin.toordinal())
    end = scale.at(each.end.toordinal()) if each.end is not None else WIDE
    return Span(begin, max(end, begin), each.end is None and not each.over, each.end is None and each.over)
