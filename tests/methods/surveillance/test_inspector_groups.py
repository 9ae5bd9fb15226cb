"""Inspector groups, adjusted for what each was sent to: values worked by hand, published limits, and Chicago's six."""

from __future__ import annotations

import csv
import gzip

import pytest

from plumbline.methods.surveillance import inspector_groups


@pytest.mark.parametrize(("count", "low", "high"), [
    # Breslow and Day (1987), table 2.10: exact 95 % limits of a Poisson mean over the count, here times it.
    (1, 0.0253, 5.57), (5, 0.324 * 5, 2.334 * 5), (10, 0.480 * 10, 1.839 * 10), (100, 0.814 * 100, 1.216 * 100),
    (0, 0, 3.689),
])
def test_limits_are_the_published_ones(count, low, high):
    assert inspector_groups.limits(count, 0.95) == pytest.approx((low, high), rel=3e-3)


def test_groups_by_hand():
    # Stratum x: 10 of 100 fail, y: 30 of 100. A inspects mostly x, B mostly y, and both fail alike.
    cells = {("A", ("x",)): (90, 9), ("B", ("x",)): (10, 1), ("A", ("y",)): (10, 3), ("B", ("y",)): (90, 27)}
    one, two = inspector_groups.standardised(cells)
    assert (one.group, one.n, one.failed, one.rate, one.expected, one.ratio) == ("A", 100, 12, 0.12, 12, 1)
    assert (two.rate, two.ratio, two.adjusted, two.beyond, two.alone) == (0.28, 1, 0.2, 0, 0)
    assert (one.low, one.high) == pytest.approx((6.2006 / 12, 20.9616 / 12), rel=1e-4)


def test_a_group_beyond_chance_and_one_compared_with_nobody():
    cells = {("A", ("x",)): (400, 100), ("B", ("x",)): (400, 40), ("C", ("z",)): (50, 10), ("D", ("w",)): (5, 0)}
    found = {each.group: each for each in inspector_groups.standardised(cells)}
    assert (found["A"].expected, found["A"].beyond, found["B"].beyond) == (70, 1, -1)
    assert (found["C"].alone, found["C"].ratio, found["C"].beyond) == (50, 1, 0)
    assert (found["D"].expected, found["D"].ratio, found["D"].low, found["D"].adjusted) == (0, None, None, None)
    assert inspector_groups.standardised({}) == []


def test_rows_are_counted():
    rows = [("A", ("x",), True), ("A", ("x",), False), ("A", ("x",), False), ("B", ("x",), True)]
    assert inspector_groups.cells_of(rows) == {("A", ("x",)): (3, 1), ("B", ("x",)): (1, 1)}


def test_chicago_s_groups_differ_when_adjusted_as_they_differ_bare(shared):
    path = shared / "data" / "inspections" / "chicago_canvass_inspections_2011_2014.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [(row["inspector_group"], (row["Risk"], row["Facility_Type"]), row["Results"] == "Fail")
                for row in csv.DictReader(lines) if row["inspector_group"]]
    found = inspector_groups.standardised(inspector_groups.cells_of(rows))
    assert sum(each.n for each in found) == len(rows)
    assert sum(each.failed for each in found) == sum(failed for *_, failed in rows)
    # What is expected of all together is what all found.
    assert sum(each.expected for each in found) == pytest.approx(sum(each.failed for each in found))
    assert {each.group: each.beyond for each in found} == {
        "NA": 0, "blue": 1, "brown": -1, "green": -1, "orange": 1, "purple": 1, "yellow": -1}
