"""Periods asked for together."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from plumbline.figures.indicators.spans import spans
from plumbline.methods.shared.periods import Period, parse

DAY = exp.column("day")


def texts(*periods, dated=True):
    return [[period.text for period in span.periods] for span in spans(map(parse, periods), dated=dated)]


def test_periods_without_a_common_day_go_together():
    assert texts("2013", "2012", "2011") == [["2011", "2012", "2013"]]
    assert texts("2013-Q1", "2012-Q4") == [["2012-Q4", "2013-Q1"]]


def test_periods_with_a_common_day_do_not():
    assert texts("2013", "2013-Q1", "2013-Q2") == [["2013"], ["2013-Q1", "2013-Q2"]] or texts(
        "2013", "2013-Q1", "2013-Q2") == [["2013-Q1", "2013-Q2"], ["2013"]]


def test_a_register_is_whole_in_every_period():
    assert texts("2012", "2013", dated=False) == [["2012"], ["2013"]]


@given(st.lists(st.builds(lambda a, b: Period(f"{min(a, b)}..{max(a, b)}", min(a, b), max(a, b)),
                          *[st.dates(date(2012, 1, 1), date(2012, 3, 1))] * 2), max_size=12))
def test_every_period_once_and_no_day_twice(periods):
    found = spans(periods, dated=True)
    assert sorted(period.text for span in found for period in span.periods) == sorted({each.text for each in periods})
    for span in found:
        ordered = sorted(span.periods, key=lambda each: each.first)
        assert all(before.last < after.first for before, after in pairwise(ordered))


def test_whole_years_are_told_apart_by_their_number():
    (span,) = spans(map(parse, ["2012", "2013"]), dated=True)
    assert span.column(DAY).sql() == "EXTRACT(YEAR FROM day)"
    assert span.condition(DAY).sql() == "day BETWEEN CAST('2012-01-01' AS DATE) AND CAST('2013-12-31' AS DATE)"
    assert {key: period.text for key, period in span.by_key.items()} == {2012: "2012", 2013: "2013"}


def test_other_periods_are_told_apart_by_their_days():
    (span,) = spans(map(parse, ["2012-Q1", "2012-Q3"]), dated=True)
    assert span.column(DAY).sql() == (
        "CASE WHEN day BETWEEN CAST('2012-01-01' AS DATE) AND CAST('2012-03-31' AS DATE) THEN 0 "
        "WHEN day BETWEEN CAST('2012-07-01' AS DATE) AND CAST('2012-09-30' AS DATE) THEN 1 END")
    assert " OR " in span.condition(DAY).sql()


def test_a_single_period_needs_no_telling():
    (span,) = spans([parse("2012-Q1")], dated=True)
    assert span.column(DAY).sql() == "0"
    assert spans([parse("2012")], dated=False)[0].column(None).sql() == "2012"
    assert spans([parse("2012")], dated=False)[0].condition(None) is None
