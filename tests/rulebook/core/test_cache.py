"""Rules are read once, and again when a file of theirs has changed in any way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plumbline.home import Home
from plumbline.rulebook.core import files
from plumbline.rulebook.core.cache import kept
from plumbline.rulebook.core.faults import Faulty, Loaded


class Reader:
    """Counts how often the files are read."""

    def __init__(self) -> None:
        self.reads = 0
        self.load = kept("flows")(self._load)

    def _load(self, home: Home | None) -> Loaded[str]:
        self.reads += 1
        faults: list[Faulty] = []
        return Loaded(dict(files.own_files(home, "flows", faults)), faults)


@pytest.fixture
def file(home: Home) -> Path:
    """One file of the home's flows."""
    path = home.rulebook / "flows" / "own.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("first", encoding="utf-8")
    return path


def test_what_did_not_change_is_read_once(home: Home, file: Path) -> None:
    reader = Reader()
    assert [reader.load(home)["flows/own.toml"] for _ in range(3)] == ["first"] * 3
    assert reader.reads == 1
    (home.rulebook / "schemes").mkdir(exist_ok=True)
    (home.rulebook / "schemes" / "a.toml").write_text("", encoding="utf-8")
    reader.load(home)
    assert reader.reads == 1


def test_a_change_of_any_sort_is_seen(home: Home, file: Path) -> None:
    reader = Reader()
    reader.load(home)
    fresh = file.with_suffix(".new")
    fresh.write_text("other", encoding="utf-8")  # as long, and of the same moment
    os.utime(fresh, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    fresh.replace(file)
    assert reader.load(home)["flows/own.toml"] == "other"
    file.with_name("more.toml").write_text("more", encoding="utf-8")
    assert set(reader.load(home)) == {"flows/own.toml", "flows/more.toml"}
    file.unlink()
    assert set(reader.load(home)) == {"flows/more.toml"}
    assert reader.reads == 4


def test_a_file_that_could_not_be_read_is_read_once_it_can(home: Home, file: Path) -> None:
    reader = Reader()
    file.write_bytes(b"\xff\xfe\xff")
    assert [fault.file for fault in reader.load(home).faults] == ["flows/own.toml"]
    file.write_text("well", encoding="utf-8")
    assert (reader.load(home)["flows/own.toml"], reader.load(home).faults) == ("well", ())


def test_what_a_caller_does_with_the_answer_is_its_own(home: Home, file: Path) -> None:
    reader = Reader()
    reader.load(home).clear()
    assert len(reader.load(home)) == 1
    assert reader.reads == 1


def test_two_homes_are_kept_apart(home: Home, file: Path, tmp_path: Path) -> None:
    reader = Reader()
    other = Home(tmp_path / "other").create()
    assert (len(reader.load(home)), len(reader.load(other)), len(reader.load(None))) == (1, 0, 0)
