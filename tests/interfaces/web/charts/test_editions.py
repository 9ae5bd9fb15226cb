"""The line of editions, as numbers."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from plumbline.interfaces.web.charts.editions import Held, line

TODAY = date(2026, 12, 1)


def test_editions_lie_on_one_scale_from_even_year_to_even_year() -> None:
    drawn = line([Held(date(2000, 12, 1), date(2008, 11, 1), over=True), Held(date(2008, 11, 1), None)],
                 date(2005, 6, 1), TODAY)
    assert drawn is not None
    assert [year for _, year in drawn.ticks] == ["2000", "2005", "2010", "2015", "2020", "2025", "2030"]
    places = [x for x, _ in drawn.ticks]
    assert (places[0], places[-1]) == (0.0, 1000.0)
    assert all(abs(b - a - 1000 / 6) < 0.5 for a, b in pairwise(places))
    first, second = drawn.spans
    assert (first.end, second.end, second.open, first.open) == (second.begin, 1000.0, True, False)
    assert first.begin < drawn.now < first.end


def test_what_is_over_and_nobody_says_since_when_is_told_apart() -> None:
    drawn = line([Held(date(1999, 1, 1), None, over=True), Held(None, None, over=True)], TODAY, TODAY)
    assert drawn is not None
    assert [(each.unknown, each.open, each.begin is None) for each in drawn.spans] == [
        (True, False, False), (True, False, True)]


def test_without_a_day_there_is_nothing_to_draw_and_any_day_can_be_drawn() -> None:
    assert line([Held(None, None), Held(None, date(2001, 1, 1))], TODAY, TODAY) is None
    for on in (date.min, date.max):
        drawn = line([Held(date(1999, 1, 1), None)], on, TODAY)
        assert drawn is not None
        assert 0 <= drawn.now <= 1000
        assert len(drawn.ticks) <= 9
