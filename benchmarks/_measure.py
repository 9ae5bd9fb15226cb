"""What every measurement needs: the machine in words, a process timed from outside, medians.

Processor time of processes that ended is told by systems of the family of Unix alone. Elsewhere this module loads, so
that measurements can be listed, and asking for such a time says what is missing.
"""

from __future__ import annotations

import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

resource: Any
try:
    import resource
except ImportError:  # Windows
    resource = None

ROOT = Path(__file__).parents[1]
TIMED = """
import time
def timed(act, times=0):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    act()
    spent, waited = [], []
    for _ in range(times or turns):
        cpu, wall = time.process_time(), time.perf_counter()
        act()
        spent.append((time.process_time() - cpu) * 1000)
        waited.append((time.perf_counter() - wall) * 1000)
    with CaptureQueriesContext(connection) as asked:
        act()
    return {"cpu": spent, "wall": waited, "queries": len(asked)}
"""
"""Stands before a program that runs in a home of its own: what an act takes each time, in milliseconds, after one that
is not counted, and how often it asks the store; ``turns`` times, as the program says, where it is not told."""


def machine() -> dict[str, Any]:
    """Machine and date of a measurement."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def load() -> float | None:
    """How many processes wanted to work in the last minute; None where the system does not tell."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def median(values: list[float]) -> float:
    """The median, rounded for reading."""
    return round(statistics.median(values), 4)


def medians(took: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Of what was timed by name: median processor time and wall clock, and the queries of one."""
    return {name: {"cpu": median(each["cpu"]), "wall": median(each["wall"]), "queries": each["queries"]}
            for name, each in took.items()}


def plumb(*arguments: str, home: Path) -> dict[str, Any]:
    """Run ``plumb`` as a process of its own: wall seconds, and of it and its children processor seconds and peak
    resident memory in MB."""
    return ran("-m", "plumbline", *arguments, "--home", str(home), "--json")


def ran(*words: str, home: Path | None = None, reason: Callable[[str], str] = str, **more: str) -> dict[str, Any]:
    """Run Python with ``words`` as a process of its own, at the root of the checkout, and on ``home`` if one is given;
    ``more`` are variables of its environment. Returns what :func:`plumb` does.

    :raises RuntimeError: where it did not end well, with the end of what it said as an error, and ``reason`` of what it
        printed.
    """
    began, worked = time.perf_counter(), processor_seconds()
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
                               env=environment(home) | more)
    peak = watch(process.pid)
    out, err = process.communicate()
    seconds = time.perf_counter() - began
    if process.returncode:
        told = " ".join(words if words[0] != "-c" else ("a program of this measurement", *words[2:]))
        raise RuntimeError(f"{told} ended with {process.returncode}: {err.decode(errors='replace')[-2000:]}"
                           f"{reason(out.decode(errors='replace'))[-2000:]}")
    return {"seconds": seconds, "processor_seconds": processor_seconds() - worked, "peak_mb": peak() / 1024,
            "out": out.decode()}


def child(*words: str, home: Path | None = None, **more: str) -> Any:
    """The one JSON document that Python prints when it is run with ``words``: ``"-m", "benchmarks._search_store"`` or
    ``"-c", PROGRAM``, and arguments. See :func:`ran`."""
    return json.loads(ran(*words, home=home, **more)["out"])


def environment(home: Path | None = None) -> dict[str, str]:
    """That of this process, for a child: an office's Python keeps its compiled modules, whatever the shell of this
    machine says."""
    mine = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return mine if home is None else mine | {"PLUMBLINE_HOME": str(home)}


def agreed(same: bool, reference: str) -> bool:
    """That a reference gave the same answer: what gave another one is nothing to measure against.

    :raises RuntimeError: if it gave another one.
    """
    if not same:
        raise RuntimeError(f"{reference} gave another answer, so nothing was compared")
    return same


def processor_seconds() -> float:
    """What all processes that were started and have ended took so far, and those that they started and waited for."""
    if resource is None:
        raise RuntimeError(f"{platform.system()} does not tell the processor time of processes that ended, which is "
                           "what is measured here: run it on Linux or macOS")
    return float(sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]))


def peak_mb() -> int | None:
    """The most that this process held so far; None where the system does not tell."""
    if resource is None:
        return None
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024))


class Spent:
    """Processor seconds of this process, its threads included, and wall seconds, since it was made."""

    def __init__(self) -> None:
        self.began, self.worked = time.perf_counter(), time.process_time()

    def told(self) -> dict[str, float]:
        """Both until now."""
        return {"seconds": round(time.perf_counter() - self.began, 5),
                "processor_seconds": round(time.process_time() - self.worked, 5)}


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of a server of ``home`` that runs meanwhile; it may need a moment to come up."""
    with serving(home) as (port, _):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serving(home: Path) -> Iterator[tuple[int, int]]:
    """The port of a server of ``home`` that runs meanwhile, and the number of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "plumbline", "serve", "--home", str(home), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    try:
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()


def worked(pid: int) -> float | None:
    """Processor seconds of the living threads of a process that runs; None where there is no /proc to tell them."""
    try:
        threads = Path(f"/proc/{pid}/task").iterdir()
        return sum(int((each / "schedstat").read_text().split()[0]) for each in threads) / 1e9
    except (OSError, ValueError, IndexError):
        return None


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
    """A function that ends the watching and tells the kilobytes."""
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
