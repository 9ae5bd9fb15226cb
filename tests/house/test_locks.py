"""The locks install on any later day: what was released since changes nothing, whichever pip a Python brought."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import stubs
from tests.needs import ROOT, require

# The pip of Python 3.11.0, the oldest that is supported.
OLDEST_PIP = "pip==22.3 --hash=sha256:1daab4b8d3b97d1d763caeb01a4640a2250a0ea899e257b1e44b9eded91e15ab\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A checkout whose locks name stub packages, newer ones beside them, and an environment with the oldest pip."""
    require(shutil.which("make"), "needs make")
    folder = tmp_path_factory.mktemp("locks")
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    (folder / "packages").mkdir()
    stubs.make(lock, folder / "packages")
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = stubs.restated((ROOT / name).read_text(encoding="utf-8"), folder / "packages")
        (folder / name).write_text(text, encoding="utf-8")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    subprocess.run([sys.executable, "-m", "venv", folder / ".venv"], check=True)
    (folder / "pip.txt").write_text(OLDEST_PIP)
    done = subprocess.run([folder / ".venv/bin/python", "-m", "pip", "install", "--quiet", "--no-deps",
                           "--require-hashes", "-r", folder / "pip.txt"], capture_output=True, text=True, check=False)
    require(done.returncode == 0, "needs a package index that has pip 22.3")
    return folder


def run(place: Path, *command: object) -> subprocess.CompletedProcess[str]:
    """Run ``command`` where only the stubs can be had, whatever this machine's settings of pip say."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "MAKE", "MFLAGS"))}
    only = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(place / "packages")}
    return subprocess.run([str(word) for word in command], cwd=place, env=ours | only, capture_output=True, text=True,
                          check=False)


def test_resolving_would_go_past_the_lock(place):
    """What was done before, and why it stopped: the scene is the one that was met."""
    shutil.copytree(place / ".venv", place / "resolving", symlinks=True)
    install = (place / "resolving/bin/python", "-m", "pip", "install")
    assert run(place, *install, "--upgrade", "setuptools").returncode == 0
    done = run(place, *install, "--no-build-isolation", "--use-pep517", "--require-hashes", "-r",
               "requirements-dev.lock")
    assert done.returncode != 0
    assert f"coverage[toml]>=7.10.6 from file://{place}/packages/coverage-{stubs.NEWER}" in done.stdout + done.stderr


def test_newer_releases_change_nothing(place):
    done = run(place, "make", ".venv/.plumbline-dev")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Installing what builds packages into .venv",
        "Installing Plumbline and the packages it needs into .venv",
        "Installing the packages for tests and documentation into .venv",
    ]
    python = place / ".venv/bin/python"
    listed = json.loads(run(place, python, "-m", "pip", "--disable-pip-version-check", "list", "--format=json").stdout)
    installed = {each["name"]: each["version"] for each in listed}
    locked = dict(stubs.pins((place / "requirements-dev.lock").read_text(encoding="utf-8")))
    assert installed == locked | {"pip": "22.3", "plumbline": "0.1.0"}
    checked = run(place, python, "-m", "pip", "--disable-pip-version-check", "check")
    assert checked.stdout == "No broken requirements found.\n"
