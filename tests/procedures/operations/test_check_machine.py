"""What the doctor asks of the machine."""

from __future__ import annotations

import os
import shutil
import socket
from datetime import UTC, datetime

import pytest

from plumbline.home import Home
from plumbline.procedures.operations import check_machine
from plumbline.procedures.operations.doctor import FAULT, OK, WARN, Finding, Visit

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def one(check, home: Home, **more) -> Finding:
    """The only finding of a check."""
    (found,) = check(Visit(home, more.pop("at", AT), **more))
    return found


def test_a_folder_that_is_missing(home: Home):
    assert one(check_machine.folder, home).status == OK
    shutil.rmtree(home.quarantine)
    assert one(check_machine.folder, home).what == "a folder is missing: quarantine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_home_that_cannot_be_written_to(home: Home):
    home.cache.chmod(0o500)
    try:
        assert one(check_machine.folder, home).what == "the home cannot be written to"
    finally:
        home.cache.chmod(0o700)


def test_the_clock(home: Home):
    found = one(check_machine.clock, home, time_zone="Asia/Shanghai")
    assert (found.status, found.what) == (OK, "2026-03-01 08:30 UTC, shown in Asia/Shanghai")
    old = one(check_machine.clock, home, at=datetime(1970, 1, 1, tzinfo=UTC))
    assert (old.status, old.what) == (FAULT, "the clock says 1970-01-01")
    assert one(check_machine.clock, home, time_zone="Asia/Atlantis").what == "there is no time zone 'Asia/Atlantis'"


def test_a_port_in_use(home: Home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = one(check_machine.port, home, port=port)
    assert (found.status, found.what) == (WARN, f"port {port} is in use")
    assert one(check_machine.port, home, port=0).status == OK


def test_the_disk_and_python(home: Home):
    assert one(check_machine.disk, home).what.endswith("GB free")
    assert one(check_machine.python, home).status == OK


def test_optional_parts_are_never_a_fault(home: Home):
    assert {found.status for found in check_machine.parts(Visit(home, AT))} == {OK}
    assert one(check_machine.fonts, home).status in (OK, WARN)
