"""The worker is started again when it dies, and is given its time at the end."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plumbline.home import Home
from plumbline.interfaces.serving.keeper import LONGEST_PAUSE, STEADY_SECONDS, Keeper
from plumbline.procedures.operations import health

PATIENCE_SECONDS = 60


def until(done: Callable[[], object]) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


def keeper(home: Home, program: str, **options: float) -> Keeper:
    """A keeper of a worker that is this program."""
    return Keeper(home, command=[sys.executable, "-c", program], first_pause=0.01, **options)  # type: ignore[arg-type]


def test_a_worker_that_dies_is_started_again_and_health_says_so(home: Home, db: None, tmp_path: Path,
                                                                caplog: pytest.LogCaptureFixture) -> None:
    lives = tmp_path / "lives"
    program = (f"import sys; open({str(lives)!r}, 'a').write('x'); n = len(open({str(lives)!r}).read()); "
               "sys.exit(7) if n < 4 else sys.stdin.buffer.read(1)")
    kept = keeper(home, program)
    health.beat(home)
    kept.start()
    until(lambda: lives.exists() and len(lives.read_text()) == 4)
    assert json.loads(home.worker_ends.read_text())["restarts"] == 3
    assert not home.heartbeat.exists()
    worker = health.look(home, datetime.now(UTC)).details["worker"]
    assert (worker["ok"], worker["restarts"], worker["last_status"]) == (False, 3, 7)
    kept.stop()
    told = [record.fields for record in caplog.records if record.name == "plumbline.worker"]  # type: ignore[attr-defined]
    assert [one["pause_seconds"] for one in told] == [0.01, 0.02, 0.04]
    assert (kept.restarts, LONGEST_PAUSE, STEADY_SECONDS) == (3, 60.0, 60.0)


def test_at_the_end_the_worker_is_told_and_waited_for(home: Home, tmp_path: Path) -> None:
    word = tmp_path / "word"
    kept = keeper(home, f"import sys, time; w = sys.stdin.buffer.read(1); time.sleep(0.3); open({str(word)!r}, 'wb')"
                        ".write(w)")
    kept.start()
    kept.stop()
    assert (word.read_bytes(), kept.child and kept.child.returncode, kept.restarts) == (b".", 0, 0)


def test_one_that_does_not_end_is_stopped(home: Home) -> None:
    kept = keeper(home, "import time; time.sleep(600)", grace=0.2)
    kept.start()
    kept.stop()
    assert kept.child is not None
    assert kept.child.returncode not in (0, None)
