"""Figures that were prepared, and periods as they are asked for."""

from __future__ import annotations

import pytest

from plumbline.errors import FigureError
from plumbline.figures.engine.duck import DuckEngine
from plumbline.figures.indicators.compute import figure, figures, prepare
from plumbline.figures.indicators.session import period_of
from plumbline.methods.shared.periods import parse


def test_a_period_is_text_or_period():
    assert period_of("2013") == period_of(parse("2013"))
    with pytest.raises(FigureError, match="'2013-13' is not a period") as caught:
        period_of("2013-13")
    assert caught.value.code == "period.not_period"


class Counting(DuckEngine):
    """DuckDB, counting what it is asked."""

    name = "counting"
    asked = 0

    def session(self, key, path_of):
        self.asked += 1
        return super().session(key, path_of)


def test_figures_that_were_prepared_ask_the_engine_nothing(chicago_cut, shipped):
    engine = Counting()
    wanted = [shipped[name] for name in ("inspection.pass_rate", "inspection.clean_rate")]
    prepare(chicago_cut, wanted, ["2012", "2013", "2014"], engine=engine)
    asked = engine.asked
    for each in wanted:
        for year in ("2013", "2014"):
            figure(chicago_cut, each, "9", year, engine=engine)
    assert engine.asked == asked == 1


def test_published_grades_are_read_once_for_all_regions(chicago_cut, shipped):
    engine = Counting()
    graded = [each for each in shipped.values() if each.composed and each.composed.scope]
    for each in graded:
        assert len(figures(chicago_cut, each, "2013", engine=engine)) == 51
        assert engine.asked == 2  # what is counted, and the grades
        engine.asked = 0
    assert graded


def test_the_first_year_has_no_year_before(chicago_cut, shipped):
    with pytest.raises(FigureError, match="there is no region '9' on 0001-12-31") as caught:
        figure(chicago_cut, shipped["inspection.count"], "9", "0001")
    assert caught.value.code == "region.unknown"
    found = figure(chicago_cut, shipped["inspection.count"], "9", "1900")
    assert (found.numerator, found.change) == (0, None)  # the ward was not there in 1899
