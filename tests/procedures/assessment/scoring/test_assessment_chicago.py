"""The 50 wards, graded from the shipped records, against a second computation in plain Python over the raw file."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from plumbline.figures.cuts.freezing import freeze
from plumbline.home import Home
from plumbline.procedures.assessment.results.assess import assess
from plumbline.procedures.records.imports import import_file
from plumbline.rulebook.mappings.mappings import load_mappings
from tests.procedures.assessment_world import region_of

AT = datetime(2015, 1, 5, 9, 0, tzinfo=UTC)
WORLD = resources.files("plumbline.worlds").joinpath("chicago")
TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")


def raw_rows() -> list[dict[str, str]]:
    with WORLD.joinpath("inspections.csv.gz").open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(100 * part) / whole).quantize(HUNDREDTH, ROUND_HALF_UP) if whole else None


def at_least(value: Decimal, steps: dict[int, int]) -> int:
    return next((points for bar, points in steps.items() if value >= bar), 0)


def expected_points(now: list[dict[str, str]], before: list[dict[str, str]]) -> list[Decimal]:
    """The scheme's six items, by hand."""
    def passed(rows: list[dict[str, str]]) -> Decimal | None:
        return percent(sum(row["Results"] != "Fail" for row in rows), len(rows))

    rate, last = passed(now), passed(before)
    high = passed([row for row in now if row["Risk"] == "Risk 1 (High)"])
    clean = percent(sum(row["criticalCount"] == "0" for row in now), len(now))
    assert rate is not None
    assert clean is not None
    failures = Counter(row["License"] for row in now if row["Results"] == "Fail")
    again = percent(sum(count >= 2 for count in failures.values()), len(failures))
    lost = min(max(85 - rate, Decimal(0)) * Decimal("1.5"), Decimal(30))
    progress = Decimal(0) if last is None else rate - last
    change = min(progress * Decimal("0.25"), Decimal(2)) if progress > 0 else max(progress, Decimal(-20))
    points = [
        (30 - lost).quantize(TENTH, ROUND_HALF_UP),  # points are rounded, not what is taken off them
        Decimal(20 if high is None else at_least(high, {88: 20, 85: 17, 82: 14, 79: 11, 76: 8, 70: 4})),
        Decimal(at_least(clean, {95: 20, 90: 17, 85: 14, 80: 10, 75: 5})),
        Decimal(10 if again is None or again <= 5 else 0),
        (20 + change).quantize(TENTH, ROUND_HALF_UP),
        Decimal(0),
    ]
    points[4] -= max(sum(points) - 100, Decimal(0))
    return points


def grade_of(score: Decimal) -> str:
    rounded = score.quantize(Decimal(1), ROUND_HALF_UP)
    return next(grade for grade, low in (("A", 90), ("B", 80), ("C", 60), ("D", 0)) if rounded >= low)


def assessed_years(home: Home) -> dict[str, dict[str, Any]]:
    with resources.as_file(WORLD) as folder:
        import_file(home, "region", Path(folder) / "regions.csv", clock=lambda: AT)
        import_file(home, "inspection", Path(folder) / "inspections.csv.gz", clock=lambda: AT,
                    mapping=load_mappings(None)["chicago-inspections"])
    freeze(home)
    return {year: assess(home, "chicago-canvass", year, at=AT).document() for year in ("2012", "2013", "2014")}


@pytest.mark.django_db(transaction=True)
def test_every_ward_and_year_is_graded_as_by_hand(home: Home) -> None:
    rows = raw_rows()
    for year, document in assessed_years(home).items():
        assert len(document["regions"]) == 50
        for ward in document["regions"]:
            now, before = ([row for row in rows if row["WARD"] == ward["code"] and row["Inspection_Date"][:4] == each]
                           for each in (year, str(int(year) - 1)))
            points = expected_points(now, before)
            assert [Decimal(str(item["points"])) for item in ward["items"]] == points, (year, ward["code"])
            assert Decimal(str(ward["score"])) == sum(points)
            assert ward["grade"] == (grade_of(sum(points, Decimal(0))) if len(now) >= 30 else None)
            assert (ward["withheld"] is None) == (len(now) >= 30)
        if year == "2013":
            assert Counter(ward["grade"] for ward in document["regions"]) == {"A": 14, "B": 10, "C": 16, "D": 10}
            assert region_of(document, "38")["rank"] == 1
        if year == "2012":
            assert region_of(document, "24")["withheld"] == "Only 28 of the 30 inspections that a grade needs."
