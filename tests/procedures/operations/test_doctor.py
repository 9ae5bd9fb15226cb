"""The doctor: nothing is wrong with a good home, and each planted fault is found and explained."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.procedures.operations.doctor import FAULT, OK, WARN, Finding, Visit, examine, worst
from plumbline.text import Text
from tests import forked
from tests.commands import django, plumb, well
from tests.procedures.operations.test_backup import spoil

AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def temporary_files(tmp_path, monkeypatch):
    """A folder for temporary files of this test's own: the machine's holds what other tests kill."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))


def found(home, *more: str) -> dict[str, list[dict[str, str]]]:
    """Findings by check, those that are not well only."""
    done = plumb("doctor", *more, home=home)
    document = done.document
    assert done.status == (1 if document["status"] == FAULT else 0)
    by_check: dict[str, list[dict[str, str]]] = {}
    for one in document["checks"]:
        if one["status"] != OK:
            by_check.setdefault(one["check"], []).append(one)
    return by_check


def test_files_of_a_rule_that_were_not_moved_yet(office_home):
    (office_home / "rulebook" / "changing" / "schemes").mkdir(parents=True)
    (finding,) = found(office_home)["rulebook"]
    assert (finding["status"], finding["what"]) == (
        WARN, "files of a rule that is in force are not in their places yet")


def test_a_good_home_is_well(made_office):
    document = well("doctor", "--deep", "--port", "0", home=made_office)
    assert document["home"] == str(made_office)
    checks = {one["check"] for one in document["checks"]}
    assert checks >= {"home", "settings", "permissions", "disk", "clock", "port", "python", "parts", "fonts", "store",
                      "whole", "write-ahead", "journal", "imports", "cuts", "rulebook"}
    broken = [one for one in document["checks"] if one["status"] == FAULT]
    assert broken == []
    said = {one["check"]: one["what"] for one in document["checks"]}
    assert said["journal"] == "the chain of 2 entries holds"
    assert said["cuts"] == "1 cuts, each file as it was frozen"
    assert said["whole"] == "the store's file is whole, each index too"


def test_every_part_that_is_broken_is_told_at_once(office_home):
    store = office_home / "plumbline.sqlite3"
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("UPDATE records_entry SET rows = 7 WHERE number = 2")
        connection.execute("INSERT INTO records_entry (act, kind, state, begun_at, rows, superseded_rows, root, "
                           "detail, previous, hash) VALUES ('import', 'inspection', 'publishing', '2026-01-01', 0, 0, "
                           "'', '{\"first_row\": 99}', '', '')")
    file = next(office_home.glob("cuts/*/inspection.parquet"))
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    (office_home / "rulebook" / "indicators").mkdir()
    (office_home / "rulebook" / "indicators" / "own.toml").write_text("[x]\ntitle = 1\n")
    config = office_home / "plumbline.toml"
    config.write_text(config.read_text() + 'host = ["quality.example.org"]\n')
    config.chmod(0o644)
    wrong = found(office_home)
    assert wrong["journal"][0]["what"] == "the journal's chain is broken at entry 2"
    assert wrong["cuts"][0]["what"] == "the file is not the one that was frozen"
    assert wrong["cuts"][0]["where"].endswith("/inspection.parquet")
    assert wrong["rulebook"][0]["status"] == FAULT
    assert "own.toml" in wrong["rulebook"][0]["where"]
    assert wrong["settings"] == [{
        "check": "settings", "status": WARN, "what": "there is no setting 'host', so it does nothing",
        "where": str(config), "why": "", "next_step": "Look its name up on the page on settings"}]
    assert wrong["permissions"][0]["next_step"] == (
        f"Close all of it with: plumb doctor --sweep, or this one with: chmod 600 {config}")
    assert wrong["imports"][0]["what"] == "1 imports are under way or were cut short"
    assert all(one["next_step"] for each in wrong.values() for one in each)
    swept = {one["check"]: one["what"] for one in plumb("doctor", "--sweep", home=office_home).document["checks"]}
    assert (swept["sweep"], swept["imports"]) == ("1 imports that were cut short were taken back",
                                                  "no import was cut short")


