"""What `pip install .` installs: every file the program needs, under licences we may ship."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile

import pytest

from tests.house.files import PACKAGE, name_of, tracked
from tests.needs import ROOT, require

REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
# The AGPL and the GPL, but not the Lesser GPL, by name or by classifier.
STRONG = re.compile(r"(?<!L)(?<!Lesser )\b(?:A?GPL|(?:GNU )?Affero|GNU General Public)", re.IGNORECASE)


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {found["name"]: found["version"] for found in REQUIREMENT.finditer(text)}


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package(tmp_path):
    version = importlib.metadata.version("setuptools")
    require(int(version.partition(".")[0]) >= 77, f"needs setuptools 77 to build the package; this is {version}")
    for path in tracked():
        if PACKAGE in path.parents or path.parent == ROOT:
            (tmp_path / name_of(path)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, tmp_path / name_of(path))
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-index",
               "--no-deps", "--no-build-isolation", "--wheel-dir", "out", "."]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    wheel = next((tmp_path / "out").glob("plumbline-*.whl"))
    inside = set(zipfile.ZipFile(wheel).namelist())
    expected = {path.relative_to(ROOT / "src").as_posix() for path in tracked() if PACKAGE in path.parents}
    licences = {name.rpartition("/")[2] for name in inside if "/licenses/" in name}
    assert expected - inside == set()
    assert licences == {"LICENSE", "NOTICE"}


def test_the_locks_agree_and_hold_hashes():
    run, develop = locked("requirements.lock"), locked("requirements-dev.lock")
    assert run.items() <= develop.items()
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert len(re.findall(r"==[^\n]*\\\n    --hash=sha256:", text)) == len(REQUIREMENT.findall(text))


def test_the_lock_holds_what_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]

    def names(requirements):
        return {re.match(r"[A-Za-z0-9._-]+", item).group().lower().replace("_", "-") for item in requirements}

    assert names(project["dependencies"]) - set(locked("requirements.lock")) == set()
    assert names(extras["dev"] + extras["docs"]) - set(locked("requirements-dev.lock")) == set()


def test_nothing_needed_to_run_is_under_a_strong_copyleft():
    strong = {}
    for name in locked("requirements.lock"):
        try:
            about = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue   # locked for another platform
        said = [about.get("License-Expression") or "", *(about.get_all("Classifier") or [])]
        said = [line for line in said if line and ("License ::" in line or "::" not in line)]
        said = said or [(about.get("License") or "")[:100]]
        if any(STRONG.search(line) for line in said):
            strong[name] = said
    assert strong == {}


@pytest.mark.parametrize(("said", "strong"), [
    ("GPL-3.0-or-later", True), ("AGPL-3.0-only", True),
    ("License :: OSI Approved :: GNU General Public License v3", True),
    ("GNU Affero General Public License", True), ("LGPL-3.0-only", False), ("MPL-2.0", False), ("Apache-2.0", False),
    ("License :: OSI Approved :: GNU Lesser General Public License v3", False),
])
def test_a_strong_copyleft_is_recognised(said, strong):
    assert bool(STRONG.search(said)) is strong
