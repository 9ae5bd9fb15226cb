"""What every measurement needs: the machine in words, a process timed from outside, medians."""

from __future__ import annotations

import os
import platform
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def machine() -> dict[str, Any]:
    """Machine and date of a measurement."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def median(values: list[float]) -> float:
    """The median, rounded for reading."""
    return round(statistics.median(values), 4)


def plumb(*arguments: str, home: Path) -> dict[str, Any]:
    """Run ``plumb`` as a process of its own: wall seconds and peak resident memory in MB of it and its children."""
    command = [sys.executable, "-m", "plumbline", *arguments, "--home", str(home), "--json"]
    began = time.perf_counter()
    # An office's Python keeps its compiled modules, whatever the shell of this machine says.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    peak = watch(process.pid)
    out, err = process.communicate()
    seconds = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}: {err.decode()[-2000:]}"
                           f"{out.decode()[-2000:]}")
    return {"seconds": seconds, "peak_mb": peak() / 1024, "out": out.decode()}


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of a server of ``home`` that runs meanwhile; it may need a moment to come up."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "plumbline", "serve", "--home", str(home), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _resident(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():  # a child belongs to the thread that made it
            for child in (thread / "children").read_text().split():
                found += [int(child), *_descendants(int(child))]
    except OSError:
        pass
    return found


def watch(pid: int) -> Any:
    # The most that the process and all it started held at one time, looked at ten times a second; only where there is
    # /proc.
    highest = [0]
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(0.1):
            highest[0] = max(highest[0], sum(_resident(one) for one in [pid, *_descendants(pid)]))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()

    def peak() -> int:
        stop.set()
        watcher.join()
        return highest[0]

    return peak
