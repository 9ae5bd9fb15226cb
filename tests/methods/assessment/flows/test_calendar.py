"""Assessment years that are not the calendar's."""

from __future__ import annotations

import pytest

from plumbline.errors import MethodError
from plumbline.methods.assessment.flows.calendar import AssessmentYear
from plumbline.methods.shared.periods import parse

JULY = AssessmentYear.of("07-01..06-30")  # 国办发〔2013〕47号, article 3


def test_the_calendar_year() -> None:
    year = AssessmentYear.of("calendar")
    assert year.calendar
    assert (year.label("2013"), year.period("2013")) == ("2013", parse("2013"))


@pytest.mark.parametrize("written", ["2013", "2013-14", "2013-2014"])
def test_july_to_june_is_named_after_both_years(written: str) -> None:
    assert JULY.label(written) == "2013-14"
    assert JULY.period(written) == parse("2013-07..2014-06")


def test_a_year_may_begin_on_any_day() -> None:
    assert AssessmentYear.of("09-01..08-31").period("2013") == parse("2013-09..2014-08")  # Panjin
    assert AssessmentYear.of("12-16..12-15").period("1999") == parse("1999-12-16..2000-12-15")
    assert AssessmentYear.of("12-16..12-15").label("1999") == "1999-00"


@pytest.mark.parametrize(("rule", "code"), [
    ("", "period.no_year_rule"), ("july", "period.no_year_rule"), ("07-01..06-29", "period.not_whole_year"),
    ("07-01..07-01", "period.not_whole_year"), ("02-29..02-28", "period.no_year_rule"),
    ("13-01..12-31", "period.no_year_rule"),
])
def test_what_is_not_a_whole_year(rule: str, code: str) -> None:
    with pytest.raises(MethodError, match="is no") as caught:
        AssessmentYear.of(rule)
    assert caught.value.code == code


@pytest.mark.parametrize(("year", "written"), [
    (AssessmentYear(), "2013-14"), (AssessmentYear(), "13"), (AssessmentYear(), "0000"), (JULY, "2013-15"),
    (JULY, "2013-Q1"), (JULY, ""),
])
def test_what_is_not_a_year_of_the_scheme(year: AssessmentYear, written: str) -> None:
    with pytest.raises(MethodError, match=f"'{written}' is not an assessment year of this scheme") as caught:
        year.label(written)
    assert caught.value.code == "period.not_assessment_year"


def test_the_last_year_there_is_has_no_end() -> None:
    with pytest.raises(MethodError, match="'9999' is not an assessment year of this scheme") as caught:
        JULY.period("9999")
    assert caught.value.code == "period.not_assessment_year"
