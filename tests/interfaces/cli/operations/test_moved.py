"""A home is a folder: copied or moved, everything in it goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests import offices
from tests.commands import well

FIGURE = ["figure", "inspection.pass_rate", "--region", "city", "--period", "2013", "--records", "5"]


def test_a_moved_home_goes_on(office_home: Path, tmp_path: Path) -> None:
    before = well(*FIGURE, home=office_home)
    moved = tmp_path / "elsewhere" / "an other 处"
    moved.parent.mkdir()
    shutil.move(office_home, moved)
    assert well(*FIGURE, home=moved) == before
    assert well("cut", "describe", before["cut"], home=moved)["id"] == before["cut"]
    file = tmp_path / "more.csv"
    file.write_text(offices.inspections(10, first=61), encoding="utf-8")
    assert well("import", "inspection", file, home=moved)["taken_in"] == 10
    made = well("cut", home=moved)
    assert made["kinds"]["inspection"]["rows"] == 70
    after = well(*FIGURE, home=moved)
    assert (after["cut"], after["denominator"]) == (made["id"], 70)
    assert well(*FIGURE, "--cut", before["cut"], home=moved) == before
    assert well("journal", home=moved)["whole"] is True
    assert not office_home.exists()


def test_nothing_in_a_home_names_its_own_place(office_home: Path) -> None:
    place = str(office_home).encode()
    holding = [path.name for path in office_home.rglob("*") if path.is_file() and place in path.read_bytes()]
    assert holding == []


def test_a_copy_and_its_original_go_their_own_ways(office_home: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(office_home, tmp_path / "copy")
    file = tmp_path / "more.csv"
    file.write_text(offices.inspections(10, first=61), encoding="utf-8")
    well("import", "inspection", file, home=copy)
    well("cut", home=copy)
    assert well(*FIGURE, home=copy)["denominator"] == 70
    assert well(*FIGURE, home=office_home)["denominator"] == 60
