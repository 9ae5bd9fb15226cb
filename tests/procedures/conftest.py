"""Offices made once a session by the commands themselves, and copied for each test that spoils one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import offices
from tests.commands import well


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
def backup_file(made_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the office. Not to be changed."""
    file = tmp_path_factory.mktemp("backup") / "office.zip"
    well("backup", file, home=made_office)
    return file
