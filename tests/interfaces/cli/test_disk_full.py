"""A disk that is really full: said in words, nothing half visible, and all is well once there is room again."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from plumbline.procedures.assessment.drafts.patterns import PATTERNS, PLACEHOLDERS
from tests import offices
from tests.commands import plumb, well
from tests.needs import require

pytestmark = pytest.mark.slow
Disk: TypeAlias = Callable[[int], Path]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Mounts disks of so many bytes."""
    mounted: list[Path] = []

    def mount(size: int) -> Path:
        place = tmp_path / f"disk{len(mounted)}"
        place.mkdir()
        able = os.name != "nt" and os.geteuid() == 0 and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True).returncode == 0
        require(able, "needs the right to mount a small disk")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", str(place)], check=True)


def size_of(home: Path) -> int:
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file())


def fill(disk: Path, leave: int) -> Path:
    """A file that leaves just so much room."""
    ballast = disk / "ballast"
    free = shutil.disk_usage(disk).free - leave
    with ballast.open("wb") as file:
        for _ in range(max(0, free) // 4096):
            file.write(b"\0" * 4096)
    return ballast


def inspections_in(home: Path) -> int:
    store = sqlite3.connect(home / "plumbline.sqlite3")
    try:
        sql = ("SELECT count(*) FROM records_inspection WHERE superseded_id IS NULL "
               "AND entry_id IN (SELECT id FROM records_entry WHERE state = 'visible')")
        return int(store.execute(sql).fetchone()[0])
    finally:
        store.close()


@pytest.mark.parametrize("leave", [0, 40_000, 400_000, 1_500_000])
def test_an_import(disk: Disk, made_office: Path, tmp_path: Path, leave: int) -> None:
    place = disk(size_of(made_office) + (12 << 20))
    home = shutil.copytree(made_office, place / "home")
    file = tmp_path / "more.csv"
    file.write_text(offices.inspections(12_000), encoding="utf-8")
    ballast = fill(place, leave)
    done = plumb("import", "inspection", file, home=home)
    assert (done.status, done.err) == (1, "")
    assert "disk is full" in done.error["what"]
    assert done.error["next_step"].startswith("Make room")
    ballast.unlink()
    assert inspections_in(home) == 60
    again = well("import", "inspection", file, home=home)
    assert (again["taken_in"], again["unchanged"], again["quarantined"]) == (11_940, 60, 0)
    assert well("journal", home=home)["whole"] is True
    assert inspections_in(home) == 12_000
    assert [path.name for path in (home / "imports").iterdir() if path.name != ".lock"] == []


@pytest.mark.parametrize("leave", [0, 20_000, 80_000])
def test_a_cut(disk: Disk, made_office: Path, tmp_path: Path, leave: int) -> None:
    place = disk(size_of(made_office) + (12 << 20))
    home = shutil.copytree(made_office, place / "home")
    file = tmp_path / "more.csv"
    file.write_text(offices.inspections(8_000), encoding="utf-8")
    well("import", "inspection", file, home=home)
    known = [one["id"] for one in well("cut", "list", home=home)["cuts"]]
    ballast = fill(place, leave)
    done = plumb("cut", home=home)
    assert (done.status, done.err) == (1, "")
    assert "full" in done.error["what"] + done.error["why"]
    ballast.unlink()
    assert [one["id"] for one in well("cut", "list", home=home)["cuts"]] == known
    assert [path.name for path in (home / "cuts").iterdir() if path.name.endswith(".partial")] == []
    assert well("cut", home=home)["kinds"]["inspection"]["rows"] == 8_000


def test_a_home_that_cannot_even_be_made(disk: Disk) -> None:
    place = disk(64 << 10)
    fill(place, 0)
    done = plumb("init", home=place / "home")
    assert (done.status, done.err) == (1, "")
    assert "full" in done.error["what"] + done.error["why"]


def test_putting_a_rule_in_force(disk: Disk, made_office: Path) -> None:
    place = disk(size_of(made_office) + (3 << 20))
    home = shutil.copytree(made_office, place / "home")
    for name in ("writer", "chief"):
        well("user", "add", name, "--region", "city", "--no-sign-in", home=home)
    text, said = place / "visits.toml", PATTERNS["indicator"]["count"].text("local.visits")
    for words in PLACEHOLDERS:
        said = said.replace(f'"{words}"', f'"ours: {words}"')
    text.write_text(said, "utf-8")
    well("rule", "draft", "indicator", "local.visits", "--pattern", "count", "--text", text, "--as", "writer",
         home=home)
    well("rule", "propose", 1, "--reason", "needed", "--as", "writer", home=home)
    ballast = fill(place, 0)
    done = plumb("rule", "approve", 1, "--as", "chief", home=home)
    assert done.status == 1
    assert done.error["next_step"].startswith("Make room")
    assert not (home / "rulebook" / "indicators").exists()
    assert not list((home / "rulebook").glob("*aside*"))
    ballast.unlink()
    state = well("rule", "show", 1, home=home)["state"]
    assert state in ("proposed", "approved")
    act = "approve" if state == "proposed" else "enforce"
    assert well("rule", act, 1, "--as", "chief", home=home)["state"] == "in-force"
    assert (home / "rulebook" / "indicators" / "local.toml").is_file()
