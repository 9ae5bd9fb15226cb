"""A part that is missing: a skip on a laptop, a failure in CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from plumbline.home import Home, current
from tests.needs import SHARED, require, require_shared


def test_a_condition_that_holds_goes_on():
    require(True, "never said")


def test_a_missing_part_skips_on_a_laptop(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="needs a unicorn"):
        require(None, "needs a unicorn")


def test_a_missing_part_fails_in_ci(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="needs a unicorn"):
        require(None, "needs a unicorn")


def test_absent_shared_data_skips_even_in_ci(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.skip.Exception, match=r"\.\./shared/no-such/file"):
        require_shared("no-such", "file")


def test_shared_is_beside_the_clone(root):
    assert SHARED == root.parent / "shared"


def test_the_home_of_the_tests_is_nobodys(home, tmp_path):
    assert home == Home(tmp_path / "home")
    assert current().path == Path(os.environ["PLUMBLINE_HOME"])
    assert settings.HOME == current()
    assert Path.home() not in settings.HOME.path.parents


@pytest.mark.django_db
@pytest.mark.store("sqlite")
def test_the_database_is_a_file_with_a_write_ahead_log():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    assert mode == "wal"
    assert Path(connection.settings_dict["NAME"]).is_relative_to(current().path)
