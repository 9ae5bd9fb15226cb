"""The files of the repository, as the house rules see them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

from tests.needs import ROOT, require

PACKAGE = ROOT / "src" / "plumbline"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file git tracks; a test skips where this is not a git clone."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        require(False, "needs git and a clone")
    names = done.stdout.decode().split("\0")
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


def text_of(path: Path) -> str | None:
    """The file as text, or None for a binary one."""
    data = path.read_bytes()
    if b"\0" in data[:8000]:
        return None
    return data.decode("utf-8", errors="replace")


def markdown() -> list[Path]:
    """Every page of documentation."""
    return [path for path in tracked() if path.suffix == ".md"]


def name_of(path: Path) -> str:
    """The path as written in a message."""
    return path.relative_to(ROOT).as_posix()
