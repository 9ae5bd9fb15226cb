"""The Chicago world: every ward's figures equal plain loops over the raw file."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from plumbline.figures.indicators.compute import figure, figures, proof, records, root, series
from plumbline.methods.shared.trust import merkle
from tests.figures.tables import raw_chicago

YEARS = ("2012", "2013", "2014")
WARDS = [str(ward) for ward in range(1, 51)]


@pytest.fixture(scope="module")
def raw():
    return raw_chicago()


def plainly(raw, year, test):
    """Region -> (passing, all), by a loop over the file."""
    above, below = Counter(), Counter()
    for row in raw:
        if row["Inspection_Date"].startswith(year):
            for region in {"chicago", row["WARD"]}:
                below[region] += 1
                above[region] += bool(test(row))
    return {region: (above[region], below[region]) for region in ["chicago", *WARDS]}


TESTS = {
    "inspection.pass_rate": lambda row: row["Results"] != "Fail",
    "inspection.clean_rate": lambda row: row["criticalCount"] == "0",
    "inspection.conditional_rate": lambda row: row["Results"] == "Pass w/ Conditions",
    "inspection.licence_recorded": lambda row: row["LICENSE_CODE"] != "NA",
    "inspection.group_recorded": lambda row: row["inspector_group"] != "NA",
}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("name", TESTS)
def test_every_ward_equals_a_plain_loop(chicago_cut, shipped, engine, raw, name, year):
    found = figures(chicago_cut, shipped[name], year, engine=engine)
    assert {region: (each.numerator, each.denominator) for region, each in found.items()} == plainly(
        raw, year, TESTS[name])


def test_the_city_in_2013(chicago_cut, shipped, engine):
    city = figure(chicago_cut, shipped["inspection.pass_rate"], "chicago", "2013", engine=engine)
    assert (city.numerator, city.denominator, city.value) == (7202, 8811, "81.74")
    assert city.own == 907  # in no ward
    assert city.change.as_dict() == {"period": "2012", "numerator": 5363, "denominator": 6819, "value": "78.65",
                                     "difference": "3.09"}
    assert city.interval.as_dict() == {"low": "80.92", "high": "82.53", "level": "0.95", "method": "wilson"}
    assert sum(layer.denominator for layer in city.strata) == 8811


def test_repeated_failure_by_a_plain_loop(chicago_cut, shipped, engine, raw):
    fails = defaultdict(Counter)
    for row in raw:
        if row["Inspection_Date"].startswith("2013") and row["Results"] == "Fail":
            for region in {"chicago", row["WARD"]} - {"NA"}:
                fails[region][row["License"]] += 1
    found = figures(chicago_cut, shipped["inspection.repeat_failure"], "2013", engine=engine)
    assert {region: (each.numerator, each.denominator) for region, each in found.items()} == {
        region: (sum(count > 1 for count in fails[region].values()), len(fails[region])) for region in found}
    assert found["chicago"].denominator != sum(found[ward].denominator for ward in WARDS)


def test_the_weighted_rate_by_a_plain_loop(chicago_cut, shipped, engine, raw):
    risk_of = {row["License"]: (row["WARD"], row["Risk"]) for row in raw}
    weights = Counter(risk for ward, risk in risk_of.values() if ward == "42")
    below = Counter(row["Risk"] for row in raw if row["WARD"] == "42" and row["Inspection_Date"].startswith("2013"))
    above = Counter(row["Risk"] for row in raw if row["WARD"] == "42" and row["Inspection_Date"].startswith("2013")
                    and row["Results"] != "Fail")
    expected = 100 * sum(weights[risk] * above[risk] / below[risk] for risk in weights) / weights.total()
    found = figure(chicago_cut, shipped["inspection.pass_rate_weighted"], "42", "2013", engine=engine)
    assert found.value == f"{expected:.2f}"
    assert (found.numerator, found.denominator) == (above.total(), below.total())
    assert found.interval.method == "stratified-wilson"
    assert found.population is None  # the register of establishments is not stated to be complete


def test_several_periods_are_counted_together(chicago_cut, shipped, engine):
    quarters = series(chicago_cut, shipped["inspection.pass_rate"], "chicago",
                      ["2013", "2013-Q1", "2013-Q2", "2013-Q3", "2013-Q4"], engine=engine)
    assert quarters[0].denominator == sum(each.denominator for each in quarters[1:])
    assert [each.period for each in quarters] == ["2013", "2013-Q1", "2013-Q2", "2013-Q3", "2013-Q4"]


def test_a_figure_is_opened_down_to_its_records(chicago_cut, shipped, engine, raw):
    asked = (chicago_cut, shipped["inspection.pass_rate"], "9", "2013")
    page = records(*asked, of="numerator", limit=1000, engine=engine)
    assert sorted(row["number"] for row in page.rows) == sorted(
        row["Inspection_ID"] for row in raw
        if row["WARD"] == "9" and row["Inspection_Date"].startswith("2013") and row["Results"] != "Fail")
    found = figure(*asked, engine=engine, with_root=True, with_records=2)
    assert len(found.records) == 2
    assert found.root == root(*asked, engine=engine)
    shown = proof(*asked, page.rows[0]["leaf"], engine=engine)
    assert shown["size"] == found.denominator
    assert merkle.verify_inclusion(
        bytes.fromhex(shown["leaf"]), shown["index"], shown["size"], [bytes.fromhex(step) for step in shown["path"]],
        bytes.fromhex(found.root))
