"""``plumb user``: accounts and roles by commands, in words and as JSON, and never a password on the command line."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from plumbline.home import VARIABLE, Home
from plumbline.interfaces.cli.main import main
from plumbline.procedures.operations.backup import newest_shape
from plumbline.records.core.people import Role, User
from tests.commands import django, plumb, well
from tests.records.samples import Office

PASSWORD, OTHER = "correct horse battery", "a plumb line hangs true"


class Run:
    """Runs commands in this process, on the test's store."""

    def __init__(self, home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.monkeypatch, self.capsys = home, monkeypatch, capsys

    def __call__(self, *words: object, given: str = "", status: int = 0) -> Any:
        """The JSON document of a command that ends with ``status``."""
        return json.loads(self.said(*words, "--json", given=given, status=status))

    def said(self, *words: object, given: str = "", status: int = 0) -> str:
        """What a command printed."""
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        assert main(["user", *map(str, words), "--home", str(self.home.path)]) == status
        return self.capsys.readouterr().out


@pytest.fixture
def user(office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``plumb user``, with Li an administrator of the city."""
    monkeypatch.setenv(VARIABLE, str(office.home.path))
    run = Run(office.home, monkeypatch, capsys)
    run("add", "li", "--region", "city", "--role", "administrator", "--password-stdin", given=f"{PASSWORD}\n")
    return run


def test_an_account_from_its_first_day_to_its_last(user: Run) -> None:
    number = User.objects.get().pk
    assert user("add", "wang", "--region", "1", "--password-stdin", given=f"{PASSWORD}\r\n") == {
        "name": "wang", "role": "officer", "region": "1", "column": "*", "new": True}
    assert user("close", "wang") == {"account": number + 1, "name": "wang", "state": "closed", "changed": True}
    assert user("close", number + 1)["changed"] is False
    assert user("show", "wang") == {
        "account": number + 1, "name": "wang", "state": "closed", "password": True, "sessions": 0, "tokens": 0,
        "roles": [{"role": "officer", "region": "1", "column": "*"}]}
    assert user("list")["accounts"] == [{"account": number, "name": "li", "state": "open"},
                                        {"account": number + 1, "name": "wang", "state": "closed"}]
    assert "wang: closed" in user.said("list")
    assert "is open again, with 1 roles and 0 tokens" in user.said("open", "wang")
    assert user("password", "wang", "--password-stdin", given=f"{OTHER}\n")["sessions_ended"] == 0
    assert User.objects.get(username="wang").check_password(OTHER)
    assert user("role", "add", "wang", "--role", "auditor", "--region", "2")["changed"] is True
    assert "wang is auditor in 2" in user.said("role", "add", "wang", "--role", "auditor", "--region", "2")
    assert user("role", "take", "wang", "--role", "auditor", "--region", "2")["changed"] is True
    assert list(Role.objects.filter(user__username="wang").values_list("name", "region")) == [("officer", "1")]
    assert user("erase", "wang", status=1)["error"]["what"] == "nothing was erased"
    assert user("erase", "wang", "--yes") == {"account": number + 1, "name": f"erased {number + 1}", "state": "erased",
                                              "changed": True}
    assert user("accept", number) == {"account": number, "accepted": []}


@pytest.mark.parametrize("words", [
    ("close", "li"), ("erase", "li", "--yes"), ("role", "take", "li", "--role", "administrator", "--region", "city")])
def test_the_last_administrator_stays_unless_one_says_so(user: Run, words: tuple[str, ...]) -> None:
    error = user(*words, status=1)["error"]
    assert (error["what"], error["why"]) == (
        "li is the last administrator of 'city'",
        "Nobody could give roles there any more, but whoever runs commands on this machine")
    assert user(*words, "--even-the-last")["changed"] is True


@pytest.mark.parametrize(("words", "given", "what"), [
    (("close", "nobody"), "", "there is nobody called 'nobody' here"),
    (("password", "li"), "", "a new password must be typed for li"),
    (("password", "li", "--password-stdin"), "", "a new password must be typed for li"),
    (("password", "li", "--password-stdin"), "aaaaaaaaaaaa\n", "this password is too weak"),
    (("password", "li", "--password-stdin"), "x" * 1_000_000 + "\n", "this password is too weak"),
    (("password", "li", "--password-stdin"), "correct\x00horse battery\n", "this password is too weak"),
    (("add", "wang", "--region", "1", "--password-stdin"), "wangwangwang\n", "this password is too weak"),
    (("add", "wang", "--region", "1", "--password-stdin"), "Ward 1 Ward 2 1\n", "this password is too weak"),
    (("role", "add", "li", "--role", "boss", "--region", "1"), "", "there is no role 'boss'"),
])
def test_what_is_refused(user: Run, words: tuple[str, ...], given: str, what: str) -> None:
    assert user(*words, given=given, status=1)["error"]["what"] == what
    assert User.objects.get().check_password(PASSWORD)


def test_no_command_takes_a_password_as_a_word(user: Run) -> None:
    for words in (("password", "li", OTHER), ("password", "li", "--password", OTHER)):
        assert user(*words, status=2)["error"]["type"] == "UsageError"


@pytest.mark.store("sqlite")
def test_an_older_home_has_its_people_adopted_and_the_doctor_finds_more(tmp_path: Path) -> None:
    home = Home(tmp_path / "old").create()
    django(home.path, "migrate", "records", "0013")
    django(home.path, "migrate", "axes")
    with closing(sqlite3.connect(home.database)) as store, store:
        for number, name in ((1, "li"), (2, "wang")):
            store.execute("INSERT INTO records_user (id, password, is_superuser, username, first_name, last_name, "
                          "email, is_staff, is_active, date_joined, language) VALUES (?, '!', 0, ?, '', '', '', 0, 1, "
                          "'2026-01-01', '')", (number, name))
        store.execute("INSERT INTO records_role (user_id, name, region, \"column\") VALUES (1, 'officer', 'x', '*')")
        store.execute("INSERT INTO axes_accessattempt (username, user_agent, http_accept, path_info, attempt_time, "
                      "get_data, post_data, failures_since_start) VALUES ('a password', '', '', '', '2026-01-01', '', "
                      "'', 1)")
    assert f"records.{newest_shape()}" in well("upgrade", home=home.path)["applied"]
    with closing(sqlite3.connect(home.database)) as store:
        assert [row[:2] for row in store.execute("SELECT act, kind, number FROM records_entry ORDER BY number")] == [
            ("adopt", "account"), ("adopt", "account"), ("adopt", "role")]
        assert store.execute("SELECT count(*) FROM axes_accessattempt").fetchone() == (0,)
    said = {one["check"]: one for one in well("doctor", "--port", "0", home=home.path)["checks"]}
    assert (said["accounts"]["status"], said["accounts"]["what"]) == (
        "ok", "2 accounts, 1 roles, 0 tokens, 0 memberships, 0 invitations, each as the journal sealed it")
    assert said["journal"]["what"] == "the chain of 3 entries holds"
    with closing(sqlite3.connect(home.database)) as store, store:
        store.execute("UPDATE records_user SET is_superuser = 1, password = 'x' WHERE id = 2")
    done = plumb("doctor", "--deep", "--port", "0", home=home.path)
    (fault,) = [one for one in done.document["checks"] if one["status"] == "fault"]
    assert (done.status, fault["check"], fault["where"], fault["what"]) == (
        1, "accounts", "account 2", "account 2 is not what the journal last sealed: password, superuser are different")
