"""Means and totals from a stratified sample, from records to the figure: R survey's apistrat is the control."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from plumbline.figures.cuts.freezing import freeze
from plumbline.procedures.figures.reading import read_figure
from tests import needs
from tests.records.samples import Office

ESTIMATES = """\
[api00]
title      = { en = "Mean academic index", zh = "平均学业指数" }
meaning    = { en = "Mean of the index over all schools, from a sample by type.", zh = "分层抽样估计的指数均值。" }
unit       = "1"
better     = "higher"
source     = { text = "T. Lumley, Complex Surveys (2010)", ours = true }
of         = "statement"
when       = "series = 'api00'"
estimate   = "mean"
measure    = "value"
strata     = "layer"
population = { of = "statistic", by = "layer", count = "SUM(value)", when = "series = 'schools'" }
exclusions = { en = "Other series.", zh = "其他指标。" }
words      = { numerator = { en = "sum", zh = "合计" }, denominator = { en = "schools", zh = "所学校" } }

[enroll]
title      = { en = "Pupils", zh = "在校生总数" }
meaning    = { en = "Pupils of all schools, from a sample by type.", zh = "按学校类型分层抽样推算的在校生总数。" }
unit       = "1"
better     = "neither"
source     = { text = "T. Lumley, Complex Surveys (2010)", ours = true }
of         = "statement"
when       = "series = 'enroll'"
estimate   = "total"
measure    = "value"
strata     = "layer"
population = { of = "statistic", by = "layer", count = "SUM(value)", when = "series = 'schools'" }
exclusions = { en = "Other series.", zh = "其他指标。" }
words      = { numerator = { en = "sum", zh = "合计" }, denominator = { en = "schools", zh = "所学校" } }
"""
UNLAYERED = ESTIMATES.replace('strata     = "layer"\n', "").replace('by = "layer", ', "")
ALL = {"E": 4421, "M": 1018, "H": 755}


def population(layer: str, count: Any) -> dict[str, str]:
    return {"series": "schools", "region": "city", "period": f"{2000 if layer else 1999}", "span": "year",
            "ends_on": "2000-12-31", "value": str(count), "unit": "1", "source": "CDE", "layer": layer} | {
                "series": "schools", "region": {"E": "1", "M": "2", "H": "8"}.get(layer, "city"), "period": "2000"}


def said(number: int, series: str, value: Any, layer: str) -> dict[str, str]:
    return {"organisation": f"s{number}", "series": series, "region": "city", "period": "2000", "span": "year",
            "ends_on": "2000-12-31", "value": str(value), "unit": "1", "source": "CDE", "layer": layer}


def figure(office: Office, name: str, text: str = ESTIMATES) -> dict[str, Any]:
    folder = office.home.path / "rulebook" / "indicators"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "school.toml").write_text(text, encoding="utf-8")
    return read_figure(freeze(office.home), office.home, f"school.{name}", "city", "2000", user=None)


def sample(*values: tuple[Any, str], series: str = "api00") -> list[dict[str, str]]:
    return [said(number, series, value, layer) for number, (value, layer) in enumerate(values)]


def test_apistrat_through_records(office: Office) -> None:
    path = needs.require_shared("data", "reference", "apistrat.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        schools = list(csv.DictReader(stream))
    office.take("statement", [said(number, series, row[series], row["stype"])
                              for number, row in enumerate(schools) for series in ("api00", "enroll")])
    office.take("statistic", [population(*each) for each in ALL.items()])
    mean, total = figure(office, "api00"), figure(office, "enroll")
    assert (mean["value"], mean["se"], mean["n"], mean["population"]) == ("662.29", "9.4089", 200, 6194)
    assert mean["interval"] == {"low": "643.85", "high": "680.73", "level": "0.95", "method": "normal"}
    assert (total["value"], total["se"], total["note"]) == ("3687178", "114642", None)


def test_a_stratum_of_one_unit_has_no_standard_error_and_says_so(office: Office) -> None:
    office.take("statement", sample((600, "E"), (700, "E"), (500, "M")))
    office.take("statistic", [population("E", 10), population("M", 4)])
    found = figure(office, "api00")
    assert (found["value"], found["se"], found["interval"]) == ("607.14", None, None)
    assert found["note"] == {"en": "One unit was sampled of M, so there is no standard error.",
                             "zh": "层“M”只有一个样本，因此没有标准误。"}


def test_a_stratum_counted_in_full_adds_nothing_to_the_error(office: Office) -> None:
    office.take("statement", sample((600, "E"), (700, "E"), (500, "M")))
    office.take("statistic", [population("E", 2), population("M", 1)])
    found = figure(office, "api00")
    assert (found["value"], found["se"], found["note"]) == ("600.00", "0.0000", None)


@pytest.mark.parametrize(("name", "told", "missing"), [
    ("api00", [("E", 10)], "it is not known how many units M has, of which some were sampled"),
    ("api00", [("E", 10), ("M", 1)], "M is said to have 1.00 units in all, and 2 were sampled"),
    ("api00", [("E", 10), ("M", 7.5)], "M is said to have 7.50 units in all, and 2 were sampled"),
    ("api00", [], "it is not known how many units E, M has, of which some were sampled"),
    ("enroll", [("E", 10), ("M", 4), ("H", 3)],
     "none of the units of H was sampled, so nothing is known of the total"),
])
def test_without_knowing_the_population_there_is_no_value(
        office: Office, name: str, told: list[tuple[str, Any]], missing: str) -> None:
    office.take("statement", sample((600, "E"), (700, "E"), (500, "M"), (510, "M"), series=name))
    if told:
        office.take("statistic", [population(*each) for each in told])
    found = figure(office, name)
    assert (found["value"], found["se"], found["missing"]["en"]) == (None, None, missing)


def test_a_simple_random_sample_without_layers(office: Office) -> None:
    office.take("statement", sample((1, ""), (2, ""), (6, "")))
    office.take("statistic", [population("", 12)])
    found = figure(office, "api00", UNLAYERED)
    # s^2 = 7; (1 - 3/12) * 7 / 3 = 1.75, whose root is 1.3229
    assert (found["value"], found["se"], found["population"]) == ("3.00", "1.3229", 12)


def number(series: str, region: str, value: int, layer: str = "", day: str = "2000-12-31") -> dict[str, str]:
    span = {"2000-12-31": ("2000", "year"), "2000-06-30": ("2000-Q2", "quarter")}[day]
    return {"series": series, "region": region, "period": span[0], "span": span[1], "ends_on": day,
            "value": str(value), "unit": "1", "source": "CDE", "layer": layer}


def test_two_numbers_of_units_of_one_layer_are_not_added_up(office: Office) -> None:
    office.take("statement", sample((600, "E"), (700, "E")))
    text = ESTIMATES.replace("series = 'schools'", "series <> 'other'")
    office.take("statistic", [number("schools", "1", 10, "E"), number("revised", "1", 12, "E")])
    found = figure(office, "api00", text)
    assert (found["value"], found["missing"]) == (None, {
        "en": "layer E has more than one number of units in Ward 1 on 2000-12-31",
        "zh": "层“E”在第1选区2000-12-31有不止一个单位总数"})
    assert figure(office, "api00")["value"] == "650.00"            # of one series there is one number


def test_a_layer_of_a_region_and_of_its_part_is_not_added_up(office: Office) -> None:
    office.take("statement", sample((600, "E"), (700, "E")))
    office.take("statistic", [number("schools", "1", 10, "E"), number("schools", "city", 12, "E")])
    assert figure(office, "api00")["missing"] == {
        "en": "layer E has a number of units in City and another in Ward 1, which lies in it",
        "zh": "层“E”在市及其下的第1选区都有单位总数"}


def test_what_adds_up_is_added_up(office: Office) -> None:
    """Two wards, two days and two layers are no duplicates; nor is a layer that nothing was observed of."""
    office.take("statement", sample((600, "E"), (700, "E"), (500, "M")))
    office.take("statistic", [number("schools", "1", 10, "E"), number("schools", "2", 10, "E"),
                              number("schools", "1", 10, "E", "2000-06-30"), number("schools-m", "1", 30, "M"),
                              number("schools-h", "1", 9, "H"), number("schools-h", "city", 9, "H")])
    found = figure(office, "api00", ESTIMATES.replace("series = 'schools'", "series <> 'other'"))
    assert (found["value"], found["population"]) == ("575.00", 78)


def test_without_layers_two_numbers_of_units_are_named_too(office: Office) -> None:
    office.take("statement", sample((1, ""), (2, ""), (6, "")))
    office.take("statistic", [number("schools", "city", 12), number("schools", "2", 5)])
    assert figure(office, "api00", UNLAYERED)["missing"] == {
        "en": "there is a number of units in City and another in Ward 2, which lies in it",
        "zh": "在市及其下的第2选区都有单位总数"}


PEOPLE = """
[people]
title      = { en = "Residents", zh = "常住人口" }
meaning    = { en = "As published.", zh = "以公布数为准。" }
unit       = "1"
better     = "neither"
source     = { text = "test", ours = true }
of         = "statistic"
when       = "series = 'people'"
numerator  = "SUM(value)"
exclusions = { en = "Others.", zh = "其他。" }
words      = { numerator = { en = "residents", zh = "人" } }
"""


def test_a_sum_says_that_a_region_and_its_part_both_count(office: Office) -> None:
    office.take("statistic", [number("people", "1", 10), number("people", "2", 5)])
    assert figure(office, "people", PEOPLE)["note"] is None
    office.take("statistic", [number("people", "city", 15)])
    found = figure(office, "people", PEOPLE)
    assert (found["value"], found["note"]) == ("30.00" if "." in found["value"] else "30", {
        "en": "The numbers of City itself and of Ward 1, which lies in it, are both counted.",
        "zh": "市本级的数值与其下第1选区的数值同时计入。"})


@pytest.mark.parametrize(("periods", "said"), [
    ((("2000", "year", "2000-12-31"), ("2000-Q1", "quarter", "2000-03-31")), ("2000", "2000-Q1")),
    ((("2000-Q2", "quarter", "2000-06-30"), ("2000-Q1", "quarter", "2000-03-31"), ("2000-05", "month", "2000-05-31")),
     ("2000-Q2", "2000-05")),
    ((("2000-Q1", "quarter", "2000-03-31"), ("2000-Q2", "quarter", "2000-06-30"), ("2000-07", "month", "2000-07-31")),
     None),
])
def test_a_sum_says_that_a_period_and_a_part_of_it_both_count(
    office: Office, periods: tuple[tuple[str, str, str], ...], said: tuple[str, str] | None,
) -> None:
    office.take("statistic", [number("people", "1", 10) | {"period": period, "span": span, "ends_on": last}
                              for period, span, last in periods])
    note = figure(office, "people", PEOPLE)["note"]
    assert note == (said and {
        "en": f"The numbers of {said[0]} and of {said[1]}, which lies in it, are both counted for Ward 1.",
        "zh": f"第1选区{said[0]}的数值与其中{said[1]}的数值同时计入。"})
