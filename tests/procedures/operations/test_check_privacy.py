"""The doctor looks at all of a home: what others may read or change, whose it is, where links lead."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from plumbline.home import Home
from plumbline.procedures.operations import check_privacy
from plumbline.procedures.operations.doctor import FAULT, OK, WARN, Visit

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights are others there")


def findings(home: Home):
    return list(check_privacy.permissions(Visit(home, AT)))


def planted(home: Home) -> None:
    """Rights as an older program left them under the umask 022, in every folder there is."""
    for name in ("keys/instance.key", "cuts/1/inspection.parquet", "quarantine/000001-rows.csv", "cache/.hidden/x"):
        (home.path / name).parent.mkdir(parents=True, exist_ok=True)
        (home.path / name).write_text("secret")
    (home.path / "keys/instance.key").chmod(0o640)
    (home.path / "cuts/1").chmod(0o755)
    (home.path / "cache/.hidden/x").chmod(0o604)
    home.config_file.chmod(0o644)
    home.path.chmod(0o750)


def test_all_of_a_home_is_looked_at(home: Home):
    (well,) = findings(home)
    assert (well.status, well.what) == (OK, "8 files and folders are for their owner alone")
    planted(home)
    found = findings(home)
    assert {one.status for one in found} == {WARN}
    assert [(one.where, one.why) for one in found] == [
        (str(home.path), "Its mode is 750"),
        (str(home.path / "cache/.hidden/x"), "Its mode is 604"),
        (str(home.path / "cuts/1"), "Its mode is 755"),
        (str(home.path / "keys/instance.key"), "Its mode is 640"),
        (str(home.config_file), "Its mode is 644"),
    ]
    assert found[2].what == "others on this machine can read a folder of the home"
    assert found[3].next_step == ("Close all of it with: plumb doctor --sweep, or this one with: "
                                  f"chmod 600 {home.path / 'keys/instance.key'}")


def test_sweeping_closes_it(home: Home):
    planted(home)
    (done,) = check_privacy.sweep(Visit(home, AT))
    assert done.what == "5 files and folders that were open to others are closed"
    assert [one.status for one in findings(home)] == [OK]
    assert [home.path.stat().st_mode & 0o777, home.config_file.stat().st_mode & 0o777] == [0o700, 0o600]
    assert list(check_privacy.sweep(Visit(home, AT))) == []


def test_what_everybody_may_change_is_a_fault(home: Home):
    home.rulebook.chmod(0o777)
    (one,) = findings(home)
    assert (one.status, one.what) == (FAULT, "others on this machine can change a folder of the home")


def test_links_are_followed_and_what_lies_outside_is_left_alone(home: Home, tmp_path):
    outside = tmp_path / "disk" / "evidence"
    outside.mkdir(parents=True)
    (outside / "photo").write_text("x")
    for path, mode in ((outside.parent, 0o755), (outside, 0o755), (outside / "photo", 0o644)):
        path.chmod(mode)
    home.evidence.symlink_to(outside)
    (home.cache / "nowhere").symlink_to(tmp_path / "gone")
    (home.cache / "inside").symlink_to(home.rulebook)
    found = findings(home)
    assert [(one.what, one.where) for one in found] == [
        ("a link leads out of the home", str(home.cache / "nowhere")),
        ("a link leads out of the home", str(home.evidence)),
        ("others on this machine can read a folder of the home", str(home.evidence)),
        ("others on this machine can read a file of the home", str(home.evidence / "photo")),
    ]
    assert found[3].next_step == f"It lies outside of the home: chmod 600 {outside / 'photo'}"
    assert check_privacy.close(home) == (0, 0)
    assert (outside / "photo").stat().st_mode & 0o777 == 0o644


def test_a_loop_of_links_ends(home: Home):
    (home.cache / "round").symlink_to(home.cache)
    assert [one.status for one in findings(home)] == [OK]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the administrator gives files away")
def test_what_belongs_to_another_account(home: Home):
    strange = home.rulebook / "strange.toml"
    strange.write_text("")
    os.chown(strange, 12345, -1)
    (home.cache / "link").symlink_to(strange)
    os.chown(home.cache / "link", 12345, -1, follow_symlinks=False)
    strange.chmod(0o666)
    found = findings(home)
    assert [one.what for one in found] == [
        "a link in the home belongs to another account", "a file in the home belongs to another account",
        "others on this machine can change a file of the home"]
    assert found[1].why.startswith("Its owner is 12345, the home's is ")
    assert check_privacy.close(home) == (0, 0)  # it is not ours to close


def test_no_more_is_said_than_can_be_read(home: Home):
    for number in range(60):
        (home.cache / f"{number:02}").touch()
        (home.cache / f"{number:02}").chmod(0o644)
    found = findings(home)
    assert len(found) == 51
    assert found[-1].what == "there are 10 more findings like these"
