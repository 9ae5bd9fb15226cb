"""One tree from several: this instance places the regions, others add what is below theirs, conflicts are told."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import CutError
from plumbline.figures.joint.region_tree import below, merged
from tests.figures.tables import region


def row(code, parent=None, **others):
    return {"name_zh": None, "valid_to": None, "successor": None, **region(code, parent, **others)}


OWN = [row("province"), row("a", "province"), row("b", "province")]
A = [row("a", level="county", name_en="County of A"), row("a1", "a"), row("a2", "a1")]
B = [row("b"), row("b1", "b")]


def codes(rows):
    return [(each["code"], each["parent"]) for each in rows]


def test_subtrees_hang_below_the_regions_that_this_instance_placed():
    found = merged(OWN, [("county-a", "a", A), ("county-b", "b", B)])
    assert codes(found) == [("province", None), ("a", "province"), ("b", "province"), ("a1", "a"), ("a2", "a1"),
                            ("b1", "b")]
    assert found[1]["name_en"] == "A"


def test_below_follows_every_version():
    rows = [row("a"), row("x", "a", valid_to=date(2000, 1, 1)), row("x", "b", valid_from=date(2000, 1, 2)),
            row("y", "x")]
    assert below(rows, "a") == {"a", "x", "y"}
    assert below(rows, "nowhere") == {"nowhere"}


def test_what_this_instance_knows_already_is_taken_once():
    known = [*OWN, row("a1", "a")]
    assert codes(merged(known, [("county-a", "a", A)])) == [*codes(known), ("a2", "a1")]


@pytest.mark.parametrize(("own", "received", "words", "code"), [
    (OWN[:2], [("county-b", "b", B)], "the region 'b' of county-b is not in this instance's tree",
     "joint.region_unknown"),
    ([*OWN, row("a1", "a", level="town")], [("county-a", "a", A)],
     "two instances say different things of region 'a1'. From 1900-01-01 on, county-a says another level",
     "joint.regions_conflict"),
    ([*OWN, row("a1", "a", valid_from=date(1950, 1, 1))], [("county-a", "a", A)],
     "From 1900-01-01 on, county-a says another level than this tree", "joint.regions_conflict"),
    ([*OWN, row("a1", "b")], [("county-a", "a", A)], "county-a hands it up, and this tree places it elsewhere",
     "joint.regions_conflict"),
    (OWN, [("county-a", "a", A), ("county-b", "b", [*B, row("a1", "b")])],
     "Both county-a and county-b hand it up, and this tree does not hold it", "joint.regions_conflict"),
    (OWN, [("county-b", "b", [*B, row("province")])], "county-b hands it up, and this tree places it elsewhere",
     "joint.regions_conflict"),
    (OWN, [("county-a", "a", [*A, row("a3", "nowhere")])], "the regions handed up do not fit this instance's tree",
     "joint.regions_unfit"),
    (OWN, [("county-a", "a", [*A, row("a2", "a", valid_from=date(1950, 1, 1))])], "two versions hold on 1950-01-01",
     "joint.regions_unfit"),
])
def test_conflicts_are_errors(own, received, words, code):
    with pytest.raises(CutError) as caught:
        merged(own, received)
    assert caught.value.code == code
    assert words in str(caught.value)
    assert caught.value.next_step.en
