"""Which past weeks are like this one: the same week of past years, with the weeks around it and between.

As in Farrington's method as extended by A. Noufaily et al., Statistics in Medicine 32 (2013), 1206-1222, in the way R's
``surveillance::farringtonFlexible`` counts: with days, the reference of a week is the same date a year before, moved
to the nearest day of the same weekday; without, 52 weeks before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

YEAR = 52


@dataclass(frozen=True, slots=True)
class Past:
    """The weeks that a week is judged by: ``places`` in the series, from the oldest; ``groups`` the part of the year
    that each belongs to, from 1; the week itself is in ``group``, the last."""

    places: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]
    group: int


def year_before(day: date, years: int) -> date:
    """The same date ``years`` before; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def nearest_weekday(day: date, like: date) -> date:
    """The day nearest to ``day`` that has the weekday of ``like``."""
    # Weekdays are counted from Sunday, as R does: it decides which of two days is the first candidate.
    same = day - timedelta(days=day.isoweekday() % 7 - like.isoweekday() % 7)
    other = same + timedelta(days=-7 if same > day else 7)
    return other if abs(same - day) > abs(other - day) else same


def references(week: int, days: Sequence[date] | None, back: int, index: dict[date, int]) -> list[int] | None:
    """The places of the week itself and of its like in each of ``back`` years before; None where one is missing.
    ``index`` is the place of each of ``days``."""
    if days is None:
        found = [week - YEAR * year for year in range(back + 1)]
        return found if found[-1] >= 0 else None
    places = [week]
    for year in range(1, back + 1):
        place = index.get(nearest_weekday(year_before(days[week], year), days[week]))
        if place is None:
            return None
        places.append(place)
    return places


def past(places: Sequence[int], half: int, periods: int, skip: int) -> Past | None:
    """The weeks by which the week ``places[0]`` is judged, ``places`` as :func:`references` gives them: those within
    ``half`` weeks of a reference and, with several ``periods`` in a year, those between, shared out evenly. Without the
    last ``skip`` weeks and the week itself. None where the oldest window begins before the series."""
    now = places[0]
    if places[-1] - half < -1:
        return None
    group = np.zeros(now + 1, dtype=np.int64)
    group[max(now - half, 0):now + 1] = periods
    for newer, older in pairwise(places):
        group[max(older - half, 0):older + half + 1] = periods
        if periods > 1:
            between = newer - 2 * half - 1 - older
            sizes = np.full(periods - 1, between // (periods - 1))
            sizes[:between % (periods - 1)] += 1
            start = older + half + 1
            group[start:start + between] = np.repeat(np.arange(1, periods), sizes)
    group[max(now - skip, 0):] = 0
    found = np.flatnonzero(group)
    return Past(found, group[found], periods)
