"""Stores that were altered before their backup was made, and stores of before: what verifying and restoring say."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.procedures.common.archive import Writer
from plumbline.procedures.operations.backup import FORMAT
from plumbline.procedures.operations.restore import restore
from tests.commands import django, plumb, well
from tests.procedures.operations.test_restore import altered, nothing_left

pytestmark = pytest.mark.store("sqlite")


def sql(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "plumbline.sqlite3")) as store, store:
        for one in statements:
            store.execute(one)


def test_an_altered_record_is_named_and_restored_only_when_asked_for(
        backup_file: Path, tmp_path: Path) -> None:
    bad = altered(backup_file, tmp_path / "bad.zip", lambda folder, _: sql(
        folder, "UPDATE records_inspection SET result = 'fail' WHERE number = (SELECT min(number) FROM "
                "records_inspection WHERE result = 'pass')"))
    verified = plumb("backup", "verify", bad)
    assert verified.status == 1
    (one,) = [each for each in verified.document["altered"] if each["check"] == "records"]
    assert one["what"] == "a record is not what the journal sealed"
    assert one["where"].endswith(", journal entry 2")
    assert plumb("backup", "verify", bad, "--quick").status == 0
    error = plumb("restore", bad, home=tmp_path / "back").error
    assert (error["code"], error["what"], error["where"]) == ("restore.altered", one["what"], one["where"])
    assert error["zh"]["what"] == "备份中的内容与日志封存的不一致"
    assert "--accept-altered" in error["next_step"]
    assert nothing_left(tmp_path / "back")
    done = well("restore", bad, "--accept-altered", home=tmp_path / "back")
    assert done["altered"] == verified.document["altered"]
    assert json.loads((tmp_path / "back" / "journal-head.json").read_text()) == done["journal"]


def test_a_role_put_in_by_hand_is_named_and_keeps_the_backup_from_being_restored(
        backup_file: Path, tmp_path: Path) -> None:
    bad = altered(backup_file, tmp_path / "bad.zip", lambda folder, _: sql(
        folder, "INSERT INTO records_user (id, username, password, first_name, last_name, email, language, is_active, "
                "is_staff, is_superuser, date_joined, salt) VALUES (77, 'intruder', '!', '', '', '', '', 1, 0, 0, "
                "'2026-01-01', x'')",
        "INSERT INTO records_role (id, user_id, name, region, \"column\", salt) VALUES (77, 77, 'administrator', "
        "'city', '*', x'')"))
    verified = plumb("backup", "verify", bad)
    assert verified.status == 1
    assert {one["what"] for one in verified.document["altered"] if one["check"] == "accounts"} == {
        "account 77 is there, and no entry of the journal made it",
        "role 77 of account 77 is there, and no entry of the journal made it"}
    assert plumb("restore", bad, home=tmp_path / "back").error["where"] == "account 77"
    assert nothing_left(tmp_path / "back")


def test_a_byte_flipped_anywhere_in_a_backup(backup_file: Path, tmp_path: Path) -> None:
    restore(backup_file, Home(tmp_path / "whole"), check=lambda made: None)
    content = backup_file.read_bytes()
    changed = tmp_path / "flipped.zip"
    found = 0
    for at in range(11, len(content), len(content) // 60):
        changed.write_bytes(content[:at] + bytes([content[at] ^ 16]) + content[at + 1:])
        try:
            restore(changed, Home(tmp_path / f"back{at}"), check=lambda made: None)
        except HomeError:
            found += 1
            continue
        # Times and attributes of the archive's own entries: whatever was packed is what comes out.
        same = all((tmp_path / f"back{at}" / path.relative_to(tmp_path / "whole")).read_bytes() == path.read_bytes()
                   for path in (tmp_path / "whole").rglob("*") if path.is_file())
        assert same
    # How many of the places are such times and attributes depends on how many entries there are and how large.
    assert found > 30


def of_before(store: Path) -> None:
    """Make the journal what Plumbline 0.1 wrote: hashes that do not cover the detail."""
    names = ("act", "actor", "kind", "number", "previous", "root", "rows", "sealed_at", "superseded_rows")
    with closing(sqlite3.connect(store)) as connection, connection:
        rows = connection.execute(f"SELECT {', '.join(names)} FROM records_entry WHERE number IS NOT NULL "
                                  "ORDER BY number").fetchall()
        previous = ""
        for row in rows:
            told = dict(zip(names, row, strict=True)) | {"previous": previous}
            told["sealed_at"] = datetime.fromisoformat(told["sealed_at"]).replace(tzinfo=UTC).isoformat()
            told |= {name: str(told[name]) for name in ("number", "rows", "superseded_rows")}
            told["actor"] = None if told["actor"] is None else str(told["actor"])
            made = hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()
            connection.execute("UPDATE records_entry SET previous = ?, hash = ? WHERE number = ?",
                               (previous, made, told["number"]))
            previous = made


def test_a_home_of_before_is_verified_restored_upgraded_and_goes_on(office_home: Path, tmp_path: Path) -> None:
    django(office_home, "migrate", "records", "0013")
    of_before(office_home / "plumbline.sqlite3")
    (office_home / "journal-head.json").unlink()
    (office_home / "schema.json").unlink()
    for cut in (office_home / "cuts").iterdir():  # it knew hashes of today
        if cut.is_dir():
            shutil.rmtree(cut)
    from plumbline.home import Home

    file = tmp_path / "old.zip"
    writer = Writer(file)
    for path in sorted(one for one in office_home.rglob("*") if one.is_file() and not one.name.startswith(".")):
        writer.add(path.relative_to(office_home).as_posix(), path)
    with closing(sqlite3.connect(office_home / "plumbline.sqlite3")) as store:
        number, head = store.execute("SELECT number, hash FROM records_entry ORDER BY number DESC").fetchone()
    writer.close({"format": FORMAT, "made_at": "2026-11-01T00:00:00+00:00", "plumbline": "0.1.0", "database": "sqlite",
                  "schema": "0013_assessed_regions", "journal": {"number": number, "hash": head}})
    assert "altered" not in well("backup", "verify", file)
    back = tmp_path / "back"
    assert well("restore", file, home=back)["altered"] == []
    assert not list(back.glob(".checking*"))
    assert well("upgrade", home=back)["applied"][0] == "records.0014_journal_detail"
    made = well("cut", home=back)
    assert made["journal"] == {"number": number, "hash": head}
    document = well("doctor", "--deep", "--port", "0", home=back)
    assert [one for one in document["checks"] if one["status"] != "ok"] == []
    assert json.loads(Home(back).journal_head.read_text()) == {"number": number, "hash": head}
