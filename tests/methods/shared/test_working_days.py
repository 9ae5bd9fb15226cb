"""Terms of working days: by hand, by the package whose data the shipped calendars were derived from, and in general."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import MethodError
from plumbline.methods.shared.working_days import MOST, Calendar, Due, YearDays, after, days_after

PLAIN = Calendar("plain")
YEAR_2026 = Calendar("small", {2026: YearDays(frozenset({date(2026, 2, 16), date(2026, 2, 17)}),
                                              frozenset({date(2026, 2, 14)}))})


@pytest.mark.parametrize(("start", "count", "due"), [
    (date(2026, 2, 13), 0, date(2026, 2, 13)),
    (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday that is worked
    (date(2026, 2, 13), 2, date(2026, 2, 18)),  # Sunday, and two days off
    (date(2026, 2, 14), 1, date(2026, 2, 18)),
    (date(2026, 2, 15), 1, date(2026, 2, 18)),  # it may begin on a day off
    (date(2026, 2, 20), 1, date(2026, 2, 23)),
])
def test_a_term_of_working_days(start: date, count: int, due: date) -> None:
    assert after(YEAR_2026, start, count) == Due(due)


@pytest.mark.parametrize(("start", "days", "due"), [
    (date(2026, 2, 10), 4, date(2026, 2, 14)),
    (date(2026, 2, 10), 5, date(2026, 2, 18)),  # ends on a Sunday, and goes on to the next working day
    (date(2026, 2, 10), 0, date(2026, 2, 10)),
])
def test_a_term_of_days(start: date, days: int, due: date) -> None:
    assert days_after(YEAR_2026, start, days) == Due(due)


def test_a_year_that_is_not_announced_makes_it_provisional() -> None:
    last = date(2026, 12, 31)
    assert after(YEAR_2026, last, 1) == Due(date(2027, 1, 1), provisional=True)
    assert after(YEAR_2026, last, 0) == Due(last)
    assert after(YEAR_2026, date(2025, 12, 31), 1) == Due(date(2026, 1, 1))
    assert days_after(YEAR_2026, date(2026, 12, 30), 1) == Due(last)
    assert days_after(YEAR_2026, date(2026, 12, 30), 2) == Due(date(2027, 1, 1), provisional=True)


@pytest.mark.parametrize("term", [after, days_after])
@pytest.mark.parametrize("count", [-1, MOST + 1])
def test_what_is_no_number_of_days(term: object, count: int) -> None:
    with pytest.raises(MethodError) as refused:
        term(PLAIN, date(2026, 1, 1), count)  # type: ignore[operator]
    assert refused.value.code == "deadline.days"


@pytest.mark.parametrize("term", [after, days_after])
def test_a_term_that_ends_after_the_last_day_there_is(term: object) -> None:
    with pytest.raises(MethodError) as refused:
        term(PLAIN, date(9999, 12, 30), 15)  # type: ignore[operator]
    assert refused.value.code == "deadline.beyond"


@given(start=st.dates(date(2004, 1, 1), date(2030, 1, 1)), first=st.integers(0, 60), then=st.integers(0, 60))
def test_terms_add_up_and_end_on_working_days(start: date, first: int, then: int) -> None:
    whole = after(YEAR_2026, start, first + then)
    assert after(YEAR_2026, after(YEAR_2026, start, first).day, then).day == whole.day
    if first + then:
        assert YEAR_2026.works(whole.day)
        days = (start + timedelta(days=each) for each in range(1, (whole.day - start).days + 1))
        assert sum(YEAR_2026.works(day) for day in days) == first + then
