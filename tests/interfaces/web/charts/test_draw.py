"""Charts are numbers before they are drawings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest

from plumbline.interfaces.web.charts import draw
from plumbline.interfaces.web.charts.scale import Scale, fitting, whole


@dataclass(frozen=True)
class Ends:
    low: str
    high: str


@dataclass(frozen=True)
class Measure:
    value: str | None
    interval: Ends | None = None
    unit: str = "%"


def test_a_percentage_stands_on_the_whole_of_its_scale() -> None:
    assert whole("%", ["80"], 1000).ends == ("0", "100")
    assert whole("1", ["80", "230"], 1000).ends == ("0", "300")


@pytest.mark.parametrize(("values", "ends"), [
    ([58.62, 93.33, 50.1, 98.2], ("40", "100")), ([0.72, 1.78], ("0.5", "2.0")), ([1234, 8811], ("0", "10,000")),
    ([5, 5], ("4.5", "5.5")), ([0, 0], ("-1.0", "1.0")), ([], ("0.0", "1.0")),
])
def test_many_values_share_the_narrowest_round_scale(values: list[float], ends: tuple[str, str]) -> None:
    assert fitting(values, 1000).ends == ends


def test_a_percentage_s_scale_ends_at_its_ends() -> None:
    assert fitting([0.0, 100.0], 10, unit="%").ends == ("0", "100")
    assert fitting([99.0, 99.9], 10, unit="%").high <= 100


def test_values_outside_stay_on_the_drawing() -> None:
    scale = Scale(0, 100, 1000)
    assert [scale.at(value) for value in (-5, 0, "50", 100, 250)] == [0, 0, 500, 1000, 1000]
    assert scale.down(25) == 750


def test_a_bar_has_value_and_interval_in_place() -> None:
    bar = draw.bar(Measure("85.11", Ends("80.71", "88.65")))
    assert bar is not None
    assert bar.track == draw.Track(851.1, 807.1, 886.5)
    assert draw.bar(Measure("85.11")) is None
    assert draw.bar(Measure(None, Ends("0", "1"))) is None


def test_a_region_without_value_has_no_point() -> None:
    assert draw.Track.of(Measure(None), Scale(0, 100, 1000), ref=5.0) == draw.Track(None, None, None, 5.0)


def test_a_trend_breaks_where_nothing_is_known() -> None:
    known = Measure("50", Ends("40", "60"))
    drawn = draw.trend([("2010", known), ("2011", known), ("2012", None), ("2013", known)], "2013")
    assert [point.title for point in drawn.points] == ["2010", "2011", "2013"]
    assert [point.now for point in drawn.points] == [False, False, True]
    assert drawn.line.count("M") == 2
    assert drawn.band.count("Z") == 1
    assert [tick for _, tick in drawn.ticks] == ["2010", "2011", "2012", "2013"]
    assert not draw.trend([("2010", None)], "2010").known


def test_points_fill_the_bar_from_item_to_item() -> None:
    parts = draw.points([(30, 30), (17, 20), (0, 50)])
    assert [(part.x, part.got, part.lost) for part in parts] == [(0, 300, 0), (300, 170, 30), (500, 0, 500)]
    over, under = draw.points([(22, 20), (-3, 20)])
    assert (over.got, over.lost, under.got, under.lost) == (500, 0, 0, 500)


def test_slopes_name_the_largest_moves_and_keep_names_apart() -> None:
    moves = [(str(code), f"Ward {code}", 50.0, 50.0 + code) for code in range(-10, 11)]
    drawn, ends = draw.slopes(moves, 3)
    named = [one for one in drawn if one.label is not None]
    assert {one.code for one in named} == {"-10", "-9", "-8", "8", "9", "10"}
    assert named == drawn[-6:]
    heights = sorted(one.label for one in named if one.label is not None)
    assert all(lower - upper >= draw.LABEL_HIGH - 0.01 for upper, lower in pairwise(heights))
    assert 0 <= heights[0]
    assert heights[-1] <= draw.SLOPE_HIGH
    assert ends == ("40", "60")


def test_nothing_moved_names_nobody() -> None:
    drawn, _ = draw.slopes([("1", "Ward 1", 5.0, 5.0), ("2", "Ward 2", 6.0, 6.0)], 3)
    assert [one.label for one in drawn] == [None, None]
