"""A home that is served for browser tests, as ``plumb serve`` serves it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import forked

WAIT_SECONDS = 120
MAKE = "import runpy, sys; runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
ENDS_SECONDS = 90
"""More than the worker is given to end its job, and than a slow disk takes beside it."""


def plumb(home: Path, *arguments: str) -> None:
    """Run a command in ``home``."""
    done = forked.run([*arguments, "--home", home], environment=environment(home))
    assert done.returncode == 0, done.stdout + done.stderr


def make(program: str, folder: Path, *words: str) -> Path:
    """The home that a module of these tests makes in ``folder``: beside what is loaded already, and from tables that
    were made already, which is most of the work."""
    done = forked.run([program, folder, *words], program=MAKE, environment=environment(folder / "home"))
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "home"


def environment(home: Path) -> dict[str, str]:
    """What a process that works in ``home`` finds around it."""
    return {**os.environ, "PLUMBLINE_HOME": str(home), "PYTHONUTF8": "1"}


@contextmanager
def served(home: Path, folder: Path) -> Iterator[str]:
    """The address at which ``home`` is served; its log lies in ``folder``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "plumbline", "serve", "--port", str(port), "--home", str(home)],
            env=environment(home), stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait(f"http://127.0.0.1:{port}/about/", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=ENDS_SECONDS)


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not answer: {log.read_text()}")
