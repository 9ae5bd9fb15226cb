"""Homes and files that are made once a run: its processes share them, and who changes one makes a copy."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest


def made(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that ``make`` filled: the process that asks first makes it, while the others wait. What failed is made
    in another folder by who asks next."""
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once"
    shared.mkdir(exist_ok=True)
    done = shared / f"{name}.done"
    with filelock.FileLock(shared / f"{name}.lock"):
        if not done.exists():
            folder = shared / f"{name}-{len(list(shared.glob(f'{name}-*')))}"
            folder.mkdir()
            make(folder)
            done.write_text(folder.name, encoding="utf-8")
        return shared / done.read_text(encoding="utf-8")
