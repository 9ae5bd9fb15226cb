"""The private key: made once, for its owner alone, missed if it cannot be read."""

from __future__ import annotations

import os

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.methods.shared.trust import signing
from plumbline.procedures.federation import keys
from tests.refusals import refuses


def test_it_is_made_on_first_use_and_stays(home: Home):
    assert not home.keys.exists()
    public = keys.public(home)
    assert keys.public(home) == public
    assert signing.verify(public, "a/1", b"x", keys.sign(home, "a/1", b"x"))
    assert [path.name for path in home.keys.iterdir()] == ["instance.key"]
    if os.name != "nt":
        assert (home.keys / "instance.key").stat().st_mode & 0o777 == 0o600


def test_two_homes_have_two_keys(home: Home, tmp_path):
    assert keys.public(home) != keys.public(Home(tmp_path / "other").create())


def test_one_that_cannot_be_read_is_told_and_not_replaced(home: Home):
    keys.public(home)
    (home.keys / "instance.key").write_text("not hexadecimal")
    with refuses(HomeError, "instance.key_unreadable", "the private key cannot be read"):
        keys.public(home)
    assert (home.keys / "instance.key").read_text() == "not hexadecimal"
