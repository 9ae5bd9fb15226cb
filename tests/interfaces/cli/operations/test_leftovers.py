"""Killed at several moments, a command leaves what the doctor names and, asked to, removes; nothing that is at work."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plumbline.home import Home
from plumbline.procedures.operations import check_leftovers
from plumbline.procedures.operations.doctor import OK, Visit
from tests.commands import plumb, well
from tests.interfaces.cli.runs import PROGRAM

pytestmark = [pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL"), pytest.mark.store("sqlite")]
BIG_BYTES, PATIENCE = 40_000_000, 60.0


@pytest.fixture(autouse=True)
def temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder for temporary files of this test's own: the machine's holds what other tests kill."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.fixture
def big_home(office_home: Path) -> Path:
    """An office of which a backup takes a moment: what cannot be packed makes it write for long."""
    (office_home / "quarantine").mkdir(exist_ok=True)
    (office_home / "quarantine" / "big.csv").write_bytes(os.urandom(BIG_BYTES))
    return office_home


def start(*words: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*PROGRAM, *map(str, words), "--json"], stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))


def stop(child: subprocess.Popen[bytes]) -> None:
    child.send_signal(signal.SIGKILL)
    child.wait()


def at_work(words: list[object], begun: Callable[[], bool]) -> subprocess.Popen[bytes]:
    """The command, frozen at the moment when ``begun`` holds."""
    child = start(*words)
    until = time.monotonic() + PATIENCE
    while not begun():
        assert child.poll() is None, f"{words} ended before it could be stopped"
        assert time.monotonic() < until
        time.sleep(0.001)
    child.send_signal(signal.SIGSTOP)
    return child


def hidden(folder: Path, ending: str) -> list[Path]:
    return sorted(path for path in folder.glob(".*") if path.name.endswith(ending)) if folder.is_dir() else []


def named(home: Path, *, sweep: bool = False) -> list[dict[str, str]]:
    """What the doctor says of leftovers that want attention, or of those it removed. Asked in this process."""
    visit = Visit(Home(home), datetime.now(UTC))
    if sweep:
        return [one.as_dict() for one in check_leftovers.sweep(visit)]
    return [one.as_dict() for one in check_leftovers.leftovers(visit) if one.status != OK]


def must_go(home: Path, folder: Path, act: str, child: subprocess.Popen[bytes]) -> None:
    """While the program lives nothing is named or removed; once it was killed, it is named, removed, and gone."""
    before = sorted(folder.iterdir())
    assert named(home) == named(home, sweep=True) == []
    assert sorted(folder.iterdir()) == before
    stop(child)
    found = named(home)
    assert [one["what"].partition(" that was stopped left ")[0] for one in found] == [act]
    assert found[0]["next_step"] == "Remove it with: plumb doctor --sweep"
    assert found[0]["what"].endswith((" ago",))
    assert len(named(home, sweep=True)) == 1
    assert named(home) == []
    assert [path.name for path in folder.iterdir() if path.name.startswith(".") and path.name != ".unfinished"] == []


@pytest.mark.parametrize("moment", [".partial.store", ".partial"])
def test_a_backup_into_any_folder(big_home: Path, tmp_path: Path, moment: str) -> None:
    there = tmp_path / "another disk"
    there.mkdir()
    child = at_work(["backup", there / "office.zip", "--home", big_home], lambda: bool(hidden(there, moment)))
    must_go(big_home, there, "plumb backup", child)
    assert not (there / "office.zip").exists()
    well("backup", there / "office.zip", home=big_home)
    assert [path.name for path in there.iterdir()] == ["office.zip"]
    assert list((big_home / ".unfinished").iterdir()) == []


def test_a_copy_of_the_home_does_not_take_a_running_backup_for_a_leftover(big_home: Path, tmp_path: Path) -> None:
    there = tmp_path / "disk"
    there.mkdir()
    child = at_work(["backup", there / "office.zip", "--home", big_home], lambda: bool(hidden(there, ".partial")))
    try:
        copy = shutil.copytree(big_home, tmp_path / "copy")
        assert named(copy, sweep=True) == []
        assert hidden(there, ".partial") != []
    finally:
        stop(child)


def test_a_restore_which_left_no_home(big_home: Path, tmp_path: Path) -> None:
    file, there = tmp_path / "office.zip", tmp_path / "there"
    well("backup", file, home=big_home)
    there.mkdir()
    child = at_work(["restore", file, "--home", there / "home"],
                    lambda: any((path / "plumbline.sqlite3").exists() for path in hidden(there, ".restoring")))
    must_go(there / "home", there, "plumb restore", child)
    well("restore", file, home=there / "home")
    assert [path.name for path in there.iterdir()] == ["home"]


def test_an_export(chicago_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(chicago_home, tmp_path / "home")
    there = tmp_path / "there"
    there.mkdir()
    child = at_work(["export", "finding", "--output", there / "findings.csv", "--home", home],
                    lambda: any(path.stat().st_size for path in hidden(there, ".partial")))
    must_go(home, there, "plumb export", child)


def test_the_command_says_so_and_removes_it(office_home: Path) -> None:
    left = office_home / "backups" / ".old.zip.1a2b3c4d.store"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"x" * 2048)
    os.utime(left, (time.time() - 7200,) * 2)
    words = [one["what"] for one in plumb("doctor", home=office_home).document["checks"]]
    assert "plumb backup that was stopped left 2,048 bytes, 2 hours ago" in words
    words = [one["what"] for one in plumb("doctor", "--sweep", home=office_home).document["checks"]]
    assert "what plumb backup that was stopped had left was removed, 2,048 bytes" in words
    assert not left.exists()


def test_a_killed_computation_in_the_folder_for_temporary_files(tmp_path: Path) -> None:
    home = tmp_path / "home"
    program = ("import time; from plumbline import unfinished; print(unfinished.scratch('duckdb'), flush=True); "
               "time.sleep(60)")
    with subprocess.Popen([PROGRAM[0], "-c", program], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        folder = Path(child.stdout.readline().strip())
        (folder / "spill").write_bytes(b"x" * 2048)
        assert folder.stat().st_mode & 0o777 == 0o700
        assert named(home) == named(home, sweep=True) == []
        child.kill()
        child.wait()
    (found,) = named(home)
    assert (found["what"], found["where"]) == ("a computation that was stopped left 2,048 bytes, a moment ago",
                                               str(folder))
    assert len(named(home, sweep=True)) == 1
    assert not folder.exists()
