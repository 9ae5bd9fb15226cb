"""The schemes of others that ship, tried case by case; those that shipped before are byte for byte what they were."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plumbline.figures.indicators.catalogue import catalogue
from plumbline.home import Home
from plumbline.procedures.assessment.scoring.trying import score_answers
from plumbline.rulebook.schemes.loading import load_schemes

ON = date(2026, 1, 1)
UNCHANGED = {
    "anhui-2014": "fd3318121999e8c91f259f1782d3c143ecdc531e8297a7095ef77e7d86a78d48",
    "chicago-canvass": "63fbd73ed8ec7db545225c29ed0f14d46e1735afd639a798a84d7c64e0833408",
    "dingyuan-2011-food": "2316b5af47d23c85bf33db9ed412270ffc5b29f26ed830704b79e15bba47ec96",
    "good-standardisation": "7b1bdb8ccada7e6fe1e04267bbefe5ec7ac2ce1c535cbbb220947b46e8116b1e",
    "standardisation-general": "3e1bf78b398ee53e07b0b8c1a7944b2b5a41e702dcb8301d5540763f09c27846",
    "xuzhou": "f7d8dc22f7fe337b70651b448bb3d5d26f5b36ae818559b35bcb15591f6ca905",
}


def test_what_shipped_before_is_what_it_was() -> None:
    found = load_schemes(None, catalogue())
    assert found.faults == ()
    assert {id: found[id][0].sha256 for id in UNCHANGED} == UNCHANGED


def tried(home: Home, scheme: str, year: str, **answers: str) -> dict[str, Any]:
    return score_answers(home, scheme, year, {key.replace("_", "-"): value for key, value in answers.items()}, on=ON)


@pytest.mark.parametrize(("scores", "rating"), [
    ("0 0 0", "5"), ("5 5 5", "5"), ("10 0 0", "4"), ("10 5 5", "4"), ("10 10 5", "3"), ("10 10 10", "3"),
    ("15 0 0", "2"), ("15 10 10", "2"), ("15 15 10", "2"), ("20 0 0", "1"), ("20 20 10", "1"), ("15 15 20", "1"),
    ("25 0 0", "0"), ("20 20 20", "0"), ("25 25 30", "0"), ("0 0 30", "0"),
])
def test_three_criteria_make_a_food_hygiene_rating(home: Home, scores: str, rating: str) -> None:
    hygiene, structure, confidence = scores.split()
    found = tried(home, "uk-food-hygiene-rating", "2024", hygiene=hygiene, structure=structure, confidence=confidence)
    assert found["grade"] == rating


def test_every_rating_of_the_public_register_is_a_grade(shared: Path) -> None:
    grades = {row.grade for row in load_schemes(None, catalogue())["uk-food-hygiene-rating"][0].grades}
    path = shared / "data" / "inspections" / "uk_fsa_hygiene_wholesalers_2024-04-25.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rated = {row["RatingValue"] for row in csv.DictReader(file) if row["RatingValue"].isdecimal()}
    assert rated == grades


def test_a_practice_earns_points_between_the_thresholds(home: Home) -> None:
    found = tried(home, "nhs-qof-2023", "2023-24", af006="135/180", af008="95", hyp008="40", hyp009="1/3", bp002="70",
                  smok002="90.5")
    points = {item["id"]: item["points"] for item in found["items"]}
    assert points == {"af006": "8.40", "af008": "12.00", "hyp008": "0.00", "hyp009": "0.00", "bp002": "7.50",
                      "smok002": "25.00"}
    assert (found["score"], found["grade"]) == ("52.90", None)


@pytest.mark.parametrize(("violations", "score", "grade"), [
    ("none", "0", "A"), ("critical=1; general=4", "13", "A"), ("hazard=2", "14", "B"), ("hazard=4", "28", "C"),
    ("hazard=99", "200", "C"),
])
def test_few_points_make_a_good_grade(home: Home, violations: str, score: str, grade: str) -> None:
    found = tried(home, "nyc-restaurant-grade", "2024", violations=violations)
    assert (found["score"], found["grade"]) == (score, grade)


def test_an_a_adds_a_point_above_full_in_dazhou(home: Home) -> None:
    assert tried(home, "dazhou-county-score", "2014", score="100", grade_a="1")["score"] == "101.00"
    assert tried(home, "dazhou-county-score", "2014", score="90", grade_a="0")["score"] == "90.00"


def test_the_bottom_three_of_gansu_report_and_the_notice_knows_its_veto() -> None:
    found = load_schemes(None, catalogue())
    (report,) = found["gansu-quality-work"][0].consequences
    assert (report.last, report.ties, report.days) == (3, "all", 30)
    assert [item.id for item in found["quality-work-2013"][0].vetoes] == ["veto"]
    for id in ("uk-food-hygiene-rating", "nhs-qof-2023", "nyc-restaurant-grade", "gansu-quality-work",
               "dazhou-county-score"):
        assert found[id][0].cites.status == "unverified"
