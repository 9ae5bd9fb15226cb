"""An instance moves from SQLite to PostgreSQL and back, whole; whatever fails, the records are where they were."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from plumbline.home import Home
from plumbline.records.stores import databases
from tests import evidence, forked
from tests.commands import RUN, plumb, well

pytestmark = [pytest.mark.store("postgresql"), pytest.mark.slow]

# What a program in the middle of a move does instead: it stops at the step that is named.
STOP = ("from plumbline.procedures.operations import store_transfer as it; "
        "it.{0} = lambda *a, **k: (_ for _ in ()).throw({1}); ")
BEGIN = "from pathlib import Path; from plumbline.interfaces.cli.core import boot; boot.start(Path({0!r})); "


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home on SQLite with records of three kinds, a correction and a withdrawal."""
    folder = tmp_path_factory.mktemp("made")
    home = folder / "home"
    files = [
        ("region", "code,name_en,level,parent,valid_from\ncity,City,city,,1900-01-01\n1,Ward 1,ward,city,1900-01-01\n"),
        ("establishment", 'code,name,region,latitude\na,"狮子 ""x""\nnext line",1,-0.5\nb,n,1,\n'),
        ("organisation", "code,name,region\nc,As it was,1\nd,Stays,1\n"),
        ("organisation", "code,name,region\nc,Corrected,1\n"),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PLUMBLINE_DATABASE")
        well("init", home=home)
        for kind, text in files:
            well("import", kind, rows(folder, text), home=home)
        well("withdraw", "organisation", "d", home=home)
        (folder / "photo.jpg").write_bytes(evidence.photo())
        attached = well("evidence", "add", folder / "photo.jpg", "organisation", "c", home=home)
        well("evidence", "withdraw", attached["number"], "--reason", "blurred", home=home)
    return home


def rows(folder: Path, text: str) -> Path:
    file = folder / "rows.csv"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def place(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A copy of that home; the setting decides where its store is."""
    monkeypatch.delenv("PLUMBLINE_DATABASE")
    return Home(Path(shutil.copytree(made, tmp_path / "home")))


def journal(home: Home) -> Any:
    return well("journal", home=home.path)


def frozen(home: Home) -> dict[str, str]:
    """The hashes of a fresh cut's files, frozen without the help of an earlier cut."""
    shutil.rmtree(home.cuts)
    home.cuts.mkdir()
    kinds: dict[str, dict[str, str]] = well("cut", home=home.path)["kinds"]
    return {name: held["sha256"] for name, held in kinds.items()}


def test_there_and_back(place: Home, database: str) -> None:
    before, cut = journal(place), frozen(place)
    there = well("move", "--to", database, home=place.path)
    assert (there["source"], there["target"]) == ("sqlite", str(databases.read(database, "here")))
    assert there["journal"]["number"] == int(before["entries"][0]["number"])
    assert there["tables"]["records_organisation"] == 4
    assert there["tables"]["records_evidence"] == 2
    assert well("evidence", "verify", home=place.path)["whole"] is True
    assert place.config()["database"] == database
    assert not place.database.exists()
    assert Path(there["kept"]).parent == place.backups
    assert journal(place) == before
    assert frozen(place) == cut
    back = well("move", "--to", "sqlite", home=place.path)
    assert back["tables"] == there["tables"]
    assert back["cut"] == there["cut"]
    assert place.config()["database"] == "sqlite"
    assert journal(place) == before
    assert frozen(place) == cut
    assert not (place.path / ".moving").exists()


def test_work_goes_on_with_new_numbers_after_a_move(place: Home, database: str, tmp_path: Path) -> None:
    last = int(journal(place)["entries"][0]["number"])
    well("move", "--to", database, home=place.path)
    file = rows(tmp_path, "code,name,region\ne,New,1\nc,Corrected again,1\n")
    done = well("import", "organisation", file, home=place.path)
    assert (done["taken_in"], done["corrections"], done["journal"]) == (2, 1, last + 1)
    well("move", "--to", "sqlite", home=place.path)
    file = rows(tmp_path, "code,name,region\nf,Newer,1\n")
    assert well("import", "organisation", file, home=place.path)["journal"] == last + 2


def test_the_store_left_behind_takes_no_changes(place: Home, database: str, tmp_path: Path) -> None:
    """A program that still runs on it would write what nobody reads."""
    kept = Path(well("move", "--to", database, home=place.path)["kept"])
    kept.replace(place.database)
    place.config_file.write_text(place.config_file.read_text().replace(database, "sqlite"))
    file = rows(tmp_path, "code,name,region\nlate,Late,1\n")
    error = plumb("import", "organisation", file, home=place.path).error
    assert (error["type"], error["what"][:45]) == ("StoreError", "the records were moved to another store on 20")
    assert "plumbline@127.0.0.1" in error["where"]
    assert plumb("move", "--to", database, home=place.path).error["type"] == "StoreError"


def test_a_target_that_holds_something_is_refused(place: Home, database: str) -> None:
    well("move", "--to", database, home=place.path)
    well("move", "--to", "sqlite", home=place.path)
    before = journal(place)
    error = plumb("move", "--to", database, home=place.path).error
    assert error["what"].startswith("the target is not empty: its table ")
    assert error["next_step"] == "Name a new, empty database"
    assert journal(place) == before
    assert place.config()["database"] == "sqlite"


def test_tables_without_rows_are_empty(place: Home, database: str) -> None:
    """As a move leaves them that was killed."""
    run(place, STOP.format("copying.copy", "KeyboardInterrupt()"), database)
    assert well("move", "--to", database, home=place.path)["tables"]["records_region"] == 2


def run(home: Home, patch: str, to: str) -> subprocess.CompletedProcess[str]:
    return forked.run(["move", "--to", to, "--home", home.path, "--json"],
                      program=BEGIN.format(str(home.path)) + patch + RUN)


@pytest.mark.parametrize("step", ["copying.copy", "_compare", "write_cut", "_put_in_place", "moving_setting.write"])
@pytest.mark.parametrize("way", ["there", "back"])
def test_whatever_fails_the_records_are_where_they_were(place: Home, database: str, step: str, way: str) -> None:
    if way == "back":
        well("move", "--to", database, home=place.path)
    before, setting = journal(place), place.config().get("database")
    done = run(place, STOP.format(step, "OSError('no room')"), database if way == "there" else "sqlite")
    assert done.returncode != 0
    assert place.config().get("database") == setting
    assert journal(place) == before
    assert not (place.path / ".moving").exists()
    assert keeps_taking_changes(place)


def keeps_taking_changes(home: Home) -> bool:
    return plumb("withdraw", "organisation", "c", home=home.path).status == 0


def test_a_difference_between_the_stores_stops_the_move(place: Home, database: str) -> None:
    patch = ("from plumbline.records.stores import copying; real = copying._copy; "
             "copying._copy = lambda model, *a: 0 if model.__name__ == 'Establishment' else real(model, *a); ")
    done = run(place, patch, database)
    assert '"what": "what the records hold did not arrive as it was"' in done.stdout
    assert "establishment" in done.stdout
    assert "database" not in place.config()
    assert keeps_taking_changes(place)


def test_a_value_the_other_database_cannot_hold_is_named_by_its_table(place: Home, database: str) -> None:
    with closing(sqlite3.connect(place.database)) as store, store:
        store.execute("UPDATE records_establishment SET address = 'a' || char(0) || 'b' WHERE code = 'a'")
    error = plumb("move", "--to", database, home=place.path).error
    assert (error["what"], error["where"]) == ("a value cannot be kept by the other database", "records_establishment")
    assert "NUL" in error["why"]
    assert "database" not in place.config()


def test_a_home_that_is_served_is_refused(place: Home, database: str) -> None:
    place.heartbeat.touch()
    error = plumb("move", "--to", database, home=place.path).error
    assert (error["code"], error["what"]) == ("upgrade.server_running", "plumb serve is running on this home")


def test_the_environment_must_not_name_the_store(place: Home, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_DATABASE", "sqlite")
    assert plumb("move", "--to", database, home=place.path).error["where"] == "PLUMBLINE_DATABASE"


@pytest.mark.parametrize(("to", "what"), [
    ("sqlite", "the records are there already"),
    ("mysql://x", "this is not the address of a store"),
    ("postgresql://office:secret@127.0.0.1:1/x", "the database cannot be reached"),
])
def test_a_target_that_is_none(place: Home, to: str, what: str) -> None:
    done = plumb("move", "--to", to, home=place.path)
    assert done.error["what"] == what
    assert "secret" not in done.out + done.err


def test_a_file_in_the_way_is_not_overwritten(place: Home, database: str) -> None:
    well("move", "--to", database, home=place.path)
    place.database.write_bytes(b"somebody's")
    error = plumb("move", "--to", "sqlite", home=place.path).error
    assert (error["code"], error["what"]) == (
        "move.target_taken", "there is a store already where the records would go")
    assert place.database.read_bytes() == b"somebody's"
