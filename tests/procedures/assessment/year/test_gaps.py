"""Evaluating a year while something is missing: it asks, says who owes what at which cost, and keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import GapsError
from plumbline.home import Home
from plumbline.methods.assessment.year.board import EVALUATE
from plumbline.procedures.assessment.results.rescoring_document import rescore
from plumbline.procedures.assessment.year import approval, gaps, loading, people, reading, statements
from plumbline.procedures.evidence.attaching import ANYBODY
from tests.procedures.year_world import AFTER, NUMBER, PUBLISHED, Province, written_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    return Province(home, tmp_path, then=("opened",))


def asked(province: Province, **more: str | bool) -> GapsError:
    with pytest.raises(GapsError) as caught:
        approval.evaluate(province.home, province.who("lead"), NUMBER, at=AFTER, **more)  # type: ignore[arg-type]
    assert "--with-gaps" in caught.value.next_step.en
    assert not loading.load(province.home, NUMBER).board.evaluations
    return caught.value


def without_the_department(province: Province) -> None:
    """Everything but the department's score of 1.2 in South, and one of two experts there."""
    for region in ("north", "south"):
        province.state("planning", "department", region, "yes", "1.1")
        province.state("expert1", "panel", region, "85", "1.3")
    province.state("market", "department", "north", "30", "1.2")
    province.state("expert2", "panel", "north", "95", "1.3")


def test_nothing_missing_asks_nothing(province: Province) -> None:
    province.scored()
    row = province.evaluated()
    assert "gaps" not in written_in(row)
    assert row.entry.detail == {}


def test_it_asks_and_says_who_owes_what_and_what_it_costs(province: Province) -> None:
    without_the_department(province)
    error = asked(province)
    assert error.what.en == "2 answers or values are missing"
    assert [(each.region, each.item, each.what.en, each.cost.en, each.owes().en) for each in error.gaps] == [
        ("south", "1.2", "Nothing was determined", "30 of 30 points lost", "Department scoring: market"),
        ("south", "1.3", "1 of 2 experts gave a score", "30 of 30 points lost", "Scores of experts: expert2")]
    assert [(each.what.zh, each.cost.zh) for each in error.gaps][1] == (
        "至少需2名专家评分，现有1名", "失30分（满分30分）")
    row = approval.evaluate(province.home, province.who("lead"), NUMBER, with_gaps=error.token, at=AFTER)
    assert written_in(row)["gaps"] == {"1.2": ["south"], "1.3": ["south"]}
    assert [(each["code"], each["score"]) for each in written_in(row)["regions"]] == [("north", 97), ("south", 40)]
    [told] = [each for each in reading.events(province.home, NUMBER, ANYBODY) if each["act"] == EVALUATE]
    assert told["gaps"] == 2
    for name in ("chief", "deputy"):
        approval.approve(province.home, province.who(name), NUMBER, at=AFTER)
    approval.publish(province.home, province.who("lead"), NUMBER, at=PUBLISHED)
    scored = {each["code"]: each["own"]["score"] for each in rescore(province.home, "city", "2013-14")["regions"]}
    assert scored == {"north": 97, "south": 40}


def test_who_knew_of_fewer_gaps_is_asked_again(province: Province) -> None:
    without_the_department(province)
    token = asked(province).token
    people.release(province.home, province.who("lead"), NUMBER, "expert1", "expert", reason="ill", at=AFTER)
    assert {(each.region, each.item) for each in asked(province, with_gaps=token).gaps} == {
        ("south", "1.2"), ("south", "1.3"), ("north", "1.3")}


def test_a_part_that_nobody_holds_is_named(province: Province) -> None:
    without_the_department(province)
    people.release(province.home, province.who("lead"), NUMBER, "market", "department", reason="moved", at=AFTER)
    assert asked(province).gaps[0].owes().en == "Department scoring: nobody holds this part"
    assert asked(province).gaps[0].owes().zh == "部门评分：尚无人承担此职责"


def test_a_grade_that_would_be_withheld(province: Province) -> None:
    province.scheme.write_text(province.scheme.read_text("utf-8").replace('no_data = "zero"', 'no_data = "withheld"'),
                               encoding="utf-8")
    people.go_on(province.home, province.who("lead"), NUMBER, reason="so", at=AFTER)
    without_the_department(province)
    error = asked(province)
    assert [(each.lost, each.cost.en, each.cost.zh) for each in error.gaps] == [
        (None, "no grade for this region", "该地区不予定级")] * 2
    [(first, count, lost, withheld), _] = gaps.counted(error.gaps, "item")
    assert (first.item, count, lost, withheld) == ("1.2", 1, 0, 1)
    assert list(gaps.table(error.gaps, "zh"))[1] == [
        "south", "南市", "1.2", "监管", "尚无认定", "部门评分：market", "", "该地区不予定级"]


def test_regions_closed_to_who_asks_are_counted_and_not_shown(province: Province) -> None:
    without_the_department(province)
    people.declare_conflict(province.home, province.who("lead"), NUMBER, region="south", reason="kin", at=AFTER)
    error = asked(province)
    assert (error.gaps, error.hidden) == ((), 2)
    assert "south" not in str(error)


def test_a_panel_with_enough_scores_still_waits_for_all(province: Province) -> None:
    without_the_department(province)
    province.assign("visitor", "expert", items=["1.3"])
    province.state("expert2", "panel", "south", "95", "1.3")
    found = [each.say("en") for each in approval.obstacles(loading.load(province.home, NUMBER))]
    assert "south 1.3: not all experts have scored" in found
    statements.close_panel(province.home, province.who("lead"), NUMBER, "south", "1.3", reason="ill", at=AFTER)
