"""Restoring: verified before and after, all of it or nothing, and never over what is there."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.procedures.common.archive import Writer
from plumbline.procedures.operations import backup
from plumbline.procedures.operations.backup import FORMAT
from plumbline.procedures.operations.restore import restore
from tests.commands import plumb, well
from tests.refusals import refuses


def altered(file: Path, target: Path, change) -> Path:
    """A copy of a backup with its home changed, and a manifest that fits: damage from before it was made."""
    folder = target.with_suffix(".folder")
    with zipfile.ZipFile(file) as archive:
        about = json.loads(archive.read("manifest.json"))
        for name, held in about.pop("files").items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(archive.read(held["member"]))
    change(folder, about)
    writer = Writer(target)
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        writer.add(path.relative_to(folder).as_posix(), path)
    writer.close(about)
    return target


def refused(file: Path, home: Path) -> HomeError:
    """The error of restoring, which must leave nothing."""
    with pytest.raises(HomeError) as caught:
        restore(file, Home(home), check=lambda made: None)
    assert nothing_left(home)
    return caught.value


def nothing_left(home: Path) -> bool:
    return not home.exists() and [path.name for path in home.parent.iterdir() if path.name.startswith(".")] == []


def test_a_restored_home_is_the_home(made_office, backup_file, tmp_path):
    back = tmp_path / "deep" / "back"
    told = well("restore", backup_file, home=back)
    assert told["home"] == str(back)
    ask = ("figure", "inspection.pass_rate", "--region", "city", "--period", "2013", "--records", "3")
    assert well(*ask, home=back) == well(*ask, home=made_office)
    assert well("journal", home=back) == well("journal", home=made_office)
    assert Home(back).config() == Home(made_office).config()
    assert well("doctor", home=back)["status"] in ("ok", "warn")
    assert [path.name for path in back.parent.iterdir()] == ["back"]


def test_what_a_killed_restore_left_goes_with_the_next(backup_file, tmp_path):
    left = tmp_path / ".back.0123abcd.restoring"
    left.mkdir()
    (left / "plumbline.toml").write_text("secret_key = 'x'\n")
    Path(f"{left}.lock").touch()
    neighbour = tmp_path / ".other.0123abcd.restoring"
    neighbour.mkdir()
    well("restore", backup_file, home=tmp_path / "back")
    assert (left.exists(), Path(f"{left}.lock").exists(), neighbour.exists()) == (False, False, True)


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
def test_secrets_stay_for_their_owner_alone(backup_file, tmp_path):
    well("restore", backup_file, home=tmp_path / "back")
    names = ("plumbline.toml", "plumbline.sqlite3")
    assert [(tmp_path / "back" / name).stat().st_mode & 0o777 for name in names] == [0o600, 0o600]


def test_files_that_cuts_shared_are_shared_again(office_home, tmp_path):
    well("cut", home=office_home)
    well("backup", tmp_path / "two.zip", home=office_home)
    well("restore", tmp_path / "two.zip", home=tmp_path / "back")
    shared = {path.stat().st_ino for path in (tmp_path / "back" / "cuts").glob("*/inspection.parquet")}
    assert len(shared) == 1


def test_an_empty_folder_is_filled_and_a_full_one_is_left_alone(backup_file, tmp_path):
    (tmp_path / "empty").mkdir()
    restore(backup_file, Home(tmp_path / "empty"), check=lambda made: None)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    for name in ("empty", "mine"):
        with refuses(HomeError, "restore.not_empty", "into an empty place only, and this one is not empty"):
            restore(backup_file, Home(tmp_path / name), check=lambda made: None)
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"


def test_a_demonstration_stays_one(tmp_path):
    demo = Home(tmp_path / "demo").create(demo=True)
    well("kinds", home=demo.path)
    well("backup", tmp_path / "demo.zip", home=demo.path)
    well("restore", tmp_path / "demo.zip", home=tmp_path / "back")
    assert Home(tmp_path / "back").config()["demo"] is True


def test_a_damaged_backup_makes_no_home(backup_file, tmp_path):
    with zipfile.ZipFile(backup_file) as archive:
        member = archive.getinfo("home/plumbline.sqlite3")
    data = bytearray(backup_file.read_bytes())
    at = member.header_offset + member.compress_size // 2
    # One bit may change nothing: most of a new store is noughts, which can be packed in many ways.
    data[at:at + 200] = bytes(range(200))
    bad = tmp_path / "bad.zip"
    bad.write_bytes(data)
    with refuses(HomeError, "integrity.archive_damaged", "the archive is damaged or was cut short"):
        backup.verify(bad)
    error = plumb("restore", bad, home=tmp_path / "back").error
    assert (error["what"], error["where"]) == ("the archive is damaged or was cut short", "bad.zip")
    assert nothing_left(tmp_path / "back")


def test_a_backup_cut_short_makes_no_home(backup_file, tmp_path):
    short = tmp_path / "short.zip"
    short.write_bytes(backup_file.read_bytes()[:-2000])
    assert refused(short, tmp_path / "back").what.en == "the archive is damaged or was cut short"


@pytest.mark.skipif(os.name == "nt", reason="file sizes cannot be limited there")
def test_a_full_disk_makes_no_home(backup_file, tmp_path):
    error = plumb("restore", backup_file, home=tmp_path / "back", disk=50_000).error
    assert (error["code"], error["what"]) == ("disk.full", "the disk is full")
    assert nothing_left(tmp_path / "back")


def test_a_newer_backup_is_refused(backup_file, tmp_path):
    newer = altered(backup_file, tmp_path / "newer.zip", lambda _, about: about.update(schema="9999_wings"))
    error = refused(newer, tmp_path / "back")
    assert (error.code, error.what.en) == ("backup.newer", "this backup was made by a newer Plumbline")
    assert "9999_wings" in error.why.en


def test_a_store_that_was_altered_before_is_refused(backup_file, tmp_path):
    def rewrite(folder: Path, _about: object) -> None:
        with closing(sqlite3.connect(folder / "plumbline.sqlite3")) as store, store:
            store.execute("UPDATE records_entry SET rows = rows + 1 WHERE number = 1")

    bad = altered(backup_file, tmp_path / "altered.zip", rewrite)
    error = plumb("restore", bad, home=tmp_path / "back").error
    assert (error["code"], error["what"]) == ("restore.altered", "the journal's chain is broken at entry 1")
    assert nothing_left(tmp_path / "back")


def test_a_store_without_its_last_entries_is_refused(backup_file, tmp_path):
    def forget(folder: Path, _about: object) -> None:
        with closing(sqlite3.connect(folder / "plumbline.sqlite3")) as store, store:
            store.execute("DELETE FROM records_entry WHERE number = 2")

    error = refused(altered(backup_file, tmp_path / "less.zip", forget), tmp_path / "back")
    assert error.why.en == "Its journal does not end where the backup says"


def test_a_cut_that_was_altered_before_is_refused(backup_file, tmp_path):
    def alter(folder: Path, _about: object) -> None:
        file = next(folder.glob("cuts/*/region.parquet"))
        file.write_bytes(file.read_bytes() + b"x")

    error = plumb("restore", altered(backup_file, tmp_path / "cut.zip", alter), home=tmp_path / "back").error
    assert error["what"] == "the file is not the one that was frozen"
    assert nothing_left(tmp_path / "back")


def test_what_is_no_backup_is_refused(tmp_path):
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("manifest.json", '{"format": "something", "files": {}}')
    assert refused(other, tmp_path / "back").what.en == f"this archive has the format 'something', not '{FORMAT}'"
    plain = tmp_path / "plain.txt"
    plain.write_text("hello")
    assert refused(plain, tmp_path / "back").what.en == "the archive is damaged or was cut short"


def test_an_older_backup_is_brought_up_by_the_next_command(backup_file, tmp_path):
    shutil.copy(backup_file, tmp_path / "copy.zip")
    well("restore", tmp_path / "copy.zip", home=tmp_path / "back")
    assert well("upgrade", home=tmp_path / "back")["applied"] == []
