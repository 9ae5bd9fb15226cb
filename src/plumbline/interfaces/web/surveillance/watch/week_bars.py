"""Reports by week as a small chart: a bar for each week, and the upper bound where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDE, HIGH, TOP = 240.0, 64.0, 14.0
GAP = 2.0


@dataclass(frozen=True, slots=True)
class WeekBar:
    """One week: where its bar stands, how high it is, and the height of its bound, None where there is none."""

    week: date
    reports: int
    x: float
    y: float
    wide: float
    high: float
    bound: float | None
    now: bool

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return self.x + self.wide / 2

    @property
    def end(self) -> float:
        """Where its bar ends."""
        return self.x + self.wide

    @property
    def lift(self) -> float:
        """Just above it."""
        return self.y - 3


def bars(weeks: Sequence[tuple[date, int, float | None]], most: float) -> list[WeekBar]:
    """The bars of ``weeks`` (the Monday, the reports, the bound), on a scale from 0 to ``most``."""
    step = WIDE / max(1, len(weeks))
    scale = HIGH / max(1.0, most)

    def down(value: float) -> float:
        return round(TOP + HIGH - min(value, most) * scale, 2)

    return [WeekBar(week, n, round(place * step + GAP / 2, 2), down(n), round(step - GAP, 2),
                    round(TOP + HIGH - down(n), 2), down(bound) if bound is not None else None,
                    place == len(weeks) - 1)
            for place, (week, n, bound) in enumerate(weeks)]


def most_of(counts: Sequence[Sequence[float | None]]) -> float:
    """The end of a scale that all of ``counts`` share."""
    return max((value for each in counts for value in each if value is not None), default=1.0) or 1.0
