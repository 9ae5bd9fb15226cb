"""Chicago from the raw file to its figures: each equals plain counting, and one flip moves one numerator."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from plumbline.figures.cuts.cut import Cut, open_cut
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.figures.indicators.compute import figures
from plumbline.home import Home
from plumbline.methods.assessment.scoring.rounding import Rounding
from tests.commands import well

pytestmark = pytest.mark.slow
YEARS = ("2012", "2013", "2014")
WARDS = [str(ward) for ward in range(1, 51)]
Counts = dict[str, tuple[int, int]]


@cache
def raw_text() -> str:
    source = resources.files("plumbline.worlds").joinpath("chicago", "inspections.csv.gz")
    return gzip.decompress(source.read_bytes()).decode()


@cache
def raw() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw_text(), newline="")))


def ward_of(row: dict[str, str]) -> str:
    return "chicago" if row["WARD"] in ("", "NA") else row["WARD"]


def counted(year: str, counts: Any, within: Any = lambda row: True) -> Counts:
    """Numerator and denominator of the city and of each ward, by plain counting."""
    over: Counter[str] = Counter()
    under: Counter[str] = Counter()
    for row in raw():
        if row["Inspection_Date"].startswith(year) and within(row):
            for place in {"chicago", ward_of(row)}:
                under[place] += 1
                over[place] += bool(counts(row))
    return {place: (over[place], under[place]) for place in ["chicago", *WARDS]}


def pass_rate(year: str) -> Counts:
    return counted(year, lambda row: row["Results"] != "Fail")


def clean_rate(year: str) -> Counts:
    return counted(year, lambda row: row["criticalCount"] == "0")


def computed(cut: Cut, home: Path, indicator: str, year: str) -> Counts:
    found = figures(cut, catalogue(Home(home))[indicator], year)
    return {code: (int(one.numerator), int(one.denominator)) for code, one in found.items()}


@pytest.fixture(scope="module")
def cut(chicago_home: Path) -> Cut:
    return open_cut(Home(chicago_home))


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(("indicator", "plain"), [
    ("inspection.pass_rate", pass_rate), ("inspection.clean_rate", clean_rate),
])
def test_every_ward_equals_plain_counting(cut: Cut, chicago_home: Path, indicator: str, plain: Any, year: str) -> None:
    assert computed(cut, chicago_home, indicator, year) == plain(year)


@pytest.mark.parametrize("year", YEARS)
def test_repeat_failures_equal_plain_counting(cut: Cut, chicago_home: Path, year: str) -> None:
    failures: dict[str, dict[str, int]] = defaultdict(Counter)
    for row in raw():
        if row["Inspection_Date"].startswith(year) and row["Results"] == "Fail":
            for place in {"chicago", ward_of(row)}:
                failures[place][row["License"]] += 1
    expected = {place: (sum(count > 1 for count in failures[place].values()), len(failures[place]))
                for place in ["chicago", *WARDS]}
    assert computed(cut, chicago_home, "inspection.repeat_failure", year) == expected


def test_what_the_file_is_known_to_hold(cut: Cut, chicago_home: Path) -> None:
    rows = pq.read_table(cut.path("inspection"), columns=["region", "inspected_on", "licence_code", "inspector_group"])
    table = rows.to_pydict()
    assert rows.num_rows == 27_600
    assert table["region"].count("chicago") == 2_914
    assert table["licence_code"].count(None) == 2_846
    assert table["inspector_group"].count(None) == 5_200
    of_2013 = [place for place, day in zip(table["region"], table["inspected_on"], strict=True)
               if date(2013, 1, 1) <= day <= date(2013, 12, 31)]
    assert (len(of_2013), of_2013.count("chicago")) == (8_811, 907)
    assert computed(cut, chicago_home, "inspection.pass_rate", "2013")["chicago"] == (7_202, 8_811)


@pytest.mark.parametrize(("region", "year"), [("chicago", "2013"), ("1", "2012"), ("50", "2014")])
def test_the_command_tells_the_same(chicago_home: Path, region: str, year: str) -> None:
    told = well("figure", "inspection.pass_rate", "--region", region, "--period", year, home=chicago_home)
    assert (told["numerator"], told["denominator"]) == pass_rate(year)[region]


def flipped(ward: str) -> tuple[str, str]:
    """The raw file with one passed inspection of 2013 in ``ward`` failed, and its number."""
    number = next(row["Inspection_ID"] for row in raw() if row["WARD"] == ward and row["Results"] == "Pass"
                  and row["Inspection_Date"].startswith("2013"))
    lines = raw_text().splitlines(keepends=True)
    [index] = [at for at, line in enumerate(lines) if line.startswith(f"{number},")]
    assert lines[index].count('"Pass"') == 1
    lines[index] = lines[index].replace('"Pass"', '"Fail"')
    return "".join(lines), number


@pytest.mark.parametrize(("ward", "packed"), [("27", True), ("3", False)])
def test_one_flipped_result_moves_one_numerator_by_one(
        cut: Cut, chicago_home: Path, tmp_path: Path, ward: str, packed: bool) -> None:
    text, _ = flipped(ward)
    # Packed or plain shows in the content; the names here say the opposite.
    copy = tmp_path / ("copy.csv" if packed else "copy.csv.gz")
    copy.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    home = tmp_path / "home"
    well("world", "load", "chicago", "--inspections", copy, home=home)
    other = open_cut(Home(home))
    for year in YEARS:
        before = computed(cut, chicago_home, "inspection.pass_rate", year)
        after = computed(other, home, "inspection.pass_rate", year)
        moved = {code: (after[code][0] - before[code][0], after[code][1] - before[code][1]) for code in before
                 if after[code] != before[code]}
        assert moved == ({ward: (-1, 0), "chicago": (-1, 0)} if year == "2013" else {})
        assert computed(other, home, "inspection.clean_rate", year) == computed(
            cut, chicago_home, "inspection.clean_rate", year)


def test_the_wards_are_graded_by_their_points(chicago_home: Path) -> None:
    document = well("assess", "chicago-canvass", "--year", "2013", home=chicago_home)
    assert sorted(one["code"] for one in document["regions"]) == sorted(WARDS)
    graded = [one for one in document["regions"] if one["grade"] is not None]
    for one in document["regions"]:
        n = pass_rate("2013")[one["code"]][1]
        assert (one["grade"] is None) == (n < 30) == bool(one["withheld"])
    rounding = Rounding(document["bands_rounding"]["places"], document["bands_rounding"]["mode"])
    for one in graded:
        assert sum(item["points"] for item in one["items"]) == pytest.approx(one["score"], abs=0.011)
        [band] = [band for band in document["bands"] if band["grade"] == one["grade"]]
        rounded = rounding(Decimal(str(one["score"])))
        assert band["from"] <= rounded
        assert not [other for other in document["bands"] if band["from"] < other["from"] <= rounded]
    scores = [one["score"] for one in sorted(graded, key=lambda one: one["rank"])]
    assert scores == sorted(scores, reverse=True)
