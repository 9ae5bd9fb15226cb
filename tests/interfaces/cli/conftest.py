"""Homes made once a session by the commands themselves; those that a test spoils are copies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import offices
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
    scratch = tmp_path_factory.mktemp("office")
    return offices.make(scratch / "home", scratch)


@pytest.fixture
def office_home(made_office: Path, tmp_path: Path) -> Path:
    """The same, to be spoiled."""
    return shutil.copytree(made_office, tmp_path / "office")


@pytest.fixture(scope="session")
def chicago_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the Chicago world and its cut. Not to be changed."""
    home = tmp_path_factory.mktemp("chicago") / "home"
    well("world", "load", "chicago", home=home)
    return home
