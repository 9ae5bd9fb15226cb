"""The ground every test stands on.

This file is read before Django is set up: it makes a data directory for this process (each xdist worker is one), points
``PLUMBLINE_HOME`` at it and clears what a user's own environment could change. Nothing here reads the user's home.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from tests import needs

# Plain, uncoloured output of one width from the commands that tests run, whatever terminal the tests run in.
_CLEARED = ("FORCE_COLOR", "CLICOLOR_FORCE", "PYTHONWARNINGS", "SPARK_HOME", "XDG_DATA_HOME")
_SET = {"NO_COLOR": "1", "COLUMNS": "120", "TZ": "UTC", "PYTHONUTF8": "1"}

_place = Path(tempfile.mkdtemp(prefix="plumbline-tests-"))


def _prepare_environment() -> None:
    for name in list(os.environ):
        if name.startswith(("PLUMBLINE_", "DJANGO_")) or name in _CLEARED:
            del os.environ[name]
    os.environ.update(_SET)
    os.environ["PLUMBLINE_HOME"] = str(_place / "home")
    # Where a test forgets --home, it lands here and not in the user's data folder.
    os.environ["XDG_DATA_HOME"] = str(_place / "data")
    os.environ["DJANGO_SETTINGS_MODULE"] = "plumbline.interfaces.settings"


if "plumbline.interfaces.settings" in sys.modules:
    raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests load Plumbline's settings after making a home.")
_prepare_environment()

import django  # noqa: E402 - only after the environment is ours

from plumbline.home import Home  # noqa: E402

Home(_place / "home").create()
django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Keep the settings' name from the workers, who would load them before making a home of their own."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure() -> None:
    """Remove this process's data directory."""
    shutil.rmtree(_place, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Keep the test database in a file: write-ahead logging and several connections need one.

    It lies in the data directory of this process, so no suffix is needed under xdist.
    """
    from django.db import connections

    connections["default"].settings_dict["TEST"]["NAME"] = str(_place / "home" / "test.sqlite3")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A fresh data directory. Django's database is the process's test database, not this home's."""
    return Home(tmp_path / "home").create()


@pytest.fixture
def command_environment(tmp_path: Path) -> dict[str, str]:
    """The environment for a ``plumb`` command run as a process of its own, on a home of its own."""
    return {**os.environ, "PLUMBLINE_HOME": str(tmp_path / "home")}


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared development data beside this clone; the test skips, in CI too, where it is absent."""
    return needs.require_shared()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; the test skips on a laptop without one and fails in CI."""
    path = needs.chromium_path()
    needs.require(path, "needs Chromium on the search path")
    assert path is not None
    return path


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's top folder."""
    return needs.ROOT
