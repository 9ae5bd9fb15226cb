"""A demonstration home of its own, served as ``plumb demo`` serves it, and a Chromium to look at it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import filelock
import pytest

from tests.interfaces.web import shoot

WAIT_SECONDS = 120


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once a run, by the command a newcomer types; under xdist the workers share it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    home = shared / "demo-home"
    with filelock.FileLock(str(shared / "demo-home.lock")):
        if not (home / "made").exists():
            _plumb(home, "demo", "--no-serve")
            (home / "made").touch()
    return home


def _plumb(home: Path, *arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "plumbline", *arguments, "--home", str(home)], env=_environment(home),
                          capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "PLUMBLINE_HOME": str(home), "PYTHONUTF8": "1"}


@pytest.fixture(scope="session")
def address(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the demonstration home is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("serve") / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "plumbline", "serve", "--port", str(port), "--home", str(demo_home)],
            env=_environment(demo_home), stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait(f"http://127.0.0.1:{port}/about/", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


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


@pytest.fixture(scope="module")
def chrome(chromium: str) -> Iterator[Any]:
    """One Chromium a module: while it is open its event loop runs, and Django's store refuses to work beside one."""
    with shoot.browser(chromium) as opened:
        yield opened


@pytest.fixture
def desk(chrome: Any) -> Iterator[Any]:
    """Opens windows: ``desk(width=360, language="zh", appearance="dark")``; closes them all at the end."""
    contexts = []

    def window(*, width: int = 1280, language: str = "en", appearance: str = "light", **options: Any) -> Any:
        context = chrome.new_context(viewport={"width": width, "height": shoot.HEIGHT}, color_scheme=appearance,
                                     locale=shoot.LANGUAGES[language], **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()
