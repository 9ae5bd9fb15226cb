"""A home that version 0.1 made, with one year published and one half done, goes on after its upgrade."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from plumbline.procedures.operations.backup import newest_shape
from tests.commands import well
from tests.needs import ROOT

MADE = ROOT / "tests" / "homes" / "version-0.1.zip"
"""Made by the script beside it."""
UNDER_WAY = "small-2014"


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home after ``plumb upgrade``."""
    home = tmp_path_factory.mktemp("old") / "home"
    with zipfile.ZipFile(MADE) as packed:
        packed.extractall(home)
    told = well("upgrade", "--backup", home.parent / "before.zip", home=home)
    assert f"records.{newest_shape()}" in told["applied"]
    return home


def test_nothing_of_it_changed(upgraded: Path) -> None:
    checks = well("doctor", "--deep", home=upgraded)["checks"]
    assert [each for each in checks if each["status"] == "fault"] == []
    assert {"journal", "cuts", "evidence", "whole", "years"} <= {each["check"] for each in checks}
    assert well("evidence", "verify", home=upgraded)["whole"] is True
    assert well("backup", "verify", upgraded.parent / "before.zip")["schema"] != newest_shape()


def test_its_figures_and_its_result_are_what_they_were(upgraded: Path) -> None:
    found = well("figure", "inspection.pass_rate", "--region", "prov", "--period", "2013", home=upgraded)
    assert (found["numerator"], found["denominator"], found["value"]) == (2, 3, "66.67")
    file = upgraded.parent / "small-2013.csv"
    well("year", "table", "small-2013", "--output", file, home=upgraded)
    with file.open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    held = [tuple(row[name] for name in ("region", "grade", "score", "item", "points")) for row in rows]
    assert held == [("north", "A", "92.5", "1.1", "50"), ("north", "A", "92.5", "1.2", "42.5"),
                    ("south", "B", "35", "1.1", "0"), ("south", "B", "35", "1.2", "35")]


def test_both_years_go_on(upgraded: Path) -> None:
    def act(name: str, *words: str, by: str) -> None:
        well("year", name, *words, "--as", by, home=upgraded)

    act("file", UNDER_WAY, "panel", "north", "90", "--item", "1.2", by="expert2")
    act("file", UNDER_WAY, "self", "south", "yes", "--item", "1.1", "--reason", "In May.", by="south")
    act("file", UNDER_WAY, "department", "south", "yes", "--item", "1.1", "--reason", "Seen.", by="planning")
    for expert, score in (("expert1", "70"), ("expert2", "60")):
        act("file", UNDER_WAY, "panel", "south", score, "--item", "1.2", by=expert)
    act("evaluate", UNDER_WAY, by="lead")
    for approver in ("chief", "deputy"):
        act("approve", UNDER_WAY, by=approver)
    act("publish", UNDER_WAY, by="lead")
    act("file", "small-2013", "report", "south", "Adopted and published.", by="south")
    board = well("year", "board", UNDER_WAY, home=upgraded)
    assert board["phase"] == "published"
    assert well("doctor", "--deep", home=upgraded)["status"] != "fault"
