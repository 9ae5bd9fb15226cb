"""The few kinds of chart, each as numbers for its SVG template. Nothing here knows a colour or a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from plumbline.interfaces.web.charts.scale import Scale, fitting, whole

WIDE = 1000.0
TREND_WIDE, TREND_HIGH, TREND_PAD, TREND_TOP = 240.0, 72.0, 30.0, 16.0
SLOPE_HIGH = 320.0
LABEL_HIGH = 13.0


class Bounds(Protocol):
    """An interval."""

    @property
    def low(self) -> str: ...

    @property
    def high(self) -> str: ...


class Valued(Protocol):
    """Whatever has a value in a unit and perhaps an interval: a figure."""

    @property
    def value(self) -> str | None: ...

    @property
    def interval(self) -> Bounds | None: ...

    @property
    def unit(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Track:
    """One value with its interval on a horizontal scale ``WIDE`` units long. None: there is none."""

    point: float | None
    low: float | None
    high: float | None
    ref: float | None = None

    @classmethod
    def of(cls, figure: Valued, scale: Scale, ref: float | None = None) -> Track:
        """The track of ``figure``; ``ref`` is the place of a line to compare with."""
        if figure.value is None:
            return cls(None, None, None, ref)
        held = figure.interval
        low, high = (scale.at(held.low), scale.at(held.high)) if held else (None, None)
        return cls(scale.at(figure.value), low, high, ref)


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure's own interval bar with the ends of its scale."""

    track: Track
    ends: tuple[str, str]


def bar(figure: Valued) -> Bar | None:
    """The interval on the figure's own scale; None for a figure without an interval."""
    if figure.value is None or figure.interval is None:
        return None
    scale = whole(figure.unit, (figure.value, figure.interval.low, figure.interval.high), WIDE)
    return Bar(Track.of(figure, scale), scale.ends)


def extent(figures: Sequence[Valued]) -> Scale:
    """One horizontal scale for many figures and their intervals."""
    values: list[str] = []
    for figure in figures:
        if figure.value is not None:
            values.append(figure.value)
        if figure.value is not None and figure.interval is not None:
            values += [figure.interval.low, figure.interval.high]
    return fitting(values, WIDE, unit=figures[0].unit if figures else "")


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a trend."""

    x: float
    y: float
    title: str
    value: str
    now: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """A line over periods with its band. ``band`` and ``line`` are SVG path data; gaps break both."""

    points: tuple[Point, ...]
    line: str
    band: str
    ticks: tuple[tuple[float, str], ...]

    @property
    def known(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.points)


@dataclass(frozen=True, slots=True)
class Score:
    """A score among years: a value without an interval."""

    value: str | None
    interval: Bounds | None = None
    unit: str = ""


def trend(figures: Sequence[tuple[str, Valued | None]], now: str, *, scale: Scale | None = None) -> Trend:
    """``figures``: period and figure, in order of time. ``now`` is the period the page is about. ``scale`` is one that
    many trends share; else each has its own."""
    scale = scale or extent([one for _, one in figures if one is not None])
    scale = Scale(scale.low, scale.high, TREND_HIGH, scale.step)
    gap = (TREND_WIDE - 2 * TREND_PAD) / max(1, len(figures) - 1)
    points, runs, bands = [], [], []
    run: list[str] = []
    upper: list[str] = []
    lower: list[str] = []
    for index, (period, figure) in enumerate([*figures, ("", None)]):
        if figure is None or figure.value is None:
            if run:
                runs.append("M" + "L".join(run))
            if len(upper) > 1:
                bands.append("M" + "L".join([*upper, *reversed(lower)]) + "Z")
            run, upper, lower = [], [], []
            continue
        x = round(TREND_PAD + gap * index, 2)
        y = round(TREND_TOP + scale.down(figure.value), 2)
        run.append(f"{x} {y}")
        points.append(Point(x, y, period, figure.value, period == now))
        if figure.interval is not None:
            upper.append(f"{x} {round(TREND_TOP + scale.down(figure.interval.high), 2)}")
            lower.append(f"{x} {round(TREND_TOP + scale.down(figure.interval.low), 2)}")
    ticks = tuple((round(TREND_PAD + gap * index, 2), period) for index, (period, _) in enumerate(figures))
    return Trend(tuple(points), "".join(runs), "".join(bands), ticks)


@dataclass(frozen=True, slots=True)
class Segment:
    """One item in the bar of points: earned from ``x`` for ``got``, lost for ``lost`` after it."""

    x: float
    got: float
    lost: float
    end: float


def points(items: Sequence[tuple[float, float]]) -> list[Segment]:
    """``items``: points earned and points to earn. The bar is as long as all there is to earn."""
    total = sum(of for _, of in items) or 1
    segments, x = [], 0.0
    for got, of in items:
        wide, won = of / total * WIDE, min(max(got, 0), of) / total * WIDE
        segments.append(Segment(round(x, 2), round(won, 2), round(wide - won, 2), round(x + wide, 2)))
        x += wide
    return segments


@dataclass(frozen=True, slots=True)
class Slope:
    """One region from last year to this. ``label`` is the height of its name, None where it goes unnamed."""

    code: str
    name: str
    before: float
    after: float
    label: float | None
    rises: bool


def slopes(moves: Sequence[tuple[str, str, float, float]], named: int) -> tuple[list[Slope], tuple[str, str]]:
    """``moves``: code, name, value before, value after. The ``named`` largest rises and falls carry their names."""
    scale = fitting([value for _, _, before, after in moves for value in (before, after)], SLOPE_HIGH)
    by_change = sorted(moves, key=lambda one: one[3] - one[2])
    loud = {one[0] for one in by_change[:named] if one[3] < one[2]}
    loud |= {one[0] for one in by_change[-named:] if one[3] > one[2]}
    heights = _apart({code: scale.down(after) for code, _, _, after in moves if code in loud})
    drawn = [Slope(code, name, scale.down(before), scale.down(after), heights.get(code), after > before)
             for code, name, before, after in moves]
    drawn.sort(key=lambda one: one.label is not None)
    return drawn, scale.ends


def _apart(wanted: dict[str, float]) -> dict[str, float]:
    """Label heights near the wanted ones, at least a line apart and inside the drawing."""
    ordered = sorted(wanted.items(), key=lambda one: one[1])
    heights: list[float] = []
    for _, y in ordered:
        heights.append(max(y, heights[-1] + LABEL_HIGH) if heights else y)
    floor_ = SLOPE_HIGH
    for index in range(len(heights) - 1, -1, -1):
        heights[index] = min(heights[index], floor_)
        floor_ = heights[index] - LABEL_HIGH
    return {code: round(height, 2) for (code, _), height in zip(ordered, heights, strict=True)}
