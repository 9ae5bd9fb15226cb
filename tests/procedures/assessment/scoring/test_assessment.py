"""Assessing a small county: scores, grades, ranks, and what is kept."""

from __future__ import annotations

import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import CutError, FigureError, MethodError, RulebookError
from plumbline.home import Home
from plumbline.procedures.assessment.results.assess import assess
from plumbline.records.assessment.determinations import Assessment
from plumbline.records.core import store
from plumbline.records.core.journal import Entry
from tests.procedures.assessment_world import AT, County, item_of, region_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(home: Home, tmp_path: Path) -> County:
    """Four townships: north 9/10 after 8/10, south and west 6/10 after 7/10, tiny 3/3 after 3/3."""
    made = County(home, tmp_path)
    for code, now, before in (("north", (9, 1), (8, 2)), ("south", (6, 4), (7, 3)), ("west", (6, 4), (7, 3)),
                              ("tiny", (3, 0), (3, 0))):
        made.region(code)
        made.inspected(code, 2013, *now)
        made.inspected(code, 2012, *before)
    return made


def assessed(county: County, year: str = "2013", **options: Any) -> dict[str, Any]:
    county.frozen()
    return assess(county.home, "county", year, at=AT, **options).document()


def test_scores_grades_and_ranks(county: County) -> None:
    document = assessed(county)
    assert [(each["code"], each["score"], each["grade"], each["rank"]) for each in document["regions"]] == [
        ("north", 100, "A", 1),
        ("south", 60, "C", 2),  # 40 - 30, 20 - 10, 20, 20
        ("west", 60, "C", 2),
        ("tiny", 100, None, None),
    ]


def test_a_region_with_too_few_records_gets_neither_grade_nor_rank(county: County) -> None:
    tiny = region_of(assessed(county), "tiny")
    assert tiny["withheld"] == "Only 3 of the 4 inspections that a grade needs."
    assert tiny["withheld_words"]["zh"] == "仅有3次检查，评级至少需要4次检查。"
    assert region_of(assessed(county), "north")["withheld"] is None


def test_the_points_shown_add_up_to_the_score(county: County) -> None:
    for region in assessed(county)["regions"]:
        assert sum(Decimal(str(item["points"])) for item in region["items"]) == Decimal(str(region["score"]))
        assert all(0 <= item["points"] <= item["of"] + item["bonus"] for item in region["items"])


def test_bonus_beyond_full_marks_is_cut_where_it_was_earned(county: County) -> None:
    progress = item_of(assessed(county), "north", "1.2")
    assert (progress["points"], progress["of"], progress["bonus"]) == (20, 20, 0)
    assert progress["explanation"]["en"] == (
        "90.00 % against 80.00 % last year: 10.00 percentage points up, bonus 10.0, capped at 5. "
        "Of the bonus 5 is lost: the score ends at 100."
    )


def test_an_item_says_how_it_was_scored_and_from_what(county: County) -> None:
    document = assessed(county)
    item = item_of(document, "south", "1.1")
    assert item["explanation"] == {
        "en": "60.00 % against the target of 90 %: 30.00 percentage points below, 1 off for each percentage point: "
              "30.0 off, 10.0 of 40 points.",
        "zh": "60.00%，目标为90%：低于目标30.00个百分点，每百分点扣1分，扣30.0分，得10.0分（满分40分）。",
    }
    assert item["rule"]["en"] == "40 points at 90 %; 1 off for each percentage point worse."
    assert (item["clause"], item["owner"]["en"]) == ("1.1", "inspection")
    figure = item["figure"]
    assert (figure["indicator"], figure["region"], figure["period"]) == ("local.pass_rate", "south", "2013")
    assert (figure["numerator"], figure["denominator"], figure["value"]) == (6, 10, "60.00")
    assert figure["cut"] == document["cut"]
    assert "records" not in figure
    assert item_of(document, "south", "1.2")["before"]["value"] == "70.00"
    assert item_of(document, "south", "2.1")["figure"] is None


def test_the_document_says_what_it_is(county: County) -> None:
    document = assessed(county)
    assert (document["scheme"], document["year"], document["period"]) == ("county", "2013", "2013")
    assert document["bands"][0] == {"grade": "A", "from": 90, "to": 100, "when": None,
                                     "title": {"en": "excellent", "zh": "优秀"}}
    assert document["blocks"][1]["items"] == ["2.1", "2.2"]
    north = region_of(document, "north")
    assert (north["name"], north["names"]) == ("North", {"en": "North", "zh": "north乡"})
    assert json.loads(json.dumps(document)) == document


