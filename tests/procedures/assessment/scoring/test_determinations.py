"""Determinations in an assessment: levels, veto, not applicable, and those that fit nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.procedures.assessment.results.assess import assess
from tests.procedures.assessment_world import AT, County, item_of, region_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(home: Home, tmp_path: Path) -> County:
    """north 9/10, south 6/10, both as last year."""
    made = County(home, tmp_path)
    for code, passed in (("north", 9), ("south", 6)):
        made.region(code)
        for year in (2012, 2013):
            made.inspected(code, year, passed, 10 - passed)
    return made


def assessed(county: County) -> dict[str, Any]:
    county.frozen()
    return assess(county.home, "county", "2013", at=AT).document()


def test_levels(county: County) -> None:
    county.determined("north", "plan", "part")
    county.determined("south", "plan", "none")
    document = assessed(county)
    assert region_of(document, "north")["score"] == 87.5
    assert region_of(document, "north")["grade"] == "B"
    item = item_of(document, "north", "2.1")
    assert item["determination"] == {"item": "plan", "value": "part", "decided_on": "2014-01-15", "events": []}
    assert item["explanation"]["en"] == "Determined 'part': 7.5 of 20 points."
    assert item_of(document, "south", "2.1")["points"] == 0


def test_a_veto_sets_the_grade_and_the_rank_follows(county: County) -> None:
    county.determined("north", "incident", "yes")
    county.determined("south", "incident", "no")
    document = assessed(county)
    shown = ("code", "score", "grade", "rank", "veto")
    assert [tuple(each[name] for name in shown) for each in document["regions"]] == [
        ("south", 70, "C", 1, None), ("north", 100, "D", 2, "2.2"),
    ]
    assert item_of(document, "north", "2.2")["explanation"]["zh"] == "认定为“是”：无论得分多少，等级为D。"


def test_a_veto_falls_however_few_the_records(county: County) -> None:
    county.region("tiny")
    county.inspected("tiny", 2013, 1, 0)
    county.determined("tiny", "incident", "yes")
    tiny = region_of(assessed(county), "tiny")
    assert (tiny["grade"], tiny["rank"], tiny["withheld"]) == (
        "D", None, "Only 1 of the 4 inspections that a grade needs.")


def test_not_applicable_counts_in_full_where_the_scheme_allows_it(county: County) -> None:
    county.inspected("south", 2013, 0, 10)
    county.determined("south", "1.3", "not applicable")
    county.determined("north", "plan", "not applicable")
    document = assessed(county)
    high_risk = item_of(document, "south", "1.3")
    assert (high_risk["points"], high_risk["figure"]["value"]) == (20, "30.00")
    assert high_risk["explanation"]["en"] == "Determined not applicable, which counts in full: 20 points."
    assert item_of(document, "north", "2.1")["points"] == 20


def test_a_determination_of_another_scheme_or_year_does_not_count(county: County) -> None:
    county.determined("north", "incident", "yes", scheme="other")
    county.determined("north", "incident", "yes", year="2012")
    assert region_of(assessed(county), "north")["grade"] == "A"


@pytest.mark.parametrize(("region", "item", "value", "year", "message"), [
    ("north", "incidnet", "yes", "2013", "the scheme has no item 'incidnet'. Did you mean incident?"),
    ("county", "incident", "yes", "2013", "the scheme does not assess region 'county'."),
    ("north", "incident", "yes", "2013-14", "'2013-14' is not an assessment year of this scheme."),
    ("north", "plan", "perhaps", "2013", "'perhaps' is not an answer to this item. Determine one of: whole, part, "),
    ("north", "incident", "perhaps", "2013", "'perhaps' is not an answer to this item. Determine one of: yes, no."),
    ("north", "1.3", "yes", "2013", "'yes' cannot be determined for an item with a figure."),
    ("north", "1.1", "not applicable", "2013", "this item always applies."),
])
def test_what_fits_nothing_is_never_passed_over(county: County, region: str, item: str, value: str, year: str,
                                                message: str) -> None:
    county.determined(region, item, value, year=year)
    with pytest.raises(RecordError) as caught:
        assessed(county)
    assert caught.value.where.en.startswith("determination county")
    assert f": {message}" in str(caught.value)


# --------------------------------------------------------------------------------------------- regions that changed


def test_a_renamed_region_is_compared_with_its_old_self(county: County) -> None:
    county.region("old", until="2013-06-30", successor="new")
    county.region("new", since="2013-07-01")
    county.inspected("old", 2012, 5, 5)
    county.inspected("old", 2013, 6, 4)
    item = item_of(assessed(county), "new", "1.2")
    assert (item["before"]["region"], item["before"]["value"], item["figure"]["value"]) == ("old", "50.00", "60.00")
    assert item["points"] == 25


def test_a_merged_region_has_no_last_year_and_joins_its_vetoes(county: County) -> None:
    county.region("east", until="2013-06-30", successor="both")
    county.region("west", until="2013-06-30", successor="both")
    county.region("both", since="2013-07-01")
    for code in ("east", "west"):
        county.inspected(code, 2012, 5, 5)
        county.inspected(code, 2013, 6, 4)
    county.determined("east", "incident", "no", on="2013-05-01")
    county.determined("west", "incident", "yes", on="2013-05-01")
    document = assessed(county)
    assert region_of(document, "both")["veto"] == "2.2"
    item = item_of(document, "both", "1.2")
    assert (item["before"], item["figure"]["denominator"]) == (None, 20)
    assert item["explanation"]["en"] == (
        "The region was formed since last year from east, west, whose figures do not compare; "
        "the scheme counts the item in full: 20 points."
    )


def test_a_new_region_has_no_last_year(county: County) -> None:
    county.region("new", since="2013-01-01")
    county.inspected("new", 2013, 5, 5)
    item = item_of(assessed(county), "new", "1.2")
    assert item["explanation"]["en"].startswith("The region did not exist last year;")


def test_regions_that_became_one_must_agree(county: County) -> None:
    county.region("east", until="2013-06-30", successor="north")
    county.determined("east", "plan", "part", on="2013-05-01")
    county.determined("north", "plan", "whole")
    with pytest.raises(RecordError, match="regions that have become one have two answers, 'part' and 'whole'"):
        assessed(county)
