"""Periods and the ones they are compared with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import MethodError
from plumbline.methods.shared.periods import Period, parse, previous, year_before


@pytest.mark.parametrize(("text", "first", "last"), [
    ("2013", date(2013, 1, 1), date(2013, 12, 31)),
    ("2013-Q1", date(2013, 1, 1), date(2013, 3, 31)),
    ("2013-Q4", date(2013, 10, 1), date(2013, 12, 31)),
    ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
    ("2013-07..2014-06", date(2013, 7, 1), date(2014, 6, 30)),
    ("2013-07-15..2014-06-30", date(2013, 7, 15), date(2014, 6, 30)),
    ("2013-07-15..2013-07-15", date(2013, 7, 15), date(2013, 7, 15)),
])
def test_parse(text: str, first: date, last: date) -> None:
    assert parse(text) == Period(text, first, last)
    assert str(parse(text)) == text


@pytest.mark.parametrize(("text", "why"), [
    ("", "It has none of the known forms"),
    ("13", "It has none of the known forms"),
    ("2013-7", "It has none of the known forms"),
    (" 2013", "It has none of the known forms"),
    ("2013\n", "It has none of the known forms"),
    ("2013..2014", "It has none of the known forms"),
    ("二〇一三", "It has none of the known forms"),
    ("2013-Q5", "There is no quarter 5"),
    ("2013-13", "There is no month 13"),
    ("2013-07..2014-00", "There is no month 0"),
    ("2014-07..2013-06", "It ends before it begins"),
    ("2014-07-02..2014-07-01", "It ends before it begins"),
])
def test_what_is_not_a_period(text: str, why: str) -> None:
    with pytest.raises(MethodError) as caught:
        parse(text)
    assert caught.value.code == "period.not_period"
    assert caught.value.what.en == f"'{text}' is not a period"
    assert caught.value.why.en == why
    assert "2013-07..2014-06" in caught.value.next_step.en


@pytest.mark.parametrize("text", ["2013-02-30..2013-03-01", "0000"])
def test_a_day_that_does_not_exist(text: str) -> None:
    with pytest.raises(MethodError, match=f"'{text}' is not a period") as caught:
        parse(text)
    assert caught.value.code == "period.not_period"


@pytest.mark.parametrize(("text", "before"), [
    ("2013", "2012"),
    ("2013-Q1", "2012-Q4"),
    ("2013-Q3", "2013-Q2"),
    ("2013-01", "2012-12"),
    ("2013-07..2014-06", "2012-07..2013-06"),
    ("2013-01..2013-02", "2012-11..2012-12"),
    ("2013-07-01..2014-06-30", "2012-07-01..2013-06-30"),
    ("2013-07-15..2013-07-21", "2013-07-08..2013-07-14"),
])
def test_previous(text: str, before: str) -> None:
    assert previous(parse(text)) == parse(before)


@pytest.mark.parametrize(("text", "before"), [
    ("2013", "2012"),
    ("2013-Q1", "2012-Q1"),
    ("2013-02", "2012-02"),
    ("2013-07..2014-06", "2012-07..2013-06"),
    ("2012-02-29..2012-03-15", "2011-02-28..2011-03-15"),
    ("2013-02-01..2013-02-28", "2012-02-01..2012-02-29"),
])
def test_year_before(text: str, before: str) -> None:
    assert year_before(parse(text)) == parse(before)


@pytest.mark.parametrize("text", ["0001", "0001-01", "0001-01-01..0001-01-05"])
def test_nothing_comes_before_the_year_1(text: str) -> None:
    with pytest.raises(MethodError, match="there is no period before") as caught:
        previous(parse(text))
    assert caught.value.code == "period.none_before"
    with pytest.raises(MethodError, match="there is no year before") as caught:
        year_before(parse(text))
    assert caught.value.code == "period.none_before"


def test_an_early_year_keeps_four_digits() -> None:
    assert previous(parse("0988")).text == "0987"
    assert previous(parse("0988-Q1")).text == "0987-Q4"


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
def test_a_period_and_the_one_before_it_touch(first: date, length: int) -> None:
    period = parse(f"{first}..{first + timedelta(days=length)}")
    before = previous(period)
    assert before.last == period.first - timedelta(days=1)
    assert parse(before.text) == before
    assert period.first in period
    assert before.last not in period
    assert period.days == length + 1
