"""Commands in processes of their own, killed at one moment after the other."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.interfaces.cli.runs import PROGRAM

MOMENTS = 8


def command(words: Sequence[object], home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*PROGRAM, *map(str, words), "--home", str(home), "--json"], stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))


def took(words: Sequence[object], home: Path) -> float:
    began = time.monotonic()
    assert command(words, home).wait(120) == 0
    return time.monotonic() - began


def killed(words: Sequence[object], home: Path, after: float) -> bool:
    """Start the command, kill it ``after`` so many seconds; whether it was still at work."""
    with command(words, home) as child:
        try:
            child.wait(after)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
            return True
    return False


def moments(whole: float) -> list[float]:
    return [whole * step / MOMENTS for step in range(1, MOMENTS + 1)]
