"""The authority's own files are changed as one: whatever stops the change, all of it or nothing of it counts."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from pathlib import Path

import pytest

from plumbline.errors import HomeError, RulebookError
from plumbline.home import Home
from plumbline.rulebook.core import files

OLD = {"schemes/a.toml": "old a", "schemes/b.toml": "old b"}
NEW = {"schemes/a.toml": "new a", "schemes/c.toml": "new c"}
AFTER = [("schemes/a.toml", "new a"), ("schemes/b.toml", "old b"), ("schemes/c.toml", "new c")]
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def own(home: Home) -> Home:
    files.replace(home, OLD)
    return home


def test_several_files_change_together(own: Home) -> None:
    before = files.stamp(own, "schemes")
    files.replace(own, NEW)
    assert files.own_files(own, "schemes") == AFTER
    assert files.stamp(own, "schemes") != before
    assert sorted(path.name for path in own.rulebook.iterdir()) == ["schemes"]


def test_what_counts_already_is_read_before_it_is_in_its_place(own: Home) -> None:
    (own.rulebook / files.CHANGING / "schemes").mkdir(parents=True)
    (own.rulebook / files.CHANGING / "schemes" / "a.toml").write_text("new a", encoding="utf-8")
    assert files.own_files(own, "schemes") == [("schemes/a.toml", "new a"), ("schemes/b.toml", "old b")]
    files.finish(own)
    assert (own.rulebook / "schemes" / "a.toml").read_text(encoding="utf-8") == "new a"
    assert not (own.rulebook / files.CHANGING).exists()


def test_a_file_that_is_not_utf8_is_named(own: Home) -> None:
    (own.rulebook / "schemes" / "a.toml").write_bytes("旧".encode("gb18030"))
    with pytest.raises(RulebookError, match="schemes/a.toml: this file cannot be read"):
        files.own_files(own, "schemes")


def child(home: Home, *, die_at: int = 0, room: int | None = None) -> int:
    """Change the files in a process of its own, which dies when it touches the disk for the ``die_at``-th time, or may
    write no file beyond ``room`` bytes. Returns its exit status."""
    with warnings.catch_warnings():
        # Python 3.12 warns of threads that a child does not have; this one only writes files, and ends.
        warnings.simplefilter("ignore", DeprecationWarning)
        number = os.fork()
    if number:
        return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    touched = 0

    def count(event: str, _: object) -> None:
        nonlocal touched
        if event in ("open", "os.rename", "os.mkdir", "os.rmdir", "os.remove"):
            touched += 1
            if touched == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        if room is not None:
            import resource

            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        if die_at:
            sys.addaudithook(count)
        files.replace(home, NEW)
    except HomeError as error:
        os._exit(3 if "Make room" in error.next_step.en else 4)
    except BaseException:  # noqa: BLE001 - the child of a test must not go on as pytest
        os._exit(5)
    os._exit(0)


@forks
def test_killed_at_any_moment_it_left_the_old_or_the_new(tmp_path: Path) -> None:
    seen, moment, status = [], 0, -9
    while status == -9:
        moment += 1
        home = Home(tmp_path / str(moment)).create()
        files.replace(home, OLD)
        status = child(home, die_at=moment)
        found = files.own_files(home, "schemes")
        assert found in (list(OLD.items()), AFTER), moment
        seen.append(found == AFTER)
        files.finish(home)
        assert files.own_files(home, "schemes") == found
        assert [path.name for path in home.rulebook.iterdir()] == ["schemes"]
        files.replace(home, NEW)
        assert files.own_files(home, "schemes") == AFTER
    assert status == 0
    assert seen == sorted(seen)
    assert seen.count(False) > 5
    assert seen.count(True) > 5


@forks
def test_without_room_nothing_is_changed(own: Home) -> None:
    assert child(own, room=3) == 3
    assert files.own_files(own, "schemes") == list(OLD.items())
    assert [path.name for path in own.rulebook.iterdir()] == ["schemes"]
