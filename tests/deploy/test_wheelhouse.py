"""A wheelhouse installs where there is no network, and says why where it cannot."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import ROOT

INSTALLER = ROOT / "deploy" / "install.py"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The form of a wheelhouse, without packages."""
    spec = importlib.util.spec_from_file_location("install", INSTALLER)
    assert spec is not None
    assert spec.loader is not None
    install = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(install)
    folder = tmp_path / "wheelhouse"
    folder.mkdir()
    shutil.copy(INSTALLER, folder)
    (folder / "about.json").write_text(json.dumps(install.here()))
    (folder / "requirements.lock").write_text("")
    seal(folder)
    return folder


def seal(folder: Path) -> None:
    import hashlib

    names = sorted(path.name for path in folder.iterdir() if path.name != "SHA256SUMS")
    (folder / "SHA256SUMS").write_text("".join(
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names))


def install(house: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Run the installer as a machine without network would: with no other place to find packages in."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "VIRTUAL"))}
    command = [sys.executable, "-I", house / "install.py", *map(str, words)]
    # That pip compiles what it installs is not what is tested, and took most of it.
    around = clean | {"PIP_NO_INDEX": "1", "PIP_NO_COMPILE": "1"}
    return subprocess.run(command, capture_output=True, text=True, env=around)


def test_it_wants_one_folder(house):
    assert install(house).stderr.startswith("Usage: python3 install.py FOLDER")
    assert install(house, "--help").returncode == 1


def test_another_python_or_machine_is_told(house, tmp_path):
    (house / "about.json").write_text('{"python": "3.99", "platform": "plan9"}')
    done = install(house, tmp_path / "opt")
    assert done.returncode == 1
    assert done.stderr.startswith("This wheelhouse is for python 3.99; this is python 3.")
    assert not (tmp_path / "opt").exists()


def test_a_file_that_is_missing_altered_or_put_in_is_told(house, tmp_path):
    (house / "requirements.lock").write_text("evil==1\n")
    assert "requirements.lock is not the file that was packed" in install(house, tmp_path / "opt").stderr
    (house / "requirements.lock").unlink()
    assert "The wheelhouse is not whole: requirements.lock" in install(house, tmp_path / "opt").stderr
    (house / "requirements.lock").write_text("")
    (house / "evil-1-py3-none-any.whl").write_text("x")
    assert "The wheelhouse is not whole: evil-1-py3-none-any.whl" in install(house, tmp_path / "opt").stderr


def test_a_folder_that_holds_something_else_is_left_alone(house, tmp_path):
    (tmp_path / "opt").mkdir()
    (tmp_path / "opt" / "letter.txt").write_text("dear")
    done = install(house, tmp_path / "opt")
    assert "holds something else" in done.stderr
    assert [path.name for path in (tmp_path / "opt").iterdir()] == ["letter.txt"]


@pytest.mark.slow
def test_a_machine_without_network_installs_and_upgrades(tmp_path):
    # Downloads every locked package from the index that this machine uses.
    house = tmp_path / "wheelhouse"
    done = subprocess.run([sys.executable, ROOT / "deploy" / "wheelhouse.py", house], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for _ in ("installs", "upgrades"):
        done = install(house, tmp_path / "opt")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("plumbline 0.")
    folder = tmp_path / "opt" / ("Scripts" if os.name == "nt" else "bin")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    made = subprocess.run([folder / "plumb", "init", "--home", tmp_path / "home", "--json"], capture_output=True,
                          text=True, env=clean)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["new"] is True
    asked = subprocess.run([folder / "plumb", "doctor", "--home", tmp_path / "home", "--json"], capture_output=True,
                           text=True, env=clean)
    assert asked.returncode == 0, asked.stdout
