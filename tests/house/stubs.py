"""Stub packages of the names, versions and dependencies that a lock names, and newer releases of each beside them."""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from packaging.markers import Marker

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\\n]+?))? \\$", re.MULTILINE)
NEWER = "9999.0"
WHEEL = "-py3-none-any.whl"
AS_SOURCE = "pyspark"
"""What its publisher hands out as source alone, so that installing it is building it."""

# The hooks of PEP 517 and 660 that pip calls, in the module it calls them in.
BUILDER = '''
import zipfile, pathlib, re
class _Backend:
    def _write(self, folder):
        text = pathlib.Path("PKG-INFO").read_text() if pathlib.Path("PKG-INFO").exists() else (
            "Metadata-Version: 2.1\\nName: plumbline\\nVersion: 0.1.0\\n")
        name, version = (re.search(f"^{each}: (.*)$", text, re.M).group(1) for each in ("Name", "Version"))
        file = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        info = f"{name.replace('-', '_')}-{version}.dist-info"
        with zipfile.ZipFile(pathlib.Path(folder, file), "w") as wheel:
            wheel.writestr(f"{info}/METADATA", text)
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
            wheel.writestr(f"{info}/RECORD", "")
        return file
    def build_wheel(self, folder, config_settings=None, metadata_directory=None):
        return self._write(folder)
    build_editable = build_wheel
    def get_requires_for_build_wheel(self, config_settings=None):
        return []
    get_requires_for_build_editable = get_requires_for_build_wheel
__legacy__ = _Backend()
build_wheel, build_editable = __legacy__.build_wheel, __legacy__.build_editable
get_requires_for_build_wheel = get_requires_for_build_editable = __legacy__.get_requires_for_build_wheel
'''


def pins(lock: str) -> Iterator[tuple[str, str]]:
    """Name and version of what ``lock`` has for this machine."""
    for found in PIN.finditer(lock):
        if not found["marker"] or Marker(found["marker"]).evaluate():
            yield found["name"], found["version"]


def make(lock: str, folder: Path) -> None:
    """Write the stubs into ``folder``: each as the lock has it, asking for what the real one does, and a newer one."""
    for name, version in pins(lock):
        requires = importlib.metadata.requires(name) or []
        for each in (version, NEWER):
            if name == AS_SOURCE:
                _source(folder, name, each, requires)
            else:
                _wheel(folder, name, each, requires)


def restated(lock: str, folder: Path) -> str:
    """``lock`` with the hashes of the stubs in ``folder``; what is for other machines keeps its lines."""
    for name, version in pins(lock):
        file = folder / _file(name, version, ".tar.gz" if name == AS_SOURCE else WHEEL)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        entry = re.compile(rf"(^{re.escape(f'{name}=={version}')} [^\n]*\\\n)(?: +--hash=[^\n]*\n)+", re.MULTILINE)
        lock, count = entry.subn(rf"\g<1>    --hash=sha256:{digest}" + "\n", lock)
        assert count == 1, name
    return lock


def _file(name: str, version: str, ending: str) -> str:
    return f"{name.replace('-', '_')}-{version}{ending}"


def _about(name: str, version: str, requires: list[str]) -> str:
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Dist: {each}" for each in requires]
    extras = {extra for each in requires for extra in re.findall(r"extra == ['\"]([^'\"]+)", each)}
    return "\n".join([*lines, *(f"Provides-Extra: {extra}" for extra in sorted(extras))]) + "\n"


def _wheel(folder: Path, name: str, version: str, requires: list[str]) -> None:
    info = f"{_file(name, version, '')}.dist-info"
    with zipfile.ZipFile(folder / _file(name, version, WHEEL), "w") as wheel:
        if name == "setuptools":
            wheel.writestr("setuptools/__init__.py", "")
            wheel.writestr("setuptools/build_meta.py", BUILDER)
        wheel.writestr(f"{info}/METADATA", _about(name, version, requires))
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def _source(folder: Path, name: str, version: str, requires: list[str]) -> None:
    with tarfile.open(folder / _file(name, version, ".tar.gz"), "w:gz") as archive:
        texts = {"PKG-INFO": _about(name, version, requires), "setup.py": "raise SystemExit('not this way')\n"}
        for file, text in texts.items():
            entry = tarfile.TarInfo(f"{name}-{version}/{file}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
