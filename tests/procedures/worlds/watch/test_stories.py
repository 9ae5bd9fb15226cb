"""Twelve recalls, each a story that agrees with itself: a lot fails twice, is recalled, comes back, is closed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction

import pytest

from plumbline.procedures.worlds.watch import county, recalls, samples
from plumbline.procedures.worlds.watch.stories import STORIES, Story

RATES = ["72", "79", "98", "84", "100", "96", "88", "91.5", "64", "55", "47", "40"]
"""Percent by GB/T 40993: remedied and recovered over affected."""
each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.code)


def test_there_are_twelve_of_which_eight_are_closed() -> None:
    assert len(STORIES) == len({story.product.code for story in STORIES}) == 12
    assert [story.number for story in STORIES if story.closed] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_what_came_back_is_between_two_fifths_and_all() -> None:
    back: dict[str, int] = defaultdict(int)
    for row in recalls.reports():
        back[row["recall"]] += int(row["remedied"]) + int(row["recovered"])
    affected = {row["number"]: int(row["affected"]) for row in recalls.recalls()}
    assert [100 * Fraction(back[code], units) for code, units in affected.items()] == [
        Fraction(rate) for rate in RATES]


@each_story
def test_the_lot_that_failed_twice_is_the_one_that_is_recalled(story: Story) -> None:
    (sample,) = [row for row in samples.samplings() if row["number"] == story.sample]
    tests = [row for row in samples.tests() if row["sampling"] == story.sample]
    (recall,) = [row for row in recalls.recalls() if row["number"] == story.code]
    failed = [row for row in tests if row["verdict"] == "fail"]
    assert (sample["result"], sample["backup"]) == ("fail", "tested")
    assert sample["lot"] == recall["lots"] == story.lot
    assert sample["product"] == recall["product"]
    assert [(row["parameter"], row["attempt"]) for row in failed] == [
        (story.failed.name, "1"), (story.failed.name, "2")]
    assert len({row["laboratory"] for row in failed}) == 2          # the backup was tested by the other one
    assert recall["organisation"] == story.product.maker.code


@each_story
def test_each_step_follows_the_one_before(story: Story) -> None:
    days = [story.made, story.sampled, story.day("tested"), story.day("confirmed"), story.day("assessed"),
            story.day("measure"), story.day("noticed"), story.day("published"),
            *(story.reported(number) for number in range(story.reports)), story.closed_on or county.LAST]
    assert days == sorted(days)
    assert days[-1] <= county.LAST


@each_story
def test_the_measure_notice_and_checks_are_about_the_same(story: Story) -> None:
    (notice,) = [row for row in recalls.notices() if row["product_name"] == story.product.name]
    assert county.lot_number(story.made) in notice["codes"]
    assert notice["risk_level"] == story.level
    taken = [(row["measure"], row["lots"]) for row in recalls.measures() if row["product"] == story.product.code]
    assert taken == [("withdrawal", story.lot), ("recall", story.lot)]
    checked = [row for row in recalls.checks() if row["recall"] == story.code]
    assert len(checked) == 7
    assert checked[0]["outlet"] == story.outlet.code                # where the sample was taken is looked at first
    assert all(row["told"] == "false" for row in checked if row["on_shelf"] == "true")
    assert all((row["units_seen"] == "0") == (row["on_shelf"] == "false") for row in checked)


def test_the_level_of_risk_is_graded_by_the_rules_of_its_day() -> None:
    assert [(story.rules, story.level) for story in STORIES[:4]] == [
        ("eu-2019-417", "high"), ("eu-2019-417", "serious"), ("eu-2024-3173", "medium"), ("eu-2024-3173", "high")]


def test_the_two_years_are_those_of_the_county() -> None:
    assert (county.FIRST, county.LAST) == (date(2024, 9, 1), date(2026, 8, 31))
    assert all(county.FIRST <= story.sampled <= county.LAST for story in STORIES)
