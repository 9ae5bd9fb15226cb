"""Backups: whole, verified, made while people work; a full disk leaves nothing behind."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from plumbline.procedures.operations.backup import newer
from tests import offices
from tests.commands import plumb, well


def left_beside(file: Path) -> list[str]:
    return sorted(path.name for path in file.parent.iterdir() if "partial" in path.name or "store" in path.suffix)


def test_a_backup_tells_what_it_holds(office_home, tmp_path):
    file = tmp_path / "office.zip"
    made = well("backup", file, home=office_home)
    assert made["file"] == str(file)
    assert made["bytes"] == file.stat().st_size
    assert made["format"] == "plumbline-backup/1"
    assert made["journal"]["number"] == 2
    assert well("backup", "verify", file) == made
    assert well("backup", "make", tmp_path / "again.zip", home=office_home)["files"] == made["files"]
    assert left_beside(file) == []


def test_it_holds_everything_but_what_can_be_made_again(office_home, tmp_path):
    for name in ("cache/chart.svg", "imports/000009/part.parquet", "backups/old.sqlite3", ".hidden",
                 "rulebook/indicators/own.toml.new"):
        (office_home / name).parent.mkdir(parents=True, exist_ok=True)
        (office_home / name).write_text("x")
    for name in ("rulebook/indicators/own.txt", "evidence/ab/abcd.pdf", "inbox/0/upload.csv", "quarantine/1.csv"):
        (office_home / name).parent.mkdir(parents=True, exist_ok=True)
        (office_home / name).write_text("y")
    file = tmp_path / "office.zip"
    well("backup", file, home=office_home)
    with zipfile.ZipFile(file) as archive:
        names = {name.removeprefix("home/") for name in archive.namelist()}
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"manifest.json", "plumbline.sqlite3", "plumbline.toml", "schema.json", "cuts", "rulebook",
                    "evidence", "inbox", "quarantine"}
    assert "rulebook/indicators/own.txt" in names
    assert "rulebook/indicators/own.toml.new" not in names


def test_the_store_in_it_is_the_store_of_one_moment(office_home, tmp_path):
    file = tmp_path / "office.zip"
    well("backup", file, home=office_home)
    with zipfile.ZipFile(file) as archive:
        archive.extract("home/plumbline.sqlite3", tmp_path)
    with closing(sqlite3.connect(tmp_path / "home" / "plumbline.sqlite3")) as store:
        assert store.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert store.execute("SELECT count(*) FROM records_inspection").fetchone() == (60,)


def test_a_cut_that_knows_more_than_the_copied_store_is_left_out(office_home, tmp_path):
    """It was frozen after the store was copied: restored, it would look as if entries had been removed."""
    (manifest,) = (office_home / "cuts").glob("*/manifest.json")
    document = json.loads(manifest.read_text("utf-8"))
    document["journal"]["number"] = 3
    manifest.write_text(json.dumps(document))
    assert {newer(path, 2) for path in manifest.parent.iterdir()} == {True}
    assert [newer(manifest, 3), newer(office_home / "plumbline.toml", 0)] == [False, False]
    file = tmp_path / "office.zip"
    well("backup", file, home=office_home)
    with zipfile.ZipFile(file) as archive:
        assert [name for name in archive.namelist() if "/cuts/" in name] == []


@pytest.mark.slow
def test_it_is_made_while_people_work(office_home, tmp_path):
    rows = tmp_path / "more.csv"
    rows.write_text(offices.inspections(40_000, first=1000), encoding="utf-8")
    command = [sys.executable, "-m", "plumbline", "import", "inspection", str(rows), "--home", str(office_home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as work:
        backups = []
        while work.poll() is None:
            backups.append(tmp_path / f"during-{len(backups)}.zip")
            well("backup", backups[-1], home=office_home)
            time.sleep(0.3)  # each is restored and looked over below
        out, err = work.communicate()
    assert work.returncode == 0, (out, err)
    assert len(backups) >= 1
    for number, file in enumerate(backups):
        back = tmp_path / f"back-{number}"
        well("restore", file, home=back)
        # Either all of the import counts, or nothing of it, whatever of its rows was in the file already.
        well("doctor", "--sweep", home=back)
        cut = well("cut", home=back)
        assert cut["kinds"]["inspection"]["rows"] in (60, 40_060)


def test_a_name_that_is_taken_is_refused(office_home, tmp_path):
    file = tmp_path / "taken.zip"
    file.write_text("mine")
    assert plumb("backup", file, home=office_home).error["what"] == "a file of this name is there already"
    assert file.read_text() == "mine"


def test_a_backup_does_not_go_into_the_home(office_home):
    error = plumb("backup", office_home / "office.zip", home=office_home).error
    assert (error["code"], error["what"]) == (
        "backup.inside_home", "a backup does not belong into the home it is made of")
    (office_home / "backups").mkdir(exist_ok=True)
    well("backup", office_home / "backups" / "office.zip", home=office_home)


def test_a_folder_that_is_not_there_is_named(office_home, tmp_path):
    error = plumb("backup", tmp_path / "nowhere" / "office.zip", home=office_home).error
    assert error["type"] == "HomeError"
    assert "nowhere" in error["where"]


@pytest.mark.skipif(os.name == "nt", reason="file sizes cannot be limited there")
@pytest.mark.parametrize("disk", [100_000, 250_000])
def test_a_full_disk_is_told_and_leaves_nothing(office_home, tmp_path, disk):
    # The first stops the copy of the store, the second, with a large file beside it, the archive.
    (office_home / "quarantine" / "large.parquet").write_bytes(os.urandom(400_000))
    if disk > 200_000:
        with closing(sqlite3.connect(office_home / "plumbline.sqlite3")) as store:
            pages = store.execute("PRAGMA page_count").fetchone()[0] * store.execute("PRAGMA page_size").fetchone()[0]
        disk = pages + 50_000
        (office_home / "quarantine" / "large.parquet").write_bytes(os.urandom(disk))
    file = tmp_path / "office.zip"
    error = plumb("backup", file, home=office_home, disk=disk).error
    assert error["what"] in ("there is no room for a copy of the store", "the disk is full")
    assert error["next_step"]
    assert not file.exists()
    assert left_beside(file) == []


def test_a_damaged_store_is_not_backed_up_as_if_it_were_whole(office_home, tmp_path):
    spoil(office_home / "plumbline.sqlite3")
    error = plumb("backup", tmp_path / "office.zip", home=office_home).error
    assert error["type"] == "HomeError"
    assert list(tmp_path.glob("*.zip")) == []


def spoil(store: Path) -> None:
    """Overwrite the middle of a table's pages."""
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'records_inspection'").fetchone()[0]
    with store.open("r+b") as stream:
        stream.seek((root - 1) * size)
        stream.write(b"\x5a" * 400)
