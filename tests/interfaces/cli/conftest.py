"""Homes made once a run by the commands themselves; those that a test spoils are copies."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import offices, once
from tests.commands import well


@pytest.fixture(autouse=True)
def temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder for temporary files of each test's own: the machine's holds what other tests kill, and the doctor looks
    there."""
    (tmp_path / "tmp").mkdir(exist_ok=True)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two wards, sixty inspections and a cut. Not to be changed."""
    return once.made(tmp_path_factory, "office", lambda folder: offices.make(folder / "home", folder)) / "home"


@pytest.fixture
def office_home(made_office: Path, tmp_path: Path) -> Path:
    """The same, to be spoiled."""
    return shutil.copytree(made_office, tmp_path / "office")


@pytest.fixture(scope="session")
def chicago_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the Chicago world and its cut. Not to be changed."""
    return once.made(tmp_path_factory, "chicago",
                     lambda folder: well("world", "load", "chicago", home=folder / "home")) / "home"


@pytest.fixture(scope="session")
def world_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path], Path]:
    """Makes a home with a world that has a sheet, loaded by the command that tells the sheet."""

    def copied(world: str, home: Path) -> Path:
        made = once.made(tmp_path_factory, world,
                         lambda folder: well("figures", "--world", world, home=folder / "home"))
        return shutil.copytree(made / "home", home)

    return copied
