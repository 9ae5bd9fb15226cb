"""What a test needs from the machine, and what happens where it is missing.

On a laptop a test that cannot run skips and says why. With ``CI=true`` in the environment it fails instead: there,
``.ci/run`` installs every part, so a missing one is a fault of the build. The shared development data is the one
exception: it does not belong to the repository, so its tests only ever skip.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
# The first draws no window of its own around each page, which takes half of what the others take.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def in_ci() -> bool:
    """Whether this run must not skip for want of a part."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def require(condition: object, reason: str) -> None:
    """Go on if ``condition`` holds; else skip with ``reason``, or fail with it when ``CI=true``."""
    if condition:
        return
    if in_ci():
        pytest.fail(f"needed here and missing: {reason}", pytrace=False)
    pytest.skip(reason)


def require_shared(*parts: str) -> Path:
    """The path ``parts`` below the shared development data, or a skip, in CI too."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs ../shared/{'/'.join(parts)}, which is not beside this clone")
    return path


def chromium_path() -> str | None:
    """The first Chromium-like browser on the search path, if any."""
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)