def test_a_damaged_store_is_found_and_the_other_checks_go_on(office_home):
    spoil(office_home / "plumbline.sqlite3")
    wrong = found(office_home)
    assert wrong["whole"][0]["what"] == "the store's file is damaged"
    assert "restore the last backup" in wrong["whole"][0]["next_step"]
    assert "cuts" not in wrong


def test_what_is_no_store_is_found(office_home):
    (office_home / "plumbline.sqlite3").write_text("not a database at all, but long enough to be taken for one " * 20)
    wrong = found(office_home)
    assert wrong["store"][0]["what"] == "the store cannot be opened"
    assert wrong["whole"][0]["status"] == FAULT
    assert wrong["journal"][0]["what"] == "the check could not be made"


def test_pending_changes_are_told_and_not_made(tmp_path):
    home = Home(tmp_path / "old").create()
    django(home.path, "migrate", "records", "0001")
    assert found(home.path)["store"][0]["next_step"] == "Run: plumb upgrade"
    assert not home.backups.exists()


def test_a_home_that_is_not_there_or_cannot_be_read(tmp_path):
    wrong = found(tmp_path / "nowhere")
    assert wrong["home"][0]["what"] == "there is no Plumbline data here"
    home = Home(tmp_path / "bad").create()
    home.config_file.write_text("secret_key = \n")
    wrong = found(home.path)
    assert wrong["settings"][0]["what"] == "the settings file is not valid TOML"
    assert not home.database.exists()


def test_words_for_people(made_office):
    done = forked.run(["doctor", "--home", made_office])
    assert "ok    journal: the chain of 2 entries holds" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("0 broken, ")


def test_a_check_that_fails_is_a_fault_itself(home: Home):
    def breaks(_visit: Visit) -> list[Finding]:
        raise RulebookError("rule.file_wrong", Text("a file is wrong", "文件有误"), where="x.toml",
                            why=Text("because", "原因"), next_step=Text("mend it", "请更正"))

    def cannot(_visit: Visit) -> list[Finding]:
        raise PermissionError(13, "Permission denied")

    def goes_on(_visit: Visit) -> list[Finding]:
        return [Finding("c", OK, "well")]

    findings = list(examine(Visit(home, AT), {"a": breaks, "b": cannot, "c": goes_on}))
    assert findings == [
        Finding("a", FAULT, "a file is wrong", "x.toml", "because", "mend it"),
        Finding("b", FAULT, "the check could not be made", "", "PermissionError: [Errno 13] Permission denied",
                "Mend what it names, and run plumb doctor again"),
        Finding("c", OK, "well"),
    ]
    assert worst(findings) == FAULT
    assert worst([Finding("a", WARN, ""), Finding("b", OK, "")]) == WARN
    assert worst([]) == OK
    assert json.dumps([one.as_dict() for one in findings])


def test_what_points_to_nothing_and_wrong_digits_are_told(tmp_path):
    home = tmp_path / "told"
    files = {
        "region": "code,name_en,name_zh,level,valid_from\n1,,某市,city,1900-01-01\n",
        "organisation": "code,name,region\n91110000600037341M,n,1\n",
        "certificate": "number,scheme,organisation,standard,valid_from,status,region\n"
                       "1,other,91110000600037341M,GB 1,2013-01-31,valid,1\n",
    }
    for kind, content in files.items():
        (tmp_path / f"{kind}.csv").write_text(content, encoding="utf-8")
        well("import", kind, tmp_path / f"{kind}.csv", home=home)
    told = found(home)
    assert [(one["status"], one["what"], one["where"], one["why"]) for one in told["references"]] == [
        (WARN, "Certificates: 1 name standards that are not known (1 different)", "certificate.standard", "GB 1 (1)")]
    assert [(one["status"], one["where"], one["why"]) for one in told["check digits"]] == [
        (WARN, "organisation.code", "91110000600037341M (1)")]
