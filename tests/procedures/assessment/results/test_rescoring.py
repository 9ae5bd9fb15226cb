"""A past year by its own scheme and by another version of it: the numbers by hand, and nothing kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.procedures.assessment.results.assess import assess
from plumbline.procedures.assessment.results.rescoring_document import rescore
from plumbline.records.assessment.determinations import Assessment
from plumbline.records.core.journal import Entry
from tests.procedures.assessment_world import AT, SCHEME, County, item_of, region_of

pytestmark = pytest.mark.django_db(transaction=True)

# The version of 2014: 1.1 weighs more and is stricter, 1.2 is gone, 1.4 is new, and a plan is whole or none.
CHANGES = (
    ("valid_from = 2012-01-01", "valid_from = 2014-01-01"),
    ("points = 40\n", "points = 50\n"),
    ("against = 90, deduct = 1 }", "against = 90, deduct = 2 }"),
    ('id = "1.2"\ntitle = { en = "Progress", zh = "进步" }\npoints = 20\n',
     'id = "1.4"\ntitle = { en = "Any", zh = "有" }\npoints = 10\n'),
    ('{ per_point = { against = "last year", deduct = 1, bonus = 1, bonus_cap = 5 } }',
     "{ binary = { at_least = 70 } }"),
    ('{ value = "part", points = 7.5 }, ', ""),
)


def changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


@pytest.fixture
def county(home: Home, tmp_path: Path) -> County:
    """Two townships: north 9/10 after 8/10, south 6/10 after 7/10; the scheme of 2012, and another from 2014 on."""
    made = County(home, tmp_path)
    for code, now, before in (("north", (9, 1), (8, 2)), ("south", (6, 4), (7, 3))):
        made.region(code)
        made.inspected(code, 2013, *now)
        made.inspected(code, 2012, *before)
    made.determined("north", "plan", "part")
    made.determined("south", "plan", "none")
    made.change_scheme(("valid_from = 2012-01-01", "valid_from = 2012-01-01\nvalid_to = 2013-12-31"))
    (home.rulebook / "schemes" / "county-2014.toml").write_text(changed(SCHEME, *CHANGES), encoding="utf-8")
    return made


def rescored(county: County, **options: Any) -> dict[str, Any]:
    county.frozen()
    return rescore(county.home, "county", "2013", **options)


def test_a_year_is_scored_by_its_own_scheme_and_by_the_newest(county: County) -> None:
    document = rescored(county)
    assert (document["own"]["file"], document["other"]["file"]) == ("schemes/county.toml", "schemes/county-2014.toml")
    assert (document["same"], document["stored"], document["year"]) == (False, False, "2013")
    north, south = region_of(document, "north"), region_of(document, "south")
    # 40 + 20 + 5 (bonus) + 20 + 7.5 = 92.5; anew 50 + 10 + 20 and, its answer not being taken, 20 of 20.
    assert (north["own"]["score"], north["own"]["grade"], north["other"]["score"], north["other"]["grade"]) == (
        92.5, "A", 100, "A")
    # 40 - 30, 20 - 10, 20 and 0 = 40; anew max(0, 50 - 60), 0, 20 and 0 = 20.
    assert (south["own"]["score"], south["other"]["score"], south["difference"]) == (40, 20, -20)
    assert (south["own"]["grade"], south["grade_changes"]) == ("D", False)


def test_the_own_result_is_that_of_the_assessment(county: County) -> None:
    document = rescored(county)
    kept = assess(county.home, "county", "2013", at=AT).document()
    for region in kept["regions"]:
        found = region_of(document, region["code"])
        assert (found["own"]["score"], found["own"]["grade"], found["own"]["rank"]) == (
            region["score"], region["grade"], region["rank"])
        for item in region["items"]:
            assert item_of(document, region["code"], item["id"])["own"] == item["points"]


def test_each_item_says_what_changed(county: County) -> None:
    document = rescored(county)
    assert {item["id"]: item["changes"] for item in document["items"]} == {
        "1.1": ["points", "rule"], "1.2": ["dropped"], "1.3": [], "2.1": ["rule"], "2.2": [], "1.4": ["new"]}
    first = document["items"][0]
    assert first["why"][0] == {"en": "Other points", "zh": "分值不同"}
    assert (first["own"]["of"], first["other"]["of"]) == (40, 50)
    assert first["own"]["rule"] != first["other"]["rule"]
    dropped, new = item_of(document, "south", "1.2"), item_of(document, "south", "1.4")
    assert (dropped["own"], dropped["other"], dropped["difference"]) == (10, None, -10)
    assert (new["own"], new["other"], new["difference"]) == (None, 0, 0)


def test_the_differences_of_the_items_add_up_to_that_of_the_score(county: County) -> None:
    for region in rescored(county)["regions"]:
        assert sum(item["difference"] for item in region["items"]) == region["difference"]


def test_an_answer_the_other_version_does_not_take_is_named_but_not_told(county: County) -> None:
    document = rescored(county)
    assert document["not_carried"] == [{"region": "north", "item": "2.1"}]
    assert "part" not in str(region_of(document, "north"))


def test_nothing_is_stored(county: County) -> None:
    county.frozen()
    before = Entry.objects.count()
    rescore(county.home, "county", "2013")
    assert (Entry.objects.count(), Assessment.objects.count()) == (before, 0)


def test_by_its_own_version_nothing_differs(county: County) -> None:
    document = rescored(county, as_of_year="2012")
    assert document["same"]
    assert all(region["difference"] == 0 for region in document["regions"])
    assert all(item["changes"] == [] for item in document["items"])


def test_another_scheme_takes_none_of_the_answers(county: County) -> None:
    text = changed(SCHEME, ('id = "county"', 'id = "other"'))
    (county.home.rulebook / "schemes" / "other.toml").write_text(text, encoding="utf-8")
    document = rescored(county, by="other")
    assert [item["changes"] for item in document["items"]] == [["dropped"]] * 5 + [["new"]] * 5
    assert region_of(document, "south")["other"]["score"] == 60                # the plan counts in full without data
    assert document["not_carried"] == []


@pytest.mark.parametrize(("change", "what"), [
    (('level = "township"', 'level = "county"'), "the scheme grades regions of level 'county'"),
    (('year = "calendar"', 'year = "07-01..06-30"'), "the two schemes count years from different days"),
])
def test_schemes_that_cannot_be_compared_are_refused(county: County, change: tuple[str, str], what: str) -> None:
    text = changed(SCHEME, ('id = "county"', 'id = "other"'), change)
    (county.home.rulebook / "schemes" / "other.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        rescored(county, by="other")
    assert (caught.value.what.en, caught.value.where.en) == (what, "schemes/other.toml")


def test_a_scheme_that_is_not_there_is_told(county: County) -> None:
    with pytest.raises(RulebookError) as caught:
        rescored(county, by="count")
    assert (caught.value.what.en, caught.value.next_step.en) == ("there is no scheme 'count'", "Did you mean county?")
