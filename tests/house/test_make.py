"""The two commands of a newcomer, and what they say where they cannot go on."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.needs import ROOT, require


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The Makefile and what it depends on, in a folder without an environment."""
    require(shutil.which("make"), "needs make")
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(place: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # The tests themselves may have been started by make, which hands its options down.
    handed = ("MAKE", "MFLAGS", "SERVE", "NAME", "PYTHON", "JOBS", "PYTEST", "COVER")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(handed)}
    return subprocess.run(["make", *words], cwd=place, env=ours | environment, capture_output=True, text=True)


def test_help_lists_the_two_commands(place):
    listed = {line.partition("  ")[0] for line in make(place, "help").stdout.splitlines()}
    assert {"make demo", "make demo SERVE=0", "make test"} <= listed


def test_without_a_new_enough_python_it_says_so(place):
    done = make(place, "demo", PYTHON=str(place / "no-such-python"))
    assert done.returncode != 0
    assert f"Plumbline needs Python 3.11 or newer, and none was found at {place / 'no-such-python'}." in done.stderr
    assert "make demo PYTHON=/path/to/python3" in done.stderr
    assert not (place / ".venv").exists()


@pytest.mark.parametrize(("words", "last"), [
    (("demo",), "demo --home .home/demo"),
    (("demo", "SERVE=0"), "demo --home .home/demo --no-serve"),
    (("bench", "NAME=p1"), "bench p1 --json"),
])
def test_what_is_run_in_the_end(place, words, last):
    assert make(place, "--dry-run", *words).stdout.splitlines()[-1].split() == [".venv/bin/plumb", *last.split()]


def test_the_tests_come_last_so_that_their_count_closes_the_output(place):
    commands = make(place, "--dry-run", "test").stdout.splitlines()
    assert commands[-1].startswith(".venv/bin/python -m pytest ")


def test_a_fresh_machine_ends_in_exactly_make_test():
    script = ROOT / ".ci" / "run"
    require(shutil.which("bash"), "needs bash")
    subprocess.run(["bash", "-n", script], check=True)
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "exec make test COVER=1"
    assert os.name == "nt" or script.stat().st_mode & stat.S_IXUSR
