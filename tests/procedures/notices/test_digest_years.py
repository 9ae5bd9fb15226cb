"""What the mail of the day and the calendar say of assessment years, one thing a stage and region, and of drafts."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.home import Home
from plumbline.procedures.assessment.drafts import drafting
from plumbline.procedures.notices import digest
from tests.procedures.rules_world import AT, CITY, Office
from tests.procedures.year_world import AFTER, NUMBER, Province

pytestmark = pytest.mark.django_db(transaction=True)


def test_items_of_one_region_are_one_thing_to_do(home: Home, tmp_path: Path) -> None:
    province = Province(home, tmp_path, then=("opened",))
    province.assign("planning", "department", items=["1.2"])
    province.state("planning", "department", "south", "yes", "1.1")
    found = {each.uid: each for each in digest.waiting(home, province.who("planning"), on=AFTER.date())}
    assert list(found) == [f"{NUMBER}-department-north", f"{NUMBER}-department-south"]
    north, south = found.values()
    assert north.what.en.endswith("Department scoring, North, 2 items")
    assert north.what.zh.endswith("部门评分，北市，2项")
    assert south.what.zh.endswith("部门评分，南市")
    assert (north.address, north.number) == (f"/years/{NUMBER}/north/", NUMBER)


def test_a_proposal_waits_for_a_second_person_and_for_nobody_else(home: Home, tmp_path: Path) -> None:
    office = Office(home, tmp_path)
    text = CITY.replace("是否有规划。", "有无规划。")
    case = drafting.begin(home, office.who("writer"), "scheme", "city", at=AT, text=text)
    drafting.propose(home, office.who("writer"), case.number, seen=case.version, at=AT, reason="yearly")
    found = list(digest.waiting(home, office.who("second"), on=AT.date()))
    assert [(each.uid, each.what.zh, each.address) for each in found] == [
        (f"draft-{case.number}-proposed", "规则草案：审定或退回，city", f"/rules/drafts/{case.number}/")]
    assert list(digest.waiting(home, office.who("writer"), on=AT.date())) == []
