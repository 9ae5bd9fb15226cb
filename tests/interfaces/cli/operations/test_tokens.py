"""``plumb token``: issued, listed without their secrets, and ended."""

from __future__ import annotations

from pathlib import Path

from tests.commands import plumb, well
from tests.interfaces.cli.runs import run


def test_a_token_is_issued_listed_and_ended(office_home: Path) -> None:
    added = run("user", "add", "li", "--region", "1", "--password-stdin", home=office_home,
                given=b"a plumb line hangs true\n")
    assert added.returncode == 0, added.stderr
    made = well("token", "add", "li", "--label", "register", "--region", "1", "--days", "7", home=office_home)
    assert made["secret"].startswith(made["hint"])
    listed = well("token", "list", home=office_home)["tokens"]
    assert listed == [{name: value for name, value in made.items() if name != "secret"}]
    assert (listed[0]["write"], listed[0]["region"], listed[0]["state"]) == (False, "1", "valid")
    ended = well("token", "revoke", made["token"], home=office_home)
    assert ended["state"] == "revoked"
    shown = run("token", "list", home=office_home).stdout.decode()
    assert "li, register, reads in 1, revoked" in shown
    assert made["secret"] not in shown


def test_what_cannot_be_issued_is_said(office_home: Path) -> None:
    refused = plumb("token", "add", "nobody", "--label", "x", home=office_home)
    assert refused.error["what"] == "there is nobody called 'nobody' here"
    assert plumb("token", "revoke", "9", home=office_home).error["what"] == "there is no token 9"