def test_the_result_is_kept_and_sealed(county: County) -> None:
    document = assessed(county, actor=7)
    kept = Assessment.objects.get()
    assert (kept.scheme, kept.year, kept.cut, kept.document) == ("county", "2013", document["cut"], document)
    assert (kept.entry.act, kept.entry.kind, kept.entry.actor, kept.entry.state) == (
        "assess", "assessment", 7, Entry.VISIBLE)
    content = json.dumps(kept.document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert kept.entry.root == sha256(content.encode()).hexdigest()
    assert store.broken_links() == []


def test_the_same_result_is_kept_once(county: County) -> None:
    document = assessed(county)
    assert assess(county.home, "county", 2013, at=AT).document() == document
    assert Assessment.objects.count() == 1
    county.change_scheme(('owner = "planning"', 'owner = "planners"'))
    assess(county.home, "county", "2013", at=AT)
    assert Assessment.objects.count() == 2


def test_an_older_cut_gives_the_older_result(county: County) -> None:
    older = assessed(county)
    county.inspected("north", 2013, 0, 30)
    newer = assessed(county)
    assert region_of(newer, "north")["grade"] == "D"
    assert assess(county.home, "county", "2013", cut=older["cut"], at=AT).document() == older


def test_without_a_last_year_the_items_policy_holds(county: County) -> None:
    document = assessed(county, "2012")
    item = item_of(document, "south", "1.2")
    assert (item["points"], item["before"]) == (20, None)
    assert item["explanation"]["en"] == (
        "'Pass rate' counts nothing in 2011; the scheme counts the item in full: 20 points."
    )


def test_withheld_for_want_of_data(county: County) -> None:
    county.region("empty")
    county.change_scheme(("n = 4", "n = 1"))
    county.inspected("low", 2013, 4, 0, risk="low")
    county.region("low")
    document = assessed(county)
    empty, item = region_of(document, "empty"), item_of(document, "empty", "1.1")
    assert (empty["score"], empty["grade"], empty["rank"]) == (None, None, None)
    assert empty["withheld"] == "Only 0 of the 1 inspections that a grade needs."
    assert (item["points"], item["explanation"]["zh"]) == (None, "“合格率”在2013没有可统计的数据。")
    assert item_of(document, "low", "1.3")["explanation"]["en"] == (
        "'High-risk pass rate' counts nothing in 2013; the scheme then gives no points."
    )


def test_a_scheme_may_do_without_a_minimum(county: County) -> None:
    county.change_scheme(("minimum =", "# minimum ="))
    county.region("gone", until="2012-12-31")
    document = assessed(county)
    assert document["minimum"] is None
    assert region_of(document, "tiny")["grade"] == "A"
    assert [each["code"] for each in document["regions"]] == ["north", "tiny", "south", "west"]


def test_withheld_items_are_named(county: County) -> None:
    county.change_scheme(('no_data = "full"\nnot_applicable = "full"\nowner = "planning"',
                          'no_data = "withheld"\nowner = "planning"'))
    county.determined("north", "plan", "whole")
    document = assessed(county)
    assert region_of(document, "south")["withheld"] == "Item 2.1: Nothing was determined."
    assert region_of(document, "north")["rank"] == 1


def test_what_cannot_be_assessed(county: County) -> None:
    county.frozen()
    for scheme, year, error, message in (
        ("conty", "2013", RulebookError, "there is no scheme 'conty'. Did you mean county?"),
        ("county", "2011", RulebookError, "county: the scheme does not apply to 2011."),
        ("county", "2013-Q1", MethodError, "'2013-Q1' is not an assessment year of this scheme."),
    ):
        with pytest.raises(error) as caught:
            assess(county.home, scheme, year, at=AT)
        assert str(caught.value).startswith(message)
    with pytest.raises(CutError, match="there is no cut 'nowhere'"):
        assess(county.home, "county", "2013", cut="nowhere", at=AT)
    county.change_scheme(('level = "township"', 'level = "ward"'))
    with pytest.raises(FigureError, match="there is no region of level 'ward' on 31 Dec 2013"):
        assess(county.home, "county", "2013", at=AT)
    assert Assessment.objects.count() == 0


def test_a_rule_that_rewards_the_worse_is_the_schemes_fault(county: County) -> None:
    county.change_scheme(('figure = "local.high_risk"', 'figure = "local.fail_rate"'))
    with pytest.raises(RulebookError) as caught:
        assessed(county)
    assert caught.value.where.en == "schemes/county.toml: item 1.3: rule.binary.at_least"
