"""Upgrades: a copy first, the change, a note; a newer home is left alone."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from plumbline.home import Home
from plumbline.procedures.operations.backup import newest_shape
from tests.commands import django, plumb, well


@pytest.fixture(scope="module")
def made_long_ago(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose store has the shape of the first release, with one entry in its journal. Not to be changed."""
    home = Home(tmp_path_factory.mktemp("old") / "old").create()
    django(home.path, "migrate", "records", "0001")
    with closing(sqlite3.connect(home.database)) as store, store:
        store.execute("INSERT INTO records_user (password, is_superuser, username, first_name, last_name, email, "
                      "is_staff, is_active, date_joined, language) "
                      "VALUES ('', 0, 'kept', '', '', '', 0, 1, '2026-01-01', '')")
    return home.path


@pytest.fixture
def old_home(made_long_ago: Path, tmp_path: Path) -> Path:
    """The same, to be upgraded."""
    return shutil.copytree(made_long_ago, tmp_path / "old")


def migrations(store: Path) -> set[str]:
    with closing(sqlite3.connect(store)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM django_migrations WHERE app = 'records'")}


def people(store: Path) -> list[str]:
    with closing(sqlite3.connect(store)) as connection:
        return [name for (name,) in connection.execute("SELECT username FROM records_user")]


def test_any_command_copies_an_old_store_before_it_changes_it(old_home):
    well("kinds", home=old_home)
    copies = list((old_home / "backups").iterdir())
    assert [path.suffix for path in copies] == [".sqlite3"]
    assert copies[0].name.startswith("before-")
    assert migrations(copies[0]) == {"0001_initial"}
    assert newest_shape() in migrations(old_home / "plumbline.sqlite3")
    assert people(copies[0]) == people(old_home / "plumbline.sqlite3") == ["kept"]
    assert json.loads((old_home / "schema.json").read_text())["schema"] == newest_shape()


def test_upgrade_backs_everything_up_and_tells_what_it_did(old_home, tmp_path):
    told = well("upgrade", "--backup", tmp_path / "before.zip", home=old_home)
    assert told["backup"] == str(tmp_path / "before.zip")
    assert f"records.{newest_shape()}" in told["applied"]
    assert well("backup", "verify", tmp_path / "before.zip")["schema"] == "0001_initial"
    assert not (old_home / "backups").exists() or list((old_home / "backups").glob("*.sqlite3")) == []
    assert well("upgrade", home=old_home) == {"applied": [], "backup": None, "plumbline": told["plumbline"]}
    back = tmp_path / "back"
    well("restore", tmp_path / "before.zip", home=back)
    assert migrations(back / "plumbline.sqlite3") == {"0001_initial"}


def test_upgrade_waits_for_nobody_while_a_server_runs(old_home):
    (old_home / "cache" / "worker").touch()
    error = plumb("upgrade", home=old_home).error
    assert (error["code"], error["what"]) == ("upgrade.server_running", "plumb serve is running on this home")
    assert migrations(old_home / "plumbline.sqlite3") == {"0001_initial"}


def test_a_change_that_fails_names_the_copy(old_home):
    with closing(sqlite3.connect(old_home / "plumbline.sqlite3")) as store, store:
        store.execute("CREATE TABLE records_award (in_the_way)")
    error = plumb("kinds", home=old_home).error
    assert (error["code"], error["what"]) == (
        "upgrade.failed", "the store could not be brought to this program's shape")
    copy = next((old_home / "backups").iterdir())
    assert str(copy) in error["next_step"]
    assert people(copy) == ["kept"]


def test_without_room_for_the_copy_nothing_is_changed(old_home):
    error = plumb("kinds", home=old_home, disk=50_000).error
    assert error["what"] == "there is no room for a copy of the store"
    assert list((old_home / "backups").iterdir()) == []
    assert migrations(old_home / "plumbline.sqlite3") == {"0001_initial"}


def test_a_fresh_home_needs_no_copy(tmp_path):
    well("init", home=tmp_path / "new")
    assert not (tmp_path / "new" / "backups").exists()
    assert json.loads((tmp_path / "new" / "schema.json").read_text())["schema"] == newest_shape()


def test_a_store_of_a_newer_program_is_left_alone(office_home):
    with closing(sqlite3.connect(office_home / "plumbline.sqlite3")) as store, store:
        store.execute("INSERT INTO django_migrations (app, name, applied) "
                      "VALUES ('records', '9998_wings', '2030-01-01')")
    error = plumb("cut", "list", home=office_home).error
    assert (error["code"], error["what"]) == (
        "upgrade.newer_home", "a newer Plumbline has been at work in this data directory")
    assert "9998_wings" in error["why"]


def test_a_note_of_a_newer_program_is_enough(office_home):
    (office_home / "schema.json").write_text('{"schema": "9999_more", "plumbline": "9.0"}')
    error = plumb("cut", "list", home=office_home).error
    assert (error["code"], error["what"]) == (
        "upgrade.newer_home", "a newer Plumbline has been at work in this data directory")
    (office_home / "schema.json").write_text("{")
    error = plumb("cut", "list", home=office_home).error
    assert (error["what"], error["next_step"]) == ("the note of the store's shape cannot be read",
                                                   "Delete it: it is written anew from the store")


def test_what_is_no_store_is_told(office_home):
    (office_home / "plumbline.sqlite3").write_text("no database, but long enough to be taken for one " * 20)
    error = plumb("cut", "list", home=office_home).error
    assert (error["code"], error["what"]) == ("upgrade.store_unopenable", "the store cannot be opened")
    assert error["next_step"] == "Look for the cause with: plumb doctor"
