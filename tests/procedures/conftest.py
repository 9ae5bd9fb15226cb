"""Offices made once a run by the commands themselves, and copied for each test that spoils one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import offices, once
from tests.commands import well


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two wards, sixty inspections and a cut. Not to be changed."""
    return once.made(tmp_path_factory, "office", lambda folder: offices.make(folder / "home", folder)) / "home"


@pytest.fixture
def office_home(made_office: Path, tmp_path: Path) -> Path:
    """The same, to be spoiled."""
    return shutil.copytree(made_office, tmp_path / "office")


@pytest.fixture(scope="session")
def backup_file(made_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the office. Not to be changed."""
    return once.made(tmp_path_factory, "backup",
                     lambda folder: well("backup", folder / "office.zip", home=made_office)) / "office.zip"
