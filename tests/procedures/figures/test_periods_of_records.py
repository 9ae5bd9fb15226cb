"""Periods of statistics, however they are written: one record each, or set aside with the reason."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from plumbline.figures.cuts.freezing import freeze
from plumbline.procedures.figures.reading import read_figure
from plumbline.procedures.operations.check_records import periods
from plumbline.procedures.operations.doctor import OK, WARN, Visit
from plumbline.procedures.records.save import keep
from plumbline.records.core import kinds
from plumbline.records.intake.staging.single import Faults
from tests.records.samples import Office, current, read_csv

AT = datetime(2026, 3, 1, tzinfo=UTC)


def statistic(period: str, value: str = "110.00", span: str = "year", ends: str = "2013-12-31") -> dict[str, str]:
    return {"series": "new-product-output", "region": "city", "period": period, "span": span, "ends_on": ends,
            "value": value, "unit": "CNY", "source": "yearbook"}


LAST_YEAR = statistic("2012", "100.00", ends="2012-12-31")


@pytest.mark.parametrize("other", ["2013年", "２０１３年度", "2013-01..2013-12"])
@pytest.mark.parametrize("apart", [False, True])
def test_a_period_written_in_two_ways_counts_once(office: Office, other: str, apart: bool) -> None:
    files = [[LAST_YEAR, statistic("2013")], [statistic(other)]] if apart else [
        [LAST_YEAR, statistic("2013"), statistic(other)]]
    for rows in files:
        assert office.take("statistic", rows).quarantined == 0
    found = read_figure(freeze(office.home), office.home, "statistic.new_product_growth", "city", "2013", user=None)
    assert (found["value"], found["behind"]) == ("10.0", 2)
    assert current("statistic", "period") == [("2012",), ("2013",)]


def test_a_file_of_many_numbers_of_one_period(office: Office) -> None:
    rows = [{**statistic("2013年"), "series": f"s{number}"} for number in range(50)]
    assert office.take("statistic", rows).rows == 50
    assert office.take("statistic", rows).same == 50


def test_another_value_under_another_name_is_a_correction(office: Office) -> None:
    office.take("statistic", [LAST_YEAR, statistic("2013")])
    assert office.take("statistic", [statistic("2013年", "120.00")]).corrections == 1
    found = read_figure(freeze(office.home), office.home, "statistic.new_product_growth", "city", "2013", user=None)
    assert found["value"] == "20.0"


def test_without_a_record_of_this_year_there_is_no_growth(office: Office) -> None:
    office.take("statistic", [LAST_YEAR])
    found = read_figure(freeze(office.home), office.home, "statistic.new_product_growth", "city", "2013", user=None)
    assert (found["value"], found["missing"]) == (
        None, {"en": "there is no record for this year", "zh": "本年没有记录"})


@pytest.mark.parametrize(("row", "reason"), [
    (statistic("hello"), "Period is not a period"),
    (statistic("2013-Q7"), "Period is not a period"),
    (statistic("2013.1"), "Period is not a period"),
    (statistic("2013", span="quarter"), "Length of the period does not agree with the period"),
    (statistic("2013-Q4"), "Length of the period does not agree with the period"),
    (statistic("2013年1-7月", ends="2013-07-31"), "Length of the period does not agree with the period"),
    (statistic("2013", ends="2013-12-30"), "Last day of the period is not the last day of the period"),
    (statistic("2013年上半年", span="half"), "Last day of the period is not the last day of the period"),
])
def test_what_means_no_period_or_disagrees_is_set_aside(office: Office, row: dict[str, str], reason: str) -> None:
    outcome = office.take("statistic", [LAST_YEAR, row])
    assert (outcome.rows, outcome.quarantined) == (1, 1)
    assert reason in {one["reason"] for one in read_csv(outcome.reasons_file)}


def test_the_same_holds_of_what_organisations_say_of_themselves_and_of_forms(office: Office) -> None:
    said = {**statistic("2013年第一季度", span="季度", ends="2013-03-31"), "organisation": "x"}
    keep("statement", said, at=office.clock())
    assert current("statement", "period", "span", "ends_on") == [("2013-Q1", "quarter", date(2013, 3, 31))]
    with pytest.raises(Faults) as caught:
        keep("statement", {**said, "period": "hello"}, at=office.clock())
    assert [(name, reason.zh, code) for name, reason, _, code in caught.value.faults] == [
        ("period", "时期不是有效的时期", "not_period")]


def test_the_doctor_names_periods_that_an_older_program_kept_as_they_were_written(office: Office) -> None:
    office.take("statistic", [LAST_YEAR, statistic("2013")])
    visit = Visit(office.home, AT)
    assert [one.status for one in periods(visit)] == [OK]
    kinds.get("statistic").model.objects.filter(period="2013").update(period="2013年")
    (finding,) = periods(visit)
    assert (finding.status, finding.where) == (WARN, "statistic.period")
    assert finding.why.startswith("2013年; a number that is there under the usual name too counts twice")
