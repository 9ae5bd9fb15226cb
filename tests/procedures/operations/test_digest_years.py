"""What the mail of the day and the calendar say of assessment years: one thing to do a stage and region."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.home import Home
from plumbline.procedures.operations import digest
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
