"""Running ``plumb`` with an environment of its own, for what depends on consoles, signals and folders."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = [sys.executable, "-m", "plumbline"]
SECONDS = 300


def run(*words: object, home: Path | None = None, cwd: Path | None = None, given: bytes = b"",
        **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run one command; its output as bytes, as a console would get it."""
    end = [str(word) for word in words] + (["--home", str(home)] if home else [])
    return subprocess.run([*PROGRAM, *end], input=given, capture_output=True, timeout=SECONDS, cwd=cwd,
                          env={**os.environ, **environment})
