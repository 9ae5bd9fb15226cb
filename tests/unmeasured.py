"""Processes that tests kill, or give a small disk: their coverage is not measured, half a file of it helps nobody."""

from __future__ import annotations

import os
from collections.abc import Mapping


def environment(base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """``base`` without what makes a process write down the lines it ran."""
    return {name: value for name, value in base.items() if not name.startswith(("COVERAGE_", "COV_"))}
